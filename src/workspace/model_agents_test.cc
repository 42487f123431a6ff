// Learned models in a workspace: promoted by events, asked beside the engine, named in what they
// answered, refused when their file is not what was written.
#include "workspace/model_agents.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <thread>

#include "agents/reasons.h"
#include "engine/record_events.h"
#include "engine/records.h"
#include "insight/score/train_model.h"
#include "insight/text/intent_training.h"
#include "workspace/asked_model.h"
#include "workspace/explain.h"
#include "workspace/model_changes.h"
#include "workspace/model_trials.h"
#include "workspace/policy_changes.h"
#include "workspace/replay.h"
#include "workspace/taught_scorecard.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr char kPolicy[] = R"(policy: learned
record: lead
rules:
  - name: good
    when: {lead.score_band: hot}
    assign: {queue: good}
nothing_matched: {queue: triage, reason: no rule matched}
queues:
  good: {owner: {team: revops}, empty_within: 4h}
  triage: {owner: {team: revops}, empty_within: 4h}
)";

constexpr char kMatchPlan[] = R"(plan: route_lead
record: lead
steps:
  - {id: match_account, kind: agent, needs: match, on_failure: skip}
  - {id: match, kind: lookup, needs: match, after: [match_account]}
  - {id: route, kind: decide, needs: route, after: [match]}
  - {id: assign, kind: decide, needs: assign, after: [route]}
)";

constexpr char kSpec[] = R"(name: who buys
label: {column: won, positive: "yes"}
features:
  - {column: title, type: category, known_at_routing: true}
  - {column: employees, type: number, known_at_routing: true}
)";

// Directors of large companies buy, and the others hardly ever.
std::string Rows(int count, int shift) {
  std::string csv = "title,employees,won\n";
  for (int i = 0; i < count; ++i) {
    const bool director = (i * 7 + shift) % 3 == 0;
    const bool won = director ? (i + shift) % 10 != 0 : (i + shift) % 20 == 0;
    csv += std::string(director ? "Director" : "Intern") + "," + std::to_string(10 + i % 50) + "," +
           (won ? "yes" : "no") + "\n";
  }
  return csv;
}

Bytes Train(const std::string& csv, const char* spec = kSpec) {
  return TaughtScorecard(spec, csv);
}

// Trained once: sanitizers make training slow.
const Bytes& GoodModel() {
  static const Bytes model = Train(Rows(600, 0));
  return model;
}

class ModelsOfAWorkspace : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    Publish(kPolicy);
  }

  ModelVerdict Promote(const Bytes& file, const std::string& rows = Rows(600, 1),
                       bool challenger = false) {
    ModelOffer offer{file, rows, "", challenger};
    const Result<ModelVerdict> verdict = PromoteModel(*workspace_, {}, offer);
    EXPECT_TRUE(verdict.ok()) << verdict.error().message;
    return verdict.ok() ? *verdict : ModelVerdict{};
  }

  // The lead as it is told once its run is over.
  Explanation Told(const std::string& id, const std::string& title) {
    const Result<LeadAnswer> sent =
        Send(R"({"external_id":")" + id + R"(","email":")" + id + R"(@corp.example","title":")" +
             title + R"(","employees":30,"company":"Corp","country":"US"})");
    EXPECT_TRUE(sent.ok());
    return After(FormatId("lead", sent->lead));
  }
  Explanation After(const std::string& lead) {
    while (true) {
      const Result<Explanation> told = Explain(*workspace_, lead);
      EXPECT_TRUE(told.ok()) << told.error().message;
      if (!told.ok() || told->status != LeadStatus::kInProgress) return *told;
      std::this_thread::yield();
    }
  }

  static const ExplainedStep* Step(const Explanation& told, const std::string& id) {
    for (const ExplainedStep& step : told.steps)
      if (step.step == id && step.event == "finished") return &step;
    return nullptr;
  }

  // Changes one byte of every blob that holds a model, behind the store's back.
  void TamperWithBlobs(const std::string& sql) {
    workspace_.reset();
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((root_ + "/ws/log.db").c_str(), &database), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK)
        << (error == nullptr ? "" : error);
    EXPECT_GT(sqlite3_changes(database), 0);
    sqlite3_close(database);
    Reopen();
  }
};

