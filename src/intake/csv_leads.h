// The CSV side of intake/lead_file.h.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "intake/columns.h"
#include "intake/csv.h"
#include "intake/lead_file.h"

namespace signalbox {

class LeadBuilder;

// What one column of a file becomes.
struct PlannedColumn {
  std::string header;                  // as spelled, `column_7` without one
  std::string name;                    // of the extra it becomes, when it is no field
  std::optional<ColumnTarget> target;  // the field
  bool ignored = false;
  std::string declared;  // of a policy, kept beside `target`; empty for none
};

// The plan of a file's columns by `map` (which may be null), then by the table of known names.
// kInvalid when the map names a column that is not there.
Result<std::vector<PlannedColumn>> PlanColumns(const std::vector<std::string>& headers,
                                               const ColumnMap* map,
                                               std::vector<std::string>* notes);

// A joined file, held in memory by key.
class JoinTable {
 public:
  static Result<JoinTable> Load(JoinFile* file, std::vector<std::string>* notes);
  const std::string& column() const { return column_; }
  // Adds the columns of `key`'s row; nothing when there is none.
  std::optional<RowFault> Add(std::string_view key, LeadBuilder* builder) const;

 private:
  std::string column_;
  std::vector<PlannedColumn> columns_;
  std::map<std::string, std::vector<std::string>, std::less<>> rows_;
};

class CsvLeads : public LeadFile {
 public:
  static Result<std::unique_ptr<LeadFile>> Open(std::unique_ptr<ByteSource> source,
                                                const ColumnMap* map, JoinFile* join);

  Result<bool> Next(LeadRow* row) override;
  void DeclareFields(const std::vector<std::string>& names) override;
  uint64_t consumed_bytes() const override { return reader_.consumed_bytes(); }
  uint64_t total_bytes() const override { return reader_.total_bytes(); }
  const std::vector<std::string>& notes() const override { return notes_; }

 private:
  CsvLeads(std::unique_ptr<ByteSource> source, char delimiter)
      : source_(std::move(source)), reader_(source_.get(), delimiter) {}
  Status Prepare(const ColumnMap* map, JoinFile* join);
  void Build(const CsvRow& row, LeadRow* out) const;

  std::unique_ptr<ByteSource> source_;
  CsvReader reader_;
  std::vector<PlannedColumn> columns_;
  std::optional<JoinTable> join_;
  size_t join_column_ = 0;
  std::vector<std::string> notes_;
  std::optional<CsvRow> held_;  // the first row of a file without header, until it is asked for
};

}  // namespace signalbox
