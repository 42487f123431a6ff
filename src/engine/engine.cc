#include "engine/engine.h"

#include <algorithm>

#include "agents/spec_codec.h"
#include "base/check.h"
#include "base/log.h"
#include "engine/arrival.h"

namespace signalbox {
namespace {

// Idempotency keys expire by time only ("Decided now" 8).
constexpr TimeUs kIdempotencyUs = 7 * kDayUs;

// Whether somebody may take a record now who could not before.
bool FreesSomebody(EventType type) {
  return type == EventType::kPersonUpserted || type == EventType::kPersonRemoved ||
         type == EventType::kPoolReshaped || type == EventType::kRecordMerged ||
         type == EventType::kRecordConverted || type == EventType::kRecordDeleted ||
         type == EventType::kOptedOut;
}

}  // namespace

const State& Turn::state() const {
  return *engine_->state_;
}

Status Turn::Feed(EntityKind kind, const Id& entity, EventType type, const Actor& actor,
                  Bytes clear, BytesView sealed, int64_t subject) {
  Event event = engine_->core_->Envelope(kind, entity, type, now_);
  event.actor = actor;
  event.clear = std::move(clear);
  return engine_->FeedInput(std::move(event), sealed, subject);
}

Id Turn::MakeId() {
  return engine_->ids_.Make(now_);
}
Result<int64_t> Turn::NewSubject() {
  return engine_->parts_.keys->NewSubject();
}
Result<Emitted> Turn::Read(int64_t position) const {
  bool erased = false;
  return engine_->ReadBack(position, &erased);
}

Digest Turn::PutBlob(BytesView bytes) {
  const Digest hash = Sha256(bytes);
  engine_->batch_.blobs.push_back({hash, Bytes(bytes)});
  engine_->fresh_blobs_[hash] = Bytes(bytes);
  return hash;
}

Engine::Engine(EngineParts parts)
    : parts_(std::move(parts)), ids_(*parts_.random), queue_(parts_.queue_inputs) {
  const auto blob = [this](const Digest& hash) -> Result<Bytes> {
    const auto fresh = fresh_blobs_.find(hash);
    if (fresh != fresh_blobs_.end()) return fresh->second;
    return parts_.store->ReadBlob(hash);
  };
  context_.load_policy =
      [this, blob](const Digest& hash) -> Result<std::shared_ptr<const PolicyVersion>> {
    SB_ASSIGN(const Bytes bytes, blob(hash));
    return parts_.load_policy(hash, bytes);
  };
  context_.load_agent = [blob](const Digest& hash) -> Result<AgentSpec> {
    SB_ASSIGN(const Bytes bytes, blob(hash));
    CborReader reader(bytes);
    AgentSpec spec = DecodeAgentSpec(reader);
    if (!reader.AtEnd()) return Err(Code::kCorrupt, "a stored agent specification does not read");
    return spec;
  };
}

Engine::~Engine() = default;

bool Engine::Submit(Submission&& submission) {
  Input input(std::move(submission));
  if (!failed_ && queue_.TryPush(std::move(input))) return true;
  submission = std::move(std::get<Submission>(input));
  return false;
}

bool Engine::Apply(Change&& change) {
  return !failed_ && queue_.TryPush(Input(std::move(change)));
}
bool Engine::Ask(Question&& question) {
  return queue_.TryPush(Input(std::move(question)));
}
void Engine::Report(ActivityReport&& report) {
  queue_.Push(Input(std::move(report)));
}

Result<size_t> Engine::RunTurn(std::chrono::microseconds wait, bool* open) {
  if (failed_) {
    RefuseAll(wait, open);
    return size_t{0};
  }
  const auto next = timers_.NextIn(parts_.clock->Now(), parts_.clock->Steady());
  if (next.has_value()) wait = std::min(wait, std::chrono::microseconds(*next));
  if (const TimeUs opens = NextOpening(); opens != INT64_MAX) {
    const TimeUs until = std::max<TimeUs>(0, opens - parts_.clock->Now());
    wait = std::min(wait, std::chrono::microseconds(until));
  }
  if (const TimeUs due = NextSchedule(parts_.clock->Now()); due != INT64_MAX) {
    const TimeUs until = std::max<TimeUs>(0, due - parts_.clock->Now());
    wait = std::min(wait, std::chrono::microseconds(until));
  }
  size_t fired = TakeInputs(wait, open);
  const TimeUs began = parts_.clock->Steady();
  NoteClockJump();
  if (!is_alone_) fired += FireTimers();
  // Whoever waits goes before whoever comes.
  if (!is_alone_) fired += DrainPools(parts_.clock->Now());
  for (Input& input : inputs_) Take(input);
  if (somebody_freed_ && !is_alone_) fired += DrainPools(parts_.clock->Now());
  if (!is_alone_) fired += RunSchedules(parts_.clock->Now());
  bool of_store = false;
  HoldTurn();
  const Status status = Commit(&of_store);
  LetGo();
  if (!status.ok()) {
    FailAll(status.error(), of_store);
    return status.error();
  }
  if (parts_.committed && !batch_.empty()) parts_.committed(parts_.clock->Steady() - began);
  Settle();
  SaveWhenDue();
  state_->runs.Pack(parts_.unpacked_runs);
  // Those that were set aside have their turns next.
  return inputs_.size() + fired + alone_.size();
}

// Nothing is taken any more, and nobody is left waiting; what is folded may still be asked, for it
// was durable before.
void Engine::RefuseAll(std::chrono::microseconds wait, bool* open) {
  inputs_.clear();
  *open = queue_.PopSome(kBatchInputs, wait, &inputs_);
  for (auto& one : alone_) {
    if (auto* input = std::get_if<Input>(&one)) inputs_.push_back(std::move(*input));
  }
  alone_.clear();
  const Error error = Err(Code::kUnavailable, "the store failed, restart to recover: " + failure_);
  for (Input& input : inputs_) {
    if (auto* submission = std::get_if<Submission>(&input))
      submission->answer(error);
    else if (auto* change = std::get_if<Change>(&input))
      change->done(error, -1);
    else if (auto* question = std::get_if<Question>(&input))
      question->ask(*this);
  }
}

void Engine::Take(Input& input) {
  Hold(KeyOf(input));
  if (auto* submission = std::get_if<Submission>(&input)) return TakeLead(*submission);
  if (auto* report = std::get_if<ActivityReport>(&input)) return TakeReport(*report);
  if (auto* question = std::get_if<Question>(&input)) {
    questions_.push_back(std::move(*question));
    return;
  }
  if (auto* ended = std::get_if<SaveEnded>(&input)) return saver_.Done(*ended, state_.get());
  auto& change = std::get<Change>(input);
  Turn turn(this, parts_.clock->Now());
  Status status = change.apply(turn);
  changes_.emplace_back(std::move(change), std::move(status));
}

void Engine::TakeLead(Submission& submission) {
  const TimeUs now = parts_.clock->Now();
  if (submission.idempotency_key != KeyedHash{}) {
    const uint32_t at = state_->idempotency.Find(submission.idempotency_key);
    if (at != KeyIndex::kNone && state_->keyed_requests[at].at + kIdempotencyUs > now) {
      const KeyedRequest& seen = state_->keyed_requests[at];
      if (seen.body != submission.body) {
        return Refuse(
            std::move(submission.answer),
            Err(Code::kConflict, "this idempotency key was used with another body; use a new key"));
      }
      Waiter waiter{std::move(submission.answer), std::move(submission.external_id_text), false,
                    true, WasDuplicate(*state_, seen)};
      if (submission.wait && !IsAtRest(*state_, seen.lead)) {
        waiting_[seen.lead].push_back(std::move(waiter));
        return;
      }
      return AnswerAfterCommit(std::move(waiter), seen.lead);
    }
  }
  if (const auto& closed = WhyClosed(); closed.has_value())
    return Refuse(std::move(submission.answer), *closed);
  if (const Status routable = CheckRoutable(state_->Active().get(), submission); !routable.ok())
    return Refuse(std::move(submission.answer), routable.error());
  const uint32_t same = SamePerson(*state_, submission);
  AnswerFn answer = submission.answer;
  const Status status = same == KeyIndex::kNone ? NewLead(submission) : SameAgain(submission, same);
  if (!status.ok()) Refuse(std::move(answer), status.error());
}

Status Engine::NewLead(Submission& submission) {
  const TimeUs now = parts_.clock->Now();
  SB_ASSIGN(const int64_t subject, parts_.keys->NewSubject());
  Arrival arrival = ArriveAsNew(*core_, submission, ids_.Make(now), subject, now);
  const auto lead = static_cast<uint32_t>(state_->leads.size());
  waiting_[lead].push_back(
      {std::move(submission.answer), std::move(submission.external_id_text), true, false, false});
  if (!submission.wait) {
    AnswerAfterCommit(std::move(waiting_[lead].back()), lead);
    waiting_.erase(lead);
  }
  return FeedInput(std::move(arrival.event), arrival.sealed, subject);
}

Status Engine::FeedInput(Event event, BytesView sealed, int64_t subject) {
  const size_t before = emitted_.size();
  emitted_.push_back(Emitted{event, subject, Bytes(sealed)});
  const Status status = core_->Feed(event, sealed, &emitted_, &effects_);
  // An input that does not fold must not be stored; nothing was derived from it.
  if (!status.ok() && emitted_.size() == before + 1 && state_->next_position == event.position)
    emitted_.pop_back();
  for (size_t i = before; i < emitted_.size() && !somebody_freed_; ++i)
    somebody_freed_ = FreesSomebody(static_cast<EventType>(emitted_[i].event.type));
  AfterFeed();
  return status;
}

void Engine::AfterFeed() {
  for (const uint32_t lead : effects_.settled) {
    const auto waiting = waiting_.find(lead);
    if (waiting == waiting_.end()) continue;
    for (Waiter& waiter : waiting->second) AnswerAfterCommit(std::move(waiter), lead);
    waiting_.erase(waiting);
  }
  effects_.settled.clear();
}

void Engine::AnswerAfterCommit(Waiter waiter, uint32_t lead) {
  settled_.push_back({std::move(waiter), lead, {}, false});
}

void Engine::Refuse(AnswerFn answer, Error error) {
  settled_.push_back({Waiter{std::move(answer), {}}, 0, std::move(error), true});
}

LeadAnswer Engine::AnswerOf(uint32_t lead) const {
  return signalbox::AnswerOf(*state_, lead);
}

Result<WhatIfOutcome> Engine::WhatIf(const Submission& submission,
                                     const WhatIfOptions& options) const {
  const auto read_record = [this](const LeadEntry& entry) { return ReadRecord(entry); };
  return DecideWhatIf(state_.get(), context_, read_record, submission, options,
                      parts_.clock->Now());
}

}  // namespace signalbox
