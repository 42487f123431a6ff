// A territory list, as teams keep it in a spreadsheet, as a bundle of ours with one table.
//
// Columns are recognised by their usual names (`Country`, `ZIP`, `Owner Email`; docs/
// import-salesforce.md lists them), a column `..__c` is a field of that name, others are told and
// left out. Blank cells and `any`, `all` mean any value; lists may be written with `;` or `,`;
// `80000-80999` in a postal column becomes the prefixes that are exactly those codes, `50-249` and
// `1000+` in a size column ranges. Which row is meant where several fit is `most_specific`, so the
// order of the rows does not matter; a tie is what the policy check then reports.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

namespace signalbox {

struct TerritoryRow {
  int line = 0;
  std::vector<std::string> cells;  // as many as the header has
};

struct TerritoryBundle {
  BundleFiles files;   // policy.yaml, the plan, tables/territories.csv
  BundleFiles roster;  // roster/teams.csv, roster/people.csv
  std::vector<std::string> people, queues;
  std::vector<std::string> attributes;  // of the lead that the table asks for
  int rows = 0;                         // taken
  std::vector<std::string> notes;       // `file:line: ...`, in the order of the file
};

// kInvalid when no column says an owner or a queue, none says where a territory lies, or two say
// the same.
Result<TerritoryBundle> ImportTerritories(std::string_view file,
                                          const std::vector<std::string>& header,
                                          const std::vector<TerritoryRow>& rows);

// Longer numbers are no codes of places (none in the world has more), and the list that a range
// makes grows with their square.
inline constexpr size_t kMaxCodeDigits = 12;

// The shortest list of prefixes that holds exactly the codes from `low` to `high`, both of the same
// number of digits: `8*` for 80000 to 89999. Empty when they are no such codes, or have more than
// kMaxCodeDigits.
std::vector<std::string> PrefixesOf(std::string_view low, std::string_view high);

}  // namespace signalbox
