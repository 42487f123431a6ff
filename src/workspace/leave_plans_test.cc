#include "workspace/leave_plans.h"

#include <gmock/gmock.h>

#include "engine/leave_events.h"
#include "workspace/event_json.h"
#include "workspace/holdings_fixture.h"
#include "workspace/move_requests.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

class LeavePlans : public HoldingsFixture {
 protected:
  void SetUp() override {
    HoldingsFixture::SetUp();
    now_ = workspace_->clock().Now();
    ASSERT_TRUE(Change("lena", AvailabilityVerb::kDelegate, {.delegate = "revo"}).ok());
  }

  std::string At(TimeUs ahead) const { return FormatTime(now_ + ahead); }
  // From tomorrow to the day after.
  AvailabilityRequest Tomorrow(InHandThen then) const {
    AvailabilityRequest request;
    request.from = At(kDayUs);
    request.to = At(2 * kDayUs);
    request.then = then;
    return request;
  }
  void Leave(const AvailabilityRequest& request) {
    const Result<Json> answer = Change("lena", AvailabilityVerb::kLeave, request);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
  }
  std::vector<LeaveBegun> Begin(TimeUs ahead) {
    const auto begun = BeginLeaves(*workspace_, leads_, now_ + ahead);
    EXPECT_TRUE(begun.ok()) << begun.error().message;
    return begun.ok() ? *begun : std::vector<LeaveBegun>{};
  }
  size_t Declared() {
    size_t count = 0;
    EXPECT_TRUE(
        workspace_->Ask([&](const Engine& engine) { count = engine.state().leaves_ahead.size(); })
            .ok());
    return count;
  }
  std::optional<LeaveThatWaits> Waiting(TimeUs ahead) {
    std::optional<LeaveThatWaits> waits;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      const State& state = engine.state();
                      waits = WaitingLeave(state, *state.roster.FindPerson("lena"), now_ + ahead);
                    })
                    .ok());
    return waits;
  }
  // Of the events of this type, the clear parts.
  template <typename B>
  std::vector<B> Bodies() {
    std::vector<B> bodies;
    for (int64_t at = 0; at < workspace_->store().next_position(); ++at) {
      const Result<OpenedEvent> opened = ReadOpened(workspace_->store(), workspace_->keys(), at);
      EXPECT_TRUE(opened.ok());
      if (!opened.ok() || static_cast<EventType>(opened->event.type) != B::kType) continue;
      const Result<B> body = DecodeBody<B>(opened->event.clear);
      EXPECT_TRUE(body.ok());
      if (body.ok()) bodies.push_back(*body);
    }
    return bodies;
  }

  TimeUs now_ = 0;
};

TEST_F(LeavePlans, WhatIsDeclaredWithALeaveToComeHappensWhenItBeginsAndOnce) {
  const Result<Json> said =
      Change("lena", AvailabilityVerb::kLeave, Tomorrow(InHandThen::kDelegate));
  ASSERT_TRUE(said.ok()) << said.error().message;
  EXPECT_EQ((*said)["in_hand"], nullptr);
  EXPECT_EQ((*said)["leaves"][0]["then"], "delegate");
  EXPECT_THAT((*said)["text"].get<std::string>(), HasSubstr("then delegate"));
  EXPECT_TRUE(Begin(kDayUs - kSecondUs).empty());
  EXPECT_EQ(OpenOf("lena"), 2);
  const std::vector<LeaveBegun> begun = Begin(kDayUs);
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_TRUE(begun[0].settled) << begun[0].problem;
  EXPECT_EQ(begun[0].moved, 2);
  EXPECT_EQ(OpenOf("revo"), 2);
  EXPECT_EQ(Declared(), 0U);
  // The clock goes back over the beginning, and forth again.
  EXPECT_TRUE(Begin(0).empty());
  EXPECT_TRUE(Begin(kDayUs + kHourUs).empty());
  const auto settled = Bodies<ev::LeaveSettled>();
  ASSERT_EQ(settled.size(), 1U);
  EXPECT_EQ(settled[0].outcome, LeaveOutcome::kDone);
  EXPECT_EQ(settled[0].moved, 2);
  EXPECT_FALSE(settled[0].plan.IsZero());
}

TEST_F(LeavePlans, ARestartForgetsNothing) {
  Leave(Tomorrow(InHandThen::kRouteAgain));
  leads_ = {};
  Reopen();
  leads_ = *LeadsOwnedAlone(*workspace_);
  EXPECT_EQ(Declared(), 1U);
  ASSERT_EQ(Begin(kDayUs + kHourUs).size(), 1U);
  EXPECT_EQ(OpenOf("lena"), 0);
  EXPECT_EQ(OpenOf("jonas") + OpenOf("mara"), kHeldLeads);
}

