#include "intake/leave_calendar.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "intake/calendar_lines.h"
#include "intake/local_moment.h"

namespace signalbox {
namespace {

// The address of `mailto:lena@acme.example`; empty for another kind of URI.
std::string AddressOf(std::string_view value) {
  constexpr std::string_view kMailto = "mailto:";
  const std::string lower = LowerAscii(value);
  return lower.starts_with(kMailto) ? lower.substr(kMailto.size()) : std::string();
}

// One VEVENT while its lines come.
struct EventDraft {
  LeaveEntry entry;
  std::string organizer;
  std::optional<CalendarMoment> end;
  std::string end_zone;
  std::optional<TimeUs> duration;
  std::optional<CalendarMoment> replaces;  // RECURRENCE-ID
  bool has_start = false, free = false;
  std::string fault;
  uint64_t fault_line = 0;
};

class CalendarReader {
 public:
  explicit CalendarReader(const ZoneRules& zones) : zones_(zones) {}

  Status Take(const CalendarLine& line);
  LeaveFile Finish(uint64_t last_line);

 private:
  void Property(const CalendarLine& line);
  void Moment(const CalendarLine& line, std::optional<CalendarMoment>* moment, std::string* zone);
  void Except(const CalendarLine& line);
  void Fault(const CalendarLine& line, std::string words);
  void EndEvent();
  bool Measure();

