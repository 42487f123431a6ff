#include "engine/open_runs.h"

#include <gtest/gtest.h>

#include "engine/state_codec.h"

namespace signalbox {
namespace {

using OpenRun = Run;  // the fixture has a `Run` of its own

Id Numbered(uint8_t number) {
  Id id{};
  id.bytes[15] = number;
  return id;
}

class OpenRunsTest : public ::testing::Test {
 protected:
  OpenRunsTest() : version_(std::make_shared<PolicyVersion>()), plan_(std::make_shared<Plan>()) {}

  std::unique_ptr<OpenRun> Waiting(uint8_t number) const {
    auto run = std::make_unique<OpenRun>();
    run->id = Numbered(number);
    run->lead = number;
    run->policy = version_;
    run->plan = plan_;
    run->waits = run->finished = run->decided = true;
    run->record.SetText(Field::kEmail, "ada@example.com");
    run->record.SetInt(Field::kEmployees, 40 + number);
    run->outputs[1].SetText(Field::kCountry, "DE");
    run->steps.resize(3);
    run->steps[1].agent = "score_lead@1";
    run->steps[1].tried = {"enrich@2"};
    run->timers.push_back({2, ev::TimerPurpose::kRetry, 1, 77, true});
    run->decision.rule = "dach";
    run->exclude = {4};
    run->waits_for = {"pool", 1};
    return run;
  }
  // All that it says, as text that can be compared.
  static Bytes Said(const OpenRun& run) { return EncodeRun(run) + EncodeRunSecret(run); }

  std::shared_ptr<PolicyVersion> version_;
  std::shared_ptr<Plan> plan_;
  OpenRuns runs_;
};

TEST_F(OpenRunsTest, ARunThatWasPackedSaysWhatItSaid) {
  const Bytes before = Said(*Waiting(1));
  runs_.Put(Waiting(1));
  runs_.Pack(0);
  EXPECT_EQ(runs_.packed(), 1u);
  runs_.ForEach([&](const OpenRun& run) { EXPECT_EQ(Said(run), before); });
  EXPECT_EQ(runs_.packed(), 1u) << "a look does not unpack";
  const OpenRun* run = runs_.Find(Numbered(1));
  ASSERT_NE(run, nullptr);
  EXPECT_EQ(Said(*run), before);
  EXPECT_EQ(run->policy, version_);
  EXPECT_EQ(run->plan, plan_);
  EXPECT_EQ(runs_.packed(), 0u);
}

TEST_F(OpenRunsTest, WhatIsInProgressIsNotPackedAndTheLatestStay) {
  runs_.Put(Waiting(1));
  runs_.Put(Waiting(2));
  runs_.Find(Numbered(1))->waits = false;
  runs_.Put(Waiting(3));
  runs_.Pack(1);
  EXPECT_EQ(runs_.packed(), 2u);
  runs_.Pack(0);
  EXPECT_EQ(runs_.packed(), 2u) << "the one in progress";
}

TEST_F(OpenRunsTest, AChangeToARunThatWasPackedIsKept) {
  runs_.Put(Waiting(1));
  runs_.Pack(0);
  runs_.Find(Numbered(1))->route_attempts = 9;
  runs_.Pack(0);
  EXPECT_EQ(runs_.packed(), 1u);
  EXPECT_EQ(runs_.Find(Numbered(1))->route_attempts, 9);
}

TEST_F(OpenRunsTest, ASaveTakesWhatChangedPackedOrNot) {
  std::vector<uint32_t> leads;
  const auto take = [&](const OpenRun& run) { leads.push_back(run.lead); };
  runs_.Put(Waiting(1));
  runs_.Put(Waiting(2), true);
  runs_.Pack(0);
  runs_.ForEachUnsaved(false, take);
  EXPECT_EQ(leads, std::vector<uint32_t>{1});
  leads.clear();
  runs_.ForEachUnsaved(false, take);
  EXPECT_TRUE(leads.empty()) << "packing is no change";
  runs_.Find(Numbered(2));
  runs_.ForEachUnsaved(false, take);
  EXPECT_EQ(leads, std::vector<uint32_t>{2});
  leads.clear();
  runs_.ForEachUnsaved(true, take);
  EXPECT_EQ(leads.size(), 2u);
}

TEST_F(OpenRunsTest, OneThatEndsWhilePackedIsGoneAndItsSaveIsDropped) {
  runs_.Put(Waiting(1), true);
  runs_.Put(Waiting(2));
  runs_.Pack(0);
  EXPECT_EQ(runs_.Take(Numbered(1))->lead, 1u);
  runs_.erase(Numbered(2));
  runs_.erase(Numbered(7));
  EXPECT_TRUE(runs_.empty());
  EXPECT_EQ(runs_.packed(), 0u);
  EXPECT_EQ(runs_.TakeEnded(), std::vector<uint32_t>{1}) << "the other was never saved";
  EXPECT_TRUE(runs_.TakeEnded().empty());
  runs_.Pack(0);
}

}  // namespace
}  // namespace signalbox
