#include "engine/cases.h"

#include <fmt/format.h>

#include <charconv>

#include "engine/state.h"

namespace signalbox {
namespace {

constexpr std::string_view kPrefix = "REV-";
constexpr std::string_view kToolNames[] = {"get_lead", "search_rules", "search_documents",
                                           "update_owner"};
constexpr std::string_view kTimerNames[] = {"remind", "expire", "abandon", "archive"};

// How long an approver may take, by priority, before they are reminded; after as long again it goes
// up the chain.
constexpr TimeUs kReview[] = {2 * kDayUs, kDayUs, 4 * kHourUs};
// How long a requester may take until they are reminded, and then until it is given up.
constexpr TimeUs kAnswer = 3 * kDayUs;
// What is over stays in the lists that long.
constexpr TimeUs kShelf = 7 * kDayUs;

void SetDue(CaseEntry* entry, TimeUs due) {
  entry->due = due;
  ++entry->generation;
}

void Enter(CaseMove move, TimeUs now, CaseEntry* to) {
  CaseEntry& entry = *to;
  if (entry.status != AfterMove(move)) {
    entry.reminders = 0;
    SetDue(&entry, 0);
  }
  entry.status = AfterMove(move);
  if (DecisionOf(move) != CaseDecision::kNone) entry.decision = DecisionOf(move);
  if (move == CaseMove::kReturn) entry.decision = CaseDecision::kNone;
  if (!IsOpen(entry.status) && entry.closed_at == 0) entry.closed_at = now;
  if (entry.status != CaseStatus::kEscalated) entry.approver = 0;
  if (entry.status != CaseStatus::kWaiting) entry.asks.clear();
}

// Nothing repeats a request that is over.
void Release(const CaseEntry& entry, Cases* cases) {
  if (IsOpen(entry.status)) return;
  for (const KeyedHash& key : {entry.same_record, entry.same_words}) {
    const auto at = cases->open.find(key);
    if (at != cases->open.end() && at->second == entry.number) cases->open.erase(at);
  }
}

Status ApplyOpened(const Event& event, State* state) {
  SB_ASSIGN(const ev::CaseOpened body, DecodeBody<ev::CaseOpened>(event.clear));
  CaseEntry& entry = state->cases.by_number[body.number];
  entry.id = event.entity;
  entry.number = body.number;
  entry.subject = body.subject;
  entry.priority = body.priority;
  entry.requester = body.requester;
  entry.created_at = entry.changed_at = event.time;
  entry.first_position = entry.shown = event.position;
  entry.same_record = body.same_record;
  entry.same_words = body.same_words;
  entry.due = body.due;
  state->cases.numbers[event.entity] = body.number;
  for (const KeyedHash& key : {body.same_record, body.same_words}) {
    if (key != KeyedHash{}) state->cases.open.emplace(key, body.number);
  }
  if (body.mail != KeyedHash{}) state->cases.mail[body.mail] = body.number;
  return {};
}

Status ApplyTool(const Event& event, CaseEntry* entry) {
  SB_ASSIGN(const ev::CaseToolCalled body, DecodeBody<ev::CaseToolCalled>(event.clear));
  if (!body.record.IsZero()) entry->record = body.record;
  return {};
}

Status ApplyMessage(const Event& event, CaseEntry* entry) {
  SB_ASSIGN(const ev::CaseMessaged body, DecodeBody<ev::CaseMessaged>(event.clear));
  entry->shown = event.position;
  if (!body.asks.empty()) {
    entry->asks = body.asks;
    ++entry->questions;
  }
  if (body.due > 0) SetDue(entry, body.due);
  return {};
}

Status ApplyDecided(const Event& event, CaseEntry* entry) {
  SB_ASSIGN(const ev::CaseDecided body, DecodeBody<ev::CaseDecided>(event.clear));
  entry->decision = body.decision;
  entry->reason = body.reason;
  entry->next_owner = body.owner;
  entry->record = body.record;
  SetDue(entry, 0);
  return {};
}

Status ApplyEscalated(const Event& event, CaseEntry* entry) {
  SB_ASSIGN(const ev::CaseEscalated body, DecodeBody<ev::CaseEscalated>(event.clear));
  entry->approver = body.approver;
  entry->reason = body.reason;
  entry->next_owner = body.proposed;
  entry->record = body.record;
  entry->shown = event.position;
  SetDue(entry, body.due);
  return {};
}

Status ApplyRuled(const Event& event, CaseEntry* entry) {
  SB_ASSIGN(const ev::CaseRuled body, DecodeBody<ev::CaseRuled>(event.clear));
  if (body.move == CaseMove::kReturn) {
    entry->asks = "more_information";
    entry->shown = event.position;
  } else {
    entry->reason = body.move == CaseMove::kApprove ? "approved" : "declined";
    entry->next_owner = body.owner;
  }
  SetDue(entry, body.due);
  return {};
}

Status ApplyTimed(const Event& event, CaseEntry* entry) {
  SB_ASSIGN(const ev::CaseTimed body, DecodeBody<ev::CaseTimed>(event.clear));
  ++entry->reminders;
  if (body.kind == CaseTimerKind::kAbandon) entry->reason = "never_answered";
  if (body.kind == CaseTimerKind::kExpire) {
    entry->approver = body.told;
    entry->reminders = 0;
    entry->shown = event.position;
  }
  SetDue(entry, body.due);
  return {};
}

Status ApplyStep(const Event& event, CaseEntry* entry) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kCaseToolCalled:
      return ApplyTool(event, entry);
    case EventType::kCaseMessaged:
      return ApplyMessage(event, entry);
    case EventType::kCaseDecided:
      return ApplyDecided(event, entry);
    case EventType::kCaseEscalated:
      return ApplyEscalated(event, entry);
    case EventType::kCaseRuled:
      return ApplyRuled(event, entry);
    case EventType::kCaseTimed:
      return ApplyTimed(event, entry);
    case EventType::kCaseConcluded: {
      SB_ASSIGN(const ev::CaseConcluded body, DecodeBody<ev::CaseConcluded>(event.clear));
      SetDue(entry, body.due);
      return {};
    }
    case EventType::kCaseClosed: {
      SB_ASSIGN(const ev::CaseClosed body, DecodeBody<ev::CaseClosed>(event.clear));
      if (entry->decision == CaseDecision::kCancelled) entry->reason = body.reason;
      entry->duplicate_of = body.duplicate_of;
      SetDue(entry, 0);
      return {};
    }
    default:
      return Err(Code::kCorrupt, "an event that is none of a case");
  }
}

