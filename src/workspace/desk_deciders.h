// Who decides about a request of the desk (docs/desk.md, "Deciding"): whoever is asked, their
// delegate while they are away and those above them; where nobody is asked, or nobody is above whom
// is, those whose roles let them (`cases.decide`): approvers and administrators, and managers where
// the record is of their team. Never whoever made the request.
//
// Where the state is: the engine's thread.
#pragma once

#include <string>

#include "access/permissions.h"
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

}  // namespace signalbox
