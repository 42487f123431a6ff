#include "plans/plan_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "policy/condition.h"
#include "policy/findings.h"
#include "policy/yaml_tree.h"

namespace signalbox {
namespace {

struct Loader {
  std::string_view file;
  Findings* findings;
  const SlotTable* slots;
  Plan plan;

  void Error(Mark at, std::string message) { findings->Error(file, at, std::move(message)); }

  std::string TextOf(const YamlNode& map, std::string_view key, bool required) {
    const YamlNode* node = map.Find(key);
    if (node != nullptr && node->is_text()) return node->text;
    if (node != nullptr)
      Error(node->at, fmt::format("`{}` takes a text", key));
    else if (required)
      Error(map.at, fmt::format("`{}` is missing", key));
    return {};
  }

  TimeUs DurationOf(const YamlNode& map, std::string_view key) {
    const YamlNode* node = map.Find(key);
    if (node == nullptr) return 0;
    const Result<TimeUs> duration = ParseDuration(node->text);
    if (!duration.ok()) Error(node->at, duration.error().message);
    return duration.ok() ? *duration : 0;
  }

  std::vector<std::string> TextsOf(const YamlNode& map, std::string_view key) {
    std::vector<std::string> texts;
    const YamlNode* node = map.Find(key);
    if (node == nullptr) return texts;
    if (node->is_text()) return {node->text};
    for (const YamlNode& item : node->items) {
      if (item.is_text())
        texts.push_back(item.text);
      else
        Error(item.at, fmt::format("`{}` takes a list of names", key));
    }
    return texts;
  }

  void ReadKind(const YamlNode& map, PlanStep* step) {
    static constexpr std::pair<std::string_view, StepKind> kKinds[] = {
        {"agent", StepKind::kAgent},   {"lookup", StepKind::kLookup},
        {"decide", StepKind::kDecide}, {"effect", StepKind::kEffect},
        {"wait", StepKind::kWait},     {"person", StepKind::kPerson}};
    const std::string kind = TextOf(map, "kind", true);
    for (const auto& [name, value] : kKinds) {
      if (kind == name) {
        step->kind = value;
        return CheckNeeds(map, step);
      }
    }
    if (!kind.empty())
      Error(map.at,
            fmt::format(
                "`{}` is no kind of step; write agent, lookup, decide, effect, wait or person",
                kind));
  }

  void CheckNeeds(const YamlNode& map, PlanStep* step) {
    const auto one_of = [&](std::initializer_list<std::string_view> allowed) {
      if (std::find(allowed.begin(), allowed.end(), step->needs) != allowed.end()) return;
      Error(map.at, fmt::format("step `{}` needs `{}`, which its kind does not have; write {}",
                                step->id, step->needs, fmt::join(allowed, " or ")));
    };
    switch (step->kind) {
      case StepKind::kAgent:
        if (step->needs.empty())
          Error(map.at, fmt::format("step `{}` has no `needs`; name a capability", step->id));
        return;
      case StepKind::kLookup:
        return one_of({"match"});
      case StepKind::kDecide:
        return one_of({"route", "assign"});
      case StepKind::kEffect:
        return one_of({"write_back", "notify"});
      case StepKind::kWait:
        step->wait_us = DurationOf(map, "for");
        if (step->wait_us <= 0)
          Error(map.at, fmt::format("step `{}` waits, but not how long; write for: 30m", step->id));
        return;
      case StepKind::kPerson:
        if (step->queue.empty())
          Error(map.at,
                fmt::format("step `{}` waits for a person, but in no queue; write queue: NAME",
                            step->id));
        return;
    }
  }

  void ReadRetry(const YamlNode& map, PlanStep* step) {
    const YamlNode* retry = map.Find("retry");
    if (retry == nullptr) return;
    CheckKeys(*retry, "`retry`", {"times", "backoff"}, {}, file, findings);
    const std::string times = TextOf(*retry, "times", true);
    int value = -1;
    std::from_chars(times.data(), times.data() + times.size(), value);
    if (value < 0 || value > 100)
      Error(retry->at, fmt::format("`times` takes 0 to 100, not `{}`", times));
    step->retry_times = value;
    step->backoff_us = DurationOf(*retry, "backoff");
  }

  void ReadJoinUntil(const YamlNode& join, PlanStep* step) {
    const Result<TimeUs> time = ParseDuration(join.text.substr(join.text.find(' ') + 1));
    if (!time.ok())
      Error(join.at, time.error().message);
    else if (*time <= 0)
      Error(join.at, "`join: until` takes a time above zero: until 30s");
    else if (step->after.empty())
      Error(join.at, fmt::format("step `{}` joins, but comes after no step", step->id));
    step->join = JoinRule::kUntil;
    step->join_until_us = time.ok() ? *time : 0;
  }

