// Leads after they were routed: clocks, what people do with them, escalations. Every test ends with
// a replay of its log and a restart, which must both find what was.
#include <gmock/gmock.h>

#include "workspace/engine_fixture.h"
#include "workspace/replay.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

constexpr char kMore[] = R"(slas:
  first_touch:
    within: 1h
    clock: owner
    stops: [crm.activity_by_owner, meeting.booked, desk.contacted]
    pauses: [held, waiting_for_customer]
    on_reassign: restart
    steps:
      - {at: 30m, remind: owner}
      - {at: 1h, reassign: same_pool, at_most: 2}
      - {at: 2h, escalate: {manager_of: owner}, again: 30m, at_most: 2}
  accept:
    within: 3h
    clock: always
    stops: [desk.accepted]
    on_reassign: continue
hand_back_reasons:
  wrong_person: {then: route_again}
  bad_record: {then: correct, queue: desk}
  not_now: {then: recycle, after: 10d}
  later: {then: recycle}
  not_a_lead: {then: disqualify}
)";

std::string SlaBundle() {
  std::string text = FixturePolicy("assign: {pool: dach}\n    sla: [first_touch, accept]");
  const std::string rules =
      "  - {name: big, when: {lead.employees: 5000..}, escalate: {team: desk, role: deal desk, "
      "decide_within: 4h, "
      "otherwise: {queue: desk}}}\n";
  text.insert(text.find("  - name: germany"), rules);
  text.insert(text.find("queues:\n") + 8,
              "  desk: {owner: {person: boss@acme.example}, empty_within: 2h}\n");
  return text + kMore;
}

class FollowUpTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddSeller("anna@acme.example");
    AddSeller("bert@acme.example");
    AddSeller("cora@acme.example");
    AddPerson("boss@acme.example", "Boss", "");
    Publish({{"policy.yaml", SlaBundle()}});
  }
  void TearDown() override {
    const State& live = engine_->state();
    std::vector<int64_t> due, folded;
    for (const LeadEntry& entry : live.leads) due.push_back(NextDue(entry.id));
    const auto report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->different, 0) << report->Json();
    EXPECT_EQ(report->differences.size(), 0u) << report->Json();
    Restart();
    for (const LeadEntry& entry : engine_->state().leads) folded.push_back(NextDue(entry.id));
    EXPECT_EQ(due, folded);
    EngineFixture::TearDown();
  }

  void AddSeller(const std::string& id) {
    Person person;
    person.id = id;
    person.team = "dach";
    person.manager = "boss@acme.example";
    PutPerson(person);
  }
  int64_t NextDue(const Id& lead) const {
    const FollowUp* follow = engine_->state().FollowUpOf(engine_->state().lead_by_id.at(lead));
    return follow == nullptr ? 0 : follow->NextDue();
  }
  const ev::ClockBody* ClockOf(const Id& lead, ClockKind kind, std::string_view name) const {
    const FollowUp* follow = engine_->state().FollowUpOf(engine_->state().lead_by_id.at(lead));
    const int64_t at = follow == nullptr ? -1 : follow->Find(kind, name);
    return at < 0 ? nullptr : &follow->clocks[static_cast<size_t>(at)].body;
  }
  std::string OwnerOf(const Id& lead) const {
    return engine_->state().PersonOf(EntryOf(lead).owner);
  }
  std::string StatusOf(const Id& lead) const {
    const LeadAnswer answer = engine_->AnswerOf(engine_->state().lead_by_id.at(lead));
    return std::string(StatusName(answer.status)) + " " + answer.queue + " " + answer.reason;
  }
  // What was refused, in words; empty when it was done.
  std::string Act(const Id& lead, Verb verb, ev::LeadActed body = {}) {
    body.verb = verb;
    Status status;
    EXPECT_TRUE(engine_->Apply({[&](Turn& turn) { return turn.Act(lead, body, {}); },
                                [&](const Status& done, int64_t) { status = done; }}));
    Turns();
    return status.ok() ? "" : status.error().message;
  }
  ev::LeadActed By(const std::string& person) const {
    ev::LeadActed body;
    body.by = engine_->state().RefOf(person);
    return body;
  }
  ev::LeadActed Back(const std::string& reason) const {
    ev::LeadActed body;
    body.reason = reason;
    return body;
  }
  // `CODE about who` of every notice, in order.
  std::vector<std::string> Notices() const {
    std::vector<std::string> told;
    EXPECT_TRUE(store_
                    ->ReadEvents(
                        0, -1,
                        [&](int64_t, BytesView bytes) -> Status {
                          SB_ASSIGN(const Event event, DecodeEvent(bytes));
                          if (static_cast<EventType>(event.type) != EventType::kNotified) return {};
                          SB_ASSIGN(const ev::Notified body, DecodeBody<ev::Notified>(event.clear));
                          const std::string& who = engine_->state().PersonOf(body.to);
                          told.push_back(body.code + " " + body.about + " " +
                                         (body.to == 0 ? body.team : who) +
                                         (body.role.empty() ? "" : " (" + body.role + ")"));
                          return {};
                        })
                    .ok());
    return told;
  }
};

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(FollowUpTest, AnOwnerIsRemindedThenReplacedTwiceAndThenTheManagerHearsOfIt) {
  const Id lead = SendFrom("DE", 1).lead;
  const std::string first = OwnerOf(lead);
  EXPECT_EQ(NextDue(lead), kStart + kHourUs);
  Advance(30 * kMinuteUs);
  EXPECT_THAT(Notices(), ElementsAre("sla_reminder first_touch " + first));
  Advance(30 * kMinuteUs);
  const std::string second = OwnerOf(lead);
  EXPECT_NE(second, first);
  EXPECT_EQ(NextDue(lead), clock_.Now() + kHourUs) << "a new owner has the whole hour";
  const ev::ClockBody* accept = ClockOf(lead, ClockKind::kSla, "accept");
  ASSERT_NE(accept, nullptr);
  EXPECT_EQ(accept->expires, kStart + 3 * kHourUs) << "this one goes on over its owners";
  Advance(30 * kMinuteUs);
  Advance(30 * kMinuteUs);
  const std::string third = OwnerOf(lead);
  EXPECT_THAT((std::vector<std::string>{first, second}), testing::Not(testing::Contains(third)));
  Advance(30 * kMinuteUs);
  Advance(30 * kMinuteUs);
  EXPECT_EQ(OwnerOf(lead), third) << "both reassignments are used";
  Advance(kHourUs);
  EXPECT_EQ(Notices().back(), "sla_escalated first_touch boss@acme.example");
  const size_t told = Notices().size();
  Advance(30 * kMinuteUs);
  EXPECT_EQ(Notices().size(), told + 1) << "again after half an hour";
  Advance(30 * kMinuteUs);
  EXPECT_EQ(Notices().size(), told + 1) << "then after twice as long";
  Advance(30 * kMinuteUs);
  EXPECT_EQ(Notices().size(), told + 2);
  Advance(100 * kHourUs);
  EXPECT_EQ(Notices().size(), told + 2) << "and no more";
}

