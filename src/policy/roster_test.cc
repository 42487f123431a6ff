#include "policy/roster.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

Person In(const std::string& team, const std::string& id) {
  Person person;
  person.id = id;
  person.team = team;
  return person;
}

std::string Ids(const Roster& roster, std::string_view team) {
  std::string ids;
  for (const Person* person : roster.MembersOf(team)) ids += person->id + " ";
  return ids;
}

TEST(Roster, MembersFollowTheirTeamAndStayInOrder) {
  Roster roster;
  for (const char* id : {"mara", "lena", "jonas"}) roster.Upsert(In("south", id));
  EXPECT_EQ(Ids(roster, "south"), "jonas lena mara ");
  roster.Upsert(In("north", "lena"));
  EXPECT_EQ(Ids(roster, "south"), "jonas mara ");
  EXPECT_EQ(Ids(roster, "north"), "lena ");
  roster.RemovePerson("lena");
  EXPECT_EQ(Ids(roster, "north"), "");
  EXPECT_EQ(Ids(roster, "nowhere"), "");
  roster.Upsert(In("", "otto"));
  EXPECT_EQ(Ids(roster, ""), "");
}

TEST(Roster, EveryChangeRaisesTheRevisionAndNothingElseDoes) {
  Roster roster;
  roster.Upsert(In("south", "mara"));
  roster.Upsert(Team{.id = "south", .name = "South", .manager = "mara"});
  EXPECT_EQ(roster.revision(), 2);
  roster.RemovePerson("nobody");
  roster.RemoveTeam("none");
  EXPECT_EQ(roster.revision(), 2);
  roster.RemoveTeam("south");
  roster.RemovePerson("mara");
  EXPECT_EQ(roster.revision(), 4);
  EXPECT_EQ(roster.FindTeam("south"), nullptr);
  EXPECT_EQ(roster.FindPerson("mara"), nullptr);
}

TEST(Roster, ACopyStandsOnItsOwn) {
  Roster copy;
  {
    Roster roster;
    roster.Upsert(In("south", "mara"));
    copy = roster;
    roster.RemovePerson("mara");
  }
  EXPECT_EQ(Ids(copy, "south"), "mara ");
  EXPECT_EQ(copy.revision(), 1);
  const Roster moved = std::move(copy);
  EXPECT_EQ(moved.MembersOf("south").front(), moved.FindPerson("mara"));
}

TEST(Roster, AbsenceSaysWhatKeepsAPersonAway) {
  const TimeUs monday_ten = *ParseTime("2026-11-23T10:00:00+01:00");
  Roster roster;
  Person lena = In("south", "lena");
  lena.zone = "Europe/Berlin";
  lena.hours.always = false;
  for (int day = 0; day < 5; ++day) lena.hours.days[day] = {{540, 1020}};
  lena.leaves = {{monday_ten + 2 * kHourUs, monday_ten + 3 * kHourUs}};
  lena.paused_until = monday_ten - kMinuteUs;
  roster.Upsert(lena);
  const auto at = [&](TimeUs after) { return roster.AbsenceAt("lena", monday_ten + after); };
  EXPECT_EQ(at(0), Absence::kNone);
  EXPECT_EQ(at(-kHourUs), Absence::kPaused);
  EXPECT_EQ(at(2 * kHourUs), Absence::kAway);
  EXPECT_EQ(at(3 * kHourUs), Absence::kNone);
  EXPECT_EQ(at(7 * kHourUs), Absence::kOffHours);
  EXPECT_EQ(roster.AbsenceAt("nobody", 0), Absence::kUnknown);
  lena.weight = 0;
  roster.Upsert(lena);
  EXPECT_EQ(at(0), Absence::kNoWeight);
  lena.active = false;
  roster.Upsert(lena);
  EXPECT_EQ(at(0), Absence::kInactive);
  EXPECT_EQ(AbsenceName(at(0)), "inactive");
}

}  // namespace
}  // namespace signalbox
