// What a decision about a held lead is bound to, and what is said when it is another.
#include "workspace/lead_shown.h"

#include <gmock/gmock.h>

#include "workspace/engine_fixture.h"

namespace signalbox {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kAskFirst[] = R"(policy: ask-first
record: lead
rules:
  - {name: large, when: {lead.employees: 1000..}, escalate: {graph: two}}
nothing_matched: {queue: unrouted, reason: no rule matched}
escalations:
  two:
    begins: desk
    nodes:
      desk: {team: desk, decide_within: 4h, otherwise: sponsor}
      sponsor: {person: vera, role: sponsor, decide_within: 10d, otherwise: {queue: unrouted}}
queues:
  unrouted: {owner: {team: desk}, empty_within: 4h}
)";

class LeadShown : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("dora", "Dora", "desk");
    AddPerson("vera", "Vera", "board");
    Publish({{"policy.yaml", kAskFirst}});
    lead_ = Say("Please call").lead;
    ASSERT_EQ(EntryOf(lead_).status, LeadStatus::kHeld);
    shown_ = Hash();
    ASSERT_NE(shown_, "");
  }
  LeadAnswer Say(const std::string& message, const std::string& more = "") {
    return Send(R"({"email":"p1@huber-werke.de","external_id":"x1","employees":5000,)" +
                std::string(R"("country":"DE","consent":"given","message":")") + message + "\"" +
                more + "}");
  }
  uint32_t Place() const { return engine_->state().lead_by_id.at(lead_); }
  std::string Hash() const { return LeadShownHash(engine_->state(), Place()); }
  Result<LeadLapse> Changed(const std::string& shown) {
    Result<LeadLapse> lapse = LeadLapse();
    Apply([&](Turn& turn) -> Status {
      lapse = ChangedSinceShown(turn.state(), Place(), shown,
                                [&turn](int64_t position) { return turn.Read(position); });
      return {};
    });
    return lapse;
  }
  std::vector<std::string> WhatChanged() { return Changed(shown_)->changed; }

  Id lead_;
  std::string shown_;
};

TEST_F(LeadShown, IsTheSameWhileNothingThatIsShownChanges) {
  EXPECT_THAT(WhatChanged(), IsEmpty());
  EXPECT_EQ(Changed(shown_)->shown_hash, "") << "nothing lapsed";
  Advance(kHourUs);
  EXPECT_EQ(Hash(), shown_);
  Restart();
  EXPECT_EQ(Hash(), shown_);
}

TEST_F(LeadShown, NamesTheFieldsOfWhichThePersonSaidSomethingElse) {
  Say("Please call", R"(,"phone":"+49 30 5550181","shoe":"41")");
  const Result<LeadLapse> lapse = Changed(shown_);
  ASSERT_TRUE(lapse.ok()) << lapse.error().message;
  EXPECT_THAT(lapse->changed, Contains("phone"));
  EXPECT_THAT(lapse->changed, Contains("shoe"));
  EXPECT_THAT(lapse->changed, testing::Not(Contains("message"))) << "it is what it was";
  EXPECT_EQ(lapse->shown_hash, Hash());
  EXPECT_NE(Hash(), shown_);
}

TEST_F(LeadShown, SaysThatSomebodyElseIsAskedNow) {
  Advance(5 * kDayUs);
  ASSERT_EQ(EntryOf(lead_).status, LeadStatus::kHeld);
  EXPECT_THAT(WhatChanged(), ElementsAre("asked"));
}

TEST_F(LeadShown, IsOfOneLeadAlone) {
  const Id first = lead_;
  lead_ = Send(R"({"email":"p2@huber-werke.de","employees":5000,"country":"DE","consent":"given"})")
              .lead;
  EXPECT_THAT(WhatChanged(), Contains("status"));
  lead_ = first;
  EXPECT_THAT(WhatChanged(), IsEmpty());
}

TEST_F(LeadShown, WhatIsNoHashIsRefused) {
  for (const std::string& odd : {std::string("x"), std::string("12"), std::string("-"),
                                 shown_ + "0", shown_.substr(1 + shown_.find('.')), shown_ + "."})
    EXPECT_FALSE(Changed(odd).ok()) << odd;
  std::string other = shown_;
  other.back() = other.back() == '0' ? '1' : '0';
  EXPECT_THAT(Changed(other)->changed, ElementsAre("rule"));
}

TEST_F(LeadShown, WhatWaitsForNoDecisionHasNone) {
  ev::LeadActed body;
  body.verb = Verb::kDecide;
  body.to = engine_->state().RefOf("dora");
  Apply([&](Turn& turn) { return turn.Act(lead_, body, {}); });
  ASSERT_EQ(EntryOf(lead_).status, LeadStatus::kRouted);
  EXPECT_EQ(Hash(), "");
  EXPECT_THAT(WhatChanged(), IsEmpty());
}

}  // namespace
}  // namespace signalbox