TEST_F(FollowUpTest, OnlyWhatTheSlaNamesStopsItsClockAndOnlyByItsOwner) {
  const Id lead = SendFrom("DE", 1).lead;
  const std::string owner = OwnerOf(lead);
  EXPECT_EQ(Act(lead, Verb::kActivity, By("boss@acme.example")), "");
  EXPECT_EQ(ClockOf(lead, ClockKind::kSla, "first_touch")->phase, ClockPhase::kRunning);
  Advance(10 * kMinuteUs);
  EXPECT_EQ(Act(lead, Verb::kActivity, By(owner)), "");
  EXPECT_EQ(ClockOf(lead, ClockKind::kSla, "first_touch")->phase, ClockPhase::kStopped);
  EXPECT_EQ(ClockOf(lead, ClockKind::kSla, "first_touch")->worked, 10 * kMinuteUs);
  EXPECT_EQ(ClockOf(lead, ClockKind::kSla, "accept")->phase, ClockPhase::kRunning);
  EXPECT_EQ(Act(lead, Verb::kAccept, By(owner)), "");
  EXPECT_EQ(engine_->state().FollowUpOf(engine_->state().lead_by_id.at(lead)), nullptr)
      << "nothing is left to follow";
  Advance(10 * kDayUs);
  EXPECT_THAT(Notices(), ElementsAre());
}

TEST_F(FollowUpTest, AClockThatIsPausedCountsNothing) {
  const Id lead = SendFrom("DE", 1).lead;
  Advance(20 * kMinuteUs);
  EXPECT_EQ(Act(lead, Verb::kWait), "");
  Advance(5 * kHourUs);
  EXPECT_EQ(Act(lead, Verb::kResume), "");
  EXPECT_EQ(ClockOf(lead, ClockKind::kSla, "first_touch")->expires, clock_.Now() + 40 * kMinuteUs);
}

