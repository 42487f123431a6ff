// Finds pairs of rows of a table of which neither is preferred, though both could fit one record.
#pragma once

#include <string_view>
#include <vector>

#include "policy/decision_table.h"

namespace signalbox {

// Two rows tie under `priority` when their columns, left to right, are equally specific up to the
// end, or up to a column where two ranges overlap and neither contains the other; and one record
// could match both on one day. Under `first` they tie when they have the same order. Exact; every
// pair is reported once, at the later row.
void ReportTies(std::string_view file, HitPolicy hit, const std::vector<TableRow>& rows,
                Findings* findings);

}  // namespace signalbox