TEST_F(ModelsOfAWorkspace, AScoreIsAnsweredByTheModelThatItsRecordNames) {
  const ModelVerdict verdict = Promote(GoodModel());
  ASSERT_TRUE(verdict.promoted) << verdict.why;
  EXPECT_EQ(verdict.agent, "score_lead");
  const Explanation good = Told("a", "Director");
  const ExplainedStep* step = Step(good, "score");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->agent, "score_lead@" + verdict.version);
  EXPECT_EQ(step->models, std::vector<std::string>{"scorecard@" + verdict.model});
  EXPECT_EQ(good.queue, "good");
  ASSERT_FALSE(step->evidence.empty());
  EXPECT_GT(step->evidence[0].weight, 0);
  const Explanation poor = Told("b", "Intern");
  EXPECT_EQ(poor.queue, "triage");
  EXPECT_LT(Step(poor, "score")->confidence_e4, step->confidence_e4);
}

TEST_F(ModelsOfAWorkspace, TheFallbackAnswersForAModelFileThatWasChanged) {
  const ModelVerdict verdict = Promote(GoodModel());
  ASSERT_TRUE(verdict.promoted);
  TamperWithBlobs(
      "UPDATE blobs SET bytes = x'00' WHERE hash = (SELECT hash FROM blobs ORDER BY "
      "length(bytes) DESC LIMIT 1)");
  const Explanation told = Told("a", "Director");
  const ExplainedStep* step = Step(told, "score");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->agent, "score_lead@1.0.0");
  bool refused = false;
  for (const ExplainedStep& one : told.steps)
    refused = refused || (one.step == "score" && one.event == "fell_back" &&
                          one.reason == reason::kModelRefused);
  EXPECT_TRUE(refused);
}

TEST_F(ModelsOfAWorkspace, ReplayDecidesTheSameFromTheRecordedAnswers) {
  ASSERT_TRUE(Promote(GoodModel()).promoted);
  Told("a", "Director");
  Told("b", "Intern");
  const Result<ReplayReport> report =
      Replay(workspace_->store(), workspace_->keys(), LoadStoredVersion, {});
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->runs, 2);
  EXPECT_EQ(report->identical, 2);
}

TEST_F(ModelsOfAWorkspace, AModelThatLearnedNothingIsRefusedAndTheLogSaysSo) {
  std::string noise = "title,employees,won\n";
  for (int i = 0; i < 400; ++i)
    noise += std::string(i % 2 == 0 ? "Director" : "Intern") + ",5," +
             ((i / 2) % 2 == 0 ? "yes" : "no") + "\n";
  const ModelVerdict verdict = Promote(Train(noise));
  EXPECT_FALSE(verdict.promoted);
  EXPECT_FALSE(verdict.why.empty());
  size_t tellings = 0;
  ASSERT_TRUE(workspace_
                  ->Ask([&](const Engine& engine) {
                    tellings = engine.state().models.Find("score_lead")->tellings.size();
                  })
                  .ok());
  EXPECT_EQ(tellings, 1U);
  EXPECT_EQ(Step(Told("a", "Director"), "score")->agent, "score_lead@1.0.0");
}

TEST_F(ModelsOfAWorkspace, AModelOfWhatLeadsDoNotHaveIsRefused) {
  std::string csv = Rows(600, 0);
  csv.replace(csv.find("employees"), 9, "moon_phas");
  std::string spec = kSpec;
  spec.replace(spec.find("employees"), 9, "moon_phas");
  const Result<ModelVerdict> verdict =
      PromoteModel(*workspace_, {}, {Train(csv, spec.c_str()), csv, "", false});
  ASSERT_FALSE(verdict.ok());
  EXPECT_EQ(verdict.error().code, Code::kInvalid);
  EXPECT_NE(verdict.error().message.find("`moon_phas`"), std::string::npos);
}

TEST_F(ModelsOfAWorkspace, ATruncatedOrChangedFileIsRefusedAtTheDoor) {
  const Bytes& good = GoodModel();
  for (Bytes bad : {good.substr(0, good.size() - 1), good + "x", Bytes("no model")}) {
    EXPECT_FALSE(PromoteModel(*workspace_, {}, {bad, Rows(600, 1), "", false}).ok());
  }
  Bytes flipped = good;
  flipped[flipped.size() / 2] ^= 1;
  const Result<ModelVerdict> verdict =
      PromoteModel(*workspace_, {}, {flipped, Rows(600, 1), "", false});
  ASSERT_FALSE(verdict.ok());
  EXPECT_EQ(verdict.error().code, Code::kCorrupt);
}