TEST_F(FollowUpTest, AChangedCalendarMovesTheClocksThatCountIt) {
  const Id lead = SendFrom("DE", 1).lead;
  Advance(20 * kMinuteUs);
  Person owner = *engine_->state().roster.FindPerson(OwnerOf(lead));
  owner.leaves.push_back({clock_.Now(), clock_.Now() + kDayUs});
  PutPerson(owner);
  EXPECT_EQ(ClockOf(lead, ClockKind::kSla, "first_touch")->expires,
            clock_.Now() + kDayUs + 40 * kMinuteUs);
  Advance(kHourUs);
  EXPECT_THAT(Notices(), ElementsAre()) << "nobody is reminded on leave";
}

TEST_F(FollowUpTest, APersonWhoComesBackGetsTheWholeTimeAgain) {
  const Id lead = SendFrom("DE", 1).lead;
  const std::string owner = OwnerOf(lead);
  Advance(40 * kMinuteUs);
  Send(R"({"email":"p1@huber-werke.de","country":"DE","consent":"given","message":"Please call"})");
  EXPECT_EQ(ClockOf(lead, ClockKind::kSla, "first_touch")->expires, clock_.Now() + kHourUs);
}

TEST_F(FollowUpTest, AReasonDecidesWhatFollowsWhenALeadIsHandedBack) {
  const Id again = SendFrom("DE", 1).lead;
  const std::string owner = OwnerOf(again);
  const int64_t turns = engine_->state().pools.at("dach").members[0].turns;
  EXPECT_THAT(Act(again, Verb::kHandBack, Back("because")), HasSubstr("`because` is no reason"));
  EXPECT_THAT(Act(again, Verb::kHandBack, By("boss@acme.example")), HasSubstr("only its owner"));
  EXPECT_EQ(Act(again, Verb::kHandBack, Back("wrong_person")), "");
  EXPECT_NE(OwnerOf(again), owner);
  EXPECT_NE(OwnerOf(again), "");
  EXPECT_EQ(engine_->state().pools.at("dach").members[0].turns, turns - 1) << "the turn came back";
  const Id bad = SendFrom("DE", 2).lead;
  EXPECT_EQ(Act(bad, Verb::kHandBack, Back("bad_record")), "");
  EXPECT_EQ(StatusOf(bad), "held desk bad_record");
  EXPECT_EQ(OwnerOf(bad), "");
  EXPECT_EQ(NextDue(bad), clock_.Now() + 2 * kHourUs) << "a queue has a time";
  const Id nothing = SendFrom("DE", 3).lead;
  EXPECT_EQ(Act(nothing, Verb::kHandBack, Back("not_a_lead")), "");
  EXPECT_EQ(StatusOf(nothing), "rejected  not_a_lead");
  EXPECT_THAT(Act(nothing, Verb::kContacted), HasSubstr("nobody has this lead"));
}

TEST_F(FollowUpTest, ARecycledLeadComesBackOnItsDay) {
  const Id lead = SendFrom("DE", 1).lead;
  EXPECT_THAT(Act(lead, Verb::kHandBack, Back("later")), HasSubstr("`until` is missing"));
  ev::LeadActed body = Back("later");
  body.until = clock_.Now() + 90 * kDayUs;
  EXPECT_EQ(Act(lead, Verb::kHandBack, body), "");
  EXPECT_EQ(StatusOf(lead), "held  later");
  EXPECT_EQ(NextDue(lead), body.until);
  Restart();
  Advance(90 * kDayUs);
  EXPECT_EQ(EntryOf(lead).status, LeadStatus::kRouted);
  EXPECT_NE(OwnerOf(lead), "");
  EXPECT_EQ(ClockOf(lead, ClockKind::kRecycle, "recycle")->phase, ClockPhase::kOver);
}

TEST_F(FollowUpTest, ALeadThatWasTakenUpIsNotRecalled) {
  const Id lead = SendFrom("DE", 1).lead;
  const std::string owner = OwnerOf(lead);
  EXPECT_EQ(Act(lead, Verb::kRecall), "");
  EXPECT_NE(OwnerOf(lead), owner);
  EXPECT_EQ(Act(lead, Verb::kAccept), "");
  EXPECT_THAT(Act(lead, Verb::kRecall), HasSubstr("has taken it up"));
  const Id other = SendFrom("DE", 2).lead;
  ev::LeadActed to_queue;
  to_queue.queue = "desk";
  EXPECT_EQ(Act(other, Verb::kRecall, to_queue), "");
  EXPECT_EQ(StatusOf(other), "queued desk recalled");
  to_queue.queue = "dsk";
  EXPECT_THAT(Act(lead, Verb::kRecall, to_queue), HasSubstr("taken it up"));
}

