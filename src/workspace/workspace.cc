#include "workspace/workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "audit/key_list.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/scheduling.h"
#include "engine/reshape.h"
#include "plans/plan_loader.h"
#include "policy/business_time.h"
#include "reference/versions.h"
#include "store/key_files.h"
#include "store/key_rotation.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/disk_room.h"
#include "workspace/dry_run.h"
#include "workspace/master_key.h"
#include "workspace/policy_changes.h"
#include "workspace/purge.h"
#include "workspace/served_features.h"
#include "workspace/turn_pace.h"

namespace signalbox {
namespace {

constexpr char kBuild[] = "signalbox 0.1.0";

// What every start says of the program and of the tables of the world that it reads.
void NameVersions(EngineParts* parts) {
  parts->build = kBuild;
  parts->tzdata = TzdataVersion();
  parts->icu = reference::IcuVersion();
  parts->phones = reference::PhonesVersion();
  parts->suffixes = reference::SuffixesVersion();
}
// Heads are signed this often while there is something new: what an outside witness can miss at
// most.
constexpr TimeUs kHeadEveryUs = kSecondUs;

// A folder of keys, while a workspace is made with it: of two who do so at once each would take
// the other's half-made keys for its own.
class KeysInTheMaking {
 public:
  static Result<KeysInTheMaking> Begin(const std::string& folder) {
    SB_TRY(MakeKeyFiles(folder));
    KeysInTheMaking keys(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (keys.file_ >= 0 && flock(keys.file_, LOCK_EX | LOCK_NB) == 0) return keys;
    return Err(Code::kConflict, "`" + folder +
                                    "` is in use by another process that makes a "
                                    "workspace; wait for it, or name another folder");
  }
  KeysInTheMaking(KeysInTheMaking&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  KeysInTheMaking& operator=(KeysInTheMaking&&) = delete;
  ~KeysInTheMaking() {
    if (file_ >= 0) close(file_);
  }

 private:
  explicit KeysInTheMaking(int file) : file_(file) {}
  int file_;
};

// Through a name of its own, so that a crash leaves the list as it was.
Status WriteKeyList(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Err(Code::kIo, "cannot write `" + draft + "`");
  const bool whole = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool synced = whole && fsync(file) == 0;
  close(file);
  if (!synced || rename(draft.c_str(), path.c_str()) != 0)
    return Err(Code::kIo, "cannot write `" + path + "`");
  return {};
}

Result<std::vector<AuditVerifierKey>> ReadKeyList(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::vector<AuditVerifierKey>();
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<size_t>(got));
  close(file);
  Result<std::vector<AuditVerifierKey>> keys = ParseKeyList(text);
  // What a crash or a hand damaged is made again from the key that there is.
  if (!keys.ok()) return std::vector<AuditVerifierKey>();
  return keys;
}

// The present key first, those that signed before it below.
Status ListVerifierKey(const std::string& path, const AuditVerifierKey& key) {
  SB_ASSIGN(std::vector<AuditVerifierKey> keys, ReadKeyList(path));
  if (!keys.empty() && keys.front() == key) return {};
  std::erase(keys, key);
  keys.insert(keys.begin(), key);
  return WriteKeyList(path, KeyListText(keys));
}

// Sleeps without the queue: whoever comes meanwhile wakes nobody.
void Gather(TimeUs pause) {
  if (pause > 0) std::this_thread::sleep_for(std::chrono::microseconds(pause));
}

}  // namespace

std::string KeysDirectory(const std::string& directory, const std::string& given) {
  if (!given.empty()) return given;
  if (const char* from_environment = std::getenv("SIGNALBOX_KEYS");
      from_environment != nullptr && *from_environment != 0) {
    return from_environment;
  }
  std::string base = directory;
  while (base.size() > 1 && base.back() == '/') base.pop_back();
  return base + ".keys";
}

Result<std::shared_ptr<const PolicyVersion>> LoadStoredVersion(const Digest& hash, BytesView blob) {
  SB_ASSIGN(const BundleFiles files, UnpackBundle(blob));
  std::vector<Finding> findings;
  std::shared_ptr<const PolicyVersion> version = LoadVersion(files, nullptr, &findings);
  if (version == nullptr) {
    return Err(Code::kCorrupt, "a published bundle no longer compiles: " +
                                   (findings.empty() ? std::string() : findings.front().Text()));
  }
  auto named = std::make_shared<PolicyVersion>(*version);
  named->hash = hash;
  return std::shared_ptr<const PolicyVersion>(std::move(named));
}

Result<std::unique_ptr<Keyring>> OpenKeys(const WorkspaceOptions& options, Random& random) {
  KeyringOptions opening;
  SB_ASSIGN(opening.master, MasterKeyFromOutside());
  auto keys =
      Keyring::Open(KeysDirectory(options.directory, options.keys_directory), opening, random);
  if (!keys.ok() && keys.error().code == Code::kNotFound)
    return Err(Code::kInvalid, keys.error().message);
  return keys;
}

Result<std::string> CreateWorkspace(const WorkspaceOptions& options) {
  SystemRandom random;
  SystemClock clock;
  IdMaker ids(random);
  OpenOptions open;
  open.create = true;
  open.log_id = ids.Make(clock.Now());
  const std::string log = options.directory + "/log.db";
  if (access(log.c_str(), F_OK) == 0) {
    return Err(Code::kConflict,
               "`" + options.directory +
                   "` is a workspace already; serve it, or choose another directory");
  }
  KeyringOptions making;
  making.create = true;
  SB_ASSIGN(making.master, MasterKeyFromOutside());
  // Keys first: a log without keys could not even be started.
  const std::string folder = KeysDirectory(options.directory, options.keys_directory);
  SB_ASSIGN(const KeysInTheMaking only_us, KeysInTheMaking::Begin(folder));
  SB_ASSIGN(const std::unique_ptr<Keyring> keys, Keyring::Open(folder, making, random));
  // Two workspaces with one set of keys would sign into one list of heads, and neither would verify
  // again; and the second one's token would lock out who has the first one's.
  if (keys->token_hash() != Digest{}) {
    return Err(Code::kConflict,
               "`" + folder +
                   "` holds the keys of a workspace already; name another folder with `--keys`, or "
                   "remove it if that workspace is gone for good");
  }
  SB_ASSIGN(const std::unique_ptr<Store> store, OpenSqliteStore(options.directory, open));
  Key secret;
  random.Fill(secret);
  const std::string token = "sbx_" + ToHex(View(secret));
  SB_TRY(keys->SetTokenHash(Sha256(token)));
  return token;
}

Workspace::Workspace(const WorkspaceOptions& options)
    : options_(options), accounts_([this](std::function<void(const Directory&)> use) {
        return Ask([&](const Engine& engine) { use(engine.state().directory); });
      }) {
  options_.keys_directory = KeysDirectory(options.directory, options.keys_directory);
}

Result<std::unique_ptr<Workspace>> Workspace::Open(const WorkspaceOptions& options) {
  std::unique_ptr<Workspace> workspace(new Workspace(options));
  SB_TRY(workspace->Start());
  return workspace;
}

Status Workspace::Start() {
  OpenOptions open;
  open.read_only = options_.dry_run;
  SB_ASSIGN(store_, OpenSqliteStore(options_.directory, open));
  SB_ASSIGN(keys_, OpenKeys(options_, random_));
  audit_key_ = std::make_unique<AuditKey>(keys_->audit_seed(), store_->log_id());
  if (options_.dry_run) {
    store_ = std::make_unique<DryStore>(std::move(store_));
    keys_ = std::make_unique<DryKeyring>(std::move(keys_), random_);
  } else {
    SB_ASSIGN(HeadsWriter writer, HeadsWriter::Open(options_.keys_directory + "/heads.log"));
    heads_ = std::make_unique<HeadsWriter>(std::move(writer));
    SB_TRY(ListVerifierKey(options_.keys_directory + "/audit.vkey", audit_key_->verifier()));
  }
  static HttpClient transport;
  const auto features = std::make_shared<ServedFeatures>(this);
  models_ = std::make_unique<ModelAgents>(
      *store_, &accounts_,
      [features](const Activity& activity, TimeUs) { return features->Of(activity); });
  runner_ = std::make_unique<ActivityRunner>(
      options_.activity_threads, transport, *models_, clock_,
      [this](ActivityReport&& report) { engine_->Report(std::move(report)); });
  EngineParts parts;
  parts.store = store_.get();
  parts.keys = keys_.get();
  parts.clock = &clock_;
  parts.random = &random_;
  parts.load_policy = LoadStoredVersion;
  if (!options_.dry_run)
    parts.dispatch = [this](std::vector<Activity> activities) {
      runner_->Dispatch(std::move(activities));
    };
  parts.publish = [this](const std::vector<Emitted>& events) {
    accounts_.Note(events);
    feed_.Publish(events);
  };
  parts.committed = [this](TimeUs took_us) { feed_.Committed(took_us); };
  if (!options_.dry_run) {
    SB_ASSIGN(state_file_, OpenStateFile(options_.directory, {}));
    state_writer_ = std::make_unique<StateWriter>(
        *state_file_, *keys_, random_,
        [this](SaveEnded&& ended) { engine_->SaveEnds(std::move(ended)); });
    parts.state_file = state_file_.get();
    parts.save = [this](std::shared_ptr<const StateChanges> changes) {
      state_writer_->Save(std::move(changes));
    };
    parts.wait_for_save = [this] { state_writer_->Wait(); };
  }
  parts.purpose = options_.production ? kProduction : kSandbox;
  NameVersions(&parts);
  parts.queue_inputs = options_.queue_inputs;
  parts.calls_out = options_.calls_out;
  if (!options_.dry_run) {
    parts.free_disk_bytes = [this] { return FreeDiskBytes(options_.directory); };
    Result<std::unique_ptr<CrashMarker>> marker = CrashMarker::Open(options_.directory);
    if (marker.ok())
      marker_ = std::move(*marker);
    else
      Log(LogLevel::kWarning, "what is in hand is not noted: " + marker.error().message);
    parts.in_hand = marker_.get();
  }
  engine_ = std::make_unique<Engine>(std::move(parts));
  SB_TRY(engine_->Recover());
  if (!options_.dry_run) SB_TRY(FinishPurge(options_.directory, engine_->state(), *store_));
  thread_ = std::thread([this] { Run(); });
  return {};
}

void Workspace::Run() {
  RunPromptly();
  TimeUs head_at = clock_.Steady();
  for (bool open = true; open;) {
    const TimeUs began = clock_.Steady();
    const Result<size_t> turn = engine_->RunTurn(std::chrono::milliseconds(500), &open);
    if (!turn.ok()) {
      Log(LogLevel::kError, (engine_->failed() ? "the store failed and nothing more is taken: "
                                               : "a turn failed, and the next one is tried: ") +
                                turn.error().message);
    }
    if (engine_->failed()) continue;
    if (turn.ok() && open) Gather(PauseBeforeNextTurn(*turn, clock_.Steady() - began));
    if (clock_.Steady() - head_at < kHeadEveryUs || engine_->tree().size() == signed_size_)
      continue;
    head_at = clock_.Steady();
    if (heads_ == nullptr) continue;
    const std::lock_guard lock(heads_mutex_);
    const Checkpoint head{store_->log_id(), engine_->tree().size(), engine_->tree().Root(),
                          store_->epoch()};
    const Status status = heads_->Append(audit_key_->Sign(head));
    if (status.ok()) {
      signed_size_ = head.size;
      signed_at_ = clock_.Now();
    } else {
      Log(LogLevel::kError, "a head could not be written: " + status.error().message);
    }
  }
}

void Workspace::Close() {
  if (closed_.exchange(true) || engine_ == nullptr) return;
  engine_->Stop();
  if (thread_.joinable()) thread_.join();
  runner_.reset();
  if (const Status saved = engine_->SaveNow(); !saved.ok())
    Log(LogLevel::kWarning, "the state could not be saved: " + saved.error().message);
  state_writer_.reset();
  if (heads_ == nullptr) return;
  const Checkpoint head{store_->log_id(), engine_->tree().size(), engine_->tree().Root(),
                        store_->epoch()};
  if (!engine_->failed() && head.size != signed_size_) {
    const Status status = heads_->Append(audit_key_->Sign(head));
    if (!status.ok())
      Log(LogLevel::kError, "the last head could not be written: " + status.error().message);
  }
}

Workspace::~Workspace() {
  Close();
}

Result<int64_t> Workspace::Apply(std::function<Status(Turn&)> apply) {
  auto promise = std::make_shared<std::promise<Result<int64_t>>>();
  std::future<Result<int64_t>> future = promise->get_future();
  Change change{std::move(apply), [promise](const Status& status, int64_t position) {
                  if (status.ok())
                    promise->set_value(position);
                  else
                    promise->set_value(status.error());
                }};
  if (!engine_->Apply(std::move(change)))
    return Err(Code::kExhausted, "the workspace's queue is full; try again");
  return future.get();
}

Status Workspace::Ask(std::function<void(const Engine&)> ask) {
  auto promise = std::make_shared<std::promise<void>>();
  std::future<void> future = promise->get_future();
  Question question{[ask = std::move(ask), promise](const Engine& engine) {
    ask(engine);
    promise->set_value();
  }};
  if (!engine_->Ask(std::move(question)))
    return Err(Code::kExhausted, "the workspace's queue is full; try again");
  future.get();
  return {};
}

Result<std::shared_ptr<const PolicyVersion>> Workspace::Publish(const BundleFiles& files,
                                                                std::vector<Finding>* findings) {
  SB_ASSIGN(const VersionStanding standing, PublishPolicy(*this, "", files, {}, findings));
  Result<std::shared_ptr<const PolicyVersion>> version = Err(Code::kNotFound, standing.version);
  SB_TRY(Ask([&](const Engine& engine) {
    const State& state = engine.state();
    for (const auto& [hash, one] : state.versions) {
      if (one->name == standing.version) version = one;
    }
  }));
  return version;
}

Result<std::string> Workspace::Rollback(const std::string& wanted) {
  std::string name;
  SB_TRY(Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    std::shared_ptr<const PolicyVersion> to;
    for (auto it = state.activated.rbegin(); it != state.activated.rend() && to == nullptr; ++it) {
      const auto& version = state.versions.at(*it);
      const bool named =
          !wanted.empty() && (version->name == wanted || ToHex(View(version->hash)) == wanted);
      if (wanted.empty() ? *it != state.activated.back() : named) to = version;
    }
    if (to == nullptr) {
      return wanted.empty() ? Err(Code::kNotFound, "there is no earlier version to go back to")
                            : Err(Code::kNotFound, "no version `" + wanted +
                                                       "` was ever active; see `policy versions`");
    }
    name = to->name;
    return ActivatePolicy(turn, {ActorKind::kOperator, ""}, to->hash, true);
  }));
  return name;
}

