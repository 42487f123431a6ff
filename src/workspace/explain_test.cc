#include "workspace/explain.h"

#include <fstream>
#include <sstream>

#include "workspace/engine_fixture.h"
#include "workspace/lead_lookup.h"

namespace signalbox {
namespace {

class ExplainTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("revo", "Revo Ops", "revops");
    AddPerson("lena", "Lena Vogt", "dach");
    AddPerson("jonas", "Jonas Beck", "dach");
    Publish({{"policy.yaml", FixturePolicy()}});
  }
  Explanation MustExplain(const Id& lead) {
    const Result<LeadHistory> history = ReadLeadHistory(*store_, *keys_, EntryOf(lead));
    EXPECT_TRUE(history.ok()) << history.error().message;
    return history.ok() ? Compose(*history, engine_->state()) : Explanation{};
  }
  // SIGNALBOX_UPDATE_GOLDEN=1 writes what is said now; read it in the diff.
  static void ExpectGolden(const std::string& name, const std::string& text) {
    const std::string path = std::string(SB_SOURCE_DIR) + "/tests/golden/explain/" + name;
    if (std::getenv("SIGNALBOX_UPDATE_GOLDEN") != nullptr)
      std::ofstream(path, std::ios::binary) << text;
    std::ostringstream stored;
    stored << std::ifstream(path, std::ios::binary).rdbuf();
    EXPECT_EQ(text, stored.str());
  }
};

