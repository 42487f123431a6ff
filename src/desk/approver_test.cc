#include "desk/approver.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

Person Somebody(std::string id, std::string manager) {
  Person person;
  person.id = std::move(id);
  person.manager = std::move(manager);
  person.team = "dach";
  return person;
}

class ApproverTest : public testing::Test {
 protected:
  void SetUp() override {
    roster_.Upsert(Somebody("lena", "mona"));
    roster_.Upsert(Somebody("mona", "vera"));
    roster_.Upsert(Somebody("vera", ""));
    roster_.Upsert(Somebody("sven", "vera"));
  }
  bool May(std::string_view by, TimeUs now = 0) {
    return CheckDecider(roster_, "mona", "lena", by, now).ok();
  }
  Roster roster_;
};

TEST_F(ApproverTest, TheManagerIsAskedAndNeverTheRequester) {
  EXPECT_EQ(FirstApprover(roster_, "lena", "sven"), "mona");
  EXPECT_EQ(FirstApprover(roster_, "lena", "mona"), "vera");
  EXPECT_EQ(FirstApprover(roster_, "vera", "lena"), "") << "nobody is above";
  EXPECT_EQ(FirstApprover(roster_, "", "lena"), "");
  Person gone = Somebody("mona", "vera");
  gone.active = false;
  roster_.Upsert(gone);
  EXPECT_EQ(FirstApprover(roster_, "lena", "sven"), "vera");
}

TEST_F(ApproverTest, ATeamsManagerStandsInForOneThatNobodyNamed) {
  Team team;
  team.id = "dach";
  team.manager = "mona";
  roster_.Upsert(team);
  roster_.Upsert(Somebody("lena", ""));
  EXPECT_EQ(FirstApprover(roster_, "lena", "sven"), "mona");
}

TEST_F(ApproverTest, WhoDecidesNothingIsPassedOverAndTheNextOneWhoMayIsAsked) {
  const auto sellers = [](const std::string& person) { return person == "mona" || person == "x"; };
  const Asked asked = AskFrom(roster_, "mona", "lena", sellers);
  EXPECT_EQ(asked.person, "vera");
  EXPECT_EQ(asked.passed_over, std::vector<std::string>{"mona"});
  const Asked above = AskFrom(roster_, "lena", "sven", sellers);
  EXPECT_EQ(above.person, "lena");
  EXPECT_EQ(above.passed_over, std::vector<std::string>{"mona"}) << "of those above, too";
  EXPECT_EQ(AskFrom(roster_, "mona", "lena", {}).person, "mona") << "nobody signs in";
  const auto all = [](const std::string&) { return true; };
  EXPECT_EQ(AskFrom(roster_, "mona", "lena", all).person, "");
  EXPECT_EQ(AskFrom(roster_, "", "lena", all).passed_over.size(), 0u);
  roster_.Upsert(Somebody("vera", "mona"));
  EXPECT_EQ(AskFrom(roster_, "mona", "lena", all).passed_over.size(), 2u)
      << "a chain that goes round";
}

TEST_F(ApproverTest, AChainThatGoesRoundEnds) {
  roster_.Upsert(Somebody("vera", "mona"));
  EXPECT_EQ(NextApprover(roster_, "mona", "vera"), "");
  EXPECT_FALSE(CheckDecider(roster_, "mona", "lena", "sven", 0).ok());
}

TEST_F(ApproverTest, TheOneAskedAndThoseAboveDecideAndTheRequesterNever) {
  EXPECT_TRUE(May("mona"));
  EXPECT_TRUE(May("vera"));
  EXPECT_FALSE(May("lena"));
  EXPECT_FALSE(May("sven"));
  EXPECT_FALSE(May("stranger"));
}

TEST_F(ApproverTest, AManagerIsAboveTheirTeamAndItsTeamsAndNotAboveThemselves) {
  Team team;
  team.id = "dach";
  team.manager = "tess";
  roster_.Upsert(team);
  EXPECT_TRUE(IsAbove(roster_, "mona", "lena"));
  EXPECT_TRUE(IsAbove(roster_, "vera", "lena")) << "through mona";
  EXPECT_TRUE(IsAbove(roster_, "tess", "lena")) << "by the team";
  EXPECT_FALSE(IsAbove(roster_, "sven", "lena"));
  EXPECT_FALSE(IsAbove(roster_, "mona", "mona"));
  EXPECT_FALSE(IsAbove(roster_, "", "vera"));
  EXPECT_FALSE(IsAbove(roster_, "mona", "stranger"));
  roster_.Upsert(Somebody("vera", "mona"));
  EXPECT_FALSE(IsAbove(roster_, "sven", "mona")) << "a chain that goes round ends";
}

TEST_F(ApproverTest, ADelegateDecidesWhileTheApproverIsAwayAlone) {
  Person mona = Somebody("mona", "vera");
  mona.delegate = "sven";
  mona.weight = 0;
  mona.leaves = {{100, 200}};
  roster_.Upsert(mona);
  EXPECT_FALSE(May("sven", 99));
  EXPECT_TRUE(May("sven", 100));
  EXPECT_FALSE(May("sven", 200));
  const auto standing = CheckDecider(roster_, "mona", "lena", "sven", 150);
  ASSERT_TRUE(standing.ok());
  EXPECT_TRUE(standing->delegate);
  mona.delegate = "lena";
  roster_.Upsert(mona);
  EXPECT_FALSE(May("lena", 150)) << "four eyes hold for a delegate too";
}

TEST_F(ApproverTest, ADelegateDecidesWhileTheApproverPauses) {
  Person mona = Somebody("mona", "vera");
  mona.delegate = "sven";
  mona.paused_until = 100;
  roster_.Upsert(mona);
  EXPECT_TRUE(May("sven", 99));
  EXPECT_FALSE(May("sven", 100));
}

TEST_F(ApproverTest, WhoeverLeftDecidesNothing) {
  for (const char* id : {"mona", "vera"}) {
    Person gone = *roster_.FindPerson(id);
    gone.active = false;
    roster_.Upsert(gone);
    EXPECT_FALSE(May(id)) << id;
  }
  for (const char* id : {"vera", "stranger"})
    EXPECT_EQ(CheckFourEyes(roster_, "lena", id).error().code, Code::kForbidden) << id;
}

}  // namespace
}  // namespace signalbox
