// The case as a state machine: what a request about a lead's routing can be, what may happen to it
// next, and who may bring that about (docs/desk.md has the diagram).
//
// Pure; numbers are stored: append only.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace signalbox {

enum class CaseStatus : uint8_t {
  kNew = 0,
  kTriaging = 1,
  kWaiting = 2,    // for the requester
  kEscalated = 3,  // waits for an approver
  kCompleted = 4,
  kRejected = 5,
  kClosed = 6
};
enum class CasePriority : uint8_t { kLow = 0, kMedium = 1, kHigh = 2 };
enum class CaseDecision : uint8_t {
  kNone = 0,
  kApproved = 1,
  kRejected = 2,
  kEscalated = 3,
  kCancelled = 4
};
// Who acts. The agent is the desk's own resolver.
enum class CaseActor : uint8_t { kAgent = 0, kRequester = 1, kApprover = 2, kIntegration = 3 };
enum class CaseMove : uint8_t {
  kTriage = 0,    // the agent takes it up
  kAsk = 1,       // the agent asks the requester
  kAnswer = 2,    // the requester answers
  kEscalate = 3,  // to an approver, or from one to the next
  kComplete = 4,
  kReject = 5,
  kApprove = 6,
  kDecline = 7,
  kReturn = 8,  // the approver asks the requester
  kCancel = 9,  // also the closing of a duplicate, and of what nobody answered
  kClose = 10   // what is over is put away
};
inline constexpr int kCaseMoves = 11;
// What an audit entry of a case is called.
enum class CaseAudit : uint8_t {
  kMessage = 0,
  kToolCall = 1,
  kDecision = 2,
  kEscalation = 3,
  kApproval = 4,
  kRejection = 5,
  kClosure = 6
};

// `New`, `Triaging`, ...; `Low`, ...; `Approved`, ..., empty for none; `Tool Call`, ...
std::string_view CaseStatusName(CaseStatus status);
std::string_view CasePriorityName(CasePriority priority);
std::string_view CaseDecisionName(CaseDecision decision);
std::string_view CaseAuditName(CaseAudit audit);
// `agent`, `requester`, `approver`, `integration`
std::string_view CaseActorName(CaseActor actor);
// In the small letters of a command: `cancel`.
std::string_view CaseMoveName(CaseMove move);

// Whatever the letters' case; kInvalid names what there is.
Result<CaseStatus> CaseStatusByName(std::string_view name);
Result<CasePriority> CasePriorityByName(std::string_view name);

// Something can still become of it: neither completed, rejected nor closed.
bool IsOpen(CaseStatus status);

// The statuses from which a move is made.
std::span<const CaseStatus> MovesFrom(CaseMove move);
// The status that it leads to.
CaseStatus AfterMove(CaseMove move);
// The decision that it leaves; kNone where it leaves the one before.
CaseDecision DecisionOf(CaseMove move);

// kConflict where the case is not where this can happen, kForbidden for somebody who may not bring
// it about; the message says why, and what is possible.
Status CheckMove(CaseStatus from, CaseMove move, CaseActor actor);

}  // namespace signalbox
