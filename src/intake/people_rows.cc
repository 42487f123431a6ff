#include <algorithm>

#include "base/ascii.h"
#include "base/clock.h"
#include "intake/local_moment.h"
#include "intake/reference_rows.h"
#include "intake/reference_table.h"
#include "lead/week_hours.h"

namespace signalbox {
namespace {

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const size_t end = std::min(text.find('|'), text.size());
    const std::string_view item = TrimBlanks(text.substr(0, end));
    if (!item.empty()) items.emplace_back(item);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return items;
}

std::string JoinList(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    if (!text.empty()) text += '|';
    text += item;
  }
  return text;
}

using Wrong = std::optional<std::string>;

// Leave is read when the whole row is known (FinishLeave) and written by WritePeople.
constexpr ReferenceColumn<Person> LeaveColumn(std::string_view name) {
  return {name, "", [](Person*, std::string_view) -> Wrong { return std::nullopt; },
          [](const Person&) { return std::string(); }};
}

constexpr ReferenceColumn<Person> kColumns[] = {
    TextColumn<Person, &Person::id>("id", "userid"),
    TextColumn<Person, &Person::name>("name", "fullname"),
    TextColumn<Person, &Person::email>("email"),
    TextColumn<Person, &Person::team>("team", "teamid"),
    TextColumn<Person, &Person::manager>("manager", "managerid"),
    TextColumn<Person, &Person::zone>("zone", "timezone"),
    {"hours", "workinghours",
     [](Person* row, std::string_view text) -> Wrong {
       auto hours = ParseWeekHours(text);
       if (!hours.ok()) return hours.error().message;
       row->hours = *std::move(hours);
       return std::nullopt;
     },
     [](const Person& row) { return FormatWeekHours(row.hours); }},
    {"weight", "",
     [](Person* row, std::string_view text) -> Wrong {
       const std::optional<int64_t> weight = ReadPlainInteger(text, false);
       if (!weight || *weight < 0 || *weight > kMostWeight) {
         return "expected a whole number from 0 to 1000, got " + Quoted(text);
       }
       row->weight = *weight;
       return std::nullopt;
     },
     [](const Person& row) { return std::to_string(row.weight); }},
    {"skills", "",
     [](Person* row, std::string_view text) -> Wrong {
       row->skills = SplitList(text);
       return std::nullopt;
     },
     [](const Person& row) { return JoinList(row.skills); }},
    {"active", "isactive",
     [](Person* row, std::string_view text) -> Wrong {
       const std::optional<bool> active = ReadWrittenBool(text);
       if (!active) return "expected true or false, got " + Quoted(text);
       row->active = *active;
       return std::nullopt;
     },
     [](const Person& row) { return std::string(row.active ? "true" : "false"); }},
    LeaveColumn("away_from"),
    LeaveColumn("away_to"),
    TextColumn<Person, &Person::delegate>("delegate", "delegateid"),
};

RowFault ReadLeave(std::string_view from_text, std::string_view to_text, const ZoneRules& zones,
                   Person* person) {
  const std::vector<std::string> from = SplitList(from_text);
  const std::vector<std::string> to = SplitList(to_text);
  if (from.size() != to.size()) {
    return {0, "away_to", "each `away_from` needs one `away_to`; for one day write it twice", {}};
  }
  for (size_t i = 0; i < from.size(); ++i) {
    const auto begin = ReadAwayMoment(from[i], person->zone, zones, 0);
    if (!begin) return {0, "away_from", "expected a date, got " + Quoted(from[i]), {}};
    const auto end = ReadAwayMoment(to[i], person->zone, zones, 1);
    if (!end) return {0, "away_to", "expected a date, got " + Quoted(to[i]), {}};
    if (end->at <= begin->at) return {0, "away_to", "the leave ends before it begins", {}};
    person->leaves.push_back({begin->at, end->at});
  }
  std::sort(person->leaves.begin(), person->leaves.end(),
            [](const Leave& a, const Leave& b) { return a.from < b.from; });
  return {};
}

// The date when `at` is a local midnight that reads back as the same instant.
std::optional<std::string> AsDate(TimeUs at, std::string_view zone, const ZoneRules& zones,
                                  int back_days) {
  const TimeUs local = at + zones.OffsetAt(zone, at);
  if (local % kDayUs != 0 || ToUtc(zones, zone, local) != at) return std::nullopt;
  return FormatTime(local - back_days * kDayUs).substr(0, 10);
}

void WriteLeaves(const Person& person, const ZoneRules& zones, std::string* from, std::string* to) {
  for (const Leave& leave : person.leaves) {
    if (!from->empty()) {
      *from += '|';
      *to += '|';
    }
    *from += AsDate(leave.from, person.zone, zones, 0).value_or(FormatTime(leave.from));
    *to += AsDate(leave.to, person.zone, zones, 1).value_or(FormatTime(leave.to));
  }
}

}  // namespace

Result<ReferenceRows<Person>> ReadPeople(ByteSource* source, const ZoneRules& zones) {
  ReferenceReader<Person> reader(source, kColumns);
  return reader.Read([&](const CsvRow& csv, Person* person, RowFault* fault) {
    if (!person->zone.empty() && !zones.IsKnown(person->zone)) {
      *fault = {0,
                "zone",
                "the time zone " + Quoted(person->zone) +
                    " is not known; write an IANA name such as Europe/Berlin",
                {}};
      return;
    }
    *fault = ReadLeave(reader.Text(csv, "away_from"), reader.Text(csv, "away_to"), zones, person);
  });
}

template <>
void KeepUnsaid(const ColumnNames& said, const Person& there, Person* row) {
  KeepOtherColumns<Person>(kColumns, said, there, row);
  // One without the other is a fault of the row.
  if (!said.contains("away_from") && !said.contains("away_to")) row->leaves = there.leaves;
  row->paused_until = there.paused_until;
}

std::string WritePeople(const std::vector<Person>& people, const ZoneRules& zones) {
  std::string csv;
  CsvWriter writer(&csv);
  for (const auto& column : kColumns) writer.Field(column.name);
  writer.EndRow();
  for (const Person& person : people) {
    std::string from, to;
    WriteLeaves(person, zones, &from, &to);
    for (const auto& column : kColumns) {
      if (column.name == "away_from") {
        writer.Field(from);
      } else if (column.name == "away_to") {
        writer.Field(to);
      } else {
        writer.Field(column.get(person));
      }
    }
    writer.EndRow();
  }
  return csv;
}

}  // namespace signalbox
