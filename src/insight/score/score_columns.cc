#include "insight/score/score_columns.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

#include "base/ascii.h"
#include "insight/score/written_cell.h"

namespace signalbox {
namespace {

// Words that a text column may ask for. More make a card nobody reads.
constexpr size_t kMostTextWords = 30;
constexpr size_t kLeastRowsWithWord = 20;
constexpr size_t kMaxWordBytes = 40;

constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonthNames = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kYes = {"yes", "true", "1", "y", "t", "on", "x"};
constexpr std::array<std::string_view, 6> kNo = {"no", "false", "0", "n", "f", "off"};

bool IsWordByte(char c) {
  const char low = LowerAscii(c);
  return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || static_cast<uint8_t>(c) >= 0x80;
}

// The next word of `text`, which is cut by it; empty at the end.
std::string_view NextWord(std::string_view* text) {
  size_t begin = 0;
  while (begin < text->size() && !IsWordByte((*text)[begin])) ++begin;
  size_t end = begin;
  while (end < text->size() && IsWordByte((*text)[end])) ++end;
  const std::string_view word = text->substr(begin, end - begin);
  text->remove_prefix(end);
  return word;
}

bool Says(std::string_view text, std::string_view word) {
  for (std::string_view next = NextWord(&text); !next.empty(); next = NextWord(&text))
    if (EqualsIgnoreCase(next, word)) return true;
  return false;
}

ColumnValue OfDate(const ScoreColumn& column, std::string_view cell) {
  int64_t day = 0;
  int hour = -1;
  if (!ReadDate(cell, column.day_first, &day, &hour)) return {};
  const std::chrono::sys_days date{std::chrono::days(day)};
  switch (column.part) {
    case ScoreColumn::Part::kWeekday:
      return {false, 0, kWeekdays[std::chrono::weekday(date).c_encoding()]};
    case ScoreColumn::Part::kMonth: {
      const std::chrono::year_month_day ymd(date);
      return {false, 0, kMonthNames[static_cast<unsigned>(ymd.month()) - 1]};
    }
    case ScoreColumn::Part::kHour:
      return hour < 0 ? ColumnValue{} : ColumnValue{false, static_cast<double>(hour), {}};
    default:
      return {false, static_cast<double>(day), {}};
  }
}

ColumnValue OfText(const ScoreColumn& column, std::string_view cell) {
  if (column.part == ScoreColumn::Part::kSays)
    return {false, 0, Says(cell, column.word) ? "yes" : "no"};
  double words = 0;
  while (!NextWord(&cell).empty()) words += 1;
  return {false, words, {}};
}

std::vector<std::string> FrequentWords(const std::vector<std::string_view>& cells) {
  std::map<std::string, size_t> rows_with;
  for (std::string_view cell : cells) {
    std::set<std::string> seen;
    for (std::string_view word = NextWord(&cell); !word.empty(); word = NextWord(&cell)) {
      if (word.size() < 3 || word.size() > kMaxWordBytes) continue;
      std::string lower(word);
      std::transform(lower.begin(), lower.end(), lower.begin(),
                     [](char c) { return LowerAscii(c); });
      seen.insert(std::move(lower));
    }
    for (const std::string& word : seen) ++rows_with[word];
  }
  std::vector<std::pair<std::string, size_t>> words;
  for (const auto& [word, rows] : rows_with) {
    if (rows >= kLeastRowsWithWord && rows + kLeastRowsWithWord <= cells.size())
      words.emplace_back(word, rows);
  }
  std::stable_sort(words.begin(), words.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (words.size() > kMostTextWords) words.resize(kMostTextWords);
  std::vector<std::string> out;
  for (auto& [word, rows] : words) out.push_back(std::move(word));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

int TextRows::Find(std::string_view column) const {
  for (size_t i = 0; i < header.size(); ++i)
    if (header[i] == column) return static_cast<int>(i);
  for (size_t i = 0; i < header.size(); ++i)
    if (EqualsIgnoreCase(TrimBlanks(header[i]), TrimBlanks(column))) return static_cast<int>(i);
  return -1;
}

Result<std::vector<size_t>> FeaturePlaces(const ScoreSpec& spec, const TextRows& rows) {
  std::vector<size_t> places;
  std::string missing;
  for (const ScoreFeature& feature : spec.features) {
    const int place = rows.Find(feature.column);
    if (place < 0) missing += (missing.empty() ? "`" : ", `") + feature.column + "`";
    places.push_back(static_cast<size_t>(std::max(place, 0)));
  }
  if (missing.empty()) return places;
  return Err(Code::kInvalid, "the file has no column " + missing);
}

bool ScoreColumn::is_number() const {
  switch (part) {
    case Part::kValue:
      return type == FeatureType::kNumber || type == FeatureType::kBoolean;
    case Part::kWeekday:
    case Part::kMonth:
    case Part::kSays:
      return false;
    default:
      return true;
  }
}

ColumnValue ReadCell(const ScoreColumn& column, std::string_view cell) {
  cell = TrimBlanks(cell);
  if (cell.empty()) return {};
  switch (column.type) {
    case FeatureType::kNumber: {
      double number = 0;
      return ReadNumber(cell, &number) ? ColumnValue{false, number, {}} : ColumnValue{};
    }
    case FeatureType::kBoolean: {
      const auto is = [&](std::string_view word) { return EqualsIgnoreCase(word, cell); };
      if (std::any_of(kYes.begin(), kYes.end(), is)) return {false, 1, {}};
      if (std::any_of(kNo.begin(), kNo.end(), is)) return {false, 0, {}};
      return {};
    }
    case FeatureType::kDate:
      return OfDate(column, cell);
    case FeatureType::kText:
      return OfText(column, cell);
    case FeatureType::kCategory:
      break;
  }
  return {false, 0, cell};
}

std::vector<ScoreColumn> ColumnsOf(const ScoreSpec& spec,
                                   std::span<const std::vector<std::string_view>> cells) {
  using Part = ScoreColumn::Part;
  std::vector<ScoreColumn> columns;
  for (uint32_t i = 0; i < spec.features.size(); ++i) {
    const ScoreFeature& feature = spec.features[i];
    ScoreColumn column{feature.column,    i, feature.type, Part::kValue, feature.monotone,
                       feature.day_first, ""};
    const auto add = [&](Part part, std::string_view of, std::string_view word = {}) {
      ScoreColumn derived = column;
      derived.part = part;
      derived.name = feature.column + ": " + std::string(of);
      derived.word = word;
      columns.push_back(std::move(derived));
    };
    if (feature.type == FeatureType::kDate) {
      add(Part::kDay, "day");
      add(Part::kWeekday, "weekday");
      add(Part::kMonth, "month");
      add(Part::kHour, "hour");
    } else if (feature.type == FeatureType::kText) {
      add(Part::kWords, "number of words");
      for (const std::string& word : FrequentWords(cells[i]))
        add(Part::kSays, "says \"" + word + "\"", word);
    } else {
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

void EncodeColumn(const ScoreColumn& column, CborWriter* out) {
  out->Array(7);
  out->Text(column.name);
  out->Uint(column.feature);
  out->Uint(static_cast<uint64_t>(column.type));
  out->Uint(static_cast<uint64_t>(column.part));
  out->Int(static_cast<int64_t>(column.monotone));
  out->Bool(column.day_first);
  out->Text(column.word);
}

Result<ScoreColumn> DecodeColumn(CborReader* in) {
  ScoreColumn column;
  const bool whole = in->Array() == 7;
  column.name = in->Text();
  const uint64_t feature = in->Uint();
  const uint64_t type = in->Uint();
  const uint64_t part = in->Uint();
  const int64_t monotone = in->Int();
  column.day_first = in->Bool();
  column.word = in->Text();
  if (!in->ok() || !whole || feature >= kMaxScoreFeatures || type > 4 || part > 6 ||
      monotone < -1 || monotone > 1) {
    return Err(Code::kCorrupt, "the model's columns are damaged");
  }
  column.feature = static_cast<uint32_t>(feature);
  column.type = static_cast<FeatureType>(type);
  column.part = static_cast<ScoreColumn::Part>(part);
  column.monotone = static_cast<Monotone>(monotone);
  return column;
}

}  // namespace signalbox
