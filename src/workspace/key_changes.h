// A workspace's own keys, changed while it is used.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// `what` is master, workspace or audit; kInvalid for another word. `next_file` holds the next
// master key (64 hex digits) where the key comes from outside (workspace/master_key.h), and is
// empty otherwise: then a new one is drawn, and put into master.key. Any thread but the engine's.
Status RotateKey(Workspace& workspace, std::string_view what, const std::string& next_file);

}  // namespace signalbox
