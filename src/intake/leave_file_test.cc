#include "intake/leave_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/calendar_lines.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Berlin, as far as these tests go: summer time until 2026-10-25 01:00 UTC and from 2027-03-28.
class BerlinAndUtc : public ZoneRules {
 public:
  bool IsKnown(std::string_view zone) const override {
    return zone.empty() || zone == "UTC" || zone == "Europe/Berlin";
  }
  TimeUs OffsetAt(std::string_view zone, TimeUs at) const override {
    if (zone != "Europe/Berlin") return 0;
    const bool winter =
        at >= *ParseTime("2026-10-25T01:00:00Z") && at < *ParseTime("2027-03-28T01:00:00Z");
    return (winter ? 1 : 2) * kHourUs;
  }
};

const BerlinAndUtc kZones;
const TimeUs kNow = *ParseTime("2026-10-01T00:00:00Z");

std::string Calendar(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n";
}
std::string Event(const std::string& lines) {
  return "BEGIN:VEVENT\r\nUID:u1\r\nATTENDEE;CN=\"Weber; Lena\":mailto:Lena@acme.example\r\n" +
         lines + "END:VEVENT\r\n";
}

LeaveFile Read(const std::string& text) {
  Result<LeaveFile> file = ReadLeaveFile(text, kZones);
  EXPECT_TRUE(file.ok()) << file.error().message;
  return file.ok() ? *std::move(file) : LeaveFile{};
}

// `2026-12-21T08:00:00Z/2026-12-21T12:00:00Z`, of somebody in Berlin.
std::vector<std::string> Stretches(const LeaveEntry& entry) {
  const auto leaves = LeavesOf(entry, "Europe/Berlin", kZones, kNow);
  EXPECT_TRUE(leaves.ok()) << leaves.error().message;
  std::vector<std::string> texts;
  if (!leaves.ok()) return texts;
  for (const Leave& leave : *leaves)
    texts.push_back(FormatTime(leave.from) + "/" + FormatTime(leave.to));
  return texts;
}

std::vector<std::string> StretchesOf(const std::string& lines) {
  const LeaveFile file = Read(Calendar(Event(lines)));
  EXPECT_THAT(file.faults, IsEmpty()) << (file.faults.empty() ? "" : file.faults[0].error);
  EXPECT_THAT(file.entries, SizeIs(1));
  return file.entries.size() == 1 ? Stretches(file.entries[0]) : std::vector<std::string>();
}

std::string FaultOf(const std::string& lines) {
  const LeaveFile file = Read(Calendar(Event(lines)));
  EXPECT_THAT(file.entries, IsEmpty());
  return file.faults.size() == 1 ? file.faults[0].error : "";
}

TEST(LeaveCalendar, ADayIsWholeInTheZoneOfWhoeverIsAwayAndTheEndIsNotIncluded) {
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261221\r\nDTEND;VALUE=DATE:20261224\r\n"),
              ElementsAre("2026-12-20T23:00:00Z/2026-12-23T23:00:00Z"));
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261025\r\n"),
              ElementsAre("2026-10-24T22:00:00Z/2026-10-25T23:00:00Z"))
      << "one day, which has 25 hours when clocks go back";
}

TEST(LeaveCalendar, TimesAreOfTheirZoneOrUtcOrFloating) {
  EXPECT_THAT(StretchesOf("DTSTART;TZID=Europe/Berlin:20261221T090000\r\n"
                          "DTEND;TZID=Europe/Berlin:20261221T120000\r\n"),
              ElementsAre("2026-12-21T08:00:00Z/2026-12-21T11:00:00Z"));
  EXPECT_THAT(StretchesOf("DTSTART:20261221T090000Z\r\nDURATION:PT1H30M\r\n"),
              ElementsAre("2026-12-21T09:00:00Z/2026-12-21T10:30:00Z"));
  EXPECT_THAT(StretchesOf("DTSTART:20261221T090000\r\nDURATION:PT2H\r\n"),
              ElementsAre("2026-12-21T08:00:00Z/2026-12-21T10:00:00Z"));
  EXPECT_THAT(StretchesOf("DTSTART;TZID=Europe/Berlin:20261221T090000\r\n"
                          "DTEND:20261221T093000Z\r\n"),
              ElementsAre("2026-12-21T08:00:00Z/2026-12-21T09:30:00Z"));
}

