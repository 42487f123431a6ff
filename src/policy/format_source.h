// What a YAML parser throws away, and a formatter must not: comments, blank lines, and where each
// `{` or `[` closes.
//
// A scan of the source by characters, beside the parser. Reads anything, also what is no YAML. Part
// of format_bundle.h; borrows nothing.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/yaml_tree.h"

namespace signalbox {

struct YamlComment {
  Mark at;
  std::string text;       // with its `#`
  bool own_line = false;  // nothing before it on its line, dashes aside
};

struct YamlSource {
  std::vector<YamlComment> comments;                        // in order
  std::vector<int> blank_lines;                             // outside of values, ascending
  std::map<std::pair<int, int>, Mark> closes;               // of `{` and `[`, by line and column
  std::vector<std::pair<std::pair<int, int>, int>> depths;  // flow depth from each place on
};
YamlSource ScanYaml(std::string_view text);

// The source with each value that YAML refuses for its first letter (`!`, `&`, `*`) put into
// quotes.
std::string QuoteRefusedValues(std::string_view file, std::string text);

}  // namespace signalbox
