#include "api/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <thread>

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<Route> TwoRoutes() {
  return {{.method = Method::kPost, .pattern = "/v1/leads"},
          {.method = Method::kGet, .pattern = "/v1/leads/{id}"}};
}

TEST(Metrics, AnswersAreCountedByRouteAndStatusClass) {
  Metrics metrics(TwoRoutes());
  metrics.OnAnswer(0, 201, 10);
  metrics.OnAnswer(0, 200, 10);
  metrics.OnAnswer(1, 404, 10);
  metrics.OnAnswer(2, 401, 10);   // no route
  metrics.OnAnswer(99, 503, 10);  // nor here
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("signalbox_http_requests_total{method=\"POST\","
                              "route=\"/v1/leads\",code=\"2xx\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("{method=\"GET\",route=\"/v1/leads/{id}\",code=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("{method=\"other\",route=\"none\",code=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("{method=\"other\",route=\"none\",code=\"5xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("signalbox_http_request_seconds_count 5\n"));
}

TEST(Metrics, LeadsAreCountedByStatusAndUnknownOnesNotAtAll) {
  Metrics metrics({});
  metrics.CountLead("routed");
  metrics.CountLead("routed");
  metrics.CountLead("held");
  metrics.CountLead("lost");
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("signalbox_leads_total{status=\"routed\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("signalbox_leads_total{status=\"held\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("signalbox_leads_total{status=\"failed\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("lost")));
}

TEST(Metrics, ADurationFallsIntoEveryBucketFromItsBoundUp) {
  DurationHistogram histogram;
  histogram.Observe(-5);
  histogram.Observe(50);
  histogram.Observe(51);
  histogram.Observe(10'000'001);
  std::string text;
  histogram.AppendSamples("h", &text);
  EXPECT_THAT(text, HasSubstr("h_bucket{le=\"0.00005\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("h_bucket{le=\"0.0001\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("h_bucket{le=\"10.0\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("h_bucket{le=\"+Inf\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("h_sum 10.000102\n"));
  EXPECT_THAT(text, HasSubstr("h_count 4\n"));
}

TEST(Metrics, WhatIsSetIsShown) {
  Metrics metrics({});
  metrics.SetQueueInputs(3);
  metrics.SetEvents(4);
  metrics.SetViewsLag(5);
  metrics.SetConnections(6);
  metrics.ObserveCommit(2'000);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("\nsignalbox_queue_inputs 3\n"));
  EXPECT_THAT(text, HasSubstr("\nsignalbox_events_total 4\n"));
  EXPECT_THAT(text, HasSubstr("\nsignalbox_views_lag_events 5\n"));
  EXPECT_THAT(text, HasSubstr("\nsignalbox_http_connections 6\n"));
  EXPECT_THAT(text, HasSubstr("\nsignalbox_commit_seconds_sum 0.002000\n"));
  EXPECT_THAT(text, Not(HasSubstr("\nsignalbox_resident_memory_bytes 0\n")));
}

// The rules of the exposition format and of Prometheus' naming that `promtool check metrics` holds.
TEST(Metrics, EverySampleFollowsTheHelpAndTypeOfItsFamily) {
  Metrics metrics(TwoRoutes());
  metrics.OnAnswer(0, 201, 10);
  std::istringstream lines(metrics.Text());
  std::map<std::string, std::string> types;
  std::string line, helped, family;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string mark, kind, name, type;
    if (line.starts_with("# HELP ")) {
      words >> mark >> kind >> helped;
      EXPECT_EQ(types.count(helped), 0u) << "a family must stand together: " << line;
      EXPECT_TRUE(line.ends_with(".")) << line;
    } else if (line.starts_with("# TYPE ")) {
      words >> mark >> kind >> family >> type;
      EXPECT_EQ(family, helped);
      EXPECT_EQ(type == "counter", family.ends_with("_total")) << line;
      types[family] = type;
    } else {
      name = line.substr(0, line.find_first_of("{ "));
      EXPECT_TRUE(name.starts_with("signalbox_")) << line;
      if (types[family] == "histogram") {
        EXPECT_TRUE(name == family + "_bucket" || name == family + "_sum" ||
                    name == family + "_count")
            << line;
        EXPECT_TRUE(family.ends_with("_seconds")) << line;
      } else {
        EXPECT_EQ(name, family);
      }
    }
  }
  EXPECT_EQ(types.size(), 10u);
}

TEST(Metrics, NoCountIsLostBetweenThreads) {
  Metrics metrics(TwoRoutes());
  const auto count = [&metrics] {
    for (int i = 0; i < 10'000; ++i) metrics.OnAnswer(0, 201, 1), metrics.CountLead("routed");
  };
  std::thread first(count), second(count);
  first.join(), second.join();
  EXPECT_THAT(metrics.Text(), HasSubstr("route=\"/v1/leads\",code=\"2xx\"} 20000\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("signalbox_leads_total{status=\"routed\"} 20000\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("signalbox_http_request_seconds_sum 0.020000\n"));
}

}  // namespace
}  // namespace signalbox
