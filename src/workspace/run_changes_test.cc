#include "workspace/run_changes.h"

#include "workspace/explain.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr char kQueueAll[] = R"(policy: test
record: lead
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";
const Actor kOperator{ActorKind::kOperator, "ops"};

class RunChanges : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    AddPerson("revo", "revops");
    Publish(kQueueAll);
    held_ = *Send(R"({"country":"DE","source":"web","external_id":"1"})");
    ASSERT_EQ(held_.status, LeadStatus::kHeld);
  }
  Result<LeadAnswer> Cancel(const std::string& reason) {
    return CancelRun(*workspace_, kOperator, FormatId("run", held_.run), reason);
  }
  std::string Log() {
    std::string all;
    EXPECT_TRUE(workspace_->store()
                    .ReadEvents(0, -1,
                                [&](int64_t, BytesView bytes) -> Status {
                                  all += bytes;
                                  return {};
                                })
                    .ok());
    return all;
  }
  LeadAnswer held_;
};

TEST_F(RunChanges, ACodeIsPartOfTheReasonAndTheRunIsOver) {
  const Result<LeadAnswer> done = Cancel("sent_by_mistake");
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->status, LeadStatus::kHeld);
  EXPECT_EQ(done->reason, "cancelled: sent_by_mistake");
  EXPECT_EQ(Cancel("").error().code, Code::kConflict);
  Reopen();
  EXPECT_EQ(Cancel("").error().code, Code::kConflict);
}

TEST_F(RunChanges, WordsAreSealedAndToldToWhoAsks) {
  const std::string words = "Petra rang and asked us to stop";
  const Result<LeadAnswer> done = Cancel(words);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->reason, "cancelled");
  EXPECT_EQ(Log().find("Petra"), std::string::npos);
  const Result<Explanation> told = Explain(*workspace_, FormatId("lead", held_.lead));
  ASSERT_TRUE(told.ok());
  EXPECT_NE(told->text.find(words), std::string::npos) << told->text;
}

TEST_F(RunChanges, WhatIsNoReasonOrNoRunIsRefusedAndChangesNothing) {
  const int64_t before = workspace_->store().next_position();
  for (const std::string& reason : {std::string(501, 'x'), std::string("two\nlines"),
                                    std::string("\xff\xfe"), std::string(1, '\0')}) {
    EXPECT_EQ(Cancel(reason).error().code, Code::kInvalid);
  }
  for (const std::string& run : {std::string("lead_1"), std::string(), FormatId("run", Id{})})
    EXPECT_EQ(CancelRun(*workspace_, kOperator, run, "").error().code, Code::kNotFound);
  EXPECT_EQ(workspace_->store().next_position(), before);
}

}  // namespace
}  // namespace signalbox
