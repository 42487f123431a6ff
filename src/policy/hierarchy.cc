#include "policy/hierarchy.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/folded_text.h"

namespace signalbox {

Result<uint32_t> Hierarchy::AddRegion(std::string_view name, uint32_t parent) {
  std::string folded = Folded(name);
  if (folded.empty() || folded.find_first_of("*|/()") != std::string::npos) {
    return Err(Code::kInvalid,
               fmt::format("`{}` cannot name a region; `*`, `|`, `/` and brackets mean something "
                           "in a table",
                           name));
  }
  if (regions_.size() + members_.size() + prefixes_.size() >= kMaxHierarchyNames) {
    return Err(Code::kInvalid, fmt::format("more than {} names", kMaxHierarchyNames));
  }
  int depth = parent == kNone ? 1 : regions_[parent].depth + 1;
  if (depth > kMaxRegionDepth) {
    return Err(Code::kInvalid,
               fmt::format("more than {} regions inside one another", kMaxRegionDepth));
  }
  if (members_.contains(folded)) {
    return Err(Code::kInvalid,
               fmt::format("`{}` is a value already; a region needs a name of its own", name));
  }
  auto number = static_cast<uint32_t>(regions_.size());
  if (!by_name_.emplace(folded, number).second) {
    return Err(Code::kInvalid, fmt::format("there are two regions `{}`", name));
  }
  regions_.push_back({std::move(folded), parent, depth});
  return number;
}

Status Hierarchy::AddMember(std::string_view text, uint32_t region) {
  std::string folded = Folded(text);
  bool prefix = folded.ends_with('*');
  if (prefix) folded.pop_back();
  if (folded.empty() || folded.find_first_of("*|/()") != std::string::npos) {
    return Err(Code::kInvalid, fmt::format("`{}` is no value; write `DE`, or `80*` for all that "
                                           "begin so",
                                           text));
  }
  if (regions_.size() + members_.size() + prefixes_.size() >= kMaxHierarchyNames) {
    return Err(Code::kInvalid, fmt::format("more than {} names", kMaxHierarchyNames));
  }
  if (!prefix && by_name_.contains(folded)) {
    return Err(Code::kInvalid,
               fmt::format("`{}` is a region already; a region needs a name of its own", text));
  }
  auto [it, fresh] = (prefix ? prefixes_ : members_).emplace(folded, region);
  if (!fresh) {
    return Err(Code::kInvalid, fmt::format("`{}` is in `{}` and in `{}`; a value lies in one "
                                           "region, and in those around it",
                                           text, regions_[it->second].name, regions_[region].name));
  }
  if (prefix) longest_prefix_ = std::max(longest_prefix_, folded.size());
  return {};
}

uint32_t Hierarchy::FindRegion(std::string_view name) const {
  auto it = by_name_.find(name);
  return it == by_name_.end() ? kNone : it->second;
}

uint32_t Hierarchy::ByPrefix(std::string_view value) const {
  for (size_t length = std::min(longest_prefix_, value.size()); length > 0; --length) {
    auto it = prefixes_.find(value.substr(0, length));
    if (it != prefixes_.end()) return it->second;
  }
  return kNone;
}

uint32_t Hierarchy::RegionOf(std::string_view value) const {
  auto it = members_.find(value);
  return it != members_.end() ? it->second : ByPrefix(value);
}

bool Hierarchy::Contains(uint32_t outer, uint32_t inner) const {
  for (; inner != kNone; inner = regions_[inner].parent) {
    if (inner == outer) return true;
  }
  return false;
}

bool Hierarchy::Touches(std::string_view prefix, uint32_t region) const {
  // Of the values that begin with a prefix there are always some that no longer prefix takes.
  if (Contains(region, ByPrefix(prefix))) return true;
  for (const auto* known : {&members_, &prefixes_}) {
    for (auto it = known->lower_bound(prefix); it != known->end(); ++it) {
      if (!it->first.starts_with(prefix)) break;
      if (Contains(region, it->second)) return true;
    }
  }
  return false;
}

std::vector<std::string> Hierarchy::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, number] : by_name_) names.push_back(name);
  for (const auto& [name, number] : members_) names.push_back(name);
  return names;
}

std::vector<std::string> Hierarchy::MembersOf(std::string_view region) const {
  std::vector<std::string> inside;
  uint32_t outer = FindRegion(region);
  for (const auto* known : {&members_, &prefixes_}) {
    for (const auto& [member, number] : *known) {
      if (outer != kNone && Contains(outer, number)) inside.push_back(member);
    }
  }
  return inside;
}

std::vector<std::string> Hierarchy::Prefixes() const {
  std::vector<std::string> prefixes;
  for (const auto& [prefix, region] : prefixes_) prefixes.push_back(prefix);
  return prefixes;
}

}  // namespace signalbox
