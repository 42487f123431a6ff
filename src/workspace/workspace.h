// A workspace: one directory of data, one of keys beside it, and the engine over both, running.
//
// Everything that commands and the API do goes through here. Public functions are thread safe and
// block until what they say is durable; they must not be called from callbacks of the engine's
// thread.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/heads.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "engine/engine.h"
#include "policy/policy.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/account_index.h"
#include "workspace/activity_runner.h"
#include "workspace/commit_feed.h"
#include "workspace/crash_marker.h"
#include "workspace/state_writer.h"

namespace signalbox {

struct WorkspaceOptions {
  std::string directory;
  std::string keys_directory;  // empty: `directory` + `.keys`
  size_t queue_inputs = kIntakeQueueInputs;
  size_t activity_threads = 4;
  // Calls of agents that may be out before no new lead is taken.
  int64_t calls_out = kMaxCallsOut;
  // Everything works and nothing is written; activities are not carried out.
  bool dry_run = false;
  // Of a workspace that is made: what it is for, for ever (docs/environments.md).
  bool production = false;
};

// `DIR.keys`, or what SIGNALBOX_KEYS or an explicit path says.
std::string KeysDirectory(const std::string& directory, const std::string& given);

// The keys of a workspace; `random` outlives them. kInvalid when they are not there: naming a place
// without keys is wrong use, as naming one without a workspace is.
Result<std::unique_ptr<Keyring>> OpenKeys(const WorkspaceOptions& options, Random& random);

// Makes directory, keys and log; kConflict when there is a workspace already. The bearer token,
// which is stored nowhere.
Result<std::string> CreateWorkspace(const WorkspaceOptions& options);

class Workspace {
 public:
  // Opens, recovers and starts the engine's thread. kInvalid with what to do when there is no
  // workspace, or its keys are not where they should be.
  static Result<std::unique_ptr<Workspace>> Open(const WorkspaceOptions& options);
  ~Workspace();

  // The inputs below stop being taken; what is queued is finished, and a last head is signed.
  void Close();

  Engine& engine() { return *engine_; }
  const Store& store() const { return *store_; }
  const Keyring& keys() const { return *keys_; }
  // For whoever changes keys: erasures and rotations.
  Keyring& own_keys() { return *keys_; }
  const Clock& clock() const { return clock_; }
  CommitFeed& feed() { return feed_; }
  // Learned models, as workers ask them.
  ModelAgents& models() { return *models_; }
  const std::string& directory() const { return options_.directory; }
  const std::string& keys_directory() const { return options_.keys_directory; }

  // Runs `apply` inside a turn and returns after its commit; the position it is durable at.
  Result<int64_t> Apply(std::function<Status(Turn&)> apply);
  // Runs `ask` on the engine's thread, between commits.
  Status Ask(std::function<void(const Engine&)> ask);

  // Publishing compiles against the roster, stores the bundle and makes it active. Findings are
  // given either way.
  Result<std::shared_ptr<const PolicyVersion>> Publish(const BundleFiles& files,
                                                       std::vector<Finding>* findings);
  // Makes an earlier version active again; empty: the one before the active one.
  Result<std::string> Rollback(const std::string& version);

  // A signed note of everything durable now, appended to heads.log.
  Result<std::string> SignHead();
  // Tree size and time of the last head that was signed and written; -1 before the first.
  int64_t signed_size() const { return signed_size_; }
  TimeUs signed_at() const { return signed_at_; }
  // Of the key that signs now; DIR.keys/audit.vkey has the earlier ones too.
  AuditVerifierKey verifier() const;
  // From now on another key signs. One head is signed by both, so that whoever trusts the old key
  // sees where the new one took over.
  Status RotateAuditKey();

 private:
  explicit Workspace(const WorkspaceOptions& options);
  Status Start();
  void Run();

  WorkspaceOptions options_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Keyring> keys_;
  std::unique_ptr<AuditKey> audit_key_;
  std::unique_ptr<HeadsWriter> heads_;
  mutable std::mutex heads_mutex_;
  std::atomic<int64_t> signed_size_ = -1;
  std::atomic<TimeUs> signed_at_ = 0;
  std::unique_ptr<CrashMarker> marker_;    // null where there is no room for it
  std::unique_ptr<StateFile> state_file_;  // null: nothing is saved
  std::unique_ptr<StateWriter> state_writer_;
  std::unique_ptr<Engine> engine_;
  AccountIndex accounts_;
  std::unique_ptr<ModelAgents> models_;
  std::unique_ptr<ActivityRunner> runner_;
  CommitFeed feed_;
  std::thread thread_;
  std::atomic<bool> closed_ = false;
};

// What a bundle's blob compiles to; the engine's loader.
Result<std::shared_ptr<const PolicyVersion>> LoadStoredVersion(const Digest& hash, BytesView blob);

}  // namespace signalbox
