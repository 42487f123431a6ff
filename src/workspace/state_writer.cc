#include "workspace/state_writer.h"

#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "base/scheduling.h"

namespace signalbox {

StateWriter::StateWriter(StateFile& file, const Keyring& keys, Random& random, Ended ended)
    : file_(file), keys_(keys), random_(random), ended_(std::move(ended)), thread_([this] {
        Run();
      }) {}

StateWriter::~StateWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void StateWriter::Save(std::shared_ptr<const StateChanges> changes) {
  const std::lock_guard lock(mutex_);
  CHECK(next_ == nullptr);
  next_ = std::move(changes);
  changed_.notify_all();
}

void StateWriter::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return next_ == nullptr; });
}

void StateWriter::Run() {
  RunInBulk();
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return next_ != nullptr || stopping_; });
    if (next_ == nullptr) return;
    SaveEnded ended{next_, SavedState()};
    lock.unlock();
    ended.saved = SaveState(*ended.changes, file_, keys_, random_);
    if (!ended.saved.ok()) {
      Log(LogLevel::kWarning, "the state could not be saved, a start will fold more of the log: " +
                                  ended.saved.error().message);
    }
    lock.lock();
    next_.reset();
    changed_.notify_all();
    lock.unlock();
    ended_(std::move(ended));
    lock.lock();
  }
}

}  // namespace signalbox
