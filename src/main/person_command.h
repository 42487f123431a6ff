// The command `signalbox person`.
#pragma once

#include "main/command.h"

namespace signalbox {

void AddPerson(CLI::App& app, int* exit);

}  // namespace signalbox
