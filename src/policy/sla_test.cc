// When the time of an SLA is up, and who is asked to decide.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "policy/escalation.h"
#include "policy/policy_fixture.h"
#include "policy/sla_due.h"

namespace signalbox {
namespace {

constexpr char kFirstTouch[] = R"(pools:
  dach-south: {members: {team: dach-south}}
calendars:
  office: {hours: Mon-Fri 09:00-17:00, zone: Europe/Berlin, closed: [2026-11-23]}
slas:
  first_touch:
    within: 1h
    clock: owner
    starts: assigned
    stops: [crm.activity_by_owner, meeting.booked, desk.contacted]
    pauses: [held, waiting_for_customer]
    on_reassign: restart
    steps:
      - {at: 30m, remind: owner}
      - {at: 1h, reassign: same_pool, at_most: 2}
      - {at: 2h, escalate: {manager_of: owner}, again: 30m}
  by_office: {within: 1h, clock: {calendar: office}, stops: [desk.contacted]}
  by_team: {within: 1h, clock: team, stops: [desk.contacted]}
  by_lead: {within: 1h, clock: lead, stops: [desk.contacted]}
  always: {within: 1h, clock: always, stops: [desk.contacted]}
)";
constexpr char kRule[] =
    "  - {name: all, assign: {pool: dach-south}, sla: [first_touch, by_office, by_team, by_lead, "
    "always]}\n";
constexpr char kLena[] = "lena@acme.example";

std::shared_ptr<const Policy> SlaPolicy() {
  return MustCompile({{"policy.yaml", PolicyText(kRule, kFirstTouch)}});
}

TEST(SlaDue, OneWorkingHourFromFridayTwentyToFiveIsMondayTwentyToTen) {
  const Roster roster = ExampleRoster();
  EXPECT_EQ(FormatTime(DueAt(*SlaPolicy(), "first_touch", roster, kLena, "",
                             At("2026-11-20T16:40:00+01:00"))),
            FormatTime(At("2026-11-23T09:40:00+01:00")));
}

TEST(SlaDue, EveryClockCountsTheTimeOfItsOwn) {
  const auto policy = SlaPolicy();
  Roster roster = ExampleRoster();
  Person jonas = *roster.FindPerson("jonas@acme.example");
  jonas.hours = {};  // at work always, so that the team is
  roster.Upsert(jonas);
  const TimeUs friday = At("2026-11-20T16:40:00+01:00");
  const auto due = [&](std::string_view sla, std::string_view zone = "") {
    return FormatTime(DueAt(*policy, sla, roster, kLena, zone, friday));
  };
  EXPECT_EQ(due("by_office"), FormatTime(At("2026-11-24T09:40:00+01:00"))) << "closed on Monday";
  EXPECT_EQ(due("by_team"), FormatTime(friday + kHourUs));
  EXPECT_EQ(due("always"), FormatTime(friday + kHourUs));
  EXPECT_EQ(due("by_lead", "America/New_York"), FormatTime(friday + kHourUs)) << "10:40 there";
  EXPECT_EQ(due("by_lead", "Asia/Tokyo"), FormatTime(At("2026-11-23T10:00:00+09:00")));
}

TEST(SlaDue, AClockOfNobodyAndAnUnknownSlaHaveNoEnd) {
  const Roster roster = ExampleRoster();
  EXPECT_EQ(DueAt(*SlaPolicy(), "first_touch", roster, "", "", At("2026-11-20T10:00:00Z")), -1);
  EXPECT_EQ(DueAt(*SlaPolicy(), "other", roster, kLena, "", At("2026-11-20T10:00:00Z")), -1);
}

TEST(SlaDue, WorkDoneAndWorkLeftAddUpWhereverAClockIsPaused) {
  const auto policy = SlaPolicy();
  const Roster roster = ExampleRoster();
  EXPECT_TRUE(rc::check("between start and due lies exactly the time given", [&] {
    const TimeUs start = At("2026-01-01T00:00:00Z") + *rc::gen::inRange<TimeUs>(0, 365 * kDayUs);
    const TimeUs work = *rc::gen::inRange<TimeUs>(1, 80 * kHourUs);
    const char* const slas[] = {"first_touch", "by_office", "by_team", "by_lead", "always"};
    const SlaSpec& sla = SlasOf(*policy).find(slas[*rc::gen::inRange(0, 5)])->second;
    const CountedTime time = CountedTime::Of(*policy, sla, roster, kLena, "America/New_York");
    const TimeUs due = time.After(start, work);
    RC_ASSERT(due > start);
    RC_ASSERT(time.Between(start, due) == work);
    const TimeUs pause = start + *rc::gen::inRange<TimeUs>(0, due - start);
    const TimeUs done = time.Between(start, pause);
    RC_ASSERT(time.After(pause, work - done) == due || done == work);
  }));
}

TEST(Sla, StepsStandInTheSpecWithTheEndOfItsTimeAmongThem) {
  const auto policy = SlaPolicy();
  const SlaSpec& sla = SlasOf(*policy).find("first_touch")->second;
  ASSERT_EQ(sla.steps.size(), 3u) << "a step stands at the end of the time already";
  EXPECT_EQ(sla.steps[1].kind, SlaStep::Kind::kReassign);
  EXPECT_EQ(sla.steps[1].at_most, 2);
  EXPECT_TRUE(sla.StoppedBy(SlaStop::kContacted));
  EXPECT_FALSE(sla.StoppedBy(SlaStop::kAccepted));
  EXPECT_TRUE(sla.PausedBy(SlaPause::kHeld));
  const SlaSpec& bare = SlasOf(*policy).find("always")->second;
  ASSERT_EQ(bare.steps.size(), 1u);
  EXPECT_EQ(bare.steps[0].kind, SlaStep::Kind::kExpire);
}

TEST(Sla, AnEscalationIsToldAgainAfterTwiceAsLongEachTime) {
  const auto policy = SlaPolicy();
  const SlaStep& step = SlasOf(*policy).find("first_touch")->second.steps[2];
  EXPECT_EQ(EscalatedAt(step, 0), 120 * kMinuteUs);
  EXPECT_EQ(EscalatedAt(step, 1), 150 * kMinuteUs);
  EXPECT_EQ(EscalatedAt(step, 2), 210 * kMinuteUs);
  EXPECT_EQ(EscalatedAt(step, 3), 330 * kMinuteUs);
  SlaStep rare;
  rare.again_us = 366 * kDayUs;
  EXPECT_EQ(EscalatedAt(rare, kMaxSlaTimes), 100 * 366 * kDayUs) << "and never overflows";
}

TEST(Sla, ADecisionNamesTheSlasOfItsRule) {
  const auto policy = SlaPolicy();
  const Roster roster = ExampleRoster();
  const Attributes lead;
  const TimeUs now = At("2026-11-20T10:00:00+01:00");
  EXPECT_EQ(Decide(*policy, {lead, roster, {}, now, {}}).slas.front(), "first_touch");
  DecideInput again{lead, roster, {}, now, {"lena@acme.example"}};
  again.rule = "all";
  again.pool = "dach-south";
  const Decision other = Decide(*policy, again);
  EXPECT_EQ(other.owner, "jonas@acme.example");
  EXPECT_EQ(other.rule, "all");
  EXPECT_EQ(other.slas.size(), 5u);
}

constexpr char kGraph[] = R"(escalations:
  strategic:
    begins: desk
    nodes:
      desk: {team: dach-south, decide_within: 4h, otherwise: vp}
      vp:
        when: {lead.employees: 5000..}
        else: {queue: unrouted}
        person: mara@acme.example
        role: sponsor
        decide_within: 1d
        otherwise: {assign: {person: lena@acme.example}}
)";

