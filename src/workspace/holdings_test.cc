#include "workspace/holdings.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "workspace/holdings_fixture.h"
#include "workspace/move_requests.h"
#include "workspace/reference.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

class HoldingsTest : public HoldingsFixture {};

TEST_F(HoldingsTest, ADryRunSaysWhoWouldGetWhatAndChangesNothing) {
  const int64_t before = workspace_->store().next_position();
  AvailabilityRequest request{.span = "2h", .then = InHandThen::kRouteAgain, .dry_run = true};
  const Result<Json> answer = Change("lena", AvailabilityVerb::kPause, request);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ((*answer)["in_hand"]["preview"]["move_count"], 2);
  EXPECT_TRUE((*answer)["changed"]);
  EXPECT_EQ(workspace_->store().next_position(), before);
  EXPECT_EQ(OpenOf("lena"), 2);
}

TEST_F(HoldingsTest, LeadsThatAreRoutedAgainAreSharedOutAndTheirTurnsGoWithThem) {
  AvailabilityRequest request{.span = "2h", .then = InHandThen::kRouteAgain};
  const Result<Json> answer = Change("lena", AvailabilityVerb::kPause, request);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ((*answer)["in_hand"]["moved"], 2);
  EXPECT_EQ((*answer)["why"], "paused");
  EXPECT_EQ(OpenOf("lena"), 0);
  EXPECT_EQ(OpenOf("jonas"), 3);
  EXPECT_EQ(OpenOf("mara"), 3);
  EXPECT_EQ(TurnsOf("lena"), 0);
  EXPECT_EQ(TurnsOf("jonas"), 3);
  const Result<LeadAnswer> next =
      Send(R"({"email":"z@firmz.example","country":"DE","company":"Firm Z"})");
  ASSERT_TRUE(next.ok());
  EXPECT_NE(next->owner, "lena") << "it acts at once";
}

TEST_F(HoldingsTest, TheDelegateGetsAllAndThePlanCanBeUndone) {
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kDelegate, {.delegate = "revo"}).ok());
  AvailabilityRequest request{.span = "2h", .then = InHandThen::kDelegate};
  const Result<Json> answer = Change("lena", AvailabilityVerb::kPause, request);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(OpenOf("revo"), 2);
  EXPECT_EQ(OpenOf("lena"), 0);
  const std::string plan = (*answer)["in_hand"]["plan"];
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kResume, {}).ok());
  MoveRequest undo;
  const Result<std::string> undone = UndoRequest(*workspace_, plan, undo, actor_);
  ASSERT_TRUE(undone.ok()) << undone.error().message;
  ASSERT_TRUE(ContinueRequest(*workspace_, Json::parse(*undone)["id"], actor_).ok());
  EXPECT_EQ(OpenOf("lena"), 2);
  EXPECT_EQ(OpenOf("revo"), 0);
}

TEST_F(HoldingsTest, ADelegateWhoIsAwayTooGetsNothingAndNothingChanges) {
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kDelegate, {.delegate = "revo"}).ok());
  ASSERT_TRUE(Change("revo", AvailabilityVerb::kPause, {.span = "2h"}).ok());
  AvailabilityRequest request{.span = "2h", .then = InHandThen::kDelegate};
  const Result<Json> answer = Change("lena", AvailabilityVerb::kPause, request);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Code::kConflict);
  EXPECT_EQ(Json::parse(*AvailabilityJson(*workspace_, "lena", OperatorPrincipal("")))["available"],
            true);
}

TEST_F(HoldingsTest, MoreLeadsThanTheRightAllowsAreRefusedBeforeAnythingChanges) {
  AvailabilityRequest request{.span = "2h", .then = InHandThen::kRouteAgain};
  const Result<Json> answer = Change("lena", AvailabilityVerb::kPause, request, 1);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Code::kForbidden);
  EXPECT_THAT(answer.error().message, HasSubstr("you may move 1"));
  EXPECT_EQ(Json::parse(*AvailabilityJson(*workspace_, "lena", OperatorPrincipal("")))["available"],
            true);
}

