// Who decides about a request, role by role.
#include "workspace/desk_deciders.h"

#include <gmock/gmock.h>

#include "access/sight.h"
#include "base/random.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

class DeskDeciders : public testing::Test {
 protected:
  void SetUp() override {
    // lena's manager is gone and nobody is above them; tess manages her team.
    Add("lena", "dach", "gone");
    Add("gone", "far", "");
    Add("tess", "revops", "");
    Add("other", "revops", "");
    Add("asker", "revops", "");
    Person gone = *state_.roster.FindPerson("gone");
    gone.active = false;
    state_.roster.Upsert(gone);
    Team team;
    team.id = "dach";
    team.manager = "tess";
    state_.roster.Upsert(team);
    entry_.status = CaseStatus::kEscalated;
    entry_.requester = state_.RefOf("asker");
    entry_.next_owner = state_.RefOf("lena");
  }
  void Add(const std::string& id, const std::string& team, const std::string& manager) {
    Person person;
    person.id = id;
    person.team = team;
    person.manager = manager;
    state_.roster.Upsert(person);
    state_.person_ids.push_back(id);
    state_.person_refs[id] = static_cast<PersonRef>(state_.person_ids.size());
  }
  Status Check(const std::string& who, RoleSet roles) {
    const auto standing = CheckCaseDecider(state_, entry_, who, roles, 0);
    return standing.ok() ? Status() : Status(standing.error());
  }

  State state_;
  CaseEntry entry_;
};

TEST_F(DeskDeciders, WhatNobodyIsAskedAboutIsForThoseWhoseRolesSaySo) {
  const RoleSet may[] = {{Role::kAdmin}, {Role::kApprover}, {Role::kSeller, Role::kApprover}};
  for (const RoleSet roles : may) EXPECT_TRUE(Check("other", roles).ok()) << roles.bits();
  for (int i = 0; i < kRoleCount; ++i) {
    const auto role = static_cast<Role>(i);
    const bool decides = role == Role::kAdmin || role == Role::kApprover;
    EXPECT_EQ(Check("other", {role}).ok(), decides) << RoleName(role);
    EXPECT_EQ(MayDecideNow(state_, entry_, "other", {role}, 0), decides) << RoleName(role);
    EXPECT_FALSE(Check("asker", {role}).ok()) << "four eyes: " << RoleName(role);
  }
  EXPECT_THAT(Check("asker", {Role::kAdmin}).error().message, HasSubstr("four eyes"));
  EXPECT_THAT(Check("other", {Role::kSeller}).error().message, HasSubstr("ask an administrator"));
  EXPECT_FALSE(Check("other", {}).ok()) << "no user of the workspace";
  EXPECT_FALSE(Check("stranger", {Role::kAdmin}).ok()) << "nobody of the roster";
  EXPECT_FALSE(MayDecideNow(state_, entry_, "", {Role::kAdmin}, 0));
}

TEST_F(DeskDeciders, AManagerDecidesWhatIsOfTheirTeamAndNotTheirOwn) {
  EXPECT_TRUE(Check("tess", {Role::kManager}).ok()) << "lena would get it";
  EXPECT_FALSE(Check("other", {Role::kManager}).ok()) << "of another team";
  entry_.next_owner = state_.RefOf("tess");
  EXPECT_FALSE(Check("tess", {Role::kManager}).ok()) << "of their own";
  entry_.next_owner = 0;
  EXPECT_FALSE(Check("tess", {Role::kManager}).ok()) << "nobody's";
}

TEST_F(DeskDeciders, WhoeverIsAskedByNameDecidesAndOthersDoNotByTheirRoles) {
  Add("below", "revops", "other");
  entry_.approver = state_.RefOf("below");
  EXPECT_TRUE(Check("below", {Role::kOperator}).ok());
  EXPECT_TRUE(Check("below", {}).ok()) << "the workspace's own token speaks for them";
  EXPECT_TRUE(Check("other", {}).ok()) << "is above";
  EXPECT_FALSE(Check("tess", {Role::kAdmin}).ok());
  EXPECT_FALSE(Check("asker", {Role::kAdmin}).ok());
}

