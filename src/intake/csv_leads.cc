#include "intake/csv_leads.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "intake/lead_builder.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

// A join is held in memory; beyond this a database is the tool.
constexpr size_t kMaxJoinRows = 2'000'000;

// A joined column yields to all of the lead's own.
constexpr uint8_t kJoinedRank = 8;

// The place of a column named by header or 1-based number; headers.size() for none.
size_t FindColumn(const std::vector<std::string>& headers, std::string_view name) {
  const std::string wanted = ComparableName(name);
  for (size_t i = 0; i < headers.size(); ++i) {
    if (headers[i] == name) return i;
  }
  for (size_t i = 0; i < headers.size(); ++i) {
    if (!wanted.empty() && ComparableName(headers[i]) == wanted) return i;
  }
  size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  return whole && number >= 1 && number <= headers.size() ? number - 1 : headers.size();
}

Error NoColumn(std::string_view name) {
  return Err(Code::kInvalid, "the file has no column `" + std::string(name) + "`");
}

Status ApplyMap(const std::vector<std::string>& headers, const ColumnMap& map,
                std::vector<PlannedColumn>* columns) {
  std::vector<bool> mapped(columns->size());
  std::vector<Field> taken;
  for (const auto& [name, field] : map.columns) {
    const size_t at = FindColumn(headers, name);
    if (at == headers.size()) return NoColumn(name);
    PlannedColumn& column = (*columns)[at];
    mapped[at] = true;
    column.target.reset();
    const ColumnTarget* target = RecogniseColumn(field);
    if (target == nullptr) {
      column.name = field.starts_with("lead.") ? field.substr(5) : field;
      continue;
    }
    column.target = *target;
    column.target->rank = 0;
    column.target->loose = false;
    taken.push_back(target->field);
  }
  for (const std::string& name : map.ignore) {
    const size_t at = FindColumn(headers, name);
    if (at == headers.size()) return NoColumn(name);
    (*columns)[at].ignored = true;
  }
  for (size_t i = 0; i < columns->size(); ++i) {
    std::optional<ColumnTarget>& target = (*columns)[i].target;
    if (mapped[i] || !target) continue;
    if (std::find(taken.begin(), taken.end(), target->field) != taken.end()) {
      target->rank = static_cast<uint8_t>(target->rank + kUnmappedRank);
    }
  }
  return {};
}

std::string UnknownColumnNote(const PlannedColumn& column) {
  return "column `" + column.header + "` is not known; kept as `lead." + column.name + "`";
}

void NoteColumns(const std::vector<PlannedColumn>& columns, std::vector<std::string>* notes) {
  for (size_t i = 0; i < columns.size(); ++i) {
    const PlannedColumn& column = columns[i];
    if (column.ignored) continue;
    if (!column.target) {
      notes->push_back(UnknownColumnNote(column));
      continue;
    }
    for (size_t k = 0; k < i; ++k) {
      if (columns[k].ignored || !columns[k].target) continue;
      if (columns[k].target->field != column.target->field) continue;
      const bool later = column.target->rank < columns[k].target->rank;
      notes->push_back("columns `" + columns[k].header + "` and `" + column.header + "` are both " +
                       std::string(SpecOf(column.target->field).name) + "; `" +
                       (later ? column : columns[k]).header +
                       "` is used where it has a value, the other is kept beside it");
      break;
    }
  }
}

std::optional<RowFault> AddFields(const std::vector<PlannedColumn>& columns,
                                  const std::vector<std::string_view>& fields,
                                  LeadBuilder* builder) {
  for (size_t i = 0; i < columns.size() && i < fields.size(); ++i) {
    const PlannedColumn& column = columns[i];
    if (column.ignored || fields[i].empty()) continue;
    const ColumnTarget* target = column.target ? &*column.target : nullptr;
    LeadBuilder::Fault fault = builder->AddText(column.name, target, fields[i], Strictness::kText);
    if (!fault && !column.declared.empty()) {
      fault = builder->AddText(column.declared, nullptr, fields[i], Strictness::kText);
    }
    if (fault) return RowFault{0, column.header, *std::move(fault), {}};
  }
  return std::nullopt;
}

