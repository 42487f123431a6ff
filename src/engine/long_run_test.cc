// A run that waits and waits has an end all the same: it continues as a new one.
#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

class LongRun : public EngineTest {
 protected:
  void Away(const std::string& id, TimeUs until) {
    Do([&](Turn& turn) -> Status {
      Person person = *turn.state().roster.FindPerson(id);
      person.paused_until = until;
      SB_ASSIGN(const int64_t subject, turn.NewSubject());
      return turn.Input(EntityKind::kPerson, turn.MakeId(), EventType::kPersonUpserted, {},
                        ev::Upserted{subject, turn.state().RefOf(id)}, EncodeRecord(person),
                        subject);
    });
  }
  std::vector<uint32_t> WhoWaits() const {
    std::vector<uint32_t> leads;
    for (const auto& [lane, waiting] : engine_->state().waiting) {
      for (const auto& [since, run] : waiting) leads.push_back(engine_->state().FindRun(run)->lead);
    }
    return leads;
  }
};

TEST_F(LongRun, ContinuesAsANewOneThatKeepsItsPlaceAmongThoseThatWait) {
  plan_.steps = {Step("route", StepKind::kDecide, "route"),
                 Step("assign", StepKind::kDecide, "assign", {0}),
                 Step("write_back", StepKind::kEffect, "write_back", {1})};
  run_events_ = 40;
  Begin();
  for (const char* id : {"jonas", "lena"}) Away(id, clock_.Now() + 30 * kDayUs);
  Send("first@b.de");
  const Id began = Latest().run;
  for (int hour = 0; hour < 4; ++hour) Pass(kHourUs);
  Send("second@b.de");
  ASSERT_EQ(WhoWaits(), (std::vector<uint32_t>{0, 1}));
  for (int hour = 0; hour < 11; ++hour) Pass(kHourUs);
  const Id now = engine_->state().leads[0].run;
  ASSERT_NE(now, began);
  EXPECT_EQ(engine_->state().FindRun(began), nullptr);
  EXPECT_LE(Events(began).size(), 45u);
  const std::vector<ev::RunStarted> started = Bodies<ev::RunStarted>(now);
  ASSERT_EQ(started.size(), 1u);
  EXPECT_EQ(started[0].trigger, RunTrigger::kContinued);
  EXPECT_EQ(WhoWaits(), (std::vector<uint32_t>{0, 1})) << "who came first is asked about first";
  Start();
  EXPECT_EQ(WhoWaits(), (std::vector<uint32_t>{0, 1})) << "also as the log tells it";
  Away("jonas", 0);
  EXPECT_EQ(engine_->state().leads[0].status, LeadStatus::kRouted);
}

}  // namespace
}  // namespace signalbox
