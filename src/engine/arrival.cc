#include "engine/arrival.h"

#include <algorithm>

#include "base/limits.h"
#include "policy/watched.h"

namespace signalbox {
namespace {

// Same person and same content within this is a double click, not a visit (interfaces.md).
constexpr TimeUs kDoubleSubmitUs = 300 * kSecondUs;

// What is said now over what was said before. Of the fields that nobody here knows as many stay as
// one lead may bring, those said now first: a sender who makes up names for ever would otherwise
// grow the record for ever.
Attributes SaidOver(const Attributes& before, const Attributes& now) {
  Attributes record = before;
  record.Overlay(now);
  if (record.extras().size() <= kMaxExtraFields) return record;
  Attributes bounded;
  for (const Field field : record.Fields()) {
    if (SpecOf(field).type == FieldType::kText)
      bounded.SetText(field, record.Text(field));
    else
      bounded.SetInt(field, record.Int(field));
  }
  for (const Attributes* said : {&now, &before}) {
    for (const Attributes::Extra& extra : said->extras()) {
      if (bounded.extras().size() >= kMaxExtraFields) break;
      if (bounded.FindExtra(extra.name) == nullptr) bounded.SetExtra(extra.name, extra.text);
    }
  }
  return bounded;
}

}  // namespace

Status CheckRoutable(const PolicyVersion* policy, const Submission& submission) {
  if (policy == nullptr)
    return Err(Code::kUnavailable, "the workspace has no policy; publish one first");
  if (PlanFor(*policy, submission.record) == nullptr) {
    return Err(Code::kUnsupported, "the active policy has no plan for records of kind `" +
                                       submission.record + "`; add plans/NAME.yaml");
  }
  return {};
}

uint32_t SamePerson(const State& state, const Submission& submission) {
  uint32_t same = KeyIndex::kNone;
  for (const KeyedHash& identity : submission.identities) {
    const uint32_t found = state.FindIdentity(identity);
    if (found != KeyIndex::kNone) same = std::min(same, CurrentRecord(state, found));
  }
  return same;
}

Arrival ArriveAsNew(const Core& core, const Submission& submission, const Id& id, int64_t subject,
                    TimeUs now) {
  ev::LeadReceived body;
  body.subject = subject;
  body.identities = submission.identities;
  body.content = submission.content;
  body.idempotency_key = submission.idempotency_key;
  body.body = submission.body;
  body.external_id = submission.external_id;
  body.attributes = submission.lead;
  body.record = submission.record;
  Arrival arrival;
  arrival.subject = subject;
  EncodeAttributes(submission.lead, Part::kSealed, &arrival.sealed);
  arrival.event = core.Envelope(EntityKind::kLead, id, EventType::kLeadReceived, now);
  arrival.event.actor = submission.actor;
  arrival.event.clear = EncodeBody(body);
  return arrival;
}

bool IsDoubleSubmit(const LeadEntry& entry, const Submission& submission, TimeUs now) {
  return entry.content == submission.content && now - entry.said_at < kDoubleSubmitUs;
}

Result<Attributes> RecordBefore(Result<Attributes> read) {
  if (!read.ok() && read.error().code == Code::kNotFound) return Attributes{};
  return read;
}

Arrival ArriveAgain(const Core& core, const State& state, const PolicyVersion* version,
                    const LeadEntry& entry, const Submission& submission, const Attributes& before,
                    TimeUs now) {
  ev::TouchRecorded body;
  body.double_submit = IsDoubleSubmit(entry, submission, now);
  body.idempotency_key = submission.idempotency_key;
  body.body = submission.body;
  Arrival arrival;
  if (!body.double_submit) {
    body.subject = entry.subject;
    body.content = submission.content;
    for (const KeyedHash& identity : submission.identities) {
      if (state.FindIdentity(identity) == KeyIndex::kNone) body.identities.push_back(identity);
    }
    body.attributes = SaidOver(before, submission.lead);
    body.whole = true;
    const RecordEnd* end = EndOf(state, state.lead_by_id.at(entry.id));
    body.opted_in = end != nullptr && end->kind == RecordEndKind::kOptedOut &&
                    submission.lead.Text(Field::kConsent) == "given";
    if (version != nullptr)
      body.changed = WatchedChanges(*version->policy, before, body.attributes);
    EncodeAttributes(body.attributes, Part::kSealed, &arrival.sealed);
  }
  arrival.subject = body.subject;
  arrival.event = core.Envelope(EntityKind::kLead, entry.id, EventType::kTouchRecorded, now);
  arrival.event.actor = submission.actor;
  arrival.event.clear = EncodeBody(body);
  return arrival;
}

LeadAnswer AnswerOf(const State& state, uint32_t lead) {
  const LeadEntry& entry = state.leads[lead];
  LeadAnswer answer;
  answer.lead = entry.id;
  answer.run = entry.run;
  answer.status = entry.status;
  answer.owner = state.PersonOf(entry.owner);
  const Person* person = state.roster.FindPerson(answer.owner);
  if (person != nullptr) answer.owner_name = person->name;
  if (const RecordEnd* end = EndOf(state, lead);
      end != nullptr && end->kind == RecordEndKind::kMerged) {
    const uint32_t current = CurrentRecord(state, lead);
    const LeadEntry& into = state.leads[current == KeyIndex::kNone ? end->into : current];
    answer.duplicate_of = into.id;
    answer.owner = state.PersonOf(into.owner);
    const Person* owner = state.roster.FindPerson(answer.owner);
    answer.owner_name = owner == nullptr ? "" : owner->name;
  }
  answer.queue = state.words.Of(entry.queue);
  answer.rule = state.words.Of(entry.rule);
  answer.row = state.words.Of(entry.row);
  answer.reason = state.words.Of(entry.reason);
  answer.policy_version = state.words.Of(entry.policy);
  if (const FollowUp* follow = state.FollowUpOf(lead); follow != nullptr) {
    for (const LeadClock& clock : follow->clocks) {
      const bool counts = clock.body.phase == ClockPhase::kRunning && clock.body.expires > 0;
      if (counts) answer.due.emplace_back(clock.body.name, clock.body.expires);
    }
  }
  answer.position = std::max(entry.last_position, entry.run_last_position);
  return answer;
}

bool IsAtRest(const State& state, uint32_t lead) {
  const Run* running = state.FindRun(state.leads[lead].run);
  return running == nullptr || running->finished;
}

bool WasDuplicate(const State& state, const KeyedRequest& request) {
  return request.at > state.leads[request.lead].received_at;
}

void MarkDuplicate(LeadAnswer* answer) {
  answer->status = LeadStatus::kDuplicate;
  answer->duplicate_of = answer->lead;
}

}  // namespace signalbox
