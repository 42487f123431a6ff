#include "engine/policy_stages.h"

#include <gtest/gtest.h>

#include <array>

#include "base/hash.h"
#include "engine/stage_moves.h"

namespace signalbox {
namespace {

Digest Version(std::string_view name) {
  return Sha256(name);
}

TEST(ShareBucket, TakesTheShareThatWasAskedForAndSpreadsTheRest) {
  const Digest version = Version("canary");
  std::array<int, 10> tenths{};
  for (uint64_t key = 0; key < 20'000; ++key)
    ++tenths[static_cast<size_t>(ShareBucket(version, key) / 1'000)];
  // 2,000 each; five standard deviations of a binomial are 212.
  for (const int count : tenths) EXPECT_NEAR(count, 2'000, 212);
}

TEST(ShareBucket, IsALeadsOwnWhateverCameBeforeItAndAnotherVersionsSampleIsAnother) {
  const Digest version = Version("canary"), other = Version("other");
  int both = 0, in = 0;
  for (uint64_t key = 0; key < 10'000; ++key) {
    EXPECT_EQ(ShareBucket(version, key), ShareBucket(version, key));
    const bool here = ShareBucket(version, key) < 1'000;
    in += here;
    both += here && ShareBucket(other, key) < 1'000;
  }
  EXPECT_NEAR(both, in / 10, 50);
}

// An active version and a canary, with what each of them did.
PolicyStages Beside(const StageCounts& active, const StageCounts& canary) {
  PolicyStages stages;
  stages.versions[Version("active")] = {PolicyStage::kActive};
  stages.versions[Version("active")].counts = active;
  VersionStage& tried = stages.versions[Version("canary")];
  tried.stage = PolicyStage::kCanary;
  tried.halt_margin_e4 = kHaltMarginE4;
  tried.halt_after = kHaltAfter;
  tried.counts = canary;
  stages.canary = Version("canary");
  return stages;
}

std::string Broken(const StageCounts& active, const StageCounts& canary) {
  const auto halted = BrokenGuard(Beside(active, canary), Version("active"));
  return halted.has_value() ? halted->rate : "";
}

TEST(BrokenGuard, NamesTheRateThatExceedsTheActiveVersionsByMoreThanTheMargin) {
  const StageCounts fine{1'000, 50, 50, 50, 50};
  EXPECT_EQ(Broken(fine, {100, 15, 15, 15, 15}), "") << "by the margin is not by more";
  EXPECT_EQ(Broken(fine, {100, 16, 0, 0, 0}), "rejected");
  EXPECT_EQ(Broken(fine, {100, 0, 16, 0, 0}), "held");
  EXPECT_EQ(Broken(fine, {100, 0, 0, 16, 0}), "unassigned");
  EXPECT_EQ(Broken(fine, {100, 0, 0, 0, 16}), "sla_breached");
  EXPECT_EQ(Broken(fine, {100, 0, 100, 100, 0}), "held") << "the first of several";
}

TEST(BrokenGuard, SaysTheNumbersOfBoth) {
  const auto halted =
      BrokenGuard(Beside({1'000, 0, 30, 0, 0}, {60, 0, 12, 0, 0}), Version("active"));
  ASSERT_TRUE(halted.has_value());
  EXPECT_EQ(*halted,
            (ev::PolicyHalted{Version("canary"), "held", 12, 60, 30, 1'000, kHaltMarginE4}));
}

TEST(BrokenGuard, WaitsForItsSampleAndForSomethingToBeHeldTo) {
  EXPECT_EQ(Broken({1'000, 0, 0, 0, 0}, {49, 0, 49, 0, 0}), "");
  EXPECT_EQ(Broken({1'000, 0, 0, 0, 0}, {50, 0, 50, 0, 0}), "held");
  EXPECT_EQ(Broken({9, 0, 0, 0, 0}, {50, 0, 50, 0, 0}), "");
  EXPECT_EQ(Broken({10, 0, 0, 0, 0}, {50, 0, 50, 0, 0}), "held");
  EXPECT_EQ(Broken({0, 0, 0, 0, 0}, {50, 0, 50, 0, 0}), "");
}

class StageMovesTest : public testing::Test {
 protected:
  void Add(const std::string& name, PolicyStage stage) {
    auto version = std::make_shared<PolicyVersion>();
    version->hash = Version(name);
    version->name = name;
    state_.versions[version->hash] = version;
    state_.stages.versions[version->hash].stage = stage;
    if (stage == PolicyStage::kActive) state_.activated = {version->hash};
    if (stage == PolicyStage::kShadow) state_.stages.shadow = version->hash;
    if (stage == PolicyStage::kCanary) state_.stages.canary = version->hash;
  }
  std::string Try(const std::string& name, PolicyStage to, bool published = false) {
    const Status status = CheckMove(state_, {Version(name), to, 500, published});
    return status.ok() ? "" : status.error().message;
  }
  // Of one version in `from` beside an active one: the stages that it may move to.
  std::string From(PolicyStage from, bool published) {
    state_ = State{};
    Add("now", PolicyStage::kActive);
    if (from != PolicyStage::kActive) Add("one", from);
    std::string to;
    for (int stage = 0; stage <= static_cast<int>(PolicyStage::kRetired); ++stage) {
      const bool may = Try(from == PolicyStage::kActive ? "now" : "one",
                           static_cast<PolicyStage>(stage), published)
                           .empty();
      if (may)
        to += std::string(to.empty() ? "" : " ") +
              std::string(StageName(static_cast<PolicyStage>(stage)));
    }
    return to;
  }
  State state_;
};

TEST_F(StageMovesTest, AreThoseOfTheTable) {
  EXPECT_EQ(From(PolicyStage::kDraft, false), "shadow canary active retired");
  EXPECT_EQ(From(PolicyStage::kShadow, false), "canary active retired");
  EXPECT_EQ(From(PolicyStage::kCanary, false), "shadow canary active retired");
  EXPECT_EQ(From(PolicyStage::kActive, false), "");
  EXPECT_EQ(From(PolicyStage::kRetired, false), "");
  EXPECT_EQ(From(PolicyStage::kRetired, true), "draft shadow canary active retired");
}

TEST_F(StageMovesTest, TheRefusalSaysWhatStandsInTheWayAndWhatToDo) {
  Add("now", PolicyStage::kActive);
  Add("tried", PolicyStage::kCanary);
  Add("beside", PolicyStage::kShadow);
  Add("new", PolicyStage::kDraft);
  Add("old", PolicyStage::kRetired);
  EXPECT_EQ(Try("new", PolicyStage::kCanary), "`tried` is the canary; promote or retire it first");
  EXPECT_EQ(Try("new", PolicyStage::kShadow), "`beside` is the shadow; promote or retire it first");
  EXPECT_EQ(Try("old", PolicyStage::kActive),
            "`old` is retired; go back to it with `policy rollback`, or publish it again");
  EXPECT_EQ(Try("now", PolicyStage::kRetired),
            "`now` is the active version; it is retired when another one becomes active");
  EXPECT_EQ(Try("tried", PolicyStage::kDraft),
            "`tried` is the canary; it does not become a draft again, but may be retired");
  EXPECT_EQ(Try("beside", PolicyStage::kShadow), "`beside` is the shadow already");
}

TEST_F(StageMovesTest, NothingIsTriedBesideNothing) {
  Add("new", PolicyStage::kDraft);
  EXPECT_EQ(Try("new", PolicyStage::kShadow),
            "there is no active version yet that a shadow could stand beside; publish one");
  EXPECT_EQ(Try("new", PolicyStage::kActive), "");
}

TEST_F(StageMovesTest, AShareIsBetweenOneInTenThousandAndAll) {
  Add("now", PolicyStage::kActive);
  Add("new", PolicyStage::kDraft);
  for (const int64_t share : {int64_t{-1}, int64_t{0}, int64_t{10'001}})
    EXPECT_FALSE(CheckMove(state_, {Version("new"), PolicyStage::kCanary, share}).ok()) << share;
  for (const int64_t share : {int64_t{1}, int64_t{10'000}})
    EXPECT_TRUE(CheckMove(state_, {Version("new"), PolicyStage::kCanary, share}).ok()) << share;
}

TEST_F(StageMovesTest, WhereApprovalIsRequiredOnlyAnotherPersonsOpensTheWay) {
  Add("now", PolicyStage::kActive);
  Add("new", PolicyStage::kDraft);
  state_.stages.approval_required = true;
  state_.person_ids = {"ada", "ben"};
  EXPECT_FALSE(CheckApprover(state_, Version("new"), 1).ok()) << "nobody said who wrote it";
  state_.stages.versions[Version("new")].author = 1;
  const Status own = CheckApprover(state_, Version("new"), 1);
  ASSERT_FALSE(own.ok());
  EXPECT_EQ(own.error().message, "`ada` published `new`; somebody else approves of it");
  EXPECT_TRUE(CheckApprover(state_, Version("new"), 2).ok());
  for (const PolicyStage to : {PolicyStage::kShadow, PolicyStage::kCanary, PolicyStage::kActive})
    EXPECT_NE(Try("new", to), "");
  EXPECT_EQ(Try("new", PolicyStage::kRetired), "");
  state_.stages.versions[Version("new")].approver = 2;
  for (const PolicyStage to : {PolicyStage::kShadow, PolicyStage::kCanary, PolicyStage::kActive})
    EXPECT_EQ(Try("new", to), "");
}

TEST(NextStage, LeadsFromDraftToActiveAndNoFurther) {
  EXPECT_EQ(NextStage(PolicyStage::kDraft), PolicyStage::kShadow);
  EXPECT_EQ(NextStage(PolicyStage::kShadow), PolicyStage::kCanary);
  EXPECT_EQ(NextStage(PolicyStage::kCanary), PolicyStage::kActive);
  EXPECT_EQ(NextStage(PolicyStage::kActive), PolicyStage::kActive);
  EXPECT_EQ(NextStage(PolicyStage::kRetired), PolicyStage::kRetired);
}

}  // namespace
}  // namespace signalbox
