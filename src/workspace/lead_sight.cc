#include "workspace/lead_sight.h"

#include <algorithm>

#include "access/personal_rules.h"
#include "base/ascii.h"
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

// What of the state a sight is made of.
struct SightParts {
  std::vector<Person> people;
  std::vector<Team> teams;
  std::string rules;
};

SightParts PartsIn(const State& state, const Principal& principal) {
  SightParts parts;
  // The workspace's own token can change the rules, so they keep nothing from it.
  if (principal.kind != Principal::Kind::kOperator) parts.rules = state.access_rules.personal;
  if (!parts.rules.empty() || AsksRoster(principal)) parts.people = PeopleOf(state);
  if (AsksRoster(principal)) parts.teams = TeamsOf(state);
  return parts;
}

// Where the rules do not read, which a newer version may have written, nothing personal of others
// is seen.
Sight SightFrom(const SightParts& parts, const Principal& principal) {
  Sight sight(principal, parts.people, parts.teams);
  if (parts.rules.empty()) return sight;
  const Result<PersonalRules> rules = PersonalRules::Parse(parts.rules);
  if (!rules.ok()) return sight.KeptWhole();
  if (!rules->empty()) sight.Narrow(*rules, principal, parts.people);
  return sight;
}

bool SameEmail(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

}  // namespace

Sight SightIn(const State& state, const Principal& principal) {
  return SightFrom(PartsIn(state, principal), principal);
}

Result<Sight> SightOf(Workspace& workspace, const Principal& principal) {
  if (principal.kind == Principal::Kind::kOperator) return Sight(principal, {}, {});
  SightParts parts;
  SB_TRY(workspace.Ask([&](const Engine& engine) { parts = PartsIn(engine.state(), principal); }));
  // The rules are read beside the engine.
  return SightFrom(parts, principal);
}

const std::string& OwnerOf(const State& state, const LeadEntry& entry) {
  return state.PersonOf(entry.status == LeadStatus::kQueued ? PersonRef{0}
                                                            : PersonRef{entry.owner});
}

Result<uint32_t> FindLeadFor(const State& state, const Keyring& keys, const Sight& sight,
                             std::string_view text) {
  const Result<uint32_t> found = FindLead(state, keys, text);
  if (!found.ok() || ParseId("lead", text).ok()) return found;
  const FieldSet kept = sight.KeptOf(OwnerOf(state, state.leads[*found]));
  const KeyedHash external_id = IdentityHash(keys, "external_id", text);
  const bool by_id = state.FindExternalId(external_id) != KeyIndex::kNone;
  if (kept.test(PlaceOf(by_id ? Field::kExternalId : Field::kEmail))) return NoSuchLead();
  return found;
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
  const bool by_id = ParseId("lead", lead).ok();
  // Rules about personal fields narrow nobody by a record's own id.
  if (everywhere && (by_id || principal.kind == Principal::Kind::kOperator)) return {};
  Status checked{};
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const auto found = FindLeadFor(state, workspace.keys(), SightIn(state, principal), lead);
    checked = found.ok() ? CheckActIn(state, principal, permission, *found, by_id)
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