AuditVerifierKey Workspace::verifier() const {
  const std::lock_guard lock(heads_mutex_);
  return audit_key_->verifier();
}

Status Workspace::RotateAuditKey() {
  SB_ASSIGN(KeyRotation * rotation, RotationOf(*keys_));
  Key seed{};
  random_.Fill(seed);
  auto next = std::make_unique<AuditKey>(seed, store_->log_id());
  Status rotated;
  // Where heads are signed, so that none comes between.
  SB_TRY(Ask([&](const Engine& engine) {
    const std::lock_guard lock(heads_mutex_);
    const Checkpoint head{engine.store().log_id(), engine.tree().size(), engine.tree().Root(),
                          engine.store().epoch()};
    const std::string note = next->Sign(head);
    rotated = heads_->Append(audit_key_->Sign(head) + note.substr(note.find("\n\n") + 2));
    // The list first: a key that is listed and never signs does no harm.
    if (rotated.ok())
      rotated = ListVerifierKey(options_.keys_directory + "/audit.vkey", next->verifier());
    if (rotated.ok()) rotated = rotation->SetAuditSeed(seed);
    if (rotated.ok()) audit_key_ = std::move(next);
  }));
  return rotated;
}

Result<std::string> Workspace::SignHead() {
  Checkpoint head;
  SB_TRY(Ask([&](const Engine& engine) {
    head = {engine.store().log_id(), engine.tree().size(), engine.tree().Root(),
            engine.store().epoch()};
  }));
  const std::lock_guard lock(heads_mutex_);
  const std::string note = audit_key_->Sign(head);
  SB_TRY(heads_->Append(note));
  return note;
}

}  // namespace signalbox
