// Structured log lines to standard error. Only codes, ids and numbers belong in them: personal data
// never does. Thread safe.
#pragma once

#include <string_view>

namespace signalbox {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// Lines below `level` are dropped. Called once by main.
void SetLogLevel(LogLevel level);
void Log(LogLevel level, std::string_view message);

}  // namespace signalbox
