#include "sim/case_rules.h"

#include <fmt/format.h>

#include "sim/event_body.h"

namespace signalbox {
namespace {

constexpr std::string_view kOpen = " New Triaging Waiting Escalated ";
constexpr std::string_view kOver = " Completed Rejected ";
constexpr std::string_view kDesk = "desk";

bool IsIn(std::string_view names, std::string_view name) {
  return names.find(" " + std::string(name) + " ") != std::string_view::npos;
}

}  // namespace

void CaseRules::Mark(std::string_view branch) {
  if (reached_ != nullptr) reached_->Mark(branch);
}

void CaseRules::Break(const Life& life, std::string_view what) {
  if (broken_.empty())
    broken_ = fmt::format("REV-{}, which is {}: {}", life.number, life.status, what);
}

void CaseRules::Move(Life* life, std::string_view from, std::string_view next) {
  if (!IsIn(from, life->status)) Break(*life, fmt::format("became {}", next));
  life->status = next;
  if (!IsIn(kOver, next)) return;
  if (std::exchange(ends_, true)) Break(*life, "the request before has no closing audit");
}

void CaseRules::Read(const Event& event) {
  const auto type = static_cast<EventType>(event.type);
  if (type == EventType::kDocumentSet) Mark("document_changed");
  if (type == EventType::kDocumentRemoved) Mark("document_removed");
  if (type == EventType::kCaseRefused) Mark("case_refused");
  if (type == EventType::kLeadActed) return Owner(event);
  if (type == EventType::kCaseOpened) return Opened(event);
  if (event.entity_kind != EntityKind::kCase) return;
  const auto at = lives_.find(event.entity);
  if (at == lives_.end()) {
    if (broken_.empty()) broken_ = "something happened to a request that nobody opened";
    return;
  }
  Life& life = at->second;
  const bool was_ended = ends_;
  Step(event, &life);
  if (was_ended && type != EventType::kCaseConcluded)
    Break(life, "something happened before the closing audit of what was decided");
}

// Each owner whom the desk gives a record, its request says in the same breath.
void CaseRules::Owner(const Event& event) {
  if (event.actor.kind != ActorKind::kAgent || event.actor.ref != kDesk) return;
  if (gives_ && broken_.empty()) broken_ = "the desk gave away a record and did not say so";
  gives_ = true;
  given_ = event.entity;
}

void CaseRules::Opened(const Event& event) {
  const auto body = BodyOf<ev::CaseOpened>(event);
  Life life;
  life.number = body.number;
  life.requester = body.requester;
  if (body.number != 1001 + std::ssize(lives_)) Break(life, "is not the next number");
  if (body.requester == 0) Break(life, "nobody asked");
  if (!lives_.emplace(event.entity, life).second) Break(life, "was opened twice");
  Mark("case_opened");
  if (!body.attachments.empty()) Mark("case_with_a_file");
}

void CaseRules::Step(const Event& event, Life* life) {
  if (life->erased && static_cast<EventType>(event.type) != EventType::kCaseTimed)
    Break(*life, "something happened though its requester is forgotten");
  switch (static_cast<EventType>(event.type)) {
    case EventType::kCaseToolCalled:
      return Tool(event, life);
    case EventType::kCaseMessaged:
      return Message(event, life);
    case EventType::kCaseDecided:
      return Decided(event, life);
    case EventType::kCaseEscalated: {
      Mark("case_escalated");
      if (BodyOf<ev::CaseEscalated>(event).approver == life->requester)
        Break(*life, "its requester is to decide about it");
      if (!life->record.IsZero()) Break(*life, "was escalated after its record was given away");
      return Move(life, " Triaging Escalated ", "Escalated");
    }
    case EventType::kCaseRuled:
      return Ruled(event, life);
    case EventType::kCaseConcluded:
      if (!ends_ || life->concluded || !IsIn(kOver, life->status))
        Break(*life, "has a closing audit of nothing");
      life->concluded = true;
      ends_ = false;
      return;
    case EventType::kCaseClosed:
      return Closed(event, life);
    case EventType::kCaseTimed:
      return Timed(event, life);
    case EventType::kForgotten:
      Mark("case_forgotten");
      if (IsIn(kOpen, life->status)) Break(*life, "is forgotten and still open");
      life->erased = true;
      return;
    default:
      return Break(*life, "an event that is none of a request");
  }
}

void CaseRules::Tool(const Event& event, Life* life) {
  const auto body = BodyOf<ev::CaseToolCalled>(event);
  if (life->status == "New") Move(life, " New ", "Triaging");
  if (!IsIn(kOpen, life->status)) Break(*life, "was looked at though it is over");
  if (body.tool == CaseTool::kSearchDocuments) life->proof = std::ssize(body.citations);
  if (body.tool != CaseTool::kUpdateOwner) return;
  if (!gives_ || given_ != body.record) Break(*life, "says of an owner what nobody did");
  gives_ = false;
  life->record = body.record;
}

void CaseRules::Message(const Event& event, Life* life) {
  const auto body = BodyOf<ev::CaseMessaged>(event);
  if (!IsIn(kOpen, life->status)) Break(*life, "was spoken in though it is over");
  if (!body.asks.empty()) {
    Mark("case_asked");
    if (body.from != CaseActor::kAgent) Break(*life, "somebody asked in the desk's name");
    return Move(life, " Triaging ", "Waiting");
  }
  if (body.from == CaseActor::kApprover) {
    Mark("case_approver_spoke");
    if (life->status != "Escalated") Break(*life, "an approver spoke who was not asked");
  }
  if (body.from != CaseActor::kRequester) return;
  if (body.by != life->requester) Break(*life, "somebody spoke as its requester");
  if (life->status != "Waiting") return;
  Mark("case_answered");
  Move(life, " Waiting ", "Triaging");
}

void CaseRules::Decided(const Event& event, Life* life) {
  const auto body = BodyOf<ev::CaseDecided>(event);
  if (body.citations.empty() || life->proof == 0) Break(*life, "was decided without a citation");
  const bool corrected = body.decision == CaseDecision::kApproved;
  Mark(corrected ? "case_corrected" : "case_kept");
  if (corrected && life->record != body.record)
    Break(*life, "was completed, and the record was given to nobody");
  Move(life, " Triaging ", corrected ? "Completed" : "Rejected");
}

void CaseRules::Ruled(const Event& event, Life* life) {
  const auto body = BodyOf<ev::CaseRuled>(event);
  if (body.by == 0 || body.by == life->requester) Break(*life, "was decided by whoever asked");
  if (body.instead_of != 0) Mark("case_decided_for_another");
  switch (body.move) {
    case CaseMove::kApprove:
      Mark("case_approved");
      return Move(life, " Escalated ", "Completed");
    case CaseMove::kDecline:
      Mark("case_declined");
      return Move(life, " Escalated ", "Rejected");
    case CaseMove::kReturn:
      Mark("case_returned");
      return Move(life, " Escalated ", "Waiting");
    default:
      return Break(*life, "was decided by what is no decision");
  }
}

void CaseRules::Closed(const Event& event, Life* life) {
  const auto body = BodyOf<ev::CaseClosed>(event);
  if (body.reason == "duplicate") Mark("case_duplicate");
  if (body.reason == "withdrawn") {
    Mark("case_withdrawn");
    if (body.by != life->requester) Break(*life, "was withdrawn by somebody else");
  }
  Move(life, IsIn(kOver, life->status) ? kOver : kOpen, "Closed");
}

void CaseRules::Timed(const Event& event, Life* life) {
  switch (BodyOf<ev::CaseTimed>(event).kind) {
    case CaseTimerKind::kRemind:
      Mark("case_reminded");
      if (!IsIn(" Waiting Escalated ", life->status)) Break(*life, "reminded nobody");
      return;
    case CaseTimerKind::kExpire:
      Mark("case_went_up_the_chain");
      return Move(life, " Escalated ", "Escalated");
    case CaseTimerKind::kAbandon:
      Mark("case_given_up");
      return Move(life, " Waiting ", "Closed");
    case CaseTimerKind::kArchive:
      Mark("case_put_away");
      return Move(life, kOver, "Closed");
  }
}

std::string CaseRules::CheckState(const State& state) const {
  if (!broken_.empty()) return broken_;
  if (gives_) return "the desk gave away a record and did not say so";
  if (ends_) return "a request was decided and has no closing audit";
  const Cases& cases = state.cases;
  if (cases.by_number.size() != lives_.size())
    return fmt::format("{} requests were made, and there are {}", lives_.size(),
                       cases.by_number.size());
  for (const auto& [id, life] : lives_) {
    const CaseEntry* entry = cases.Find(id);
    const std::string name = CaseNumberText(life.number);
    if (entry == nullptr || entry->number != life.number) return name + " is lost";
    if (CaseStatusName(entry->status) != life.status)
      return fmt::format("{} is {}, and its events say {}", name, CaseStatusName(entry->status),
                         life.status);
    if (IsIn(" New Triaging ", life.status)) return name + " is half done";
    if (entry->erased != life.erased) return name + " is said to be forgotten, or not to be";
    if (IsIn(" Waiting Escalated ", life.status) && entry->due == 0)
      return name + " waits, and nothing ends that";
    if (life.status != "Escalated" && entry->approver != 0)
      return name + " waits for nobody's decision, and names an approver";
  }
  for (const auto& [key, number] : cases.open) {
    const CaseEntry* entry = cases.Find(number);
    if (entry == nullptr || !IsOpen(entry->status))
      return CaseNumberText(number) + " is over, and still makes others duplicates";
  }
  return {};
}

std::string CheckCases(const Engine& engine, Reached* reached) {
  CaseRules rules(reached);
  const Status read = engine.store().ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    rules.Read(event);
    return {};
  });
  if (!read.ok()) return "the log does not read: " + read.error().message;
  return rules.CheckState(engine.state());
}

}  // namespace signalbox