TEST_F(LeavePlans, WhatAProcessThatDiedHadBegunGoesOnWithTheLeadsThatAreLeft) {
  Leave(Tomorrow(InHandThen::kDelegate));
  // One lead had been moved, and what came of it was not written.
  const Result<Holdings> holdings = HoldingsOf(*workspace_, leads_, "lena");
  ASSERT_TRUE(holdings.ok());
  Holdings one = *holdings;
  one.leads.resize(1);
  const Result<MovePreview> preview =
      PreviewGiveOn(*workspace_, one, {.then = InHandThen::kDelegate, .to = "revo"});
  ASSERT_TRUE(preview.ok()) << preview.error().message;
  ASSERT_TRUE(CarryOutGiveOn(*workspace_, *preview, {}, actor_).ok());
  const std::vector<LeaveBegun> begun = Begin(kDayUs);
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].moved, 1);
  EXPECT_EQ(OpenOf("revo"), 2);
}

TEST_F(LeavePlans, ItIsCancelledWithTheLeave) {
  Leave(Tomorrow(InHandThen::kDelegate));
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kEndLeave, {}).ok());
  EXPECT_EQ(Declared(), 0U);
  ASSERT_EQ(Bodies<ev::LeaveSettled>().size(), 1U);
  EXPECT_EQ(Bodies<ev::LeaveSettled>()[0].outcome, LeaveOutcome::kCancelled);
  EXPECT_TRUE(Begin(kDayUs).empty());
  EXPECT_EQ(OpenOf("lena"), 2);
}

TEST_F(LeavePlans, TheSameLeaveWithoutItTakesItBack) {
  Leave(Tomorrow(InHandThen::kDelegate));
  Leave(Tomorrow(InHandThen::kDelegate));
  EXPECT_EQ(Bodies<ev::LeavePlanned>().size(), 1U);
  Leave(Tomorrow(InHandThen::kKeep));
  EXPECT_EQ(Declared(), 0U);
}

TEST_F(LeavePlans, WhereItsFrontIsCutItBeginsLater) {
  Leave(Tomorrow(InHandThen::kDelegate));
  AvailabilityRequest front;
  front.from = At(kDayUs);
  front.to = At(kDayUs + kHourUs);
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kEndLeave, front).ok());
  EXPECT_TRUE(Begin(kDayUs + kHourUs / 2).empty());
  ASSERT_EQ(Begin(kDayUs + kHourUs).size(), 1U);
  EXPECT_EQ(OpenOf("revo"), 2);
}

TEST_F(LeavePlans, WhatWasOverBeforeAnybodyLookedIsMissedAndSaysSo) {
  Leave(Tomorrow(InHandThen::kDelegate));
  const std::vector<LeaveBegun> begun = Begin(3 * kDayUs);
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_EQ(begun[0].outcome, LeaveOutcome::kMissed);
  EXPECT_EQ(OpenOf("lena"), 2);
  EXPECT_EQ(Declared(), 0U);
}

TEST_F(LeavePlans, WhereTheDelegateIsAwayTooItIsTriedAgain) {
  Leave(Tomorrow(InHandThen::kDelegate));
  ASSERT_TRUE(Change("revo", AvailabilityVerb::kPause, {.span = "2h"}).ok());
  std::vector<LeaveBegun> begun = Begin(kDayUs);
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_FALSE(begun[0].settled);
  EXPECT_THAT(begun[0].problem, HasSubstr("revo"));
  EXPECT_EQ(Declared(), 1U);
  ASSERT_TRUE(Change("revo", AvailabilityVerb::kResume, {}).ok());
  begun = Begin(kDayUs + kHourUs);
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_TRUE(begun[0].settled) << begun[0].problem;
}

TEST_F(LeavePlans, WhatIsStuckIsSaidWithItsReasonAfterAMinuteAndUntilItIsDone) {
  Leave(Tomorrow(InHandThen::kDelegate));
  EXPECT_FALSE(Waiting(kDayUs).has_value()) << "the keeper has not looked yet";
  std::optional<LeaveThatWaits> waits = Waiting(kDayUs + kHourUs);
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->since, now_ + kDayUs);
  EXPECT_EQ(waits->then, InHandThen::kDelegate);
  EXPECT_EQ(waits->why, "not_known");
  ASSERT_TRUE(Change("revo", AvailabilityVerb::kLeave, Tomorrow(InHandThen::kKeep)).ok());
  waits = Waiting(kDayUs + kHourUs);
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->why, "delegate_away");
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kDelegate, {.delegate = ""}).ok());
  waits = Waiting(kDayUs + kHourUs);
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->why, "no_delegate");
  EXPECT_FALSE(Waiting(2 * kDayUs).has_value()) << "the leave is over";
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kDelegate, {.delegate = "revo"}).ok());
  ASSERT_TRUE(Change("revo", AvailabilityVerb::kEndLeave, {}).ok());
  ASSERT_EQ(Begin(kDayUs + kHourUs).size(), 1U);
  EXPECT_FALSE(Waiting(kDayUs + kHourUs).has_value());
}

