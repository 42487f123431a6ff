#include "notify/notices_of.h"

#include <algorithm>
#include <iterator>

#include "desk/approver.h"
#include "engine/case_events.h"

namespace signalbox {
namespace {

// Leads whose owner did something with them and still has them: those of a few minutes are enough.
constexpr size_t kMaxRemembered = 10'000;

constexpr std::string_view kKindNames[kNoticeKinds] = {
    "lead_given",     "lead_left",     "came_back",      "reminder",     "late",
    "escalated",      "queue_late",    "decision_asked", "leads_moved",  "record_ended",
    "approval_asked", "approval_late", "case_question",  "case_decided", "case_closed"};

struct CodeKind {
  std::string_view code;
  NoticeKind kind;
};
constexpr CodeKind kNotifiedKinds[] = {
    {"sla_reminder", NoticeKind::kReminder},     {"sla_escalated", NoticeKind::kEscalated},
    {"queue_late", NoticeKind::kQueueLate},      {"came_back", NoticeKind::kCameBack},
    {"leads_moved", NoticeKind::kLeadsMoved},    {"decision_asked", NoticeKind::kDecisionAsked},
    {"opted_out", NoticeKind::kRecordEnded},     {"record_merged", NoticeKind::kRecordEnded},
    {"record_deleted", NoticeKind::kRecordEnded}};

NoticeDue About(const Event& event, NoticeKind kind) {
  NoticeDue due;
  due.kind = kind;
  due.about_kind = event.entity_kind;
  due.about = event.entity;
  due.at = event.time;
  due.position = event.position;
  return due;
}

void Tell(PersonRef person, NoticeDue due, std::vector<NoticeDue>* out) {
  if (person == 0) return;
  due.audience = NoticeAudience::kPerson;
  due.person = person;
  out->push_back(std::move(due));
}

// Of a request that waits for a decision: whoever is asked, or those who may decide it.
void TellApprover(PersonRef approver, NoticeDue due, std::vector<NoticeDue>* out) {
  if (approver != 0) return Tell(approver, std::move(due), out);
  due.audience = NoticeAudience::kCaseDeciders;
  out->push_back(std::move(due));
}

void TellRequester(NoticeDue due, std::vector<NoticeDue>* out) {
  due.audience = NoticeAudience::kCaseRequester;
  out->push_back(std::move(due));
}

}  // namespace

std::string_view NoticeKindName(NoticeKind kind) {
  const auto number = static_cast<size_t>(kind);
  return number < std::size(kKindNames) ? kKindNames[number] : std::string_view("unknown");
}

bool IsOfNotices(EventType type) {
  switch (type) {
    case EventType::kLeadActed:
    case EventType::kOwnerAssigned:
    case EventType::kOwnerNotified:
    case EventType::kNotified:
    case EventType::kClockSet:
    case EventType::kCaseEscalated:
    case EventType::kCaseMessaged:
    case EventType::kCaseRuled:
    case EventType::kCaseConcluded:
    case EventType::kCaseClosed:
    case EventType::kCaseTimed:
      return true;
    default:
      return false;
  }
}

Status NoticeReader::Take(const Event& event, std::vector<NoticeDue>* out) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kLeadActed: {
      SB_ASSIGN(const ev::LeadActed body, DecodeBody<ev::LeadActed>(event.clear));
      if (acted_.size() >= kMaxRemembered) acted_.clear();
      acted_[event.entity] = {body.verb, body.by};
      return {};
    }
    case EventType::kOwnerAssigned:
      return TakeOwner(event, out);
    case EventType::kOwnerNotified: {
      SB_ASSIGN(const ev::OwnerNotified body, DecodeBody<ev::OwnerNotified>(event.clear));
      NoticeDue due = About(event, NoticeKind::kCameBack);
      due.thing = body.reason;
      Tell(body.owner, std::move(due), out);
      return {};
    }
    case EventType::kNotified:
      return TakeNotified(event, out);
    case EventType::kClockSet:
      return TakeClock(event, out);
    case EventType::kCaseTimed:
      return TakeCaseTime(event, out);
    default:
      return event.entity_kind == EntityKind::kCase ? TakeCase(event, out) : Status();
  }
}

Status NoticeReader::TakeOwner(const Event& event, std::vector<NoticeDue>* out) {
  SB_ASSIGN(const ev::OwnerAssigned body, DecodeBody<ev::OwnerAssigned>(event.clear));
  PersonRef doer = 0;
  if (const auto acted = acted_.find(event.entity); acted != acted_.end()) {
    doer = acted->second.second;
    acted_.erase(acted);
  }
  if (body.owner == body.previous) return {};
  NoticeDue left = About(event, NoticeKind::kLeadLeft);
  if (body.previous != doer) Tell(body.previous, std::move(left), out);
  NoticeDue given = About(event, NoticeKind::kLeadGiven);
  given.thing = body.role;
  for (const ev::ClockBody& clock : body.clocks) {
    if (clock.runs() && clock.expires > 0 && (given.due == 0 || clock.expires < given.due))
      given.due = clock.expires;
  }
  if (body.owner != doer) Tell(body.owner, std::move(given), out);
  return {};
}