TEST_F(ExplainTest, ARoutedLeadIsToldToTheLetter) {
  AddAgent(OutsideScorer());
  const LeadAnswer sent = SendFrom("DE", 1);
  AgentResult failed;
  failed.outcome = Outcome::kError;
  failed.reason = "agent_timeout";
  Answer(activities_.back(), failed, kSecondUs);
  Advance(kMinuteUs);
  AgentResult good;
  good.confidence_e4 = 9'250;
  good.model_ids = {"acme-7"};
  good.output.SetInt(Field::kScore, 77);
  good.output.SetText(Field::kScoreBand, "hot");
  Answer(activities_.back(), good, 12'000);
  ExpectGolden("routed.txt", MustExplain(sent.lead).text);
}

TEST_F(ExplainTest, AnAnswerThatNobodyWaitedForIsTold) {
  AddAgent(OutsideScorer());
  const LeadAnswer sent = SendFrom("DE", 1);
  AgentResult good;
  good.output.SetInt(Field::kScore, 77);
  Answer(activities_.back(), good, 12'000);
  Answer(activities_.back(), good, 12'000);
  EXPECT_NE(MustExplain(sent.lead).text.find(
                "acme_score@1.0.0 answered (ok) when nobody waited for it: the run was over"),
            std::string::npos);
}

TEST_F(ExplainTest, AHeldLeadSaysWhoWasLookedAtAndWhenItGoesOn) {
  for (const char* id : {"lena", "jonas"}) {
    Person away = *engine_->state().roster.FindPerson(id);
    away.paused_until = clock_.Now() + kHourUs;
    PutPerson(away);
  }
  const LeadAnswer sent = SendFrom("DE", 1);
  const Explanation told = MustExplain(sent.lead);
  EXPECT_EQ(told.status, LeadStatus::kHeld);
  EXPECT_EQ(told.disposition, "hold");
  EXPECT_EQ(told.rule, "germany");
  EXPECT_TRUE(told.owner.empty());
  ASSERT_EQ(told.considered.size(), 2u);
  EXPECT_EQ(told.considered[0].owner, "jonas");
  EXPECT_EQ(told.considered[0].lost, "paused");
  EXPECT_NE(told.text.find("looks again who is there at 2025-10-09T08:58:20Z"), std::string::npos)
      << told.text;
}

TEST_F(ExplainTest, WhoeverDecidedEarlierIsToldInTheHistory) {
  const LeadAnswer sent = SendFrom("US", 1);
  clock_.Advance(kHourUs);
  SendFrom("DE", 1);
  const Explanation told = MustExplain(sent.lead);
  EXPECT_EQ(told.status, LeadStatus::kRouted);
  EXPECT_EQ(told.rule, "germany");
  int began = 0;
  for (const ExplainedMoment& moment : told.moments)
    began += moment.words.starts_with("a run of plan");
  EXPECT_EQ(began, 2);
  EXPECT_NE(told.text.find("the same person came back"), std::string::npos);
  EXPECT_NE(told.text.find("the run ended, queued"), std::string::npos) << told.text;
}

TEST_F(ExplainTest, TheJsonHoldsWhatWasDecided) {
  const LeadAnswer sent = SendFrom("DE", 1);
  const std::string json = MustExplain(sent.lead).Json();
  for (const char* part :
       {R"("status":"routed")", R"("rule":"germany")", R"("row":null)", R"("pool":"dach")",
        R"("pointers":{"before":)", R"("considered":[{"owner":")", R"("lost":"not in turn")",
        R"("step":"normalise")", R"("text":")"}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << "\n" << json;
  }
}

TEST_F(ExplainTest, ForgottenPeopleLeaveTheStepsAndTheRule) {
  const LeadAnswer sent = SendFrom("DE", 1);
  ASSERT_TRUE(keys_->Forget(EntryOf(sent.lead).subject).ok());
  const Explanation told = MustExplain(sent.lead);
  EXPECT_EQ(told.rule, "germany");
  EXPECT_EQ(told.text.find("Huber"), std::string::npos) << told.text;
  EXPECT_NE(told.text.find("forgotten"), std::string::npos);
}

TEST_F(ExplainTest, ALeadIsFoundByItsIdItsExternalIdAndItsEMail) {
  SendFrom("DE", 1);
  const LeadAnswer sent = SendFrom("DE", 2);
  const State& state = engine_->state();
  for (const std::string& text :
       {FormatId("lead", sent.lead), std::string("x2"), std::string("P2@Huber-Werke.de ")}) {
    const Result<uint32_t> found = FindLead(state, *keys_, text);
    ASSERT_TRUE(found.ok()) << text;
    EXPECT_EQ(state.leads[*found].id, sent.lead) << text;
  }
  for (const char* text : {"", "x3", "lead_0", "nobody@huber-werke.de"}) {
    EXPECT_EQ(FindLead(state, *keys_, text).error().code, Code::kNotFound) << text;
  }
}

TEST_F(ExplainTest, EveryEventOfARunReadsAsJsonWithNamedFields) {
  const LeadAnswer sent = SendFrom("DE", 1);
  const auto names = [&](PersonRef ref) { return engine_->state().PersonOf(ref); };
  int64_t events = 0;
  ASSERT_TRUE(store_
                  ->ReadEvents(0, -1,
                               [&](int64_t, BytesView bytes) -> Status {
                                 SB_ASSIGN(const OpenedEvent opened, OpenEvent(bytes, *keys_));
                                 const std::string json = EventJson(opened, names);
                                 EXPECT_EQ(json.find("unnamed"), std::string::npos) << json;
                                 ++events;
                                 return {};
                               })
                  .ok());
  EXPECT_EQ(events, store_->next_position());
  const auto chain = ReadChain(*store_, *keys_, EntryOf(sent.lead).run_last_position);
  ASSERT_TRUE(chain.ok());
  EXPECT_EQ(EventTypeName(static_cast<EventType>(chain->front().event.type)), "RunStarted");
  EXPECT_NE(EventJson(chain->front(), names).find("\"record\":\"" + FormatId("lead", sent.lead)),
            std::string::npos);
  EXPECT_NE(EventJson(chain->back(), names).find(R"("status":"routed","owner":")"),
            std::string::npos)
      << EventJson(chain->back(), names);
}

}  // namespace
}  // namespace signalbox
