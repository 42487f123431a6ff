// Numbers and dates as Salesforce writes them into the values of criteria.
//
// Decimal digits are kept as text: nothing here rounds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

struct WrittenAmount {
  bool negative = false;
  std::string whole;     // digits without leading zeros, `0` for none
  std::string fraction;  // digits without trailing zeros, empty for none
  std::string currency;  // ISO 4217, `EUR 1000`; empty for none

  std::string Decimal() const;  // `-12.5`, `3.0`
  // The largest integer not above it, and the least not below it.
  int64_t Floor() const;
  int64_t Ceiling() const;
};

// `1200`, `-3.50`, `1,000` (grouped by threes), `$5`, `EUR 1000`, `EUR1000`, `12.5%`. At most 15
// digits, so that comparing as a CEL double is exact to the last of them.
std::optional<WrittenAmount> ReadAmount(std::string_view text);

// `2026-01-31` of `2026-01-31`, `2026-01-31T08:00:00Z`, `1/31/2026` and `1/31/2026 8:00 AM` (month
// first, unless the first number is beyond 12). Nothing for a day that does not exist.
std::optional<std::string> ReadDay(std::string_view text);

// True for Salesforce's names of days relative to now: `TODAY`, `LAST_N_DAYS:30`, `LAST 30 DAYS`,
// `THIS MONTH` (SOQL and SOSL Reference, "Date Formats and Date Literals"), in any case.
bool IsRelativeDay(std::string_view text);

}  // namespace signalbox