TEST_F(LeavePlans, AFaultWithTheLeadsOfOneKeepsNobodyElsesBack) {
  Leave(Tomorrow(InHandThen::kRouteAgain));
  ASSERT_TRUE(Change("jonas", AvailabilityVerb::kLeave, Tomorrow(InHandThen::kRouteAgain)).ok());
  const int64_t had = OpenOf("jonas");
  ASSERT_GT(had, 0);
  leads_ = [all = leads_, failed = false](PersonRef owner) mutable -> Result<std::vector<Id>> {
    if (!std::exchange(failed, true)) return Err(Code::kIo, "the disk does not answer");
    return all(owner);
  };
  const std::vector<LeaveBegun> begun = Begin(kDayUs);
  ASSERT_EQ(begun.size(), 2U);
  EXPECT_FALSE(begun[0].settled);
  EXPECT_THAT(begun[0].problem, HasSubstr("the disk does not answer"));
  EXPECT_TRUE(begun[1].settled) << begun[1].problem;
  EXPECT_EQ(Declared(), 1U);
  EXPECT_LT(OpenOf("jonas"), had);
}

TEST_F(LeavePlans, NoMoreLeadsAreMovedThanWhoeverDeclaredItMay) {
  const Result<Json> answer =
      Change("lena", AvailabilityVerb::kLeave, Tomorrow(InHandThen::kDelegate), 1);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  const std::vector<LeaveBegun> begun = Begin(kDayUs);
  ASSERT_EQ(begun.size(), 1U);
  EXPECT_FALSE(begun[0].settled);
  EXPECT_EQ(OpenOf("lena"), 2);
  const std::optional<LeaveThatWaits> waits = Waiting(kDayUs + kHourUs);
  ASSERT_TRUE(waits.has_value());
  EXPECT_EQ(waits->why, "too_many");
}

TEST_F(LeavePlans, NobodyWhoStandsInIsRefusedWhenItIsDeclared) {
  const Result<Json> answer =
      Change("jonas", AvailabilityVerb::kLeave, Tomorrow(InHandThen::kDelegate));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Code::kInvalid);
  EXPECT_THAT(answer.error().message, HasSubstr("`jonas`"));
  EXPECT_EQ(Declared(), 0U);
}

TEST_F(LeavePlans, ADryRunShowsWhatWouldMoveNowAndDeclaresNothing) {
  AvailabilityRequest request = Tomorrow(InHandThen::kDelegate);
  request.dry_run = true;
  const Result<Json> answer = Change("lena", AvailabilityVerb::kLeave, request);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ((*answer)["in_hand"]["preview"]["move_count"], 2);
  EXPECT_EQ(Declared(), 0U);
}

constexpr char kTimed[] = R"(policy: timed
record: lead
rules:
  - {name: france, when: {lead.country: FR}, assign: {person: lena}, sla: [touch]}
nothing_matched: {queue: unrouted, reason: no rule matched}
slas:
  touch: {within: 2d, clock: always, stops: [desk.contacted], on_reassign: restart}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";

TEST_F(LeavePlans, WhoStandsInGetsTheTimeThatIsLeft) {
  Publish(kTimed);
  const Result<LeadAnswer> sent =
      Send(R"({"email":"a@paris.example","country":"FR","company":"Paris"})");
  ASSERT_TRUE(sent.ok());
  ASSERT_EQ(sent->owner, "lena");
  const auto clock = [&] {
    ev::ClockBody body;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      const State& state = engine.state();
                      body = state.FollowUpOf(state.lead_by_id.at(sent->lead))->clocks[0].body;
                    })
                    .ok());
    return body;
  };
  const ev::ClockBody before = clock();
  AvailabilityRequest pause{.span = "2h", .then = InHandThen::kDelegate};
  const Result<Json> answer = Change("lena", AvailabilityVerb::kPause, pause);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ((*answer)["in_hand"]["moved"], 3);
  EXPECT_EQ(clock().started, before.started);
  EXPECT_EQ(clock().due, before.due);
  // Undone, it goes back as it came; given to somebody for good, the SLA says what of it.
  const std::string plan = (*answer)["in_hand"]["plan"];
  ASSERT_TRUE(Change("lena", AvailabilityVerb::kResume, {}).ok());
  MoveRequest undo;
  const Result<std::string> undone = UndoRequest(*workspace_, plan, undo, actor_);
  ASSERT_TRUE(undone.ok()) << undone.error().message;
  ASSERT_TRUE(ContinueRequest(*workspace_, Json::parse(*undone)["id"], actor_).ok());
  EXPECT_EQ(clock().started, before.started);
  ReassignRequest request;
  request.how = {.then = InHandThen::kDelegate, .to = "jonas"};
  ASSERT_TRUE(ReassignHoldings(*workspace_, leads_, "lena", request, {}, actor_).ok());
  EXPECT_GT(clock().started, before.started);
}

}  // namespace
}  // namespace signalbox
