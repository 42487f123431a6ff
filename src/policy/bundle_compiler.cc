#include "policy/bundle_compiler.h"

#include <fmt/format.h>

#include "policy/business_time.h"
#include "policy/features.h"
#include "policy/model_watching_plan.h"

namespace signalbox {

std::string BundleCompiler::RequiredText(const YamlNode& map, std::string_view key,
                                         std::string_view what) {
  const YamlNode* node = map.Find(key);
  if (node != nullptr && node->is_text() && !node->text.empty()) return node->text;
  Error(node != nullptr ? *node : map, fmt::format("{} needs `{}`", what, key));
  return {};
}

bool BundleCompiler::IsMap(const YamlNode& node, std::string_view what) {
  if (node.is_map()) return true;
  Error(node, fmt::format("{} is a map: `key: value` pairs", what));
  return false;
}

bool BundleCompiler::IsList(const YamlNode& node, std::string_view what) {
  if (node.is_list()) return true;
  Error(node, fmt::format("{} is a list", what));
  return false;
}

void BundleCompiler::Header(const YamlNode& root) {
  policy_->name = RequiredText(root, "policy", "a policy");
  if (const YamlNode* record = root.Find("record"); record != nullptr && record->text != "lead") {
    Error(*record,
          fmt::format("not supported yet: record: {}; write `record: lead`", record->text));
  }
  const YamlNode* zone = root.Find("zone");
  if (zone == nullptr) return;
  if (!IsKnownZone(zone->text)) {
    Error(*zone,
          fmt::format("`{}` is no time zone; write a name such as `Europe/Berlin`", zone->text));
  }
  policy_->zone = zone->text;
}

std::shared_ptr<Policy> BundleCompiler::Compile() {
  auto file = files_.find(std::string(kPolicyFile));
  if (file == files_.end()) {
    findings_->Error(kPolicyFile, {}, "the bundle has no policy.yaml");
    return nullptr;
  }
  std::optional<YamlNode> root = ParseYaml(kPolicyFile, file->second, findings_);
  if (!root || !IsMap(*root, "policy.yaml")) return nullptr;
  CheckKeys(*root, "a policy",
            {"policy", "record", "zone", "triggers", "fields", "flags", "guards", "rules",
             "nothing_matched", "hierarchies", "tables", "pools", "queues", "slas", "escalations",
             "calendars", "hand_back_reasons"},
            {"extends", "owners", "sticky"}, kPolicyFile, findings_);
  Header(*root);
  // Names before those who use them, whatever their order in the file.
  auto part = [&](std::string_view key, void (BundleCompiler::*read)(const YamlNode&)) {
    if (const YamlNode* node = root->Find(key)) (this->*read)(*node);
  };
  part("fields", &BundleCompiler::Fields);
  part("flags", &BundleCompiler::Flags);
  policy_->slots.Close();
  part("queues", &BundleCompiler::Queues);
  part("calendars", &BundleCompiler::Calendars);
  part("triggers", &BundleCompiler::Triggers);
  part("pools", &BundleCompiler::Pools);
  part("hierarchies", &BundleCompiler::Hierarchies);
  part("tables", &BundleCompiler::Tables);
  part("slas", &BundleCompiler::Slas);
  part("hand_back_reasons", &BundleCompiler::HandBackReasons);
  part("escalations", &BundleCompiler::Escalations);
  part("guards", &BundleCompiler::Guards);
  part("rules", &BundleCompiler::Rules);
  const YamlNode* fallback = root->Find("nothing_matched");
  if (fallback == nullptr) {
    Error(*root,
          "`nothing_matched` is missing; say where a record goes that no rule takes: "
          "`nothing_matched: {queue: unrouted, reason: no rule matched}`");
  } else if (IsMap(*fallback, "`nothing_matched`")) {
    CheckKeys(*fallback, "`nothing_matched`", {"queue", "hold", "reason"}, {"escalate"},
              kPolicyFile, findings_);
    EffectOf(*fallback, "nothing_matched", &policy_->nothing_matched);
  }
  CheckSlas();
  for (const auto& [path, content] : files_) {
    if (!path.starts_with("plans/") || !path.ends_with(".yaml")) continue;
    policy_->plans.emplace(path.substr(6, path.size() - 11), content);
  }
  CompileFeatures(files_, policy_->slots, findings_);
  CompileModelWatches(files_, findings_);
  return policy_;
}

CompileOutcome CompilePolicy(const BundleFiles& files, const Roster* roster) {
  Findings findings;
  std::shared_ptr<Policy> policy = BundleCompiler(files, &findings).Compile();
  if (policy != nullptr && !findings.has_error()) {
    policy->hash = BundleHash(files);
    if (roster != nullptr) CheckAgainstRoster(*policy, *roster, &findings);
  } else {
    policy = nullptr;
  }
  return {std::move(policy), findings.Take()};
}

const Digest& HashOf(const Policy& policy) {
  return policy.hash;
}
const std::string& NameOf(const Policy& policy) {
  return policy.name;
}
const std::map<std::string, PoolSpec>& PoolsOf(const Policy& policy) {
  return policy.pools;
}
const std::map<std::string, QueueSpec>& QueuesOf(const Policy& policy) {
  return policy.queues;
}
const std::map<std::string, std::string>& PlansOf(const Policy& policy) {
  return policy.plans;
}
const std::map<std::string, SlaSpec, std::less<>>& SlasOf(const Policy& policy) {
  return policy.slas;
}
const std::map<std::string, CalendarSpec, std::less<>>& CalendarsOf(const Policy& policy) {
  return policy.calendars;
}
const std::map<std::string, HandBackReason, std::less<>>& HandBackReasonsOf(const Policy& policy) {
  return policy.hand_back_reasons;
}
const std::vector<std::string>& SlasOfRule(const Policy& policy, std::string_view rule) {
  static const std::vector<std::string> kNone;
  for (const Rule& one : policy.rules) {
    if (one.name == rule) return one.slas;
  }
  return kNone;
}
const std::vector<std::string>& TriggersOf(const Policy& policy) {
  return policy.triggers;
}

}  // namespace signalbox
