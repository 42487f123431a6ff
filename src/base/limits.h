// Every limit that more than one folder must agree on, each with its reason. A limit that one
// folder alone knows stands in that folder.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signalbox {

// Nesting of any outside text that we read recursively (JSON, YAML, CBOR, CEL): deeper than any
// honest document, far below what a thread's stack holds.
inline constexpr int kMaxNesting = 64;

// One HTTP body. A form or a CRM webhook is a few KB; an array of leads at the item limit fits.
inline constexpr size_t kMaxBodyBytes = size_t{8} << 20;

// One lead as JSON or one CSV row: longer than any form, short enough that a thousand of them in
// flight are 64 MB.
inline constexpr size_t kMaxLeadBytes = size_t{64} << 10;

// One field's text. Longer is refused with the field named, never cut.
inline constexpr size_t kMaxFieldBytes = size_t{16} << 10;

// Fields of a lead that are not ours. A CRM export has some hundreds of columns.
inline constexpr size_t kMaxExtraFields = 500;

// Leads in one array or NDJSON body; larger files go through `signalbox route`.
inline constexpr size_t kMaxLeadsPerRequest = 10'000;

// Inputs waiting for a workspace's engine. At 15,000 a second this is half a second of work; beyond
// it intake answers 429.
inline constexpr size_t kIntakeQueueInputs = 8'192;

// Calls of agents that are out, all agents together. Beyond it intake answers 429: the calls are
// the queue that leads wait in then, and each keeps a run in memory.
inline constexpr int64_t kMaxCallsOut = 4'096;

// Free bytes of the log's file system below which no new lead is taken. What was taken still has to
// end: 8,192 queued inputs, the calls that are out and a write-ahead file that grows to its longest
// are together some 50 MB.
inline constexpr int64_t kMinFreeDiskBytes = int64_t{64} << 20;

// How often an input may have ended the process before it is set aside.
inline constexpr int64_t kDeathsToQuarantine = 2;

// Inputs that one turn commits together: large enough to pay one fsync for many, small enough that
// one turn's latency stays in the low milliseconds.
inline constexpr size_t kBatchInputs = 512;

// Events of one run before it continues as a new one: a run that needs more is a loop.
inline constexpr int kMaxRunEvents = 10'000;

// Steps of a plan, and bytes of one step's output; more goes to a sealed blob by hash.
inline constexpr int kMaxPlanSteps = 64;
inline constexpr size_t kMaxStepOutputBytes = size_t{64} << 10;

}  // namespace signalbox
