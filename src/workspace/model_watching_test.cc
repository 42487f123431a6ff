// A score in use, watched over the workspace's own leads: what is found is told once, by events,
// and a new calibration comes into use by an event too.
#include "workspace/model_watching.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/record_events.h"
#include "workspace/model_changes.h"
#include "workspace/model_told.h"
#include "workspace/model_watcher.h"
#include "workspace/policy_changes.h"
#include "workspace/taught_scorecard.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr char kPolicy[] = R"(policy: watched
record: lead
rules: []
nothing_matched: {queue: triage, reason: no rule matched}
queues:
  triage: {owner: {team: revops}, empty_within: 4h}
)";

constexpr char kSpec[] = R"(label: {column: outcome, positive: won, negative: lost}
groups: [country]
features:
  - {column: title, type: category, known_at_routing: true}
)";

// Directors succeed nine times of ten, interns once in twenty.
std::string TaughtRows() {
  std::string csv = "title,outcome\n";
  for (int i = 0; i < 400; ++i) {
    const bool director = i % 3 == 0;
    const bool won = director ? i % 10 != 0 : i % 20 == 1;
    csv += std::string(director ? "Director" : "Intern") + (won ? ",won\n" : ",lost\n");
  }
  return csv;
}

Bytes TaughtModel() {
  static const Bytes file = TaughtScorecard(kSpec, TaughtRows());
  return file;
}

class ModelWatching : public WorkspaceFixture {
 protected:
  static constexpr int kLeads = 160;
  int few_ = 0;  // of them, from another country

  void SetUp() override {
    WorkspaceFixture::SetUp();
    Publish(kPolicy);
    const Result<ModelVerdict> verdict =
        PromoteModel(*workspace_, {}, {TaughtModel(), TaughtRows() + "Director,won\n", "", false});
    ASSERT_TRUE(verdict.ok() && verdict->promoted);
  }

  // Scored leads, all of them directors; `won` says what comes of each.
  void Leads(const std::function<bool(int)>& won) {
    for (int i = 0; i < kLeads; ++i) {
      const std::string id = std::to_string(i);
      ASSERT_TRUE(Send(R"({"external_id":"x)" + id + R"(","email":"x)" + id +
                       R"(@corp.example","title":"Director","country":")" +
                       (i < few_ ? "DE" : "US") + R"("})")
                      .ok());
    }
    // Until the workers have answered for all.
    for (size_t over = 0; over < kLeads;) {
      ASSERT_TRUE(workspace_
                      ->Ask([&](const Engine& engine) {
                        const State& state = engine.state();
                        over = 0;
                        for (size_t i = 0; i < state.leads.size(); ++i)
                          over += state.leads.At(i).status != LeadStatus::kInProgress;
                      })
                      .ok());
      std::this_thread::yield();
    }
    ASSERT_TRUE(workspace_
                    ->Apply([&](Turn& turn) -> Status {
                      for (int i = 0; i < kLeads; ++i) {
                        const Id id = turn.state().leads.At(static_cast<size_t>(i)).id;
                        if (won(i)) {
                          SB_TRY(turn.Input(EntityKind::kLead, id, EventType::kRecordConverted, {},
                                            ev::RecordConverted{}));
                        } else {
                          SB_TRY(turn.Input(EntityKind::kLead, id, EventType::kRecordDeleted, {},
                                            ev::RecordDeleted{}));
                        }
                      }
                      return {};
                    })
                    .ok());
  }

  void PublishWatch(const std::string& entry) {
    Publish(kPolicy, {{"models/watch.yaml", "watch:\n  - " + entry + "\n"}});
  }
  // The versions that a round watched.
  std::vector<std::string> Watched(ModelWatchRound* round, TimeUs now) {
    const auto reports = round->Run(now);
    EXPECT_TRUE(reports.ok()) << reports.error().message;
    std::vector<std::string> versions;
    if (!reports.ok()) return versions;
    for (const ModelWatchReport& report : *reports) versions.push_back(report.version);
    return versions;
  }

  ModelWatchReport Watch(bool recalibrate) {
    Result<ModelWatchReport> report = WatchModelInUse(*workspace_, {}, "score_lead", recalibrate);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : ModelWatchReport{};
  }
  Sight sight_ = Sight::Whole();
  nlohmann::json Part(const std::string& part) {
    const Result<std::string> text = ModelWatchJson(*workspace_, "score_lead", part, sight_);
    EXPECT_TRUE(text.ok()) << text.error().message;
    return text.ok() ? nlohmann::json::parse(*text) : nlohmann::json();
  }
  std::vector<std::string> Types() {
    const auto json = nlohmann::json::parse(*ModelHistoryJson(*workspace_, "score_lead"));
    std::vector<std::string> types;
    for (const auto& item : json["items"]) types.push_back(item["type"]);
    return types;
  }
};

