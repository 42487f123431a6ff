#include "engine/engine_at_hand.h"
#include "engine/reshape.h"

namespace signalbox {
namespace {

// A pool of two with a cap of one record a day each.
class Backlog : public EngineTest {
 protected:
  Backlog() {
    policy_ = With("caps: [{per: member, limit: 1, each: day}]");
    plan_.steps = {Step("route", StepKind::kDecide, "route"),
                   Step("assign", StepKind::kDecide, "assign", {0}),
                   Step("write_back", StepKind::kEffect, "write_back", {1})};
  }
  static std::string With(const std::string& more) {
    std::string text = TestPolicy();
    const std::string was = "strategy: rotation, all_out: hold";
    return text.replace(text.find(was), was.size(), more);
  }
  // `r` routed and `h` held, by record.
  std::string Statuses() const {
    std::string all;
    for (const LeadEntry& lead : engine_->state().leads)
      all += lead.status == LeadStatus::kRouted ? 'r'
             : lead.status == LeadStatus::kHeld ? 'h'
                                                : '?';
    return all;
  }
  size_t Waiting() const {
    const auto lane = engine_->state().waiting.find({"dach", false});
    return lane == engine_->state().waiting.end() ? 0 : lane->second.size();
  }
};

TEST_F(Backlog, IsDrainedInTheOrderInWhichRecordsBeganToWaitWhenACapsPeriodEnds) {
  Begin();
  for (const char* lead : {"a@b.de", "b@b.de", "c@b.de"}) Send(lead);
  // Whoever came later is asked about by timers of their own at other times.
  Pass(20 * kMinuteUs);
  for (const char* lead : {"d@b.de", "e@b.de"}) Send(lead);
  EXPECT_EQ(Statuses(), "rrhhh");
  EXPECT_EQ(Waiting(), 3u);
  Start();
  EXPECT_EQ(Waiting(), 3u) << "who waits is folded from the log";
  Pass(kDayUs);
  EXPECT_EQ(Statuses(), "rrrrh");
  Pass(kDayUs);
  EXPECT_EQ(Statuses(), "rrrrr");
  EXPECT_EQ(Waiting(), 0u);
}

TEST_F(Backlog, SomebodyNewTakesWhoWaitsLongestAtOnce) {
  Begin();
  for (const char* lead : {"a@b.de", "b@b.de", "c@b.de", "d@b.de"}) Send(lead);
  EXPECT_EQ(Statuses(), "rrhh");
  Join("mara");
  EXPECT_EQ(Statuses(), "rrrh");
  const State& state = engine_->state();
  EXPECT_EQ(state.PersonOf(state.leads[2].owner), "mara");
  EXPECT_EQ(state.open.at("mara"), 1);
}

TEST_F(Backlog, WhoeverHadTheRecordIsSkippedWhenItIsRoutedAgain) {
  policy_ = With("skip: previous_owners");
  Begin();
  const Id lead = Send("a@b.de");
  const auto owner = engine_->state().leads[0].owner;
  Do([&](Turn& turn) {
    ev::RecordRouted again;
    again.subject = engine_->state().leads[0].subject;
    again.attributes.SetText(Field::kCountry, "DE");
    Bytes sealed;
    EncodeAttributes(again.attributes, Part::kSealed, &sealed);
    return turn.Input(EntityKind::kLead, lead, EventType::kRecordRouted, {}, again, sealed,
                      again.subject);
  });
  EXPECT_EQ(Statuses(), "r");
  EXPECT_NE(engine_->state().leads[0].owner, owner);
}

TEST_F(Backlog, ARecordThatIsRoutedAgainIntoAQueueHasNoOtherOwner) {
  Begin();
  const Id lead = Send("a@b.de");
  EXPECT_EQ(engine_->state().open.at("jonas"), 1);
  Do([&](Turn& turn) {
    return turn.Input(EntityKind::kLead, lead, EventType::kRecordRouted, {}, ev::RecordRouted{});
  });
  EXPECT_EQ(Latest().status, LeadStatus::kQueued);
  EXPECT_EQ(Latest().owner, 0u);
  EXPECT_TRUE(engine_->state().open.empty());
}

TEST_F(Backlog, APublicationThatChangesHowTurnsGoGivesThePoolNewLevels) {
  policy_ = With("strategy: stride");
  Begin();
  Send("a@b.de");
  const auto levels = [&] {
    std::vector<int64_t> all;
    for (const auto& member : engine_->state().pools.at("dach").members)
      all.push_back(member.level);
    return all;
  };
  const std::vector<int64_t> before = levels();
  EXPECT_NE(before[0], 0);
  policy_ = With("strategy: weighted");
  Do([](Turn& turn) -> Status {
    const Digest hash = turn.PutBlob("another");
    const Id entity = DeriveId(0, turn.state().log_id, 0, "policy");
    SB_TRY(turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyPublished, {},
                      ev::PolicyPublished{hash, "test"}));
    return ActivatePolicy(turn, {}, hash, false);
  });
  const Id pool = DeriveId(0, engine_->state().log_id, 0, "pool:dach");
  const std::vector<ev::PoolReshaped> reshaped = Bodies<ev::PoolReshaped>(pool);
  ASSERT_EQ(reshaped.size(), 1u);
  EXPECT_EQ(reshaped[0].before, "stride");
  EXPECT_EQ(reshaped[0].after, "weighted");
  EXPECT_EQ(reshaped[0].old_levels, before);
  EXPECT_EQ(levels(), std::vector<int64_t>(before.size()));
  Send("b@b.de");
  EXPECT_EQ(Statuses(), "rr");
}

}  // namespace
}  // namespace signalbox
