#include "engine/arrival.h"
#include "engine/engine.h"

namespace signalbox {
namespace {

// Events of a record that are looked through for what it said before. The last one that said
// something holds the whole record, but for logs of the first version, whose touches are laid over
// each other.
constexpr int kMaxLookBack = 1'000;

}  // namespace

Result<Emitted> Engine::ReadBack(int64_t position, bool* erased) const {
  const auto committed = static_cast<int64_t>(tree_.size());
  if (position >= committed) return emitted_[static_cast<size_t>(position - committed)];
  Emitted opened;
  SB_ASSIGN(const Bytes bytes, parts_.store->ReadEvent(position));
  SB_ASSIGN(opened.event, DecodeEvent(bytes));
  const Event& event = opened.event;
  if (event.sealed.empty()) return opened;
  opened.subject = event.sealed.front().subject;
  Result<Bytes> plain =
      Unseal(*parts_.keys, event.sealed.front(), event.log_id, event.position, event.type);
  if (plain.ok())
    opened.sealed = *std::move(plain);
  else if (erased != nullptr && plain.error().code == Code::kNotFound)
    *erased = true;
  else
    return plain.error();
  return opened;
}

// The record as it was received, with what every touch since said over it.
Result<Attributes> Engine::ReadRecord(const LeadEntry& entry) const {
  std::vector<Attributes> said;  // the latest first
  int64_t position = entry.said_position;
  for (int i = 0; i < kMaxLookBack && position >= 0; ++i) {
    SB_ASSIGN(const Emitted opened, ReadBack(position));
    position = opened.event.previous;
    const auto type = static_cast<EventType>(opened.event.type);
    Attributes attributes;
    bool whole = type == EventType::kLeadReceived;
    if (whole) {
      SB_ASSIGN(ev::LeadReceived body, DecodeBody<ev::LeadReceived>(opened.event.clear));
      attributes = std::move(body.attributes);
    } else if (type == EventType::kTouchRecorded) {
      SB_ASSIGN(ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(opened.event.clear));
      if (body.double_submit) continue;
      attributes = std::move(body.attributes);
      whole = body.whole;
    } else {
      continue;
    }
    if (!opened.sealed.empty()) {
      CborReader reader(opened.sealed);
      DecodeAttributes(reader, &attributes);
      if (!reader.AtEnd()) return Err(Code::kCorrupt, "a sealed part does not hold attributes");
    }
    said.push_back(std::move(attributes));
    if (whole) break;
  }
  Attributes record;
  for (auto one = said.rbegin(); one != said.rend(); ++one) record.Overlay(*one);
  return record;
}

Status Engine::SameAgain(Submission& submission, uint32_t lead) {
  const TimeUs now = parts_.clock->Now();
  const LeadEntry& entry = state_->leads[lead];
  Attributes before;
  if (!IsDoubleSubmit(entry, submission, now)) {
    SB_ASSIGN(before, RecordBefore(ReadRecord(entry)));
  }
  Arrival arrival =
      ArriveAgain(*core_, *state_, state_->VersionFor(entry).get(), entry, submission, before, now);
  Waiter waiter{std::move(submission.answer), std::move(submission.external_id_text), false, false,
                true};
  SB_TRY(FeedInput(std::move(arrival.event), arrival.sealed, arrival.subject));
  // What the touch began may be over already, and then nothing would ever settle this caller.
  if (IsAtRest(*state_, lead))
    AnswerAfterCommit(std::move(waiter), lead);
  else
    waiting_[lead].push_back(std::move(waiter));
  return {};
}

}  // namespace signalbox
