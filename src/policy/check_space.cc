#include "policy/check_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "policy/folded_text.h"

namespace signalbox {

namespace {

// Beyond every slot: fields of a lead and of a bundle together stay far below.
constexpr int kDay = 1'000'000;
constexpr int kFirstFree = kDay + 1;

std::string Upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

// A letter that no mentioned text has, so that a text with it added is in no other class by chance.
char FreshLetter(const std::vector<std::string>& texts) {
  for (char c : std::string_view("xqzjkw0123456789#~")) {
    bool used = std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
      return Folded(text).find(c) != std::string::npos;
    });
    if (!used) return c;
  }
  return '^';
}

// YYYYMMDD of each limit, the day before it and the day after it.
std::vector<int32_t> DaysAround(const std::vector<int64_t>& limits) {
  using std::chrono::days, std::chrono::sys_days, std::chrono::year_month_day;
  std::vector<int32_t> around;
  for (int64_t limit : limits) {
    auto number = static_cast<int>(limit);
    if (number <= 0 || number >= 9999'12'31) continue;
    sys_days day = year_month_day(std::chrono::year(number / 10'000),
                                  std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
                                  std::chrono::day(static_cast<unsigned>(number % 100)));
    for (int offset : {0, -1, 1}) {
      year_month_day other(day + days(offset));
      around.push_back(static_cast<int>(other.year()) * 10'000 +
                       static_cast<int>(static_cast<unsigned>(other.month())) * 100 +
                       static_cast<int>(static_cast<unsigned>(other.day())));
    }
  }
  return around;
}

}  // namespace

std::map<int, std::set<int64_t>> CheckSpace::NumbersMentioned() const {
  std::map<int, std::set<int64_t>> numbers;
  for (const auto& [attribute, dimension] : dimensions_) {
    if (attribute == kDay || dimension.slot.type != SlotType::kInt) continue;
    for (int64_t number : dimension.numbers) {
      if (number == INT64_MIN || number == INT64_MAX) continue;
      numbers[attribute].insert({number - 1, number, number + 1});
    }
  }
  return numbers;
}

CheckSpace::Dimension& CheckSpace::DimensionOf(Slot slot) {
  Dimension& dimension = dimensions_[slot.number];
  dimension.slot = slot;
  return dimension;
}

CheckTerm CheckSpace::NewAtom(int attribute, std::string key,
                              std::function<Truth(const Sample&)> truth) {
  auto [it, fresh] = by_key_.emplace(fmt::format("{} {}", attribute, key), atoms_.size());
  if (fresh) atoms_.push_back({attribute, std::move(truth), {}, {}});
  return {.kind = CheckTerm::Kind::kAtom, .atom = it->second, .parts = {}};
}

CheckTerm CheckSpace::Free(std::string text, int line) {
  auto known = by_key_.find("free " + text);
  if (known != by_key_.end()) {
    return {.kind = CheckTerm::Kind::kAtom, .atom = known->second, .parts = {}};
  }
  int attribute = kFirstFree + static_cast<int>(free_lines_.size());
  free_lines_[attribute] = line;
  by_key_.emplace("free " + text, atoms_.size());
  atoms_.push_back({attribute, nullptr, {}, {}});
  return {.kind = CheckTerm::Kind::kAtom, .atom = atoms_.size() - 1, .parts = {}};
}

void CheckSpace::Put(Slot slot, const Sample& sample, Attributes* lead) const {
  if (!sample.present) return;
  std::string text = slot.type == SlotType::kText  ? sample.text
                     : slot.type == SlotType::kInt ? std::to_string(sample.number)
                                                   : (sample.number != 0 ? "true" : "false");
  if (policy_.slots.IsExtra(slot.number)) {
    lead->SetExtra(policy_.slots.ExtraName(slot.number), text);
  } else if (slot.type == SlotType::kText) {
    lead->SetText(static_cast<Field>(slot.number), text);
  } else {
    lead->SetInt(static_cast<Field>(slot.number), sample.number);
  }
}

Truth CheckSpace::Ask(const Condition& condition, Slot slot, const Sample& sample) const {
  Attributes lead;
  Put(slot, sample, &lead);
  return condition.Evaluate(SlotValues(policy_.slots, lead), nullptr);
}

