#include "api/operator_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/metric_text.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(OperatorMetrics, SayHowTheEngineItsAgentsAndItsDiskAre) {
  OperatorFigures figures;
  figures.asked = true;
  figures.open_runs = 3;
  figures.waiting = {{"dach", true, 5}};
  figures.timers_behind_us = 1'500'000;
  figures.agents = {{"enrich_far@1.0.0", BreakerState::kHalfOpen, 2}};
  figures.answers[{"enrich_far@1.0.0", "error"}] = 4;
  figures.leads = {{"held", 6}};
  figures.disk_free = 1000;
  std::string text;
  AppendFigures(figures, &text);
  EXPECT_THAT(text, HasSubstr("signalbox_open_runs 3\n"));
  EXPECT_THAT(text, HasSubstr("signalbox_waiting_records{pool=\"dach\",lane=\"list\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("signalbox_timers_behind_seconds 1.500000\n"));
  EXPECT_THAT(
      text,
      HasSubstr("signalbox_agent_breaker{agent=\"enrich_far@1.0.0\",state=\"half_open\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("signalbox_agent_breaker{agent=\"enrich_far@1.0.0\",state=\"open\"} 0\n"));
  EXPECT_THAT(
      text,
      HasSubstr("signalbox_agent_answers_total{agent=\"enrich_far@1.0.0\",outcome=\"error\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("signalbox_leads{status=\"held\"} 6\n"));
  EXPECT_THAT(text, HasSubstr("signalbox_disk_free_limit_bytes 67108864\n"));
}

TEST(OperatorMetrics, LeaveOutWhatTheEngineDidNotSayAndTracesThatAreOff) {
  OperatorFigures figures;
  figures.store_failed = true;
  std::string text;
  AppendFigures(figures, &text);
  EXPECT_THAT(text, HasSubstr("signalbox_store_failed 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("signalbox_open_runs")));
  EXPECT_THAT(text, Not(HasSubstr("signalbox_trace")));
}

TEST(MetricText, ALabelsValueCannotEndItself) {
  EXPECT_EQ(MetricLabel("pool", "a\"b\\c\nd"), R"(pool="a\"b\\c\nd")");
}

}  // namespace
}  // namespace signalbox
