#include "workspace/refresh.h"

#include <algorithm>
#include <set>

#include "agents/agent_name.h"
#include "engine/activity_report.h"
#include "engine/refreshable.h"
#include "workspace/given_values.h"
#include "workspace/read_ahead.h"
#include "workspace/route_record.h"
#include "workspace/run_history.h"

namespace signalbox {
namespace {

std::string FieldValueText(const Attributes& record, Field field) {
  if (!record.Has(field)) return {};
  switch (SpecOf(field).type) {
    case FieldType::kText:
      return std::string(record.Text(field));
    case FieldType::kBool:
      return record.Bool(field) ? "true" : "false";
    default:
      return std::to_string(record.Int(field));
  }
}

bool Gives(const AgentSpec& spec, Field field) {
  return std::find(spec.outputs.begin(), spec.outputs.end(), field) != spec.outputs.end();
}

bool AnAgentGives(const Registry& registry, Field field) {
  const auto all = registry.All();
  return std::any_of(all.begin(), all.end(),
                     [&](const AgentSpec* spec) { return Gives(*spec, field); });
}

// A record as its last run left it, and what each agent said there.
struct LastRun {
  Attributes record;
  std::map<std::string, ev::StepFinished> answers;  // by the agent's id; output opened
};

Result<LastRun> ReadLastRun(const Store& store, const Keyring& keys, int64_t last) {
  LastRun run;
  SB_ASSIGN(const std::vector<OpenedEvent> events, ReadChain(store, keys, last));
  for (const OpenedEvent& opened : events) {
    if (TypeOf(opened) == EventType::kRunStarted) {
      SB_ASSIGN(const OpenedEvent input, ReadOpened(store, keys, opened.event.causation));
      SB_ASSIGN(run.record, AttributesOfInput(input.event, input.sealed));
    }
    if (TypeOf(opened) != EventType::kStepFinished) continue;
    SB_ASSIGN(ev::StepFinished body, DecodeBody<ev::StepFinished>(opened.event.clear));
    body.output = AttributesOf(body.output, opened.sealed);
    run.record.Overlay(body.output);
    if (!body.agent.empty() && body.outcome != Outcome::kError && !opened.erased)
      run.answers[std::string(AgentIdOf(body.agent))] = std::move(body);
  }
  return run;
}

// Routes records again in a state that nobody keeps.
class RefreshTrial {
 public:
  RefreshTrial(const Store& store, const Keyring& keys, const ApplyContext& context,
               ModelAgents& models, const RefreshQuestion& question, State* state)
      : store_(store),
        keys_(keys),
        models_(models),
        question_(question),
        state_(*state),
        core_(state, &context),
        with_room_(WithRoom(state->registry)),
        open_before_(state->open) {}

  // Whose values of the record are behind.
  std::vector<GivenValues> Behind(uint32_t lead, const std::vector<GivenValues>& given) const;
  Status Look(uint32_t lead, const ValuesGiven& given);
  RefreshPreview Finish();

 private:
  Status Try(uint32_t lead, const Result<Attributes>& record, RefreshEntry* entry);
  // Until it rests, or waits for an agent outside.
  Status FollowCalls(const LastRun& before, RefreshEntry* entry);
  // Nothing where only the agent can tell.
  std::optional<AgentResult> AnswerOf(const Activity& activity, const LastRun& before,
                                      RefreshEntry* entry);
  Status Report(const Activity& activity, const AgentResult& result);
  void CompareValues(const LastRun& before, RefreshEntry* entry);
  void LeaveOut(RefreshEntry entry, std::string code);

