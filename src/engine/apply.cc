#include "engine/apply.h"

#include <fmt/format.h>

#include "agents/agent_name.h"
#include "base/limits.h"
#include "engine/access_events.h"
#include "engine/records.h"

namespace signalbox {

Result<Attributes> OpenAttributes(const Attributes& clear, BytesView sealed) {
  Attributes all = clear;
  if (sealed.empty()) return all;
  CborReader reader(sealed);
  DecodeAttributes(reader, &all);
  if (!reader.AtEnd()) return Err(Code::kCorrupt, "a sealed part does not hold attributes");
  return all;
}

namespace {

void RememberRequest(const KeyedHash& key, const KeyedHash& body, uint32_t lead, TimeUs at,
                     State* state) {
  if (key == KeyedHash{}) return;
  if (state->idempotency.Insert(key, static_cast<uint32_t>(state->keyed_requests.size()))) {
    state->keyed_requests.push_back({key, body, lead, at});
    return;
  }
  // The key had expired: it is used anew.
  state->keyed_requests[state->idempotency.Find(key)] = {key, body, lead, at};
}

// A key that led to a forgotten person is taken over by who has it now. False where somebody else
// keeps it.
bool Learn(const KeyedHash& key, uint32_t lead, const State& state, KeyIndex* index) {
  if (index->Insert(key, lead)) return true;
  if (!state.law.forgotten.contains(index->Find(key))) return false;
  index->Replace(key, lead);
  return true;
}

Status ApplyLead(const Event& event, BytesView sealed, State* state) {
  SB_ASSIGN(ev::LeadReceived body, DecodeBody<ev::LeadReceived>(event.clear));
  SB_ASSIGN(Attributes attributes, OpenAttributes(body.attributes, sealed));
  const auto number = static_cast<uint32_t>(state->leads.size());
  LeadEntry entry;
  entry.id = event.entity;
  entry.subject = body.subject;
  entry.received_at = entry.said_at = event.time;
  entry.received_position = entry.said_position = entry.last_position = event.position;
  entry.sequence = 1;
  entry.content = body.content;
  entry.share_key = ShareKey(body.identities.empty() ? body.content : body.identities.front());
  entry.record = state->words.Intern(body.record);
  state->leads.push_back(entry);
  state->lead_by_id.Insert(event.entity, number);
  for (const KeyedHash& identity : body.identities) {
    if (!Learn(identity, number, *state, &state->identities))
      ContinueDeleted(state->identities.Find(identity), number, state);
  }
  if (body.external_id != KeyedHash{})
    Learn(body.external_id, number, *state, &state->external_ids);
  RememberRequest(body.idempotency_key, body.body, number, event.time, state);
  state->arriving[number] = std::move(attributes);
  return {};
}

Status ApplyTouch(const Event& event, BytesView sealed, State* state) {
  SB_ASSIGN(ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(event.clear));
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end())
    return Err(Code::kCorrupt, "a touch of a record that does not exist");
  LeadEntry& entry = state->leads[at->second];
  RememberRequest(body.idempotency_key, body.body, at->second, event.time, state);
  if (body.double_submit) return {};
  if (body.opted_in) LiftOptOut(at->second, state);
  SB_ASSIGN(Attributes attributes, OpenAttributes(body.attributes, sealed));
  const bool again = body.opted_in ||
                     (EndOf(*state, at->second) == nullptr &&
                      RoutesAgain(*state, entry, body.content, !body.changed.empty()).has_value());
  ++entry.touches;
  entry.content = body.content;
  entry.said_at = event.time;
  entry.said_position = event.position;
  for (const KeyedHash& identity : body.identities)
    Learn(identity, at->second, *state, &state->identities);
  // Nothing that came before is routed in its place, also where it found no plan.
  if (again)
    state->arriving[at->second] = std::move(attributes);
  else
    state->arriving.erase(at->second);
  return {};
}

Status ApplyRouted(const Event& event, BytesView sealed, State* state) {
  SB_ASSIGN(ev::RecordRouted body, DecodeBody<ev::RecordRouted>(event.clear));
  SB_ASSIGN(Attributes attributes, OpenAttributes(body.attributes, sealed));
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end())
    return Err(Code::kCorrupt, "a record is routed that does not exist");
  state->arriving[at->second] = std::move(attributes);
  return {};
}

