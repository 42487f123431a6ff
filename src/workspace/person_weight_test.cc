#include "workspace/person_weight.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "workspace/access_rules.h"
#include "workspace/event_json.h"
#include "workspace/reference.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kTwoPools = R"(policy: weights
record: lead
rules:
  - {name: all, assign: {pool: dach}}
nothing_matched: {queue: unrouted}
pools:
  dach: {members: {team: dach}, all_out: hold}
  heavy: {members: {where: "person.weight >= 3"}, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";

class PersonWeight : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    Put("mona", "sales", "");
    Put("lena", "dach", "mona");
    Put("zoe", "uk", "mona");
    Publish(kTwoPools);
    const Status set =
        SetAccessRules(*workspace_, "owner", AccessRuleKind::kWeights,
                       R"({"weights": [{"teams": ["dach"], "from": 1, "to": 4}]})", "mona");
    ASSERT_TRUE(set.ok()) << set.error().message;
  }
  void Put(const std::string& id, const std::string& team, const std::string& manager) {
    const Result<int64_t> done = workspace_->Apply([&](Turn& turn) -> Status {
      Person person;
      person.id = id;
      person.team = team;
      person.manager = manager;
      const Result<bool> put = UpsertRecord(turn, *workspace_, {}, person);
      return put.ok() ? Status() : Status(put.error());
    });
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  static Principal As(const std::string& person, Role role) {
    return {.kind = Principal::Kind::kUser, .name = "user_x", .roles = {role}, .person = person};
  }
  std::string Said(const Principal& principal, const std::string& person, int64_t weight) {
    const auto done = SetWeight(*workspace_, principal, person, {weight, "", ""}, {});
    return done.ok() ? "done" : done.error().message;
  }
  OpenedEvent Last() {
    const auto read = ReadOpened(workspace_->store(), workspace_->keys(),
                                 workspace_->store().next_position() - 1);
    return read.ok() ? *read : OpenedEvent();
  }
};

TEST_F(PersonWeight, AManagerSetsThoseOfTheirTeamWithinItsBoundsAndNeverTheirOwn) {
  const Principal mona = As("mona", Role::kManager);
  EXPECT_EQ(Said(mona, "lena", 4), "done");
  EXPECT_THAT(Said(mona, "lena", 5), HasSubstr("1 to 4"));
  EXPECT_THAT(Said(mona, "zoe", 1), HasSubstr("no bounds are set"));
  EXPECT_THAT(Said(mona, "mona", 1), HasSubstr("nobody sets their own weight"));
  EXPECT_THAT(Said(As("lena", Role::kManager), "zoe", 1), HasSubstr("reports to"));
  EXPECT_THAT(Said(As("lena", Role::kSeller), "lena", 1), HasSubstr("reports to"));
  EXPECT_EQ(Said(As("", Role::kOperator), "zoe", 1'000), "done");
  EXPECT_THAT(Said(OperatorPrincipal(""), "zoe", 1'001), HasSubstr("from 0 to 1000"));
  EXPECT_THAT(Said(OperatorPrincipal(""), "nobody", 1), HasSubstr("nobody called"));
}

TEST_F(PersonWeight, WhoSetItIsClearAndWhyIsSealedWithThePerson) {
  const auto done = SetWeight(*workspace_, As("mona", Role::kManager), "lena",
                              {3, "back from parental leave", "mona"}, {});
  ASSERT_TRUE(done.ok()) << done.error().message;
  OpenedEvent event = Last();
  const auto name = [](PersonRef) { return std::string("mona"); };
  const json told = json::parse(FieldsJson(event, name));
  EXPECT_EQ(told["weight"], json::parse(R"([{"before": 1, "after": 3, "by": "mona"}])"));
  EXPECT_EQ(told["reason"], "back from parental leave");
  EXPECT_THAT(std::string(event.event.clear), testing::Not(HasSubstr("parental")));
  MaskPersonal(&event);
  EXPECT_FALSE(json::parse(FieldsJson(event, name)).contains("reason"));
  EXPECT_TRUE(json::parse(FieldsJson(event, name)).contains("weight"));
}

TEST_F(PersonWeight, TheNextChangeOfThePersonSaysNothingOfTheReasonBefore) {
  ASSERT_TRUE(SetWeight(*workspace_, OperatorPrincipal(""), "lena", {3, "once", ""}, {}).ok());
  Put("lena", "dach", "");
  const json told = json::parse(FieldsJson(Last(), {}));
  EXPECT_FALSE(told.contains("reason"));
  EXPECT_FALSE(told.contains("weight"));
}

TEST_F(PersonWeight, TheAnswerNamesThePoolsThatHaveThemBeforeOrAfter) {
  const auto set = [&](int64_t weight) {
    const auto done = SetWeight(*workspace_, OperatorPrincipal(""), "lena", {weight, "", ""}, {});
    return done.ok() ? json::parse(*done) : json(done.error().message);
  };
  EXPECT_EQ(set(2)["pools"], json::array({"dach"}));
  EXPECT_EQ(set(3)["pools"], json::array({"dach", "heavy"}));
  EXPECT_EQ(set(1)["pools"], json::array({"dach", "heavy"})) << "it leaves one of them";
  const int64_t position = workspace_->store().next_position();
  EXPECT_EQ(set(1)["changed"], false);
  EXPECT_EQ(workspace_->store().next_position(), position) << "the same again stores nothing";
}

TEST_F(PersonWeight, WeightAndBoundsOutliveTheProcess) {
  ASSERT_EQ(Said(OperatorPrincipal(""), "lena", 3), "done");
  Reopen();
  EXPECT_THAT(Said(As("mona", Role::kManager), "lena", 5), HasSubstr("1 to 4"));
  const auto told = SetWeight(*workspace_, As("mona", Role::kManager), "lena", {4, "", ""}, {});
  ASSERT_TRUE(told.ok()) << told.error().message;
  EXPECT_EQ(json::parse(*told)["before"], 3);
}

TEST(WeightRequest, ReadsBackAsItWasWrittenAndNamesWhatItDoesNotTake) {
  const auto read = ParseWeightRequest(WeightRequestJson({3, "why not", "mona"}));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->weight, 3);
  EXPECT_EQ(read->reason, "why not");
  EXPECT_EQ(read->by, "mona");
  EXPECT_EQ(ParseWeightRequest(R"({"weight": 0})")->reason, "");
  for (const char* bad :
       {"", "[]", "{}", R"({"weight": 1001})", R"({"weight": -1})", R"({"weight": 1.0})",
        R"({"weight": 18446744073709551615})", R"({"weight": null})", R"({"weight": 1, "to": 2})",
        R"({"weight": 1, "reason": 2})", R"({"weight": 1, "reason": "a\nb"})"})
    EXPECT_FALSE(ParseWeightRequest(bad).ok()) << bad;
}

}  // namespace
}  // namespace signalbox
