#include "workspace/event_json.h"

#include <algorithm>
#include <array>
#include <span>

#include "agents/registry.h"
#include "base/json_writer.h"
#include "engine/records.h"
#include "workspace/event_members.h"

namespace signalbox {
namespace {

std::string_view InputKindName(InputKind kind) {
  switch (kind) {
    case InputKind::kNone:
      return "none";
    case InputKind::kLead:
      return "lead";
    case InputKind::kAnswer:
      return "answer";
    case InputKind::kLostAnswer:
      return "lost_answer";
    case InputKind::kTimer:
      return "timer";
    case InputKind::kClock:
      return "clock";
  }
  return "";
}

std::string_view ClockKindName(ClockKind kind) {
  switch (kind) {
    case ClockKind::kSla:
      return "sla";
    case ClockKind::kQueue:
      return "queue";
    case ClockKind::kRecycle:
      return "recycle";
  }
  return "sla";
}

template <typename B>
void WriteMembers(const B& body, const OpenedEvent& opened, const PersonNames& person,
                  JsonWriter* json);

struct FieldsWriter {
  JsonWriter* json;
  std::span<const Member> members;
  const OpenedEvent& opened;
  const PersonNames& person;

  template <typename T>
  void operator()(int key, const T& value) {
    if (Absent(value)) return;
    const auto number = static_cast<size_t>(key);
    const Member member = number < members.size() ? members[number] : Member{"unnamed"};
    json->Key(member.name);
    Write(member.kind, value);
  }

  template <typename T>
  bool Absent(const T& value) const {
    if constexpr (std::is_same_v<T, Attributes>)
      return AttributesOf(value, opened.sealed).empty();
    else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
      return false;
    else
      return body::IsDefault(value);
  }