TEST_F(FollowUpTest, AQueueThatIsNotEmptiedInTimeTellsItsOwner) {
  const Id lead = SendFrom("FR", 1).lead;
  EXPECT_EQ(NextDue(lead), kStart + 4 * kHourUs);
  const Id claimed = SendFrom("FR", 2).lead;
  EXPECT_EQ(Act(claimed, Verb::kClaim, By("anna@acme.example")), "");
  EXPECT_EQ(OwnerOf(claimed), "anna@acme.example");
  EXPECT_EQ(StatusOf(claimed), "routed  claimed");
  EXPECT_EQ(NextDue(claimed), 0);
  EXPECT_THAT(Act(claimed, Verb::kClaim, By("bert@acme.example")), HasSubstr("waits in no queue"));
  Advance(5 * kHourUs);
  EXPECT_THAT(Notices(), ElementsAre("queue_late unrouted revops"));
}

TEST_F(FollowUpTest, WhoeverALeadIsHandedOverToHasItsClocks) {
  const Id lead = SendFrom("DE", 1).lead;
  Advance(10 * kMinuteUs);
  ev::LeadActed over;
  over.to = engine_->state().RefOf(OwnerOf(lead) == "cora@acme.example" ? "anna@acme.example"
                                                                        : "cora@acme.example");
  EXPECT_EQ(Act(lead, Verb::kHandOver, over), "");
  EXPECT_EQ(EntryOf(lead).owner, static_cast<uint32_t>(over.to));
  EXPECT_EQ(NextDue(lead), clock_.Now() + kHourUs);
  EXPECT_THAT(Act(lead, Verb::kHandOver, over), HasSubstr("has it already"));
  over.to = 99;
  EXPECT_THAT(Act(lead, Verb::kHandOver, over), HasSubstr("nobody of the roster"));
}

class CreditTest : public FollowUpTest {
 protected:
  // Turns of all members of pool dach, which gives none back by itself.
  void SetUp() override {
    FollowUpTest::SetUp();
    std::string text = SlaBundle();
    const std::string pool = "  dach: {";
    text.insert(text.find(pool) + pool.size(), "credit: booked, hand_back: none, ");
    Publish({{"policy.yaml", text}});
  }
  int64_t TurnsTaken() const {
    int64_t turns = 0;
    for (const auto& member : engine_->state().pools.at("dach").members) turns += member.turns;
    return turns;
  }
};

TEST_F(CreditTest, ATurnThatWasNotEarnedComesBackWhenTheLeadLeaves) {
  const Id back = SendFrom("DE", 1).lead, over = SendFrom("DE", 2).lead;
  EXPECT_EQ(TurnsTaken(), 2) << "it counts for whose turn is next from the first";
  EXPECT_EQ(Act(back, Verb::kAccept), "");
  EXPECT_EQ(Act(back, Verb::kHandBack, Back("not_a_lead")), "");
  EXPECT_EQ(TurnsTaken(), 1) << "accepted, but no meeting was booked";
  ev::LeadActed to;
  to.to = engine_->state().RefOf(OwnerOf(over) == "cora@acme.example" ? "anna@acme.example"
                                                                      : "cora@acme.example");
  EXPECT_EQ(Act(over, Verb::kHandOver, to), "");
  EXPECT_EQ(TurnsTaken(), 0);
}

TEST_F(CreditTest, ATurnThatWasEarnedStays) {
  const Id booked = SendFrom("DE", 1).lead, met = SendFrom("DE", 2).lead;
  EXPECT_EQ(Act(booked, Verb::kBook), "");
  EXPECT_EQ(Act(met, Verb::kMet), "");
  EXPECT_EQ(Act(booked, Verb::kHandBack, Back("not_a_lead")), "");
  EXPECT_EQ(Act(met, Verb::kHandBack, Back("not_a_lead")), "");
  EXPECT_EQ(TurnsTaken(), 2);
}

TEST_F(CreditTest, WhoeverLetsALeadLieHasNotEarnedIt) {
  const Id lead = SendFrom("DE", 1).lead;
  const std::string first = OwnerOf(lead);
  Advance(kHourUs);
  Advance(kHourUs);
  EXPECT_NE(OwnerOf(lead), first);
  EXPECT_EQ(TurnsTaken(), 1) << "that of whoever has it now";
}

class WatchedFieldTest : public FollowUpTest {
 protected:
  void SetUp() override {
    FollowUpTest::SetUp();
    std::string text = SlaBundle();
    const std::string triggers = "[created, came_back]";
    text.replace(text.find(triggers), triggers.size(), "[created, {changed: [lead.country]}]");
    Publish({{"policy.yaml", text}});
  }
};