// Of a run that has left the memory: its record keeps the count.
Status ApplyRefused(const Event& event, State* state) {
  const auto at = state->lead_by_id.find(event.entity);
  if (at == state->lead_by_id.end())
    return Err(Code::kCorrupt, "a result was refused for a record that does not exist");
  ++state->leads[at->second].refused_results;
  return {};
}

Status ApplyPerson(const Event& event, BytesView sealed, State* state) {
  SB_ASSIGN(ev::Upserted body, DecodeBody<ev::Upserted>(event.clear));
  const auto number = static_cast<size_t>(body.number);
  if (number == 0 || number > state->person_ids.size() + 1)
    return Err(Code::kCorrupt, "a person has no number");
  if (number > state->person_ids.size()) state->person_ids.emplace_back();
  // Forgotten people keep their number and lose the rest.
  if (sealed.empty()) return {};
  SB_ASSIGN(Person person, DecodeRecord<Person>(sealed));
  state->person_ids[number - 1] = person.id;
  state->person_refs[person.id] = body.number;
  state->roster.Upsert(std::move(person));
  return {};
}

template <typename T, typename Target>
Status ApplyUpsert(BytesView sealed, Target* target) {
  if (sealed.empty()) return {};
  SB_ASSIGN(T value, DecodeRecord<T>(sealed));
  target->Upsert(std::move(value));
  return {};
}

// A removal names the record by its sealed body, because its id is the caller's own.
template <typename T, typename Remove>
Status ApplyRemoval(BytesView sealed, Remove remove) {
  if (sealed.empty()) return {};
  SB_ASSIGN(T value, DecodeRecord<T>(sealed));
  remove(value.id);
  return {};
}

Status ApplyReference(const Event& event, BytesView sealed, State* state) {
  Directory& directory = state->directory;
  switch (static_cast<EventType>(event.type)) {
    case EventType::kPersonUpserted:
      return ApplyPerson(event, sealed, state);
    case EventType::kPersonRemoved:
      return ApplyRemoval<Person>(sealed,
                                  [&](const std::string& id) { state->roster.RemovePerson(id); });
    case EventType::kTeamUpserted:
      return ApplyUpsert<Team>(sealed, &state->roster);
    case EventType::kTeamRemoved:
      return ApplyRemoval<Team>(sealed,
                                [&](const std::string& id) { state->roster.RemoveTeam(id); });
    case EventType::kAccountUpserted:
      return ApplyUpsert<Account>(sealed, &directory);
    case EventType::kAccountRemoved:
      return ApplyRemoval<Account>(sealed,
                                   [&](const std::string& id) { directory.RemoveAccount(id); });
    case EventType::kContactUpserted:
      return ApplyUpsert<Contact>(sealed, &directory);
    case EventType::kContactRemoved:
      return ApplyRemoval<Contact>(sealed,
                                   [&](const std::string& id) { directory.RemoveContact(id); });
    case EventType::kOpportunityUpserted:
      return ApplyUpsert<Opportunity>(sealed, &directory);
    case EventType::kOpportunityRemoved:
      return ApplyRemoval<Opportunity>(
          sealed, [&](const std::string& id) { directory.RemoveOpportunity(id); });
    case EventType::kCampaignUpserted:
      return ApplyUpsert<Campaign>(sealed, &directory);
    default:
      return ApplyRemoval<Campaign>(sealed,
                                    [&](const std::string& id) { directory.RemoveCampaign(id); });
  }
}

