#include "workspace/policy_changes.h"

#include "workspace/engine_fixture.h"
#include "workspace/policy_versions.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

class PolicyChangesTest : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"ada", "ben", "lena"}) AddPerson(id, "dach");
    AddPerson("revo", "revops");
    WorkspaceFixture::Publish(FixturePolicy());
  }
  Result<VersionStanding> Publish(const std::string& germany, const StageRequest& request) {
    std::vector<Finding> findings;
    return PublishPolicy(*workspace_, "", {{"policy.yaml", FixturePolicy(germany)}}, request,
                         &findings);
  }
  std::string Refused(const Result<VersionStanding>& done) {
    return done.ok() ? "was done" : done.error().message;
  }
  std::string Versions() {
    std::string text;
    EXPECT_TRUE(
        workspace_->Ask([&](const Engine& engine) { text = PolicyVersionsText(engine.state()); })
            .ok());
    return text;
  }
  static StageRequest To(const std::string& stage, const std::string& by = "") {
    StageRequest request;
    request.stage = stage;
    request.by = by;
    return request;
  }
};

TEST_F(PolicyChangesTest, AVersionWalksFromDraftToActiveOneStageAtATime) {
  const auto draft = Publish("queue: unrouted", To("draft"));
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  EXPECT_EQ(draft->Words(), "a draft");
  for (const char* words : {"the shadow", "the canary, for 5% of the leads", "active"}) {
    const auto moved = PromotePolicy(*workspace_, "", draft->version, {});
    ASSERT_TRUE(moved.ok()) << moved.error().message;
    EXPECT_EQ(moved->Words(), words);
    const auto read = ReadStanding(moved->Json());
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->Words(), words);
  }
  EXPECT_FALSE(PromotePolicy(*workspace_, "", draft->version, {}).ok());
  Reopen();
  EXPECT_NE(Versions().find("* " + draft->version), std::string::npos) << Versions();
}

TEST_F(PolicyChangesTest, ACanaryKeepsWhatIsNotSaidWhenItsShareIsRaised) {
  StageRequest canary = To("canary");
  canary.share = "0.5%";
  canary.halt_margin = "20%";
  canary.halt_after = "7";
  const auto tried = Publish("queue: unrouted", canary);
  ASSERT_TRUE(tried.ok()) << tried.error().message;
  EXPECT_EQ(tried->share_e4, 50);
  StageRequest raised;
  raised.share = "25%";
  const auto more = PromotePolicy(*workspace_, "", tried->version, raised);
  ASSERT_TRUE(more.ok()) << more.error().message;
  EXPECT_EQ(more->Words(), "the canary, for 25% of the leads");
  EXPECT_TRUE(workspace_
                  ->Ask([&](const Engine& engine) {
                    const PolicyStages& stages = engine.state().stages;
                    const VersionStage& stage = stages.versions.at(stages.canary);
                    EXPECT_EQ(stage.halt_margin_e4, 2'000);
                    EXPECT_EQ(stage.halt_after, 7);
                  })
                  .ok());
  EXPECT_EQ(Refused(PromotePolicy(*workspace_, "", tried->version, To("canary"))),
            "it is the canary already; say another share, or where it goes");
}

TEST_F(PolicyChangesTest, WhatIsRefusedStoresNothing) {
  const std::string before = Versions();
  StageRequest shares = To("shadow");
  shares.share = "5%";
  EXPECT_EQ(Refused(Publish("queue: unrouted", shares)),
            "a share and when to halt belong to a canary, not to shadow");
  EXPECT_EQ(Refused(Publish("queue: unrouted", To("live"))),
            "`live` is no stage; it is draft, shadow, canary, active or retired");
  EXPECT_EQ(Refused(Publish("queue: unrouted", To("draft", "nobody"))),
            "`by`: the roster has nobody called `nobody`");
  EXPECT_EQ(Refused(Publish("queue: unrouted", To("retired"))),
            "a version is published to be used; it is retired later");
  EXPECT_EQ(Versions(), before);
}

TEST_F(PolicyChangesTest, WhereApprovalIsRequiredTheAuthorAloneGetsNowhere) {
  ASSERT_TRUE(SetPolicyApproval(*workspace_, "", true, "ada").ok());
  EXPECT_NE(Refused(Publish("queue: unrouted", {})).find("asks for an approval"),
            std::string::npos);
  EXPECT_NE(Refused(Publish("queue: unrouted", To("draft"))).find("with `--by`"),
            std::string::npos);
  const auto draft = Publish("queue: unrouted", To("draft", "ada"));
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  EXPECT_FALSE(PromotePolicy(*workspace_, "", draft->version, To("active", "ada")).ok());
  EXPECT_FALSE(ApprovePolicy(*workspace_, "", draft->version, "ada").ok());
  EXPECT_FALSE(ApprovePolicy(*workspace_, "", draft->version, "").ok());
  // Published by another name it keeps its author.
  ASSERT_TRUE(Publish("queue: unrouted", To("draft", "ben")).ok());
  EXPECT_FALSE(ApprovePolicy(*workspace_, "", draft->version, "ada").ok());
  ASSERT_TRUE(ApprovePolicy(*workspace_, "", draft->version, "ben").ok());
  EXPECT_TRUE(PromotePolicy(*workspace_, "", draft->version, To("active", "ada")).ok());
  // In an emergency the version before needs nobody's leave.
  EXPECT_TRUE(workspace_->Rollback("").ok());
}

TEST_F(PolicyChangesTest, ARetiredVersionThatIsPublishedAgainStartsAnew) {
  const auto next = Publish("queue: unrouted", {});
  ASSERT_TRUE(next.ok());
  const auto back = Publish("assign: {pool: dach}", To("shadow"));
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(back->Words(), "the shadow");
  ASSERT_TRUE(PromotePolicy(*workspace_, "", back->version, To("retired")).ok());
  EXPECT_FALSE(PromotePolicy(*workspace_, "", back->version, To("active")).ok());
  ASSERT_TRUE(workspace_->Rollback(back->version).ok());
}

TEST(ParseShare, ReadsWholeAndBrokenPercentAndNothingElse) {
  EXPECT_EQ(*ParseShare("5%", "share"), 500);
  EXPECT_EQ(*ParseShare("5", "share"), 500);
  EXPECT_EQ(*ParseShare("0.5%", "share"), 50);
  EXPECT_EQ(*ParseShare("0.25", "share"), 25);
  EXPECT_EQ(*ParseShare("100%", "share"), 10'000);
  for (const char* bad : {"", "%", "-5%", "101%", "5.%", "0.001%", "five", "5 %", "1e2", "9999"})
    EXPECT_FALSE(ParseShare(bad, "share").ok()) << bad;
  for (const int64_t share : {1, 10, 50, 25, 500, 1'250, 10'000})
    EXPECT_EQ(*ParseShare(ShareText(share), "share"), share) << ShareText(share);
}

TEST(ParseStageRequest, ReadsTextsAndNumbersAndNamesWhatItDoesNotKnow) {
  const auto read =
      ParseStageRequest(R"({"to":"canary","share":5,"halt_after":20,"by":null})", "to");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->stage, "canary");
  EXPECT_EQ(read->share, "5");
  EXPECT_EQ(read->halt_after, "20");
  EXPECT_EQ(read->by, "");
  EXPECT_TRUE(ParseStageRequest("", "to").ok());
  for (const char* bad : {"[]", "{", R"({"stage":"x"})", R"({"to":true})", R"({"share":0.5})"})
    EXPECT_FALSE(ParseStageRequest(bad, "to").ok()) << bad;
}

}  // namespace
}  // namespace signalbox
