// Where the key that wraps all others comes from: a command, the environment, or the keys
// directory's own file.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/result.h"

namespace signalbox {

// A KMS that is away answers its client after some tries of seconds each; whoever waits longer
// waits for nothing.
inline constexpr std::chrono::milliseconds kMasterKeyCommandLimit = std::chrono::seconds(30);

// What SIGNALBOX_MASTER_KEY_COMMAND prints, or else what SIGNALBOX_MASTER_KEY holds: 64 hex digits.
// Nothing where neither is set: then it is in master.key. The command is run by `sh -c` with the
// rights of this process and is asked at every start; kInvalid where what it gives is no key,
// kUnavailable where it fails, kDeadline where it has not ended within kMasterKeyCommandLimit.
Result<std::optional<Key>> MasterKeyFromOutside();

// The same of one command, with another limit for tests.
Result<Key> MasterKeyFromCommand(const char* command, std::chrono::milliseconds limit);

}  // namespace signalbox