Status ApplyAgent(const Event& event, BytesView sealed, const ApplyContext& context, State* state) {
  if (static_cast<EventType>(event.type) == EventType::kAgentRegistered) {
    SB_ASSIGN(ev::AgentRegistered body, DecodeBody<ev::AgentRegistered>(event.clear));
    SB_ASSIGN(AgentSpec spec, context.load_agent(body.spec));
    spec.secret = sealed;
    return state->registry.Register(std::move(spec));
  }
  SB_ASSIGN(ev::AgentStateSet body, DecodeBody<ev::AgentStateSet>(event.clear));
  LifecycleChange change;
  change.lifecycle = body.state;
  change.canary_percent = static_cast<int>(body.canary_percent);
  change.sunset = body.sunset;
  change.successor = body.successor;
  return state->registry.SetState(body.id, body.version, change);
}

Status ApplyAccessRules(const Event& event, BytesView sealed, State* state) {
  SB_ASSIGN(const ev::AccessRulesSet body, DecodeBody<ev::AccessRulesSet>(event.clear));
  AccessRules& rules = state->access_rules;
  switch (body.kind) {
    case AccessRuleKind::kTables:
      rules.tables.assign(sealed);
      rules.tables_position = event.position;
      return {};
    case AccessRuleKind::kPersonalFields:
      rules.personal.assign(sealed);
      rules.personal_position = event.position;
      return {};
    case AccessRuleKind::kWeights:
      rules.weights.assign(sealed);
      rules.weights_position = event.position;
      return {};
  }
  return Err(Code::kCorrupt, "access rules of a kind that there is not");
}

// What is about the workspace itself and folds.
Status ApplyWorkspace(const Event& event, BytesView sealed, State* state) {
  const auto type = static_cast<EventType>(event.type);
  if (type == EventType::kWorkspaceCreated) {
    SB_ASSIGN(const ev::WorkspaceCreated body, DecodeBody<ev::WorkspaceCreated>(event.clear));
    state->environment.production = body.purpose == kProduction;
  } else if (type == EventType::kEnvironmentSet) {
    state->environment.text.assign(sealed);
    state->environment.set_at = event.time;
  } else if (type == EventType::kAccessRulesSet) {
    return ApplyAccessRules(event, sealed, state);
  } else if (type == EventType::kEngineStarted) {
    SB_ASSIGN(const ev::EngineStarted body, DecodeBody<ev::EngineStarted>(event.clear));
    state->decider_version = body.decider_version;
    state->refused_results = 0;
    if (body.build != state->build) state->quarantined.clear();
    state->build = body.build;
  } else if (type == EventType::kResultRefused) {
    ++state->refused_results;
  } else if (type == EventType::kInputQuarantined) {
    SB_ASSIGN(const ev::InputQuarantined body, DecodeBody<ev::InputQuarantined>(event.clear));
    state->quarantined[body.content] = body.deaths;
  } else if (type == EventType::kMovesPlanned || type == EventType::kMovesApproved ||
             type == EventType::kOwnerMoved) {
    return ApplyMoves(event, state);
  } else if (type == EventType::kCaseRefused || type == EventType::kDocumentSet ||
             type == EventType::kDocumentRemoved) {
    return ApplyDesk(event, state);
  } else if (type == EventType::kLeavePlanned || type == EventType::kLeaveSettled) {
    return ApplyLeaves(event, state);
  } else if (type == EventType::kNotified) {
    return ApplyNotified(event, state);
  } else if (type == EventType::kSourceSet) {
    SB_ASSIGN(ev::SourceSet body, DecodeBody<ev::SourceSet>(event.clear));
    state->sources[body.name] = {body.name, body.mapping, body.signature, Bytes(sealed)};
  } else if (type == EventType::kSourceRemoved) {
    SB_ASSIGN(ev::SourceRemoved body, DecodeBody<ev::SourceRemoved>(event.clear));
    state->sources.erase(body.name);
  }
  return {};
}

void ApplyReported(const Event& event, const ev::StepReported& body, State* state, Run* run) {
  StepState& step = run->steps[static_cast<size_t>(body.step)];
  if (!step.is_out() || step.task != body.task) return;
  step.task = Id{};
  if (AgentVersionOf(step.agent).empty()) return;
  const bool good = body.outcome != Outcome::kError && !body.unknown;
  state->registry.Finished(AgentIdOf(step.agent), AgentVersionOf(step.agent), good, event.time);
}

