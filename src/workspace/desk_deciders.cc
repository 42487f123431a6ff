#include "workspace/desk_deciders.h"

#include <fmt/format.h>

#include <set>

#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

// Whose team the request is about: of whoever has the record, else of whoever would get it.
const std::string& ConcernedOwner(const State& state, const CaseEntry& entry) {
  const auto lead = state.lead_by_id.find(entry.record);
  const std::string& proposed = state.PersonOf(entry.next_owner);
  if (lead == state.lead_by_id.end()) return proposed;
  const std::string& owner = OwnerOf(state, state.leads[lead->second]);
  return owner.empty() ? proposed : owner;
}

bool DecidesUnasked(const State& state, const CaseEntry& entry, const std::string& by,
                    RoleSet roles) {
  switch (ReachOf(roles, Permission::kDecideCases)) {
    case Reach::kAll:
      return true;
    case Reach::kTeam:
      return IsAbove(state.roster, by, ConcernedOwner(state, entry));
    case Reach::kOwn:
    case Reach::kNone:
      break;
  }
  return false;
}

}  // namespace

Result<DeciderStanding> CheckCaseDecider(const State& state, const CaseEntry& entry,
                                         const std::string& by, RoleSet roles, TimeUs now) {
  const std::string& requester = state.PersonOf(entry.requester);
  const std::string& approver = state.PersonOf(entry.approver);
  SB_TRY(CheckFourEyes(state.roster, requester, by));
  if (!approver.empty()) {
    const auto asked = CheckDecider(state.roster, approver, requester, by, now);
    // Or a request would wait for ever for somebody who does not answer, or whose roles decide
    // nothing.
    const bool ends = NextApprover(state.roster, approver, requester).empty();
    if (asked.ok() || !ends || !DecidesUnasked(state, entry, by, roles)) return asked;
    return DeciderStanding{false, true};
  }
  if (DecidesUnasked(state, entry, by, roles)) return DeciderStanding{};
  return Err(Code::kForbidden,
             fmt::format("nobody is asked about this request by name, so it is for an approver, an "
                         "administrator, or a manager of the team that the record is of; `{}` is "
                         "none of these: have one of them decide, or ask an administrator for the "
                         "role",
                         by));
}

bool MayDecideNow(const State& state, const CaseEntry& entry, const std::string& who, RoleSet roles,
                  TimeUs now) {
  return entry.status == CaseStatus::kEscalated && !who.empty() &&
         CheckCaseDecider(state, entry, who, roles, now).ok();
}

std::vector<PersonRef> DecidersToTell(const State& state, const CaseEntry& entry,
                                      const std::vector<User>& users, TimeUs now) {
  std::set<std::string> deciders, administrators;
  for (const User& user : users) {
    if (entry.approver != 0 || !user.active) continue;
    if (!MayDecideNow(state, entry, user.person, user.roles, now)) continue;
    (user.roles.Has(Role::kAdmin) ? administrators : deciders).insert(user.person);
  }
  std::vector<PersonRef> told;
  for (const std::string& person : deciders.empty() ? administrators : deciders) {
    if (told.size() < kMostDecidersTold) told.push_back(state.RefOf(person));
  }
  return told;
}

}  // namespace signalbox
