#include "policy/format_bundle.h"

#include "policy/csv_rows.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

void AppendCell(std::string_view cell, std::string* out) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out->append(cell);
    return;
  }
  out->push_back('"');
  for (char c : cell) out->append(c == '"' ? 2 : 1, c);
  out->push_back('"');
}

}  // namespace

std::optional<std::string> FormatTable(std::string_view file, std::string_view text,
                                       Findings* findings) {
  Findings own;
  const std::vector<TableCsvRow> rows = ReadCsvRows(file, text, &own);
  if (own.has_error()) {
    for (Finding& one : own.Take()) {
      findings->Error(one.file, {one.line, one.column}, std::move(one.message));
    }
    return std::nullopt;
  }
  std::string out;
  // A spreadsheet knows UTF-8 by it, so it stays where it is.
  if (text.starts_with("\xEF\xBB\xBF")) out = "\xEF\xBB\xBF";
  for (const TableCsvRow& row : rows) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) out.push_back(',');
      AppendCell(TrimSpaces(row.cells[i]), &out);
    }
    out.push_back('\n');
  }
  return out;
}

BundleFiles FormatBundle(const BundleFiles& files, Findings* findings) {
  BundleFiles changed;
  for (const auto& [path, content] : files) {
    const bool yaml = path.ends_with(".yaml") && !path.starts_with("templates/");
    const bool table = path.ends_with(".csv") && path.starts_with("tables/");
    if (!yaml && !table) continue;
    Findings own;
    std::optional<std::string> formatted =
        yaml ? FormatYaml(path, content, &own) : FormatTable(path, content, &own);
    for (Finding& one : own.Take()) {
      findings->Error(one.file, {one.line, one.column}, std::move(one.message));
    }
    if (formatted && *formatted != content) changed.emplace(path, *std::move(formatted));
  }
  return changed;
}

}  // namespace signalbox
