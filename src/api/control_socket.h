// Where a running server of a workspace listens for this computer's own commands.
#pragma once

#include <string>

namespace signalbox {

// The path of the unix socket of the workspace in `directory`: `control.sock` inside it, or, where
// that would be more than 100 bytes, a name made of the directory's SHA-256 in the temporary folder
// ($TMPDIR, else /tmp). The same for every spelling of one directory, so that server and commands
// meet.
std::string ControlSocketPath(const std::string& directory);

}  // namespace signalbox
