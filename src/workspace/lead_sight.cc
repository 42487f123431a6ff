#include "workspace/lead_sight.h"

#include <algorithm>

#include "access/personal_rules.h"
#include "workspace/lead_lookup.h"

namespace signalbox {
namespace {

std::vector<Person> PeopleOf(const State& state) {
  std::vector<Person> people;
  for (const auto& [id, person] : state.roster.people()) people.push_back(person);
  return people;
}

std::vector<Team> TeamsOf(const State& state) {
  std::vector<Team> teams;
  for (const auto& [id, team] : state.roster.teams()) teams.push_back(team);
  return teams;
}

bool AsksRoster(const Principal& principal) {
  return principal.ReachFor(Permission::kReadLeads) == Reach::kTeam ||
         principal.ReachFor(Permission::kReadPersonal) == Reach::kTeam;
}

// Where the rules do not read, which a newer version may have written, nothing personal is seen.
Sight Narrowed(const State& state, const Principal& principal, const Sight& sight) {
  const Result<PersonalRules> rules = PersonalRules::Parse(state.access_rules.personal);
  if (!rules.ok()) return sight.Masked();
  Sight narrowed = sight;
  if (!rules->empty()) narrowed.Narrow(*rules, principal, PeopleOf(state));
  return narrowed;
}

bool SameEmail(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Sight SightIn(const State& state, const Principal& principal) {
  const Sight sight = AsksRoster(principal) ? Sight(principal, PeopleOf(state), TeamsOf(state))
                                            : Sight(principal, {}, {});
  // The workspace's own token can change the rules, so they keep nothing from it.
  if (principal.kind == Principal::Kind::kOperator || state.access_rules.personal.empty())
    return sight;
  return Narrowed(state, principal, sight);
}

Result<Sight> SightOf(Workspace& workspace, const Principal& principal) {
  if (principal.kind == Principal::Kind::kOperator) return Sight(principal, {}, {});
  Sight sight;
  SB_TRY(workspace.Ask([&](const Engine& engine) { sight = SightIn(engine.state(), principal); }));
  return sight;
}

const std::string& OwnerOf(const State& state, const LeadEntry& entry) {
  return state.PersonOf(entry.status == LeadStatus::kQueued ? PersonRef{0}
                                                            : PersonRef{entry.owner});
}

Status CheckActIn(const State& state, const Principal& principal, Permission permission,
                  uint32_t lead, bool by_id) {
  const bool everywhere = principal.ReachFor(permission) == Reach::kAll &&
                          principal.ReachFor(Permission::kReadLeads) == Reach::kAll;
  if (everywhere) return {};
  const LeadEntry& entry = state.leads[lead];
  const std::string& owner = OwnerOf(state, entry);
  // Whoever may take any lead from its queue may name one there, by its own id alone: by an
  // address they would learn who is there.
  const bool takes =
      permission == Permission::kClaimLeads && entry.status == LeadStatus::kQueued && by_id;
  if (takes) return {};
  // As for one that is not there: an id is no way to learn what exists.
  if (!SightIn(state, principal).SeesLead(owner)) return NoSuchLead();
  if (MayActOn(principal, permission, owner, PeopleOf(state), TeamsOf(state))) return {};
  return Err(Code::kForbidden, "this lead is not yours to do this with");
}

Status CheckActOnLead(Workspace& workspace, const Principal& principal, Permission permission,
                      const std::string& lead) {
  const bool everywhere = principal.ReachFor(permission) == Reach::kAll &&
                          principal.ReachFor(Permission::kReadLeads) == Reach::kAll;
  if (everywhere) return {};
  Status checked{};
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const auto found = FindLead(state, workspace.keys(), lead);
    checked = found.ok()
                  ? CheckActIn(state, principal, permission, *found, ParseId("lead", lead).ok())
                  : Status(found.error());
  }));
  return checked;
}

Result<std::string> PersonForUser(Workspace& workspace, const std::string& stated,
                                  const std::string& email) {
  std::string person = stated;
  bool known = stated.empty();
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Roster& roster = engine.state().roster;
    if (!stated.empty()) {
      known = roster.FindPerson(stated) != nullptr;
      return;
    }
    for (const auto& [id, one] : roster.people()) {
      if (email.empty() || !SameEmail(one.email, email)) continue;
      if (!person.empty()) {
        person.clear();
        return;
      }
      person = id;
    }
  }));
  if (!known) return Err(Code::kInvalid, "`person`: the roster has nobody called `" + stated + "`");
  return person;
}

}  // namespace signalbox
