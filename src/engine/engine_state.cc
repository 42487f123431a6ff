// The state in memory, what is saved of it, and the log that both come from.
#include <utility>

#include "audit/proofs.h"
#include "base/check.h"
#include "base/log.h"
#include "engine/engine.h"

namespace signalbox {
namespace {

// While a log is folded nobody waits for anything else, so saves may be rarer than they are live.
constexpr int64_t kFoldedBetweenSaves = 4;

}  // namespace

// What is in memory becomes what is in the log, and nothing else.
Status Engine::Rebuild() {
  ClearTurn();
  timers_.Clear();
  opens_.clear();
  somebody_freed_ = true;
  schedules_seen_ = -1;
  if (parts_.wait_for_save) parts_.wait_for_save();
  SB_TRY(LoadState());
  save_due_ = state_->next_position + kFoldedBetweenSaves * parts_.save_every_events;
  core_ = std::make_unique<Core>(state_.get(), &context_);
  SB_TRY(FoldLog());
  const StoreMerkleSource source(*parts_.store);
  SB_ASSIGN(tree_, MerkleTree::Resume(source, parts_.store->next_position()));
  CHECK(tree_.size() == state_->next_position);
  state_->epoch = parts_.store->epoch();
  save_due_ = saver_.saved_position() + parts_.save_every_events;
  saved_erasures_ = state_->law.subjects.size();
  return LoadTimersAndTasks();
}

// A file that cannot be relied on is made anew: the log has everything that it had.
Status Engine::LoadState() {
  Status trusted = std::exchange(pages_.failure, {});
  pages_.file = parts_.state_file;
  if (trusted.ok() && pages_.file != nullptr) {
    Result<std::unique_ptr<State>> loaded =
        saver_.Load(*parts_.state_file, *parts_.store, *parts_.keys, context_);
    if (loaded.ok() && *loaded != nullptr) {
      state_ = std::move(*loaded);
      return {};
    }
    if (!loaded.ok()) trusted = loaded.error();
  }
  if (!trusted.ok()) {
    Log(LogLevel::kWarning,
        "the saved state is left and the log folded: " + trusted.error().message);
    pages_.failure = {};
    if (const Status cleared = parts_.state_file->Clear(); !cleared.ok()) {
      Log(LogLevel::kWarning, "the state is not saved any more: " + cleared.error().message);
      pages_.file = nullptr;
    }
  }
  state_ = std::make_unique<State>();
  state_->log_id = parts_.store->log_id();
  saver_.Begin(state_.get());
  return {};
}

Status Engine::FoldLog() {
  const int64_t from = state_->next_position;
  return parts_.store->ReadEvents(from, -1, [this](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    Bytes sealed;
    if (!event.sealed.empty()) {
      Result<Bytes> open =
          Unseal(*parts_.keys, event.sealed.front(), event.log_id, event.position, event.type);
      // A forgotten subject leaves an event without its personal part.
      if (open.ok())
        sealed = std::move(*open);
      else if (open.error().code != Code::kNotFound)
        return open.error();
    }
    Status status = ApplyEvent(event, sealed, context_, state_.get());
    if (!pages_.failure.ok()) return pages_.failure;
    if (!status.ok()) return Within("event " + std::to_string(event.position), status.error());
    // A long log is not folded into memory whole.
    state_->runs.Pack(parts_.unpacked_runs);
    if (pages_.file == nullptr || state_->next_position < save_due_) return {};
    if (const Status saved = SaveNow(); !saved.ok())
      Log(LogLevel::kWarning, "the state could not be saved: " + saved.error().message);
    return {};
  });
}

Status Engine::SaveNow() {
  if (pages_.file == nullptr || failed_) return {};
  if (parts_.wait_for_save) parts_.wait_for_save();
  saver_.Abandon(state_.get());
  save_due_ = state_->next_position + kFoldedBetweenSaves * parts_.save_every_events;
  if (state_->next_position == saver_.saved_position()) return {};
  const StoreMerkleSource source(*parts_.store);
  SB_ASSIGN(const MerkleTree tree, MerkleTree::Resume(source, state_->next_position));
  SaveEnded ended{saver_.Take(state_.get(), tree.Root()), SavedState()};
  ended.saved = SaveState(*ended.changes, *parts_.state_file, *parts_.keys, *parts_.random);
  saver_.Done(ended, state_.get());
  state_->leads.Trim(kResidentLeadPages);
  state_->keyed_requests.Trim(kResidentRequestPages);
  return ended.saved.ok() ? Status() : Status(ended.saved.error());
}

void Engine::SaveWhenDue() {
  if (pages_.file == nullptr || !parts_.save) return;
  state_->leads.Trim(kResidentLeadPages);
  state_->keyed_requests.Trim(kResidentRequestPages);
  // What was saved of somebody who is forgotten now is written over at once.
  const bool erased = state_->law.subjects.size() != saved_erasures_;
  if (saver_.saving() || (state_->next_position < save_due_ && !erased)) return;
  saved_erasures_ = state_->law.subjects.size();
  save_due_ = state_->next_position + parts_.save_every_events;
  parts_.save(saver_.Take(state_.get(), tree_.Root()));
}

}  // namespace signalbox