TEST_F(ModelWatching, OutcomesThatDoNotComeAsSaidAreAnAlarmAndANewCalibration) {
  Leads([](int i) { return i % 4 == 0; });
  const ModelWatchReport report = Watch(true);
  EXPECT_EQ(report.scored, kLeads);
  EXPECT_EQ(report.decided, kLeads);
  EXPECT_EQ(report.version, "2.1.0");
  EXPECT_EQ(report.recalibrated, "2.2.0");
  const std::vector<std::string> types = Types();
  EXPECT_EQ(types.front(), "ModelRecalibrated");
  EXPECT_EQ(std::count(types.begin(), types.end(), "ModelAlarmed"), 1);
  std::string json;
  ASSERT_TRUE(
      workspace_->Ask([&](const Engine& engine) { json = ModelsJson(engine.state()); }).ok());
  EXPECT_NE(json.find(R"("champion":"2.2.0")"), std::string::npos) << json;
  // And in one command back to what was there before.
  const Result<ModelVerdict> back = RollBackModel(*workspace_, {}, "score_lead", "");
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->version, "2.1.0");
}

TEST_F(ModelWatching, NoCalibrationComesIntoUsePastAnApproval) {
  ASSERT_TRUE(SetPolicyApproval(*workspace_, "owner", true, "").ok());
  Leads([](int i) { return i % 4 == 0; });
  const ModelWatchReport report = Watch(true);
  EXPECT_EQ(report.recalibrated, "");
  ASSERT_FALSE(report.told.empty());
  EXPECT_NE(report.told.back().find("asks for an approval"), std::string::npos);
  const std::vector<std::string> types = Types();
  EXPECT_EQ(std::count(types.begin(), types.end(), "ModelRecalibrated"), 0);
  EXPECT_EQ(std::count(types.begin(), types.end(), "ModelAlarmed"), 1);
  EXPECT_EQ(Watch(true).told, std::vector<std::string>()) << "nothing is new";
}

TEST_F(ModelWatching, WhatWasToldIsNotToldAgainAndTellingAloneChangesNothing) {
  Leads([](int i) { return i % 4 == 0; });
  const ModelWatchReport first = Watch(false);
  EXPECT_TRUE(first.recalibrated.empty());
  EXPECT_FALSE(first.told.empty());
  const size_t told = Types().size();
  EXPECT_TRUE(Watch(false).told.empty());
  EXPECT_EQ(Types().size(), told);
}

TEST_F(ModelWatching, OtherLeadsThanItLearnedFromAreDrift) {
  Leads([](int i) { return i % 10 != 0; });
  const ModelWatchReport report = Watch(false);
  const std::vector<std::string> types = Types();
  EXPECT_GE(std::count(types.begin(), types.end(), "ModelDrifted"), 2);  // score and title
  EXPECT_EQ(std::count(types.begin(), types.end(), "ModelAlarmed"), 0);
  const nlohmann::json drift = Part("drift");
  EXPECT_EQ(drift["columns"][0]["what"], "score");
  EXPECT_EQ(drift["columns"][0]["level"], "act");
  EXPECT_EQ(drift["over_time"].size(), 1U);
}

TEST_F(ModelWatching, CalibrationAndFairnessAreOfWhatCame) {
  Leads([](int i) { return i % 2 == 0; });
  const nlohmann::json calibration = Part("calibration")["models"][0];
  EXPECT_EQ(calibration["rows"], kLeads);
  EXPECT_EQ(calibration["positives"], kLeads / 2);
  EXPECT_GT(calibration["ece"].get<double>(), 0.3);
  EXPECT_EQ(calibration["table"].size(), 15U);
  ASSERT_EQ(calibration["tenths"].size(), 10U);
  EXPECT_EQ(calibration["tenths"][0]["rows"], kLeads / 10);
  EXPECT_EQ(calibration["tenths"][0]["lift"], calibration["lift_10"]);
  const nlohmann::json groups = Part("fairness")["columns"][0];
  EXPECT_EQ(groups["column"], "country");
  EXPECT_EQ(groups["groups"][0]["group"], "US");
  EXPECT_TRUE(groups["groups"][0]["miscalibrated"]);
}

TEST_F(ModelWatching, ToWhomPersonalFieldsAreHiddenGroupsOfFewLeadsAreNotTold) {
  few_ = 3;
  Leads([](int i) { return i % 4 == 0; });
  const nlohmann::json whole = Part("fairness")["columns"][0];
  EXPECT_EQ(whole["left_out"], false);
  ASSERT_EQ(whole["groups"].size(), 2U);
  EXPECT_EQ(whole["groups"][1]["group"], "any other");
  EXPECT_EQ(whole["groups"][1]["rows"], 3);
  Principal author;
  author.kind = Principal::Kind::kUser;
  author.roles.Add(Role::kPolicyAuthor);
  sight_ = Sight(author, {}, {});
  const nlohmann::json seen = Part("fairness")["columns"][0];
  EXPECT_EQ(seen["left_out"], true);
  EXPECT_EQ(seen["groups"].size(), 0U) << "the other group would tell it by the total";
}