Status NoticeReader::TakeNotified(const Event& event, std::vector<NoticeDue>* out) {
  SB_ASSIGN(ev::Notified body, DecodeBody<ev::Notified>(event.clear));
  const auto* known = std::find_if(std::begin(kNotifiedKinds), std::end(kNotifiedKinds),
                                   [&](const CodeKind& one) { return one.code == body.code; });
  if (known == std::end(kNotifiedKinds)) return {};
  NoticeDue due = About(event, known->kind);
  due.due = body.due;
  due.thing = known->kind == NoticeKind::kRecordEnded ? body.code : std::move(body.about);
  if (known->kind == NoticeKind::kDecisionAsked) due.thing = std::move(body.role);
  if (body.to != 0) {
    Tell(body.to, std::move(due), out);
  } else if (!body.team.empty()) {
    due.audience = NoticeAudience::kTeam;
    due.team = std::move(body.team);
    out->push_back(std::move(due));
  }
  return {};
}

// That the time is up is said by the clock alone; reminders and escalations say more by themselves.
Status NoticeReader::TakeClock(const Event& event, std::vector<NoticeDue>* out) {
  SB_ASSIGN(ev::ClockSet body, DecodeBody<ev::ClockSet>(event.clear));
  if (body.why != "expired" || body.clock.kind != ClockKind::kSla) return {};
  NoticeDue due = About(event, NoticeKind::kLate);
  due.audience = NoticeAudience::kLeadOwner;
  due.thing = std::move(body.clock.name);
  due.due = body.clock.expires;
  out->push_back(std::move(due));
  return {};
}

Status NoticeReader::TakeCase(const Event& event, std::vector<NoticeDue>* out) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kCaseEscalated: {
      SB_ASSIGN(const ev::CaseEscalated body, DecodeBody<ev::CaseEscalated>(event.clear));
      if (body.reason == kPassedOver) return {};
      NoticeDue due = About(event, NoticeKind::kApprovalAsked);
      due.due = body.due;
      due.thing = body.reason;
      TellApprover(body.approver, std::move(due), out);
      return {};
    }
    case EventType::kCaseMessaged: {
      SB_ASSIGN(const ev::CaseMessaged body, DecodeBody<ev::CaseMessaged>(event.clear));
      if (body.from == CaseActor::kRequester || body.asks.empty()) return {};
      NoticeDue due = About(event, NoticeKind::kCaseQuestion);
      due.due = body.due;
      TellRequester(std::move(due), out);
      return {};
    }
    case EventType::kCaseRuled: {
      SB_ASSIGN(const ev::CaseRuled body, DecodeBody<ev::CaseRuled>(event.clear));
      if (body.move != CaseMove::kReturn) return {};
      NoticeDue due = About(event, NoticeKind::kCaseQuestion);
      due.due = body.due;
      TellRequester(std::move(due), out);
      return {};
    }
    case EventType::kCaseConcluded: {
      SB_ASSIGN(const ev::CaseConcluded body, DecodeBody<ev::CaseConcluded>(event.clear));
      NoticeDue due = About(event, NoticeKind::kCaseDecided);
      due.thing = CaseDecisionName(body.decision);
      TellRequester(std::move(due), out);
      return {};
    }
    case EventType::kCaseClosed: {
      SB_ASSIGN(const ev::CaseClosed body, DecodeBody<ev::CaseClosed>(event.clear));
      if (body.from == CaseActor::kRequester || body.reason == "archived") return {};
      NoticeDue due = About(event, NoticeKind::kCaseClosed);
      due.thing = body.reason;
      TellRequester(std::move(due), out);
      return {};
    }
    default:
      return {};
  }
}

Status NoticeReader::TakeCaseTime(const Event& event, std::vector<NoticeDue>* out) {
  SB_ASSIGN(const ev::CaseTimed body, DecodeBody<ev::CaseTimed>(event.clear));
  NoticeDue due = About(event, NoticeKind::kApprovalLate);
  due.due = body.due;
  switch (body.kind) {
    case CaseTimerKind::kRemind:
      TellApprover(body.told, std::move(due), out);
      return {};
    case CaseTimerKind::kExpire:
      due.kind = NoticeKind::kApprovalAsked;
      Tell(body.told, std::move(due), out);
      return {};
    case CaseTimerKind::kAbandon:
      due.kind = NoticeKind::kCaseClosed;
      due.thing = "never_answered";
      TellRequester(std::move(due), out);
      return {};
    case CaseTimerKind::kArchive:
      return {};
  }
  return {};
}

}  // namespace signalbox