template <typename B>
Result<B> StepBody(const Event& event, const Run& run) {
  SB_ASSIGN(B body, DecodeBody<B>(event.clear));
  if (body.step < 0 || static_cast<size_t>(body.step) >= run.steps.size()) {
    return Err(Code::kCorrupt, "an event names a step that its plan does not have");
  }
  return body;
}

// What is about a run as a whole, and not about a step of it.
Status ApplyWholeRun(const Event& event, State* state, Run* run) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kShadowDecided: {
      SB_ASSIGN(const ev::ShadowDecided body, DecodeBody<ev::ShadowDecided>(event.clear));
      ApplyShadowDecided(body, state);
      return {};
    }
    case EventType::kRunCancelled:
      // That an operator takes it away says nothing about its version.
      run->counted = true;
      return {};
    case EventType::kResultRefused:
      ++run->refused_results;
      return {};
    case EventType::kRunFinished: {
      SB_ASSIGN(ev::RunFinished body, DecodeBody<ev::RunFinished>(event.clear));
      ApplyRunFinished(event, body, state);
      return {};
    }
    default:
      return {};
  }
}

Status ApplyRunEvent(const Event& event, BytesView sealed, State* state) {
  const auto type = static_cast<EventType>(event.type);
  if (type == EventType::kRunStarted) {
    SB_ASSIGN(ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
    return ApplyRunStarted(event, body, state);
  }
  Run* run = state->FindRun(event.entity);
  if (run == nullptr) return {};
  switch (type) {
    case EventType::kStepFinished: {
      SB_ASSIGN(ev::StepFinished body, StepBody<ev::StepFinished>(event, *run));
      SB_ASSIGN(Attributes output, OpenAttributes(body.output, sealed));
      ApplyStepFinished(event.time, body, output, state, run);
      return {};
    }
    case EventType::kStepScheduled: {
      SB_ASSIGN(ev::StepScheduled body, StepBody<ev::StepScheduled>(event, *run));
      ApplyStepScheduled(event, body, state, run);
      return {};
    }
    case EventType::kStepReported: {
      SB_ASSIGN(ev::StepReported body, StepBody<ev::StepReported>(event, *run));
      ApplyReported(event, body, state, run);
      return {};
    }
    case EventType::kStepRetried: {
      SB_ASSIGN(ev::StepRetried body, StepBody<ev::StepRetried>(event, *run));
      ApplyStepRetried(body, run);
      return {};
    }
    case EventType::kDecisionMade: {
      SB_ASSIGN(ev::DecisionMade body, StepBody<ev::DecisionMade>(event, *run));
      return ApplyDecisionMade(event.time, body, state, run);
    }
    case EventType::kTimerSet: {
      SB_ASSIGN(ev::TimerSet body, DecodeBody<ev::TimerSet>(event.clear));
      if (body.timer < 0 || body.timer > kMaxRunEvents)
        return Err(Code::kCorrupt, "a timer has no number");
      ApplyTimerSet(body, run);
      return {};
    }
    case EventType::kTimerFired: {
      SB_ASSIGN(ev::TimerFired body, DecodeBody<ev::TimerFired>(event.clear));
      ApplyTimerFired(body, run);
      if (!run->waits) EndWaiting(run, state);
      return {};
    }
    case EventType::kStepCancelled: {
      SB_ASSIGN(ev::StepCancelled body, StepBody<ev::StepCancelled>(event, *run));
      ApplyStepCancelled(event.time, body, state, run);
      return {};
    }
    default:
      return ApplyWholeRun(event, state, run);
  }
}

}  // namespace

void ApplyEnvelope(const Event& event, State* state) {
  state->next_position = event.position + 1;
  state->last_time = event.time;
  state->epoch = event.epoch;
  if (event.entity_kind == EntityKind::kLead) {
    const auto at = state->lead_by_id.find(event.entity);
    if (at == state->lead_by_id.end()) return;
    LeadEntry& entry = state->leads[at->second];
    entry.sequence = static_cast<int32_t>(event.sequence) + 1;
    entry.last_position = event.position;
  } else if (event.entity_kind == EntityKind::kRun) {
    if (Run* run = state->FindRun(event.entity); run != nullptr) {
      run->sequence = event.sequence + 1;
      run->last_position = event.position;
      LeadEntry& entry = state->leads[run->lead];
      if (entry.run == run->id) entry.run_last_position = event.position;
    }
  } else {
    state->tails[event.entity] = {event.sequence + 1, event.position};
    state->reference_position = event.position;
  }
}

