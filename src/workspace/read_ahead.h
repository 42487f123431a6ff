// Reads a stretch of the log with its events opened: another thread decompresses, decodes and
// unseals ahead of the one that folds them, so that a long reading uses two cores.
#pragma once

#include <functional>

#include "base/result.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/event_json.h"

namespace signalbox {

// Events may be moved from. An error stops the reading and is returned.
using OpenedVisitor = std::function<Status(OpenedEvent& opened)>;

// Visits the events [from, to) in order on the caller's thread; `to` = -1 for all that is
// committed. A few thousand events are in memory at any time.
Status ReadOpenedAhead(const Store& store, const Keyring& keys, int64_t from, int64_t to,
                       const OpenedVisitor& visit);

}  // namespace signalbox
