// Runs as traces: from the events of the log to one trace a run, with a span for each of its steps
// (OpenTelemetry's data model, https://opentelemetry.io/docs/specs/otel/trace/).
//
// Trace ids are run ids, or what the events name; span ids are hashes of run and step: whoever
// reads the same events makes the same spans. Only ids, codes, numbers and the policy's words go
// into a span, never a sealed part. The span of a run ends when the run first comes to rest; what
// a timer or a person continues later is a further span below it. Not thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "engine/events.h"
#include "store/event.h"

namespace signalbox {

using SpanId = std::array<uint8_t, 8>;

struct SpanAttribute {
  std::string name;
  std::variant<std::string, int64_t, bool> value;
  bool operator==(const SpanAttribute&) const = default;
};

// Something that happened within a span.
struct SpanMark {
  TimeUs at = 0;
  std::string name;
  std::vector<SpanAttribute> attributes;
  bool operator==(const SpanMark&) const = default;
};

struct TraceSpan {
  Id trace;
  SpanId id{};
  SpanId parent{};  // zeros: it is the root
  std::string name;
  bool outside = false;  // somebody else was called
  TimeUs begin = 0, end = 0;
  std::vector<SpanAttribute> attributes;
  std::vector<SpanMark> marks;
  std::string problem;  // a code; empty where it went well
  bool operator==(const TraceSpan&) const = default;
};

// Ids of a plan's steps, by the pin of the policy (engine's `RunStarted`) and the plan's name;
// empty where they are not known, and steps are then named by number.
using StepNames =
    std::function<std::vector<std::string>(const Bytes& policy_pin, const std::string& plan)>;

class RunSpans {
 public:
  explicit RunSpans(StepNames names) : names_(std::move(names)) {}

  // Appends the spans that end with this event; kCorrupt when it does not read.
  Status Take(const Event& event, std::vector<TraceSpan>* ended);
  // Forgets all runs, as after a gap.
  void Clear();
  // Runs that were forgotten because more than kMaxTracedRuns were open.
  int64_t forgotten() const { return forgotten_; }

 private:
  struct OpenStep {
    TimeUs begin = 0;
    std::vector<SpanMark> marks;
    std::vector<SpanAttribute> attributes;
  };
  struct OpenRun {
    Id trace;
    TimeUs begin = 0;
    bool rested = false;
    int64_t rests = 0;
    std::string plan;
    std::vector<SpanAttribute> attributes;
    std::vector<std::string> step_names;
    std::map<int64_t, OpenStep> steps;
  };

  Status Begin(const Event& event);
  void EndStep(const Id& id, OpenRun* run, const Event& event, const ev::StepFinished& body,
               std::vector<TraceSpan>* ended);
  void Rest(const Id& id, OpenRun* run, const Event& event, const ev::RunFinished& body,
            std::vector<TraceSpan>* ended);
  void ForgetOldest();

  StepNames names_;
  std::unordered_map<Id, OpenRun, IdHash> runs_;
  std::deque<Id> order_;  // of their beginning
  int64_t forgotten_ = 0;
};

}  // namespace signalbox