  void Write(MemberKind, bool value) { json->Bool(value); }
  void Write(MemberKind kind, int64_t value) {
    if (kind == MemberKind::kTime && value == 0) return void(json->Null());
    if (kind == MemberKind::kTime) return void(json->String(FormatTime(value)));
    if (kind == MemberKind::kField) {
      const FieldSpec* spec = FindField(static_cast<int>(value));
      return void(json->String(spec == nullptr ? std::string_view("unknown") : spec->name));
    }
    if (kind != MemberKind::kPerson) return void(json->Int(value));
    if (value == 0) return void(json->Null());
    const std::string name = person ? person(value) : std::string();
    json->String(name.empty() ? "person " + std::to_string(value) : name);
  }
  void Write(MemberKind, const std::string& text) { json->String(text); }
  void Write(MemberKind kind, const Id& id) {
    const char* name = kind == MemberKind::kLead    ? "lead"
                       : kind == MemberKind::kRun   ? "run"
                       : kind == MemberKind::kMoves ? "moves"
                                                    : "task";
    json->String(FormatId(name, id));
  }
  void Write(MemberKind, const Blob& blob) { json->String(ToHex(blob.bytes)); }
  template <size_t N>
  void Write(MemberKind, const std::array<uint8_t, N>& hash) {
    json->String(ToHex(View(hash)));
  }
  void Write(MemberKind, LeadStatus status) { json->String(StatusName(status)); }
  void Write(MemberKind, RunTrigger trigger) { json->String(TriggerName(trigger)); }
  void Write(MemberKind, Outcome outcome) { json->String(OutcomeName(outcome)); }
  void Write(MemberKind, Disposition disposition) { json->String(DispositionName(disposition)); }
  void Write(MemberKind, CaseStatus status) { json->String(CaseStatusName(status)); }
  void Write(MemberKind, CasePriority priority) { json->String(CasePriorityName(priority)); }
  void Write(MemberKind, CaseDecision decision) { json->String(CaseDecisionName(decision)); }
  void Write(MemberKind, CaseActor actor) { json->String(CaseActorName(actor)); }
  void Write(MemberKind, CaseMove move) { json->String(CaseMoveName(move)); }
  void Write(MemberKind, CaseTool tool) { json->String(CaseToolName(tool)); }
  void Write(MemberKind, CaseTimerKind kind) { json->String(CaseTimerName(kind)); }
  void Write(MemberKind, MoveKind kind) { json->String(MoveKindName(kind)); }
  void Write(MemberKind, Verb verb) { json->String(VerbName(verb)); }
  void Write(MemberKind, InputKind kind) { json->String(InputKindName(kind)); }
  void Write(MemberKind, ClockKind kind) { json->String(ClockKindName(kind)); }
  void Write(MemberKind, ClockPhase phase) { json->String(ClockPhaseName(phase)); }
  void Write(MemberKind, InHandThen then) { json->String(InHandThenName(then)); }
  void Write(MemberKind, LeaveOutcome outcome) { json->String(LeaveOutcomeName(outcome)); }
  void Write(MemberKind, AccessRuleKind kind) { json->String(AccessRuleKindName(kind)); }
  void Write(MemberKind, PolicyStage stage) { json->String(StageName(stage)); }
  void Write(MemberKind, Lifecycle lifecycle) { json->String(LifecycleName(lifecycle)); }
  void Write(MemberKind, SignatureKind kind) { json->String(SignatureName(kind)); }
  void Write(MemberKind, ev::TimerPurpose purpose) { json->String(PurposeName(purpose)); }
  void Write(MemberKind, const Attributes& attributes) {
    json->Raw(AttributesJson(AttributesOf(attributes, opened.sealed)));
  }
  template <typename T>
  void Write(MemberKind kind, const std::vector<T>& values) {
    json->BeginArray();
    for (const T& value : values) Write(kind, value);
    json->EndArray();
  }
  template <typename B>
  void Write(MemberKind, const B& nested) {
    WriteMembers(nested, opened, person, json);
  }
};

template <typename B>
void WriteMembers(const B& body, const OpenedEvent& opened, const PersonNames& person,
                  JsonWriter* json) {
  json->BeginObject();
  FieldsWriter writer{json, kMembers<B>, opened, person};
  B::Visit(body, writer);
  json->EndObject();
}

template <typename B>
std::string Fields(const OpenedEvent& opened, const PersonNames& person) {
  const Result<B> body = DecodeBody<B>(opened.event.clear);
  if (!body.ok()) return "{}";
  std::string text;
  JsonWriter json(&text);
  WriteMembers(*body, opened, person, &json);
  return text;
}

// The reason is the operator's own words, where it is no code.
std::string CancelledFields(const OpenedEvent& opened) {
  const auto body = DecodeBody<ev::RunCancelled>(opened.event.clear);
  if (!body.ok()) return "{}";
  std::string text;
  JsonWriter json(&text);
  json.BeginObject()
      .MemberOrNull("reason", body->reason.empty() ? std::string(opened.sealed) : body->reason)
      .EndObject();
  return text;
}

// Why somebody set their weight stands with the person.
std::string PersonFields(const OpenedEvent& opened, const PersonNames& person) {
  std::string fields = Fields<ev::Upserted>(opened, person);
  const Result<std::string> reason = ReasonInRecord(opened.sealed);
  if (!reason.ok() || reason->empty() || fields == "{}") return fields;
  fields.replace(fields.size() - 1, 1, ",\"reason\":");
  AppendJsonString(*reason, &fields);
  return fields + "}";
}

}  // namespace

std::string_view EntityKindName(EntityKind kind) {
  static constexpr std::string_view kNames[] = {
      "workspace",   "lead",     "run",   "person", "team", "account", "contact",
      "opportunity", "campaign", "agent", "policy", "pool", "case",    "conversation"};
  const auto number = static_cast<size_t>(kind);
  return number < std::size(kNames) ? kNames[number] : "entity";
}

std::string_view DispositionName(Disposition disposition) {
  switch (disposition) {
    case Disposition::kAssign:
      return "assign";
    case Disposition::kQueue:
      return "queue";
    case Disposition::kHold:
      return "hold";
    case Disposition::kEscalate:
      return "escalate";
    case Disposition::kReject:
      return "reject";
  }
  return "queue";
}

void MaskPersonal(OpenedEvent* opened) {
  opened->masked |= !opened->sealed.empty();
  opened->sealed.clear();
}

Result<OpenedEvent> OpenEvent(BytesView bytes, const Keyring& keys) {
  OpenedEvent opened;
  SB_ASSIGN(opened.event, DecodeEvent(bytes));
  if (opened.event.sealed.empty()) return opened;
  const Event& event = opened.event;
  Result<Bytes> plain =
      Unseal(keys, event.sealed.front(), event.log_id, event.position, event.type);
  if (plain.ok())
    opened.sealed = std::move(*plain);
  else if (plain.error().code == Code::kNotFound)
    opened.erased = true;
  else
    return plain.error();
  return opened;
}

Result<OpenedEvent> ReadOpened(const Store& store, const Keyring& keys, int64_t position) {
  SB_ASSIGN(const Bytes bytes, store.ReadEvent(position));
  return OpenEvent(bytes, keys);
}

Attributes AttributesOf(const Attributes& clear, BytesView sealed) {
  Attributes all = clear;
  if (sealed.empty()) return all;
  CborReader reader(sealed);
  DecodeAttributes(reader, &all);
  return reader.AtEnd() ? all : clear;
}

std::string AttributesJson(const Attributes& attributes) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (const Field field : attributes.Fields()) {
    const FieldSpec& spec = SpecOf(field);
    json.Key(spec.name.starts_with("lead.") ? spec.name.substr(5) : spec.name);
    if (spec.type == FieldType::kText)
      json.String(attributes.Text(field));
    else if (spec.type == FieldType::kBool)
      json.Bool(attributes.Bool(field));
    else if (spec.name.ends_with("_at"))
      json.String(FormatTime(attributes.Int(field)));
    else
      json.Int(attributes.Int(field));
  }
  for (const Attributes::Extra& extra : attributes.extras()) json.Member(extra.name, extra.text);
  json.EndObject();
  return text;
}