TEST(LeaveCalendar, WhatComesAgainKeepsItsLocalHourOverAClockChange) {
  EXPECT_THAT(StretchesOf("DTSTART;TZID=Europe/Berlin:20261019T090000\r\nDURATION:PT1H\r\n"
                          "RRULE:FREQ=WEEKLY;COUNT=2\r\n"),
              ElementsAre("2026-10-19T07:00:00Z/2026-10-19T08:00:00Z",
                          "2026-10-26T08:00:00Z/2026-10-26T09:00:00Z"));
}

TEST(LeaveCalendar, WeekdaysIntervalsAndEndsOfRulesHold) {
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261102\r\n"
                          "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=3\r\n"),
              ElementsAre("2026-11-01T23:00:00Z/2026-11-02T23:00:00Z",
                          "2026-11-03T23:00:00Z/2026-11-04T23:00:00Z",
                          "2026-11-15T23:00:00Z/2026-11-16T23:00:00Z"));
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261102\r\nRRULE:FREQ=DAILY;UNTIL=20261104\r\n"),
              SizeIs(3));
  EXPECT_THAT(StretchesOf("DTSTART:20261102T090000Z\r\nDURATION:PT1H\r\n"
                          "RRULE:FREQ=DAILY;INTERVAL=3;UNTIL=20261108T090000Z\r\n"),
              SizeIs(3));
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261102\r\nRRULE:FREQ=DAILY\r\n"), SizeIs(700))
      << "without end it is followed two years ahead";
}

TEST(LeaveCalendar, SundayAsTheFirstDayOfAWeekMovesWhatComesEveryOtherWeek) {
  // 1997-08-05 of RFC 5545 section 3.8.5.3, moved: a Tuesday, every other week on Tuesday and
  // Sunday.
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261103\r\n"
                          "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO\r\n"),
              ElementsAre(HasSubstr("2026-11-02T23"), HasSubstr("2026-11-07T23"),
                          HasSubstr("2026-11-16T23"), HasSubstr("2026-11-21T23")));
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261103\r\n"
                          "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU\r\n"),
              ElementsAre(HasSubstr("2026-11-02T23"), HasSubstr("2026-11-14T23"),
                          HasSubstr("2026-11-16T23"), HasSubstr("2026-11-28T23")));
}

TEST(LeaveCalendar, DaysThatAreTakenOutOrMovedAreNotAway) {
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261102\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
                          "EXDATE;VALUE=DATE:20261103\r\n"),
              ElementsAre(HasSubstr("2026-11-01T23"), HasSubstr("2026-11-03T23")));
  const LeaveFile file =
      Read(Calendar(Event("DTSTART;VALUE=DATE:20261102\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n") +
                    Event("RECURRENCE-ID;VALUE=DATE:20261109\r\nDTSTART;VALUE=DATE:20261110\r\n")));
  ASSERT_THAT(file.entries, SizeIs(2));
  EXPECT_THAT(Stretches(file.entries[0]), ElementsAre(HasSubstr("2026-11-01T23")));
  EXPECT_THAT(Stretches(file.entries[1]), ElementsAre(HasSubstr("2026-11-09T23")));
}

TEST(LeaveCalendar, CancelledAndFreeEventsKeepNobodyAway) {
  const LeaveFile file =
      Read(Calendar(Event("DTSTART;VALUE=DATE:20261102\r\nSTATUS:CANCELLED\r\n") +
                    Event("DTSTART;VALUE=DATE:20261102\r\nTRANSP:TRANSPARENT\r\n") +
                    Event("DTSTART:20261102T090000Z\r\n")));
  EXPECT_THAT(file.entries, IsEmpty());
  EXPECT_THAT(file.faults, IsEmpty());
  EXPECT_EQ(file.passed_over, 3);
}

