// CHECK: an invariant of the program itself. On in release builds; user input never reaches one.
#pragma once

namespace signalbox {
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);
}

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) ::signalbox::CheckFailed(#condition, __FILE__, __LINE__); \
  } while (false)