namespace {

// Of events of learned models, and of leave that is yet to begin.
std::string ModelFieldsJson(const OpenedEvent& opened, const PersonNames& person) {
  switch (static_cast<EventType>(opened.event.type)) {
    case EventType::kModelPromoted:
      return Fields<ev::ModelPromoted>(opened, person);
    case EventType::kModelRolledBack:
      return Fields<ev::ModelRolledBack>(opened, person);
    case EventType::kModelRefused:
      return Fields<ev::ModelRefused>(opened, person);
    case EventType::kModelDrifted:
      return Fields<ev::ModelDrifted>(opened, person);
    case EventType::kModelAlarmed:
      return Fields<ev::ModelAlarmed>(opened, person);
    case EventType::kModelRecalibrated:
      return Fields<ev::ModelRecalibrated>(opened, person);
    case EventType::kModelOutworn:
      return Fields<ev::ModelOutworn>(opened, person);
    case EventType::kModelApproved:
      return Fields<ev::ModelApproved>(opened, person);
    case EventType::kLeavePlanned:
      return Fields<ev::LeavePlanned>(opened, person);
    case EventType::kLeaveSettled:
      return Fields<ev::LeaveSettled>(opened, person);
    default:
      return "{}";
  }
}

// Of events that end a record, of cases, and of the documents that these are decided by.
std::string LaterFieldsJson(const OpenedEvent& opened, const PersonNames& person) {
  switch (static_cast<EventType>(opened.event.type)) {
    case EventType::kRecordMerged:
      return Fields<ev::RecordMerged>(opened, person);
    case EventType::kRecordConverted:
      return Fields<ev::RecordConverted>(opened, person);
    case EventType::kRecordDeleted:
      return Fields<ev::RecordDeleted>(opened, person);
    case EventType::kOptedOut:
      return Fields<ev::OptedOut>(opened, person);
    case EventType::kCaseOpened:
      return Fields<ev::CaseOpened>(opened, person);
    case EventType::kCaseToolCalled:
      return Fields<ev::CaseToolCalled>(opened, person);
    case EventType::kCaseMessaged:
      return Fields<ev::CaseMessaged>(opened, person);
    case EventType::kCaseDecided:
      return Fields<ev::CaseDecided>(opened, person);
    case EventType::kCaseEscalated:
      return Fields<ev::CaseEscalated>(opened, person);
    case EventType::kCaseRuled:
      return Fields<ev::CaseRuled>(opened, person);
    case EventType::kCaseConcluded:
      return Fields<ev::CaseConcluded>(opened, person);
    case EventType::kCaseClosed:
      return Fields<ev::CaseClosed>(opened, person);
    case EventType::kCaseTimed:
      return Fields<ev::CaseTimed>(opened, person);
    case EventType::kCaseRefused:
      return Fields<ev::CaseRefused>(opened, person);
    case EventType::kDocumentSet:
      return Fields<ev::DocumentSet>(opened, person);
    case EventType::kDocumentRemoved:
      return Fields<ev::DocumentRemoved>(opened, person);
    default:
      return ModelFieldsJson(opened, person);
  }
}

std::string LawFieldsJson(const OpenedEvent& opened, const PersonNames& person) {
  switch (static_cast<EventType>(opened.event.type)) {
    case EventType::kForgotten:
      return Fields<ev::Forgotten>(opened, person);
    case EventType::kRetentionSet:
      return Fields<ev::RetentionSet>(opened, person);
    case EventType::kLegalHoldSet:
      return Fields<ev::LegalHoldSet>(opened, person);
    case EventType::kReadingsExpired:
      return Fields<ev::ReadingsExpired>(opened, person);
    case EventType::kPurged:
      return Fields<ev::Purged>(opened, person);
    case EventType::kLogForked:
      return Fields<ev::LogForked>(opened, person);
    case EventType::kAccessRulesSet:
      return Fields<ev::AccessRulesSet>(opened, person);
    case EventType::kTableEdited:
      return Fields<ev::TableEdited>(opened, person);
    default:
      return LaterFieldsJson(opened, person);
  }
}

}  // namespace

