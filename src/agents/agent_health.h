// How an agent has fared: breaker and quota counters, folded from the run events of its activities
// with their event times. No wall clock, no thread; a value in the workspace's state.
#pragma once

#include <cstdint>

#include "agents/contract.h"
#include "base/cbor.h"

namespace signalbox {

enum class BreakerState : uint8_t { kClosed, kOpen, kHalfOpen };

struct AgentHealth {
  int64_t running = 0;  // started and not finished
  int64_t consecutive_failures = 0;
  TimeUs opened_at = 0;  // 0 while the breaker is closed
  bool probing = false;  // the one call of a half-open breaker is out
  TimeUs minute = 0;     // start of the window that `in_minute` counts
  int64_t in_minute = 0;
  TimeUs day = 0;
  int64_t in_day = 0;
  bool operator==(const AgentHealth&) const = default;

  // A call began. Windows are whole minutes and days of UTC.
  void Started(const AgentSpec& spec, TimeUs at);
  // It ended. A failure is an answer that did not come or was no valid answer; reject, abstain and
  // needs_human are good answers. A failed probe opens the breaker anew.
  void Finished(const AgentSpec& spec, bool good, TimeUs at);

  // Nobody waits for its answer any more, which says nothing about the agent. A probe that ends so
  // lets another one out.
  void Abandoned();

  BreakerState StateAt(const BreakerRule& rule, TimeUs now) const;
  bool BreakerAllows(const BreakerRule& rule, TimeUs now) const;
  bool QuotaAllows(const Quota& quota, TimeUs now) const;
  // The earliest time from which both would allow a call if nothing else happened; `now` when they
  // allow one already. With the concurrency used up this is `now`: a finished call frees it.
  TimeUs AllowedFrom(const AgentSpec& spec, TimeUs now) const;
};

// Deterministic CBOR array, for the saved state.
void EncodeHealth(const AgentHealth& health, Bytes* out);
AgentHealth DecodeHealth(CborReader& reader);

}  // namespace signalbox
