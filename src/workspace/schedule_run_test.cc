// Schedules of a policy, run by the engine.
#include <gmock/gmock.h>

#include "engine/schedules.h"
#include "workspace/engine_fixture.h"
#include "workspace/replay.h"

namespace signalbox {
namespace {

// What lies in the queue is looked at again each day at eight, when the pool may take it.
std::string DailyPolicy(const std::string& rule) {
  return R"(policy: test
record: lead
triggers: [created, {schedule: daily 08:00, when: {queue.id: nurture}}]
rules:
)" + rule +
         R"(
nothing_matched: {queue: unrouted}
pools:
  dach: {members: {team: dach}, strategy: weighted}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
  nurture: {owner: {team: revops}, empty_within: 400h}
)";
}
constexpr char kNurture[] = "  - {name: nurture, when: {lead.country: DE}, queue: nurture}";
constexpr char kAssign[] = "  - {name: assign, when: {lead.country: DE}, assign: {pool: dach}}";

class ScheduleRunTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("lena", "Lena", "dach");
    AddPerson("revo", "Revo", "revops");
    Publish({{"policy.yaml", DailyPolicy(kNurture)}});
  }
  std::vector<ev::ScheduleRan> Ran() {
    std::vector<ev::ScheduleRan> ran;
    EXPECT_TRUE(store_
                    ->ReadEvents(0, -1,
                                 [&](int64_t, BytesView bytes) -> Status {
                                   SB_ASSIGN(const Event event, DecodeEvent(bytes));
                                   if (static_cast<EventType>(event.type) !=
                                       EventType::kScheduleRan)
                                     return {};
                                   SB_ASSIGN(const ev::ScheduleRan body,
                                             DecodeBody<ev::ScheduleRan>(event.clear));
                                   ran.push_back(body);
                                   return {};
                                 })
                    .ok());
    return ran;
  }
  void CheckLog() {
    const auto report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->identical, report->runs);
  }
};

TEST_F(ScheduleRunTest, LooksAtTheRecordsOfItsConditionAndRoutesThemAnew) {
  const LeadAnswer waits = SendFrom("DE", 1), other = SendFrom("FR", 2);
  ASSERT_EQ(waits.queue, "nurture");
  Publish({{"policy.yaml", DailyPolicy(kAssign)}});
  Turns();
  EXPECT_TRUE(Ran().empty()) << "half past eight has passed for today: 08:00 comes tomorrow";
  Advance(24 * kHourUs);
  const auto ran = Ran();
  ASSERT_EQ(ran.size(), 1u);
  EXPECT_EQ(ran[0].next, 2);
  EXPECT_EQ(ran[0].of, 2);
  EXPECT_EQ(ran[0].routed, 1);
  EXPECT_EQ(EntryOf(waits.lead).status, LeadStatus::kRouted);
  EXPECT_EQ(engine_->AnswerOf(engine_->state().lead_by_id.at(other.lead)).queue, "unrouted");
  Advance(kHourUs);
  EXPECT_EQ(Ran().size(), 1u) << "once a day";
  CheckLog();
}

TEST_F(ScheduleRunTest, AMomentThatPassedWhileNobodyWasThereIsServedOnceAtTheStart) {
  const LeadAnswer waits = SendFrom("DE", 1);
  Stop();
  clock_.Advance(5 * kDayUs);
  Open(false);
  Turns();
  const auto ran = Ran();
  ASSERT_EQ(ran.size(), 1u);
  EXPECT_EQ(FormatTime(ran[0].moment).substr(0, 16), "2025-10-14T08:00");
  EXPECT_EQ(ran[0].routed, 1) << "it went into the same queue again";
  EXPECT_EQ(EntryOf(waits.lead).status, LeadStatus::kQueued);
  Restart();
  EXPECT_EQ(Ran().size(), 1u);
  CheckLog();
}

TEST_F(ScheduleRunTest, LooksAtSoManyRecordsATurnAndGoesOnAfterARestart) {
  const int64_t many = kScheduledPerTurn + 10;
  for (int i = 0; i < many; ++i) SendFrom("DE", i);
  clock_.Advance(24 * kHourUs);
  bool open = true;
  ASSERT_TRUE(engine_->RunTurn(std::chrono::microseconds(0), &open).ok());
  ASSERT_EQ(Ran().size(), 1u);
  EXPECT_EQ(Ran()[0].next, kScheduledPerTurn);
  Restart();
  const auto ran = Ran();
  ASSERT_EQ(ran.size(), 2u);
  EXPECT_EQ(ran[1].next, many);
  EXPECT_EQ(ran[1].routed, many) << "each of them once";
  CheckLog();
}

