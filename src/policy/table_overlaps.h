// Finds pairs of rows of a table that could fit one record on one day. Exact.
#pragma once

#include <functional>
#include <vector>

#include "policy/decision_table.h"

namespace signalbox {

class Findings;

// True when one record could match both rows on one day, looking at the columns from `column` on.
bool RowsMeet(const TableSpec& spec, const TableRow& a, const TableRow& b, size_t column = 0);

// Calls `meet` for pairs of rows (by number) that meet, some more than once, until it returns false
// or `steps` comparisons are spent. False when the steps did not suffice. Groups rows by value,
// column by column, so that rows that differ in an exact value are never compared.
bool ForEachMeeting(const TableSpec& spec, const std::vector<TableRow>& rows, int64_t steps,
                    const std::function<bool(uint32_t, uint32_t)>& meet);

// Reports the overlaps that `unique` and `any` do not allow, at the later row.
void ReportOverlaps(const TableSpec& spec, const std::vector<TableRow>& rows, Findings* findings);

}  // namespace signalbox
