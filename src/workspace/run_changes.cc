#include "workspace/run_changes.h"

#include <algorithm>

#include "workspace/one_line.h"

namespace signalbox {
namespace {

// A sentence for whoever asks later; more belongs into the CRM.
constexpr size_t kMaxCancelReasonBytes = 500;
// Codes stand in the clear and in lists.
constexpr size_t kMaxCodeBytes = 40;

// Words joined by `_`, so that neither a name nor a number that somebody types stands in the clear.
bool IsCode(std::string_view text) {
  const bool joined = text.find('_') != std::string_view::npos;
  if (!joined || text.size() > kMaxCodeBytes || text.front() < 'a') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Error NotUnderWay(const State& state, const Id& run) {
  // Over the records, because a run that is over is known to its record alone; only a mistake comes
  // here.
  const bool over = std::any_of(state.leads.begin(), state.leads.end(),
                                [&](const LeadEntry& entry) { return entry.run == run; });
  return over ? Err(Code::kConflict, "the run is over; there is nothing to cancel")
              : Err(Code::kNotFound, "no run with this id is under way");
}

}  // namespace

Result<LeadAnswer> CancelRun(Workspace& workspace, const Actor& actor, const std::string& run,
                             const std::string& reason) {
  const Result<Id> id = ParseId("run", run);
  if (!id.ok())
    return Err(Code::kNotFound, "a run's id looks like `run_0190...`; answers to leads hold it");
  if (reason.size() > kMaxCancelReasonBytes || !IsOneLine(reason))
    return Err(Code::kInvalid, "a `reason` is one line of up to 500 bytes");
  Id lead;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    const Run* found = state.FindRun(*id);
    if (found == nullptr) return NotUnderWay(state, *id);
    const LeadEntry& entry = state.leads[found->lead];
    lead = entry.id;
    const bool code = IsCode(reason);
    return turn.Input(EntityKind::kRun, *id, EventType::kRunCancelled, actor,
                      ev::RunCancelled{code ? reason : std::string()},
                      code ? BytesView() : BytesView(reason), code ? 0 : entry.subject);
  }));
  LeadAnswer answer;
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { answer = engine.AnswerOf(engine.state().lead_by_id.at(lead)); }));
  return answer;
}

}  // namespace signalbox
