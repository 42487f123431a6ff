// What a run has pinned, and the one thing that goes past it: guards that apply in flight.
#include "engine/core.h"
#include "workspace/engine_fixture.h"
#include "workspace/replay.h"

namespace signalbox {
namespace {

std::string WithGuard(const std::string& applies) {
  return SmallPolicy({.before_rules = "triggers: [created]\nguards:\n  - name: stop-list\n"
                                      "    require: {lead.country: [US]}\n"
                                      "    else: {reject: stopped}\n" +
                                      applies,
                      .germany = "assign: {pool: dach}"});
}

class Pins : public EngineFixture {
 protected:
  // A lead that waits for somebody of the pool under a first version.
  Id Waiting() {
    AddPerson("revo", "Revo Ops", "revops");
    AddPerson("lena", "Lena Vogt", "dach");
    Person away = *engine_->state().roster.FindPerson("lena");
    away.paused_until = clock_.Now() + 40 * kMinuteUs;
    PutPerson(away);
    Publish({{"policy.yaml", FixturePolicy()}});
    const Id lead = SendFrom("DE", 1).lead;
    EXPECT_EQ(EntryOf(lead).status, LeadStatus::kHeld);
    return lead;
  }
  void ExpectReplaysTheSame() {
    const Result<ReplayReport> report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->identical, report->runs) << report->Json();
  }
};

TEST_F(Pins, ARunKeepsTheVersionThatItBeganWith) {
  const Id lead = Waiting();
  Publish({{"policy.yaml", WithGuard("")}});
  Advance(kHourUs);
  EXPECT_EQ(EntryOf(lead).status, LeadStatus::kRouted) << "its own version has no such guard";
  EXPECT_EQ(EntryOf(SendFrom("DE", 2).lead).status, LeadStatus::kRejected);
  ExpectReplaysTheSame();
}

TEST_F(Pins, AGuardThatAppliesInFlightStopsWhatAnEarlierVersionDecides) {
  const Id lead = Waiting();
  const Digest second = Publish({{"policy.yaml", WithGuard("    applies: in_flight\n")}});
  Advance(kHourUs);
  EXPECT_EQ(EntryOf(lead).status, LeadStatus::kRejected);
  EXPECT_EQ(engine_->state().words.Of(EntryOf(lead).reason), "stopped");
  EXPECT_EQ(engine_->state().words.Of(EntryOf(lead).rule), "stop-list");
  // The decision names the version whose guard it was.
  Bytes pin;
  ASSERT_TRUE(store_
                  ->ReadEvents(0, -1,
                               [&](int64_t, BytesView bytes) -> Status {
                                 SB_ASSIGN(const Event event, DecodeEvent(bytes));
                                 if (event.type == static_cast<uint16_t>(EventType::kDecisionMade))
                                   pin = event.pins.policy;
                                 return {};
                               })
                  .ok());
  EXPECT_EQ(pin, View(second).substr(0, 8));
  ExpectReplaysTheSame();
}

TEST_F(Pins, AGuardThatLetsItThroughLeavesItsOwnVersionToDecide) {
  const Id lead = Waiting();
  std::string other = WithGuard("    applies: in_flight\n");
  other.replace(other.find("[US]"), 4, "[DE]");
  Publish({{"policy.yaml", other}});
  Advance(kHourUs);
  EXPECT_EQ(EntryOf(lead).status, LeadStatus::kRouted);
}

}  // namespace
}  // namespace signalbox
