#include "engine/backlog.h"

#include <algorithm>

#include "engine/state.h"

namespace signalbox {
namespace {

void NoteIfRequestsWait(const PoolLane& lane, State* state) {
  if (lane.list) return;
  const auto at = state->waiting.find(lane);
  if (at == state->waiting.end())
    state->requests_wait.erase(lane.pool);
  else
    state->requests_wait.insert(lane.pool);
}

}  // namespace

void BeginWaiting(int64_t position, Run* run, State* state) {
  if (run->decision.pool.empty()) return;
  if (run->waits_since < 0) run->waits_since = position;
  run->waits_for = {run->decision.pool, run->decision.in_list};
  PutBackWaiting(*run, state);
}

void EndWaiting(Run* run, State* state) {
  if (run->waits_for.pool.empty()) return;
  const auto at = state->waiting.find(run->waits_for);
  if (at != state->waiting.end()) {
    at->second.erase(run->waits_since);
    if (at->second.empty()) state->waiting.erase(at);
  }
  NoteIfRequestsWait(run->waits_for, state);
  run->waits_for = {};
}

void PutBackWaiting(const Run& run, State* state) {
  if (run.waits_for.pool.empty()) return;
  state->waiting[run.waits_for][run.waits_since] = run.id;
  NoteIfRequestsWait(run.waits_for, state);
}

void MoveOwner(PersonRef owner, LeadEntry* entry, State* state) {
  if (static_cast<PersonRef>(entry->owner) == owner) return;
  // Of a record that lives no longer nobody has it open.
  if (!state->ends.empty()) {
    const auto lead = state->lead_by_id.find(entry->id);
    if (lead != state->lead_by_id.end() && EndOf(*state, lead->second) != nullptr) {
      entry->owner = static_cast<uint32_t>(owner);
      return;
    }
  }
  if (const auto before = state->open.find(state->PersonOf(entry->owner));
      before != state->open.end() && --before->second == 0) {
    state->open.erase(before);
  }
  entry->owner = static_cast<uint32_t>(owner);
  if (const std::string& person = state->PersonOf(owner); !person.empty()) ++state->open[person];
}

void AddWhatPoolsAsk(const State& state, uint32_t lead, DecideInput* input) {
  const std::string& owner = state.PersonOf(state.leads[lead].owner);
  if (!owner.empty()) input->previous_owners.push_back(owner);
  if (const FollowUp* follow = state.FollowUpOf(lead); follow != nullptr) {
    for (const PersonRef earlier : follow->earlier) {
      input->previous_owners.push_back(state.PersonOf(earlier));
    }
  }
  input->open = &state.open;
  input->requests_wait = &state.requests_wait;
}

}  // namespace signalbox
