// Hierarchy: named regions inside one another, down to values: world, emea, dach, `DE`.
//
// A tree, so that a value lies in one chain of regions and a deeper region is always the more
// specific one. A member may be a prefix (`80*`); of prefixes that fit a value the longest counts.
// Names and values compare folded. Built while compiling, then only read, from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

// Regions inside one another: world, region, country group, and room to spare.
inline constexpr int kMaxRegionDepth = 12;
// Names of one hierarchy: every postal code of a large country fits.
inline constexpr size_t kMaxHierarchyNames = 200'000;

class Hierarchy {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  explicit Hierarchy(std::string id) : id_(std::move(id)) {}

  // `parent` is kNone at the top. kInvalid when the name is taken or lies too deep.
  Result<uint32_t> AddRegion(std::string_view name, uint32_t parent);
  // `DE`, or `80*` for all values that begin so. kInvalid when it is in a region already.
  Status AddMember(std::string_view text, uint32_t region);

  const std::string& id() const { return id_; }
  // All take folded texts. kNone where there is none.
  uint32_t FindRegion(std::string_view name) const;
  uint32_t RegionOf(std::string_view value) const;
  // True when some value that begins with `prefix` lies in `region`.
  bool Touches(std::string_view prefix, uint32_t region) const;
  // True when `inner` is `outer` or lies in it.
  bool Contains(uint32_t outer, uint32_t inner) const;

  const std::string& NameOf(uint32_t region) const { return regions_[region].name; }
  uint32_t ParentOf(uint32_t region) const { return regions_[region].parent; }
  // Values and regions as folded texts, for suggestions and checks.
  const std::map<std::string, uint32_t, std::less<>>& members() const { return members_; }
  std::vector<std::string> Names() const;
  // Values in a region and those inside it.
  std::vector<std::string> MembersOf(std::string_view region) const;
  int DepthOf(uint32_t region) const { return regions_[region].depth; }
  std::vector<std::string> Prefixes() const;  // without their `*`

 private:
  struct Region {
    std::string name;  // folded
    uint32_t parent = kNone;
    int depth = 1;
  };
  uint32_t ByPrefix(std::string_view value) const;

  std::string id_;
  std::vector<Region> regions_;
  std::map<std::string, uint32_t, std::less<>> by_name_;
  std::map<std::string, uint32_t, std::less<>> members_;
  std::map<std::string, uint32_t, std::less<>> prefixes_;
  size_t longest_prefix_ = 0;
};

}  // namespace signalbox
