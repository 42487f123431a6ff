// BundleCompiler: turns the parsed policy.yaml and the tables into a Policy, part by part.
//
// One compilation, one thread. Each part reports what is wrong and goes on, so that one run shows
// everything.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "policy/compiled.h"
#include "policy/escalation.h"
#include "policy/findings.h"

namespace signalbox {

inline constexpr std::string_view kPolicyFile = "policy.yaml";

class BundleCompiler {
 public:
  BundleCompiler(const BundleFiles& files, Findings* findings)
      : files_(files), findings_(findings), policy_(std::make_shared<Policy>()) {}

  std::shared_ptr<Policy> Compile();

 private:
  void Header(const YamlNode& root);
  void Triggers(const YamlNode& node);
  void Schedule(const YamlNode& node);  // schedule.cc
  bool ScheduleRecords(const YamlNode& node, ScheduleSpec* schedule);
  void Fields(const YamlNode& node);  // compile_declarations.cc, to Queue
  void Field(const YamlNode& key, const YamlNode& spec);
  void Flags(const YamlNode& node);  // flags.cc
  void Flag(const YamlNode& key, const YamlNode& spec);
  void Pools(const YamlNode& node);
  void Queues(const YamlNode& node);
  void Queue(const YamlNode& key, const YamlNode& spec);
  void Hierarchies(const YamlNode& node);  // compile_tables.cc, to Table
  void Regions(const YamlNode& node, uint32_t parent, Hierarchy* hierarchy);
  void Tables(const YamlNode& node);
  bool HitOf(const YamlNode& spec, TableSpec* table);
  bool PreferOf(const YamlNode& prefer, TableSpec* table);
  bool MatchOf(const YamlNode& spec, const YamlNode& key, TableSpec* table);
  bool PlacesOf(const YamlNode& key, const YamlNode& value, TableSpec* table);
  std::optional<Slot> ColumnSlot(const YamlNode& attribute);
  void Table(const YamlNode& key, const YamlNode& node);
  void Calendars(const YamlNode& node);  // compile_calendars.cc
  void Calendar(const YamlNode& key, const YamlNode& spec);
  void ClosedDays(const YamlNode& node, CalendarSpec* calendar);
  void Slas(const YamlNode& node);  // compile_slas.cc
  void Sla(const YamlNode& key, const YamlNode& spec);
  void ClockOf(const YamlNode& spec, SlaSpec* sla);
  void Steps(const YamlNode& node, SlaSpec* sla);
  bool Step(const YamlNode& node, SlaStep* step);
  bool Reassign(const YamlNode& value, SlaStep* step);
  void HandBackReasons(const YamlNode& node);
  std::vector<std::string> SlasOfRule(const YamlNode& rule);
  void CheckSlas();
  void Escalations(const YamlNode& node);  // compile_escalations.cc
  void Graph(const YamlNode& key, const YamlNode& spec);
  void Node(const std::string& graph, const YamlNode& key, const YamlNode& spec);
  void Asks(const YamlNode& spec, EscalationNode* node);
  bool FollowsNode(const std::string& graph, const YamlNode& value, Effect* effect);
  void CheckGraph(const std::string& graph, const YamlNode& key, const std::string& begins);
  bool Escalate(const YamlNode& value, const std::string& rule, Effect* effect);
  // Whom a step tells or a node asks, as `{team: NAME}`, `owner`.
  bool Target(const YamlNode& value, bool of_lead, NoticeTarget* target);
  // A time above zero and of at most a year; 0 with a finding where it is none.
  TimeUs Duration(const YamlNode& node);
  void Guards(const YamlNode& node);  // compile_rules.cc
  bool Applies(const YamlNode& node, Guard* guard);
  void Rules(const YamlNode& node);
  std::optional<Condition> When(const YamlNode& owner, bool* good);
  // `rule` names the node of an escalation that stands in the rule itself.
  bool EffectOf(const YamlNode& owner, const std::string& rule, Effect* effect);
  bool Assign(const YamlNode& value, Effect* effect);
  bool Role(const YamlNode& assign, Effect* effect);
  bool Waiting(Effect::Kind kind, const YamlNode& value, Effect* effect);
  bool Reason(const YamlNode& map, Effect* effect);
  bool QueueExists(const YamlNode& at, const std::string& name);

  // The text of a key that must be there and must not be empty.
  std::string RequiredText(const YamlNode& map, std::string_view key, std::string_view what);
  bool IsMap(const YamlNode& node, std::string_view what);
  bool IsList(const YamlNode& node, std::string_view what);
  void Error(const YamlNode& at, std::string message) {
    findings_->Error(kPolicyFile, at.at, std::move(message));
  }

  const BundleFiles& files_;
  Findings* findings_;
  std::shared_ptr<Policy> policy_;
  std::map<std::string, std::string> graph_begins_;  // full name of the first node, by graph
};

// Reports people and teams that the bundle names and the roster does not have. Warnings: the roster
// is workspace data and may follow.
void CheckAgainstRoster(const Policy& policy, const Roster& roster, Findings* findings);

}  // namespace signalbox
