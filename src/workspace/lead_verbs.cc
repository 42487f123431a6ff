#include "workspace/lead_verbs.h"

#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "workspace/lead_lookup.h"

namespace signalbox {
namespace {

struct RequestMember {
  std::string_view name;
  std::string VerbRequest::*text;
};
constexpr RequestMember kMembersOfRequest[] = {{"by", &VerbRequest::by},
                                               {"to", &VerbRequest::to},
                                               {"queue", &VerbRequest::queue},
                                               {"reason", &VerbRequest::reason},
                                               {"until", &VerbRequest::until}};

Result<PersonRef> PersonNamed(const State& state, const std::string& id, std::string_view what) {
  if (id.empty()) return PersonRef{0};
  const PersonRef ref = state.RefOf(id);
  if (ref != 0) return ref;
  return Err(Code::kInvalid, "`" + std::string(what) +
                                 "`: the roster has nobody with this id; see `export people`");
}

}  // namespace

Result<VerbRequest> ParseVerbRequest(std::string_view json) {
  VerbRequest request;
  if (json.empty()) return request;
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object())
    return Err(Code::kInvalid,
               "send an object such as {\"by\": \"lena@acme.example\"}, or nothing");
  for (const auto& [name, value] : root.items()) {
    const RequestMember* known = nullptr;
    for (const RequestMember& member : kMembersOfRequest) {
      if (member.name == name) known = &member;
    }
    if (known == nullptr) {
      return Err(Code::kInvalid, "`" + name +
                                     "` is nothing that is known here; there are `by`, `to`, "
                                     "`queue`, `reason` and `until`");
    }
    if (value.is_null()) continue;
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr) return Err(Code::kInvalid, "`" + name + "` is a text");
    request.*known->text = *text;
  }
  return request;
}

std::string VerbRequestJson(const VerbRequest& request) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (const RequestMember& member : kMembersOfRequest)
    json.MemberOrNull(member.name, request.*member.text);
  json.EndObject();
  return text;
}

Result<LeadAnswer> ActOnLead(Workspace& workspace, const std::string& lead, Verb verb,
                             const VerbRequest& request, const std::string& actor) {
  Id id;
  ev::LeadActed body;
  body.verb = verb;
  body.queue = request.queue;
  body.reason = request.reason;
  if (!request.until.empty()) {
    SB_ASSIGN(body.until, ParseTime(request.until));
  }
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(const uint32_t found, FindLead(turn.state(), workspace.keys(), lead));
    id = turn.state().leads[found].id;
    SB_ASSIGN(body.by, PersonNamed(turn.state(), request.by, "by"));
    SB_ASSIGN(body.to, PersonNamed(turn.state(), request.to, "to"));
    return turn.Act(id, body, {ActorKind::kOperator, actor});
  }));
  LeadAnswer answer;
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { answer = engine.AnswerOf(engine.state().lead_by_id.at(id)); }));
  return answer;
}

}  // namespace signalbox
