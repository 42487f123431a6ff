// Who decides about an escalated request: somebody who is there, is not the requester, and answers
// for whom it is about.
//
// Pure. People are ids of the roster; empty is nobody.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/roster.h"

namespace signalbox {

// The one who is asked about a record that `owner` has: their manager, else their team's manager,
// and further up where that is the requester or somebody inactive. Empty where there is nobody:
// then anybody may decide but the requester.
std::string FirstApprover(const Roster& roster, std::string_view owner, std::string_view requester);
// The next one up the chain from `approver`; empty at its end.
std::string NextApprover(const Roster& roster, std::string_view approver,
                         std::string_view requester);

// How somebody may decide.
struct DeciderStanding {
  bool delegate = false;  // in place of the approver, who is away
  bool above = false;     // as one of those whom the approver answers to
};
// kForbidden, saying why and who may, for the requester, for somebody who is nobody of the roster
// or inactive, and for somebody whom it is not for. `now` tells who is away.
Result<DeciderStanding> CheckDecider(const Roster& roster, std::string_view approver,
                                     std::string_view requester, std::string_view by, TimeUs now);

}  // namespace signalbox
