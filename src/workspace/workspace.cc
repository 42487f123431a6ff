#include "workspace/workspace.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/hash.h"
#include "base/log.h"
#include "engine/reshape.h"
#include "plans/plan_loader.h"
#include "policy/business_time.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/dry_run.h"
#include "workspace/policy_changes.h"

namespace signalbox {
namespace {

constexpr char kBuild[] = "signalbox 0.1.0";
// Heads are signed this often while there is something new: what an outside witness can miss at
// most.
constexpr TimeUs kHeadEveryUs = kSecondUs;

Status WriteVerifierKey(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Err(Code::kIo, "cannot write `" + path + "`");
  const std::string line = text + "\n";
  const bool whole = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  close(file);
  if (!whole) return Err(Code::kIo, "cannot write `" + path + "`");
  return {};
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
  auto keys =
      Keyring::Open(KeysDirectory(options.directory, options.keys_directory), false, random);
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
  // Keys first: a log without keys could not even be started.
  SB_ASSIGN(const std::unique_ptr<Keyring> keys,
            Keyring::Open(KeysDirectory(options.directory, options.keys_directory), true, random));
  SB_ASSIGN(const std::unique_ptr<Store> store, OpenSqliteStore(options.directory, open));
  Key secret;
  random.Fill(secret);
  const std::string token = "sbx_" + ToHex(View(secret));
  SB_TRY(keys->SetTokenHash(Sha256(token)));
  return token;
}

Workspace::Workspace(const WorkspaceOptions& options) : options_(options) {
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
    SB_TRY(
        WriteVerifierKey(options_.keys_directory + "/audit.vkey", audit_key_->verifier().Text()));
  }
  static HttpClient transport;
  runner_ = std::make_unique<ActivityRunner>(
      options_.activity_threads, transport, clock_,
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
  parts.publish = [this](const std::vector<Emitted>& events) { feed_.Publish(events); };
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
  parts.build = kBuild;
  parts.tzdata = TzdataVersion();
  parts.queue_inputs = options_.queue_inputs;
  engine_ = std::make_unique<Engine>(std::move(parts));
  SB_TRY(engine_->Recover());
  thread_ = std::thread([this] { Run(); });
  return {};
}

void Workspace::Run() {
  TimeUs head_at = clock_.Steady();
  for (bool open = true; open;) {
    const Result<size_t> turn = engine_->RunTurn(std::chrono::milliseconds(500), &open);
    if (!turn.ok()) {
      Log(LogLevel::kError, "the store failed and nothing more is taken: " + turn.error().message);
    }
    if (engine_->failed()) continue;
    if (clock_.Steady() - head_at < kHeadEveryUs || engine_->tree().size() == signed_size_)
      continue;
    head_at = clock_.Steady();
    if (heads_ == nullptr) continue;
    const std::lock_guard lock(heads_mutex_);
    const Checkpoint head{store_->log_id(), engine_->tree().size(), engine_->tree().Root(),
                          store_->epoch()};
    const Status status = heads_->Append(audit_key_->Sign(head));
    if (status.ok())
      signed_size_ = head.size;
    else
      Log(LogLevel::kError, "a head could not be written: " + status.error().message);
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
