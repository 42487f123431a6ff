// One kind's CSV columns as a table of how each is read and written; shared by the kinds of
// intake/reference_rows.h.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "intake/columns.h"
#include "intake/csv.h"
#include "intake/csv_writer.h"
#include "intake/reference_rows.h"
#include "intake/written_value.h"

namespace signalbox {

// A column of T. `set` takes a trimmed text that is not empty and returns what is wrong with it.
template <typename T>
struct ReferenceColumn {
  std::string_view name;
  std::string_view also;  // another name it is known by, in comparable form; empty for none
  std::optional<std::string> (*set)(T* row, std::string_view text);
  std::string (*get)(const T& row);
};

// An id is a key in every index and policy names it: longer is a mistake in the file.
inline constexpr size_t kMaxIdBytes = 256;

template <typename T>
class ReferenceReader {
 public:
  ReferenceReader(ByteSource* source, std::span<const ReferenceColumn<T>> columns)
      : reader_(source), columns_(columns) {}

  // `finish(row, texts, fault)` completes a row from all its columns; for leave, which needs the
  // zone.
  template <typename Finish>
  Result<ReferenceRows<T>> Read(Finish finish) {
    ReferenceRows<T> out;
    CsvRow csv;
    SB_ASSIGN(const bool any, reader_.Next(&csv));
    if (!any) return Err(Code::kInvalid, "the file is empty");
    if (!csv.fault.empty()) return Err(Code::kInvalid, "line 1: " + csv.fault);
    SB_TRY(ReadHeader(csv, &out.notes));
    for (const ReferenceColumn<T>* column : place_) {
      if (column != nullptr) out.columns.emplace(column->name);
    }
    while (true) {
      SB_ASSIGN(const bool more, reader_.Next(&csv));
      if (!more) return out;
      T row;
      RowFault fault = ReadRow(csv, &row);
      if (fault.error.empty()) finish(csv, &row, &fault);
      if (fault.error.empty() && !ids_.insert(row.id).second) {
        fault = {0, "id", "the id " + Quoted(row.id) + " is there twice", {}};
      }
      if (fault.error.empty()) {
        out.rows.push_back(std::move(row));
        continue;
      }
      fault.line = csv.line;
      fault.row = csv.raw;
      out.faults.push_back(std::move(fault));
    }
  }

  // The text of an own column in the current row, trimmed; empty when the file has no such column.
  std::string_view Text(const CsvRow& csv, std::string_view column) const {
    for (size_t i = 0; i < place_.size(); ++i) {
      if (place_[i] != nullptr && place_[i]->name == column) return TrimBlanks(csv.fields[i]);
    }
    return {};
  }

 private:
  Status ReadHeader(const CsvRow& csv, std::vector<std::string>* notes) {
    bool id = false;
    for (const std::string_view header : csv.fields) {
      const std::string name = ComparableName(header);
      const ReferenceColumn<T>* found = nullptr;
      for (const ReferenceColumn<T>& column : columns_) {
        if (ComparableName(column.name) == name || (!name.empty() && column.also == name)) {
          found = &column;
        }
      }
      for (const ReferenceColumn<T>* earlier : place_) {
        if (found != nullptr && earlier == found) {
          return Err(Code::kInvalid,
                     "two columns are `" + std::string(found->name) + "`; remove one");
        }
      }
      if (found == nullptr) {
        notes->push_back("column " + Quoted(header) + " is not known and passed over");
      }
      id = id || (found != nullptr && found->name == "id");
      place_.push_back(found);
    }
    if (id) return {};
    return Err(Code::kInvalid, "the file has no column `id`; the first line must name the columns");
  }

  RowFault ReadRow(const CsvRow& csv, T* row) const {
    if (!csv.fault.empty()) return {0, {}, csv.fault, {}};
    for (size_t i = 0; i < place_.size(); ++i) {
      const std::string_view text = TrimBlanks(csv.fields[i]);
      if (place_[i] == nullptr || text.empty()) continue;
      if (std::optional<std::string> wrong = place_[i]->set(row, text)) {
        return {0, std::string(place_[i]->name), *std::move(wrong), {}};
      }
    }
    if (row->id.empty()) return {0, "id", "the id is missing", {}};
    if (row->id.size() > kMaxIdBytes) return {0, "id", "the id is longer than 256 bytes", {}};
    return {};
  }

  CsvReader reader_;
  std::span<const ReferenceColumn<T>> columns_;
  std::vector<const ReferenceColumn<T>*> place_;
  std::set<std::string, std::less<>> ids_;
};

template <typename T>
std::string WriteReferences(const std::vector<T>& rows,
                            std::span<const ReferenceColumn<T>> columns) {
  std::string csv;
  CsvWriter writer(&csv);
  for (const ReferenceColumn<T>& column : columns) writer.Field(column.name);
  writer.EndRow();
  for (const T& row : rows) {
    for (const ReferenceColumn<T>& column : columns) writer.Field(column.get(row));
    writer.EndRow();
  }
  return csv;
}

template <typename T>
void KeepOtherColumns(std::span<const ReferenceColumn<T>> columns, const ColumnNames& said,
                      const T& there, T* row) {
  for (const ReferenceColumn<T>& column : columns) {
    if (said.contains(column.name)) continue;
    // What was written reads back; an empty cell is what a row begins as.
    const std::string text = column.get(there);
    if (!text.empty()) column.set(row, text);
  }
}

// A column that is a text member as it stands.
template <typename T, std::string T::*member>
constexpr ReferenceColumn<T> TextColumn(std::string_view name, std::string_view also = {}) {
  return {name, also,
          [](T* row, std::string_view text) -> std::optional<std::string> {
            row->*member = text;
            return std::nullopt;
          },
          [](const T& row) { return row.*member; }};
}

}  // namespace signalbox
