// The clear parts of the events that say who may see, edit and set what of a workspace: the access
// rules that an administrator sets, and edits of policy tables within them (docs/security.md tells
// the story, docs/formats.md lists the keys).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "engine/body_codec.h"
#include "engine/clock_body.h"
#include "engine/event_type.h"

namespace signalbox {

// Numbers are stored.
enum class AccessRuleKind : uint8_t {
  kTables = 0,          // who edits which policy tables, within which bounds
  kPersonalFields = 1,  // whose personal fields are seen by whom
  kWeights = 2,         // within which bounds managers set the weights of their teams
};

constexpr std::string_view AccessRuleKindName(AccessRuleKind kind) {
  switch (kind) {
    case AccessRuleKind::kTables:
      return "tables";
    case AccessRuleKind::kPersonalFields:
      return "personal_fields";
    case AccessRuleKind::kWeights:
      return "weights";
  }
  return "unknown";
}

namespace ev {

// Of the workspace: its rules of this kind in place of what they were. Sealed: their text, which
// names people by their ids.
struct AccessRulesSet {
  static constexpr EventType kType = EventType::kAccessRulesSet;
  AccessRuleKind kind = AccessRuleKind::kTables;
  int64_t rules = 0;  // how many there are now
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.kind), v(1, s.rules), v(2, s.by);
  }
};

// Of the policy: a table of one version was edited, which made another one.
struct TableEdited {
  static constexpr EventType kType = EventType::kTableEdited;
  std::string table;
  Digest base{}, version{};                     // the bundle before and after
  int64_t added = 0, changed = 0, removed = 0;  // rows
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.table), v(1, s.base), v(2, s.version), v(3, s.added), v(4, s.changed), v(5, s.removed);
    v(6, s.by);
  }
};

}  // namespace ev
}  // namespace signalbox