using Versions = std::vector<std::string>;
constexpr TimeUs kMorning = 1'790'000'000 * kSecondUs;

TEST_F(ModelWatching, ByItselfItIsAsOftenAsThePolicySays) {
  Leads([](int i) { return i % 4 == 0; });
  PublishWatch("{agent: score_lead, every: 6h}");
  ModelWatchRound round(*workspace_);
  EXPECT_EQ(Watched(&round, kMorning), Versions{"2.1.0"});
  EXPECT_EQ(Types().front(), "ModelRecalibrated");
  EXPECT_EQ(Watched(&round, kMorning + 6 * kHourUs - 1), Versions{});
  EXPECT_EQ(Watched(&round, kMorning + 6 * kHourUs), Versions{"2.2.0"});
  // The next version of the policy says otherwise.
  PublishWatch("{agent: score_lead, every: 1h}");
  EXPECT_EQ(Watched(&round, kMorning + 7 * kHourUs), Versions{"2.2.0"});
  Publish(kPolicy);
  EXPECT_EQ(Watched(&round, kMorning + 100 * kHourUs), Versions{});
}

TEST_F(ModelWatching, ByItselfItChangesNothingWhereItMayOnlyTell) {
  Leads([](int i) { return i % 4 == 0; });
  PublishWatch("{agent: score_lead, every: 6h, recalibrate: false}");
  ModelWatchRound round(*workspace_);
  EXPECT_EQ(Watched(&round, kMorning), Versions{"2.1.0"});
  const std::vector<std::string> types = Types();
  EXPECT_EQ(std::count(types.begin(), types.end(), "ModelAlarmed"), 1);
  EXPECT_EQ(std::count(types.begin(), types.end(), "ModelRecalibrated"), 0);
  // A server that starts again finds the same, and tells it no second time.
  ModelWatchRound after_start(*workspace_);
  EXPECT_EQ(Watched(&after_start, kMorning + kMinuteUs), Versions{"2.1.0"});
  EXPECT_EQ(Types(), types);
}

TEST_F(ModelWatching, ByItselfItBeginsWhenAModelComesIntoUse) {
  PublishWatch("{agent: score_lead, every: 6h}");
  ASSERT_TRUE(RollBackModel(*workspace_, {}, "score_lead", "", true).ok());
  ModelWatchRound round(*workspace_);
  EXPECT_EQ(Watched(&round, kMorning), Versions{});
  ASSERT_TRUE(
      PromoteModel(*workspace_, {}, {TaughtModel(), TaughtRows() + "Director,won\n", "", false})
          .ok());
  EXPECT_EQ(Watched(&round, kMorning + kMinuteUs).size(), 1U);
}

TEST_F(ModelWatching, TheThreadWatchesAtOnceAndStopsWhenItIsTold) {
  Leads([](int i) { return i % 4 == 0; });
  PublishWatch("{agent: score_lead, every: 6h}");
  ModelWatcher watcher(*workspace_);
  while (Types().front() != "ModelRecalibrated") std::this_thread::yield();
}

TEST_F(ModelWatching, AModelTellsItsCardAndItsPoints) {
  const Result<std::string> text = ModelCardJson(*workspace_, "score_lead", "");
  ASSERT_TRUE(text.ok()) << text.error().message;
  const auto json = nlohmann::json::parse(*text);
  EXPECT_EQ(json["version"], "2.1.0");
  EXPECT_EQ(json["kind"], "scorecard");
  const std::string card = json["card"];
  EXPECT_NE(card.find("trained on 400 rows"), std::string::npos) << card;
  EXPECT_NE(json["points"].get<std::string>().find("Director"), std::string::npos);
  EXPECT_EQ(ModelCardJson(*workspace_, "score_lead", "2.9.0").error().code, Code::kNotFound);
  EXPECT_EQ(ModelCardJson(*workspace_, "nobody", "").error().code, Code::kNotFound);
}

TEST_F(ModelWatching, WithoutAModelInUseThereIsNothingToWatch) {
  ASSERT_TRUE(RollBackModel(*workspace_, {}, "score_lead", "", true).ok());
  EXPECT_EQ(WatchModelInUse(*workspace_, {}, "score_lead", true).error().code, Code::kNotFound);
  EXPECT_EQ(ModelWatchJson(*workspace_, "match_account", "drift", sight_).error().code,
            Code::kNotFound);
}

}  // namespace
}  // namespace signalbox
