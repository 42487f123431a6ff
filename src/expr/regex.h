// Regular expressions in RE2's syntax: time linear in the text, memory bounded.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace signalbox::cel {

// Longest pattern. RE2's own memory limit bounds what repetitions can make of it.
constexpr size_t kMaxPatternBytes = 4096;

class Regex {
 public:
  virtual ~Regex() = default;
  // True when some part of `text` matches. Safe from several threads.
  virtual bool Matches(std::string_view text) const = 0;
};

// Bytes for the compiled form and its caches, which also bound the time to compile: a pattern
// written in an expression is compiled once (some 10 ms at worst), one that evaluation computes
// each time (below 1 ms).
constexpr int64_t kWrittenPatternMemory = 1 << 20;
constexpr int64_t kComputedPatternMemory = 1 << 17;

Result<std::shared_ptr<const Regex>> CompileRegex(std::string_view pattern, int64_t memory_bytes);

}  // namespace signalbox::cel
