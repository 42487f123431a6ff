// The rows of a decision table, read from its CSV text against what policy.yaml says of it.
#pragma once

#include <string_view>
#include <vector>

#include "policy/decision_table.h"

namespace signalbox {

class Findings;
class Policy;

// Rows with something wrong are reported and left out. Columns are found by the names in the
// header. `policy` has the pools and queues that a target may name.
std::vector<TableRow> ReadTableRows(const TableSpec& spec, std::string_view text,
                                    const Policy& policy, Findings* findings);

// The first and the last day that a row without validity has.
inline constexpr int32_t kFirstDay = 0;
inline constexpr int32_t kLastDay = 9999'12'31;

}  // namespace signalbox
