// The web console that the program carries: what tools/build_console.py made of console/. No files
// where it was built without npm.
#pragma once

#include <span>

#include "api/console_pages.h"

namespace signalbox {

std::span<const ConsoleFile> ShippedConsole();

}  // namespace signalbox
