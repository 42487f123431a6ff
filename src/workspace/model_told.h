// A learned model told in words: the card of any version that was ever in use or on trial, read
// from the file that the store keeps under its hash. Any thread but the engine's.
#pragma once

#include <string>

#include "workspace/workspace.h"

namespace signalbox {

// `{"agent","version","model","kind","card","points"}`; `version` empty: the one in use. `card` is
// Markdown, `points` the lines of a points card; both null of a model that is no score. kNotFound
// for an agent or version that has no model, kCorrupt for a stored file that was changed.
Result<std::string> ModelCardJson(Workspace& workspace, const std::string& agent,
                                  const std::string& version);

}  // namespace signalbox
