// What an operator does to the files: opens them twice, and puts a backup back.
#include <fmt/format.h>

#include "engine/purge.h"
#include "sim/world.h"
#include "store/sqlite/log_copy.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/backup.h"

namespace signalbox {
namespace {

constexpr char kLog[] = "/workspace/log.db";
constexpr char kWriteAhead[] = "/workspace/log.db-wal";

}  // namespace

// Where nobody holds the lock: whoever opens last may write, and the other must learn it.
void World::OpenTwice() {
  OpenOptions options = StoreOptions();
  options.create = false;
  {
    const Result<std::unique_ptr<Store>> second = OpenSqliteStore(kSimDirectory, options);
    if (!second.ok()) {
      const Code code = second.error().code;
      if (code != Code::kIo && code != Code::kExhausted)
        Fail("the store does not open twice: " + second.error().message);
      return;
    }
  }
  Say("another process opened the store");
  SendNew();
  const size_t published = ledger_.published();
  const int boots = booted_;
  Turn();
  if (booted_ != boots)
    reached_->Mark("stale_writer_refused");
  else if (ledger_.published() != published)
    Fail("a stale writer committed");
}

void World::TakeBackup() {
  End(Ending::kInOrder);
  backup_ = {disk_.Content(kLog), disk_.Content(kWriteAhead)};
  reached_->Mark("backup_taken");
  Boot();
}

// What was accepted since is given up, and said to be.
void World::RestoreBackup() {
  if (backup_.first.empty()) return TakeBackup();
  Say("a backup is put back");
  const int64_t epoch = store_->epoch();
  End(Chance(50) ? Ending::kInOrder : Ending::kPowerLost);
  disk_.Place(kLog, backup_.first);
  disk_.Place(kWriteAhead, backup_.second);
  const std::string said = PrepareRestored(epoch);
  store_.reset();
  keys_.reset();
  vfs_.ProcessEnded();
  if (!said.empty()) return Fail("a backup was not put back: " + said);
  outside_.BeganAnew();
  for (Request& request : requests_) request.settled = false;
  owes_erasures_ = true;
  Boot();
  reached_->Mark("restored_from_a_backup");
}

// Nobody reads a workspace that was put back before this is durable; a process that dies over it
// begins again.
void World::ForgetSince() {
  signalbox::Change change;
  change.apply = [this](signalbox::Turn& turn) -> Status {
    SB_ASSIGN(const int64_t again, ForgetAgain(turn, *keys_));
    if (again > 0) reached_->Mark("erasure_reapplied");
    return {};
  };
  change.done = [this](const Status& status, int64_t) {
    if (status.ok()) owes_erasures_ = false;
  };
  engine_->Apply(std::move(change));
}

// Declared while the engine runs; a start carries it out, unless it dies over it.
void World::Purge() {
  const int64_t before =
      static_cast<int64_t>(random_.Below(static_cast<uint64_t>(store_->next_position()) + 1));
  const int64_t agents_before =
      Chance(50) ? static_cast<int64_t>(random_.Below(static_cast<uint64_t>(before) + 1)) : 0;
  const Result<ev::Purged> plan = PlanPurge(*store_, before, agents_before);
  if (!plan.ok()) {
    if (!disk_.dead()) Fail("a purge cannot be planned: " + plan.error().message);
    return;
  }
  if (plan->removed + plan->reduced == 0) return;
  Change([plan = *plan](signalbox::Turn& turn) -> Status {
    return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kPurged,
                      {ActorKind::kOperator, "purge"}, plan);
  });
  Say(fmt::format("a purge below {} is declared, of what agents said below {}", before,
                  agents_before));
  Turn();
  if (!broken_.empty()) return;
  End(Chance(50) ? Ending::kInOrder : Ending::kPowerLost);
  // Opening takes some writes, and the purge after it many.
  if (Chance(50)) disk_.DieAfter(10 + static_cast<int64_t>(random_.Below(60)));
  Boot();
}

Status World::CarryOut() {
  const Result<bool> done = CarryOutPurge(engine_->state(), *store_);
  if (!done.ok()) {
    reached_->Mark("purge_cut_short");
    // That the room was not given back stops nothing.
    return done.error().code == Code::kUnavailable ? Status() : Status(done.error());
  }
  if (*done) reached_->Mark("purged");
  SB_ASSIGN(const ev::Purged last, LastPurge(*store_));
  if (*done && last.runs > 0) reached_->Mark("answers_of_agents_purged");
  return {};
}

std::string World::PrepareRestored(int64_t epoch) {
  const auto prepare = [&]() -> Status {
    SB_TRY(RaiseEpochOfCopy(kLog, epoch, vfs_.name()));
    SB_TRY(OpenKeys());
    OpenOptions options = StoreOptions();
    options.create = false;
    SB_ASSIGN(store_, OpenSqliteStore(kSimDirectory, options));
    ledger_.WentBack(store_->next_position());
    return DeclareFork(
        *store_, *keys_, [this](const Digest& hash, BytesView blob) { return Compile(hash, blob); },
        clock_.Now());
  };
  const Status prepared = prepare();
  return prepared.ok() ? std::string() : prepared.error().message;
}

}  // namespace signalbox
