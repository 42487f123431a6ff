#include "insight/score/score_spec.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

constexpr std::string_view kLabel = "label: {column: won, positive: 1}\n";

std::string MessageOf(const std::string& text) {
  const Result<ScoreSpec> spec = ParseScoreSpec(text, "spec.yaml");
  return spec.ok() ? "" : spec.error().message;
}

std::string WithFeature(const std::string& feature) {
  return std::string(kLabel) + "features:\n  - {" + feature + "}\n";
}

TEST(ScoreSpecFile, ReadsAllThatItMaySay) {
  const Result<ScoreSpec> spec = ParseScoreSpec(
      "name: leads\npurpose: order of calls\nlabel: {column: stage, positive: [Won, Paid], "
      "negative: Lost}\ntime: created\ngroups: [country]\nfeatures:\n"
      "  - {column: visits, type: number, known_at_routing: true, monotone: up}\n"
      "  - {column: optin, type: boolean, known_at_routing: true, monotone: down}\n"
      "  - {column: made, type: date, known_at_routing: true, dates: month_first}\n",
      "spec.yaml");
  ASSERT_TRUE(spec.ok()) << spec.error().message;
  EXPECT_EQ(spec->positive, (std::vector<std::string>{"Won", "Paid"}));
  EXPECT_EQ(spec->negative, std::vector<std::string>{"Lost"});
  EXPECT_EQ(spec->time_column, "created");
  EXPECT_TRUE(spec->ordered_in_time());
  ASSERT_EQ(spec->features.size(), 3u);
  EXPECT_EQ(spec->features[0].monotone, Monotone::kUp);
  EXPECT_EQ(spec->features[1].monotone, Monotone::kDown);
  EXPECT_FALSE(spec->features[2].day_first);
}

TEST(ScoreSpecFile, AFeatureThatIsNotKnownAtRoutingIsRefusedWithItsLine) {
  EXPECT_EQ(
      MessageOf(WithFeature("column: calls, type: number, known_at_routing: false")),
      "spec.yaml:3: `calls` is not known at routing, so a score cannot use it; take it out of "
      "`features`");
}

TEST(ScoreSpecFile, AFeatureMustSayWhetherItIsKnown) {
  EXPECT_NE(MessageOf(WithFeature("column: calls, type: number")).find("known_at_routing"),
            std::string::npos);
}

TEST(ScoreSpecFile, TheLabelCannotBeAFeature) {
  EXPECT_NE(MessageOf(WithFeature("column: won, type: number, known_at_routing: true"))
                .find("`won` is the label"),
            std::string::npos);
}

TEST(ScoreSpecFile, ColumnsThatDifferInCaseAloneAreOne) {
  EXPECT_NE(MessageOf(WithFeature("column: Won, type: number, known_at_routing: True"))
                .find("`Won` is the label"),
            std::string::npos);
  EXPECT_NE(MessageOf(WithFeature("column: a, type: number, known_at_routing: true}\n"
                                  "  - {column: A, type: number, known_at_routing: TRUE"))
                .find("`A` stands there twice"),
            std::string::npos);
}

TEST(ScoreSpecFile, WhatItDoesNotKnowIsNamed) {
  EXPECT_NE(MessageOf(WithFeature("column: a, type: numeric, known_at_routing: true"))
                .find("`numeric`; use one of number, category, boolean, text, date"),
            std::string::npos);
  EXPECT_NE(
      MessageOf(WithFeature("column: a, type: category, known_at_routing: true, monotone: up"))
          .find("`monotone` is for a number or a boolean"),
      std::string::npos);
  EXPECT_NE(MessageOf(WithFeature("colunm: a")).find("`colunm` is no key"), std::string::npos);
  EXPECT_NE(MessageOf("label: {column: x}\n").find("no `positive`"), std::string::npos);
  EXPECT_NE(MessageOf(std::string(kLabel)).find("no `features`"), std::string::npos);
  EXPECT_EQ(MessageOf(std::string(kLabel) + "---\nfeatures: []\n"),
            "spec.yaml:3: a spec is one document; `---` begins another");
  EXPECT_NE(MessageOf("label: [").find("no YAML"), std::string::npos);
  EXPECT_NE(MessageOf("").find("object of keys"), std::string::npos);
}

}  // namespace
}  // namespace signalbox