// A message that came by mail is known by its id from now on.
Status NoteMail(const Event& event, const CaseEntry& entry, Cases* cases) {
  if (static_cast<EventType>(event.type) != EventType::kCaseMessaged) return {};
  SB_ASSIGN(const ev::CaseMessaged body, DecodeBody<ev::CaseMessaged>(event.clear));
  if (body.mail != KeyedHash{}) cases->mail[body.mail] = entry.number;
  return {};
}

Result<CaseStep> StepOfTimed(const Event& event) {
  SB_ASSIGN(const ev::CaseTimed body, DecodeBody<ev::CaseTimed>(event.clear));
  switch (body.kind) {
    case CaseTimerKind::kExpire:
      return CaseStep{CaseActor::kAgent, true, CaseMove::kEscalate};
    case CaseTimerKind::kAbandon:
      return CaseStep{CaseActor::kAgent, true, CaseMove::kCancel};
    case CaseTimerKind::kArchive:
      return CaseStep{CaseActor::kAgent, true, CaseMove::kClose};
    case CaseTimerKind::kRemind:
      break;
  }
  return CaseStep{};
}

// For somebody who can be reminded.
bool Waits(const CaseEntry& entry) {
  return entry.status == CaseStatus::kWaiting || entry.status == CaseStatus::kEscalated;
}

Status CheckRuling(const Event& event, const CaseEntry& entry) {
  SB_ASSIGN(const ev::CaseRuled body, DecodeBody<ev::CaseRuled>(event.clear));
  if (body.by == 0) return Err(Code::kForbidden, "a decision needs somebody who made it");
  if (body.by == entry.requester)
    return Err(Code::kForbidden, "whoever asked does not decide: four eyes");
  if (body.shown != entry.shown)
    return Err(Code::kConflict, "the request changed since it was shown; look at it again");
  return {};
}

}  // namespace

