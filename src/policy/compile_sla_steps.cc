// What happens as an SLA's clock runs, and what can be known of it before anybody waits.
#include <fmt/format.h>

#include <algorithm>

#include "policy/bundle_compiler.h"

namespace signalbox {

namespace {

std::optional<int64_t> Times(const YamlNode& node) {
  const std::optional<int64_t> times = ParseWholeNumber(node.text);
  if (!times || *times < 1 || *times > kMaxSlaTimes) return std::nullopt;
  return times;
}

bool GivesAPool(const Rule& rule) {
  return rule.effect.kind == Effect::Kind::kPool || rule.effect.kind == Effect::Kind::kTable;
}

bool Assigns(const Rule& rule) {
  return GivesAPool(rule) || rule.effect.kind == Effect::Kind::kPerson ||
         rule.effect.kind == Effect::Kind::kOwnerOf;
}

}  // namespace

// `owner`, `{manager_of: owner}`, `{team: NAME}`, `{person: ID}`; where there is no owner yet,
// `{manager_of: TEAM}`.
bool BundleCompiler::Target(const YamlNode& value, bool of_lead, NoticeTarget* target) {
  const std::string_view forms =
      of_lead ? "`owner`, `{manager_of: owner}`, `{team: NAME}`, `{person: ID}`"
              : "`team: NAME`, `person: ID`, `manager_of: TEAM`";
  if (value.is_text() && of_lead && value.text == "owner") {
    target->kind = NoticeTarget::Kind::kOwner;
    return true;
  }
  if (!value.is_map() || value.keys.size() != 1 || !value.items[0].is_text() ||
      value.items[0].text.empty()) {
    Error(value, fmt::format("who is {}? write one of {}", of_lead ? "told" : "asked", forms));
    return false;
  }
  const std::string& key = value.keys[0].text;
  target->name = value.items[0].text;
  if (key == "team") {
    target->kind = NoticeTarget::Kind::kTeam;
  } else if (key == "person") {
    target->kind = NoticeTarget::Kind::kPerson;
  } else if (key == "manager_of" && of_lead && target->name == "owner") {
    target->kind = NoticeTarget::Kind::kManagerOfOwner;
    target->name.clear();
  } else if (key == "manager_of" && !of_lead) {
    target->kind = NoticeTarget::Kind::kManagerOfTeam;
  } else {
    Error(value.keys[0],
          fmt::format("`{}: {}` is nobody; write one of {}", key, target->name, forms));
    return false;
  }
  return true;
}

// `same_pool`, `route_again`, `{pool: NAME}`, `{queue: NAME}`.
bool BundleCompiler::Reassign(const YamlNode& value, SlaStep* step) {
  step->kind = SlaStep::Kind::kReassign;
  if (value.is_text() && (value.text == "same_pool" || value.text == "route_again")) {
    step->to = value.text == "same_pool" ? ReassignTo::kSamePool : ReassignTo::kRouteAgain;
    return true;
  }
  const YamlNode* pool = value.is_map() && value.keys.size() == 1 ? value.Find("pool") : nullptr;
  const YamlNode* queue = value.is_map() && value.keys.size() == 1 ? value.Find("queue") : nullptr;
  if (queue != nullptr) {
    step->to = ReassignTo::kQueue;
    step->name = queue->text;
    return QueueExists(*queue, queue->text);
  }
  if (pool == nullptr) {
    Error(value,
          "where does it go? write one of `same_pool`, `route_again`, `{pool: NAME}`, `{queue: "
          "NAME}`");
    return false;
  }
  step->to = ReassignTo::kPool;
  step->name = pool->text;
  if (policy_->pools.contains(pool->text)) return true;
  std::vector<std::string> names;
  for (const auto& [name, spec] : policy_->pools) names.push_back(name);
  Error(*pool, fmt::format("there is no pool `{}`{}", pool->text, DidYouMean(pool->text, names)));
  return false;
}

bool BundleCompiler::Step(const YamlNode& node, SlaStep* step) {
  if (!IsMap(node, "a step")) return false;
  CheckKeys(node, "a step", {"at", "remind", "reassign", "escalate", "at_most", "again"}, {},
            kPolicyFile, findings_);
  step->at = node.at;
  const YamlNode* at = node.Find("at");
  if (at == nullptr) {
    Error(node, "a step needs `at`: working time since the clock started");
    return false;
  }
  step->at_us = Duration(*at);
  const YamlNode* remind = node.Find("remind");
  const YamlNode* reassign = node.Find("reassign");
  const YamlNode* escalate = node.Find("escalate");
  if ((remind != nullptr) + (reassign != nullptr) + (escalate != nullptr) != 1) {
    Error(node, "a step does one thing: one of `remind`, `reassign`, `escalate`");
    return false;
  }
  bool good = step->at_us > 0;
  if (remind != nullptr) good = Target(*remind, true, &step->target) && good;
  if (reassign != nullptr) good = Reassign(*reassign, step) && good;
  if (escalate != nullptr) {
    step->kind = SlaStep::Kind::kEscalate;
    good = Target(*escalate, true, &step->target) && good;
  }
  const YamlNode* again = node.Find("again");
  if (again != nullptr && escalate == nullptr) {
    Error(*again, "`again` belongs to `escalate`");
    return false;
  }
  const YamlNode* at_most = node.Find("at_most");
  if (at_most != nullptr && reassign == nullptr && again == nullptr) {
    Error(*at_most, "`at_most` belongs to `reassign`, or to `escalate` with `again`");
    return false;
  }
  if (again != nullptr) {
    step->again_us = Duration(*again);
    step->again_at_most = 3;
    good = step->again_us > 0 && good;
  }
  if (at_most == nullptr) return good;
  const std::optional<int64_t> times = Times(*at_most);
  if (!times) {
    Error(*at_most, fmt::format("`at_most` is a number from 1 to {}", kMaxSlaTimes));
    return false;
  }
  (again != nullptr ? step->again_at_most : step->at_most) = *times;
  return good;
}

void BundleCompiler::Steps(const YamlNode& node, SlaSpec* sla) {
  if (node.items.size() > kMaxSlaSteps) {
    Error(node, fmt::format("an SLA has at most {} steps", kMaxSlaSteps));
    return;
  }
  for (const YamlNode& item : node.items) {
    SlaStep step;
    if (!Step(item, &step)) continue;
    if (!sla->steps.empty() && step.at_us <= sla->steps.back().at_us) {
      Error(item, "steps stand in the order of their `at`, each later than the one before");
      continue;
    }
    sla->steps.push_back(std::move(step));
  }
}

// SLAs that no lead can ever start, and steps that nothing can come of.
void BundleCompiler::CheckSlas() {
  for (const auto& [id, sla] : policy_->slas) {
    bool named = false, starts = false, pooled = false;
    for (const Rule& rule : policy_->rules) {
      if (std::find(rule.slas.begin(), rule.slas.end(), id) == rule.slas.end()) continue;
      named = true;
      starts = starts || Assigns(rule);
      pooled = pooled || GivesAPool(rule);
    }
    if (!named) {
      findings_->Warn(kPolicyFile, sla.at,
                      fmt::format("SLA `{}` never runs: no rule names it in `sla`", id));
      continue;
    }
    if (!starts) {
      findings_->Warn(kPolicyFile, sla.at,
                      fmt::format("SLA `{}` never runs: no rule that names it gives an owner", id));
      continue;
    }
    for (const SlaStep& step : sla.steps) {
      const bool same = step.kind == SlaStep::Kind::kReassign && step.to == ReassignTo::kSamePool;
      if (!same || pooled) continue;
      findings_->Warn(
          kPolicyFile, step.at,
          fmt::format("`same_pool` is no pool: no rule with SLA `{}` gives from one", id));
    }
  }
}

}  // namespace signalbox
