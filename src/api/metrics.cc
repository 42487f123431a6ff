#include "api/metrics.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "api/metric_text.h"

namespace signalbox {
namespace {

// The second number of /proc/self/statm, in pages (proc(5)); 0 where there is no such file.
uint64_t ResidentBytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long total = 0;
  unsigned long resident = 0;
  const int read = std::fscanf(file, "%lu %lu", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

void DurationHistogram::Observe(TimeUs took_us) {
  const TimeUs took = std::max<TimeUs>(took_us, 0);
  const auto bound = std::find_if(kBounds.begin(), kBounds.end(),
                                  [took](const Bound& b) { return took <= b.up_to_us; });
  counts_[static_cast<size_t>(bound - kBounds.begin())].fetch_add(1, std::memory_order_relaxed);
  sum_us_.fetch_add(static_cast<uint64_t>(took), std::memory_order_relaxed);
}

void DurationHistogram::AppendSamples(std::string_view name, std::string* out) const {
  const std::string bucket = std::string(name) + "_bucket";
  uint64_t below = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    below += counts_[i].load(std::memory_order_relaxed);
    const std::string_view up_to = i < kBounds.size() ? kBounds[i].seconds : "+Inf";
    AppendSample(bucket, "le=\"" + std::string(up_to) + "\"", below, out);
  }
  out->append(name).append("_sum ");
  AppendSeconds(sum_us_.load(std::memory_order_relaxed), out);
  out->append("\n");
  // The sum of the same reads as the last bucket, so that the two never disagree.
  AppendSample(std::string(name) + "_count", {}, below, out);
}

Metrics::Metrics(const std::vector<Route>& routes) : routes_(routes.size() + 1) {
  for (size_t i = 0; i < routes.size(); ++i) {
    routes_[i].labels = "method=\"" + std::string(MethodName(routes[i].method)) + "\",route=\"" +
                        routes[i].pattern + "\"";
  }
  routes_.back().labels = "method=\"other\",route=\"none\"";
}

void Metrics::CountLead(std::string_view status) {
  const auto found = std::find(kLeadStatuses.begin(), kLeadStatuses.end(), status);
  if (found == kLeadStatuses.end()) return;
  leads_[static_cast<size_t>(found - kLeadStatuses.begin())].fetch_add(1,
                                                                       std::memory_order_relaxed);
}

void Metrics::OnAnswer(size_t route, int status, TimeUs took_us) {
  RouteCounts& counts = routes_[std::min(route, routes_.size() - 1)];
  const auto of_class = static_cast<size_t>(std::clamp(status / 100, 1, 5) - 1);
  counts.by_class[of_class].fetch_add(1, std::memory_order_relaxed);
  request_seconds_.Observe(took_us);
}

std::string Metrics::Text() const {
  std::string out;
  out.reserve(8 << 10);
  AppendFamily("signalbox_leads_total", "counter", "Leads answered, by status.", &out);
  for (size_t i = 0; i < leads_.size(); ++i) {
    AppendSample("signalbox_leads_total", "status=\"" + std::string(kLeadStatuses[i]) + "\"",
                 leads_[i], &out);
  }
  AppendFamily("signalbox_http_requests_total", "counter",
               "Requests answered, by route and status class.", &out);
  static constexpr std::array<std::string_view, kStatusClasses> kClasses = {
      ",code=\"1xx\"", ",code=\"2xx\"", ",code=\"3xx\"", ",code=\"4xx\"", ",code=\"5xx\""};
  for (const RouteCounts& route : routes_) {
    for (size_t i = 0; i < kStatusClasses; ++i) {
      const uint64_t count = route.by_class[i];
      if (count == 0) continue;
      AppendSample("signalbox_http_requests_total", route.labels + std::string(kClasses[i]), count,
                   &out);
    }
  }
  AppendFamily("signalbox_http_request_seconds", "histogram",
               "From a request's last byte to its answer.", &out);
  request_seconds_.AppendSamples("signalbox_http_request_seconds", &out);
  AppendFamily("signalbox_commit_seconds", "histogram",
               "From a batch's first input to its events durable.", &out);
  commit_seconds_.AppendSamples("signalbox_commit_seconds", &out);
  AppendOne("signalbox_queue_inputs", "gauge", "Inputs that wait for the engine.", queue_inputs_,
            &out);
  AppendOne("signalbox_events_total", "counter", "Events in the log.", events_, &out);
  AppendOne("signalbox_views_lag_events", "gauge", "Events that the views do not show yet.",
            views_lag_, &out);
  AppendOne("signalbox_unrecorded_results_total", "counter",
            "Results of agents refused as repeats, beyond those that are recorded.",
            unrecorded_results_, &out);
  AppendOne("signalbox_http_connections", "gauge", "Open connections.", connections_, &out);
  AppendOne("signalbox_resident_memory_bytes", "gauge", "Memory of the process in RAM.",
            ResidentBytes(), &out);
  return out;
}

}  // namespace signalbox
