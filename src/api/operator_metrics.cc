#include "api/operator_metrics.h"

#include <algorithm>

#include "api/metric_text.h"
#include "base/limits.h"

namespace signalbox {
namespace {

constexpr std::string_view kBreakerStates[] = {"closed", "open", "half_open"};

void AppendAgents(const OperatorFigures& figures, std::string* out) {
  AppendFamily("signalbox_agent_breaker", "gauge",
               "1 for the state that an agent's breaker is in: closed, open or half_open.", out);
  for (const AgentFigures& agent : figures.agents) {
    for (size_t i = 0; i < std::size(kBreakerStates); ++i) {
      AppendSample("signalbox_agent_breaker",
                   MetricLabel("agent", agent.name) + "," + MetricLabel("state", kBreakerStates[i]),
                   static_cast<size_t>(agent.breaker) == i ? 1 : 0, out);
    }
  }
  AppendFamily("signalbox_agent_calls_out", "gauge", "Calls that began and did not end.", out);
  for (const AgentFigures& agent : figures.agents)
    AppendSample("signalbox_agent_calls_out", MetricLabel("agent", agent.name),
                 SampleOf(agent.calls_out), out);
  AppendFamily("signalbox_agent_answers_total", "counter",
               "Answers of agents outside the process, by outcome.", out);
  for (const auto& [what, count] : figures.answers)
    AppendSample("signalbox_agent_answers_total",
                 MetricLabel("agent", what.first) + "," + MetricLabel("outcome", what.second),
                 SampleOf(count), out);
}

void AppendEngine(const OperatorFigures& figures, std::string* out) {
  AppendOne("signalbox_open_runs", "gauge", "Runs that are going on or wait.",
            SampleOf(figures.open_runs), out);
  AppendFamily("signalbox_waiting_records", "gauge",
               "Records that wait until a pool can take them, by lane.", out);
  for (const WaitingFigures& one : figures.waiting) {
    AppendSample(
        "signalbox_waiting_records",
        MetricLabel("pool", one.pool) + "," + MetricLabel("lane", one.list ? "list" : "request"),
        SampleOf(one.records), out);
  }
  AppendOne("signalbox_timers_open", "gauge", "Timers that are set.", SampleOf(figures.timers),
            out);
  AppendFamily("signalbox_timers_behind_seconds", "gauge",
               "How long the first timer has been due and did not fire.", out);
  out->append("signalbox_timers_behind_seconds ");
  AppendSeconds(SampleOf(figures.timers_behind_us), out);
  out->append("\n");
  AppendOne("signalbox_calls_out", "gauge", "Calls of agents that are out, all together.",
            SampleOf(figures.calls_out), out);
  AppendOne("signalbox_sla_breaches_total", "counter", "Time limits that were not kept.",
            SampleOf(figures.sla_breaches), out);
  AppendOne("signalbox_quarantined_inputs", "gauge",
            "Leads that ended the process and are not carried out.", SampleOf(figures.quarantined),
            out);
  AppendAgents(figures, out);
}

void AppendDisk(const OperatorFigures& figures, std::string* out) {
  AppendOne("signalbox_store_failed", "gauge",
            "1 when the store failed and nothing is taken until a restart.",
            figures.store_failed ? 1 : 0, out);
  AppendOne("signalbox_disk_free_bytes", "gauge", "Free bytes of the log's file system.",
            SampleOf(figures.disk_free), out);
  AppendOne("signalbox_disk_free_limit_bytes", "gauge",
            "Free bytes below which no new lead is taken.", SampleOf(kMinFreeDiskBytes), out);
  AppendOne("signalbox_log_bytes", "gauge", "Bytes of the log and its write-ahead file.",
            SampleOf(figures.log_bytes), out);
  AppendOne("signalbox_head_events", "gauge", "Events that the last signed head covers.",
            SampleOf(figures.head_size), out);
  AppendFamily("signalbox_head_signed_seconds", "gauge",
               "When the last head was signed, in seconds since 1970.", out);
  out->append("signalbox_head_signed_seconds ");
  AppendSeconds(SampleOf(figures.head_signed_at), out);
  out->append("\n");
}

void AppendTraces(const TraceCounts& traces, std::string* out) {
  AppendOne("signalbox_trace_spans_sent_total", "counter", "Spans that a collector took.",
            SampleOf(traces.sent_spans), out);
  AppendOne("signalbox_trace_spans_dropped_total", "counter", "Spans that a collector refused.",
            SampleOf(traces.dropped_spans), out);
  AppendOne("signalbox_trace_events_skipped_total", "counter",
            "Events left out of traces because the collector was too far behind.",
            SampleOf(traces.skipped_events), out);
  AppendOne("signalbox_trace_requests_failed_total", "counter",
            "Requests to a collector that are sent again.", SampleOf(traces.failed_requests), out);
  AppendOne("signalbox_trace_behind_events", "gauge", "Events that are not in traces yet.",
            SampleOf(traces.behind_events), out);
}

}  // namespace

void AppendFigures(const OperatorFigures& figures, std::string* out) {
  AppendFamily("signalbox_leads", "gauge", "Leads by status, as lists show them.", out);
  for (const auto& [status, count] : figures.leads)
    AppendSample("signalbox_leads", MetricLabel("status", status), SampleOf(count), out);
  if (figures.asked) AppendEngine(figures, out);
  AppendDisk(figures, out);
  if (figures.traces.enabled) AppendTraces(figures.traces, out);
}

}  // namespace signalbox