std::string_view CaseToolName(CaseTool tool) {
  const auto at = static_cast<size_t>(tool);
  return at < std::size(kToolNames) ? kToolNames[at] : "unknown";
}
std::string_view CaseTimerName(CaseTimerKind kind) {
  const auto at = static_cast<size_t>(kind);
  return at < std::size(kTimerNames) ? kTimerNames[at] : "unknown";
}

const CaseEntry* Cases::Find(const Id& id) const {
  const auto at = numbers.find(id);
  return at == numbers.end() ? nullptr : Find(at->second);
}
const CaseEntry* Cases::Find(int64_t number) const {
  const auto at = by_number.find(number);
  return at == by_number.end() ? nullptr : &at->second;
}

std::string CaseNumberText(int64_t number) {
  return std::string(kPrefix) + std::to_string(number);
}

Result<int64_t> ParseCaseNumber(std::string_view text) {
  int64_t number = 0;
  if (text.starts_with(kPrefix)) {
    const std::string_view digits = text.substr(kPrefix.size());
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc() && end == digits.data() + digits.size() && number >= kFirstCase &&
        digits.front() != '0')
      return number;
  }
  return Err(Code::kNotFound, "the id of a request looks like `REV-1048`");
}

TimeUs CaseDue(CaseStatus status, CasePriority priority, TimeUs now) {
  switch (status) {
    case CaseStatus::kWaiting:
      return now + kAnswer;
    case CaseStatus::kEscalated:
      return now + kReview[static_cast<size_t>(priority)];
    case CaseStatus::kCompleted:
    case CaseStatus::kRejected:
      return now + kShelf;
    default:
      return 0;
  }
}

bool IsCaseEvent(EventType type) {
  return type >= EventType::kCaseOpened && type <= EventType::kCaseTimed;
}

Result<CaseStep> StepOfCase(const Event& event, const CaseEntry& entry) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kCaseToolCalled:
      return CaseStep{CaseActor::kAgent, entry.status == CaseStatus::kNew, CaseMove::kTriage};
    case EventType::kCaseMessaged: {
      SB_ASSIGN(const ev::CaseMessaged body, DecodeBody<ev::CaseMessaged>(event.clear));
      if (!body.asks.empty()) return CaseStep{body.from, true, CaseMove::kAsk};
      const bool answers =
          body.from == CaseActor::kRequester && entry.status == CaseStatus::kWaiting;
      return CaseStep{body.from, answers, CaseMove::kAnswer};
    }
    case EventType::kCaseDecided: {
      SB_ASSIGN(const ev::CaseDecided body, DecodeBody<ev::CaseDecided>(event.clear));
      const bool yes = body.decision == CaseDecision::kApproved;
      return CaseStep{CaseActor::kAgent, true, yes ? CaseMove::kComplete : CaseMove::kReject};
    }
    case EventType::kCaseEscalated:
      return CaseStep{CaseActor::kAgent, true, CaseMove::kEscalate};
    case EventType::kCaseRuled: {
      SB_ASSIGN(const ev::CaseRuled body, DecodeBody<ev::CaseRuled>(event.clear));
      return CaseStep{CaseActor::kApprover, true, body.move};
    }
    case EventType::kCaseClosed: {
      SB_ASSIGN(const ev::CaseClosed body, DecodeBody<ev::CaseClosed>(event.clear));
      return CaseStep{body.from, true, IsOpen(entry.status) ? CaseMove::kCancel : CaseMove::kClose};
    }
    case EventType::kCaseTimed:
      return StepOfTimed(event);
    default:
      return CaseStep{};
  }
}