std::string FieldsJson(const OpenedEvent& opened, const PersonNames& person) {
  switch (static_cast<EventType>(opened.event.type)) {
    case EventType::kWorkspaceCreated:
      return Fields<ev::WorkspaceCreated>(opened, person);
    case EventType::kEngineStarted:
      return Fields<ev::EngineStarted>(opened, person);
    case EventType::kClockJumped:
      return Fields<ev::ClockJumped>(opened, person);
    case EventType::kPersonUpserted:
      return PersonFields(opened, person);
    case EventType::kTeamUpserted:
    case EventType::kAccountUpserted:
    case EventType::kContactUpserted:
    case EventType::kOpportunityUpserted:
    case EventType::kCampaignUpserted:
      return Fields<ev::Upserted>(opened, person);
    case EventType::kPersonRemoved:
    case EventType::kTeamRemoved:
    case EventType::kAccountRemoved:
    case EventType::kContactRemoved:
    case EventType::kOpportunityRemoved:
    case EventType::kCampaignRemoved:
      return Fields<ev::Removed>(opened, person);
    case EventType::kInputQuarantined:
      return Fields<ev::InputQuarantined>(opened, person);
    case EventType::kPolicyPublished:
      return Fields<ev::PolicyPublished>(opened, person);
    case EventType::kPolicyActivated:
      return Fields<ev::PolicyActivated>(opened, person);
    case EventType::kPolicyStaged:
      return Fields<ev::PolicyStaged>(opened, person);
    case EventType::kPolicyHalted:
      return Fields<ev::PolicyHalted>(opened, person);
    case EventType::kPolicyApproval:
      return Fields<ev::PolicyApproval>(opened, person);
    case EventType::kFlagSet:
      return Fields<ev::FlagSet>(opened, person);
    case EventType::kScheduleRan:
      return Fields<ev::ScheduleRan>(opened, person);
    case EventType::kEnvironmentSet:
      return Fields<ev::EnvironmentSet>(opened, person);
    case EventType::kAgentRegistered:
      return Fields<ev::AgentRegistered>(opened, person);
    case EventType::kAgentStateSet:
      return Fields<ev::AgentStateSet>(opened, person);
    case EventType::kSourceSet:
      return Fields<ev::SourceSet>(opened, person);
    case EventType::kSourceRemoved:
      return Fields<ev::SourceRemoved>(opened, person);
    case EventType::kLeadReceived:
      return Fields<ev::LeadReceived>(opened, person);
    case EventType::kTouchRecorded:
      return Fields<ev::TouchRecorded>(opened, person);
    case EventType::kOwnerAssigned:
      return Fields<ev::OwnerAssigned>(opened, person);
    case EventType::kOwnerChangedOutside:
      return Fields<ev::OwnerChangedOutside>(opened, person);
    case EventType::kRecordRouted:
      return Fields<ev::RecordRouted>(opened, person);
    case EventType::kPoolReshaped:
      return Fields<ev::PoolReshaped>(opened, person);
    case EventType::kMovesPlanned:
      return Fields<ev::MovesPlanned>(opened, person);
    case EventType::kOwnerMoved:
      return Fields<ev::OwnerMoved>(opened, person);
    case EventType::kMovesApproved:
      return Fields<ev::MovesApproved>(opened, person);
    case EventType::kTurnGiven:
      return Fields<ev::TurnGiven>(opened, person);
    case EventType::kRunStarted:
      return Fields<ev::RunStarted>(opened, person);
    case EventType::kStepFinished:
      return Fields<ev::StepFinished>(opened, person);
    case EventType::kStepScheduled:
      return Fields<ev::StepScheduled>(opened, person);
    case EventType::kStepReported:
      return Fields<ev::StepReported>(opened, person);
    case EventType::kStepRetried:
      return Fields<ev::StepRetried>(opened, person);
    case EventType::kDecisionMade:
      return Fields<ev::DecisionMade>(opened, person);
    case EventType::kTimerSet:
      return Fields<ev::TimerSet>(opened, person);
    case EventType::kTimerFired:
      return Fields<ev::TimerFired>(opened, person);
    case EventType::kRunFinished:
      return Fields<ev::RunFinished>(opened, person);
    case EventType::kRunCancelled:
      return CancelledFields(opened);
    case EventType::kResultRefused:
      return Fields<ev::ResultRefused>(opened, person);
    case EventType::kStepCancelled:
      return Fields<ev::StepCancelled>(opened, person);
    case EventType::kOwnerNotified:
      return Fields<ev::OwnerNotified>(opened, person);
    case EventType::kShadowDecided:
      return Fields<ev::ShadowDecided>(opened, person);
    case EventType::kClockSet:
      return Fields<ev::ClockSet>(opened, person);
    case EventType::kClockFired:
      return Fields<ev::ClockFired>(opened, person);
    case EventType::kNotified:
      return Fields<ev::Notified>(opened, person);
    case EventType::kLeadActed:
      return Fields<ev::LeadActed>(opened, person);
    case EventType::kTurnCredited:
      return Fields<ev::TurnCredited>(opened, person);
    case EventType::kStatusSet:
      return Fields<ev::StatusSet>(opened, person);
    default:
      return LawFieldsJson(opened, person);
  }
}

std::string EventJson(const OpenedEvent& opened, const PersonNames& person) {
  const Event& event = opened.event;
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  json.Member("position", event.position);
  json.Member("type", EventTypeName(static_cast<EventType>(event.type)));
  json.Member("time", FormatTime(event.time));
  json.Member("entity", FormatId(EntityKindName(event.entity_kind), event.entity));
  json.MemberOrNull("run_id",
                    event.entity_kind == EntityKind::kRun ? FormatId("run", event.entity) : "");
  if (opened.erased) json.Member("erased", true);
  if (opened.masked) json.Member("masked", true);
  json.Key("fields").Raw(FieldsJson(opened, person));
  json.EndObject();
  return text;
}

}  // namespace signalbox
