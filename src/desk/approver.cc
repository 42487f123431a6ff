#include "desk/approver.h"

#include <fmt/format.h>

#include <algorithm>

namespace signalbox {
namespace {

// A chain of managers is no longer than this; one that goes round ends here, too.
constexpr int kLongestChain = 20;

std::string_view ManagerOf(const Roster& roster, std::string_view id) {
  const Person* person = roster.FindPerson(id);
  if (person == nullptr) return {};
  if (!person->manager.empty()) return person->manager;
  const Team* team = roster.FindTeam(person->team);
  if (team == nullptr || team->manager == id) return {};
  return team->manager;
}

bool IsActive(const Roster& roster, std::string_view id) {
  const Person* person = roster.FindPerson(id);
  return person != nullptr && person->active;
}

// On leave or paused; evenings do not make somebody's delegate decide.
bool IsAway(const Roster& roster, std::string_view id, TimeUs now) {
  const Person* person = roster.FindPerson(id);
  if (person == nullptr || !person->active || person->paused_until > now) return true;
  return std::any_of(person->leaves.begin(), person->leaves.end(),
                     [now](const Leave& leave) { return leave.from <= now && now < leave.to; });
}

}  // namespace

std::string NextApprover(const Roster& roster, std::string_view approver,
                         std::string_view requester) {
  std::string_view at = ManagerOf(roster, approver);
  for (int i = 0; i < kLongestChain && !at.empty(); ++i) {
    if (at != requester && at != approver && IsActive(roster, at)) return std::string(at);
    at = ManagerOf(roster, at);
  }
  return {};
}

std::string FirstApprover(const Roster& roster, std::string_view owner,
                          std::string_view requester) {
  return NextApprover(roster, owner, requester);
}

Asked AskFrom(const Roster& roster, const std::string& first, std::string_view requester,
              const DecidesNothing& decides_nothing) {
  Asked asked;
  std::string at = first;
  for (int i = 0; i < kLongestChain && !at.empty(); ++i) {
    if (decides_nothing && decides_nothing(at)) {
      const auto& known = asked.passed_over;
      if (std::find(known.begin(), known.end(), at) != known.end()) break;
      asked.passed_over.push_back(at);
    } else if (asked.person.empty()) {
      asked.person = at;
    }
    at = NextApprover(roster, at, requester);
  }
  return asked;
}

bool IsAbove(const Roster& roster, std::string_view manager, std::string_view person) {
  if (manager.empty() || manager == person) return false;
  std::string_view at = person;
  for (int i = 0; i < kLongestChain && !at.empty() && at != manager; ++i) {
    const Person* one = roster.FindPerson(at);
    if (one == nullptr) return false;
    const Team* team = roster.FindTeam(one->team);
    if (team != nullptr && team->manager == manager) return true;
    at = one->manager;
  }
  return at == manager;
}

Status CheckFourEyes(const Roster& roster, std::string_view requester, std::string_view by) {
  if (by == requester) return Err(Code::kForbidden, "whoever asked does not decide: four eyes");
  if (IsActive(roster, by)) return {};
  return Err(Code::kForbidden, "only somebody active of the roster decides about a request");
}

Result<DeciderStanding> CheckDecider(const Roster& roster, std::string_view approver,
                                     std::string_view requester, std::string_view by, TimeUs now) {
  SB_TRY(CheckFourEyes(roster, requester, by));
  if (by == approver) return DeciderStanding{};
  const Person* asked = roster.FindPerson(approver);
  if (asked != nullptr && asked->delegate == by && IsAway(roster, approver, now))
    return DeciderStanding{true, false};
  std::string_view at = ManagerOf(roster, approver);
  for (int i = 0; i < kLongestChain && !at.empty(); ++i) {
    if (at == by) return DeciderStanding{false, true};
    at = ManagerOf(roster, at);
  }
  return Err(Code::kForbidden,
             fmt::format("`{}` is asked about this request; so may their delegate while they are "
                         "away, and those whom they answer to",
                         approver));
}

}  // namespace signalbox
