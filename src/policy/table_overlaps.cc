#include "policy/table_overlaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "policy/findings.h"

namespace signalbox {

namespace {

// Comparisons in one table: a second or two, and far more than a table needs that a person keeps.
constexpr int64_t kMaxOverlapSteps = 50'000'000;
// Groups of rows so small are compared row by row.
constexpr size_t kFewPairs = 32;

struct ByKindAndValue {
  bool operator()(const Alternative* a, const Alternative* b) const {
    return std::tie(a->kind, a->text, a->range.low, a->range.high) <
           std::tie(b->kind, b->text, b->range.low, b->range.high);
  }
};

class MeetingFinder {
 public:
  MeetingFinder(const TableSpec& spec, const std::vector<TableRow>& rows, int64_t steps,
                const std::function<bool(uint32_t, uint32_t)>& meet)
      : spec_(spec), rows_(rows), steps_(steps), meet_(meet) {}

  bool Run() {
    std::vector<uint32_t> all(rows_.size());
    std::iota(all.begin(), all.end(), 0u);
    Pairs(all, all, 0);
    return steps_ > 0;
  }

 private:
  using Rows = std::vector<uint32_t>;
  using Groups = std::map<const Alternative*, Rows, ByKindAndValue>;

  bool done() const { return stopped_ || steps_ <= 0; }

  Groups GroupsOf(const Rows& rows, size_t column) {
    Groups groups;
    for (uint32_t row : rows) {
      for (const Alternative& alternative : rows_[row].cells[column]) {
        groups[&alternative].push_back(row);
      }
    }
    steps_ -= static_cast<int64_t>(rows.size());
    return groups;
  }

  // Pairs of one row of `left` and one of `right` that meet in the columns from `column` on.
  void Pairs(const Rows& left, const Rows& right, size_t column) {
    if (done() || left.empty() || right.empty()) return;
    if (left == right && left.size() == 1) return;
    if (column == spec_.columns.size() || left.size() * right.size() <= kFewPairs) {
      Compare(left, right, column);
      return;
    }
    Groups ours = GroupsOf(left, column), theirs = GroupsOf(right, column);
    OneSide(ours, theirs, column);
    // A text finds only the prefixes that begin it, so the other side looks as well.
    if (left != right) OneSide(theirs, ours, column);
  }

  void OneSide(const Groups& groups, const Groups& others, size_t column) {
    for (const auto& [value, rows] : groups) {
      if (done()) return;
      if (value->kind == CellKind::kExact || value->kind == CellKind::kPrefix) {
        AlongText(*value, rows, others, column);
      } else {
        AgainstAll(*value, rows, others, column);
      }
    }
  }

  // A text meets itself and the prefixes that begin it; longer texts find this one the same way.
  void AlongText(const Alternative& value, const Rows& rows, const Groups& others, size_t column) {
    Alternative probe = value;
    if (auto it = others.find(&probe); it != others.end()) Pairs(rows, it->second, column + 1);
    probe.kind = CellKind::kPrefix;
    size_t longest = value.text.size() - (value.kind == CellKind::kPrefix ? 1 : 0);
    for (size_t length = 1; length <= longest && !done(); ++length) {
      probe.text = value.text.substr(0, length);
      auto it = others.find(&probe);
      --steps_;
      if (it != others.end()) Pairs(rows, it->second, column + 1);
    }
  }

  void AgainstAll(const Alternative& value, const Rows& rows, const Groups& others, size_t column) {
    const Hierarchy* hierarchy = spec_.columns[column].hierarchy.get();
    for (const auto& [other, theirs] : others) {
      if (done()) return;
      --steps_;
      if (AlternativesMeet(value, *other, hierarchy)) Pairs(rows, theirs, column + 1);
    }
  }

  void Compare(const Rows& left, const Rows& right, size_t column) {
    for (uint32_t a : left) {
      for (uint32_t b : right) {
        if (done()) return;
        --steps_;
        if (rows_[a].line == rows_[b].line) continue;
        if (RowsMeet(spec_, rows_[a], rows_[b], column) && !meet_(a, b)) stopped_ = true;
      }
    }
  }

  const TableSpec& spec_;
  const std::vector<TableRow>& rows_;
  int64_t steps_;
  const std::function<bool(uint32_t, uint32_t)>& meet_;
  bool stopped_ = false;
};

}  // namespace

bool RowsMeet(const TableSpec& spec, const TableRow& a, const TableRow& b, size_t column) {
  if (a.from_day > b.to_day || b.from_day > a.to_day) return false;
  for (; column < a.cells.size(); ++column) {
    const Hierarchy* hierarchy = spec.columns[column].hierarchy.get();
    bool meet = false;
    for (const Alternative& x : a.cells[column]) {
      for (const Alternative& y : b.cells[column]) {
        meet = meet || AlternativesMeet(x, y, hierarchy);
      }
    }
    if (!meet) return false;
  }
  return true;
}

bool ForEachMeeting(const TableSpec& spec, const std::vector<TableRow>& rows, int64_t steps,
                    const std::function<bool(uint32_t, uint32_t)>& meet) {
  return MeetingFinder(spec, rows, steps, meet).Run();
}

void ReportOverlaps(const TableSpec& spec, const std::vector<TableRow>& rows, Findings* findings) {
  bool any = spec.hit == HitPolicy::kAny;
  std::set<std::pair<int, int>> reported;
  bool enough = ForEachMeeting(spec, rows, kMaxOverlapSteps, [&](uint32_t a, uint32_t b) {
    if (any && rows[a].target == rows[b].target) return true;
    if (rows[a].line > rows[b].line) std::swap(a, b);
    if (!reported.emplace(rows[a].line, rows[b].line).second) return true;
    std::string rule = any ? fmt::format("go to `{}` and to `{}`; `hit: any` needs them to agree",
                                         rows[a].target.Text(), rows[b].target.Text())
                           : "fit the same record; under `hit: unique` at most one may fit";
    findings->Error(
        spec.file, {rows[b].line, 1},
        fmt::format("rows `{}` (line {}) and `{}` {}", rows[a].id, rows[a].line, rows[b].id, rule));
    return !findings->full();
  });
  if (!enough) {
    findings->Error(spec.file, {}, "too many rows that could overlap to check; split the table");
  }
}

}  // namespace signalbox
