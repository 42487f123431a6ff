// Table rows that decide nothing.
#include <fmt/format.h>

#include <algorithm>

#include "policy/check_run.h"
#include "policy/folded_text.h"
#include "policy/table_overlaps.h"

namespace signalbox {

namespace {

// Ways to lay a row over a record before sets are computed.
constexpr size_t kQuickLays = 6;
// The same once a finding needs a record to show it.
constexpr size_t kShownLays = 60;

void SetText(const SlotTable& slots, Slot slot, std::string_view text, Attributes* lead) {
  if (slots.IsExtra(slot.number)) {
    lead->SetExtra(slots.ExtraName(slot.number), text);
  } else {
    lead->SetText(static_cast<Field>(slot.number), text);
  }
}

void SetNumber(const SlotTable& slots, Slot slot, int64_t number, Attributes* lead) {
  if (slots.IsExtra(slot.number)) {
    bool truth = slot.type == SlotType::kBool;
    lead->SetExtra(slots.ExtraName(slot.number),
                   truth ? (number != 0 ? "true" : "false") : std::to_string(number));
  } else {
    lead->SetInt(static_cast<Field>(slot.number), number);
  }
}

void Clear(const SlotTable& slots, Slot slot, Attributes* lead) {
  if (slots.IsExtra(slot.number)) {
    lead->SetExtra(slots.ExtraName(slot.number), "");
  } else {
    lead->Remove(static_cast<Field>(slot.number));
  }
}

// The codes of places read better as people write them.
std::string UpperIfCode(std::string text) {
  if (text.size() > 3) return text;
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// How preferred a row is where `value` of a column fits it; less is more. Nothing where it does not
// fit.
std::optional<std::pair<int, int64_t>> RankOf(const MatchColumn& column,
                                              const std::vector<Alternative>& cell,
                                              const CheckSpace::Sample& value) {
  std::optional<std::pair<int, int64_t>> best;
  std::string text =
      column.slot.type == SlotType::kText ? Folded(value.text) : std::to_string(value.number);
  const Hierarchy* hierarchy = column.hierarchy.get();
  for (const Alternative& one : cell) {
    if (!AlternativeFits(one, value.present, text, value.number, hierarchy)) continue;
    int64_t fine = 0;
    if (one.kind == CellKind::kPrefix) fine = -static_cast<int64_t>(one.text.size());
    if (one.kind == CellKind::kRange) {
      uint64_t width = static_cast<uint64_t>(one.range.high) - static_cast<uint64_t>(one.range.low);
      fine = static_cast<int64_t>(std::min<uint64_t>(width, INT64_MAX));
    }
    if (one.kind == CellKind::kRegion) fine = -hierarchy->DepthOf(hierarchy->FindRegion(one.text));
    std::pair<int, int64_t> rank{static_cast<int>(one.kind), fine};
    if (!best || rank < *best) best = rank;
  }
  return best;
}

class RowCheck {
 public:
  RowCheck(CheckRun* run, size_t rule)
      : run_(*run), rule_(rule), spec_(run->policy.rules[rule].effect.table->spec()) {}

  void Run() {
    const std::vector<TableRow>& rows = run_.rows.at(spec_.id);
    // A rule that nothing reaches was reported; its rows say nothing new.
    if (run_.leads[rule_].empty()) return;
    for (size_t i = 0; i < rows.size() && !run_.steps.spent() && !run_.findings.full(); ++i) {
      if (i > 0 && rows[i].line == rows[i - 1].line) continue;
      Look(rows, i);
    }
  }

 private:
  bool Decides(const TableRow& row, size_t lays) {
    std::string wanted = spec_.id + "/" + row.id;
    for (size_t variant = 0; variant < lays; ++variant) {
      for (const CheckExample& base : run_.leads[rule_]) {
        if (run_.Decide(LeadForRow(run_.policy, spec_, row, base, variant)).row == wanted) {
          return true;
        }
      }
    }
    return false;
  }

  void Look(const std::vector<TableRow>& rows, size_t first) {
    // All entries of one line are one row.
    size_t end = first;
    while (end < rows.size() && rows[end].line == rows[first].line) ++end;
    for (size_t i = first; i < end; ++i) {
      if (Decides(rows[i], kQuickLays)) return;
    }
    Boxes left;
    for (size_t i = first; i < end && left.empty(); ++i) left = LeftOf(rows, i);
    if (!left.empty() || run_.steps.spent()) return;
    for (size_t i = first; i < end; ++i) {
      if (Show(rows[i])) return;
    }
    run_.Warn(spec_.file, {rows[first].line, 1},
              fmt::format("row `{}` never decides: other rows or rules take all that fits it",
                          rows[first].id));
  }

  // Where a row decides, exactly: what fits it and its rule, comes as far, and fits no row that is
  // preferred there.
  Boxes LeftOf(const std::vector<TableRow>& rows, size_t row) {
    std::vector<size_t> rivals;
    bool one_decides = spec_.hit != HitPolicy::kCollect && spec_.hit != HitPolicy::kRuleOrder;
    for (size_t i = 0; one_decides && i < rows.size(); ++i) {
      if (!run_.steps.Spend()) return {};
      if (rows[i].line != rows[row].line && RowsMeet(spec_, rows[row], rows[i])) {
        rivals.push_back(i);
      }
    }
    CheckSpace space(run_.policy);
    RuleSets sets(run_, kFewRows, &space);
    CheckTerm fits = space.OfRow(spec_, rows[row]);
    std::vector<CheckTerm> of_rivals;
    for (size_t rival : rivals) of_rivals.push_back(space.OfRow(spec_, rows[rival]));
    space.Close();
    Boxes left = Intersect(space.WhereTrue(fits, &run_.steps), sets.MatchedBy(rule_, &run_.steps),
                           &run_.steps);
    left = sets.LeftFor(rule_, std::move(left), &run_.steps);
    for (size_t i = 0; i < rivals.size() && !left.empty(); ++i) {
      Boxes lost = PreferredIn(space, rows[rivals[i]], rows[row]);
      left = Subtract(std::move(left),
                      Intersect(lost, space.WhereTrue(of_rivals[i], &run_.steps), &run_.steps),
                      &run_.steps);
    }
    return left;
  }

  bool GoesByOrder() const {
    return spec_.hit == HitPolicy::kFirst || spec_.hit == HitPolicy::kPreferred;
  }

  // Of the records that fit both rows, those for which `rival` is preferred to `row`.
  Boxes PreferredIn(const CheckSpace& space, const TableRow& rival, const TableRow& row) {
    if (GoesByOrder() && rival.order != row.order) {
      return rival.order < row.order ? Everything() : Boxes{};
    }
    Boxes out;
    Box equal_so_far;
    for (size_t i = 0; i < spec_.columns.size(); ++i) {
      const MatchColumn& column = spec_.columns[i];
      const auto& samples = space.SamplesOf(column.slot.number);
      ClassSet better(samples.size()), equal(samples.size());
      for (size_t c = 0; c < samples.size(); ++c) {
        auto theirs = RankOf(column, rival.cells[i], samples[c]);
        auto ours = RankOf(column, row.cells[i], samples[c]);
        if (!theirs || !ours) continue;
        if (*theirs < *ours) better.Add(c);
        if (*theirs == *ours) equal.Add(c);
      }
      int attribute = column.slot.number;
      auto known = equal_so_far.find(attribute);
      if (known != equal_so_far.end()) {
        better = better & known->second;
        equal = equal & known->second;
      }
      if (!better.empty()) {
        out.push_back(equal_so_far);
        out.back()[attribute] = better;
      }
      if (equal.empty()) return out;
      equal_so_far[attribute] = equal;
    }
    return out;
  }

  // Reports the row with a record that fits it and goes elsewhere.
  bool Show(const TableRow& row) {
    for (size_t variant = 0; variant < kShownLays; ++variant) {
      for (const CheckExample& base : run_.leads[rule_]) {
        CheckExample example = LeadForRow(run_.policy, spec_, row, base, variant);
        Decision decision = run_.Decide(example);
        if (decision.row == spec_.id + "/" + row.id || !FitsRow(row, example.lead)) continue;
        run_.Warn(spec_.file, {row.line, 1},
                  fmt::format("row `{}` never decides; for example {}, which fits it, goes to {}",
                              row.id, TextOf(run_.policy, example), CheckRun::Outcome(decision)));
        return true;
      }
    }
    return false;
  }

  bool FitsRow(const TableRow& row, const Attributes& lead) const {
    SlotValues values(run_.policy.slots, lead);
    for (size_t i = 0; i < spec_.columns.size(); ++i) {
      const MatchColumn& column = spec_.columns[i];
      int64_t number = values.Int(column.slot).value_or(0);
      std::string text = column.slot.type == SlotType::kText ? Folded(values.Text(column.slot))
                                                             : std::to_string(number);
      bool fits =
          std::any_of(row.cells[i].begin(), row.cells[i].end(), [&](const Alternative& one) {
            return AlternativeFits(one, values.Has(column.slot), text, number,
                                   column.hierarchy.get());
          });
      if (!fits) return false;
    }
    return true;
  }

  CheckRun& run_;
  size_t rule_;
  const TableSpec& spec_;
};

}  // namespace

CheckExample LeadForRow(const Policy& policy, const TableSpec& spec, const TableRow& row,
                        const CheckExample& base, size_t variant) {
  CheckExample example = base;
  for (size_t i = 0; i < spec.columns.size(); ++i) {
    const MatchColumn& column = spec.columns[i];
    const Alternative& one = row.cells[i][variant % row.cells[i].size()];
    size_t turn = variant / row.cells[i].size();
    switch (one.kind) {
      case CellKind::kAny:
        if (variant % 2 == 1) Clear(policy.slots, column.slot, &example.lead);
        if (variant % 3 == 2 && column.slot.type == SlotType::kText) {
          SetText(policy.slots, column.slot, "other", &example.lead);
        }
        break;
      case CellKind::kBlank:
        Clear(policy.slots, column.slot, &example.lead);
        break;
      case CellKind::kExact:
        if (column.slot.type == SlotType::kText) {
          SetText(policy.slots, column.slot, UpperIfCode(one.text), &example.lead);
        } else {
          SetNumber(policy.slots, column.slot, ParseWholeNumber(one.text).value_or(0),
                    &example.lead);
        }
        break;
      case CellKind::kPrefix:
        SetText(policy.slots, column.slot, one.text + std::string(turn, '0' + turn % 10),
                &example.lead);
        break;
      case CellKind::kRange: {
        int64_t low =
            one.range.low == INT64_MIN ? std::min<int64_t>(0, one.range.high) : one.range.low;
        int64_t high = one.range.high == INT64_MAX
                           ? std::max<int64_t>(low, low < INT64_MAX / 2 ? low * 2 + 1 : low)
                           : one.range.high;
        int64_t middle = low / 2 + high / 2;
        SetNumber(policy.slots, column.slot,
                  turn % 3 == 0   ? low
                  : turn % 3 == 1 ? high
                                  : middle,
                  &example.lead);
        break;
      }
      case CellKind::kRegion: {
        std::vector<std::string> members = column.hierarchy->MembersOf(one.text);
        if (!members.empty()) {
          SetText(policy.slots, column.slot, UpperIfCode(members[turn % members.size()]),
                  &example.lead);
        }
        break;
      }
    }
  }
  if (row.to_day != 99991231) {
    example.day = row.to_day;
  } else if (row.from_day != 0) {
    example.day = row.from_day;
  }
  return example;
}

void CheckRows(CheckRun* run) {
  for (size_t i = 0; i < run->policy.rules.size() && i < run->leads.size(); ++i) {
    const Effect& effect = run->policy.rules[i].effect;
    if (effect.kind != Effect::Kind::kTable || !run->rows.contains(effect.table->id())) continue;
    RowCheck(run, i).Run();
  }
}

}  // namespace signalbox
