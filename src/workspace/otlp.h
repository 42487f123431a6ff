// Spans as the body of an OTLP/HTTP request: an ExportTraceServiceRequest in protobuf's binary form
// (opentelemetry-proto 1.x, collector/trace/v1/trace_service.proto; the wire format is
// https://protobuf.dev/programming-guides/encoding/). Written by hand: four messages, one way.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "workspace/run_spans.h"

namespace signalbox {

struct TraceSource {
  std::string service;   // `service.name`
  std::string build;     // `service.version`
  std::string instance;  // `service.instance.id`: the log's id
};

Bytes EncodeTraces(const TraceSource& source, const std::vector<TraceSpan>& spans);

}  // namespace signalbox
