#include "main/owner_history.h"

#include <algorithm>
#include <optional>

#include "main/csv_table.h"

namespace signalbox {
namespace {

// `2026-08-01T10:00:00Z`, also with a space and without a zone, which is then UTC.
std::optional<TimeUs> TimeOf(std::string_view text) {
  if (const Result<TimeUs> time = ParseTime(text); time.ok()) return *time;
  std::string spelled(text);
  if (const size_t space = spelled.find(' '); space != std::string::npos) spelled[space] = 'T';
  for (const char* ending : {"", "Z", ":00Z"}) {
    if (const Result<TimeUs> time = ParseTime(spelled + ending); time.ok()) return *time;
  }
  return std::nullopt;
}

}  // namespace

Result<OwnerHistory> OwnerHistory::Read(const std::string& path, std::vector<std::string>* notes) {
  SB_ASSIGN(const CsvTable table, ReadCsvTable(path));
  notes->insert(notes->end(), table.faults.begin(), table.faults.end());
  const int lead = table.Find({"leadid", "id"});
  const int time = table.Find({"time", "createddate", "date"});
  const int owner = table.Find({"newowner", "newvalue", "owner"});
  const int by = table.Find({"by", "createdby", "createdbyid", "changedby"});
  if (lead < 0 || time < 0 || owner < 0) {
    return Err(Code::kInvalid,
               path + ": the history needs the columns `lead_id,time,old_owner,new_owner,by`");
  }
  OwnerHistory history;
  for (const CsvTable::Row& row : table.rows) {
    const std::optional<TimeUs> at = TimeOf(CsvTable::Cell(row, time));
    const std::string_view given = CsvTable::Cell(row, owner);
    if (!at || given.empty()) {
      notes->push_back(path + ":" + std::to_string(row.line) + ": " +
                       (at ? "the row names no new owner" : "the time cannot be read") +
                       "; the row is left out");
      continue;
    }
    history.by_lead_[std::string(CsvTable::Cell(row, lead))].push_back(
        {*at, std::string(given), std::string(CsvTable::Cell(row, by))});
  }
  for (auto& [id, changes] : history.by_lead_) {
    std::stable_sort(changes.begin(), changes.end(),
                     [](const OwnerChange& a, const OwnerChange& b) { return a.time < b.time; });
  }
  return history;
}

const OwnerChange* OwnerHistory::FirstGiven(std::string_view lead, const Organisation& org) const {
  const auto found = by_lead_.find(lead);
  if (found == by_lead_.end()) return nullptr;
  for (const OwnerChange& change : found->second) {
    if (!org.IsPerson(change.by)) return &change;
  }
  return &found->second.front();
}

bool OwnerHistory::MovedLater(std::string_view lead, const OwnerChange& first,
                              std::string_view owner, const Organisation& org) const {
  const auto found = by_lead_.find(lead);
  if (found == by_lead_.end()) return false;
  const std::vector<OwnerChange>& changes = found->second;
  for (size_t i = static_cast<size_t>(&first - changes.data()) + 1; i < changes.size(); ++i) {
    if (org.IsPerson(changes[i].by) && org.Same(changes[i].new_owner, owner)) return true;
  }
  return false;
}

}  // namespace signalbox
