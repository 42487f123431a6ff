#include "intake/leave_file.h"

#include <algorithm>

#include "intake/byte_source.h"
#include "intake/csv.h"
#include "intake/leave_calendar.h"
#include "intake/local_moment.h"

namespace signalbox {
namespace {

size_t ColumnOf(const CsvRow& header, std::string_view name) {
  const auto at = std::find(header.fields.begin(), header.fields.end(), name);
  return static_cast<size_t>(at - header.fields.begin());
}

Result<LeaveFile> ReadLeaveCsv(std::string_view text) {
  TextSource source(text);
  CsvReader reader(&source);
  CsvRow row;
  SB_ASSIGN(const bool found, reader.Next(&row));
  const bool any = found && row.fault.empty();
  const size_t person = any ? ColumnOf(row, "person") : 0;
  const size_t from = any ? ColumnOf(row, "from") : 0;
  const size_t to = any ? ColumnOf(row, "to") : 0;
  const size_t then = any ? ColumnOf(row, "then") : 0;
  const size_t columns = row.fields.size();
  if (!any || person >= columns || from >= columns || to >= columns)
    return Err(Code::kInvalid,
               "a file of leave begins with `person,from,to`, or is a calendar that begins with "
               "`BEGIN:VCALENDAR`");
  LeaveFile file;
  for (;;) {
    SB_ASSIGN(const bool more, reader.Next(&row));
    if (!more) return file;
    if (file.entries.size() >= kMaxLeaveEntries)
      return Err(Code::kExhausted,
                 "the file has more than " + std::to_string(kMaxLeaveEntries) + " rows; split it");
    if (!row.fault.empty()) {
      file.faults.push_back({row.line, "", row.fault, ""});
      continue;
    }
    LeaveEntry entry;
    entry.line = row.line;
    if (!row.fields[person].empty()) entry.people.emplace_back(row.fields[person]);
    entry.from = row.fields[from];
    entry.to = row.fields[to];
    if (then < columns) entry.then = row.fields[then];
    file.entries.push_back(std::move(entry));
  }
}

Result<std::vector<Leave>> LeaveOfRow(const LeaveEntry& entry, std::string_view zone,
                                      const ZoneRules& zones) {
  const auto from = ReadAwayMoment(entry.from, zone, zones, 0);
  const auto to = ReadAwayMoment(entry.to.empty() ? entry.from : entry.to, zone, zones, 1);
  if (!from) return Err(Code::kInvalid, "`from` is a day or a time, such as `2026-12-21`");
  if (!to) return Err(Code::kInvalid, "`to` is a day or a time, such as `2026-12-21`");
  if (to->at <= from->at) return Err(Code::kInvalid, "the leave ends before it begins");
  return std::vector<Leave>{{from->at, to->at}};
}

}  // namespace

Result<LeaveFile> ReadLeaveFile(std::string_view text, const ZoneRules& zones) {
  if (text.size() > kMaxLeaveFileBytes)
    return Err(Code::kExhausted, "the file is larger than " +
                                     std::to_string(kMaxLeaveFileBytes / (1024 * 1024)) +
                                     " MB; split it");
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.starts_with("BEGIN:VCALENDAR")) return ReadLeaveCalendar(text, zones);
  return ReadLeaveCsv(text);
}

Result<std::vector<Leave>> LeavesOf(const LeaveEntry& entry, std::string_view zone,
                                    const ZoneRules& zones, TimeUs now) {
  const TimeUs oldest = now - kLeaveBehindUs;
  std::vector<Leave> leaves;
  if (!entry.event) {
    SB_ASSIGN(leaves, LeaveOfRow(entry, zone, zones));
    std::erase_if(leaves, [oldest](const Leave& leave) { return leave.to <= oldest; });
    return leaves;
  }
  const std::string_view own = entry.zone.empty() ? zone : std::string_view(entry.zone);
  const auto instant = [&](TimeUs local) {
    return entry.start.utc ? local : ToUtc(zones, own, local);
  };
  std::vector<TimeUs> starts{entry.start.local};
  if (entry.rule.has_value()) {
    CalendarRule rule = *entry.rule;
    // Starts are compared in local time; an end in UTC is a moment of the rule's zone.
    if (rule.until.has_value() && rule.until_utc && !entry.start.utc)
      *rule.until += zones.OffsetAt(own, *rule.until);
    starts =
        OccurrencesOf(rule, entry.start.local, oldest - entry.length - kDayUs, now + kLeaveAheadUs);
  }
  for (const TimeUs start : starts) {
    if (std::find(entry.except.begin(), entry.except.end(), start) != entry.except.end()) continue;
    const TimeUs from = instant(start);
    // Days are as long as the clocks make them, a time span is as long as it is.
    const TimeUs to = entry.start.day ? instant(start + entry.length) : from + entry.length;
    if (to > oldest && to > from) leaves.push_back({from, to});
  }
  return leaves;
}

}  // namespace signalbox