TEST_F(ModelsOfAWorkspace, ARollbackGoesOneModelBackAndThenToTheHandMadeCard) {
  ASSERT_TRUE(Promote(GoodModel()).promoted);
  EXPECT_EQ(RollBackModel(*workspace_, {}, "score_lead", "").error().code, Code::kNotFound);
  EXPECT_EQ(Step(Told("a", "Director"), "score")->agent, "score_lead@2.1.0");
  ASSERT_TRUE(RollBackModel(*workspace_, {}, "score_lead", "it was wrong", true).ok());
  EXPECT_EQ(Step(Told("b", "Director"), "score")->agent, "score_lead@1.0.0");
  EXPECT_EQ(RollBackModel(*workspace_, {}, "understand_text", "").error().code, Code::kNotFound);
}

TEST_F(ModelsOfAWorkspace, AVersionOnSilentTrialComesIntoUseByItsNumberWithASecondPersonsWord) {
  for (const char* id : {"lena", "jonas"}) AddPerson(id, "revops");
  ASSERT_TRUE(SetPolicyApproval(*workspace_, "", true, "lena").ok());
  EXPECT_EQ(PromoteModel(*workspace_, {}, {GoodModel(), Rows(600, 1), "", false}).error().code,
            Code::kConflict)
      << "no file comes into use past the approval";
  ASSERT_TRUE(
      PromoteModel(*workspace_, {}, {GoodModel(), Rows(600, 1), "", true, "lena"})->promoted);
  const TrialOrder order{"score_lead", "2.1.0", Rows(600, 1), "as agreed", "lena"};
  EXPECT_EQ(PromoteTrial(*workspace_, {}, order).error().code, Code::kConflict);
  EXPECT_EQ(ApproveTrial(*workspace_, {}, "score_lead", "2.1.0", "lena").error().code,
            Code::kConflict)
      << "whoever brought it does not approve of it";
  EXPECT_EQ(ApproveTrial(*workspace_, {}, "score_lead", "2.1.0", "nobody").error().code,
            Code::kInvalid);
  EXPECT_EQ(ApproveTrial(*workspace_, {}, "score_lead", "2.9.0", "jonas").error().code,
            Code::kNotFound);
  ASSERT_TRUE(ApproveTrial(*workspace_, {}, "score_lead", "2.1.0", "jonas").ok());
  Reopen();
  EXPECT_EQ(Step(Told("a", "Director"), "score")->agent, "score_lead@1.0.0");
  const Result<ModelVerdict> verdict = PromoteTrial(*workspace_, {}, order);
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_TRUE(verdict->promoted) << verdict->why;
  EXPECT_EQ(verdict->version, "2.1.0");
  EXPECT_EQ(Step(Told("b", "Director"), "score")->agent, "score_lead@2.1.0");
  EXPECT_EQ(PromoteTrial(*workspace_, {}, order).error().code, Code::kConflict) << "in use already";
  std::string json;
  ASSERT_TRUE(
      workspace_->Ask([&](const Engine& engine) { json = ModelsJson(engine.state()); }).ok());
  EXPECT_NE(json.find(R"("champion":"2.1.0","challenger":null)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("author":"lena","approved_by":"jonas")"), std::string::npos) << json;
}

TEST_F(ModelsOfAWorkspace, WithoutRowsATrialIsJudgedByTheLeadsThatCameSinceItBegan) {
  ASSERT_TRUE(Promote(GoodModel(), Rows(600, 1), true).promoted);
  const TrialOrder order{"score_lead", "2.1.0", "", "", ""};
  EXPECT_EQ(PromoteTrial(*workspace_, {}, order).error().code, Code::kInvalid)
      << "nothing came yet";
  for (int i = 0; i < 40; ++i) Told("x" + std::to_string(i), i % 2 == 0 ? "Director" : "Intern");
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    for (size_t i = 0; i < 40; ++i) {
                      const Id id = turn.state().leads.At(i).id;
                      SB_TRY(i % 2 == 0
                                 ? turn.Input(EntityKind::kLead, id, EventType::kRecordConverted,
                                              {}, ev::RecordConverted{})
                                 : turn.Input(EntityKind::kLead, id, EventType::kRecordDeleted, {},
                                              ev::RecordDeleted{}));
                    }
                    return {};
                  })
                  .ok());
  const Result<ModelVerdict> verdict = PromoteTrial(*workspace_, {}, order);
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_TRUE(verdict->promoted) << verdict->why;
  EXPECT_NE(verdict->why.find("on 40 "), std::string::npos) << verdict->why;
}

