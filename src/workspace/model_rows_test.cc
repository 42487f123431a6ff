// Training rows and what a model is served are one: the same code, as of the same moment.
#include "workspace/model_rows.h"

#include <gtest/gtest.h>

#include <thread>

#include "engine/record_events.h"
#include "insight/score/train_model.h"
#include "workspace/model_changes.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr char kPolicy[] = R"(policy: features
record: lead
triggers: [created, came_back]
rules: []
nothing_matched: {queue: triage, reason: no rule matched}
queues:
  triage: {owner: {team: revops}, empty_within: 4h}
)";

constexpr char kFeatures[] = R"(features:
  - {name: times, count: 'signal.kind == "touch"'}
  - {name: from_event, value: 'lead.source == "event"'}
  - {name: was_assigned, count: 'signal.kind == "assigned"'}
)";

constexpr char kSpec[] = R"(label: {column: outcome, positive: won, negative: lost}
features:
  - {column: times, type: number, known_at_routing: true}
  - {column: from_event, type: boolean, known_at_routing: true}
  - {column: title_level, type: category, known_at_routing: true}
)";

class ModelRowsOfAWorkspace : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    Publish(kPolicy, {{"features/lead.yaml", kFeatures}});
  }
  std::string Lead(const std::string& id, const std::string& title, const std::string& source) {
    const Result<LeadAnswer> sent =
        Send(R"({"external_id":")" + id + R"(","email":")" + id + R"(@corp.example","title":")" +
             title + R"(","source":")" + source + R"(","company":"Corp","country":"US"})");
    EXPECT_TRUE(sent.ok());
    return sent.ok() ? FormatId("lead", sent->lead) : "";
  }
  ScoreSpec Spec() { return ParseScoreSpec(kSpec, "spec").value(); }
  std::vector<ScoredRow> Rows() {
    Result<std::vector<ScoredRow>> rows = ReadScoredRows(*workspace_, Spec());
    EXPECT_TRUE(rows.ok()) << rows.error().message;
    return rows.ok() ? *rows : std::vector<ScoredRow>();
  }
};

TEST_F(ModelRowsOfAWorkspace, ARowIsWhatWasKnownWhenTheLeadWasScored) {
  Lead("a", "CTO", "event");
  Lead("b", "Clerk", "web");
  const std::vector<ScoredRow> rows = Rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].cells, (std::vector<std::string>{"0", "true", "exec"}));
  EXPECT_EQ(rows[1].cells[1], "false");
  EXPECT_FALSE(rows[0].outcome.has_value());
}

TEST_F(ModelRowsOfAWorkspace, WhatHappensLaterChangesNothingOfARowButItsOutcome) {
  const std::string lead = Lead("a", "CTO", "event");
  const std::vector<ScoredRow> before = Rows();
  Lead("a", "Clerk", "web");
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    const Id id = turn.state().leads.At(0).id;
                    return turn.Input(EntityKind::kLead, id, EventType::kRecordConverted, {},
                                      ev::RecordConverted{});
                  })
                  .ok());
  const std::vector<ScoredRow> after = Rows();
  ASSERT_FALSE(after.empty());
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(after[0].cells, before[0].cells);
  EXPECT_EQ(after[0].moment.record, before[0].moment.record);
  ASSERT_TRUE(after[0].outcome.has_value());
  EXPECT_TRUE(after[0].outcome->won);
  for (size_t later = 1; later < after.size(); ++later)
    EXPECT_NE(after[later].cells, before[0].cells);
}

TEST_F(ModelRowsOfAWorkspace, AColumnThatLeadsDoNotHaveIsNamed) {
  ScoreSpec spec = Spec();
  spec.features[0].column = "moon_phase";
  EXPECT_NE(ReadScoredRows(*workspace_, spec).error().message.find("`moon_phase`"),
            std::string::npos);
}

TEST_F(ModelRowsOfAWorkspace, TheRowsAreACsvThatTrainingReads) {
  Lead("a", "CTO", "event");
  const Result<std::string> csv = ModelRowsCsv(*workspace_, Spec());
  ASSERT_TRUE(csv.ok());
  EXPECT_TRUE(csv->starts_with("lead,scored_at,times,from_event,title_level,outcome\n")) << *csv;
  EXPECT_NE(csv->find(",0,true,exec,\n"), std::string::npos) << *csv;
}

// The worker's answer and the training row of the same moment are the same score.
TEST_F(ModelRowsOfAWorkspace, AModelIsServedTheRowThatTrainingWouldSee) {
  std::string csv = "times,from_event,title_level,outcome\n";
  for (int i = 0; i < 400; ++i) {
    const bool event = i % 3 == 0;
    csv += std::string("0,") + (event ? "true" : "false") + ",exec," +
           (event ? (i % 10 == 0 ? "lost" : "won") : (i % 20 == 0 ? "won" : "lost")) + "\n";
  }
  const Result<ModelRowsText> rows = ReadModelRowsText(csv);
  TrainingRequest request;
  request.spec = Spec();
  request.spec_text = kSpec;
  request.rows_digest = rows->digest;
  request.family = FamilyChoice::kScorecard;
  const Result<LeadModel> model = TrainLeadModel(request, rows->rows);
  ASSERT_TRUE(model.ok()) << model.error().message;
  const Result<ModelVerdict> verdict =
      PromoteModel(*workspace_, {}, {model->Encode(), csv + "0,true,exec,won\n", "", false});
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  ASSERT_TRUE(verdict->promoted) << verdict->why;
  Lead("a", "CTO", "event");
  Lead("b", "CTO", "web");
  std::vector<ScoredRow> scored;
  while (scored.size() < 2) scored = Rows();
  int64_t said[2];
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(scored[i].moment.agent.starts_with("score_lead@2."));
    const std::vector<std::string_view> cells(scored[i].cells.begin(), scored[i].cells.end());
    EXPECT_EQ(scored[i].moment.confidence_e4, model->ScoreE6(cells) / 100);
    said[i] = scored[i].moment.confidence_e4;
  }
  EXPECT_NE(said[0], said[1]);
}

}  // namespace
}  // namespace signalbox
