#include "desk/case_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace signalbox {
namespace {

constexpr std::string_view kStatusNames[] = {"New",       "Triaging", "Waiting", "Escalated",
                                             "Completed", "Rejected", "Closed"};
constexpr std::string_view kPriorityNames[] = {"Low", "Medium", "High"};
constexpr std::string_view kDecisionNames[] = {"", "Approved", "Rejected", "Escalated",
                                               "Cancelled"};
constexpr std::string_view kAuditNames[] = {"Message",  "Tool Call", "Decision", "Escalation",
                                            "Approval", "Rejection", "Closure"};
constexpr std::string_view kActorNames[] = {"agent", "requester", "approver", "integration"};

constexpr CaseStatus kTriagedFrom[] = {CaseStatus::kNew};
constexpr CaseStatus kDecidedFrom[] = {CaseStatus::kTriaging};
constexpr CaseStatus kAnsweredFrom[] = {CaseStatus::kWaiting};
constexpr CaseStatus kEscalatedFrom[] = {CaseStatus::kTriaging, CaseStatus::kEscalated};
constexpr CaseStatus kApprovedFrom[] = {CaseStatus::kEscalated};
constexpr CaseStatus kCancelledFrom[] = {CaseStatus::kNew, CaseStatus::kTriaging,
                                         CaseStatus::kWaiting, CaseStatus::kEscalated};
constexpr CaseStatus kClosedFrom[] = {CaseStatus::kCompleted, CaseStatus::kRejected};

constexpr uint8_t kByAgent = 1 << static_cast<int>(CaseActor::kAgent);
constexpr uint8_t kByRequester = 1 << static_cast<int>(CaseActor::kRequester);
constexpr uint8_t kByApprover = 1 << static_cast<int>(CaseActor::kApprover);

struct MoveRule {
  std::string_view name;
  std::span<const CaseStatus> from;
  CaseStatus to;
  CaseDecision decision;
  uint8_t actors;
};
// By the number of the move.
constexpr MoveRule kRules[kCaseMoves] = {
    {"triage", kTriagedFrom, CaseStatus::kTriaging, CaseDecision::kNone, kByAgent},
    {"ask", kDecidedFrom, CaseStatus::kWaiting, CaseDecision::kNone, kByAgent},
    {"answer", kAnsweredFrom, CaseStatus::kTriaging, CaseDecision::kNone, kByRequester},
    {"escalate", kEscalatedFrom, CaseStatus::kEscalated, CaseDecision::kEscalated, kByAgent},
    {"complete", kDecidedFrom, CaseStatus::kCompleted, CaseDecision::kApproved, kByAgent},
    {"reject", kDecidedFrom, CaseStatus::kRejected, CaseDecision::kRejected, kByAgent},
    {"approve", kApprovedFrom, CaseStatus::kCompleted, CaseDecision::kApproved, kByApprover},
    {"decline", kApprovedFrom, CaseStatus::kRejected, CaseDecision::kRejected, kByApprover},
    {"return", kApprovedFrom, CaseStatus::kWaiting, CaseDecision::kNone, kByApprover},
    {"cancel", kCancelledFrom, CaseStatus::kClosed, CaseDecision::kCancelled,
     kByAgent | kByRequester},
    {"close", kClosedFrom, CaseStatus::kClosed, CaseDecision::kNone, kByAgent | kByRequester},
};

const MoveRule& RuleOf(CaseMove move) {
  return kRules[static_cast<size_t>(move)];
}

template <typename T, size_t N>
std::string_view NameAt(const std::string_view (&names)[N], T number) {
  const auto at = static_cast<size_t>(number);
  return at < N ? names[at] : "unknown";
}

bool SameWord(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(x) == lower(y);
  });
}

template <typename T, size_t N>
Result<T> ByName(const std::string_view (&names)[N], std::string_view name, std::string_view what) {
  for (size_t i = 0; i < N; ++i) {
    if (SameWord(names[i], name)) return static_cast<T>(i);
  }
  return Err(Code::kInvalid, fmt::format("`{}` is no {}; there are `{}`", name.substr(0, 40), what,
                                         fmt::join(names, "`, `")));
}

// What would have to be so.
std::string Wanted(const MoveRule& rule) {
  std::string text;
  for (const CaseStatus status : rule.from)
    text += (text.empty() ? "`" : ", `") + std::string(CaseStatusName(status)) + "`";
  return text;
}

}  // namespace

std::string_view CaseStatusName(CaseStatus status) {
  return NameAt(kStatusNames, status);
}
std::string_view CasePriorityName(CasePriority priority) {
  return NameAt(kPriorityNames, priority);
}
std::string_view CaseDecisionName(CaseDecision decision) {
  return NameAt(kDecisionNames, decision);
}
std::string_view CaseAuditName(CaseAudit audit) {
  return NameAt(kAuditNames, audit);
}
std::string_view CaseActorName(CaseActor actor) {
  return NameAt(kActorNames, actor);
}
std::string_view CaseMoveName(CaseMove move) {
  const auto at = static_cast<size_t>(move);
  return at < std::size(kRules) ? kRules[at].name : "unknown";
}

Result<CaseStatus> CaseStatusByName(std::string_view name) {
  return ByName<CaseStatus>(kStatusNames, name, "status of a request");
}
Result<CasePriority> CasePriorityByName(std::string_view name) {
  return ByName<CasePriority>(kPriorityNames, name, "priority");
}

bool IsOpen(CaseStatus status) {
  return status < CaseStatus::kCompleted;
}

std::span<const CaseStatus> MovesFrom(CaseMove move) {
  return RuleOf(move).from;
}
CaseStatus AfterMove(CaseMove move) {
  return RuleOf(move).to;
}
CaseDecision DecisionOf(CaseMove move) {
  return RuleOf(move).decision;
}

Status CheckMove(CaseStatus from, CaseMove move, CaseActor actor) {
  const MoveRule& rule = RuleOf(move);
  if (std::find(rule.from.begin(), rule.from.end(), from) == rule.from.end()) {
    return Err(Code::kConflict,
               fmt::format("the request is `{}`, so nobody can {} it; that needs one that is {}",
                           CaseStatusName(from), rule.name, Wanted(rule)));
  }
  if ((rule.actors & (1 << static_cast<int>(actor))) == 0) {
    return Err(Code::kForbidden,
               fmt::format("the {} cannot {} a request", CaseActorName(actor), rule.name));
  }
  return {};
}

}  // namespace signalbox