TEST_F(WatchedFieldTest, ALeadIsRoutedAgainWhenAWatchedFieldChangesAndOnlyThen) {
  const Id lead = SendFrom("DE", 1).lead;
  EXPECT_NE(OwnerOf(lead), "");
  const Id run = EntryOf(lead).run;
  Advance(kHourUs / 6);
  Send(R"({"email":"p1@huber-werke.de","country":"DE","consent":"given","message":"Please call"})");
  EXPECT_EQ(EntryOf(lead).run, run) << "the same country: whoever has it is told";
  const std::string moved =
      R"({"email":"p1@huber-werke.de","country":"FR","consent":"given","message":"Moved"})";
  const LeadOrFault said = ParseLeadJson(moved);
  ASSERT_TRUE(said.has_value());
  const Result<WhatIfOutcome> foreseen = engine_->WhatIf(
      MakeSubmission(*keys_, *said, IdentityKeys(*said), ContentForm(*said), "", ""), {});
  ASSERT_TRUE(foreseen.ok()) << foreseen.error().message;
  EXPECT_EQ(foreseen->answer.queue, "unrouted") << "a question about it sees the change, too";
  Send(moved);
  EXPECT_NE(EntryOf(lead).run, run);
  EXPECT_EQ(StatusOf(lead).substr(0, 15), "queued unrouted");
}

class EscalationTest : public FollowUpTest {
 protected:
  Id SendBig(int number) {
    const std::string n = std::to_string(number);
    return Send(R"({"email":"p)" + n +
                R"(@big.example.com","country":"DE","consent":"given","first_name":"A",)" +
                R"("last_name":"B","company":"Big )" + n + R"( AG","employees":9000})")
        .lead;
  }
};

TEST_F(EscalationTest, WaitsForADecisionAndGoesOnWithoutOneWhenItsTimeIsUp) {
  const Id lead = SendBig(1);
  EXPECT_EQ(StatusOf(lead), "held desk escalated");
  EXPECT_THAT(Notices(), ElementsAre("decision_asked big/ desk (deal desk)"));
  Advance(4 * kHourUs);
  EXPECT_EQ(StatusOf(lead), "queued desk queued_by_rule");
}

TEST_F(EscalationTest, IsEndedByAPersonWhoGivesOwnerOrQueueOrRejects) {
  const Id given = SendBig(1), queued = SendBig(2), rejected = SendBig(3), claimed = SendBig(4);
  ev::LeadActed decision = By("boss@acme.example");
  EXPECT_THAT(Act(given, Verb::kDecide, decision), HasSubstr("a decision is one of"));
  decision.to = engine_->state().RefOf("bert@acme.example");
  EXPECT_EQ(Act(given, Verb::kDecide, decision), "");
  EXPECT_EQ(OwnerOf(given), "bert@acme.example");
  EXPECT_EQ(StatusOf(given), "routed  decided_by_person");
  decision.to = 0;
  decision.queue = "unrouted";
  EXPECT_EQ(Act(queued, Verb::kDecide, decision), "");
  EXPECT_EQ(StatusOf(queued), "queued unrouted decided_by_person");
  decision.queue.clear();
  decision.reason = "Mr Huber said no";
  EXPECT_THAT(Act(rejected, Verb::kDecide, decision), HasSubstr("a code of small letters"));
  decision.reason = "no_fit";
  EXPECT_EQ(Act(rejected, Verb::kDecide, decision), "");
  EXPECT_EQ(StatusOf(rejected), "rejected  no_fit");
  EXPECT_THAT(Act(rejected, Verb::kDecide, decision), HasSubstr("nothing about this lead waits"));
  EXPECT_EQ(Act(claimed, Verb::kClaim, By("anna@acme.example")), "");
  EXPECT_EQ(OwnerOf(claimed), "anna@acme.example");
  Restart();
  Advance(10 * kHourUs);
  EXPECT_EQ(StatusOf(given), "routed  decided_by_person") << "its time no longer runs";
}

TEST_F(FollowUpTest, AForgottenPersonIsNotRoutedAgain) {
  const Id lead = SendFrom("DE", 1).lead;
  const std::string owner = OwnerOf(lead);
  ASSERT_TRUE(keys_->Forget(EntryOf(lead).subject).ok());
  Advance(30 * kMinuteUs);
  Advance(30 * kMinuteUs);
  EXPECT_EQ(OwnerOf(lead), owner);
  EXPECT_EQ(Act(lead, Verb::kRecall), "");
  EXPECT_EQ(StatusOf(lead), "held  erased");
}

}  // namespace
}  // namespace signalbox
