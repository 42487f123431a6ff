// Repair: what a version of the policy decided and the active one decides otherwise, for leads that
// nobody has touched since (docs/repair.md).
//
// The question to the active version is that of an open-loop backtest: the record, the roster, the
// pools and the time as the decision saw them. Where its answer is a pool, who of the pool gets the
// lead is asked now, lead after lead, so that a repair is shared out as leads that come are.
//
// Reads only; any thread, with a state of its own.
#pragma once

#include <string>

#include "workspace/move_preview.h"
#include "workspace/stored_state.h"

namespace signalbox {

struct RepairQuestion {
  // Name or full hash of a published version; empty: every lead, whichever version decided it.
  std::string version;
  bool every_version = false;
  TimeUs now = 0;
  // Leads that their owner has done something with move as well.
  bool touched_too = false;
};

// kNotFound for a version that was never published, kInvalid for the active one, kCorrupt where the
// log does not fold.
Result<MovePreview> PreviewRepair(const Store& store, const Keyring& keys,
                                  const StoredPolicyLoader& load_policy,
                                  const RepairQuestion& question);

}  // namespace signalbox