namespace {

Status ApplyBody(const Event& event, BytesView sealed, const ApplyContext& context, State* state) {
  if (IsOfLaw(static_cast<EventType>(event.type))) return ApplyLaw(event, state);
  if (IsOfModels(static_cast<EventType>(event.type))) return ApplyModel(event, state);
  switch (event.entity_kind) {
    case EntityKind::kLead: {
      const auto type = static_cast<EventType>(event.type);
      if (type == EventType::kLeadReceived) return ApplyLead(event, sealed, state);
      if (type == EventType::kTouchRecorded) return ApplyTouch(event, sealed, state);
      if (type == EventType::kRecordRouted) return ApplyRouted(event, sealed, state);
      if (type == EventType::kOwnerChangedOutside) {
        SB_ASSIGN(ev::OwnerChangedOutside body, DecodeBody<ev::OwnerChangedOutside>(event.clear));
        const auto lead = state->lead_by_id.find(event.entity);
        if (lead != state->lead_by_id.end())
          MoveOwner(body.owner, &state->leads[lead->second], state);
        return {};
      }
      if (type == EventType::kRecordMerged || type == EventType::kRecordConverted ||
          type == EventType::kRecordDeleted || type == EventType::kOptedOut)
        return ApplyRecordEvent(event, state);
      if (type == EventType::kResultRefused) return ApplyRefused(event, state);
      if (type == EventType::kOwnerNotified) return {};
      if (type != EventType::kOwnerAssigned) return ApplyFollowUp(event, sealed, state);
      SB_ASSIGN(ev::OwnerAssigned body, DecodeBody<ev::OwnerAssigned>(event.clear));
      ApplyOwnerAssigned(event, body, state);
      return {};
    }
    case EntityKind::kRun:
      return ApplyRunEvent(event, sealed, state);
    case EntityKind::kWorkspace:
      return ApplyWorkspace(event, sealed, state);
    case EntityKind::kPolicy:
      return ApplyPolicy(event, context, state);
    case EntityKind::kPool: {
      SB_ASSIGN(const ev::PoolReshaped body, DecodeBody<ev::PoolReshaped>(event.clear));
      return SetLevels(body.new_levels, &state->pools[body.pool]);
    }
    case EntityKind::kCase:
      return ApplyCase(event, state);
    case EntityKind::kAgent:
      return ApplyAgent(event, sealed, context, state);
    default:
      return ApplyReference(event, sealed, state);
  }
}

}  // namespace

Status FoldEvent(const Event& event, BytesView sealed, const ApplyContext& context, State* state) {
  state->runs.Pack(kUnpackedRuns);
  return ApplyEvent(event, sealed, context, state);
}

Status ApplyEvent(const Event& event, BytesView sealed, const ApplyContext& context, State* state) {
  if (event.schema > kEventSchema || EventTypeName(static_cast<EventType>(event.type)) == "Unknown")
    return Err(
        Code::kUnsupported,
        fmt::format("the log was written by a newer version (event type {}, schema {}); use a "
                    "newer signalbox",
                    event.type, event.schema));
  // A run that ends leaves the state with its last event, so its chain moves before; everything
  // else moves only once the event is known to fold, so that what is refused leaves no trace.
  if (event.entity_kind == EntityKind::kRun) ApplyEnvelope(event, state);
  SB_TRY(ApplyBody(event, sealed, context, state));
  // A run that has just begun is known only now.
  const bool begins = static_cast<EventType>(event.type) == EventType::kRunStarted;
  if (event.entity_kind != EntityKind::kRun || begins) ApplyEnvelope(event, state);
  return {};
}

}  // namespace signalbox
