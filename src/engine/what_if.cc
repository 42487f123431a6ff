#include "engine/what_if.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/arrival.h"

namespace signalbox {
namespace {

// What a fork has of its own: one entry a record, and what a decision moves.
void SwapOwned(State* a, State* b) {
  std::swap(a->epoch, b->epoch);
  std::swap(a->next_position, b->next_position);
  std::swap(a->last_time, b->last_time);
  std::swap(a->leads, b->leads);
  std::swap(a->lead_by_id, b->lead_by_id);
  std::swap(a->identities, b->identities);
  std::swap(a->external_ids, b->external_ids);
  std::swap(a->idempotency, b->idempotency);
  std::swap(a->keyed_requests, b->keyed_requests);
  std::swap(a->arriving, b->arriving);
  std::swap(a->follow_ups, b->follow_ups);
  std::swap(a->runs, b->runs);
  std::swap(a->tails, b->tails);
  std::swap(a->pools, b->pools);
  std::swap(a->open, b->open);
  std::swap(a->waiting, b->waiting);
  std::swap(a->requests_wait, b->requests_wait);
  std::swap(a->registry, b->registry);
  std::swap(a->activated, b->activated);
  std::swap(a->stages, b->stages);
  std::swap(a->law, b->law);
  std::swap(a->ends, b->ends);
  std::swap(a->words, b->words);
}

// Whatever it does not own it lends from the live state, and gives back when it ends.
class StateFork {
 public:
  // Without a `policy`, what decides is the active version or the canary.
  StateFork(State* live, const std::optional<Digest>& policy, TimeUs now) : live_(live) {
    std::swap(state_, *live_);
    SwapOwned(&state_, live_);
    state_.epoch = live_->epoch;
    state_.next_position = live_->next_position;
    state_.last_time = std::min(live_->last_time, now);
    state_.pools = live_->pools;
    state_.open = live_->open;
    state_.requests_wait = live_->requests_wait;
    state_.registry = live_->registry;
    if (policy.has_value()) {
      state_.activated = {*policy};
    } else {
      state_.activated = live_->activated;
      state_.stages = live_->stages;
    }
  }
  ~StateFork() {
    SwapOwned(&state_, live_);
    *live_ = std::move(state_);
  }
  StateFork(const StateFork&) = delete;
  StateFork& operator=(const StateFork&) = delete;

  // The live record becomes the fork's only one, with the run that it waits in.
  void Take(uint32_t lead) {
    LeadEntry entry = live_->leads[lead];
    for (uint32_t* word : {&entry.queue, &entry.rule, &entry.row, &entry.reason, &entry.policy,
                           &entry.record, &entry.pool, &entry.turn_pool}) {
      *word = state_.words.Intern(live_->words.Of(*word));
    }
    state_.leads.push_back(entry);
    state_.lead_by_id.Insert(entry.id, 0);
    if (const FollowUp* follow = live_->FollowUpOf(lead); follow != nullptr)
      state_.follow_ups[0] = *follow;
    if (const RecordEnd* end = EndOf(*live_, lead); end != nullptr) state_.ends[0] = *end;
    const Run* run = live_->FindRun(entry.run);
    if (run == nullptr) return;
    auto copy = std::make_unique<Run>(*run);
    copy->lead = 0;
    state_.runs.Put(std::move(copy));
  }

  State* state() { return &state_; }

 private:
  State* const live_;
  State state_;
};

bool StartsRun(const std::vector<Emitted>& events) {
  return std::any_of(events.begin(), events.end(), [](const Emitted& emitted) {
    return static_cast<EventType>(emitted.event.type) == EventType::kRunStarted;
  });
}

}  // namespace

Result<WhatIfOutcome> DecideWhatIf(State* state, const ApplyContext& context,
                                   const RecordReader& read_record, const Submission& submission,
                                   const WhatIfOptions& options, TimeUs now) {
  const Digest policy =
      options.policy.value_or(state->activated.empty() ? Digest{} : state->activated.back());
  const auto version = state->versions.find(policy);
  if (options.policy.has_value() && version == state->versions.end()) {
    return Err(Code::kNotFound, "no version `" + VersionName(policy) +
                                    "` was ever published; see `policy versions`");
  }
  SB_TRY(CheckRoutable(version == state->versions.end() ? nullptr : version->second.get(),
                       submission));
  now = options.now.value_or(now);
  const uint32_t same = SamePerson(*state, submission);
  Attributes before;
  if (same != KeyIndex::kNone && !IsDoubleSubmit(state->leads[same], submission, now)) {
    SB_ASSIGN(before, RecordBefore(read_record(state->leads[same])));
  }
  WhatIfOutcome outcome;
  outcome.answer.position = state->next_position - 1;
  {
    StateFork fork(state, options.policy, now);
    Core core(fork.state(), &context);
    Arrival arrival;
    if (same == KeyIndex::kNone) {
      const Id id = DeriveId(now, fork.state()->log_id, fork.state()->next_position, "what if");
      arrival = ArriveAsNew(core, submission, id, 0, now);
    } else {
      fork.Take(same);
      const LeadEntry& entry = fork.state()->leads.front();
      arrival = ArriveAgain(core, *state, fork.state()->VersionFor(entry).get(), entry, submission,
                            before, now);
    }
    outcome.events.push_back(Emitted{arrival.event, arrival.subject, arrival.sealed});
    Effects effects;
    SB_TRY(core.Feed(arrival.event, arrival.sealed, &outcome.events, &effects));
    outcome.calls = effects.activities.size();
    const int64_t position = outcome.answer.position;
    outcome.answer = AnswerOf(*fork.state(), 0);
    outcome.answer.position = position;
  }
  outcome.answer.external_id = submission.external_id_text;
  if (StartsRun(outcome.events)) outcome.answer.run = Id{};
  if (same == KeyIndex::kNone) {
    outcome.answer.lead = Id{};
    outcome.answer.created = true;
  } else {
    MarkDuplicate(&outcome.answer);
  }
  return outcome;
}

Result<std::vector<Emitted>> RouteWhatIf(State* state, const ApplyContext& context, uint32_t lead,
                                         const Attributes& record, TimeUs now) {
  SB_TRY(CheckAlive(*state, lead));
  if (state->activated.empty())
    return Err(Code::kUnavailable, "the workspace has no policy; publish one first");
  const LeadEntry& entry = state->leads[lead];
  const Id id = entry.id;
  ev::RecordRouted body;
  body.trigger = RunTrigger::kByHand;
  body.subject = entry.subject;
  body.attributes = record;
  Bytes sealed;
  EncodeAttributes(record, Part::kSealed, &sealed);
  std::vector<Emitted> events;
  StateFork fork(state, std::nullopt, now);
  fork.Take(lead);
  Core core(fork.state(), &context);
  Event event = core.Envelope(EntityKind::kLead, id, EventType::kRecordRouted, now);
  event.clear = EncodeBody(body);
  events.push_back(Emitted{event, body.subject, sealed});
  Effects effects;
  SB_TRY(core.Feed(event, sealed, &events, &effects));
  return events;
}

}  // namespace signalbox
