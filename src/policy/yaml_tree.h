// YamlNode: one YAML document as a plain tree in which every scalar stays the text that was
// written.
//
// `NO`, `01067`, `1e5`, `null` and `~` are text. Tags, anchors, aliases, duplicate keys, keys that
// are not scalars, more than one document and tabs in the indentation are refused with a message
// that says what to write instead. YAML 1.2 by way of yaml-cpp (yaml_tree.cc only).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

class Findings;

// 1-based; line 0 concerns a whole file. Columns count bytes.
struct Mark {
  int line = 0;
  int column = 0;
};

struct YamlNode {
  enum class Kind { kNothing, kText, kList, kMap };

  Kind kind = Kind::kNothing;
  Mark at;
  std::string text;     // of kText
  bool quoted = false;  // written with quotes or as a block: never a range or a number
  // Column of the first letter of `text`, 0 for a block, whose text begins on a later line.
  int text_column = 0;
  std::vector<YamlNode> keys;   // of kMap, kText each, in the order written
  std::vector<YamlNode> items;  // of kList; of kMap the values, same places as `keys`

  bool is_nothing() const { return kind == Kind::kNothing; }
  bool is_text() const { return kind == Kind::kText; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
  // Nullptr when the map has no such key.
  const YamlNode* Find(std::string_view key) const;
};

// Nodes of one file: a policy of a thousand rules has some tens of thousands.
inline constexpr size_t kMaxYamlNodes = 1'000'000;
// Bytes of one YAML file; tables with many rows are CSV.
inline constexpr size_t kMaxYamlBytes = size_t{4} << 20;

// Nothing when the text is not acceptable; then `findings` has at least one error.
std::optional<YamlNode> ParseYaml(std::string_view file, std::string_view text, Findings* findings);

}  // namespace signalbox
