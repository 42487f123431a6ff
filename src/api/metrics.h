// What the server counts and measures, and its text form for Prometheus (exposition format 0.0.4).
// Counting is a relaxed atomic addition: no lock, no allocation. Thread safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_responder.h"
#include "api/router.h"
#include "base/clock.h"

namespace signalbox {

// Durations in fixed buckets from 50 us to 10 s, about three a decade: wide enough for a request
// that waits for an agent, fine enough to see one fsync.
class DurationHistogram {
 public:
  struct Bound {
    TimeUs up_to_us;
    std::string_view seconds;  // the label as Prometheus writes it
  };
  static constexpr std::array<Bound, 17> kBounds = {{{50, "0.00005"},
                                                     {100, "0.0001"},
                                                     {250, "0.00025"},
                                                     {500, "0.0005"},
                                                     {1'000, "0.001"},
                                                     {2'500, "0.0025"},
                                                     {5'000, "0.005"},
                                                     {10'000, "0.01"},
                                                     {25'000, "0.025"},
                                                     {50'000, "0.05"},
                                                     {100'000, "0.1"},
                                                     {250'000, "0.25"},
                                                     {500'000, "0.5"},
                                                     {1'000'000, "1.0"},
                                                     {2'500'000, "2.5"},
                                                     {5'000'000, "5.0"},
                                                     {10'000'000, "10.0"}}};

  // A negative duration counts as zero.
  void Observe(TimeUs took_us);
  // Appends the samples `name_bucket`, `name_sum` (in seconds) and `name_count`.
  void AppendSamples(std::string_view name, std::string* out) const;

 private:
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> counts_{};  // the last: above all bounds
  std::atomic<uint64_t> sum_us_{0};
};

// Made after the last Router::Add and given to Router::Watch; shared with the responders in flight.
class Metrics : public AnswerObserver {
 public:
  explicit Metrics(const std::vector<Route>& routes);

  // One lead that was answered with `status`, one of interfaces' seven; any other is not counted.
  void CountLead(std::string_view status);
  // One commit of the engine, from its first input taken to its events durable.
  void ObserveCommit(TimeUs took_us) { commit_seconds_.Observe(took_us); }
  void OnAnswer(size_t route, int status, TimeUs took_us) override;

  // Read elsewhere and set before Text().
  void SetQueueInputs(uint64_t inputs) { queue_inputs_ = inputs; }
  void SetEvents(uint64_t events) { events_ = events; }  // since the log began
  // Results of agents that were refused as repeats and not recorded either.
  void SetUnrecordedResults(uint64_t results) { unrecorded_results_ = results; }
  void SetViewsLag(uint64_t events) { views_lag_ = events; }  // events that no view shows yet
  void SetConnections(uint64_t open) { connections_ = open; }

  std::string Text() const;

  static constexpr std::string_view kMediaType = "text/plain; version=0.0.4; charset=utf-8";
  static constexpr std::array<std::string_view, 7> kLeadStatuses = {
      "in_progress", "routed", "queued", "held", "rejected", "duplicate", "failed"};

 private:
  static constexpr size_t kStatusClasses = 5;  // 1xx to 5xx
  struct RouteCounts {
    std::string labels;  // `method="GET",route="/v1/leads/{id}"`
    std::array<std::atomic<uint64_t>, kStatusClasses> by_class{};
  };

  std::vector<RouteCounts> routes_;  // the last: requests that no route took
  std::array<std::atomic<uint64_t>, kLeadStatuses.size()> leads_{};
  DurationHistogram request_seconds_;
  DurationHistogram commit_seconds_;
  std::atomic<uint64_t> queue_inputs_{0};
  std::atomic<uint64_t> events_{0};
  std::atomic<uint64_t> views_lag_{0};
  std::atomic<uint64_t> unrecorded_results_{0};
  std::atomic<uint64_t> connections_{0};
};

}  // namespace signalbox
