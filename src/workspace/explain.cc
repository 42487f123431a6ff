#include "workspace/explain.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "agents/reasons.h"
#include "base/json_writer.h"
#include "workspace/follow_up_words.h"
#include "workspace/lead_history.h"
#include "workspace/lead_shown.h"
#include "workspace/reason_words.h"
#include "workspace/why_not_lead.h"

namespace signalbox {
namespace {

class Composer {
 public:
  Composer(const LeadHistory& history, const State& state) : history_(history), state_(state) {}

  Explanation Compose() {
    told_.lead_id = FormatId("lead", history_.lead);
    for (const OpenedEvent& opened : history_.events) TellLead(opened);
    for (const RunHistory& run : history_.runs) TellRun(run, &run == &history_.runs.back());
    TellStatus();
    std::sort(told_.moments.begin(), told_.moments.end(),
              [](const auto& a, const auto& b) { return a.position < b.position; });
    if (!told_.moments.empty())
      told_.position = std::max(told_.position, told_.moments.back().position);
    told_.text = ExplanationText(told_);
    SetShown();
    return std::move(told_);
  }

 private:
  // Only where the state is no further than what is told: a decision is about what was read.
  void SetShown() {
    const auto at = state_.lead_by_id.find(history_.lead);
    if (at == state_.lead_by_id.end()) return;
    const LeadEntry& entry = state_.leads[at->second];
    if (std::max(entry.last_position, entry.run_last_position) <= told_.position)
      told_.shown_hash = LeadShownHash(state_, at->second);
  }
  void Moment(const Event& event, std::string words) {
    told_.moments.push_back({event.time, event.position, std::move(words)});
  }
  std::string Name(PersonRef ref) const {
    if (ref == 0) return "nobody";
    const std::string& id = state_.PersonOf(ref);
    return id.empty() ? "a person since forgotten" : id;
  }
  void SetOwner(PersonRef ref) {
    told_.owner = state_.PersonOf(ref);
    const Person* person = state_.roster.FindPerson(told_.owner);
    told_.owner_name = person == nullptr ? std::string() : person->name;
  }
  std::string StepName(int64_t step) const {
    const bool known =
        plan_ != nullptr && step >= 0 && static_cast<size_t>(step) < plan_->steps.size();
    return known ? plan_->steps[static_cast<size_t>(step)].id : "step " + std::to_string(step);
  }

  void TellLead(const OpenedEvent& opened);
  void TellStatus();
  void TellRun(const RunHistory& run, bool latest);
  void TellStep(const OpenedEvent& opened);
  void TellStart(const OpenedEvent& opened, bool latest);
  void TellDecision(const OpenedEvent& opened, bool latest);
  void TellTimer(const OpenedEvent& opened);
  void TellCancelled(const OpenedEvent& opened);
  void TellShadow(const Event& event);
  void TellRefused(const Event& event);
  bool IsForgotten() const;
  void TellForgotten(const Event& event);
  std::shared_ptr<const PolicyVersion> PinnedBy(const Event& event) const;
  void TellFinish(const OpenedEvent& opened, bool latest);
  void AddEvidence(const std::vector<ev::EvidenceBody>& evidence, ExplainedStep* step) const;

