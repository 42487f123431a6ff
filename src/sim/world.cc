#include "sim/world.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "agents/spec_codec.h"
#include "sim/case_rules.h"
#include "sim/checks.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

constexpr TimeUs kBeginning = 1'790'000'000 * kSecondUs;
constexpr char kKeysDirectory[] = "/workspace.keys";
// Happenings of one world: some hundred are enough to meet faults in every phase, and a world takes
// well below a second.
constexpr int kHappenings = 180;
// What a failure tells of what led to it.
constexpr size_t kStoryLines = 40;

}  // namespace

World::World(uint64_t seed, Reached* reached)
    : seed_(seed),
      random_(seed * 4),
      engine_random_(seed * 4 + 1),
      reached_(reached),
      ledger_(reached),
      disk_(seed * 4 + 2),
      vfs_("signalbox-sim", &disk_),
      clock_(kBeginning),
      outside_(seed * 4 + 3, reached) {
  // The salts of write-ahead files come from SQLite's own generator.
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed) + 1, nullptr);
  engine_random_.Fill(master_);
  log_id_ = IdMaker(engine_random_).Make(kBeginning);
}

World::~World() {
  unsaved_.reset();
  engine_.reset();
  state_file_.reset();
  store_.reset();
  keys_.reset();
}

void World::Fail(std::string what) {
  if (broken_.empty()) broken_ = std::move(what);
}

void World::Say(std::string what) {
  story_.push_back(std::move(what));
}

std::string World::Run() {
  Boot();
  SetUp();
  for (int i = 0; i < kHappenings && broken_.empty(); ++i) Happen();
  if (broken_.empty()) Drain();
  if (disk_.torn() > 0) reached_->Mark("torn_write");
  if (disk_.lost() > 0) reached_->Mark("unsynced_write_lost");
  if (broken_.empty()) return {};
  std::string text = fmt::format("seed {}: {}\nbefore it:\n", seed_, broken_);
  const size_t from = story_.size() > kStoryLines ? story_.size() - kStoryLines : 0;
  for (size_t i = from; i < story_.size(); ++i) text += "  " + story_[i] + "\n";
  return text;
}

std::string World::Fingerprint() const {
  return fmt::format("{} events, root {}, {} disk changes", engine_->tree().size(),
                     ToHex(View(engine_->tree().Root())), disk_.changes());
}

ApplyContext World::Context() {
  ApplyContext context;
  context.load_policy = [this](const Digest& hash) -> Result<std::shared_ptr<const PolicyVersion>> {
    return compiled_.at(hash);
  };
  context.load_agent = [this](const Digest& hash) -> Result<AgentSpec> {
    SB_ASSIGN(const Bytes bytes, store_->ReadBlob(hash));
    CborReader reader(bytes);
    return DecodeAgentSpec(reader);
  };
  return context;
}

Result<std::shared_ptr<const PolicyVersion>> World::Compile(const Digest& hash, BytesView blob) {
  auto& known = compiled_[hash];
  if (known == nullptr) {
    SB_ASSIGN(known, LoadStoredVersion(hash, blob));
  }
  return known;
}

Status World::OpenKeys() {
  const KeyringOptions with{.create = true, .master = master_, .vfs = vfs_.name()};
  SB_ASSIGN(keys_, Keyring::Open(kKeysDirectory, with, engine_random_));
  return {};
}

OpenOptions World::StoreOptions() const {
  OpenOptions options;
  options.create = true;
  options.log_id = log_id_;
  options.vfs = vfs_.name();
  options.use_directory = false;
  return options;
}

bool World::TryBoot() {
  if (const Status opened = OpenKeys(); !opened.ok()) {
    if (!disk_.dead()) Fail("the keys do not open: " + opened.error().message);
    return false;
  }
  Result<std::unique_ptr<Store>> opened = OpenSqliteStore(kSimDirectory, StoreOptions());
  if (!opened.ok()) {
    if (!disk_.dead()) Fail("the store does not open: " + opened.error().message);
    return false;
  }
  store_ = std::move(*opened);
  const std::string lost = ledger_.TakeOver(*store_);
  if (disk_.dead()) return false;
  if (!lost.empty()) return Fail(lost), false;
  EngineParts parts;
  parts.store = store_.get();
  parts.keys = keys_.get();
  parts.clock = &clock_;
  parts.random = &engine_random_;
  parts.load_policy = [this](const Digest& hash, BytesView blob) { return Compile(hash, blob); };
  parts.dispatch = [this](std::vector<Activity> all) {
    outside_.Take(std::move(all), clock_.Now());
  };
  parts.publish = [this](const std::vector<Emitted>& events) { ledger_.Published(events); };
  Result<std::unique_ptr<StateFile>> file = OpenStateFile(kSimDirectory, {.vfs = vfs_.name()});
  if (!file.ok()) {
    if (!disk_.dead()) Fail("the saved state does not open: " + file.error().message);
    return false;
  }
  state_file_ = std::move(*file);
  parts.state_file = state_file_.get();
  parts.save = [this](std::shared_ptr<const StateChanges> changes) {
    unsaved_ = std::move(changes);
  };
  parts.wait_for_save = [this] { FinishSave(false); };
  parts.save_every_events = 20 + static_cast<int64_t>(random_.Below(400));
  parts.unpacked_runs = static_cast<size_t>(parts.save_every_events % 6);
  parts.build = "simulation";
  engine_ = std::make_unique<Engine>(std::move(parts));
  const Result<std::optional<SavedMark>> saved = state_file_->ReadMark();
  if (saved.ok() && saved->has_value()) reached_->Mark("started_from_a_saved_state");
  Status recovered = engine_->Recover();
  if (recovered.ok()) recovered = CarryOut();
  erasure_is_open_ = false;
  if (!recovered.ok() && !disk_.dead())
    Fail("the engine does not recover: " + recovered.error().message);
  return recovered.ok() && !disk_.dead();
}

