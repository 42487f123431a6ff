// A whole world from one seed, in one thread: a workspace's engine over real SQLite on a disk that
// forgets, callers that try again, people who leave, agents that answer badly, a clock that jumps,
// and a process that dies at any write.
//
// The same seed gives the same world, event for event. `Run` returns what was broken first, with
// what led to it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "engine/engine.h"
#include "sim/ledger.h"
#include "sim/outside.h"
#include "sim/reached.h"
#include "sim/sim_disk.h"
#include "sim/sim_vfs.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/desk_turns.h"

namespace signalbox {

inline constexpr char kSimDirectory[] = "/workspace";

class World {
 public:
  // `reached` outlives the world.
  World(uint64_t seed, Reached* reached);
  ~World();

  // Lives the whole story. Empty when every check held; else what did not, and the last things that
  // happened.
  std::string Run();
  // A digest of everything that was stored, for comparing two runs of one seed.
  std::string Fingerprint() const;

 private:
  enum class Ending { kInOrder, kKilled, kPowerLost };
  // A caller's request, kept to be said again.
  struct Request {
    int person = 0;
    Attributes lead;
    std::string key;
    bool wait = true;
    int tries = 0;
    bool answered = false;  // by anything, an error too
    bool settled = false;   // nothing is left to try again
  };

  // A request as an approver saw it at some time.
  struct Shown {
    int64_t number = 0;
    std::string hash;
    std::string seen;  // the same in the checker's own words
  };

  void Fail(std::string what);
  void Say(std::string what);
  bool Chance(uint64_t percent) { return random_.Below(100) < percent; }

  // The process (world.cc).
  void Boot();
  bool TryBoot();
  Status OpenKeys();
  OpenOptions StoreOptions() const;
  void End(Ending ending);
  void Turn();
  void FinishSave(bool tell);
  void TurnsUntilQuiet();
  void CheckAll();
  ApplyContext Context();
  Result<std::shared_ptr<const PolicyVersion>> Compile(const Digest& hash, BytesView blob);

  // What happens (happenings.cc).
  void SetUp();
  void Happen();
  void SendNew();
  void SendAgain();
  void Send(size_t request);
  void Answered(size_t request, const Result<LeadAnswer>& answer);
  void ChangePerson();
  void ChangePolicy();
  void TryPolicy();
  void RouteByHand();
  void CancelSomething();
  void RegisterWrongly();
  void ActOnLead();  // acting.cc
  // desk_happenings.cc
  void ActAtDesk();
  void SetDocument();
  void AskDesk();
  void LookAtCase();
  void SpeakInCase();
  void RuleOnCase();
  void WithdrawCase();
  void MoveCaseWrongly();
  void AtDesk(std::function<Result<DeskAct>(signalbox::Turn&)> feed);
  std::string RandomSeller();
  void ChangeRecord();    // record_happenings.cc
  void ForgetSomebody();  // record_happenings.cc
  // backup_happenings.cc
  void OpenTwice();
  void TakeBackup();
  void RestoreBackup();
  void ForgetSince();
  void Purge();
  std::string PrepareRestored(int64_t epoch);
  void MoveClock();
  void BreakSomething();
  void DoToFiles();
  Status CarryOut();
  void Drain();
  void Change(std::function<Status(signalbox::Turn&)> apply, bool must_work = false);
  Status PutPerson(signalbox::Turn& turn, Person person);
  Attributes MakeLead(int person);

  const uint64_t seed_;
  SeededRandom random_, engine_random_;
  Reached* const reached_;
  Ledger ledger_;
  SimDisk disk_;
  SimVfs vfs_;
  FakeClock clock_;
  Outside outside_;
  std::map<Digest, std::shared_ptr<const PolicyVersion>> compiled_;  // compiling is pure
  Key master_{};
  std::unique_ptr<Keyring> keys_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<StateFile> state_file_;
  std::unique_ptr<Engine> engine_;
  // Taken by the engine and not written yet: other things happen meanwhile.
  std::shared_ptr<const StateChanges> unsaved_;
  Id log_id_;
  std::pair<Bytes, Bytes> backup_;  // the log and its write-ahead file; empty before the first
  std::vector<Request> requests_;
  std::vector<Shown> shown_;
  int people_ = 0;
  int booted_ = 0;
  bool erasure_is_open_ = false;  // recorded, and finished at the next start
  bool owes_erasures_ = false;    // a backup was put back, and knows nothing of them yet
  std::vector<std::string> story_;
  std::string broken_;
};

}  // namespace signalbox