TEST(LeaveCalendar, FoldedLinesAndQuotedParametersAreRead) {
  const LeaveFile file = Read(Calendar(
      "BEGIN:VEVENT\nDTSTART;VALUE=DATE:2026\n 1102\nSUMMARY:Urlaub\\, lang\nORGANIZER:mail\n"
      "\tto:hr@acme.example\nATTENDEE;PARTSTAT=DECLINED:mailto:no@acme.example\n"
      "ATTENDEE;CN=\"a:b;c\";PARTSTAT=ACCEPTED:MAILTO:Lena@Acme.example\nEND:VEVENT\n"));
  ASSERT_THAT(file.entries, SizeIs(1));
  EXPECT_THAT(file.entries[0].people, ElementsAre("lena@acme.example"));
  EXPECT_EQ(file.entries[0].line, 3u);
}

TEST(LeaveCalendar, AnAlarmWithinAnEventIsNotTheEvent) {
  EXPECT_THAT(StretchesOf("DTSTART;VALUE=DATE:20261102\r\nBEGIN:VALARM\r\nDURATION:P5D\r\n"
                          "ATTENDEE:mailto:x@y.example\r\nEND:VALARM\r\n"),
              ElementsAre("2026-11-01T23:00:00Z/2026-11-02T23:00:00Z"));
}

TEST(LeaveCalendar, WhatCannotBeReadIsNamedWithItsLineAndTheRestIsRead) {
  const LeaveFile file =
      Read(Calendar(Event("DTSTART:soon\r\n") + Event("DTSTART;VALUE=DATE:20261102\r\n") +
                    Event("DTSTART;TZID=Mars/Olympus:20261102T090000\r\nDURATION:PT1H\r\n")));
  EXPECT_THAT(file.entries, SizeIs(1));
  ASSERT_THAT(file.faults, SizeIs(2));
  EXPECT_EQ(file.faults[0].line, 6u);
  EXPECT_THAT(file.faults[0].error, HasSubstr("`soon` is no date"));
  EXPECT_THAT(file.faults[1].error, HasSubstr("`Mars/Olympus` is not known"));
}

TEST(LeaveCalendar, RulesThatAreNotDoneAreRefusedByName) {
  const std::string start = "DTSTART;VALUE=DATE:20261102\r\nRRULE:";
  EXPECT_THAT(FaultOf(start + "FREQ=MONTHLY\r\n"), HasSubstr("not supported yet: `FREQ=MONTHLY`"));
  EXPECT_THAT(FaultOf(start + "FREQ=DAILY;BYMONTH=1\r\n"), HasSubstr("not supported yet"));
  EXPECT_THAT(FaultOf(start + "FREQ=WEEKLY;BYDAY=1MO\r\n"), HasSubstr("not supported yet: `BYDAY"));
  EXPECT_THAT(FaultOf(start + "FREQ=DAILY;COUNT=0\r\n"), HasSubstr("`COUNT=0` cannot be read"));
  EXPECT_THAT(FaultOf(start + "COUNT=1\r\n"), HasSubstr("no `FREQ`"));
  EXPECT_THAT(FaultOf(start + "FREQ=DAILY;COUNT=1;UNTIL=20261105\r\n"), HasSubstr("both"));
  EXPECT_THAT(FaultOf("DTSTART;VALUE=DATE:20261102\r\nRDATE:20261109\r\n"),
              HasSubstr("not supported yet: `RDATE`"));
  EXPECT_THAT(FaultOf("SUMMARY:x\r\n"), HasSubstr("no `DTSTART`"));
  EXPECT_THAT(FaultOf("DTSTART;VALUE=DATE:20261102\r\nDTEND;VALUE=DATE:20261101\r\n"),
              HasSubstr("ends before"));
}