  void ReadJoin(const YamlNode& map, PlanStep* step) {
    const YamlNode* join = map.Find("join");
    if (join == nullptr || join->text == "all") return;
    if (join->text == "any") {
      step->join = JoinRule::kAny;
      return;
    }
    if (join->text.starts_with("until ")) return ReadJoinUntil(*join, step);
    if (join->text == "until") {
      // Waits for all, and every branch ends by its own deadline.
      for (const int before : step->after) {
        const PlanStep& branch = plan.steps[static_cast<size_t>(before)];
        if (branch.deadline_us > 0 && branch.on_failure == FailureRule::kSkip) continue;
        Error(join->at,
              fmt::format("`join: until` needs a `deadline` and `on_failure: skip` on step `{}`",
                          branch.id));
      }
      return;
    }
    int count = 0;
    std::from_chars(join->text.data(), join->text.data() + join->text.size(), count);
    if (count < 1 || static_cast<size_t>(count) > step->after.size()) {
      Error(join->at,
            fmt::format(
                "`join` takes all, any, `until TIME` or a number up to the steps it waits for, not "
                "`{}`",
                join->text));
    }
    step->join = JoinRule::kCount;
    step->join_count = count;
  }

  void ReadFailure(const YamlNode& map, PlanStep* step) {
    const YamlNode* rule = map.Find("on_failure");
    if (rule == nullptr || rule->text == "person") return;
    if (rule->text == "skip")
      step->on_failure = FailureRule::kSkip;
    else if (rule->text == "fail")
      step->on_failure = FailureRule::kFail;
    else if (rule->text == "default")
      step->on_failure = FailureRule::kDefault;
    else
      Error(rule->at,
            fmt::format("`on_failure` takes person, skip, fail or default, not `{}`", rule->text));
  }

  // What is taken for the output of a step that failed.
  void ReadDefault(const YamlNode& map, PlanStep* step) {
    const YamlNode* values = map.Find("default");
    const bool asked = step->on_failure == FailureRule::kDefault;
    if (values == nullptr) {
      if (asked)
        Error(map.at,
              fmt::format("step `{}` has no `default`; write default: {{lead.region: emea}}",
                          step->id));
      return;
    }
    if (!asked || step->kind != StepKind::kAgent)
      return Error(values->at, "`default` belongs to an agent's step with `on_failure: default`");
    if (!values->is_map() || values->keys.empty())
      return Error(values->at, "`default` takes attributes with their values: {lead.region: emea}");
    for (size_t i = 0; i < values->keys.size(); ++i)
      ReadDefaultValue(values->keys[i], values->items[i], &step->default_output);
  }

  void ReadDefaultValue(const YamlNode& key, const YamlNode& value, Attributes* output) {
    const std::optional<Field> field = FieldByName(key.text);
    if (!field.has_value()) return Error(key.at, fmt::format("unknown attribute `{}`", key.text));
    const FieldSpec& spec = SpecOf(*field);
    const std::string& text = value.text;
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number =
        !text.empty() && error == std::errc() && end == text.data() + text.size();
    if (spec.type == FieldType::kText && value.is_text() && !text.empty())
      output->SetText(*field, text);
    else if (spec.type == FieldType::kInt && value.is_text() && is_number)
      output->SetInt(*field, number);
    else if (spec.type == FieldType::kBool && (text == "true" || text == "false"))
      output->SetBool(*field, text == "true");
    else
      Error(value.at, fmt::format("`{}` is no value of `{}`", text, key.text));
  }

  void ReadWhen(const YamlNode& map, PlanStep* step) {
    const YamlNode* when = map.Find("when");
    if (when == nullptr) return;
    std::optional<Condition> compiled = Condition::Compile(*when, *slots, false, file, findings);
    if (!compiled.has_value()) return;
    step->when_text = compiled->cel();
    step->when = [condition = std::move(*compiled),
                  slots_copy = *slots](const Attributes& record) -> std::optional<bool> {
      const SlotValues values(slots_copy, record);
      switch (condition.Evaluate(values, nullptr)) {
        case Truth::kTrue:
          return true;
        case Truth::kFalse:
          return false;
        case Truth::kUnknown:
          break;
      }
      return std::nullopt;
    };
  }

