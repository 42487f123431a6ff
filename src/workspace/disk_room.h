// How much room the disk of a workspace has.
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

// Bytes that this process may still write on the file system of `directory`; INT64_MAX where that
// cannot be asked, so that not knowing never stops intake. Any thread.
int64_t FreeDiskBytes(const std::string& directory);

}  // namespace signalbox