CheckTerm CheckSpace::OfCell(const MatchColumn& column, const std::vector<Alternative>& cell) {
  Dimension& dimension = DimensionOf(column.slot);
  std::string key = "cell";
  const Hierarchy* hierarchy = column.hierarchy.get();
  for (const Alternative& one : cell) {
    if (one.kind == CellKind::kAny) return {};
    key += fmt::format(" {}:{}:{}:{}", static_cast<int>(one.kind), one.text, one.range.low,
                       one.range.high);
    if (one.kind == CellKind::kExact && column.slot.type != SlotType::kText) {
      dimension.numbers.push_back(ParseWholeNumber(one.text).value_or(0));
    } else if (one.kind == CellKind::kExact || one.kind == CellKind::kPrefix) {
      dimension.texts.push_back(one.text);
    } else if (one.kind == CellKind::kRange) {
      dimension.numbers.push_back(one.range.low);
      dimension.numbers.push_back(one.range.high);
    } else if (one.kind == CellKind::kRegion) {
      for (const auto& [member, region] : hierarchy->members()) {
        if (hierarchy->Contains(hierarchy->FindRegion(one.text), region)) {
          dimension.texts.push_back(member);
        }
      }
      for (const std::string& prefix : hierarchy->Prefixes()) dimension.texts.push_back(prefix);
    }
  }
  SlotType type = column.slot.type;
  return NewAtom(column.slot.number, key, [cell, hierarchy, type](const Sample& sample) {
    bool fits = std::any_of(cell.begin(), cell.end(), [&](const Alternative& one) {
      return AlternativeFits(
          one, sample.present,
          type == SlotType::kText ? Folded(sample.text) : std::to_string(sample.number),
          sample.number, hierarchy);
    });
    return fits ? Truth::kTrue : Truth::kFalse;
  });
}

CheckTerm CheckSpace::OfRow(const TableSpec& spec, const TableRow& row) {
  CheckTerm all;
  for (size_t i = 0; i < spec.columns.size(); ++i) {
    CheckTerm cell = OfCell(spec.columns[i], row.cells[i]);
    if (cell.kind == CheckTerm::Kind::kAtom) all.parts.push_back(std::move(cell));
  }
  if (row.from_day == 0 && row.to_day == 99991231) return all;
  Dimension& days = dimensions_[kDay];
  days.slot = {kDay, SlotType::kInt};
  days.numbers.push_back(row.from_day);
  days.numbers.push_back(row.to_day);
  int32_t from = row.from_day, to = row.to_day;
  all.parts.push_back(
      NewAtom(kDay, fmt::format("days {} {}", from, to), [from, to](const Sample& sample) {
        return sample.number >= from && sample.number <= to ? Truth::kTrue : Truth::kFalse;
      }));
  return all;
}

