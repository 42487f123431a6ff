#include <fmt/format.h>

#include <algorithm>

#include "policy/bundle_compiler.h"
#include "policy/pool_members.h"

namespace signalbox {

namespace {

class RosterCheck {
 public:
  RosterCheck(const Roster& roster, Findings* findings) : roster_(roster), findings_(findings) {
    for (const auto& [id, person] : roster.people()) people_.push_back(id);
    for (const auto& [id, team] : roster.teams()) teams_.push_back(id);
  }

  void Person(std::string_view file, Mark at, const std::string& id) {
    const signalbox::Person* person = roster_.FindPerson(id);
    if (person == nullptr) {
      findings_->Warn(
          file, at,
          fmt::format("the roster has nobody called `{}`{}", id, DidYouMean(id, people_)));
    } else if (!person->active) {
      findings_->Warn(file, at, fmt::format("`{}` is not active and takes nothing", id));
    }
  }
  // Whom an SLA tells or an escalation asks.
  void Target(Mark at, std::string_view what, const NoticeTarget& target) {
    if (target.kind == NoticeTarget::Kind::kPerson) return Person(kPolicyFile, at, target.name);
    if (target.kind == NoticeTarget::Kind::kTeam) return Team(at, what, target.name, true);
    if (target.kind != NoticeTarget::Kind::kManagerOfTeam) return;
    const signalbox::Team* team = roster_.FindTeam(target.name);
    if (team == nullptr) return Team(at, what, target.name, false);
    if (team->manager.empty()) {
      findings_->Warn(
          kPolicyFile, at,
          fmt::format("{}: team `{}` has no manager; the whole team is asked", what, target.name));
    } else {
      Person(kPolicyFile, at, team->manager);
    }
  }
  void Pool(const PoolSpec& pool) {
    const std::string what = fmt::format("pool `{}`", pool.id);
    const std::vector<const signalbox::Person*>& members = MembersOf(pool, roster_);
    if (pool.where == nullptr) {
      Team(kPolicyFile, what, pool.team, true);
    } else if (members.empty()) {
      findings_->Warn(kPolicyFile, {}, what + ": its condition holds for nobody on the roster");
    }
    if (members.empty()) return;
    const auto left = [](const auto* person) { return !person->active; };
    const auto takes = [](const auto* person) { return person->active && person->weight > 0; };
    if (std::all_of(members.begin(), members.end(), left)) {
      findings_->Warn(kPolicyFile, {}, what + ": all its members have left");
    } else if (std::none_of(members.begin(), members.end(), takes)) {
      findings_->Warn(kPolicyFile, {},
                      what + ": all its members have weight 0, so that nobody takes a turn");
    }
  }

  void Team(std::string_view file, std::string_view what, const std::string& id,
            bool needs_people) {
    Team(Mark{}, what, id, needs_people, file);
  }
  void Team(Mark at, std::string_view what, const std::string& id, bool needs_people,
            std::string_view file = kPolicyFile) {
    bool has_people = !roster_.MembersOf(id).empty();
    if (roster_.FindTeam(id) == nullptr && !has_people) {
      findings_->Warn(
          file, at,
          fmt::format("{}: the roster has no team `{}`{}", what, id, DidYouMean(id, teams_)));
    } else if (needs_people && !has_people) {
      findings_->Warn(file, at, fmt::format("{}: nobody is in team `{}`", what, id));
    }
  }

 private:
  const Roster& roster_;
  Findings* findings_;
  std::vector<std::string> people_;
  std::vector<std::string> teams_;
};

}  // namespace

void CheckAgainstRoster(const Policy& policy, const Roster& roster, Findings* findings) {
  RosterCheck check(roster, findings);
  for (const Rule& rule : policy.rules) {
    if (rule.effect.kind == Effect::Kind::kPerson) {
      check.Person(kPolicyFile, rule.effect.at, rule.effect.name);
    }
  }
  for (const auto& [id, table] : policy.tables) {
    for (const TableRow& row : table->rows()) {
      if (row.target.kind == TargetKind::kPerson) {
        check.Person(table->file(), {row.line, 1}, row.target.name);
      }
    }
  }
  for (const auto& [id, pool] : policy.pools) {
    check.Pool(pool);
  }
  for (const auto& [id, sla] : policy.slas) {
    const std::string what = fmt::format("SLA `{}`", id);
    for (const SlaStep& step : sla.steps) check.Target(step.at, what, step.target);
  }
  for (const auto& [name, node] : policy.escalations) {
    check.Target(node.at, "an escalation", node.ask);
  }
  for (const auto& [id, queue] : policy.queues) {
    std::string what = fmt::format("queue `{}`", id);
    if (!queue.owner_team.empty()) check.Team(kPolicyFile, what, queue.owner_team, false);
    if (!queue.owner_person.empty()) check.Person(kPolicyFile, {}, queue.owner_person);
  }
}

}  // namespace signalbox
