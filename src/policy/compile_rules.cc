// Guards, rules and what they do.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/bundle_compiler.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

template <typename Map>
std::vector<std::string> KeysOf(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

}  // namespace

std::optional<OwnerSource> OwnerSourceByName(std::string_view name) {
  if (name == "contact") return OwnerSource{"contact", Field::kContactOwner};
  if (name == "account") return OwnerSource{"account", Field::kAccountOwner};
  if (name == "opportunity") return OwnerSource{"opportunity", Field::kOpportunityOwner};
  if (name == "prior") return OwnerSource{"prior", Field::kPriorOwner};
  return std::nullopt;
}

bool BundleCompiler::QueueExists(const YamlNode& at, const std::string& name) {
  if (policy_->queues.contains(name)) return true;
  Error(at,
        fmt::format("there is no queue `{}`{}", name, DidYouMean(name, KeysOf(policy_->queues))));
  return false;
}

bool BundleCompiler::Role(const YamlNode& assign, Effect* effect) {
  static const std::vector<std::string> kRoles = {"owner", "sdr", "ae", "csm", "partner_manager"};
  const YamlNode* role = assign.Find("role");
  if (role == nullptr) return true;
  if (std::find(kRoles.begin(), kRoles.end(), role->text) == kRoles.end()) {
    Error(*role, fmt::format("unknown role `{}`{}; roles are `{}`", role->text,
                             DidYouMean(role->text, kRoles), fmt::join(kRoles, "`, `")));
    return false;
  }
  effect->role = role->text;
  return true;
}

bool BundleCompiler::Assign(const YamlNode& value, Effect* effect) {
  if (!IsMap(value, "`assign`")) return false;
  CheckKeys(value, "`assign`", {"table", "owner_of", "pool", "person", "queue", "role"}, {},
            kPolicyFile, findings_);
  const YamlNode* to = nullptr;
  std::string_view kind;
  for (std::string_view key : {"table", "owner_of", "pool", "person", "queue"}) {
    const YamlNode* node = value.Find(key);
    if (node == nullptr) continue;
    if (to != nullptr) {
      Error(*node, fmt::format("`assign` has both `{}` and `{}`; a rule gives exactly one owner",
                               kind, key));
      return false;
    }
    to = node, kind = key;
  }
  if (kind == "queue" && value.Find("role") != nullptr) {
    Error(*value.Find("role"), "a queue owns nothing, so it has no role; leave `role` out");
    return false;
  }
  if (to == nullptr || !to->is_text() || to->text.empty()) {
    Error(value, "`assign` needs one of `table`, `owner_of`, `pool`, `person`, `queue`");
    return false;
  }
  if (!Role(value, effect)) return false;
  effect->name = to->text;
  if (kind == "queue") {
    effect->kind = Effect::Kind::kQueue;
    return QueueExists(*to, to->text);
  }
  if (kind == "person") {
    effect->kind = Effect::Kind::kPerson;
    return true;
  }
  if (kind == "pool") {
    effect->kind = Effect::Kind::kPool;
    if (policy_->pools.contains(to->text)) return true;
    Error(*to, fmt::format("there is no pool `{}`{}", to->text,
                           DidYouMean(to->text, KeysOf(policy_->pools))));
    return false;
  }
  if (kind == "table") {
    effect->kind = Effect::Kind::kTable;
    auto it = policy_->tables.find(to->text);
    if (it != policy_->tables.end()) {
      effect->table = it->second.get();
      return true;
    }
    Error(*to, fmt::format("there is no table `{}`{}", to->text,
                           DidYouMean(to->text, KeysOf(policy_->tables))));
    return false;
  }
  effect->kind = Effect::Kind::kOwnerOf;
  std::optional<OwnerSource> source = OwnerSourceByName(to->text);
  if (!source) {
    Error(*to, fmt::format("`owner_of` is one of `contact`, `account`, `opportunity`, `prior`, not "
                           "`{}`",
                           to->text));
    return false;
  }
  effect->source = *source;
  return true;
}

bool BundleCompiler::Reason(const YamlNode& map, Effect* effect) {
  const YamlNode* reason = map.Find("reason");
  if (reason == nullptr) return true;
  if (!reason->is_text() || reason->text.empty()) {
    Error(*reason, "a `reason` is a text");
    return false;
  }
  effect->reason = reason->text;
  return true;
}

// `queue: NAME`, `queue: {queue: NAME, reason}`, `hold: {queue, reason}`, `reject: REASON`.
bool BundleCompiler::Waiting(Effect::Kind kind, const YamlNode& value, Effect* effect) {
  effect->kind = kind;
  if (kind == Effect::Kind::kReject) {
    if (!value.is_text() || value.text.empty()) {
      Error(value, "`reject` needs a reason: `reject: no_lawful_basis`");
      return false;
    }
    effect->reason = value.text;
    return true;
  }
  if (kind == Effect::Kind::kQueue && value.is_text()) {
    effect->name = value.text;
    return QueueExists(value, value.text);
  }
  std::string_view what = kind == Effect::Kind::kHold ? "`hold`" : "`queue`";
  if (!IsMap(value, what)) return false;
  CheckKeys(value, what, {"queue", "reason"}, {}, kPolicyFile, findings_);
  if (!Reason(value, effect)) return false;
  if (kind == Effect::Kind::kHold && effect->reason.empty()) {
    Error(value, "`hold` needs a `reason`: what it waits for");
    return false;
  }
  const YamlNode* queue = value.Find("queue");
  if (queue == nullptr) {
    if (kind == Effect::Kind::kHold) return true;
    Error(value, "a queue is missing: `{queue: unrouted, reason: ...}`");
    return false;
  }
  effect->name = queue->text;
  return QueueExists(*queue, queue->text);
}