// Each night whatever agents said thirty days ago is asked anew.
std::string AgedPolicy() {
  return R"(policy: test
record: lead
triggers: [created, {schedule: daily 08:00, older_than: 30d}]
rules:
  - {name: germany, when: {lead.country: DE}, assign: {pool: dach}}
nothing_matched: {queue: unrouted}
pools:
  dach: {members: {team: dach}, strategy: weighted}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4000h}
)";
}

class ScheduleByAgeTest : public ScheduleRunTest {
 protected:
  void SetUp() override {
    ScheduleRunTest::SetUp();
    AddPerson("jonas", "Jonas", "dach");
    Publish({{"policy.yaml", AgedPolicy()}});
  }
  int64_t Routed() {
    int64_t routed = 0;
    for (const ev::ScheduleRan& ran : Ran()) {
      if (ran.next == ran.of) routed += ran.routed;
    }
    return routed;
  }
};

TEST_F(ScheduleByAgeTest, ValuesAreAskedAnewOnceTheyAreOldAndTheLeadStaysWhereTheAnswerIsTheSame) {
  const LeadAnswer lead = SendFrom("DE", 1), other = SendFrom("DE", 2), waits = SendFrom("FR", 3);
  ASSERT_NE(lead.owner, other.owner);
  ASSERT_EQ(SendFrom("DE", 5).owner, lead.owner) << "so that another turn would be another's";
  const Id run = EntryOf(other.lead).run;
  Advance(24 * kHourUs);
  EXPECT_EQ(Routed(), 0) << "a day old";
  Advance(29 * kDayUs);
  EXPECT_EQ(Routed(), 4);
  EXPECT_NE(EntryOf(other.lead).run, run);
  EXPECT_EQ(engine_->AnswerOf(engine_->state().lead_by_id.at(lead.lead)).owner, lead.owner);
  EXPECT_EQ(engine_->AnswerOf(engine_->state().lead_by_id.at(other.lead)).owner, other.owner);
  EXPECT_EQ(EntryOf(waits.lead).status, LeadStatus::kQueued);
  Advance(24 * kHourUs);
  EXPECT_EQ(Routed(), 4) << "now they are new";
  EXPECT_EQ(SendFrom("DE", 4).owner, other.owner) << "nobody's turn was taken";
  CheckLog();
}

TEST_F(ScheduleByAgeTest, WhatAPersonTookUpIsLeftAlone) {
  const LeadAnswer lead = SendFrom("DE", 1);
  Apply([&](Turn& turn) -> Status {
    ev::LeadActed body;
    body.verb = Verb::kAccept;
    return turn.Act(lead.lead, body, {});
  });
  const Id run = EntryOf(lead.lead).run;
  Advance(31 * kDayUs);
  EXPECT_EQ(EntryOf(lead.lead).run, run);
  EXPECT_EQ(Routed(), 0);
}

TEST_F(ScheduleByAgeTest, ItAsksAnAgentNoMoreOftenThanItsQuotaAllowsAndGoesOnByItself) {
  for (int i = 0; i < 8; ++i) SendFrom("DE", i);
  AgentSpec agent = OutsideScorer();
  agent.quota.per_minute = 4;
  AddAgent(agent);
  Advance(30 * kDayUs);
  ASSERT_EQ(activities_.size(), 3u) << "one call of four is left to leads that come";
  size_t answered = 0;
  for (int minutes = 0; minutes < 4 && answered < 8; ++minutes) {
    const size_t until = activities_.size();
    EXPECT_LE(until - answered, 3u);
    AgentResult result;
    result.output.SetInt(Field::kScore, 50);
    for (; answered < until; ++answered) Answer(Activity(activities_[answered]), result, 0);
    EXPECT_EQ(activities_.size(), until) << "the minute is not over";
    Advance(kMinuteUs);
  }
  EXPECT_EQ(activities_.size(), 8u);
  EXPECT_EQ(Routed(), 8);
}

}  // namespace
}  // namespace signalbox
