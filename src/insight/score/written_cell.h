// Numbers and dates of a file's cells, as people and systems write them. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace signalbox {

// Sign, a currency sign before or after, `%` after, thousands in groups (`1,200`, `1 200`, `1'200`,
// `1.200.000`), a point or a comma before the decimals (`1,234.5`, `1.234,5`, `12,5`). One comma
// with three digits behind it is of thousands. False for what is no finite number below 1e30.
bool ReadNumber(std::string_view text, double* number);

// A date, with or without a time of day: 2018-02-01, 20180201, 01-02-2018, 1/2/2018 2:30 PM,
// 01.02.2018, 1 Feb 2018, February 1, 2018. `day` from 1970-01-01, `hour` -1 for none.
bool ReadDate(std::string_view text, bool day_first, int64_t* day, int* hour);

}  // namespace signalbox
