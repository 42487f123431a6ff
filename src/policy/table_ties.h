// Finds pairs of rows of a table that the hit policy does not allow beside each other.
#pragma once

#include <string_view>
#include <vector>

#include "policy/decision_table.h"

namespace signalbox {

// Under `priority` two rows tie when their columns, left to right, are equally specific up to the
// end, or up to a column where two ranges overlap and neither contains the other; and one record
// could match both on one day. Under `first` and `rule order` they tie when they have the same
// order. Under `unique` two rows may not fit one record, under `any` not with different targets.
// Exact; every pair is reported once, at the later row.
void ReportTies(const TableSpec& spec, const std::vector<TableRow>& rows, Findings* findings);

}  // namespace signalbox