TEST_F(ModelsOfAWorkspace, WhatIsPromotedIsKnownAfterARestart) {
  ASSERT_TRUE(Promote(GoodModel()).promoted);
  Reopen();
  EXPECT_EQ(Step(Told("a", "Director"), "score")->agent, "score_lead@2.1.0");
  std::string json;
  ASSERT_TRUE(
      workspace_->Ask([&](const Engine& engine) { json = ModelsJson(engine.state()); }).ok());
  EXPECT_NE(json.find(R"("champion":"2.1.0")"), std::string::npos) << json;
}

TEST_F(ModelsOfAWorkspace, AnAccountAddedNowIsMatchedByTheNextLead) {
  Publish(kPolicy, {{"plans/route_lead.yaml", kMatchPlan}});
  ASSERT_TRUE(Promote(MatchModel{kCompanyWeights, {}}.Encode(), "").promoted);
  const auto match = [&](const std::string& id) {
    const Result<LeadAnswer> sent =
        Send(R"({"external_id":")" + id + R"(","email":"jo.)" + id +
             R"(@gmail.com","company":"Procoplast Europe",)" +
             R"("city":"Lyon","phone":"+33 4 72 00 00 01","country":"FR"})");
    EXPECT_TRUE(sent.ok());
    return After(FormatId("lead", sent->lead));
  };
  const Explanation before = match("a");
  EXPECT_EQ(Step(before, "match_account")->learned.Text(Field::kMatchOutcome), "none");
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    Account account;
                    account.id = "acc-1";
                    account.name = "Procoplast Europe SARL";
                    account.city = "Lyon";
                    account.phone = "+33472000001";
                    account.country = "FR";
                    SB_ASSIGN(const int64_t subject, turn.NewSubject());
                    return turn.Input(EntityKind::kAccount, turn.MakeId(),
                                      EventType::kAccountUpserted, {}, ev::Upserted{subject},
                                      EncodeRecord(account), subject);
                  })
                  .ok());
  const Explanation after = match("b");
  const ExplainedStep* step = Step(after, "match_account");
  EXPECT_EQ(step->learned.Text(Field::kAccountId), "acc-1") << after.text;
  EXPECT_GT(step->confidence_e4, 7'000);
  ASSERT_EQ(step->models.size(), 1U);
  EXPECT_TRUE(step->models[0].starts_with("pair_scorer@"));
  // The look-up finds its owner and type by it.
  EXPECT_EQ(Step(after, "match")->learned.Text(Field::kAccountName), "Procoplast Europe SARL");
}

// Three intents, each with words of its own.
Bytes TextModel(bool mixes_up = false) {
  std::vector<LabelledText> rows;
  for (int i = 0; i < 12; ++i) {
    const std::string n = std::to_string(i);
    rows.push_back({"please send me the price list and a quote for " + n + " users",
                    mixes_up ? "demo" : "price"});
    rows.push_back(
        {"can we see a live demo of the product next week " + n, mixes_up ? "price" : "demo"});
    rows.push_back({"the login page shows an error since update " + n, "support"});
  }
  Result<Bytes> model = TrainIntents(rows, rows, nullptr, 1);
  EXPECT_TRUE(model.ok()) << model.error().message;
  return model.ok() ? *model : Bytes();
}

// What neither of them was taught by.
std::string HeldTexts() {
  std::string csv = "text,label\n";
  for (int i = 0; i < 20; ++i) {
    const std::string n = std::to_string(100 + i);
    csv += "a quote and the price list for " + n + " users please,price\n";
    csv += "we want to see a live demo of the product in week " + n + ",demo\n";
    csv += "an error on the login page since update " + n + ",support\n";
  }
  return csv;
}

