// The command `report`.
#pragma once

#include "main/command.h"

namespace signalbox {

// As the others of command.h.
void AddReport(CLI::App& app, int* exit);

}  // namespace signalbox
