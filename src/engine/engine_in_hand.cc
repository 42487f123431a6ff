// Of what a turn takes: who comes alone, what is noted as in hand, and when no lead is taken.
#include "base/limits.h"
#include "base/log.h"
#include "engine/engine.h"

namespace signalbox {

InputKey Engine::KeyOf(const Input& input) {
  if (const auto* submission = std::get_if<Submission>(&input))
    return {InputKind::kLead, Id{submission->content}};
  if (const auto* report = std::get_if<ActivityReport>(&input))
    return {report->body.unknown ? InputKind::kLostAnswer : InputKind::kAnswer, report->run};
  return {};
}

InputKey Engine::KeyOf(const DueTimer& timer) const {
  const bool of_lead = state_->lead_by_id.contains(timer.run);
  return {of_lead ? InputKind::kClock : InputKind::kTimer, timer.run};
}

bool Engine::IsSuspect(const InputKey& key) const {
  return parts_.in_hand != nullptr && parts_.in_hand->HasSuspects() &&
         parts_.in_hand->IsSuspect(key);
}

size_t Engine::TakeInputs(std::chrono::microseconds wait, bool* open) {
  inputs_.clear();
  turn_keys_.clear();
  closed_.reset();
  is_alone_ = !alone_.empty();
  if (is_alone_) {
    auto alone = std::move(alone_.front());
    alone_.pop_front();
    *open = true;
    if (const auto* timer = std::get_if<DueTimer>(&alone)) {
      FireTimer(*timer, parts_.clock->Now());
      return 1;
    }
    inputs_.push_back(std::move(std::get<Input>(alone)));
    return 0;
  }
  *open = queue_.PopSome(kBatchInputs, wait, &inputs_);
  if (parts_.in_hand == nullptr || !parts_.in_hand->HasSuspects()) return 0;
  std::vector<Input> together;
  for (Input& input : inputs_) {
    if (IsSuspect(KeyOf(input)))
      alone_.emplace_back(std::move(input));
    else
      together.push_back(std::move(input));
  }
  inputs_ = std::move(together);
  // A queue that closed with them is not drained yet.
  if (!alone_.empty()) *open = true;
  return 0;
}

void Engine::Hold(const InputKey& key) {
  if (parts_.in_hand == nullptr) return;
  const bool known = key.kind != InputKind::kNone;
  if (known) turn_keys_.push_back(key);
  parts_.in_hand->Hold({&key, known ? size_t{1} : size_t{0}});
}

void Engine::HoldTurn() {
  if (parts_.in_hand != nullptr) parts_.in_hand->Hold(turn_keys_);
}

void Engine::LetGo() {
  if (parts_.in_hand == nullptr) return;
  parts_.in_hand->Hold({});
  if (!parts_.in_hand->HasSuspects()) return;
  for (const InputKey& key : turn_keys_) parts_.in_hand->Survived(key);
}

Status Engine::QuarantineRepeaters() {
  if (parts_.in_hand == nullptr) return {};
  Turn turn(this, parts_.clock->Now());
  for (const Suspect& suspect : parts_.in_hand->Suspects()) {
    ev::InputQuarantined body{suspect.input.kind, {}, suspect.deaths};
    EntityKind kind = EntityKind::kRun;
    Id entity = suspect.input.id;
    if (body.kind == InputKind::kLead) {
      body.content = suspect.input.id.bytes;
      if (const auto known = state_->quarantined.find(body.content);
          known != state_->quarantined.end())
        body.deaths += known->second;
      kind = EntityKind::kWorkspace;
      entity = state_->log_id;
    } else if (body.kind == InputKind::kClock) {
      kind = EntityKind::kLead;
    }
    if (body.deaths < kDeathsToQuarantine) continue;
    turn_keys_.push_back(suspect.input);
    const bool gone = (kind == EntityKind::kRun && state_->FindRun(entity) == nullptr) ||
                      (kind == EntityKind::kLead && !state_->lead_by_id.contains(entity));
    if (gone) continue;
    Log(LogLevel::kError, "an input was in hand when the process ended, " +
                              std::to_string(body.deaths) +
                              " times; it is quarantined, see `InputQuarantined` in the events");
    SB_TRY(turn.Input(kind, entity, EventType::kInputQuarantined, {}, body));
  }
  return {};
}

const std::optional<Error>& Engine::WhyClosed() {
  if (closed_.has_value()) return *closed_;
  closed_.emplace();
  if (parts_.free_disk_bytes && parts_.free_disk_bytes() < kMinFreeDiskBytes) {
    *closed_ = Err(Code::kUnavailable,
                   "the disk has less than " + std::to_string(kMinFreeDiskBytes >> 20) +
                       " MB left and no lead is taken; free some space, it goes on by itself");
  } else if (state_->registry.calls_out() >= parts_.calls_out) {
    *closed_ =
        Err(Code::kExhausted, "the agents are behind with " + std::to_string(parts_.calls_out) +
                                  " calls and more; send it again later");
  }
  return *closed_;
}

}  // namespace signalbox
