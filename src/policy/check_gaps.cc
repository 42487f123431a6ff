// Holes: numbers between those that a table or rule takes, and values of a declared list of which
// others are taken. That nothing takes a value which nothing mentions is what `nothing_matched` is
// for, and no finding.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/check_run.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

// Rows and rules of one list of values whose records are tried before a value counts as left out.
constexpr size_t kMostBases = 50;
// Limits above a row's own range at which its column is tried.
constexpr size_t kMostLimits = 24;

void SetNumberOf(const SlotTable& slots, Slot slot, int64_t number, Attributes* lead) {
  if (slots.IsExtra(slot.number)) {
    lead->SetExtra(slots.ExtraName(slot.number), std::to_string(number));
  } else {
    lead->SetInt(static_cast<Field>(slot.number), number);
  }
}

void SetTextOf(const SlotTable& slots, Slot slot, std::string_view text, Attributes* lead) {
  if (slots.IsExtra(slot.number)) {
    lead->SetExtra(slots.ExtraName(slot.number), text);
  } else {
    lead->SetText(static_cast<Field>(slot.number), text);
  }
}

// Codes read better as people write them.
std::string UpperCode(std::string text) {
  for (char& c : text) {
    if (text.size() <= 3 && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

class GapCheck {
 public:
  explicit GapCheck(CheckRun* run) : run_(*run) {
    CheckSpace space(run_.policy);
    for (const Rule& rule : run_.policy.rules) {
      if (rule.when) space.OfCondition(*rule.when, rule.at.line);
      if (rule.effect.kind != Effect::Kind::kTable) continue;
      const TableSpec& spec = rule.effect.table->spec();
      auto rows = run_.rows.find(spec.id);
      if (rows == run_.rows.end()) continue;
      for (const TableRow& row : rows->second) {
        for (size_t c = 0; c < spec.columns.size(); ++c) {
          if (spec.columns[c].slot.type == SlotType::kInt) {
            space.OfCell(spec.columns[c], row.cells[c]);
          }
        }
      }
    }
    limits_ = space.NumbersMentioned();
  }

  void Run() {
    for (size_t i = 0; i < run_.leads.size() && !run_.steps.spent(); ++i) {
      const Rule& rule = run_.policy.rules[i];
      if (rule.effect.kind == Effect::Kind::kTable) {
        AfterRows(i, rule.effect.table->spec());
      } else if (rule.when) {
        AfterRule(i, rule);
      }
    }
    for (const ExpectedValues& expected : run_.policy.expected) DeclaredValues(expected);
  }

 private:
  bool Falls(const CheckExample& example) { return run_.Decide(example).rule == "nothing_matched"; }

  // With `base` decided: does raising its number go through a hole and out of it again? With
  // `anywhere` it is one only when no other rule or row takes the number with other fields.
  void LookAbove(const CheckExample& base, Slot slot, int64_t from, std::string_view file, Mark at,
                 std::string_view what, bool anywhere) {
    const std::set<int64_t>& limits = limits_[slot.number];
    CheckExample moved = base, first_in_hole;
    int64_t hole_low = 0, last = 0;
    bool in_hole = false;
    size_t tried = 0;
    for (auto it = limits.upper_bound(from); it != limits.end() && tried < kMostLimits; ++it) {
      if (run_.steps.spent()) return;
      ++tried;
      SetNumberOf(run_.policy.slots, slot, *it, &moved.lead);
      bool falls = Falls(moved);
      // Another row or rule begins right above: what lies beyond is its own to look at.
      if (!falls && !in_hole) return;
      if (!falls) {
        if (anywhere && TakenElsewhere(first_in_hole, slot)) return;
        if (!reported_.insert({slot.number, hole_low, last}).second) return;
        const std::string& name = run_.policy.slots.NameOf(slot.number);
        std::string span =
            hole_low == last ? std::to_string(last) : fmt::format("{}..{}", hole_low, last);
        run_.Warn(file, at,
                  fmt::format("a gap above {}: nothing takes `{}` {}, though more and less is "
                              "taken; for example {} goes to `nothing_matched`",
                              what, name, span, TextOf(run_.policy, first_in_hole)));
        return;
      }
      if (!in_hole) hole_low = *it, first_in_hole = moved;
      in_hole = true;
      last = *it;
    }
  }

  void AfterRows(size_t rule, const TableSpec& spec) {
    auto rows = run_.rows.find(spec.id);
    if (rows == run_.rows.end()) return;
    std::map<size_t, Members> members;  // by column
    for (const TableRow& row : rows->second) {
      if (run_.steps.spent() || run_.findings.full()) return;
      std::optional<CheckExample> base = BaseOf(rule, spec, row);
      if (!base) continue;
      for (size_t c = 0; c < spec.columns.size(); ++c) {
        const MatchColumn& column = spec.columns[c];
        if (column.slot.type == SlotType::kInt) {
          for (const Alternative& one : row.cells[c]) {
            int64_t top = one.kind == CellKind::kRange   ? one.range.high
                          : one.kind == CellKind::kExact ? ParseWholeNumber(one.text).value_or(0)
                                                         : INT64_MAX;
            if (top == INT64_MAX) continue;
            LookAbove(*base, column.slot, top, spec.file, {row.line, 1},
                      fmt::format("row `{}`", row.id), false);
          }
        }
        if (column.hierarchy != nullptr && column.part == 0) TryMembers(*base, column, &members[c]);
      }
    }
    for (const auto& [c, tried] : members) ReportMembers(spec, spec.columns[c], tried);
  }

  // A record that this row decides.
  std::optional<CheckExample> BaseOf(size_t rule, const TableSpec& spec, const TableRow& row) {
    for (size_t variant = 0; variant < 3; ++variant) {
      for (const CheckExample& lead : run_.leads[rule]) {
        CheckExample base = LeadForRow(run_.policy, spec, row, lead, variant);
        if (run_.Decide(base).row == spec.id + "/" + row.id) return base;
      }
    }
    return std::nullopt;
  }

  void AfterRule(size_t i, const Rule& rule) {
    CheckSpace alone(run_.policy);
    alone.OfCondition(*rule.when, rule.at.line);
    const std::map<int, std::set<int64_t>> own = alone.NumbersMentioned();
    for (const CheckExample& lead : run_.leads[i]) {
      if (run_.Decide(lead).rule != rule.name) continue;
      for (const auto& [attribute, limits] : own) {
        SlotValues values(run_.policy.slots, lead.lead);
        Slot slot = *run_.policy.slots.Find(run_.policy.slots.NameOf(attribute));
        if (std::optional<int64_t> value = values.Int(slot)) {
          AboveOwn(lead, slot, *value, limits, rule);
        }
      }
    }
  }

  bool TakenElsewhere(const CheckExample& in_hole, Slot slot) {
    int64_t number = SlotValues(run_.policy.slots, in_hole.lead).Int(slot).value_or(0);
    auto taken = [&](CheckExample example) {
      SetNumberOf(run_.policy.slots, slot, number, &example.lead);
      return !run_.steps.spent() && !Falls(example);
    };
    for (size_t i = 0; i < run_.leads.size(); ++i) {
      const Effect& effect = run_.policy.rules[i].effect;
      for (const CheckExample& lead : run_.leads[i]) {
        if (effect.kind != Effect::Kind::kTable) {
          if (taken(lead)) return true;
          continue;
        }
        auto rows = run_.rows.find(effect.table->id());
        for (size_t r = 0; rows != run_.rows.end() && r < rows->second.size(); ++r) {
          if (r == kMostBases) break;
          if (taken(LeadForRow(run_.policy, effect.table->spec(), rows->second[r], lead, 0))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  // From where the rule's own range ends.
  void AboveOwn(CheckExample lead, Slot slot, int64_t value, const std::set<int64_t>& limits,
                const Rule& rule) {
    for (auto it = limits.upper_bound(value); it != limits.end(); ++it) {
      SetNumberOf(run_.policy.slots, slot, *it, &lead.lead);
      if (run_.Decide(lead).rule == rule.name) value = *it;
    }
    LookAbove(lead, slot, value, "policy.yaml", rule.at, fmt::format("rule `{}`", rule.name), true);
  }

  // Members of a hierarchy: those that some record of the table takes, and one that none takes.
  struct Members {
    size_t bases = 0;
    std::set<std::string> taken;
    std::map<std::string, CheckExample> left;
  };

  void TryMembers(const CheckExample& base, const MatchColumn& column, Members* members) {
    if (++members->bases > kMostBases) return;
    for (const auto& [member, region] : column.hierarchy->members()) {
      if (run_.steps.spent() || members->taken.contains(member)) continue;
      CheckExample moved = base;
      SetTextOf(run_.policy.slots, column.slot, UpperCode(member), &moved.lead);
      if (Falls(moved)) {
        members->left.emplace(member, std::move(moved));
      } else {
        members->taken.insert(member);
      }
    }
  }

  void ReportMembers(const TableSpec& spec, const MatchColumn& column, const Members& members) {
    std::vector<std::string> left;
    const CheckExample* shown = nullptr;
    for (const auto& [member, example] : members.left) {
      if (members.taken.contains(member)) continue;
      left.push_back(UpperCode(member));
      if (shown == nullptr) shown = &example;
    }
    if (shown == nullptr || members.taken.empty() || members.bases > kMostBases) return;
    size_t more = left.size() > 10 ? left.size() - 10 : 0;
    left.resize(left.size() - more);
    run_.Warn("policy.yaml", spec.at,
              fmt::format("a gap in table `{}`: nothing takes `{}`{} of the hierarchy `{}`, though "
                          "others of it are taken; for example {} goes to `nothing_matched`",
                          spec.id, fmt::join(left, "`, `"),
                          more > 0 ? fmt::format(" and {} more", more) : "", column.hierarchy->id(),
                          TextOf(run_.policy, *shown)));
  }

  void DeclaredValues(const ExpectedValues& expected) {
    std::set<std::string> taken;
    std::map<std::string, CheckExample> left;
    size_t bases = 0;
    for (size_t i = 0; i < run_.leads.size() && bases < kMostBases; ++i) {
      for (const CheckExample& lead : run_.leads[i]) {
        SlotValues values(run_.policy.slots, lead.lead);
        if (!values.Has(expected.slot) || Falls(lead)) continue;
        ++bases;
        for (const std::string& value : expected.folded) {
          CheckExample moved = lead;
          SetTextOf(run_.policy.slots, expected.slot, value, &moved.lead);
          if (Falls(moved)) {
            left.emplace(value, std::move(moved));
          } else {
            taken.insert(value);
          }
        }
      }
    }
    for (const auto& [value, example] : left) {
      if (taken.contains(value) || taken.empty()) continue;
      run_.Warn("policy.yaml", {},
                fmt::format("a gap: nothing takes `{}`, a declared value of `{}`, though others "
                            "are taken; for example {} goes to `nothing_matched`",
                            value, expected.name, TextOf(run_.policy, example)));
    }
  }

  CheckRun& run_;
  std::map<int, std::set<int64_t>> limits_;  // by attribute
  std::set<std::tuple<int, int64_t, int64_t>> reported_;
};

}  // namespace

void CheckGaps(CheckRun* run) {
  GapCheck(run).Run();
}

}  // namespace signalbox