// Reads the one key of `owner` that says what happens.
bool BundleCompiler::EffectOf(const YamlNode& owner, const std::string& rule, Effect* effect) {
  const YamlNode* value = nullptr;
  std::string_view kind;
  for (std::string_view key : {"assign", "queue", "hold", "reject", "escalate"}) {
    const YamlNode* node = owner.Find(key);
    if (node == nullptr) continue;
    if (value != nullptr) {
      Error(*node, fmt::format("both `{}` and `{}`; a rule does one thing", kind, key));
      return false;
    }
    value = node, kind = key;
  }
  if (value == nullptr) {
    Error(owner, "nothing to do; add one of `assign`, `queue`, `hold`, `reject`, `escalate`");
    return false;
  }
  effect->at = value->at;
  if (const YamlNode* reason = owner.Find("reason")) {
    if (kind == "reject") {
      Error(*reason, "`reject` says the reason itself; leave `reason` out");
      return false;
    }
    if (value->is_map() && value->Find("reason") != nullptr) {
      Error(*reason, fmt::format("`{}` has a `reason` already; keep one of the two", kind));
      return false;
    }
  }
  if (!Reason(owner, effect)) return false;
  if (kind == "assign") return Assign(*value, effect);
  if (kind == "escalate") return Escalate(*value, rule, effect);
  if (kind == "queue") return Waiting(Effect::Kind::kQueue, *value, effect);
  if (kind == "hold") return Waiting(Effect::Kind::kHold, *value, effect);
  return Waiting(Effect::Kind::kReject, *value, effect);
}

std::optional<Condition> BundleCompiler::When(const YamlNode& owner, bool* good) {
  const YamlNode* node = owner.Find("when");
  if (node == nullptr) return std::nullopt;
  std::optional<Condition> condition =
      Condition::Compile(*node, policy_->slots, false, kPolicyFile, findings_);
  if (!condition) *good = false;
  return condition;
}

void BundleCompiler::Guards(const YamlNode& node) {
  if (!IsList(node, "`guards`")) return;
  std::set<std::string> names;
  for (const YamlNode& item : node.items) {
    if (!IsMap(item, "a guard")) continue;
    CheckKeys(item, "a guard", {"name", "when", "require", "else", "forbid", "applies"}, {"unless"},
              kPolicyFile, findings_);
    Guard guard{.name = RequiredText(item, "name", "a guard"), .at = item.at};
    if (!guard.name.empty() && !names.insert(guard.name).second) {
      Error(item, fmt::format("two guards are called `{}`", guard.name));
    }
    bool good = true;
    guard.when = When(item, &good);
    const YamlNode* require = item.Find("require");
    const YamlNode* forbid = item.Find("forbid");
    if ((require == nullptr) == (forbid == nullptr)) {
      Error(item, "a guard has either `require` with `else`, or `forbid`");
      continue;
    }
    if (forbid != nullptr) {
      guard.forbid = Condition::Compile(*forbid, policy_->slots, true, kPolicyFile, findings_);
      if (item.Find("else") != nullptr) Error(*item.Find("else"), "`else` belongs to `require`");
    } else {
      guard.require = Condition::Compile(*require, policy_->slots, false, kPolicyFile, findings_);
      const YamlNode* otherwise = item.Find("else");
      if (otherwise == nullptr || !otherwise->is_map()) {
        Error(item, "`require` needs an `else`: `else: {reject: no_lawful_basis}`");
        continue;
      }
      CheckKeys(*otherwise, "`else`", {"queue", "hold", "reject", "escalate", "reason"}, {},
                kPolicyFile, findings_);
      good = EffectOf(*otherwise, "guard " + guard.name, &guard.otherwise) && good;
    }
    if (const YamlNode* applies = item.Find("applies"); applies != nullptr)
      good = Applies(*applies, &guard) && good;
    if (good && (guard.require || guard.forbid)) policy_->guards.push_back(std::move(guard));
  }
}

// A record that an earlier version decides is stopped by what this one says, and goes on as its own
// says: this version's pools and people are not that one's.
bool BundleCompiler::Applies(const YamlNode& node, Guard* guard) {
  using Kind = Effect::Kind;
  const Kind kind = guard->otherwise.kind;
  if (node.text != "in_flight") {
    Error(node, fmt::format("`applies` takes in_flight, not `{}`", node.text));
  } else if (!guard->require ||
             (kind != Kind::kReject && kind != Kind::kHold && kind != Kind::kQueue)) {
    Error(node, "`applies: in_flight` is for a guard that rejects, holds or queues in its `else`");
  } else {
    guard->in_flight = true;
  }
  return guard->in_flight;
}

void BundleCompiler::Rules(const YamlNode& node) {
  if (!IsList(node, "`rules`")) return;
  std::set<std::string> names;
  for (const YamlNode& item : node.items) {
    if (!IsMap(item, "a rule")) continue;
    CheckKeys(item, "a rule",
              {"name", "when", "assign", "queue", "hold", "reject", "escalate", "sla", "reason"},
              {"applies", "lane"}, kPolicyFile, findings_);
    Rule rule{.name = RequiredText(item, "name", "a rule"), .at = item.at};
    if (rule.name == "nothing_matched") {
      Error(item, "`nothing_matched` names the fallback; call the rule something else");
    } else if (!rule.name.empty() && !names.insert(rule.name).second) {
      Error(item, fmt::format("two rules are called `{}`", rule.name));
    }
    bool good = true;
    rule.when = When(item, &good);
    rule.slas = SlasOfRule(item);
    if (EffectOf(item, rule.name, &rule.effect) && good) policy_->rules.push_back(std::move(rule));
  }
}

}  // namespace signalbox
