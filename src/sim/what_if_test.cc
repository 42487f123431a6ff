#include "engine/what_if.h"

#include "sim/state_text.h"
#include "workspace/engine_fixture.h"

namespace signalbox {
namespace {

// A state that has everything a what-if could touch: pools in the middle of their turns, records
// that are routed, queued, held and escalated, a run that waits for an agent, a broken agent.
class WhatIfTraceTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("revo", "Revo Ops", "revops");
    for (const char* id : {"lena", "jonas", "mara"}) AddPerson(id, id, "dach");
    AddPerson("ines", "Ines Away", "france");
    Publish({{"policy.yaml", FixturePolicy("queue: unrouted")}});
    active_ = Publish({{"policy.yaml", R"(policy: test
record: lead
triggers: [created, came_back]
guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest, unknown]}
    else: {reject: no_lawful_basis}
rules:
  - name: germany
    when: {lead.country: DE}
    assign: {pool: dach}
  - name: france
    when: {lead.country: FR}
    assign: {pool: france}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  dach: {members: {team: dach}, strategy: weighted, all_out: hold}
  france: {members: {team: france}, strategy: rotation, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)"}});
    Person away = *engine_->state().roster.FindPerson("ines");
    away.paused_until = clock_.Now() + kHourUs;
    PutPerson(away);
    for (int i = 0; i < 7; ++i) SendFrom("DE", i);
    SendFrom("FR", 10);
    SendFrom("US", 11);
    Send(R"({"email":"no@x.example","country":"DE","consent":"refused"})");
    Send(R"({"country":"DE"})");
    AddAgent(OutsideScorer());
    SendFrom("DE", 20);
  }

  std::string Log() {
    std::string all;
    EXPECT_TRUE(store_
                    ->ReadEvents(0, -1,
                                 [&](int64_t, BytesView bytes) -> Status {
                                   all += bytes;
                                   return {};
                                 })
                    .ok());
    return all;
  }

  Submission SubmissionOf(const std::string& json) {
    const LeadOrFault lead = ParseLeadJson(json);
    EXPECT_TRUE(lead.has_value());
    return MakeSubmission(*keys_, *lead, IdentityKeys(*lead), ContentForm(*lead), "", "");
  }
  WhatIfOutcome Foresee(const std::string& json, const WhatIfOptions& options = {}) {
    Result<WhatIfOutcome> outcome = engine_->WhatIf(SubmissionOf(json), options);
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return outcome.ok() ? std::move(*outcome) : WhatIfOutcome{};
  }
  // Its run may wait, so nobody waits for the answer.
  void SendUnanswered(const std::string& json) {
    Submission submission = SubmissionOf(json);
    submission.answer = [](const Result<LeadAnswer>&) {};
    EXPECT_TRUE(engine_->Submit(std::move(submission)));
    Turns();
  }

  Digest active_{};
};

// Every lead that is there comes back, with the same words and with others, and new ones come.
std::vector<std::string> Questions() {
  std::vector<std::string> questions;
  for (const int number : {0, 3, 10, 11, 20, 99}) {
    for (const char* country : {"DE", "FR", "US"}) {
      for (const char* message : {"", "again"}) {
        const std::string n = std::to_string(number);
        questions.push_back(R"({"email":"p)" + n +
                            R"(@huber-werke.de","first_name":"Petra","last_name":"Huber",)"
                            R"("company":"Huber Werke GmbH","country":")" +
                            country + R"(","consent":"given","external_id":"x)" + n +
                            R"(","message":")" + message + R"("})");
      }
    }
  }
  questions.push_back(R"({"email":"no@x.example","country":"DE","consent":"refused"})");
  questions.push_back(R"({"country":"DE"})");
  return questions;
}

TEST_F(WhatIfTraceTest, NothingIsLeftBehindInTheStateOrInTheLog) {
  const std::vector<std::string> state = DescribeState(engine_->state());
  const std::string log = Log();
  const Digest other = engine_->state().published.front();
  ASSERT_NE(other, active_);
  for (const std::string& question : Questions()) {
    for (const std::optional<Digest>& policy : {std::optional<Digest>(), std::optional(other)}) {
      for (const TimeUs shift : {TimeUs{0}, 30 * kDayUs, -30 * kDayUs}) {
        Foresee(question, {policy, clock_.Now() + shift});
        ASSERT_EQ(FirstDifference(state, DescribeState(engine_->state())), "") << question;
      }
    }
  }
  EXPECT_EQ(Log(), log);
  EXPECT_EQ(engine_->state().words.Of(0), "");
  // What is refused leaves nothing either.
  EXPECT_FALSE(engine_->WhatIf(Submission{}, {Digest{1}, {}}).ok());
  EXPECT_EQ(FirstDifference(state, DescribeState(engine_->state())), "");
}

TEST_F(WhatIfTraceTest, TheEventsForeseenAreThoseThatFollow) {
  for (const std::string& question : Questions()) {
    const WhatIfOutcome foreseen = Foresee(question);
    const int64_t before = store_->next_position();
    SendUnanswered(question);
    std::vector<std::string> expected, stored;
    for (const Emitted& emitted : foreseen.events) {
      const Event& event = emitted.event;
      expected.push_back(std::string(EventTypeName(static_cast<EventType>(event.type))) +
                         ToHex(event.clear));
    }
    ASSERT_TRUE(store_
                    ->ReadEvents(before, -1,
                                 [&](int64_t, BytesView bytes) -> Status {
                                   SB_ASSIGN(const Event event, DecodeEvent(bytes));
                                   stored.push_back(std::string(EventTypeName(
                                                        static_cast<EventType>(event.type))) +
                                                    ToHex(event.clear));
                                   return {};
                                 })
                    .ok());
    ASSERT_EQ(stored.size(), expected.size()) << question;
    for (size_t i = 0; i < stored.size(); ++i) {
      // Ids of what is new are given out for real only then.
      const bool names_ids = stored[i].starts_with("LeadReceived") ||
                             stored[i].starts_with("RunStarted") ||
                             stored[i].starts_with("StepScheduled");
      if (names_ids)
        EXPECT_EQ(stored[i].substr(0, 10), expected[i].substr(0, 10)) << question;
      else
        EXPECT_EQ(stored[i], expected[i]) << question;
    }
  }
}

}  // namespace
}  // namespace signalbox
