// The trace exporter: follows the log on a thread of its own and sends the spans of its runs to a
// collector over OTLP/HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp).
//
// It reads what is committed from the store, so the engine's thread does nothing for it but wake
// it, and nothing piles up in memory: the log is its queue. A collector that is away is asked again
// after a while; whoever is further behind than kMaxBehindEvents skips to the end, and what was
// skipped is counted. It begins with what is committed after it was made: spans are for watching,
// the log is the record.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ports/http_client.h"
#include "workspace/run_spans.h"

namespace signalbox {

class Workspace;

// Since it was made.
struct TraceCounts {
  bool enabled = false;
  int64_t sent_spans = 0;
  int64_t dropped_spans = 0;   // that the collector refused
  int64_t skipped_events = 0;  // that were never made into spans
  int64_t failed_requests = 0;
  int64_t behind_events = 0;
};

class TraceExporter {
 public:
  // `endpoint` is the collector's base URL; spans go to its `/v1/traces`, unless it ends so
  // already. Workspace and transport outlive the exporter.
  TraceExporter(Workspace& workspace, HttpTransport& transport, const std::string& endpoint);
  // What is gathered is sent once more, and not waited for long.
  ~TraceExporter();
  TraceExporter(const TraceExporter&) = delete;
  TraceExporter& operator=(const TraceExporter&) = delete;

  TraceCounts counts() const;  // any thread

 private:
  void Run();
  // Reads some events on; false when it is at the end.
  bool ReadOn();
  // True when there is nothing to send any more.
  bool Send();
  std::vector<std::string> StepsOf(const Bytes& pin, const std::string& plan);

  Workspace& workspace_;
  HttpTransport& transport_;
  std::string url_;
  RunSpans runs_;
  std::vector<TraceSpan> spans_;  // gathered and not sent
  int64_t next_ = 0;
  TimeUs asked_again_in_us_ = 0;
  std::map<std::string, std::vector<std::string>> steps_;  // by pin and plan

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  bool stopped_ = false;
  std::atomic<int64_t> position_ = 0;
  std::atomic<int64_t> sent_ = 0, dropped_ = 0, skipped_ = 0, failed_ = 0;
  int64_t subscription_ = 0;
  std::thread thread_;
};

}  // namespace signalbox