TEST(LeaveCalendar, BrokenCalendarsAreReportedAndEndNothing) {
  EXPECT_THAT(Read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261102\n").faults, SizeIs(1));
  EXPECT_THAT(Read("BEGIN:VCALENDAR\nEND:VEVENT\nno line\n").faults, SizeIs(2));
  std::string deep = "BEGIN:VCALENDAR\n";
  for (int i = 0; i < 20; ++i) deep += "BEGIN:X\n";
  EXPECT_EQ(ReadLeaveFile(deep, kZones).error().code, Code::kInvalid);
  EXPECT_EQ(ReadLeaveFile(std::string(kMaxLeaveFileBytes + 1, 'x'), kZones).error().code,
            Code::kExhausted);
  const LeaveFile longest =
      Read(Calendar(Event("SUMMARY:" + std::string(kMaxCalendarLineBytes, 'x') + "\r\n")));
  EXPECT_THAT(longest.faults, SizeIs(1));
}

TEST(LeaveCsv, RowsAreReadAndTheNoteIsPassedOver) {
  const LeaveFile file = Read(
      "person,from,to,note\nlena,2026-12-21,2026-12-23,skiing\n"
      "jonas,2026-12-21 13:00,2026-12-21 17:00,\nmara,2026-12-24,,\n");
  ASSERT_THAT(file.entries, SizeIs(3));
  EXPECT_THAT(Stretches(file.entries[0]), ElementsAre("2026-12-20T23:00:00Z/2026-12-23T23:00:00Z"));
  EXPECT_THAT(Stretches(file.entries[1]), ElementsAre("2026-12-21T12:00:00Z/2026-12-21T16:00:00Z"));
  EXPECT_THAT(Stretches(file.entries[2]), ElementsAre("2026-12-23T23:00:00Z/2026-12-24T23:00:00Z"));
}

TEST(LeaveCsv, ABadRowCostsItselfAndAFileWithoutItsColumnsIsNone) {
  const LeaveFile file = Read("person,from,to\nlena,soon,2026-12-23\nlena,2026-12-23,2026-12-21\n");
  ASSERT_THAT(file.entries, SizeIs(2));
  for (const LeaveEntry& entry : file.entries) EXPECT_FALSE(LeavesOf(entry, "", kZones, kNow).ok());
  EXPECT_EQ(ReadLeaveFile("who,when\na,b\n", kZones).error().code, Code::kInvalid);
  EXPECT_EQ(ReadLeaveFile("", kZones).error().code, Code::kInvalid);
  const std::string_view unclean("person,from,to,n\0\nlena,2026-12-21\n", 34);
  EXPECT_EQ(ReadLeaveFile(unclean, kZones).error().code, Code::kInvalid)
      << "a first row that cannot be read sets no width";
}

TEST(LeaveCsv, LeaveThatIsLongOverIsLeftOut) {
  const LeaveFile file = Read("person,from,to\nlena,2020-01-01,2020-01-02\n");
  ASSERT_THAT(file.entries, SizeIs(1));
  EXPECT_THAT(Stretches(file.entries[0]), IsEmpty());
}

TEST(CalendarText, EscapesStandForWhatTheyStandFor) {
  EXPECT_EQ(CalendarText(R"(a\, b\; c\\ d\n e\)"), "a, b; c\\ d\n e\\");
}

TEST(CalendarDuration, IsReadAsRfc5545HasIt) {
  EXPECT_EQ(ParseCalendarDuration("P7W"), 49 * kDayUs);
  EXPECT_EQ(ParseCalendarDuration("+P15DT5H0M20S"), 15 * kDayUs + 5 * kHourUs + 20 * kSecondUs);
  for (const char* bad : {"", "P", "-P1D", "P1H", "PT1D", "P1", "PXD", "P9999999D"})
    EXPECT_EQ(ParseCalendarDuration(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace signalbox
