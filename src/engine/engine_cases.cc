// The engine's part of the desk: what a case's timer does, and what its resolver may ask.
#include <set>

#include "base/log.h"
#include "desk/approver.h"
#include "engine/case_file.h"
#include "engine/engine.h"

namespace signalbox {
namespace {

// A requester or approver is reminded once before it goes further.
bool IsReminded(const CaseEntry& entry) {
  return entry.reminders > 0;
}

CaseTimerKind KindOf(const CaseEntry& entry) {
  if (!IsOpen(entry.status)) return CaseTimerKind::kArchive;
  if (!IsReminded(entry)) return CaseTimerKind::kRemind;
  return entry.status == CaseStatus::kWaiting ? CaseTimerKind::kAbandon : CaseTimerKind::kExpire;
}

// Whom its latest escalation passed over, which stands before it. What cannot be read passes over
// nobody.
std::set<std::string> PeoplePassedOver(const State& state, const CaseEntry& entry,
                                       const std::function<Result<Emitted>(int64_t)>& read) {
  std::set<std::string> people;
  bool escalated = false;
  for (int64_t at = state.tails.at(entry.id).last_position; at >= 0;) {
    const Result<Emitted> emitted = read(at);
    if (!emitted.ok()) break;
    at = emitted->event.previous;
    const bool escalates = static_cast<EventType>(emitted->event.type) == EventType::kCaseEscalated;
    if (!escalates && escalated) break;
    if (!escalates) continue;
    escalated = true;
    const auto body = DecodeBody<ev::CaseEscalated>(emitted->event.clear);
    if (body.ok() && body->reason == kPassedOver) people.insert(state.PersonOf(body->approver));
  }
  return people;
}

}  // namespace

void Engine::FireCase(const CaseEntry& entry, int64_t generation, TimeUs now) {
  if (entry.generation != generation || entry.due == 0) return;
  const State& state = *state_;
  ev::CaseTimed body;
  body.kind = KindOf(entry);
  body.generation = generation;
  body.due = CaseDue(entry.status, entry.priority, std::max(now, state.last_time));
  const std::string& requester = state.PersonOf(entry.requester);
  const std::string& approver = state.PersonOf(entry.approver);
  if (body.kind == CaseTimerKind::kRemind) {
    body.told = entry.status == CaseStatus::kWaiting ? entry.requester : entry.approver;
  } else if (body.kind == CaseTimerKind::kExpire) {
    const std::set<std::string> passed =
        PeoplePassedOver(state, entry, [this](int64_t position) { return ReadBack(position); });
    const std::string next =
        AskFrom(state.roster, NextApprover(state.roster, approver, requester), requester,
                [&passed](const std::string& person) { return passed.contains(person); })
            .person;
    // Where nobody is above them they are reminded again.
    if (next.empty()) body.kind = CaseTimerKind::kRemind;
    body.told = next.empty() ? entry.approver : state.RefOf(next);
  } else {
    body.due = 0;
  }
  Event event = core_->Envelope(EntityKind::kCase, entry.id, EventType::kCaseTimed, now);
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), {}, 0);
  if (!status.ok())
    Log(LogLevel::kError, "a request's timer was refused: " + status.error().message);
}

Result<Attributes> Turn::RecordOf(uint32_t lead) const {
  return engine_->RecordAfterRun(engine_->state_->leads[lead]);
}

Result<std::vector<Emitted>> Turn::RouteWhatIf(uint32_t lead, const Attributes& record) const {
  return signalbox::RouteWhatIf(engine_->state_.get(), engine_->context_, lead, record, now_);
}

Result<Digest> Turn::PutCaseFile(int64_t subject, int64_t number, BytesView content) {
  SB_ASSIGN(const Bytes sealed, SealCaseFile(*engine_->parts_.keys, subject, state().log_id, number,
                                             content, *engine_->parts_.random));
  return PutBlob(sealed);
}

Result<Bytes> Turn::ReadBlob(const Digest& hash) const {
  const auto fresh = engine_->fresh_blobs_.find(hash);
  if (fresh != engine_->fresh_blobs_.end()) return fresh->second;
  return engine_->parts_.store->ReadBlob(hash);
}

}  // namespace signalbox