  const Store& store_;
  const Keyring& keys_;
  ModelAgents& models_;
  const RefreshQuestion& question_;
  State& state_;
  Core core_;
  const Registry with_room_;
  const std::map<std::string, int64_t, std::less<>> open_before_;
  // Of the record in hand.
  std::vector<Emitted> events_;
  Effects effects_;
  std::set<std::string> answered_;  // agents, id@version
  RefreshPreview preview_;
};

std::vector<GivenValues> RefreshTrial::Behind(uint32_t lead,
                                              const std::vector<GivenValues>& given) const {
  std::vector<GivenValues> behind;
  for (const GivenValues& one : given) {
    const std::string_view id = AgentIdOf(one.agent);
    if (!question_.agent.empty() && question_.agent != id) continue;
    if (question_.field.has_value()) {
      const AgentSpec* spec = with_room_.Find(id, AgentVersionOf(one.agent));
      if (spec == nullptr || !Gives(*spec, *question_.field)) continue;
    }
    const bool is_behind =
        question_.older_than_us > 0
            ? question_.now - one.at >= question_.older_than_us
            : AnotherWouldAnswer(with_room_, one.agent, state_.leads[lead], question_.now);
    if (is_behind) behind.push_back(one);
  }
  return behind;
}

void RefreshTrial::LeaveOut(RefreshEntry entry, std::string code) {
  entry.left_out = std::move(code);
  preview_.left_out.push_back(std::move(entry));
}

Status RefreshTrial::Look(uint32_t lead, const ValuesGiven& given) {
  ++preview_.looked_at;
  const std::vector<GivenValues> behind = Behind(lead, given.Of(lead));
  if (behind.empty()) {
    ++preview_.up_to_date;
    return {};
  }
  RefreshEntry entry;
  entry.lead = state_.leads[lead].id;
  entry.run = state_.leads[lead].run;
  entry.given_at = behind.front().at;
  for (const GivenValues& one : behind) {
    entry.given_by.push_back(one.agent);
    entry.given_at = std::min(entry.given_at, one.at);
  }
  entry.from = PlaceName(state_, StandsAt(state_, lead));
  const Result<Attributes> record =
      ReadRecordAsSaid(store_, keys_, state_.leads[lead].last_position);
  if (record.ok()) entry.external_id = std::string(record->Text(Field::kExternalId));
  if (std::string why = WhyNotRefreshed(state_, lead); !why.empty()) {
    LeaveOut(std::move(entry), std::move(why));
    return {};
  }
  if (given.DecidedByPerson(lead)) {
    LeaveOut(std::move(entry), "decided_by_person");
    return {};
  }
  SB_TRY(Try(lead, record, &entry));
  // In its own region nobody else answers.
  const bool the_same = std::all_of(behind.begin(), behind.end(), [&](const GivenValues& one) {
    return answered_.contains(one.agent);
  });
  if (question_.older_than_us == 0 && the_same && entry.values.empty() && entry.to == entry.from) {
    ++preview_.up_to_date;
    return {};
  }
  if (!entry.left_out.empty()) {
    preview_.left_out.push_back(std::move(entry));
    return {};
  }
  for (const GivenValues& one : behind) ++preview_.agents[one.agent].behind;
  for (const std::string& agent : entry.asks) ++preview_.agents[agent].calls;
  for (const RefreshedValue& value : entry.values)
    ++preview_.values[std::string(SpecOf(value.field).name)];
  if (entry.moves()) {
    if (state_.RefOf(entry.from) != 0) ++preview_.owners[entry.from].loses;
    if (state_.RefOf(entry.to) != 0) ++preview_.owners[entry.to].gains;
  }
  preview_.leads.push_back(std::move(entry));
  return {};
}

Status RefreshTrial::Try(uint32_t lead, const Result<Attributes>& record, RefreshEntry* entry) {
  const int64_t subject = state_.leads[lead].subject;
  const Result<LastRun> before = ReadLastRun(store_, keys_, state_.leads[lead].run_last_position);
  // Its person was forgotten, or what was said of it purged.
  if (!record.ok() || !before.ok()) {
    entry->left_out = record.ok() ? "answers_purged" : "erased";
    return {};
  }
  state_.registry = with_room_;
  ev::RecordRouted body;
  body.subject = subject;
  body.trigger = RunTrigger::kRefreshed;
  body.attributes = *record;
  Bytes sealed;
  EncodeAttributes(*record, Part::kSealed, &sealed);
  Event event =
      core_.Envelope(EntityKind::kLead, entry->lead, EventType::kRecordRouted, question_.now);
  event.clear = EncodeBody(body);
  events_.clear();
  effects_.Clear();
  answered_.clear();
  SB_TRY(core_.Feed(event, sealed, &events_, &effects_));
  SB_TRY(FollowCalls(*before, entry));
  CompareValues(*before, entry);
  const LeadEntry& after = state_.leads[lead];
  if (after.status == LeadStatus::kInProgress) return {};
  entry->rule = state_.words.Of(after.rule);
  entry->to = PlaceName(state_, StandsAt(state_, lead));
  // Somebody has to decide about these, and nobody asked for that.
  if (after.status == LeadStatus::kHeld) entry->left_out = "would_wait";
  if (after.status == LeadStatus::kRejected) entry->left_out = "would_be_rejected";
  if (after.status == LeadStatus::kFailed) entry->left_out = "would_fail";
  return {};
}

Status RefreshTrial::FollowCalls(const LastRun& before, RefreshEntry* entry) {
  bool waits = false;
  while (!effects_.activities.empty() && !waits) {
    const std::vector<Activity> calls = std::move(effects_.activities);
    effects_.activities.clear();
    for (const Activity& activity : calls) {
      const std::optional<AgentResult> result = AnswerOf(activity, before, entry);
      waits = waits || !result.has_value();
      if (result.has_value()) SB_TRY(Report(activity, *result));
    }
  }
  return {};
}

std::optional<AgentResult> RefreshTrial::AnswerOf(const Activity& activity, const LastRun& before,
                                                  RefreshEntry* entry) {
  if (activity.agent.kind == AgentKind::kModel) return models_.Ask(activity, question_.now);
  const std::string name = VersionedName(activity.agent);
  entry->asks.push_back(name);
  const auto said = before.answers.find(activity.agent.id);
  const bool is_behind =
      std::any_of(entry->given_by.begin(), entry->given_by.end(),
                  [&](const std::string& agent) { return AgentIdOf(agent) == activity.agent.id; });
  if (is_behind || said == before.answers.end()) return std::nullopt;
  entry->assumes.push_back(name);
  AgentResult result;
  result.outcome = said->second.outcome;
  result.reason = said->second.reason;
  result.confidence_e4 = static_cast<int32_t>(said->second.confidence_e4);
  result.output = said->second.output;
  return result;
}

Status RefreshTrial::Report(const Activity& activity, const AgentResult& result) {
  const Run* run = state_.FindRun(activity.run);
  if (run == nullptr) return {};
  ActivityReport report = ReportOn(activity);
  report.body.outcome = result.outcome;
  report.body.reason = result.reason;
  report.body.confidence_e4 = result.confidence_e4;
  report.body.models = result.model_ids;
  report.body.output = result.output;
  Event event =
      core_.Envelope(EntityKind::kRun, activity.run, EventType::kStepReported, question_.now);
  event.clear = EncodeBody(report.body);
  Bytes sealed;
  if (HasPart(result.output, Part::kSealed))
    EncodeAttributes(result.output, Part::kSealed, &sealed);
  return core_.Feed(event, sealed, &events_, &effects_);
}

// What agents said now beside what stood there; of a personal field that it changed, and no more.
void RefreshTrial::CompareValues(const LastRun& before, RefreshEntry* entry) {
  Attributes after;
  for (const Emitted& emitted : events_) {
    if (static_cast<EventType>(emitted.event.type) != EventType::kStepFinished) continue;
    const auto body = DecodeBody<ev::StepFinished>(emitted.event.clear);
    if (!body.ok() || body->agent.empty()) continue;
    answered_.insert(body->agent);
    after.Overlay(AttributesOf(body->output, emitted.sealed));
  }
  for (const Field field : after.Fields()) {
    RefreshedValue value{field, FieldValueText(before.record, field), FieldValueText(after, field)};
    if (value.before == value.after) continue;
    if (SpecOf(field).data_class == DataClass::kPersonal) value.before = value.after = "";
    entry->values.push_back(std::move(value));
  }
}

RefreshPreview RefreshTrial::Finish() {
  for (auto& [owner, load] : preview_.owners) {
    const auto open = open_before_.find(owner);
    load.open_before = open == open_before_.end() ? 0 : open->second;
    load.open_after = load.open_before - load.loses + load.gains;
  }
  return std::move(preview_);
}

bool IsOpenRecord(const State& state, uint32_t lead) {
  const LeadStatus status = state.leads[lead].status;
  const bool open =
      status == LeadStatus::kRouted || status == LeadStatus::kQueued || status == LeadStatus::kHeld;
  return open && EndOf(state, lead) == nullptr && !state.law.forgotten.contains(lead);
}

}  // namespace

Result<RefreshPreview> PreviewRefresh(const Store& store, const Keyring& keys,
                                      const StoredPolicyLoader& load_policy, ModelAgents& models,
                                      const RefreshQuestion& question) {
  const ApplyContext context = StoredContext(store, load_policy);
  State state;
  state.log_id = store.log_id();
  ValuesGiven given;
  SB_TRY(ReadOpenedAhead(store, keys, 0, store.next_position(), [&](OpenedEvent& opened) -> Status {
    SB_TRY(given.Take(state, opened));
    return FoldEvent(opened.event, opened.sealed, context, &state);
  }));
  if (state.activated.empty())
    return Err(Code::kUnavailable, "the workspace has no policy; publish one first");
  if (!question.agent.empty() && state.registry.Find(question.agent) == nullptr) {
    return Err(Code::kInvalid,
               "there is no agent `" + question.agent + "`; `agent list` names those that are");
  }
  if (question.field.has_value() && !AnAgentGives(state.registry, *question.field)) {
    return Err(Code::kInvalid, "no agent gives `" + std::string(SpecOf(*question.field).name) +
                                   "`; `agent list --json` has the `outputs` of each");
  }
  RefreshTrial trial(store, keys, context, models, question, &state);
  for (uint32_t lead = 0; lead < state.leads.size(); ++lead) {
    if (IsOpenRecord(state, lead)) SB_TRY(trial.Look(lead, given));
  }
  return trial.Finish();
}

}  // namespace signalbox
