// Who decides about a request of the desk (docs/desk.md, "Deciding"): whoever is asked, their
// delegate while they are away and those above them; where nobody is asked, or nobody is above whom
// is, those whose roles let them (`cases.decide`): approvers and administrators, and managers where
// the record is of their team. Never whoever made the request.
//
// Where the state is: the engine's thread.
#pragma once

#include <string>
#include <vector>

#include "access/permissions.h"
#include "access/user.h"
#include "base/result.h"
#include "desk/approver.h"
#include "engine/state.h"

namespace signalbox {

// `roles` are those of `by`; none where they are no user of the workspace, for whom its own token
// speaks: they decide what they are asked, and nothing that nobody is asked about. kForbidden,
// saying why and who may.
Result<DeciderStanding> CheckCaseDecider(const State& state, const CaseEntry& entry,
                                         const std::string& by, RoleSet roles, TimeUs now);

// It waits for a decision, and `who` may decide it.
bool MayDecideNow(const State& state, const CaseEntry& entry, const std::string& who, RoleSet roles,
                  TimeUs now);

// What more people are told of one request is nobody's.
inline constexpr size_t kMostDecidersTold = 10;

// Who hears of a request that waits and that nobody is asked about by name: the users who may
// decide it, in the order of their ids; administrators where nobody else may. At most
// kMostDecidersTold. Nobody where somebody is asked, or it does not wait.
std::vector<PersonRef> DecidersToTell(const State& state, const CaseEntry& entry,
                                      const std::vector<User>& users, TimeUs now);

}  // namespace signalbox