void World::Boot() {
  for (int tries = 0; broken_.empty(); ++tries) {
    // A process may die again while it recovers, but not for ever.
    const bool dies = tries < 3 && Chance(20);
    if (dies) disk_.DieAfter(1 + static_cast<int64_t>(random_.Below(12)));
    if (TryBoot()) break;
    if (dies) reached_->Mark("crash_during_recovery");
    End(Chance(70) ? Ending::kPowerLost : Ending::kKilled);
  }
  ++booted_;
  Say(fmt::format("boot {}: {} events", booted_, ledger_.published()));
  if (broken_.empty()) CheckAll();
  if (broken_.empty() && owes_erasures_) ForgetSince();
}

void World::End(Ending ending) {
  if (ending != Ending::kInOrder) disk_.Die();
  unsaved_.reset();
  engine_.reset();
  state_file_.reset();
  store_.reset();
  keys_.reset();
  vfs_.ProcessEnded();
  outside_.ProcessEnded();
  disk_.Restart(ending == Ending::kPowerLost);
  for (Request& request : requests_) {
    // The connection broke: the caller does not know, and may ask again.
    if (!request.answered) request.answered = true;
  }
  Say(ending == Ending::kInOrder  ? "stopped in order"
      : ending == Ending::kKilled ? "killed"
                                  : "power lost");
}

// Writes what the engine took, as the thread that does so would by now.
void World::FinishSave(bool tell) {
  if (unsaved_ == nullptr) return;
  SaveEnded ended{std::exchange(unsaved_, nullptr), SavedState()};
  ended.saved = SaveState(*ended.changes, *state_file_, *keys_, engine_random_);
  reached_->Mark(ended.saved.ok() ? "state_saved"
                 : disk_.dead()   ? "crash_during_a_save"
                                  : "save_failed");
  if (tell) engine_->SaveEnds(std::move(ended));
}

void World::Turn() {
  if (Chance(30)) FinishSave(true);
  for (ActivityReport& report : outside_.Answers(clock_.Now())) {
    engine_->Report(std::move(report));
  }
  bool open = true;
  const Result<size_t> turn = engine_->RunTurn(std::chrono::microseconds(0), &open);
  if (turn.ok() && !disk_.dead()) return;
  Say("turn failed: " +
      (turn.ok() ? std::string("the process died after the commit") : turn.error().message));
  if (disk_.dead()) reached_->Mark("crash_during_a_commit");
  if (!disk_.dead() &&
      engine_->state().next_position != static_cast<int64_t>(ledger_.published())) {
    return Fail("after a failed commit the state shows what is not stored");
  }
  if (!disk_.dead() && Chance(30)) {
    reached_->Mark("stopped_in_order");
    End(Ending::kInOrder);
  } else if (Chance(30)) {
    reached_->Mark("killed_without_power_loss");
    End(Ending::kKilled);
  } else {
    End(Ending::kPowerLost);
  }
  Boot();
}

void World::TurnsUntilQuiet() {
  // More turns than any honest backlog needs.
  for (int i = 0; i < 1000 && broken_.empty(); ++i) {
    const size_t before = ledger_.published();
    Turn();
    if (ledger_.published() == before && engine_->queued() == 0) return;
  }
  Fail("the engine does not come to rest");
}

void World::CheckAll() {
  for (const std::string& result :
       {ledger_.CheckAnswers(*engine_), ledger_.CheckCaseAnswers(engine_->state()),
        CheckCases(*engine_, reached_), CheckRuns(*engine_), CheckClocks(engine_->state()),
        CheckFold(*engine_, Context()),
        CheckReplay(*engine_,
                    [this](const Digest&hash, BytesView blob) { return Compile(hash, blob); }),
        CheckIdentities(*store_),
        erasure_is_open_ || owes_erasures_ ? std::string() : CheckErasures(*engine_),
        CheckAudit(*engine_), outside_.broken()}) {
    if (!result.empty()) return Fail(result);
  }
}

}  // namespace signalbox
