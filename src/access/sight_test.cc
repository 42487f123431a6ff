#include "access/sight.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

std::vector<Person> People() {
  std::vector<Person> people(5);
  const char* ids[] = {"mia", "lena", "jonas", "tim", "eve"};
  for (size_t i = 0; i < people.size(); ++i) people[i].id = ids[i];
  people[1].manager = "mia";   // lena reports to mia
  people[2].team = "dach";     // jonas is in the team that mia manages
  people[3].manager = "lena";  // tim to lena, so to mia as well
  people[4].team = "uk";       // eve is in a team that nobody manages
  return people;
}

std::vector<Team> Teams() {
  return {{.id = "dach", .name = "DACH", .manager = "mia"},
          {.id = "uk", .name = "", .manager = ""}};
}

Principal Of(Role role, std::string person) {
  return {.kind = Principal::Kind::kUser,
          .name = "user_x",
          .roles = {role},
          .person = std::move(person)};
}

TEST(Sight, ASellerSeesTheirOwnLeadsAlone) {
  const Sight sight(Of(Role::kSeller, "lena"), People(), Teams());
  EXPECT_TRUE(sight.SeesLead("lena"));
  EXPECT_TRUE(sight.SeesPersonal("lena"));
  for (const char* other : {"jonas", "tim", "mia", ""})
    EXPECT_FALSE(sight.SeesLead(other)) << other;
}

TEST(Sight, AManagerSeesTheirTeamInAnyNumberOfSteps) {
  const Sight sight(Of(Role::kManager, "mia"), People(), Teams());
  for (const char* member : {"mia", "lena", "jonas", "tim"})
    EXPECT_TRUE(sight.SeesPersonal(member)) << member;
  EXPECT_FALSE(sight.SeesLead("eve"));
  EXPECT_FALSE(sight.SeesLead(""));
}

TEST(Sight, SomebodyWhoIsNobodyOfTheRosterOwnsNothing) {
  for (const Role role : {Role::kSeller, Role::kManager}) {
    const Sight sight(Of(role, ""), People(), Teams());
    EXPECT_FALSE(sight.SeesLead(""));
    EXPECT_FALSE(sight.SeesLead("lena"));
  }
}

TEST(Sight, AnAuthorSeesEveryLeadAndNobodysPersonalFields) {
  const Sight sight(Of(Role::kPolicyAuthor, "eve"), People(), Teams());
  EXPECT_TRUE(sight.SeesAllLeads());
  EXPECT_FALSE(sight.SeesPersonal("eve"));
}

TEST(Sight, MaskedKeepsTheRowsAndHidesTheFields) {
  const Sight masked = Sight::Whole().Masked();
  EXPECT_TRUE(masked.SeesLead("lena"));
  EXPECT_FALSE(masked.SeesPersonal("lena"));
}

TEST(Sight, WhereRulesCannotBeReadAllIsKeptButWhatIsTheReadersOwn) {
  const Sight sight = Sight(Of(Role::kAuditor, "eve"), People(), Teams()).KeptWhole();
  EXPECT_TRUE(sight.SeesLead("lena"));
  EXPECT_EQ(sight.KeptOf("lena"), PersonalFields());
  EXPECT_EQ(sight.HiddenOf(""), PersonalFields());
  EXPECT_FALSE(sight.SeesAllPersonal());
  EXPECT_TRUE(sight.KeptOf("eve").none());
}

TEST(Sight, WhatIsDoneToOneRecordFollowsTheReachOfItsOwnPermission) {
  const auto may = [](const Principal& who, Permission what, std::string_view owner) {
    return MayActOn(who, what, owner, People(), Teams());
  };
  const Principal seller = Of(Role::kSeller, "lena"), manager = Of(Role::kManager, "mia");
  EXPECT_TRUE(may(seller, Permission::kWorkLeads, "lena"));
  EXPECT_FALSE(may(seller, Permission::kWorkLeads, "jonas"));
  EXPECT_FALSE(may(seller, Permission::kRecallLeads, "lena"));
  EXPECT_TRUE(may(manager, Permission::kRecallLeads, "tim"));
  EXPECT_FALSE(may(manager, Permission::kRecallLeads, "eve"));
  EXPECT_FALSE(may(Of(Role::kSeller, ""), Permission::kWorkLeads, ""));
  EXPECT_FALSE(may(Of(Role::kManager, ""), Permission::kRecallLeads, ""))
      << "whoever is nobody of the roster manages neither what nobody owns";
  EXPECT_FALSE(may(Of(Role::kManager, ""), Permission::kRecallLeads, "eve"))
      << "nor a team that nobody manages";
}

}  // namespace
}  // namespace signalbox