  const ZoneRules& zones_;
  LeaveFile file_;
  std::vector<std::string> open_;  // components
  bool in_event_ = false;
  EventDraft draft_;
  // By UID: starts of a rule that an event of its own stands for.
  std::multimap<std::string, TimeUs> replaced_;
};

void CalendarReader::Fault(const CalendarLine& line, std::string words) {
  if (!draft_.fault.empty()) return;
  draft_.fault = std::move(words);
  draft_.fault_line = line.line;
}

void CalendarReader::Moment(const CalendarLine& line, std::optional<CalendarMoment>* moment,
                            std::string* zone) {
  *moment = ParseCalendarMoment(line.value);
  if (!moment->has_value()) {
    return Fault(line, "`" + line.name + "`: `" + line.value.substr(0, 40) +
                           "` is no date or time, such as `20261221` or `20261221T090000Z`");
  }
  *zone = line.Parameter("TZID");
  if ((*moment)->day || (*moment)->utc) zone->clear();
  if (!zone->empty() && !zones_.IsKnown(*zone)) {
    Fault(line, "the time zone `" + zone->substr(0, 80) +
                    "` is not known; it is an IANA name such as `Europe/Berlin`");
  }
}

void CalendarReader::Except(const CalendarLine& line) {
  std::string_view rest = line.value;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(','), rest.size());
    const auto moment = ParseCalendarMoment(rest.substr(0, end));
    if (!moment) return Fault(line, "`EXDATE` cannot be read");
    if (draft_.entry.except.size() >= kMaxOccurrences)
      return Fault(line, "an event has too many `EXDATE`");
    draft_.entry.except.push_back(moment->local);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void CalendarReader::Property(const CalendarLine& line) {
  LeaveEntry& entry = draft_.entry;
  if (line.name == "DTSTART") {
    std::optional<CalendarMoment> start;
    Moment(line, &start, &entry.zone);
    if (start) entry.start = *start;
    draft_.has_start = true;
  } else if (line.name == "DTEND") {
    Moment(line, &draft_.end, &draft_.end_zone);
  } else if (line.name == "DURATION") {
    draft_.duration = ParseCalendarDuration(line.value);
    if (!draft_.duration) Fault(line, "`DURATION` is such as `P1D` or `PT4H`");
  } else if (line.name == "RRULE") {
    Result<CalendarRule> rule = ParseCalendarRule(line.value);
    if (!rule.ok()) return Fault(line, rule.error().message);
    entry.rule = *rule;
  } else if (line.name == "RDATE" || line.name == "EXRULE") {
    Fault(line, "not supported yet: `" + line.name + "`");
  } else if (line.name == "EXDATE") {
    Except(line);
  } else if (line.name == "RECURRENCE-ID") {
    std::string zone;
    Moment(line, &draft_.replaces, &zone);
  } else if (line.name == "UID") {
    entry.uid = CalendarText(line.value);
  } else if (line.name == "STATUS") {
    draft_.free = draft_.free || LowerAscii(line.value) == "cancelled";
  } else if (line.name == "TRANSP") {
    draft_.free = draft_.free || LowerAscii(line.value) == "transparent";
  } else if (line.name == "ORGANIZER") {
    draft_.organizer = AddressOf(line.value);
  } else if (line.name == "ATTENDEE" && LowerAscii(line.Parameter("PARTSTAT")) != "declined") {
    if (std::string address = AddressOf(line.value); !address.empty())
      entry.people.push_back(std::move(address));
  }
}

// How long it lasts; false where that cannot be said.
bool CalendarReader::Measure() {
  LeaveEntry& entry = draft_.entry;
  if (draft_.duration) {
    entry.length = *draft_.duration;
  } else if (!draft_.end) {
    entry.length = entry.start.day ? kDayUs : 0;
  } else if (draft_.end->day != entry.start.day) {
    return false;
  } else if (draft_.end_zone == entry.zone && draft_.end->utc == entry.start.utc) {
    entry.length = draft_.end->local - entry.start.local;
  } else {
    const auto instant = [&](const CalendarMoment& moment, const std::string& zone) {
      return moment.utc ? moment.local : ToUtc(zones_, zone, moment.local);
    };
    entry.length = instant(*draft_.end, draft_.end_zone) - instant(entry.start, entry.zone);
  }
  return entry.length >= 0;
}

void CalendarReader::EndEvent() {
  LeaveEntry& entry = draft_.entry;
  in_event_ = false;
  if (draft_.replaces && draft_.fault.empty()) replaced_.emplace(entry.uid, draft_.replaces->local);
  if (draft_.free) {
    ++file_.passed_over;
    return;
  }
  uint64_t line = draft_.fault_line == 0 ? entry.line : draft_.fault_line;
  if (draft_.fault.empty() && !draft_.has_start) draft_.fault = "the event has no `DTSTART`";
  if (draft_.fault.empty() && !Measure())
    draft_.fault = "the event ends before it begins, or one of its ends is a day and one a time";
  if (!draft_.fault.empty()) {
    file_.faults.push_back({line, "", draft_.fault, ""});
    return;
  }
  if (entry.length == 0) {
    ++file_.passed_over;
    return;
  }
  if (entry.people.empty() && !draft_.organizer.empty()) entry.people.push_back(draft_.organizer);
  file_.entries.push_back(std::move(entry));
}

Status CalendarReader::Take(const CalendarLine& line) {
  // Who nests deeper writes no calendar.
  constexpr size_t kDeepest = 8;
  if (!line.fault.empty()) {
    if (in_event_)
      Fault(line, line.fault);
    else
      file_.faults.push_back({line.line, "", line.fault, ""});
    return {};
  }
  if (line.name == "BEGIN") {
    if (open_.size() >= kDeepest)
      return Err(Code::kInvalid, "line " + std::to_string(line.line) +
                                     ": its components are nested too deeply for a calendar");
    open_.push_back(LowerAscii(line.value));
    if (open_.back() != "vevent" || in_event_) return {};
    if (file_.entries.size() + file_.faults.size() >= kMaxLeaveEntries)
      return Err(Code::kExhausted, "the calendar has more than " +
                                       std::to_string(kMaxLeaveEntries) + " events; split it");
    in_event_ = true;
    draft_ = EventDraft{};
    draft_.entry.line = line.line;
    draft_.entry.event = true;
  } else if (line.name == "END") {
    if (open_.empty() || open_.back() != LowerAscii(line.value)) {
      file_.faults.push_back({line.line, "", "this ends what was not begun", ""});
      return {};
    }
    open_.pop_back();
    if (in_event_ && LowerAscii(line.value) == "vevent") EndEvent();
  } else if (in_event_ && open_.back() == "vevent") {
    Property(line);
  }
  return {};
}

LeaveFile CalendarReader::Finish(uint64_t last_line) {
  if (in_event_) file_.faults.push_back({last_line, "", "the calendar ends within an event", ""});
  for (LeaveEntry& entry : file_.entries) {
    if (!entry.rule.has_value()) continue;
    const auto [begin, end] = replaced_.equal_range(entry.uid);
    for (auto at = begin; at != end && !entry.uid.empty(); ++at) entry.except.push_back(at->second);
  }
  return std::move(file_);
}

}  // namespace

Result<LeaveFile> ReadLeaveCalendar(std::string_view text, const ZoneRules& zones) {
  CalendarReader reader(zones);
  CalendarLines lines(text);
  CalendarLine line;
  uint64_t last = 0;
  while (lines.Next(&line)) {
    last = line.line;
    SB_TRY(reader.Take(line));
  }
  return reader.Finish(last);
}

}  // namespace signalbox
