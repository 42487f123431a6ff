// POST /v1/records/{id}/merge and its like: what became of a record elsewhere.
#include "api/answer_route.h"
#include "api/lead_json_out.h"
#include "workspace/lead_sight.h"
#include "workspace/record_changes.h"

namespace signalbox {

void AddRecordChangeRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  for (const RecordVerbSpec& spec : RecordVerbs()) {
    const auto answer = [&workspace,
                         verb = spec.verb](const RouteContext& context) -> Result<std::string> {
      SB_ASSIGN(const RecordRequest request, ParseRecordRequest(context.request.body));
      // An owner is taken away by saying so, not by leaving it out.
      if (verb == RecordVerb::kOwner && !request.says_to)
        return Err(Code::kInvalid, "say `to`: a person's id, or null for nobody");
      Sight sight = Sight::Whole();
      if (context.principal.IsPerson()) {
        SB_ASSIGN(sight, SightOf(workspace, context.principal));
      }
      SB_ASSIGN(const LeadAnswer lead, ChangeRecord(workspace, std::string(context.Path("id")),
                                                    verb, request, context.principal.name, sight));
      return AnswerJson(lead);
    };
    Route route = AnswerRoute(parts, Method::kPost, "/v1/records/{id}/" + std::string(spec.name),
                              std::string(spec.summary), answer);
    route.request_schema = "RecordRequest";
    route.response_schema = "LeadState";
    router->Add(Permission::kChangeRecords, std::move(route));
  }
}

}  // namespace signalbox
