#include "workspace/stored_state.h"

#include "agents/spec_codec.h"
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

Result<std::unique_ptr<State>> FoldStored(const Store& store, const Keyring& keys,
                                          const StoredPolicyLoader& load_policy) {
  const ApplyContext context = StoredContext(store, load_policy);
  auto state = std::make_unique<State>();
  state->log_id = store.log_id();
  SB_TRY(ReadOpenedAhead(store, keys, 0, -1, [&](const OpenedEvent& opened) -> Status {
    const Status status = ApplyEvent(opened.event, opened.sealed, context, state.get());
    if (status.ok()) return {};
    return Within("event " + std::to_string(opened.event.position), status.error());
  }));
  return state;
}

Result<StoredWorkspace> OpenStored(const WorkspaceOptions& options) {
  StoredWorkspace stored;
  OpenOptions open;
  open.read_only = true;
  SB_ASSIGN(stored.store, OpenSqliteStore(options.directory, open));
  stored.random = std::make_unique<SystemRandom>();
  SB_ASSIGN(stored.keys, OpenKeys(options, *stored.random));
  return stored;
}

}  // namespace signalbox