  const LeadHistory& history_;
  const State& state_;
  std::shared_ptr<const Plan> plan_;
  int64_t finished_ = -1;  // where the latest run ended
  int64_t owned_ = -1;     // where the owner was last set
  Explanation told_;
};

void Composer::TellLead(const OpenedEvent& opened) {
  const Event& event = opened.event;
  switch (static_cast<EventType>(event.type)) {
    case EventType::kLeadReceived:
      return Moment(event,
                    opened.erased ? "received; the person has been forgotten since" : "received");
    case EventType::kTouchRecorded: {
      const auto body = DecodeBody<ev::TouchRecorded>(event.clear);
      const bool twice = body.ok() && body->double_submit;
      if (twice) return Moment(event, "sent a second time within minutes; dropped");
      std::string words = "the same person came back";
      if (body.ok() && !body->changed.empty())
        words += fmt::format("; changed: {}", fmt::join(body->changed, ", "));
      return Moment(event, std::move(words));
    }
    case EventType::kOwnerNotified: {
      const auto body = DecodeBody<ev::OwnerNotified>(event.clear);
      if (!body.ok()) return;
      return Moment(event, (body->owner != 0 ? Name(body->owner) : "queue " + body->queue) +
                               " was told that the person came back");
    }
    case EventType::kResultRefused:
      return TellRefused(event);
    case EventType::kForgotten:
      return TellForgotten(event);
    case EventType::kLegalHoldSet: {
      const auto body = DecodeBody<ev::LegalHoldSet>(event.clear);
      if (!body.ok()) return;
      return Moment(event, body->held ? "a legal hold was set: the person may not be forgotten"
                                      : "the legal hold was lifted");
    }
    case EventType::kRecordRouted:
      return Moment(event, "somebody asked to route it again");
    case EventType::kOwnerAssigned: {
      const auto body = DecodeBody<ev::OwnerAssigned>(event.clear);
      if (!body.ok()) return;
      SetOwner(body->owner);
      owned_ = event.position;
      const std::string clocks = body->clocks.empty() ? "" : "; " + ClocksWords(body->clocks);
      if (body->owner == 0)
        return Moment(event, "it was taken from " + Name(body->previous) + clocks);
      return Moment(event, Name(body->owner) + " became its " + body->role +
                               ", before: " + Name(body->previous) + clocks);
    }
    case EventType::kOwnerChangedOutside: {
      const auto body = DecodeBody<ev::OwnerChangedOutside>(event.clear);
      if (!body.ok()) return;
      SetOwner(body->owner);
      owned_ = event.position;
      return Moment(event, "changed outside: " + Name(body->owner) +
                               " became its owner, before: " + Name(body->previous));
    }
    default: {
      std::string words = FollowUpWords(event, [this](PersonRef ref) { return Name(ref); });
      if (!words.empty()) Moment(event, std::move(words));
    }
  }
}

bool Composer::IsForgotten() const {
  const auto lead = state_.lead_by_id.find(history_.lead);
  return lead != state_.lead_by_id.end() && state_.law.forgotten.contains(lead->second);
}

void Composer::TellForgotten(const Event& event) {
  Moment(event, "the person was forgotten: what they said can be read by nobody");
  for (const PurgeEntry& purge : state_.purges) {
    if (purge.before <= event.position) continue;
    const std::string date = FormatTime(purge.at).substr(0, std::string_view("2026-01-01").size());
    told_.moments.push_back({purge.at, purge.position,
                             "purged on " + date + ": what they said, and what agents said of it"});
    return;
  }
}

// A status that was set without a run holds when no run ended since.
void Composer::TellStatus() {
  for (const OpenedEvent& opened : history_.events) {
    if (static_cast<EventType>(opened.event.type) != EventType::kStatusSet) continue;
    const auto body = DecodeBody<ev::StatusSet>(opened.event.clear);
    if (!body.ok() || opened.event.position < finished_) continue;
    told_.status = body->status;
    told_.queue = body->queue;
    told_.reason = body->reason;
  }
}

void Composer::TellRun(const RunHistory& run, bool latest) {
  plan_ = nullptr;
  if (latest) told_.run_id = FormatId("run", run.run);
  for (const OpenedEvent& opened : run.events) {
    told_.position = std::max(told_.position, opened.event.position);
    switch (static_cast<EventType>(opened.event.type)) {
      case EventType::kRunStarted:
        TellStart(opened, latest);
        break;
      case EventType::kDecisionMade:
        TellDecision(opened, latest);
        break;
      case EventType::kTimerSet:
      case EventType::kTimerFired:
        TellTimer(opened);
        break;
      case EventType::kRunFinished:
        TellFinish(opened, latest);
        break;
      case EventType::kRunCancelled:
        TellCancelled(opened);
        break;
      case EventType::kShadowDecided:
        TellShadow(opened.event);
        break;
      case EventType::kResultRefused:
        TellRefused(opened.event);
        break;
      default:
        if (latest) TellStep(opened);
    }
  }
}

std::shared_ptr<const PolicyVersion> Composer::PinnedBy(const Event& event) const {
  for (const auto& [hash, one] : state_.versions) {
    if (View(hash).starts_with(event.pins.policy)) return one;
  }
  return nullptr;
}

void Composer::TellStart(const OpenedEvent& opened, bool latest) {
  const auto body = DecodeBody<ev::RunStarted>(opened.event.clear);
  if (!body.ok()) return;
  const std::shared_ptr<const PolicyVersion> version = PinnedBy(opened.event);
  const std::string name = version == nullptr ? "unknown" : version->name;
  if (version != nullptr) {
    const auto plan = version->plans.find(body->plan);
    if (plan != version->plans.end()) plan_ = plan->second;
  }
  const std::string flags =
      body->flags.empty() ? "" : fmt::format(", with {} on", fmt::join(body->flags, ", "));
  Moment(opened.event, "a run of plan " + body->plan + " began under policy version " + name +
                           (body->canary ? " (the canary)" : "") + flags +
                           ", because: " + std::string(TriggerWords(body->trigger)));
  if (!latest) return;
  told_.plan = body->plan;
  told_.policy_version = name;
  told_.flags = body->flags;
  if (version != nullptr) told_.policy = NameOf(*version->policy);
}

void Composer::AddEvidence(const std::vector<ev::EvidenceBody>& evidence,
                           ExplainedStep* step) const {
  for (const ev::EvidenceBody& one : evidence) {
    const FieldSpec* field = FindField(static_cast<int>(one.field));
    ExplainedEvidence told{one.code, field == nullptr ? std::string() : std::string(field->name),
                           "", one.weight};
    const auto words = RenderReason(one.code, field == nullptr ? Field::kEmail : field->field);
    told.words = words.has_value() ? *words : ReasonWords(one.code);
    step->evidence.push_back(std::move(told));
  }
}

void Composer::TellStep(const OpenedEvent& opened) {
  const Event& event = opened.event;
  ExplainedStep step;
  step.time = event.time;
  step.erased = opened.erased;
  step.purged = opened.erased && !IsForgotten();
  switch (static_cast<EventType>(event.type)) {
    case EventType::kStepFinished: {
      const auto body = DecodeBody<ev::StepFinished>(event.clear);
      if (!body.ok()) return;
      step.step = StepName(body->step);
      step.event = body->skipped ? "skipped" : "finished";
      step.outcome = OutcomeName(body->outcome);
      step.agent = body->agent;
      step.reason = body->reason;
      step.confidence_e4 = body->confidence_e4;
      step.duration_us = body->duration_us;
      if (body->as_of > 0) step.as_of = body->as_of;
      step.models = body->models;
      step.learned = AttributesOf(body->output, opened.sealed);
      AddEvidence(body->evidence, &step);
      break;
    }
    case EventType::kStepScheduled: {
      const auto body = DecodeBody<ev::StepScheduled>(event.clear);
      if (!body.ok()) return;
      step.step = StepName(body->step);
      step.event = "handed_out";
      step.agent = body->agent;
      break;
    }
    case EventType::kStepReported: {
      const auto body = DecodeBody<ev::StepReported>(event.clear);
      if (!body.ok()) return;
      step.step = StepName(body->step);
      step.event = "answered";
      step.outcome = OutcomeName(body->outcome);
      step.agent = event.actor.ref;
      step.reason = body->reason;
      step.duration_us = body->duration_us;
      step.models = body->models;
      break;
    }
    case EventType::kStepRetried: {
      const auto body = DecodeBody<ev::StepRetried>(event.clear);
      if (!body.ok()) return;
      step.step = StepName(body->step);
      step.event = body->fallback ? "fell_back" : "retried";
      step.agent = body->agent;
      step.reason = body->reason;
      break;
    }
    case EventType::kStepCancelled: {
      const auto body = DecodeBody<ev::StepCancelled>(event.clear);
      if (!body.ok()) return;
      step.step = StepName(body->step);
      step.event = "cancelled";
      step.agent = body->agent;
      step.reason = body->reason;
      break;
    }
    default:
      return;
  }
  step.words = step.reason.empty() ? std::string() : ReasonWords(step.reason);
  told_.steps.push_back(std::move(step));
}

void Composer::TellDecision(const OpenedEvent& opened, bool latest) {
  const auto body = DecodeBody<ev::DecisionMade>(opened.event.clear);
  if (!body.ok()) return;
  if (!latest) return;
  told_.disposition = DispositionName(body->disposition);
  told_.rule = body->rule;
  told_.row = body->row;
  told_.pool = body->pool;
  told_.decided_reason = body->reason;
  told_.pointer_before = state_.PersonOf(body->pointer_before);
  told_.pointer_after = state_.PersonOf(body->pointer_after);
  told_.slas = body->slas;
  told_.roster_revision = body->roster_revision;
  told_.considered.clear();
  told_.unknowns.clear();
  for (const ev::ConsideredBody& one : body->considered) {
    told_.considered.push_back({Name(one.owner), one.lost, one.by});
  }
  for (const ev::UnknownBody& one : body->unknowns)
    told_.unknowns.emplace_back(one.rule, one.attribute);
  ExplainedStep step;
  step.time = opened.event.time;
  step.step = StepName(body->step);
  step.event = "decided";
  step.outcome = told_.disposition;
  step.reason = body->reason;
  step.words = ReasonWords(body->reason);
  told_.steps.push_back(std::move(step));
}

void Composer::TellTimer(const OpenedEvent& opened) {
  if (const auto set = DecodeBody<ev::TimerSet>(opened.event.clear);
      static_cast<EventType>(opened.event.type) == EventType::kTimerSet) {
    if (set.ok())
      Moment(opened.event,
             TimerWords(set->purpose, StepName(set->step)) + " at " + FormatTime(set->due));
    return;
  }
  const auto fired = DecodeBody<ev::TimerFired>(opened.event.clear);
  if (fired.ok())
    Moment(opened.event,
           "the timer went off: " + TimerWords(fired->purpose, StepName(fired->step)));
}

void Composer::TellCancelled(const OpenedEvent& opened) {
  const auto body = DecodeBody<ev::RunCancelled>(opened.event.clear);
  if (!body.ok()) return;
  const std::string why = body->reason.empty() ? std::string(opened.sealed) : body->reason;
  Moment(opened.event, "the run was cancelled" + (why.empty() ? why : ": " + why));
}

void Composer::TellShadow(const Event& event) {
  const auto body = DecodeBody<ev::ShadowDecided>(event.clear);
  if (!body.ok()) return;
  const auto version = PinnedBy(event);
  std::string words = "version " + (version == nullptr ? std::string("unknown") : version->name) +
                      ", in the shadow, would have decided ";
  words += body->moved ? DispositionName(body->disposition) : std::string_view("the same");
  if (body->moved && body->owner != 0) words += " to " + Name(body->owner);
  if (body->moved && !body->queue.empty()) words += " in queue " + body->queue;
  if (!body->rule.empty()) words += ", by rule " + body->rule;
  Moment(event, std::move(words));
}

void Composer::TellRefused(const Event& event) {
  const auto body = DecodeBody<ev::ResultRefused>(event.clear);
  if (!body.ok()) return;
  std::string words = event.actor.ref + " answered (" + std::string(OutcomeName(body->outcome)) +
                      ") when nobody waited for it: " + ReasonWords(body->reason);
  if (body->wrote) words += "; it may have changed something outside";
  if (body->last) words += "; further ones are not recorded";
  Moment(event, std::move(words));
}

void Composer::TellFinish(const OpenedEvent& opened, bool latest) {
  const auto body = DecodeBody<ev::RunFinished>(opened.event.clear);
  if (!body.ok()) return;
  std::string words = body->waits ? "the run waits, " : "the run ended, ";
  words += StatusName(body->status);
  if (!body->reason.empty()) words += ": " + ReasonWords(body->reason);
  if (!body->clocks.empty()) words += "; " + ClocksWords(body->clocks);
  Moment(opened.event, std::move(words));
  if (!latest) return;
  finished_ = opened.event.position;
  told_.status = body->status;
  told_.queue = body->queue;
  told_.reason = body->reason;
  const bool owns = body->status == LeadStatus::kRouted && body->owner != 0;
  if (owns && opened.event.position > owned_) SetOwner(body->owner);
}

void WriteStep(const ExplainedStep& step, JsonWriter* json) {
  json->BeginObject().Member("step", step.step).Member("event", step.event);
  json->MemberOrNull("outcome", step.outcome).MemberOrNull("agent", step.agent);
  json->MemberOrNull("reason", step.reason).MemberOrNull("words", step.words);
  json->Member("confidence_e4", step.confidence_e4).Member("duration_us", step.duration_us);
  json->Member("time", FormatTime(step.time));
  if (step.as_of >= 0) json->Member("as_of", step.as_of);
  if (step.erased) json->Member("erased", true);
  if (step.purged) json->Member("purged", true);
  json->Key("evidence").BeginArray();
  for (const ExplainedEvidence& one : step.evidence) {
    json->BeginObject().Member("code", one.code).MemberOrNull("field", one.field);
    json->Member("weight", one.weight).Member("words", one.words).EndObject();
  }
  json->EndArray().Key("models").BeginArray();
  for (const std::string& model : step.models) json->String(model);
  json->EndArray().Key("output").Raw(AttributesJson(step.learned)).EndObject();
}

}  // namespace

std::string Explanation::Json() const {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().MemberOrNull("lead_id", lead_id).MemberOrNull("run_id", run_id);
  json.Member("status", StatusName(status))
      .MemberOrNull("owner", owner)
      .MemberOrNull("owner_name", owner_name);
  json.MemberOrNull("queue", queue).MemberOrNull("reason", reason).MemberOrNull("policy", policy);
  json.MemberOrNull("policy_version", policy_version).MemberOrNull("plan", plan);
  json.Key("flags").BeginArray();
  for (const std::string& flag : flags) json.String(flag);
  json.EndArray();
  json.MemberOrNull("disposition", disposition).MemberOrNull("rule", rule).MemberOrNull("row", row);
  json.MemberOrNull("pool", pool)
      .Member("roster_revision", roster_revision)
      .Member("position", position);
  json.Key("steps").BeginArray();
  for (const ExplainedStep& step : steps) WriteStep(step, &json);
  json.EndArray().Key("considered").BeginArray();
  for (const ExplainedLoser& one : considered) {
    json.BeginObject()
        .Member("owner", one.owner)
        .Member("lost", one.lost)
        .MemberOrNull("by", one.by)
        .EndObject();
  }
  json.EndArray().Key("unknowns").BeginArray();
  for (const auto& [name, missing] : unknowns) {
    json.BeginObject().Member("rule", name).Member("missing", missing).EndObject();
  }
  json.EndArray().Key("slas").BeginArray();
  for (const std::string& sla : slas) json.String(sla);
  json.EndArray().Key("pointers").BeginObject();
  json.MemberOrNull("before", pointer_before).MemberOrNull("after", pointer_after).EndObject();
  json.Key("history").BeginArray();
  for (const ExplainedMoment& moment : moments) {
    json.BeginObject().Member("position", moment.position).Member("time", FormatTime(moment.time));
    json.Member("words", moment.words).EndObject();
  }
  json.EndArray();
  if (why_not.has_value()) {
    json.Key("why_not");
    WriteWhyNot(*why_not, &json);
  }
  if (!shown_hash.empty()) json.Member("shown_hash", shown_hash);
  if (narrowed) json.Member("narrowed", true);
  json.Member("text", text).EndObject();
  return out;
}

Explanation Compose(const LeadHistory& history, const State& state) {
  return Composer(history, state).Compose();
}

Result<Explanation> Explain(Workspace& workspace, const std::string& lead) {
  SB_ASSIGN(const LeadHistory history, ReadHistoryOf(workspace, lead));
  Explanation explanation;
  SB_TRY(
      workspace.Ask([&](const Engine& engine) { explanation = Compose(history, engine.state()); }));
  return explanation;
}

}  // namespace signalbox
