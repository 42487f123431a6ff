// Semantic versions (semver.org 2.0.0) without build metadata, and ranges of them.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signalbox {

struct Version {
  int64_t major_number = 0;
  int64_t minor_number = 0;
  int64_t patch = 0;
  std::string pre_release;  // `rc.1`; below the release of the same numbers

  bool operator==(const Version&) const = default;
  std::strong_ordering operator<=>(const Version& other) const;
};

Result<Version> ParseVersion(std::string_view text);

// [from, below) of versions. Empty text and `*` are any version; `1.2.3` is that one alone; `^1.2`
// is any version that is compatible with 1.2 (below 2.0.0, and for `^0.3` below 0.4.0); `>=1.2` has
// no end. A pre-release is in a range only when its own numbers are those of the range's start.
class VersionRange {
 public:
  bool Contains(const Version& version) const;

 private:
  friend Result<VersionRange> ParseVersionRange(std::string_view text);
  Version from_;
  Version below_;
  bool any_ = true;
  bool open_ = false;  // no upper end
  bool exact_ = false;
};

Result<VersionRange> ParseVersionRange(std::string_view text);

}  // namespace signalbox