TEST_F(DeskDeciders, WhereNobodyIsAboveWhoeverIsAskedTheirRolesLetOthersDecide) {
  entry_.approver = state_.RefOf("other");
  const auto instead = CheckCaseDecider(state_, entry_, "tess", {Role::kApprover}, 0);
  ASSERT_TRUE(instead.ok()) << instead.error().message;
  EXPECT_TRUE(instead->above) << "the audit says in whose place";
  EXPECT_TRUE(Check("tess", {Role::kManager}).ok()) << "of the record's team";
  EXPECT_THAT(Check("tess", {Role::kSeller}).error().message, HasSubstr("`other` is asked"));
  EXPECT_FALSE(Check("asker", {Role::kApprover}).ok()) << "four eyes";
  entry_.status = CaseStatus::kCompleted;
  EXPECT_FALSE(MayDecideNow(state_, entry_, "other", {Role::kOperator}, 0));
}

TEST_F(DeskDeciders, ThoseWhoMayDecideWhatNobodyIsAskedAboutAreToldAndAdministratorsLast) {
  const auto user = [](const std::string& person, RoleSet roles) {
    User one;
    one.person = person;
    one.roles = roles;
    return one;
  };
  std::vector<User> users = {user("other", {Role::kAdmin}), user("asker", {Role::kApprover}),
                             user("lena", {Role::kSeller}), user("", {Role::kAdmin})};
  const auto told = [&] { return DecidersToTell(state_, entry_, users, 0); };
  EXPECT_EQ(told(), std::vector{state_.RefOf("other")}) << "nobody else may: four eyes";
  users.push_back(user("tess", {Role::kManager}));
  EXPECT_EQ(told(), std::vector{state_.RefOf("tess")}) << "of the record's team";
  users.back().active = false;
  EXPECT_EQ(told(), std::vector{state_.RefOf("other")});
  for (int i = 0; i < 30; ++i) {
    Add("many" + std::to_string(i), "revops", "");
    users.push_back(user("many" + std::to_string(i), {Role::kApprover}));
  }
  EXPECT_EQ(told().size(), kMostDecidersTold);
  entry_.approver = state_.RefOf("other");
  EXPECT_TRUE(told().empty()) << "somebody is asked by name";
  entry_.approver = 0;
  entry_.status = CaseStatus::kCompleted;
  EXPECT_TRUE(told().empty()) << "it does not wait";
}

// Two readings of one rule: from the person up, for each row of a list, and from the manager down.
TEST(IsAbove, IsWhomTheManagersReachCoversButThemselves) {
  SeededRandom random(7);
  constexpr int kWorlds = 300, kPeople = 7, kTeams = 3;
  const auto one_of = [&random](char first, int count) {
    const auto drawn = static_cast<int>(random.Below(static_cast<uint64_t>(count) + 1));
    return drawn == count ? std::string() : std::string(1, static_cast<char>(first + drawn));
  };
  int above = 0;
  for (int world = 0; world < kWorlds; ++world) {
    Roster roster;
    std::vector<Person> people(kPeople);
    std::vector<Team> teams(kTeams);
    for (int i = 0; i < kTeams; ++i) {
      teams[static_cast<size_t>(i)].id = std::string(1, static_cast<char>('x' + i));
      teams[static_cast<size_t>(i)].manager = one_of('a', kPeople);
      roster.Upsert(teams[static_cast<size_t>(i)]);
    }
    for (int i = 0; i < kPeople; ++i) {
      people[static_cast<size_t>(i)].id = std::string(1, static_cast<char>('a' + i));
      people[static_cast<size_t>(i)].team = one_of('x', kTeams);
      people[static_cast<size_t>(i)].manager = one_of('a', kPeople);
      roster.Upsert(people[static_cast<size_t>(i)]);
    }
    for (const Person& manager : people) {
      Principal principal;
      principal.kind = Principal::Kind::kUser;
      principal.roles = {Role::kManager};
      principal.person = manager.id;
      for (const Person& person : people) {
        const bool covers = MayActOn(principal, Permission::kDecideCases, person.id, people, teams);
        EXPECT_EQ(IsAbove(roster, manager.id, person.id), covers && manager.id != person.id)
            << manager.id << " and " << person.id << " of world " << world;
        above += covers && manager.id != person.id;
      }
    }
  }
  EXPECT_GT(above, kWorlds) << "the worlds are not all flat";
}

}  // namespace
}  // namespace signalbox