  void ReadStep(const YamlNode& map) {
    if (!map.is_map()) return Error(map.at, "a step is a map: {id: ..., kind: ..., needs: ...}");
    CheckKeys(map, "a step",
              {"id", "kind", "needs", "after", "when", "deadline", "retry", "fallback", "join",
               "on_failure", "default", "queue", "for"},
              {}, file, findings);
    PlanStep step;
    step.id = TextOf(map, "id", true);
    step.needs = TextOf(map, "needs", false);
    step.queue = TextOf(map, "queue", false);
    step.deadline_us = DurationOf(map, "deadline");
    step.fallback = TextsOf(map, "fallback");
    if (plan.FindStep(step.id) >= 0) Error(map.at, fmt::format("step `{}` stands twice", step.id));
    for (const std::string& before : TextsOf(map, "after")) {
      const int place = plan.FindStep(before);
      if (place >= 0)
        step.after.push_back(place);
      else
        Error(map.at, fmt::format("step `{}` comes after `{}`, which does not stand above it",
                                  step.id, before));
    }
    ReadKind(map, &step);
    ReadRetry(map, &step);
    ReadFailure(map, &step);
    ReadDefault(map, &step);
    ReadJoin(map, &step);
    ReadWhen(map, &step);
    plan.steps.push_back(std::move(step));
  }

  void ReadMerge(const YamlNode& map) {
    for (size_t i = 0; i < map.keys.size(); ++i) {
      const YamlNode& key = map.keys[i];
      const std::optional<Field> field = FieldByName(key.text);
      if (!field.has_value()) {
        Error(key.at, fmt::format("unknown attribute `{}`", key.text));
        continue;
      }
      MergeRule rule{*field, {}};
      for (const YamlNode& item : map.items[i].items) {
        const int place = item.text == "received" ? -1 : plan.FindStep(item.text);
        if (place < 0 && item.text != "received")
          Error(item.at, fmt::format("`{}` is no step of this plan", item.text));
        rule.steps.push_back(place);
      }
      plan.merge.push_back(std::move(rule));
    }
  }

  void Read(const YamlNode& root) {
    if (!root.is_map())
      return Error(root.at, "a plan is a map: {plan: NAME, record: lead, steps: [...]}");
    CheckKeys(root, "a plan", {"plan", "record", "steps", "merge"}, {}, file, findings);
    plan.name = TextOf(root, "plan", true);
    plan.record = TextOf(root, "record", true);
    static constexpr std::string_view kRecords[] = {"lead",        "contact", "account",
                                                    "opportunity", "case",    "conversation"};
    if (!plan.record.empty() &&
        std::find(std::begin(kRecords), std::end(kRecords), plan.record) == std::end(kRecords)) {
      Error(root.at, fmt::format("`{}` is no kind of record; write {}", plan.record,
                                 fmt::join(kRecords, ", ")));
    }
    const YamlNode* steps = root.Find("steps");
    if (steps == nullptr || !steps->is_list() || steps->items.empty()) {
      return Error(root.at, "a plan has at least one step under `steps`");
    }
    if (steps->items.size() > kMaxPlanSteps) {
      return Error(steps->at, fmt::format("a plan has at most {} steps", kMaxPlanSteps));
    }
    for (const YamlNode& step : steps->items) ReadStep(step);
    if (const YamlNode* merge = root.Find("merge"); merge != nullptr) ReadMerge(*merge);
  }
};

}  // namespace

std::shared_ptr<const Plan> LoadPlan(std::string_view file, std::string_view text,
                                     std::vector<Finding>* findings) {
  Findings found;
  SlotTable slots;
  slots.Close();
  Loader loader{file, &found, &slots, {}};
  if (const std::optional<YamlNode> root = ParseYaml(file, text, &found); root.has_value())
    loader.Read(*root);
  const bool good = !found.has_error();
  for (Finding& finding : found.Take()) findings->push_back(std::move(finding));
  if (!good) return nullptr;
  loader.plan.hash = Sha256(text);
  return std::make_shared<const Plan>(std::move(loader.plan));
}

std::shared_ptr<const PolicyVersion> LoadVersion(const BundleFiles& files, const Roster* roster,
                                                 std::vector<Finding>* findings) {
  CompileOutcome outcome = CompilePolicy(files, roster);
  *findings = std::move(outcome.findings);
  if (outcome.policy == nullptr) return nullptr;
  auto version = std::make_shared<PolicyVersion>();
  version->policy = outcome.policy;
  version->hash = HashOf(*outcome.policy);
  version->name = VersionName(version->hash);
  bool good = true;
  const auto add = [&](const std::string& file, std::string_view text) {
    std::shared_ptr<const Plan> plan = LoadPlan(file, text, findings);
    good = good && plan != nullptr;
    if (plan != nullptr) version->plans[plan->name] = std::move(plan);
  };
  for (const auto& [name, text] : PlansOf(*outcome.policy)) add("plans/" + name + ".yaml", text);
  const bool routes = std::any_of(version->plans.begin(), version->plans.end(),
                                  [](const auto& one) { return one.second->record == "lead"; });
  if (good && !routes) add("plans/route_lead.yaml", ShippedRouteLead());
  return good ? version : nullptr;
}

}  // namespace signalbox
