// TypeEnv: the attributes that an expression may name, with their types and slots.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "expr/types.h"

namespace signalbox::cel {

struct Attribute {
  std::string name;  // simple or dotted: `lead.country`
  Type type;
  uint32_t slot = 0;  // what SlotReader is asked for; chosen by the caller
};

// Built once, then only read (from any thread).
class TypeEnv {
 public:
  // A later declaration of the same name replaces the earlier.
  void Declare(std::string_view name, Type type, uint32_t slot);
  const Attribute* Find(std::string_view name) const;

  // Names are looked up as `A.B.name`, `A.name`, `name` in the container `A.B`.
  void set_container(std::string_view container) { container_ = container; }
  const std::string& container() const { return container_; }

  // The first declared name that continues `prefix` with a dot, or empty.
  std::string FirstUnder(std::string_view prefix) const;
  // The declared name nearest to `name`, or empty when none is near.
  std::string Nearest(std::string_view name) const;
  // Declared names in order.
  std::vector<std::string> Names() const;

 private:
  std::map<std::string, Attribute, std::less<>> attributes_;
  std::string container_;
};

// The candidate nearest to `name` by edits (insert, delete, change, swap), when near enough to be a
// typing mistake.
std::string NearestName(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace signalbox::cel
