// Who decides about an escalated request: somebody who is there, is not the requester, and answers
// for whom it is about.
//
// Pure. People are ids of the roster; empty is nobody.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/roster.h"

namespace signalbox {

// The one who is asked about a record that `owner` has: their manager, else their team's manager,
// and further up where that is the requester or somebody inactive. Empty where there is nobody:
// then it is for those whose roles say so (workspace/desk_deciders.h).
std::string FirstApprover(const Roster& roster, std::string_view owner, std::string_view requester);
// The next one up the chain from `approver`; empty at its end.
std::string NextApprover(const Roster& roster, std::string_view approver,
                         std::string_view requester);

// The reason of an escalation that asks nobody: whom it names is passed over, because their roles
// decide nothing. The one that asks somebody follows.
inline constexpr std::string_view kPassedOver = "passed_over";

// Whether somebody of the roster is a user whose roles decide no requests.
using DecidesNothing = std::function<bool(const std::string& person)>;

// Who is asked where it would begin with `first`, and goes up the chain past everybody who decides
// nothing.
struct Asked {
  std::string person;                    // empty: nobody of the chain may decide
  std::vector<std::string> passed_over;  // of the whole chain, those above who is asked too
};
Asked AskFrom(const Roster& roster, const std::string& first, std::string_view requester,
              const DecidesNothing& decides_nothing);

// Whether `manager` is above `person` as the team of a manager is meant everywhere
// (access/sight.h): through managers of managers, or as manager of the team that one of them is in.
// Nobody is above themselves.
bool IsAbove(const Roster& roster, std::string_view manager, std::string_view person);

// How somebody may decide.
struct DeciderStanding {
  bool delegate = false;  // in place of the approver, who is away
  bool above = false;     // as one of those whom the approver answers to
};
// Whoever decides, whatever their roles: kForbidden for the requester, and for somebody who is
// nobody of the roster or inactive.
Status CheckFourEyes(const Roster& roster, std::string_view requester, std::string_view by);
// Where `approver` is asked. kForbidden, saying why and who may, as CheckFourEyes, and for somebody
// whom it is not for. `now` tells who is away.
Result<DeciderStanding> CheckDecider(const Roster& roster, std::string_view approver,
                                     std::string_view requester, std::string_view by, TimeUs now);

}  // namespace signalbox