TEST_F(ModelsOfAWorkspace, AnIntentModelThatIsRightMoreRarelyIsRefusedWithTheFigures) {
  EXPECT_EQ(PromoteModel(*workspace_, {}, {TextModel(), "", "", false}).error().code,
            Code::kInvalid);
  // It is right on a third, where always saying one intent is as well.
  const ModelVerdict plain = Promote(TextModel(true), HeldTexts());
  EXPECT_FALSE(plain.promoted);
  EXPECT_NE(plain.why.find("always saying the commonest intent"), std::string::npos) << plain.why;
  const ModelVerdict good = Promote(TextModel(), HeldTexts());
  EXPECT_TRUE(good.promoted) << good.why;
  EXPECT_NE(good.why.find("of 60 held-back rows"), std::string::npos) << good.why;
  EXPECT_FALSE(Promote(TextModel(true), HeldTexts()).promoted);
  // In the shadow it may be what it is, if it beats knowing nothing.
  const ModelVerdict short_rows = Promote(TextModel(true), "text,label\nhello there,price\n");
  EXPECT_NE(short_rows.why.find("give at least 50"), std::string::npos) << short_rows.why;
}

TEST_F(ModelsOfAWorkspace, APairScorerIsJudgedByLeadsWhoseAccountIsKnown) {
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    for (int i = 0; i < 40; ++i) {
                      Account account;
                      account.id = "acc-" + std::to_string(i);
                      account.name = "Company" + std::to_string(i) + " GmbH";
                      account.website = "company" + std::to_string(i) + ".example";
                      account.country = "DE";
                      SB_ASSIGN(const int64_t subject, turn.NewSubject());
                      SB_TRY(turn.Input(EntityKind::kAccount, turn.MakeId(),
                                        EventType::kAccountUpserted, {}, ev::Upserted{subject},
                                        EncodeRecord(account), subject));
                    }
                    return {};
                  })
                  .ok());
  std::string csv = "company,website,country,account_id\n";
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    csv += "Company" + n + ",company" + n + ".example,DE," + (i < 40 ? "acc-" + n : "") + "\n";
  }
  const Bytes careful = MatchModel{kCompanyWeights, {9'999, 9'998}}.Encode();
  const ModelVerdict first = Promote(MatchModel{kCompanyWeights, {}}.Encode(), csv);
  EXPECT_TRUE(first.promoted) << first.why;
  EXPECT_NE(first.why.find("of 60 held-back rows"), std::string::npos) << first.why;
  EXPECT_EQ(PromoteModel(*workspace_, {}, {careful, "", "", false}).error().code, Code::kInvalid);
  EXPECT_EQ(PromoteModel(*workspace_, {}, {careful, "name\nx\n", "", false}).error().code,
            Code::kInvalid);
  const ModelVerdict worse = Promote(careful, csv);
  EXPECT_FALSE(worse.promoted);
}

TEST_F(ModelsOfAWorkspace, AMessageIsReadByAWorkerAndWhatIsNotReadIsMarked) {
  const ModelVerdict verdict = Promote(TextModel(), HeldTexts());
  ASSERT_TRUE(verdict.promoted);
  EXPECT_EQ(verdict.agent, "understand_text");
  const auto said = [&](const std::string& id, const std::string& message) {
    const Result<LeadAnswer> sent =
        Send(R"({"external_id":")" + id + R"(","email":")" + id +
             R"(@corp.example","company":"Corp","country":"US","message":")" + message + R"("})");
    EXPECT_TRUE(sent.ok());
    return After(FormatId("lead", sent->lead));
  };
  const Explanation price = said("a", "please send me the price list and a quote for 40 users");
  const ExplainedStep* step = Step(price, "intent");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->agent, "understand_text@2.1.0");
  EXPECT_EQ(step->learned.Text(Field::kIntent), "price");
  EXPECT_EQ(step->learned.Text(Field::kLanguage), "en");
  EXPECT_EQ(step->models, std::vector<std::string>{"intent@" + verdict.model});
  const Explanation german =
      said("b", "Guten Tag, bitte senden Sie uns ein Angebot für vierzig Arbeitsplätze, danke.");
  step = Step(german, "intent");
  EXPECT_EQ(step->outcome, "abstain");
  EXPECT_EQ(step->reason, reason::kNotEnglish);
  EXPECT_EQ(step->learned.Text(Field::kLanguage), "de");
  EXPECT_FALSE(step->learned.Has(Field::kIntent));
  const Explanation silent = said("c", "");
  EXPECT_EQ(Step(silent, "intent")->outcome, "abstain");
}

}  // namespace
}  // namespace signalbox