std::vector<std::string> HeadersOf(const CsvRow& row, bool header) {
  std::vector<std::string> names;
  for (size_t i = 0; i < row.fields.size(); ++i) {
    std::string name = header ? std::string(TrimBlanks(row.fields[i])) : std::string();
    if (name.empty()) name = "column_" + std::to_string(i + 1);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Result<std::vector<PlannedColumn>> PlanColumns(const std::vector<std::string>& headers,
                                               const ColumnMap* map,
                                               std::vector<std::string>* notes) {
  std::vector<PlannedColumn> columns;
  for (const std::string& header : headers) {
    if (header.size() > kMaxExtraNameBytes) {
      return Err(Code::kInvalid, "the header " + Quoted(header) + " is too long");
    }
    const ColumnTarget* target = RecogniseColumn(header);
    PlannedColumn column{header, header, {}, false, {}};
    if (target != nullptr) column.target = *target;
    if (header.starts_with("lead.")) column.name = header.substr(5);
    columns.push_back(std::move(column));
  }
  if (map != nullptr) SB_TRY(ApplyMap(headers, *map, &columns));
  NoteColumns(columns, notes);
  return columns;
}

Result<JoinTable> JoinTable::Load(JoinFile* file, std::vector<std::string>* notes) {
  JoinTable table;
  table.column_ = file->column;
  CsvReader reader(file->source.get());
  CsvRow row;
  SB_ASSIGN(const bool any, reader.Next(&row));
  if (!any || !row.fault.empty()) {
    return Err(Code::kInvalid, any ? "the header: " + row.fault : "the file is empty");
  }
  const std::vector<std::string> headers = HeadersOf(row, true);
  const size_t key = FindColumn(headers, file->column);
  if (key == headers.size()) return NoColumn(file->column);
  std::vector<std::string> unused;
  SB_ASSIGN(table.columns_, PlanColumns(headers, nullptr, &unused));
  for (PlannedColumn& column : table.columns_) {
    if (!column.target) continue;
    if (column.target->field == Field::kExternalId) {
      column.target.reset();
    } else {
      column.target->rank = static_cast<uint8_t>(column.target->rank + kJoinedRank);
    }
  }
  table.columns_[key].ignored = true;
  while (true) {
    SB_ASSIGN(const bool more, reader.Next(&row));
    if (!more) return table;
    if (!row.fault.empty()) {
      notes->push_back("joined file, line " + std::to_string(row.line) + ": " + row.fault);
      continue;
    }
    if (table.rows_.size() == kMaxJoinRows) {
      return Err(Code::kExhausted, "more than " + std::to_string(kMaxJoinRows) + " rows to join");
    }
    table.rows_.try_emplace(std::string(TrimBlanks(row.fields[key])), row.fields.begin(),
                            row.fields.end());
  }
}

std::optional<RowFault> JoinTable::Add(std::string_view key, LeadBuilder* builder) const {
  const auto at = rows_.find(TrimBlanks(key));
  if (at == rows_.end() || at->first.empty()) return std::nullopt;
  return AddFields(columns_, {at->second.begin(), at->second.end()}, builder);
}

Result<std::unique_ptr<LeadFile>> CsvLeads::Open(std::unique_ptr<ByteSource> source,
                                                 const ColumnMap* map, JoinFile* join) {
  std::unique_ptr<CsvLeads> leads(
      new CsvLeads(std::move(source), map == nullptr ? '\0' : map->delimiter));
  SB_TRY(leads->Prepare(map, join));
  return std::unique_ptr<LeadFile>(std::move(leads));
}

Status CsvLeads::Prepare(const ColumnMap* map, JoinFile* join) {
  CsvRow row;
  SB_ASSIGN(const bool any, reader_.Next(&row));
  if (!any) return Err(Code::kInvalid, "the file is empty");
  if (!row.fault.empty()) {
    return Err(Code::kInvalid, "line " + std::to_string(row.line) + ": " + row.fault);
  }
  const bool header = map == nullptr || map->header;
  const std::vector<std::string> headers = HeadersOf(row, header);
  if (!header) held_ = row;
  SB_ASSIGN(columns_, PlanColumns(headers, map, &notes_));
  const bool recognised = std::any_of(columns_.begin(), columns_.end(),
                                      [](const PlannedColumn& c) { return c.target.has_value(); });
  if (!recognised && join == nullptr) {
    return Err(Code::kInvalid,
               "no column is known; name them with `--map` (`header: false` when the first row is "
               "a lead)");
  }
  if (join == nullptr) return {};
  auto table = JoinTable::Load(join, &notes_);
  if (!table.ok()) return Within("the file to join", std::move(table).error());
  join_ = *std::move(table);
  join_column_ = FindColumn(headers, join_->column());
  if (join_column_ == headers.size()) return NoColumn(join_->column());
  return {};
}

void CsvLeads::DeclareFields(const std::vector<std::string>& names) {
  std::map<std::string, std::string> by_comparable;
  for (const std::string& name : names) by_comparable.emplace(ComparableName(name), name);
  for (PlannedColumn& column : columns_) {
    const auto found = by_comparable.find(ComparableName(column.name));
    if (found == by_comparable.end() || column.ignored) continue;
    if (column.target) {
      column.declared = found->second;
      continue;
    }
    std::erase(notes_, UnknownColumnNote(column));
    column.name = found->second;
  }
}

Result<bool> CsvLeads::Next(LeadRow* out) {
  CsvRow row;
  if (held_) {
    row = *std::move(held_);
    held_.reset();
  } else {
    SB_ASSIGN(const bool more, reader_.Next(&row));
    if (!more) return false;
  }
  out->line = row.line;
  out->lead.Clear();
  out->fault = {};
  Build(row, out);
  out->good = out->fault.error.empty();
  if (!out->good) {
    out->fault.line = row.line;
    out->fault.row = row.raw;
  }
  return true;
}

void CsvLeads::Build(const CsvRow& row, LeadRow* out) const {
  if (!row.fault.empty()) {
    out->fault.error = row.fault;
    return;
  }
  LeadBuilder builder(&out->lead);
  std::optional<RowFault> fault = AddFields(columns_, row.fields, &builder);
  if (!fault && join_) fault = join_->Add(row.fields[join_column_], &builder);
  if (fault) out->fault = *std::move(fault);
}

}  // namespace signalbox
