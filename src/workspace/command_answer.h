// What a command prints, asked for with a limit on its time: a command from outside may hang.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/result.h"

namespace signalbox {

struct CommandAnswer {
  std::string printed;  // on standard output, at most as much as was asked for
  bool succeeded = false;
};

// Runs `command` by `sh -c` in a process group of its own, with our environment and rights, nothing
// on its standard input and our standard error, and waits until it has ended. What it printed
// beyond `most_bytes` is dropped. kUnavailable where it cannot be run; kDeadline where it has not
// ended within `limit`: then it and whatever it started in its group are killed. Any thread; blocks
// it.
Result<CommandAnswer> AskCommand(const char* command, size_t most_bytes,
                                 std::chrono::milliseconds limit);

}  // namespace signalbox