std::vector<CheckSpace::Sample> CheckSpace::CandidatesOf(const Dimension& dimension) const {
  std::vector<Sample> samples;
  if (dimension.slot.number == kDay) {
    for (int32_t day : DaysAround(dimension.numbers)) samples.push_back({true, day, {}});
    return samples;
  }
  if (dimension.slot.type == SlotType::kBool) return {{true, 1, {}}, {true, 0, {}}, {}};
  if (dimension.slot.type == SlotType::kInt) {
    std::set<int64_t> numbers;
    if (dimension.numbers.empty()) numbers.insert(1);
    for (int64_t number : dimension.numbers) {
      numbers.insert(number);
      if (number != INT64_MIN) numbers.insert(number - 1);
      if (number != INT64_MAX) numbers.insert(number + 1);
    }
    // Numbers that records have come first, so that they stand for their class.
    for (int64_t number : numbers) {
      if (number >= 0 && number <= 1'000'000'000) samples.push_back({true, number, {}});
    }
    for (int64_t number : numbers) {
      if (number < 0 || number > 1'000'000'000) samples.push_back({true, number, {}});
    }
    samples.push_back({});
    return samples;
  }
  std::string fresh(1, FreshLetter(dimension.texts));
  auto add = [&](std::string text) { samples.push_back({true, 0, std::move(text)}); };
  for (const std::string& text : dimension.texts) {
    if (text.size() <= 3) add(Upper(text));
    add(text);
  }
  for (const std::string& text : dimension.texts) {
    add(text + fresh);
    if (!dimension.as_written) continue;
    for (const std::string& variant : {Folded(text), Upper(text), text + " ", " " + text}) {
      add(variant);
      add(variant + fresh);
    }
  }
  for (const char* other : {"other", "another", "0", "~"}) add(other);
  samples.push_back({});
  return samples;
}

void CheckSpace::Close() {
  std::map<int, std::vector<size_t>> atoms_of;
  for (size_t i = 0; i < atoms_.size(); ++i) atoms_of[atoms_[i].attribute].push_back(i);
  for (auto& [attribute, dimension] : dimensions_) {
    std::set<std::string> seen;
    std::vector<std::string> vectors;
    for (Sample& sample : CandidatesOf(dimension)) {
      std::string answers;
      for (size_t atom : atoms_of[attribute]) {
        answers.push_back(static_cast<char>('0' + static_cast<int>(atoms_[atom].truth(sample))));
      }
      if (!seen.insert(answers).second) continue;
      dimension.samples.push_back(std::move(sample));
      vectors.push_back(std::move(answers));
    }
    for (size_t i = 0; i < atoms_of[attribute].size(); ++i) {
      Atom& atom = atoms_[atoms_of[attribute][i]];
      atom.yes = atom.no = ClassSet(vectors.size());
      for (size_t c = 0; c < vectors.size(); ++c) {
        if (vectors[c][i] == '0' + static_cast<int>(Truth::kTrue)) atom.yes.Add(c);
        if (vectors[c][i] == '0' + static_cast<int>(Truth::kFalse)) atom.no.Add(c);
      }
    }
  }
  for (Atom& atom : atoms_) {
    if (atom.truth != nullptr) continue;
    atom.yes = atom.no = ClassSet(3);  // true, false, unknown
    atom.yes.Add(0);
    atom.no.Add(1);
  }
}

Boxes CheckSpace::WhereTrue(const CheckTerm& term, CheckSteps* steps) const {
  Boxes out;
  switch (term.kind) {
    case CheckTerm::Kind::kAtom:
      if (!atoms_[term.atom].yes.empty()) {
        out.push_back({{atoms_[term.atom].attribute, atoms_[term.atom].yes}});
      }
      return out;
    case CheckTerm::Kind::kNot:
      return WhereFalse(term.parts.front(), steps);
    case CheckTerm::Kind::kAny:
      for (const CheckTerm& part : term.parts) {
        for (Box& box : WhereTrue(part, steps)) out.push_back(std::move(box));
      }
      return out;
    case CheckTerm::Kind::kAll:
      break;
  }
  out = Everything();
  for (const CheckTerm& part : term.parts) out = Intersect(out, WhereTrue(part, steps), steps);
  return out;
}

Boxes CheckSpace::WhereFalse(const CheckTerm& term, CheckSteps* steps) const {
  Boxes out;
  switch (term.kind) {
    case CheckTerm::Kind::kAtom:
      if (!atoms_[term.atom].no.empty()) {
        out.push_back({{atoms_[term.atom].attribute, atoms_[term.atom].no}});
      }
      return out;
    case CheckTerm::Kind::kNot:
      return WhereTrue(term.parts.front(), steps);
    case CheckTerm::Kind::kAll:
      for (const CheckTerm& part : term.parts) {
        for (Box& box : WhereFalse(part, steps)) out.push_back(std::move(box));
      }
      return out;
    case CheckTerm::Kind::kAny:
      break;
  }
  out = Everything();
  for (const CheckTerm& part : term.parts) out = Intersect(out, WhereFalse(part, steps), steps);
  return out;
}

const std::vector<CheckSpace::Sample>& CheckSpace::SamplesOf(int attribute) const {
  // What no term mentions is all of one class.
  static const std::vector<Sample> kOneClass(1);
  auto it = dimensions_.find(attribute);
  return it == dimensions_.end() ? kOneClass : it->second.samples;
}

CheckExample CheckSpace::ExampleOf(const Box& box, size_t variant) const {
  CheckExample example;
  std::vector<std::string> parts;
  for (const auto& [attribute, classes] : box) {
    if (attribute >= kFirstFree) continue;
    const Dimension& dimension = dimensions_.at(attribute);
    std::vector<size_t> allowed;
    for (size_t i = 0; i < classes.size(); ++i) {
      if (classes.Has(i)) allowed.push_back(i);
    }
    // What may be missing is, at first: the fewer fields, the clearer.
    std::stable_partition(allowed.begin(), allowed.end(),
                          [&](size_t i) { return !dimension.samples[i].present; });
    const Sample& sample = dimension.samples[allowed[variant % allowed.size()]];
    if (attribute == kDay) {
      example.day = static_cast<int32_t>(sample.number);
      continue;
    }
    Put(dimension.slot, sample, &example.lead);
    if (!sample.present) continue;
    const std::string& name = policy_.slots.NameOf(attribute);
    parts.push_back(
        dimension.slot.type == SlotType::kText  ? fmt::format("{}: {}", name, sample.text)
        : dimension.slot.type == SlotType::kInt ? fmt::format("{}: {}", name, sample.number)
                                                : fmt::format("{}: {}", name, sample.number != 0));
  }
  example.text =
      parts.empty() ? "a lead without any field" : fmt::format("{{{}}}", fmt::join(parts, ", "));
  if (example.day != 0) {
    example.text += fmt::format(" on {:04}-{:02}-{:02}", example.day / 10'000,
                                example.day / 100 % 100, example.day % 100);
  }
  return example;
}

std::vector<int> CheckSpace::FreeLines(const Boxes& boxes) const {
  std::set<int> lines;
  for (const Box& box : boxes) {
    for (const auto& [attribute, classes] : box) {
      auto line = free_lines_.find(attribute);
      if (line != free_lines_.end()) lines.insert(line->second);
    }
  }
  return {lines.begin(), lines.end()};
}

}  // namespace signalbox
