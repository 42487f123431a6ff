#include "workspace/stored_state.h"

#include "agents/spec_codec.h"
#include "engine/state_saver.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/read_ahead.h"

namespace signalbox {

ApplyContext StoredContext(const Store& store, const StoredPolicyLoader& load_policy) {
  ApplyContext context;
  context.load_policy =
      [&store, load_policy](const Digest& hash) -> Result<std::shared_ptr<const PolicyVersion>> {
    SB_ASSIGN(const Bytes blob, store.ReadBlob(hash));
    return load_policy(hash, blob);
  };
  context.load_agent = [&store](const Digest& hash) -> Result<AgentSpec> {
    SB_ASSIGN(const Bytes blob, store.ReadBlob(hash));
    CborReader reader(blob);
    AgentSpec spec = DecodeAgentSpec(reader);
    if (!reader.AtEnd()) {
      return Err(Code::kCorrupt, "a stored agent specification does not read");
    }
    return spec;
  };
  return context;
}

namespace {

Status FoldOn(const Store& store, const Keyring& keys, const ApplyContext& context, State* state) {
  return ReadOpenedAhead(
      store, keys, state->next_position, -1, [&](const OpenedEvent& opened) -> Status {
        const Status status = FoldEvent(opened.event, opened.sealed, context, state);
        if (status.ok()) return {};
        return Within("event " + std::to_string(opened.event.position), status.error());
      });
}

Status CheckPages(const StateFile& file) {
  for (const PageKind kind : {PageKind::kLeads, PageKind::kRequests, PageKind::kKeys}) {
    SB_TRY(file.VisitPages({kind, 0, kAllPages},
                           [](int64_t, BytesView) -> Status { return Status(); }));
  }
  return {};
}

Result<std::unique_ptr<State>> LoadSaved(const StoredWorkspace& stored,
                                         const ApplyContext& context) {
  if (stored.state_file == nullptr) return std::unique_ptr<State>();
  SB_TRY(CheckPages(*stored.state_file));
  *stored.pages = {stored.state_file.get(), {}};
  StateSaver saver(stored.pages.get());
  return saver.Load(*stored.state_file, *stored.store, *stored.keys, context);
}

}  // namespace

Result<std::unique_ptr<State>> FoldStored(const Store& store, const Keyring& keys,
                                          const StoredPolicyLoader& load_policy) {
  auto state = std::make_unique<State>();
  state->log_id = store.log_id();
  SB_TRY(FoldOn(store, keys, StoredContext(store, load_policy), state.get()));
  return state;
}

Result<std::unique_ptr<State>> LoadStored(const StoredWorkspace& stored,
                                          const StoredPolicyLoader& load_policy) {
  const ApplyContext context = StoredContext(*stored.store, load_policy);
  Result<std::unique_ptr<State>> saved = LoadSaved(stored, context);
  // What is not to be relied on is not mended here: the next start does.
  if (!saved.ok() || *saved == nullptr) return FoldStored(*stored.store, *stored.keys, load_policy);
  SB_TRY(FoldOn(*stored.store, *stored.keys, context, saved->get()));
  return saved;
}

Result<StoredWorkspace> OpenStored(const WorkspaceOptions& options) {
  StoredWorkspace stored;
  OpenOptions open;
  open.read_only = true;
  SB_ASSIGN(stored.store, OpenSqliteStore(options.directory, open));
  stored.random = std::make_unique<SystemRandom>();
  SB_ASSIGN(stored.keys, OpenKeys(options, *stored.random));
  stored.pages = std::make_unique<PageSource>();
  Result<std::unique_ptr<StateFile>> file =
      OpenStateFile(options.directory, {.vfs = {}, .read_only = true});
  if (file.ok()) stored.state_file = std::move(*file);
  return stored;
}

}  // namespace signalbox
