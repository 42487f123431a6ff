// Sources as changes of the log: the one way that commands and the API write them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/intake_source.h"
#include "workspace/workspace.h"

namespace signalbox {

// All that a source is; setting it replaces what it was.
struct SourceSettings {
  std::string name;       // 1 to 64 letters, digits, `.`, `_` and `-`
  std::string mapping;    // YAML of intake/field_map.h; empty: the usual names
  std::string signature;  // a SignatureName; empty: standard_webhooks where there is a secret
  std::string secret;     // empty: not signed, so senders need the workspace's token
};

using IntakeSources = std::map<std::string, IntakeSource, std::less<>>;

// Each source is held in memory with its map.
inline constexpr size_t kMaxSources = 1'000;

// All sources once the change is durable. The same settings again change nothing. kInvalid names
// what is wrong with the settings, kExhausted for one source too many or a full queue.
Result<IntakeSources> SetSource(Workspace& workspace, const Actor& actor,
                                const SourceSettings& settings);
// kNotFound where there is none by this name.
Result<IntakeSources> RemoveSource(Workspace& workspace, const Actor& actor,
                                   const std::string& name);

// `{"name","signature","signed","mapping"}`: never the secret. `store` has the mapping's blob.
Result<std::string> SourceJson(const Store& store, const IntakeSource& source);

}  // namespace signalbox
