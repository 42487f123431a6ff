#include "policy/policy_explain.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "policy/policy_words.h"

namespace signalbox {

namespace {

std::string_view HitSentence(HitPolicy hit) {
  switch (hit) {
    case HitPolicy::kPriority:
      return "the most specific row decides";
    case HitPolicy::kPreferred:
      return "the preferred target decides";
    case HitPolicy::kFirst:
      return "the first row by order decides";
    case HitPolicy::kUnique:
      return "no two rows ever fit";
    case HitPolicy::kAny:
      return "rows that fit together say the same";
    case HitPolicy::kCollect:
      return "the people of all rows that fit";
    case HitPolicy::kRuleOrder:
      return "by order, the first whose person can take it";
  }
  return {};
}

class Teller {
 public:
  explicit Teller(const Policy& policy) : policy_(policy) {}

  std::string All() {
    out_ = fmt::format("policy {}\n", policy_.name);
    if (!policy_.flags.empty()) out_ += "\nflags, set per workspace\n";
    for (const auto& [name, on] : policy_.flags)
      out_ += fmt::format("  {}: {} by default\n", name, on ? "on" : "off");
    if (!policy_.guards.empty()) out_ += "\nguards, checked first\n";
    for (const Guard& guard : policy_.guards) Tell(guard);
    out_ += "\nrules, top to bottom; the first match decides\n";
    for (const Rule& rule : policy_.rules) Tell(rule);
    out_ +=
        fmt::format("  nothing_matched\n    then     {}\n", EffectInWords(policy_.nothing_matched));
    Escalations();
    Tables();
    if (!policy_.pools.empty()) out_ += "\npools\n";
    for (const auto& [id, pool] : policy_.pools) {
      out_ += fmt::format("  {}: {}, {}\n", id, StrategyName(pool.strategy), MembersInWords(pool));
    }
    out_ += "\nqueues\n";
    for (const auto& [id, queue] : policy_.queues) {
      out_ += fmt::format("  {}: {}, empty within {}\n", id, OwnerOf(queue),
                          FormatDuration(queue.empty_within_us));
    }
    return std::move(out_);
  }

  std::string One(std::string_view name) {
    for (const Guard& guard : policy_.guards) {
      if (guard.name == name) Tell(guard);
    }
    for (const Rule& rule : policy_.rules) {
      if (rule.name == name) Tell(rule);
    }
    return std::move(out_);
  }

 private:
  static std::string OwnerOf(const QueueSpec& queue) {
    return queue.owner_team.empty() ? queue.owner_person : "team " + queue.owner_team;
  }

  void Say(std::string_view what, const Condition& condition) {
    out_ += fmt::format("    {:8} {}\n    {:8} {}\n", what, condition.cel(), "",
                        InWords(condition.cel()));
  }
  void Tell(const Guard& guard) {
    out_ += fmt::format("  {} (line {})\n", guard.name, guard.at.line);
    if (guard.in_flight)
      out_ += fmt::format("    {:8} {}\n", "applies", "to what is under way, too");
    if (guard.when) Say("when", *guard.when);
    if (guard.forbid) Say("forbid", *guard.forbid);
    if (!guard.require) return;
    Say("require", *guard.require);
    out_ += fmt::format("    {:8} {}\n", "else", EffectInWords(guard.otherwise));
  }
  void Tell(const Rule& rule) {
    out_ += fmt::format("  {} (line {})\n", rule.name, rule.at.line);
    if (rule.when) Say("when", *rule.when);
    out_ += fmt::format("    {:8} {}\n", "then", EffectInWords(rule.effect));
    if (!rule.slas.empty()) out_ += fmt::format("    {:8} {}\n", "sla", fmt::join(rule.slas, ", "));
  }
  void Escalations() {
    if (!policy_.escalations.empty()) out_ += "\nescalations\n";
    for (const auto& [name, node] : policy_.escalations) {
      out_ += fmt::format("  {}: {} decides within {}, else {}\n", EscalationInWords(name),
                          WhomInWords(node.ask), FormatDuration(node.decide_within_us),
                          EffectInWords(node.otherwise));
      if (node.when) {
        Say("when", *node.when);
        out_ += fmt::format("    {:8} {}\n", "else", EffectInWords(node.unless));
      }
    }
  }
  void Tables() {
    if (!policy_.tables.empty()) out_ += "\ntables\n";
    for (const auto& [id, table] : policy_.tables) {
      out_ += fmt::format("  {}: {}, {} rows; {}\n", id, table->file(), table->rows().size(),
                          HitSentence(table->hit()));
      for (const MatchColumn& column : table->spec().columns) {
        out_ += fmt::format("    {} is {}\n", column.name, column.attribute);
      }
    }
  }

  const Policy& policy_;
  std::string out_;
};

void AddCondition(JsonWriter* json, std::string_view key,
                  const std::optional<Condition>& condition) {
  if (!condition) return;
  json->Member(key, condition->cel());
  json->Member(std::string(key) + "_words", InWords(condition->cel()));
}

}  // namespace

std::string ExplainPolicy(const Policy& policy, std::string_view rule) {
  return rule.empty() ? Teller(policy).All() : Teller(policy).One(rule);
}

std::string ExplainPolicyJson(const Policy& policy, std::string_view rule) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("policy", policy.name).Key("guards").BeginArray();
  for (const Guard& guard : policy.guards) {
    if (!rule.empty() && guard.name != rule) continue;
    json.BeginObject().Member("name", guard.name).Member("line", int64_t{guard.at.line});
    AddCondition(&json, "when", guard.when);
    AddCondition(&json, "require", guard.require);
    AddCondition(&json, "forbid", guard.forbid);
    if (guard.require) json.Member("else", EffectInWords(guard.otherwise));
    json.EndObject();
  }
  json.EndArray().Key("rules").BeginArray();
  for (const Rule& one : policy.rules) {
    if (!rule.empty() && one.name != rule) continue;
    json.BeginObject().Member("name", one.name).Member("line", int64_t{one.at.line});
    AddCondition(&json, "when", one.when);
    json.Member("then", EffectInWords(one.effect)).EndObject();
  }
  json.EndArray().Key("escalations").BeginArray();
  for (const auto& [name, node] : policy.escalations) {
    json.BeginObject()
        .Member("name", EscalationInWords(name))
        .Member("asks", WhomInWords(node.ask));
    json.Member("decide_within", FormatDuration(node.decide_within_us));
    json.Member("otherwise", EffectInWords(node.otherwise));
    AddCondition(&json, "when", node.when);
    if (node.when) json.Member("else", EffectInWords(node.unless));
    json.EndObject();
  }
  json.EndArray().Key("tables").BeginArray();
  for (const auto& [id, table] : policy.tables) {
    json.BeginObject().Member("id", id).Member("file", table->file());
    json.Member("rows", static_cast<int64_t>(table->rows().size())).Key("columns").BeginObject();
    for (const MatchColumn& column : table->spec().columns) {
      json.Member(column.name, column.attribute);
    }
    json.EndObject().EndObject();
  }
  json.EndArray().Key("pools").BeginArray();
  for (const auto& [id, pool] : policy.pools) {
    json.BeginObject().Member("id", id).Member("strategy", StrategyName(pool.strategy));
    json.Member("members", MembersInWords(pool)).EndObject();
  }
  json.EndArray().Key("queues").BeginArray();
  for (const auto& [id, queue] : policy.queues) json.String(id);
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
