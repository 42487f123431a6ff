#include "workspace/record_changes.h"

#include <fmt/format.h>

#include "engine/record_events.h"
#include "workspace/lead_sight.h"
#include "workspace/policy_changes.h"
#include "workspace/request_texts.h"

namespace signalbox {
namespace {

constexpr RecordVerbSpec kRecordVerbs[] = {
    {RecordVerb::kMerge, "merge", "Say that a record was merged into another, which stays"},
    {RecordVerb::kConvert, "convert", "Say that a lead was converted"},
    {RecordVerb::kDelete, "delete", "Say that a record was deleted in the CRM"},
    {RecordVerb::kOptOut, "opt-out", "Say that the person wants to hear of us no more"},
    {RecordVerb::kOptIn, "opt-in", "Say that a person who opted out agrees again"},
    {RecordVerb::kOwner, "owner", "Say that the CRM has another owner for a record now"},
};

constexpr NamedText<RecordRequest> kRecordMembers[] = {
    {"by", &RecordRequest::by}, {"into", &RecordRequest::into}, {"to", &RecordRequest::to}};

struct RecordInput {
  EventType type;
  Bytes clear;
};

Result<RecordInput> InputOf(const Workspace& workspace, const State& state, const Sight& sight,
                            uint32_t lead, RecordVerb verb, const RecordRequest& request) {
  SB_ASSIGN(const PersonRef by, StatedPerson(state, request.by));
  switch (verb) {
    case RecordVerb::kMerge: {
      if (request.into.empty()) return Err(Code::kInvalid, "say with `into` which record stays");
      const Result<uint32_t> into = FindLeadFor(state, workspace.keys(), sight, request.into);
      if (!into.ok()) return Err(Code::kInvalid, "`into`: " + into.error().message);
      return RecordInput{EventType::kRecordMerged,
                         EncodeBody(ev::RecordMerged{state.leads[*into].id, by})};
    }
    case RecordVerb::kConvert:
      return RecordInput{EventType::kRecordConverted, EncodeBody(ev::RecordConverted{by})};
    case RecordVerb::kDelete:
      return RecordInput{EventType::kRecordDeleted, EncodeBody(ev::RecordDeleted{by})};
    case RecordVerb::kOptOut:
    case RecordVerb::kOptIn:
      return RecordInput{EventType::kOptedOut,
                         EncodeBody(ev::OptedOut{by, verb == RecordVerb::kOptIn})};
    case RecordVerb::kOwner:
      break;
  }
  PersonRef to = 0;
  if (!request.to.empty()) {
    to = state.RefOf(request.to);
    if (to == 0)
      return Err(Code::kInvalid, "`to`: the roster has nobody called `" + request.to + "`");
  }
  const auto before = static_cast<PersonRef>(state.leads[lead].owner);
  return RecordInput{EventType::kOwnerChangedOutside,
                     EncodeBody(ev::OwnerChangedOutside{to, before, true})};
}

}  // namespace

std::span<const RecordVerbSpec> RecordVerbs() {
  return kRecordVerbs;
}

Result<RecordVerb> RecordVerbByName(std::string_view name) {
  std::string known;
  for (const RecordVerbSpec& one : kRecordVerbs) {
    if (one.name == name) return one.verb;
    known += (known.empty() ? "`" : ", `") + std::string(one.name) + "`";
  }
  return Err(Code::kNotFound, fmt::format("`{}` is nothing that becomes of a record; there are {}",
                                          name.substr(0, 60), known));
}

Result<RecordRequest> ParseRecordRequest(std::string_view json) {
  RecordRequest request;
  SB_ASSIGN(const TextsByName said, ReadNamedTexts(json, kRecordMembers, &request));
  request.says_to = said.contains("to");
  return request;
}

std::string RecordRequestJson(const RecordRequest& request) {
  return NamedTextsJson(request, kRecordMembers);
}

Result<LeadAnswer> ChangeRecord(Workspace& workspace, const std::string& record, RecordVerb verb,
                                const RecordRequest& request, const std::string& actor,
                                const Sight& sight) {
  Id id;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_ASSIGN(const uint32_t lead, FindLeadFor(state, workspace.keys(), sight, record));
    id = state.leads[lead].id;
    SB_ASSIGN(RecordInput input, InputOf(workspace, state, sight, lead, verb, request));
    const bool owned =
        input.type == EventType::kOwnerChangedOutside &&
        state.PersonOf(static_cast<PersonRef>(state.leads[lead].owner)) == request.to;
    if (owned) return {};
    return turn.Feed(EntityKind::kLead, id, input.type, {ActorKind::kOperator, actor},
                     std::move(input.clear), {}, 0);
  }));
  LeadAnswer answer;
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { answer = engine.AnswerOf(engine.state().lead_by_id.at(id)); }));
  return answer;
}

}  // namespace signalbox