TEST(Escalation, AsksNodeAfterNodeAndEndsWhereTheGraphSays) {
  const auto policy = MustCompile(
      {{"policy.yaml", PolicyText("  - {name: big, escalate: {graph: strategic}}\n", kGraph)}});
  Roster roster = ExampleRoster();
  const PoolStates pools;
  const TimeUs friday = At("2026-11-20T15:00:00+01:00");
  const Attributes big = Lead({}, 9000), small = Lead({}, 9);
  const Decision first = Decide(*policy, {big, roster, pools, friday, {}});
  EXPECT_EQ(first.disposition, Disposition::kEscalate);
  EXPECT_EQ(first.node, "strategic/desk");
  EXPECT_EQ(first.queue, "dach-south");
  EXPECT_EQ(FormatTime(first.decide_by), FormatTime(At("2026-11-23T11:00:00+01:00")));
  const auto next = [&](const Attributes& lead, const std::string& node) {
    DecideInput input{lead, roster, pools, first.decide_by, {}};
    input.rule = "big";
    input.node = node;
    return Decide(*policy, input);
  };
  const Decision second = next(big, first.node);
  EXPECT_EQ(second.node, "strategic/vp");
  EXPECT_EQ(second.asked, "mara@acme.example");
  EXPECT_EQ(second.decide_by, first.decide_by + kDayUs) << "Mara's hours are always";
  EXPECT_EQ(next(small, first.node).queue, "unrouted") << "the condition of the node does not hold";
  EXPECT_EQ(next(big, second.node).owner, "lena@acme.example");

  Person mara = *roster.FindPerson("mara@acme.example");
  mara.active = false;
  roster.Upsert(mara);
  const Decision passed = next(big, first.node);
  EXPECT_EQ(passed.owner, "lena@acme.example") << "whoever is away is passed over";
  ASSERT_FALSE(passed.considered.empty());
  EXPECT_EQ(passed.considered[0].lost, "inactive");
  mara.delegate = "jonas@acme.example";
  roster.Upsert(mara);
  EXPECT_EQ(next(big, first.node).asked, "jonas@acme.example") << "the delegate stands in";
}

TEST(Escalation, PeopleWhomTheRosterLacksAreWarnings) {
  std::string graph = kGraph;
  graph.replace(graph.find("mara@"), 5, "marra@");
  const Roster roster = ExampleRoster();
  const CompileOutcome outcome = CompilePolicy(
      {{"policy.yaml", PolicyText("  - {name: big, escalate: {graph: strategic}}\n", graph)}},
      &roster);
  EXPECT_NE(outcome.policy, nullptr);
  EXPECT_THAT(
      AllFindings(outcome),
      testing::HasSubstr("8:7: warning: the roster has nobody called `marra@acme.example`"));
}

}  // namespace
}  // namespace signalbox
