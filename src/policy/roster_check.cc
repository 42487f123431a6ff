#include <fmt/format.h>

#include "policy/bundle_compiler.h"

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
  void Team(std::string_view file, std::string_view what, const std::string& id,
            bool needs_people) {
    bool has_people = !roster_.MembersOf(id).empty();
    if (roster_.FindTeam(id) == nullptr && !has_people) {
      findings_->Warn(
          file, {},
          fmt::format("{}: the roster has no team `{}`{}", what, id, DidYouMean(id, teams_)));
    } else if (needs_people && !has_people) {
      findings_->Warn(file, {}, fmt::format("{}: nobody is in team `{}`", what, id));
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
    check.Team(kPolicyFile, fmt::format("pool `{}`", id), pool.team, true);
  }
  for (const auto& [id, queue] : policy.queues) {
    std::string what = fmt::format("queue `{}`", id);
    if (!queue.owner_team.empty()) check.Team(kPolicyFile, what, queue.owner_team, false);
    if (!queue.owner_person.empty()) check.Person(kPolicyFile, {}, queue.owner_person);
  }
}

}  // namespace signalbox
