#include "api/lead_batch.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/metrics.h"
#include "api/problem.h"
#include "api/reply_waiter.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using nlohmann::json;

constexpr char kQueueAll[] = R"(policy: test
record: lead
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";
constexpr char kPlan[] = R"(plan: route_lead
record: lead
steps:
  - {id: route, kind: decide, needs: route}
)";
constexpr char kPlanThatWaits[] = R"(plan: route_lead
record: lead
steps:
  - {id: pause, kind: wait, for: 1h}
  - {id: route, kind: decide, needs: route, after: [pause]}
)";

class LeadBatchTest : public WorkspaceFixture {
 protected:
  void Begin(const char* plan) {
    AddPerson("revo", "revops");
    Publish(kQueueAll, {{"plans/route_lead.yaml", plan}});
  }
  std::shared_ptr<LeadBatch> NewBatch(size_t count, bool many, bool accepted_only = false) {
    return std::make_shared<LeadBatch>(*workspace_, &metrics_, waiter_.NewResponder(), "/v1/leads",
                                       count, many, accepted_only);
  }
  Submission SubmissionOf(int number) {
    Attributes lead;
    const std::string email = "p" + std::to_string(number) + "@huber-werke.de";
    lead.SetText(Field::kEmail, email);
    return MakeSubmission(workspace_->keys(), lead, {"e:" + email}, email, "", "");
  }

  Metrics metrics_{{}};
  ReplyWaiter waiter_{std::chrono::minutes(1)};
};

TEST_F(LeadBatchTest, OneLeadIsAnsweredAsOneObject) {
  Begin(kPlan);
  NewBatch(1, false)->Submit(0, SubmissionOf(1), false);
  const HttpResponse response = waiter_.WaitForOne();
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(json::parse(response.body)["status"], "queued");
}

TEST_F(LeadBatchTest, SeveralAreAnsweredOnceInTheOrderSentWhateverBecameOfEach) {
  Begin(kPlan);
  const auto batch = NewBatch(3, true);
  batch->Submit(2, SubmissionOf(2), true);
  batch->Refuse(1, MakeProblem(400, "no lead"));
  batch->Submit(0, SubmissionOf(1), true);
  const HttpResponse response = waiter_.WaitForOne();
  EXPECT_EQ(response.status, 201);
  const json items = json::parse(response.body);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0]["status"], "queued");
  EXPECT_EQ(items[1]["status"], "rejected");
  EXPECT_EQ(items[1]["error"]["detail"], "no lead");
  EXPECT_EQ(items[2]["status"], "queued");
  EXPECT_NE(items[0]["lead_id"], items[2]["lead_id"]);
}

TEST_F(LeadBatchTest, WhenTheTimeIsUpWhatIsDurableIsAnsweredWithItsRun) {
  Begin(kPlanThatWaits);
  const auto batch = NewBatch(2, true);
  batch->Submit(0, SubmissionOf(1), true);
  EXPECT_FALSE(batch->OnDeadline()) << "the second is still being handed over";
  batch->Submit(1, SubmissionOf(2), true);
  EXPECT_TRUE(batch->OnDeadline());
  const HttpResponse response = waiter_.WaitForOne();
  EXPECT_EQ(response.status, 202);
  for (const json& item : json::parse(response.body)) {
    EXPECT_EQ(item["status"], "in_progress");
    EXPECT_TRUE(item["run_id"].is_string()) << item;
  }
  EXPECT_TRUE(batch->OnDeadline()) << "it was answered, and only once";
}

TEST_F(LeadBatchTest, AcceptedIsAnsweredBeforeTheDecision) {
  Begin(kPlanThatWaits);
  NewBatch(1, false, true)->Submit(0, SubmissionOf(1), false);
  EXPECT_EQ(waiter_.WaitForOne().status, 202);
}

TEST_F(LeadBatchTest, WhatTookNothingIsRefusedAsAWholeSoThatTheSenderTriesAgain) {
  Begin(kPlan);
  const auto batch = NewBatch(2, true);
  batch->Refuse(0, MakeProblem(429, "full"));
  batch->Refuse(1, MakeProblem(429, "full"));
  EXPECT_EQ(waiter_.WaitForOne().status, 429);
  const auto mixed = NewBatch(2, true);
  mixed->Refuse(0, MakeProblem(429, "full"));
  mixed->Refuse(1, MakeProblem(400, "no lead"));
  EXPECT_EQ(waiter_.WaitForOne().status, 200) << "each item says what became of it";
}

TEST_F(LeadBatchTest, AWorkspaceWithoutAPolicyRefusesWithAReasonToComeBack) {
  NewBatch(1, false)->Submit(0, SubmissionOf(1), false);
  EXPECT_EQ(waiter_.WaitForOne().status, 503);
}

}  // namespace
}  // namespace signalbox
