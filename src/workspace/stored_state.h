// The state of a workspace that nobody runs, folded from its log: for commands that only look.
//
// Unlike opening the workspace nothing is carried on: no lost answer is settled, no timer goes off,
// no thread starts, so what is told is what is stored. Reads only; any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "engine/apply.h"
#include "engine/page_table.h"
#include "engine/state.h"
#include "store/keyring.h"
#include "store/state_file.h"
#include "store/store.h"
#include "workspace/workspace.h"

namespace signalbox {

// From a blob's bytes; LoadStoredVersion of workspace.h.
using StoredPolicyLoader =
    std::function<Result<std::shared_ptr<const PolicyVersion>>(const Digest& hash, BytesView blob)>;

// What stored events refer to, from the store's blobs. Keeps a reference to the
// store.
ApplyContext StoredContext(const Store& store, const StoredPolicyLoader& load_policy);

// kCorrupt where the log does not fold.
Result<std::unique_ptr<State>> FoldStored(const Store& store, const Keyring& keys,
                                          const StoredPolicyLoader& load_policy);

// Store and keys of a workspace, for reading.
struct StoredWorkspace {
  std::unique_ptr<Random> random;  // outlives the keys
  std::unique_ptr<Store> store;
  std::unique_ptr<Keyring> keys;
  std::unique_ptr<StateFile> state_file;  // null: nothing is saved
  std::unique_ptr<PageSource> pages;      // outlives the states that LoadStored gives
};
// kConflict while another process has the workspace open.
Result<StoredWorkspace> OpenStored(const WorkspaceOptions& options);

// What FoldStored gives, from the saved state and the events since where there is one. Every page
// was checked before it is relied on.
Result<std::unique_ptr<State>> LoadStored(const StoredWorkspace& stored,
                                          const StoredPolicyLoader& load_policy);

}  // namespace signalbox
