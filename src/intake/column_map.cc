#include "intake/column_map.h"

#include <yaml-cpp/yaml.h>

namespace signalbox {
namespace {

// A map is written by hand; larger is another file given by mistake.
constexpr size_t kMaxMapBytes = size_t{256} << 10;

Error At(const YAML::Node& node, const std::string& message) {
  return Err(Code::kInvalid, "line " + std::to_string(node.Mark().line + 1) + ": " + message);
}

Status ReadDelimiter(const YAML::Node& node, ColumnMap* map) {
  const std::string text = node.IsScalar() ? node.Scalar() : "";
  if (text == "tab" || text == "\\t") {
    map->delimiter = '\t';
    return {};
  }
  if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r") {
    return At(node, "`delimiter` must be one character or `tab`");
  }
  map->delimiter = text[0];
  return {};
}

Status ReadKey(const std::string& key, const YAML::Node& value, ColumnMap* map) {
  if (key == "header") {
    if (!value.IsScalar() || !YAML::convert<bool>::decode(value, map->header)) {
      return At(value, "`header` must be true or false");
    }
    return {};
  }
  if (key == "delimiter") return ReadDelimiter(value, map);
  if (key == "columns") {
    if (!value.IsMap()) return At(value, "`columns` must map headers or numbers to fields");
    for (const auto& pair : value) {
      if (!pair.first.IsScalar() || !pair.second.IsScalar() || pair.second.Scalar().empty()) {
        return At(pair.first, "each of `columns` is a header or number, and a field's name");
      }
      map->columns.emplace_back(pair.first.Scalar(), pair.second.Scalar());
    }
    return {};
  }
  if (key == "ignore") {
    if (!value.IsSequence()) return At(value, "`ignore` must be a list of headers or numbers");
    for (const auto& item : value) {
      if (!item.IsScalar()) return At(item, "`ignore` must be a list of headers or numbers");
      map->ignore.push_back(item.Scalar());
    }
    return {};
  }
  return At(value, "unknown key `" + key + "`; known are header, delimiter, columns, ignore");
}

}  // namespace

Result<ColumnMap> ParseColumnMap(std::string_view yaml) {
  if (yaml.size() > kMaxMapBytes) return Err(Code::kInvalid, "too long for a column map");
  ColumnMap map;
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (root.IsNull()) return map;
    if (!root.IsMap()) return At(root, "expected keys: header, delimiter, columns, ignore");
    for (const auto& pair : root) {
      if (!pair.first.IsScalar()) return At(pair.first, "expected the name of a key");
      SB_TRY(ReadKey(pair.first.Scalar(), pair.second, &map));
    }
  } catch (const YAML::Exception& e) {
    return Err(Code::kInvalid, "line " + std::to_string(e.mark.line + 1) + ": " + e.msg);
  }
  return map;
}

}  // namespace signalbox
