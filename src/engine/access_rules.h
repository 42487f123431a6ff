// AccessRules: the texts of the rules that say who may see, edit and set what, as they were set
// last.
//
// Read by workspace/table_bounds.h, access/personal_rules.h and workspace/weight_bounds.h. Part of
// State; changed by AccessRulesSet only.
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

struct AccessRules {
  std::string tables, personal, weights;  // empty: none were ever set
  int64_t tables_position = -1;           // of the event that set them; -1 for none
  int64_t personal_position = -1;
  int64_t weights_position = -1;
};

}  // namespace signalbox