Result<CaseAudit> AuditOfCase(const Event& event) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kCaseToolCalled:
      return CaseAudit::kToolCall;
    case EventType::kCaseDecided:
      return CaseAudit::kDecision;
    case EventType::kCaseEscalated:
      return CaseAudit::kEscalation;
    case EventType::kCaseConcluded:
    case EventType::kCaseClosed:
      return CaseAudit::kClosure;
    case EventType::kCaseRuled: {
      SB_ASSIGN(const ev::CaseRuled body, DecodeBody<ev::CaseRuled>(event.clear));
      if (body.move == CaseMove::kReturn) return CaseAudit::kMessage;
      return body.move == CaseMove::kApprove ? CaseAudit::kApproval : CaseAudit::kRejection;
    }
    case EventType::kCaseTimed: {
      SB_ASSIGN(const ev::CaseTimed body, DecodeBody<ev::CaseTimed>(event.clear));
      if (body.kind == CaseTimerKind::kRemind) return CaseAudit::kMessage;
      return body.kind == CaseTimerKind::kExpire ? CaseAudit::kEscalation : CaseAudit::kClosure;
    }
    default:
      return CaseAudit::kMessage;
  }
}

Status CheckCaseEvent(const State& state, const Event& event) {
  const auto type = static_cast<EventType>(event.type);
  if (type == EventType::kCaseOpened) {
    SB_ASSIGN(const ev::CaseOpened body, DecodeBody<ev::CaseOpened>(event.clear));
    if (body.number == state.cases.next()) return {};
    return Err(Code::kConflict, "this number is not the next one of a request");
  }
  const CaseEntry* entry = state.cases.Find(event.entity);
  if (entry == nullptr) return Err(Code::kNotFound, "there is no such request");
  if (entry->erased && type != EventType::kCaseTimed)
    return Err(Code::kConflict, "the requester was forgotten, so nothing more becomes of it");
  SB_ASSIGN(const CaseStep step, StepOfCase(event, *entry));
  if (step.moves) SB_TRY(CheckMove(entry->status, step.move, step.actor));
  if (type == EventType::kCaseRuled) return CheckRuling(event, *entry);
  if (type == EventType::kCaseConcluded)
    return Err(Code::kConflict, "the closing audit follows from what ends a request");
  if (type == EventType::kCaseTimed && !step.moves && !Waits(*entry))
    return Err(Code::kConflict, "the request waits for nobody, so nobody is reminded");
  const bool says = type == EventType::kCaseMessaged || type == EventType::kCaseToolCalled;
  if (says && !IsOpen(entry->status)) {
    return Err(Code::kConflict, fmt::format("the request is `{}`, so nothing is added to it; open "
                                            "another one",
                                            CaseStatusName(entry->status)));
  }
  if (says && entry->status == CaseStatus::kNew && !step.moves)
    return Err(Code::kConflict, "the request was not taken up yet");
  return {};
}

Status ApplyCase(const Event& event, State* state) {
  if (static_cast<EventType>(event.type) == EventType::kCaseOpened)
    return ApplyOpened(event, state);
  const auto number = state->cases.numbers.find(event.entity);
  if (number == state->cases.numbers.end())
    return Err(Code::kCorrupt, "something happens to a request that does not exist");
  CaseEntry& entry = state->cases.by_number.at(number->second);
  SB_ASSIGN(const CaseStep step, StepOfCase(event, entry));
  if (step.moves) Enter(step.move, event.time, &entry);
  entry.changed_at = event.time;
  SB_TRY(ApplyStep(event, &entry));
  SB_TRY(NoteMail(event, entry, &state->cases));
  Release(entry, &state->cases);
  return {};
}

Status ApplyDesk(const Event& event, State* state) {
  auto& documents = state->cases.documents;
  switch (static_cast<EventType>(event.type)) {
    case EventType::kDocumentSet: {
      SB_ASSIGN(ev::DocumentSet body, DecodeBody<ev::DocumentSet>(event.clear));
      documents[body.name] = {body.title, body.version, body.owner,
                              body.text,  event.time,   event.position};
      state->cases.texts[body.text] = {body.name, body.title, body.version, event.time};
      return {};
    }
    case EventType::kDocumentRemoved: {
      SB_ASSIGN(const ev::DocumentRemoved body, DecodeBody<ev::DocumentRemoved>(event.clear));
      documents.erase(body.name);
      return {};
    }
    default:
      return {};
  }
}

}  // namespace signalbox
