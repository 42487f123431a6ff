#include "store/sqlite/checkpointer.h"

#include <utility>

#include "base/check.h"
#include "base/scheduling.h"
#include "store/sqlite/database.h"
#include "store/sqlite/steady_vfs.h"

namespace signalbox {
namespace {

Result<Database> OpenBeside(const std::string& path) {
  SB_ASSIGN(Database database, Database::Open(path, {.vfs = SteadyVfs(SteadyFiles::kDatabase)}));
  database.LeaveWriteAhead();
  SB_TRY(database.Execute("PRAGMA synchronous=FULL"));
  return database;
}

}  // namespace

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::Begin() {
  {
    const std::lock_guard lock(mutex_);
    CHECK(!wanted_ && !ended_);
    wanted_ = true;
  }
  if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  changed_.notify_all();
}

bool Checkpointer::under_way() const {
  const std::lock_guard lock(mutex_);
  return wanted_;
}

std::optional<Status> Checkpointer::TakeEnded() {
  const std::lock_guard lock(mutex_);
  return std::exchange(ended_, std::nullopt);
}

void Checkpointer::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !wanted_; });
}

void Checkpointer::Run() {
  RunInBulk();
  Result<Database> database = OpenBeside(path_);
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return wanted_ || stopped_; });
    if (!wanted_) return;
    lock.unlock();
    Status done = database.ok() ? database->Checkpoint(Database::CheckpointMode::kPassive)
                                : Status(database.error());
    lock.lock();
    wanted_ = false;
    ended_ = std::move(done);
    changed_.notify_all();
  }
}

}  // namespace signalbox
