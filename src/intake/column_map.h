// `--map FILE`: how a CSV file's columns are to be read, in YAML (interfaces.md, "The lead"):
//
//   header: true          # false: the first row is a lead, columns are named by number
//   delimiter: ";"        # one character, or `tab`; guessed without it
//   columns: {E-Mail 2: email, 7: company, Score: lead.web_score}
//   ignore: [Internal notes]
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace signalbox {

struct ColumnMap {
  bool header = true;
  char delimiter = 0;  // 0: guessed
  // Header (compared as in intake/columns.h) or 1-based number, and the field or extra it becomes.
  std::vector<std::pair<std::string, std::string>> columns;
  std::vector<std::string> ignore;
};

// kInvalid names the key and line: an unknown key is refused, never passed over.
Result<ColumnMap> ParseColumnMap(std::string_view yaml);

}  // namespace signalbox
