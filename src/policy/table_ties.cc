#include "policy/table_ties.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "policy/findings.h"
#include "policy/table_overlaps.h"

namespace signalbox {

namespace {

// Comparisons of overlapping ranges in one table: well under a second, and far more than a table
// needs that a person keeps.
constexpr int64_t kMaxOverlapChecks = 50'000'000;

struct ByValue {
  bool operator()(const Alternative* a, const Alternative* b) const {
    return std::tie(a->kind, a->range.low, a->range.high, a->text) <
           std::tie(b->kind, b->range.low, b->range.high, b->text);
  }
};

class TieFinder {
 public:
  TieFinder(const TableSpec& spec, const std::vector<TableRow>& rows, Findings* findings)
      : spec_(spec), rows_(rows), findings_(findings) {}

  // `same` are rows that are equally specific in the columns before `column`.
  void Look(const std::vector<uint32_t>& same, size_t column) {
    if (same.size() < 2 || findings_->full()) return;
    if (column == rows_[same.front()].cells.size()) {
      LookAtDays(same);
      return;
    }
    std::map<const Alternative*, std::vector<uint32_t>, ByValue> groups;
    for (uint32_t row : same) {
      for (const Alternative& alternative : rows_[row].cells[column]) {
        groups[&alternative].push_back(row);
      }
    }
    LookAtOverlaps(groups, column);
    for (const auto& [alternative, group] : groups) Look(group, column + 1);
  }

 private:
  using Groups = std::map<const Alternative*, std::vector<uint32_t>, ByValue>;

  void LookAtDays(std::vector<uint32_t> same) {
    std::sort(same.begin(), same.end(), [this](uint32_t a, uint32_t b) {
      return std::pair(rows_[a].from_day, a) < std::pair(rows_[b].from_day, b);
    });
    uint32_t longest = same.front();
    for (size_t i = 1; i < same.size(); ++i) {
      if (rows_[same[i]].from_day <= rows_[longest].to_day) Report(longest, same[i], "");
      if (rows_[same[i]].to_day > rows_[longest].to_day) longest = same[i];
    }
  }

  void LookAtOverlaps(const Groups& groups, size_t column) {
    auto first = groups.begin();
    while (first != groups.end() && first->first->kind != CellKind::kRange) ++first;
    for (auto a = first; a != groups.end() && a->first->kind == CellKind::kRange; ++a) {
      const NumberRange& left = a->first->range;
      for (auto b = std::next(a); b != groups.end() && b->first->kind == CellKind::kRange; ++b) {
        const NumberRange& right = b->first->range;
        if (right.low > left.high || !MayCheck()) break;
        // In order of `low`: they overlap in part when the later starts and ends later.
        if (right.low == left.low || right.high <= left.high) continue;
        LookAtPairs(a->second, b->second, column + 1);
      }
    }
  }

  void LookAtPairs(const std::vector<uint32_t>& left, const std::vector<uint32_t>& right,
                   size_t column) {
    for (uint32_t a : left) {
      for (uint32_t b : right) {
        if (findings_->full() || !MayCheck()) return;
        if (a != b && RowsMeet(spec_, rows_[a], rows_[b], column)) {
          Report(a, b, "; their ranges overlap and neither contains the other");
        }
      }
    }
  }

  bool MayCheck() {
    if (++checks_ < kMaxOverlapChecks) return true;
    if (checks_ == kMaxOverlapChecks) {
      findings_->Error(spec_.file, {},
                       "too many overlapping ranges to check for ties; split the table");
    }
    return false;
  }

  void Report(uint32_t a, uint32_t b, std::string_view detail) {
    if (rows_[a].line == rows_[b].line) return;
    if (rows_[a].line > rows_[b].line) std::swap(a, b);
    if (!reported_.emplace(a, b).second) return;
    findings_->Error(
        spec_.file, {rows_[b].line, 1},
        fmt::format("rows `{}` (line {}) and `{}` are equally specific and fit the same "
                    "record{}; make one of them narrower, or end one before the other "
                    "begins",
                    rows_[a].id, rows_[a].line, rows_[b].id, detail));
  }

  const TableSpec& spec_;
  const std::vector<TableRow>& rows_;
  Findings* findings_;
  std::set<std::pair<uint32_t, uint32_t>> reported_;
  int64_t checks_ = 0;
};

void ReportEqualOrders(std::string_view file, const std::vector<TableRow>& rows,
                       Findings* findings) {
  std::map<int64_t, const TableRow*> by_order;
  for (const TableRow& row : rows) {
    auto [it, fresh] = by_order.emplace(row.order, &row);
    if (fresh || it->second->line == row.line) continue;
    findings->Error(file, {row.line, 1},
                    fmt::format("rows `{}` (line {}) and `{}` have the same order {}",
                                it->second->id, it->second->line, row.id, row.order));
  }
}

}  // namespace

void ReportTies(const TableSpec& spec, const std::vector<TableRow>& rows, Findings* findings) {
  switch (spec.hit) {
    case HitPolicy::kFirst:
    case HitPolicy::kRuleOrder:
      ReportEqualOrders(spec.file, rows, findings);
      return;
    case HitPolicy::kUnique:
    case HitPolicy::kAny:
      ReportOverlaps(spec, rows, findings);
      return;
    case HitPolicy::kPreferred:
    case HitPolicy::kCollect:
      return;
    case HitPolicy::kPriority:
      break;
  }
  std::vector<uint32_t> all(rows.size());
  std::iota(all.begin(), all.end(), 0u);
  TieFinder(spec, rows, findings).Look(all, 0);
}

}  // namespace signalbox
