#include "workspace/lead_verbs.h"

#include "workspace/lead_lookup.h"
#include "workspace/request_texts.h"

namespace signalbox {
namespace {

constexpr NamedText<VerbRequest> kVerbMembers[] = {{"by", &VerbRequest::by},
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
  SB_TRY(ReadNamedTexts(json, kVerbMembers, &request));
  return request;
}

std::string VerbRequestJson(const VerbRequest& request) {
  return NamedTextsJson(request, kVerbMembers);
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
