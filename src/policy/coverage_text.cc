// WatchReport::Text and WatchReport::Json.
#include <fmt/format.h>

#include "base/clock.h"
#include "base/json_writer.h"
#include "policy/coverage_watch.h"
#include "policy/roster.h"

namespace signalbox {
namespace {

constexpr size_t kShownLines = 20;

// `2026-05-04`
std::string DateText(TimeUs time) {
  return FormatTime(time).substr(0, 10);
}

std::string Lead(const Id& id) {
  return FormatId("lead", id);
}

// Tenths of a percent, rounded down.
std::string Percent(int64_t part, int64_t whole) {
  const int64_t tenths = whole == 0 ? 0 : part * 1'000 / whole;
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

std::string_view KindName(WatchedPart::Kind kind) {
  switch (kind) {
    case WatchedPart::Kind::kGuard:
      return "guard";
    case WatchedPart::Kind::kRule:
      return "rule";
    case WatchedPart::Kind::kRow:
      return "row";
  }
  return "rule";
}

std::string Leads(int64_t count) {
  return fmt::format("{} {}", count, count == 1 ? "lead" : "leads");
}

// Lines under a heading, the first of them shown; nothing at all when there are none.
class Section {
 public:
  explicit Section(std::string heading) : heading_(std::move(heading)) {}
  void Line(std::string line) {
    if (++count_ <= kShownLines) lines_ += "  " + line + "\n";
  }
  std::string Text() const {
    if (count_ == 0) return {};
    std::string text = "\n" + heading_ + "\n" + lines_;
    if (count_ > kShownLines)
      text += fmt::format("  and {} more; --json has all\n", count_ - kShownLines);
    return text;
  }

 private:
  std::string heading_, lines_;
  size_t count_ = 0;
};

std::string ValueLine(const WatchedValue& one) {
  const bool several = one.value.empty();
  std::string line = one.attribute;
  if (one.range && one.range->first == one.range->second)
    line += fmt::format(" {}", one.range->first);
  else if (one.range)
    line += fmt::format(" between {} and {}", one.range->first, one.range->second);
  else
    line += several ? ", values not shown" : " `" + one.value + "`";
  line += ": " + Leads(one.leads);
  if (one.fallback > 0) line += fmt::format(", {} fell back", *one.fallback);
  return one.example == Id{} ? line : line + ", as " + Lead(one.example);
}

std::string Values(const std::vector<WatchedValue>& values, std::string heading) {
  Section section(std::move(heading));
  for (const WatchedValue& one : values) section.Line(ValueLine(one));
  return section.Text();
}

std::string Unused(const WatchReport& report) {
  int64_t unused = 0;
  for (const WatchedPart& part : report.parts) unused += part.decided.now == 0;
  std::string heading = fmt::format("decided nothing in {} days ({} of {} guards, rules and rows)",
                                    report.period.days, unused, report.parts.size());
  const int64_t age = (report.period.now - report.period.active_since) / kDayUs;
  if (age < report.period.days)
    heading += fmt::format("; this version is active for {} days only", age);
  Section section(std::move(heading));
  for (const WatchedPart& part : report.parts) {
    if (part.decided.now > 0) continue;
    std::string line = fmt::format("{} {}, line {}", KindName(part.kind), part.name, part.line);
    if (part.decided.before > 0) line += fmt::format(", {} times before", part.decided.before);
    section.Line(std::move(line));
  }
  return section.Text();
}

std::string People(const WatchReport& report) {
  Section section("people who take nothing any more");
  for (const WatchedAbsentee& one : report.absentees) {
    std::string line = one.person.empty() ? "somebody unknown" : one.person;
    line += one.on_roster ? ", inactive" : ", not on the roster";
    size_t shown = 0;
    for (const std::string& part : one.named) {
      line += shown == 0 ? ": named by " : ", ";
      if (++shown > 3) {
        line += fmt::format("{} more", one.named.size() - 3);
        break;
      }
      line += part;
    }
    if (one.passed_over > 0) line += "; " + Leads(one.passed_over) + " matched and went on";
    if (one.owns > 0) line += "; was given " + Leads(one.owns) + " in this time";
    section.Line(std::move(line));
  }
  return section.Text();
}

std::string Ends(const WatchReport& report) {
  Section section(fmt::format("rows that have ended, or end within {} days", kEndsSoonDays));
  for (const WatchedPart& part : report.parts) {
    if (part.ends.empty()) continue;
    section.Line(fmt::format("{}, line {}: {} {}, decided {} in this time", part.name, part.line,
                             part.ended ? "ended" : "ends", part.ends, part.decided.now));
  }
  return section.Text();
}

std::string Gone(const WatchReport& report) {
  Section section("fields that stopped arriving");
  for (const WatchedField& field : report.gone) {
    section.Line(fmt::format("{}: in {} of the records, {} before", field.attribute,
                             Percent(field.records.now, report.records.now),
                             Percent(field.records.before, report.records.before)));
  }
  return section.Text();
}

void WriteCounts(const char* key, const BeforeAndNow& counts, JsonWriter* json) {
  json->Key(key).BeginObject().Member("now", counts.now).Member("before", counts.before);
  json->EndObject();
}

void WriteValues(const char* key, const std::vector<WatchedValue>& values, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const WatchedValue& one : values) {
    json->BeginObject().Member("attribute", one.attribute).MemberOrNull("value", one.value);
    if (one.range) json->Member("least", one.range->first).Member("greatest", one.range->second);
    json->Member("leads", one.leads).Key("fallback");
    if (one.fallback)
      json->Int(*one.fallback);
    else
      json->Null();
    json->MemberOrNull("example", one.example == Id{} ? "" : Lead(one.example)).EndObject();
  }
  json->EndArray();
}

void WriteParts(const WatchReport& report, JsonWriter* json) {
  json->Key("parts").BeginArray();
  for (const WatchedPart& part : report.parts) {
    json->BeginObject().Member("kind", KindName(part.kind)).Member("name", part.name);
    json->Member("line", int64_t{part.line}).Member("unused", part.decided.now == 0);
    WriteCounts("decided", part.decided, json);
    if (part.kind == WatchedPart::Kind::kRow) {
      json->MemberOrNull("ends", part.ends).Member("ended", part.ended);
    }
    json->EndObject();
  }
  json->EndArray();
}

void WritePeople(const WatchReport& report, JsonWriter* json) {
  json->Key("people").BeginArray();
  for (const WatchedAbsentee& one : report.absentees) {
    json->BeginObject().MemberOrNull("person", one.person).Member("on_roster", one.on_roster);
    json->Key("named_by").BeginArray();
    for (const std::string& part : one.named) json->String(part);
    json->EndArray().Member("passed_over", one.passed_over).Member("given", one.owns).EndObject();
  }
  json->EndArray();
}

}  // namespace

std::string WatchReport::Text() const {
  std::string text = fmt::format("policy {}, version {}, active since {}\n", policy, version,
                                 DateText(period.active_since));
  text += fmt::format("{} to {}, {} days, beside the {} days before\n\n", DateText(period.begin()),
                      DateText(period.now), period.days, period.days);
  text += fmt::format("decisions  {} ({} before)\n", decisions.now, decisions.before);
  text += fmt::format("fallback   {}, {} ({} before, {})\n", fallback.now,
                      Percent(fallback.now, decisions.now), fallback.before,
                      Percent(fallback.before, decisions.before));
  if (left_out > 0) text += fmt::format("not looked at: {} records\n", left_out);
  if (decisions.now == 0) return text + "\nnothing was decided in this time\n";
  if (values_of)
    text += fmt::format("\nvalues are told of {} to {}, and those of few leads together\n",
                        DateText(values_of->begin()), DateText(values_of->now));
  text += Values(unnamed, "values that no rule and no row names");
  text += Values(unexpected, "values that their field does not declare");
  text += Gone(*this);
  text += People(*this);
  text += Ends(*this);
  return text + Unused(*this);
}

std::string WatchReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("policy", policy).Member("policy_version", version);
  json.Member("active_since", FormatTime(period.active_since)).Member("days", period.days);
  json.Member("from", FormatTime(period.begin())).Member("to", FormatTime(period.now));
  WriteCounts("decisions", decisions, &json);
  WriteCounts("records", records, &json);
  WriteCounts("fallback", fallback, &json);
  json.Member("left_out", left_out);
  if (values_of) {
    json.Key("values_of").BeginObject().Member("from", FormatTime(values_of->begin()));
    json.Member("to", FormatTime(values_of->now)).EndObject();
  }
  WriteValues("unnamed", unnamed, &json);
  WriteValues("unexpected", unexpected, &json);
  json.Key("stopped_arriving").BeginArray();
  for (const WatchedField& field : gone) {
    json.BeginObject().Member("attribute", field.attribute);
    WriteCounts("records", field.records, &json);
    json.EndObject();
  }
  json.EndArray();
  WritePeople(*this, &json);
  WriteParts(*this, &json);
  json.Member("text", Text()).EndObject();
  return text;
}

}  // namespace signalbox
