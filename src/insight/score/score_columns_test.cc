#include "insight/score/score_columns.h"

#include <gtest/gtest.h>

#include "insight/score/column_bins.h"

namespace signalbox {
namespace {

ScoreColumn Column(FeatureType type, ScoreColumn::Part part = ScoreColumn::Part::kValue) {
  ScoreColumn column;
  column.name = "c";
  column.type = type;
  column.part = part;
  return column;
}

TEST(ScoreColumns, NumbersAsPeopleWriteThem) {
  const std::pair<const char*, double> cases[] = {{"12", 12},
                                                  {" 1,234.5 ", 1234.5},
                                                  {"-3", -3},
                                                  {"+4", 4},
                                                  {"$ 20", 20},
                                                  {"15%", 15},
                                                  {"1e3", 1000},
                                                  {"12,5", 12.5},
                                                  {"-0,125", -0.125},
                                                  {"1.234,56", 1234.56},
                                                  {"1,234", 1234},
                                                  {"1,234,567", 1234567},
                                                  {"1.234.567", 1234567},
                                                  {"12,34,567", 1234567},
                                                  {"1 200", 1200},
                                                  {"1\u202f200,50 \u20ac", 1200.5},
                                                  {"1'200'000.25", 1200000.25},
                                                  {"1234,567", 1234.567}};
  for (const auto& [text, wanted] : cases) {
    const ColumnValue value = ReadCell(Column(FeatureType::kNumber), text);
    EXPECT_FALSE(value.missing) << text;
    EXPECT_EQ(value.number, wanted) << text;
  }
  for (const char* text :
       {"", " ", "NA", "n/a", "1 2", "--1", "inf", "nan", "1e99", "12abc", "-", "1,2,3", "12 34",
        ",", "1,,2", "1.2.3", "1,234,5", "1.2,3.4", "01.02.2018"})
    EXPECT_TRUE(ReadCell(Column(FeatureType::kNumber), text).missing) << text;
}

TEST(ScoreColumns, BooleansInTheirSpellings) {
  for (const char* text : {"yes", "Yes", "TRUE", "1", "y"})
    EXPECT_EQ(ReadCell(Column(FeatureType::kBoolean), text).number, 1) << text;
  const ColumnValue no = ReadCell(Column(FeatureType::kBoolean), "No");
  EXPECT_FALSE(no.missing);
  EXPECT_EQ(no.number, 0);
  EXPECT_TRUE(ReadCell(Column(FeatureType::kBoolean), "maybe").missing);
}

TEST(ScoreColumns, DatesInBothOrdersWithAndWithoutATime) {
  using Part = ScoreColumn::Part;
  for (const char* text : {"2018-02-01", "01-02-2018", "1/2/2018 14:30", "2018-02-01T14:30:00"}) {
    EXPECT_EQ(ReadCell(Column(FeatureType::kDate, Part::kDay), text).number, 17563) << text;
    EXPECT_EQ(ReadCell(Column(FeatureType::kDate, Part::kWeekday), text).level, "Thursday");
    EXPECT_EQ(ReadCell(Column(FeatureType::kDate, Part::kMonth), text).level, "February");
  }
  EXPECT_EQ(ReadCell(Column(FeatureType::kDate, Part::kHour), "1/2/2018 14:30").number, 14);
  EXPECT_TRUE(ReadCell(Column(FeatureType::kDate, Part::kHour), "2018-02-01").missing);
  ScoreColumn american = Column(FeatureType::kDate, Part::kMonth);
  american.day_first = false;
  EXPECT_EQ(ReadCell(american, "02/01/2018").level, "February");
  EXPECT_EQ(ReadCell(american, "13/02/2018").level, "February");
  for (const char* text :
       {"20180201", "1 Feb 2018", "Feb 1, 2018", "1. february 2018", "01-Feb-2018 09:15"})
    EXPECT_EQ(ReadCell(Column(FeatureType::kDate, Part::kDay), text).number, 17563) << text;
  const std::pair<const char*, double> hours[] = {{"1/2/2018 2:30 PM", 14},
                                                  {"1/2/2018 12:05 am", 0},
                                                  {"Feb 1, 2018, 12:05 PM", 12},
                                                  {"20180201T07:00:00Z", 7}};
  for (const auto& [text, wanted] : hours)
    EXPECT_EQ(ReadCell(Column(FeatureType::kDate, Part::kHour), text).number, wanted) << text;
  for (const char* text : {"2018-13-41", "20181341", "201802011", "Smarch 1 2018", "Feb 2018",
                           "soon", "30-02-2018", "2018", "1-2-3-4"})
    EXPECT_TRUE(ReadCell(american, text).missing) << text;
}

TEST(ScoreColumns, TextsCountWordsAndFindOneAsAWhole) {
  ScoreColumn says = Column(FeatureType::kText, ScoreColumn::Part::kSays);
  says.word = "demo";
  EXPECT_EQ(ReadCell(says, "Please, a DEMO!").level, "yes");
  EXPECT_EQ(ReadCell(says, "democracy").level, "no");
  EXPECT_TRUE(ReadCell(says, "").missing);
  EXPECT_EQ(ReadCell(Column(FeatureType::kText, ScoreColumn::Part::kWords), "a b,c").number, 3);
}

TEST(ScoreColumns, ATextColumnAsksForTheWordsOftenFound) {
  ScoreSpec spec;
  spec.features = {{"message", FeatureType::kText, Monotone::kNone, true}};
  std::vector<std::vector<std::string_view>> cells(1);
  for (int i = 0; i < 30; ++i) cells[0].push_back("Demo wanted");
  for (int i = 0; i < 30; ++i) cells[0].push_back("hello there");
  for (int i = 0; i < 5; ++i) cells[0].push_back("rarely");
  const std::vector<ScoreColumn> columns = ColumnsOf(spec, cells);
  ASSERT_EQ(columns.size(), 5u);
  EXPECT_EQ(columns[0].name, "message: number of words");
  EXPECT_EQ(columns[1].name, "message: says \"demo\"");
}

TEST(ScoreColumnBins, ASpikeHasItsOwnBinAndEdgesAreShort) {
  std::vector<double> values(400, -1);
  for (int i = 0; i < 400; ++i) values.push_back(i);
  const ColumnBins bins = ColumnBins::OfNumbers(values);
  EXPECT_EQ(bins.BinOf({true, 0, {}}), 0u);
  EXPECT_EQ(bins.BinOf({false, -1, {}}), 1u);
  EXPECT_EQ(bins.BinOf({false, -100, {}}), 1u);
  EXPECT_EQ(bins.BinOf({false, 0, {}}), 2u);
  EXPECT_EQ(bins.BinOf({false, 1e9, {}}), bins.Count() - 1);
  EXPECT_LE(bins.Count(), 22u);
  EXPECT_EQ(bins.Words(0), "blank");
  EXPECT_EQ(bins.Words(1), "below -0.5");
}

TEST(ScoreColumnBins, RareAndUnseenLevelsAreAnyOther) {
  std::vector<std::string_view> levels(50, "web");
  levels.insert(levels.end(), 12, "mail");
  levels.insert(levels.end(), 3, "fax");
  const ColumnBins bins = ColumnBins::OfLevels(levels);
  EXPECT_EQ(bins.Count(), 4u);
  EXPECT_EQ(bins.Words(bins.BinOf({false, 0, "mail"})), "mail");
  EXPECT_EQ(bins.Words(bins.BinOf({false, 0, "fax"})), "any other");
  EXPECT_EQ(bins.Words(bins.BinOf({false, 0, "never seen"})), "any other");
  EXPECT_EQ(bins.Words(bins.BinOf({true, 0, {}})), "blank");
}

TEST(ScoreColumnBins, EmptyAndConstantColumnsHaveBins) {
  EXPECT_EQ(ColumnBins::OfNumbers({}).Count(), 2u);
  EXPECT_EQ(ColumnBins::OfNumbers(std::vector<double>(100, 7)).Count(), 2u);
  EXPECT_EQ(ColumnBins::OfLevels({}).Count(), 2u);
}

TEST(ScoreColumnBins, ShortNumbersStandAboveTheLowAndNotAboveTheHigh) {
  EXPECT_EQ(ShortNumberBetween(1, 2), 2);
  EXPECT_EQ(ShortNumberBetween(0.1, 0.4), 0.2);
  EXPECT_EQ(ShortNumberBetween(1199, 1203), 1200);
  EXPECT_EQ(ShortNumberBetween(1201, 1203), 1202);
  for (const auto& [low, high] :
       {std::pair{0.1, 0.1000001}, std::pair{-5.5, -5.4}, std::pair{0., 1e-9}}) {
    const double number = ShortNumberBetween(low, high);
    EXPECT_GT(number, low);
    EXPECT_LE(number, high);
  }
}

}  // namespace
}  // namespace signalbox
