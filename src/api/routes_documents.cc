// /v1/documents: the policy documents that requests are decided by.
#include "api/answer_route.h"
#include "workspace/desk_documents.h"

namespace signalbox {
namespace {

DocumentReader ReaderOfDocuments(const RouteContext& context) {
  return {context.principal.May(Permission::kWriteDocuments), context.principal.person};
}

}  // namespace

void AddDocumentRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route list = AnswerRoute(parts, Method::kGet, "/v1/documents", "Policy documents, by name",
                           [&workspace](const RouteContext& context) {
                             return ListDocuments(workspace, ReaderOfDocuments(context));
                           });
  list.response_schema = "DocumentList";
  router->Add(Permission::kReadDocuments, std::move(list));
  Route add = AnswerRoute(
      parts, Method::kPost, "/v1/documents", "Add a policy document, or a later version of one",
      [&workspace](const RouteContext& context) -> Result<std::string> {
        SB_ASSIGN(const DocumentRequest request, ParseDocumentRequest(context.request.body));
        SB_TRY(SetDocument(workspace, context.principal.name, request.name, request.text));
        return ReadDocument(workspace, ReaderOfDocuments(context), request.name);
      });
  add.request_schema = "DocumentRequest";
  add.response_schema = "Document";
  router->Add(Permission::kWriteDocuments, std::move(add));
  Route one = AnswerRoute(parts, Method::kGet, "/v1/documents/{name}", "One with its text",
                          [&workspace](const RouteContext& context) {
                            const std::string* hash = context.Query("hash");
                            return ReadDocument(workspace, ReaderOfDocuments(context),
                                                std::string(context.Path("name")),
                                                hash == nullptr ? std::string() : *hash);
                          });
  one.query = {
      {"hash", "of the version that a decision cites; the one that is there if not given"}};
  one.response_schema = "Document";
  router->Add(Permission::kReadDocuments, std::move(one));
  Route remove = AnswerRoute(parts, Method::kDelete, "/v1/documents/{name}", "Cite it no more",
                             [&workspace](const RouteContext& context) -> Result<std::string> {
                               SB_TRY(RemoveDocument(workspace, context.principal.name,
                                                     std::string(context.Path("name"))));
                               return ListDocuments(workspace, ReaderOfDocuments(context));
                             });
  remove.response_schema = "DocumentList";
  router->Add(Permission::kWriteDocuments, std::move(remove));
}

}  // namespace signalbox
