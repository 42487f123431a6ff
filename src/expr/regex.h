// Regular expressions in RE2's syntax: time linear in the text, memory bounded.
#pragma once

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

Result<std::shared_ptr<const Regex>> CompileRegex(std::string_view pattern);

}  // namespace signalbox::cel
