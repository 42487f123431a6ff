#include "insight/score/train_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "insight/score/boosted_trees.h"
#include "insight/score/drift.h"
#include "insight/score/family_training.h"
#include "insight/score/metrics.h"
#include "insight/score/scorecard.h"

namespace signalbox {
namespace {

constexpr std::string_view kSpec =
    "label: {column: won, positive: 1}\n"
    "features:\n"
    "  - {column: visits, type: number, known_at_routing: true, monotone: up}\n"
    "  - {column: source, type: category, known_at_routing: true}\n"
    "  - {column: noise, type: number, known_at_routing: true}\n";

// Leads whose success rises with visits, up to a dip that only chance or the sample made, and
// depends on the source; `strength` 0 makes it a matter of chance.
TextRows MadeLeads(size_t count, uint64_t seed, double strength) {
  SeededRandom random(seed);
  const auto uniform = [&] {
    return static_cast<double>(random.Next() >> 11) / 9007199254740992.0;
  };
  TextRows rows{{"visits", "source", "noise", "won"}, {}};
  for (size_t i = 0; i < count; ++i) {
    const double visits = std::floor(20 * uniform());
    const bool partner = uniform() < 0.3;
    const double dip = visits == 12 ? -1 : 0;
    const double odds = strength * (0.15 * (visits - 10) + dip + (partner ? 1.2 : -0.6)) - 1;
    const bool blank = uniform() < 0.05;
    rows.rows.push_back({blank ? "" : std::to_string(static_cast<int>(visits)),
                         partner ? "partner" : "web", std::to_string(random.Below(1000)),
                         uniform() < 1 / (1 + std::exp(-odds)) ? "1" : "0"});
  }
  return rows;
}

TrainingRequest Request(FamilyChoice family = FamilyChoice::kBest,
                        std::string_view spec_text = kSpec) {
  TrainingRequest request;
  request.spec = *ParseScoreSpec(spec_text, "spec.yaml");
  request.spec_text = spec_text;
  request.rows_digest = "00";
  request.family = family;
  return request;
}

int64_t ScoreOf(const LeadModel& model, std::string_view visits, std::string_view source) {
  const std::string_view cells[] = {visits, source, "500"};
  return model.ScoreE6(cells);
}

TEST(ScoreTraining, LearnsWhatIsThereAndSaysThatItIsFitForPromotion) {
  const Result<LeadModel> model = TrainLeadModel(Request(), MadeLeads(1500, 1, 1));
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_TRUE(model->report().promotable) << model->report().verdict;
  EXPECT_GT(model->report().figures.auc, 680'000);
  EXPECT_GT(ScoreOf(*model, "18", "partner"), 2 * ScoreOf(*model, "2", "web"));
  // Additive outcomes: the trees cannot beat the card, so people get the card.
  EXPECT_EQ(model->scorer().kind(), "scorecard");
}

TEST(ScoreTraining, MoreOfTheSameLeadsIsNoDrift) {
  for (const FamilyChoice family : {FamilyChoice::kScorecard, FamilyChoice::kBoostedTrees}) {
    const Result<LeadModel> model = TrainLeadModel(Request(family), MadeLeads(600, 5, 1));
    ASSERT_TRUE(model.ok()) << model.error().message;
    const TextRows later = MadeLeads(2000, 6, 1);
    std::vector<std::vector<std::string_view>> cells;
    for (const auto& row : later.rows) cells.push_back({row[0], row[1], row[2]});
    EXPECT_LT(FindDrift(*model, cells).front().psi, kPsiWatch);
  }
}

TEST(ScoreTraining, ChanceIsNotPromoted) {
  for (const uint64_t seed : {1, 2, 3}) {
    const Result<LeadModel> model = TrainLeadModel(Request(), MadeLeads(800, seed, 0));
    ASSERT_TRUE(model.ok());
    EXPECT_FALSE(model->report().promotable) << model->report().verdict;
    EXPECT_NE(model->report().verdict.find("no promotion"), std::string::npos);
  }
}

TEST(ScoreTraining, TheSameRowsAndSeedGiveTheSameBytes) {
  const TextRows rows = MadeLeads(400, 4, 1);
  for (const FamilyChoice family : {FamilyChoice::kScorecard, FamilyChoice::kBoostedTrees}) {
    const Bytes once = TrainLeadModel(Request(family), rows)->Encode();
    EXPECT_EQ(once, TrainLeadModel(Request(family), rows)->Encode());
    TrainingRequest other = Request(family);
    other.seed = 2;
    EXPECT_NE(once, TrainLeadModel(other, rows)->Encode());
  }
}

TEST(ScoreTraining, BothFamiliesKeepADeclaredDirection) {
  const TextRows rows = MadeLeads(1500, 5, 1);
  for (const FamilyChoice family : {FamilyChoice::kScorecard, FamilyChoice::kBoostedTrees}) {
    const Result<LeadModel> model = TrainLeadModel(Request(family), rows);
    ASSERT_TRUE(model.ok());
    int64_t last = 0;
    for (int visits = 0; visits < 20; ++visits) {
      const int64_t now = ScoreOf(*model, std::to_string(visits), "web");
      EXPECT_GE(now, last) << visits;
      last = now;
    }
  }
}

TEST(ScoreTraining, AModelFileGivesTheSameScoresAndReasons) {
  const TextRows rows = MadeLeads(400, 6, 1);
  for (const FamilyChoice family : {FamilyChoice::kScorecard, FamilyChoice::kBoostedTrees}) {
    const Result<LeadModel> model = TrainLeadModel(Request(family), rows);
    ASSERT_TRUE(model.ok());
    const Bytes bytes = model->Encode();
    const Result<LeadModel> read = LeadModel::Decode(*DecodeModelFile(bytes));
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->Encode(), bytes);
    for (const auto& [visits, source] :
         {std::pair{"3", "web"}, std::pair{"", "never seen"}, std::pair{"no number", ""}}) {
      EXPECT_EQ(ScoreOf(*read, visits, source), ScoreOf(*model, visits, source));
    }
    const std::string_view cells[] = {"19", "partner", "1"};
    const Result<LeadModel::Reasons> reasons = read->ReasonsFor(cells, 2);
    ASSERT_TRUE(reasons.ok()) << reasons.error().message;
    ASSERT_EQ(reasons->for_it.size(), 2u);
    EXPECT_GT(reasons->for_it[0].points, 0);
  }
}

TEST(ScoreTraining, ReasonsSpeakOfDatesAndYesAndNo) {
  const std::string spec =
      "label: {column: won, positive: 1}\nfeatures:\n"
      "  - {column: optin, type: boolean, known_at_routing: true}\n"
      "  - {column: created, type: date, known_at_routing: true}\n";
  TextRows rows{{"optin", "created", "won"}, {}};
  for (int i = 0; i < 400; ++i) {
    const bool won = i % 3 == 0;
    rows.rows.push_back({won || i % 5 == 0 ? "Yes" : "no",
                         won || i % 7 == 0 ? "2026-03-09" : "2026-01-09", won ? "1" : "0"});
  }
  for (const FamilyChoice family : {FamilyChoice::kScorecard, FamilyChoice::kBoostedTrees}) {
    const Result<LeadModel> model = TrainLeadModel(Request(family, spec), rows);
    ASSERT_TRUE(model.ok()) << model.error().message;
    const std::string_view cells[] = {"Yes", "2026-03-09"};
    std::vector<std::pair<std::string, std::string>> said;
    const Result<LeadModel::Reasons> reasons = model->ReasonsFor(cells, 9);
    ASSERT_TRUE(reasons.ok());
    for (const ScoreReason& each : reasons->for_it) said.emplace_back(each.column, each.value);
    EXPECT_TRUE(
        std::count(said.begin(), said.end(), std::pair<std::string, std::string>("optin", "yes")));
    EXPECT_TRUE(std::count(said.begin(), said.end(),
                           std::pair<std::string, std::string>("created: day", "2026-03-09")));
  }
}

TEST(ScoreTraining, ADamagedPayloadIsRefusedAndNeverCrashes) {
  const Result<LeadModel> model =
      TrainLeadModel(Request(FamilyChoice::kScorecard), MadeLeads(300, 7, 1));
  const ModelFile whole = *DecodeModelFile(model->Encode());
  for (size_t at = 0; at < whole.payload.size(); at += 3) {
    ModelFile cut = whole;
    cut.payload.resize(at);
    EXPECT_FALSE(LeadModel::Decode(cut).ok()) << at;
    ModelFile flipped = whole;
    flipped.payload[at] = static_cast<char>(flipped.payload[at] ^ 0x41);
    (void)LeadModel::Decode(flipped);
  }
  EXPECT_EQ(LeadModel::Decode({"intent", "", {}}).error().code, Code::kUnsupported);
}

TEST(ScoreTraining, RowsThatTeachNothingAreRefusedInWords) {
  const auto message = [](const TextRows& rows) {
    const Result<LeadModel> model = TrainLeadModel(Request(), rows);
    return model.ok() ? "" : model.error().message;
  };
  TextRows rows = MadeLeads(300, 8, 1);
  for (size_t i = 0; i < rows.rows.size(); ++i) rows.rows[i][3] = i % 3 == 0 ? "Won" : "Lost";
  EXPECT_NE(
      message(rows).find("all 300 rows with an outcome are negative: `won` has `Lost`, `Won`; "),
      std::string::npos)
      << message(rows);
  for (auto& row : rows.rows) row[3] = "1";
  EXPECT_NE(message(rows).find("all 300 rows with an outcome are positive"), std::string::npos);
  for (auto& row : rows.rows) row[3] = "";
  EXPECT_NE(message(rows).find("no row has an outcome in `won`"), std::string::npos);
  EXPECT_NE(message(MadeLeads(60, 9, 1)).find("too few"), std::string::npos);
  EXPECT_NE(message({{"visits", "won"}, {{"1", "1"}}}).find("no column `source`, `noise`"),
            std::string::npos);
  EXPECT_NE(message({{"visits", "source", "noise"}, {{"1", "1", "1"}}}).find("`won` for the label"),
            std::string::npos);
}

TEST(ScoreTraining, AColumnThatKnowsTheAnswerIsWarnedOf) {
  TextRows rows = MadeLeads(1000, 10, 1);
  SeededRandom random(3);
  for (auto& row : rows.rows) row[2] = row[3] == "1" && random.Below(10) > 0 ? "9" : "1";
  const Result<LeadModel> model = TrainLeadModel(Request(), rows);
  ASSERT_TRUE(model.ok());
  ASSERT_EQ(model->report().warnings.size(), 1u);
  EXPECT_NE(model->report().warnings[0].find("`noise` predicts the label"), std::string::npos);
}

TEST(ScoreTraining, ATimeThatCannotBeReadIsNoOrder) {
  const auto with_time = [](TextRows rows, const char* cell, size_t readable) {
    rows.header.emplace_back("created");
    for (size_t i = 0; i < rows.rows.size(); ++i)
      rows.rows[i].emplace_back(i < readable ? "2026-01-31" : cell);
    return rows;
  };
  const TextRows leads = MadeLeads(300, 1, 1);
  const std::string named = std::string(kSpec) + "time: created\n";
  const auto refused =
      TrainLeadModel(Request(FamilyChoice::kBest, named), with_time(leads, "soon", 0));
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("none of its 300 cells is a date or a number"),
            std::string::npos)
      << refused.error().message;
  const auto told =
      TrainLeadModel(Request(FamilyChoice::kBest, named), with_time(leads, "soon", 200));
  ASSERT_TRUE(told.ok()) << told.error().message;
  EXPECT_EQ(told->report().warnings.back(),
            "100 of 300 rows have no date or number in `created`; they count as the last ones");
  // A date that nobody called the time is then no order either.
  const std::string feature =
      std::string(kSpec) + "  - {column: created, type: date, known_at_routing: true}\n";
  const auto by_lot =
      TrainLeadModel(Request(FamilyChoice::kBest, feature), with_time(leads, "soon", 0));
  ASSERT_TRUE(by_lot.ok()) << by_lot.error().message;
  EXPECT_EQ(by_lot->report().judged_by, "five parts by lot, each by the other four");
}

TEST(ScoreTraining, WhatTellsNothingIsWarnedOf) {
  TextRows rows = MadeLeads(300, 1, 1);
  for (auto& row : rows.rows) row[1] = "web", row[2] = "";
  const auto model =
      TrainLeadModel(Request(FamilyChoice::kBest, std::string(kSpec) + "groups: [land]\n"), rows);
  ASSERT_TRUE(model.ok()) << model.error().message;
  EXPECT_EQ(model->report().warnings,
            (std::vector<std::string>{
                "all 300 cells of `source` are `web`; it tells no lead from another",
                "all 300 cells of `noise` are blank; it tells no lead from another",
                "the file has no column `land`, which `groups` names"}));
}

TEST(ScoreTraining, RowsWithAnotherLabelAreLeftOut) {
  TextRows rows = MadeLeads(400, 11, 1);
  rows.rows[0][3] = "open";
  rows.rows[1][3] = "";
  rows.rows[2][3] = "1.0";
  const std::string spec = "label: {column: won, positive: 1, negative: 0}\n" +
                           std::string(kSpec.substr(kSpec.find("features")));
  const LabelledRows labelled = *LabelRows(*ParseScoreSpec(spec, "s"), rows);
  EXPECT_EQ(labelled.left_out, 2);
  EXPECT_EQ(labelled.rows(), 398u);
  EXPECT_EQ(labelled.outcome[0], 1);
}

TEST(ScoreFolds, EachRowIsHeldOnceAndTheClassesAreShared) {
  std::vector<uint8_t> outcome(100, 0);
  for (size_t i = 0; i < 20; ++i) outcome[i * 5] = 1;
  std::vector<int> held(100, 0);
  for (const Fold& fold : MakeFolds(outcome, false, 1)) {
    int positives = 0;
    for (const uint32_t row : fold.held) ++held[row], positives += outcome[row];
    EXPECT_EQ(positives, 4);
    EXPECT_EQ(fold.fit.size() + fold.held.size(), 100u);
  }
  EXPECT_EQ(held, std::vector<int>(100, 1));
}

TEST(ScoreFolds, InTimeOrderNoLaterRowTeachesAnEarlierOne) {
  const std::vector<uint8_t> outcome(101, 0);
  size_t held = 0;
  for (const Fold& fold : MakeFolds(outcome, true, 1)) {
    EXPECT_LT(fold.fit.back(), fold.held.front());
    held += fold.held.size();
  }
  EXPECT_EQ(held, 51u);
}

TEST(ScoreTrees, OurWalkGivesTheLibrarysNumberToTheBit) {
  const TextRows rows = MadeLeads(600, 12, 1);
  const ScoreSpec spec = *ParseScoreSpec(kSpec, "s");
  const LabelledRows labelled = *LabelRows(spec, rows);
  const std::vector<ScoreColumn> columns = ColumnsOf(spec, labelled.cells);
  const TreeInputs inputs({ColumnBins::OfNumbers({}), ColumnBins::OfLevels(labelled.cells[1]),
                           ColumnBins::OfNumbers({})});
  TreeRows tree_rows;
  tree_rows.width = inputs.width();
  tree_rows.outcome = labelled.outcome;
  for (size_t row = 0; row < labelled.rows(); ++row) {
    std::vector<ColumnValue> values;
    for (const ScoreColumn& column : columns)
      values.push_back(ReadCell(column, labelled.cells[column.feature][row]));
    std::vector<float> filled(inputs.width());
    inputs.Fill(values, filled);
    tree_rows.inputs.insert(tree_rows.inputs.end(), filled.begin(), filled.end());
  }
  TreeGrowth growth;
  growth.rounds = 60;
  const Bytes trees = *GrowTrees(tree_rows, growth);
  const std::vector<double> library =
      *ScoreByLibrary(trees, tree_rows.inputs, tree_rows.width, growth.rounds);
  const Result<std::unique_ptr<Scorer>> made = BoostedTrees::Make(inputs, trees);
  ASSERT_TRUE(made.ok());
  const auto& walked = static_cast<const BoostedTrees&>(**made);
  EXPECT_EQ(walked.tree_count(), 60u);
  for (size_t row = 0; row < library.size(); ++row) {
    EXPECT_EQ(
        walked.Walk(std::span(tree_rows.inputs).subspan(row * inputs.width(), inputs.width())),
        library[row]);
  }
}

TEST(ScoreTrees, BytesThatAreNoTreesAreRefused) {
  const TreeInputs inputs({ColumnBins::OfNumbers({})});
  for (const BytesView bytes : {"", "{}", "{i", "not ubjson at all"})
    EXPECT_EQ(BoostedTrees::Make(inputs, Bytes(bytes)).error().code, Code::kCorrupt);
}

TEST(ScoreCard, PointsAddUpToTheScore) {
  const Result<LeadModel> model =
      TrainLeadModel(Request(FamilyChoice::kScorecard), MadeLeads(2000, 13, 1));
  const auto& card = dynamic_cast<const Scorecard&>(model->scorer());
  const ColumnValue values[] = {{false, 15, {}}, {false, 0, "partner"}, {true, 0, {}}};
  int64_t sum = card.base_points();
  for (const CardColumn& column : card.columns())
    sum += column.points[column.bins.BinOf(values[column.column])];
  EXPECT_EQ(card.Points(values), sum);
  EXPECT_NEAR(card.RawScore(values), std::log(2.0) * static_cast<double>(sum) / 20, 1e-12);
}

TEST(ScoreAdditiveFit, FindsTheLogOddsOfTwoBinsAndShrinksThem) {
  // 100 rows with 80 positive in one bin, 100 with 20 in the other.
  BinnedRows binned{1, {}, {2}, {false}};
  std::vector<uint8_t> outcome;
  std::vector<uint32_t> rows;
  for (uint32_t i = 0; i < 200; ++i) {
    binned.bins.push_back(i < 100 ? 0 : 1);
    outcome.push_back((i < 100 ? i < 80 : i < 120) ? 1 : 0);
    rows.push_back(i);
  }
  const AdditiveWeights loose = FitAdditive(binned, outcome, rows, {1e-6, 0});
  EXPECT_NEAR(loose.LogOdds(binned.Row(0)), std::log(4.0), 1e-3);
  EXPECT_NEAR(loose.LogOdds(binned.Row(150)), -std::log(4.0), 1e-3);
  const AdditiveWeights tight = FitAdditive(binned, outcome, rows, {100, 0});
  EXPECT_LT(tight.LogOdds(binned.Row(0)), 0.7 * loose.LogOdds(binned.Row(0)));
  EXPECT_GT(tight.LogOdds(binned.Row(0)), 0);
}

}  // namespace
}  // namespace signalbox