TEST_F(HoldingsTest, WhoIsStillThereKeepsTheirLeadsAndSaysSo) {
  const AvailabilityRequest request{.delegate = "revo", .then = InHandThen::kRouteAgain};
  const Result<Json> refused = Change("lena", AvailabilityVerb::kDelegate, request);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("person reassign lena"));
}

TEST_F(HoldingsTest, WhoLeftIsInNoPoolAndWhatTheyHoldIsListedWithWhoWouldGetIt) {
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kDeactivate, {}).ok());
  for (int i = 0; i < 4; ++i) {
    const std::string n = std::to_string(i);
    const Result<LeadAnswer> answer = Send(
        R"({"email":"q@new)" + n + R"(.example","country":"DE","company":"New )" + n + R"("})");
    ASSERT_TRUE(answer.ok());
    EXPECT_NE(answer->owner, "lena");
  }
  const Result<Holdings> holdings = HoldingsOf(*workspace_, leads_, "lena");
  ASSERT_TRUE(holdings.ok()) << holdings.error().message;
  EXPECT_FALSE(holdings->active);
  EXPECT_EQ(holdings->leads.size(), 2u);
  const Result<MovePreview> preview = PreviewGiveOn(*workspace_, *holdings, {});
  ASSERT_TRUE(preview.ok()) << preview.error().message;
  ASSERT_EQ(preview->moves.size(), 2u);
  EXPECT_NE(preview->moves[0].to, preview->moves[1].to) << "shared out, as leads that come are";
  ReassignRequest request;
  const Result<std::string> done =
      ReassignHoldings(*workspace_, leads_, "lena", request, {}, actor_);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(Json::parse(*done)["moved"], 2);
  EXPECT_EQ(OpenOf("lena"), 0);
  const Result<std::string> again =
      ReassignHoldings(*workspace_, leads_, "lena", request, {}, actor_);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(Json::parse(*again)["plan"].is_null()) << "done twice it does nothing more";
}

TEST_F(HoldingsTest, AccountsGoWithTheLeadsWhereSomebodyIsNamed) {
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    Account account;
                    account.id = "a1";
                    account.name = "Firm 1";
                    account.owner = "lena";
                    SB_ASSIGN(const bool added,
                              UpsertRecord(turn, *workspace_, actor_, std::move(account)));
                    return added ? Status() : Err(Code::kConflict, "there already");
                  })
                  .ok());
  ReassignRequest request;
  request.how = {InHandThen::kDelegate, "jonas", true};
  const Result<std::string> done =
      ReassignHoldings(*workspace_, leads_, "lena", request, {}, actor_);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(Json::parse(*done)["moved"], 3);
  std::string owner;
  ASSERT_TRUE(workspace_
                  ->Ask([&](const Engine& engine) {
                    owner = engine.state().directory.FindAccount("a1")->owner;
                  })
                  .ok());
  EXPECT_EQ(owner, "jonas");
}

TEST_F(HoldingsTest, APacedReassignmentStopsAfterItsFirstBatch) {
  ReassignRequest request;
  request.batch = 1;
  request.every_us = kHourUs;
  const Result<std::string> done =
      ReassignHoldings(*workspace_, leads_, "lena", request, {}, actor_);
  ASSERT_TRUE(done.ok()) << done.error().message;
  const Json answer = Json::parse(*done);
  EXPECT_EQ(answer["moved"], 1);
  EXPECT_FALSE(answer["done"]);
  EXPECT_THAT(answer["text"].get<std::string>(), HasSubstr("realign --continue moves_"));
  EXPECT_EQ(OpenOf("lena"), 1);
}

TEST_F(HoldingsTest, NobodyOfTheRosterIsAnError) {
  EXPECT_EQ(HoldingsOf(*workspace_, leads_, "nobody").error().code, Code::kNotFound);
  EXPECT_EQ(Change("nobody", AvailabilityVerb::kResume, {}).error().code, Code::kNotFound);
  EXPECT_EQ(Change("lena", AvailabilityVerb::kDelegate, {.delegate = "nobody"}).error().code,
            Code::kInvalid);
}

}  // namespace
}  // namespace signalbox
