// /v1/tables: the tables of the active policy that somebody may edit, and editing one.
#include "api/act_refused.h"
#include "api/answer_route.h"
#include "api/problem.h"
#include "workspace/table_edits.h"

namespace signalbox {
namespace {

// Who may edit every table makes versions of all else too, so bounds are for others.
Result<TableEditor> EditorOf(const RouteContext& context, const std::string& stated) {
  TableEditor editor;
  editor.actor = context.principal.name;
  editor.bounded = context.principal.ReachFor(Permission::kEditTables) != Reach::kAll;
  SB_ASSIGN(editor.person, WhoDid(context.principal, stated, editor.bounded));
  return editor;
}

Result<std::string> Shown(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const TableEditor editor, EditorOf(context, ""));
  const std::string table(context.Path("name"));
  return table.empty() ? ListTables(workspace, editor) : ReadTable(workspace, editor, table);
}

HttpResponse Edited(ApiParts& parts, const RouteContext& context) {
  std::vector<Finding> findings;
  const auto edit = [&]() -> Result<std::string> {
    SB_ASSIGN(const TableEdit wanted, ParseTableEdit(context.request.body));
    SB_ASSIGN(const TableEditor editor, EditorOf(context, wanted.by));
    return EditTable(parts.workspace, editor, std::string(context.Path("name")), wanted, &findings);
  };
  const Result<std::string> done = edit();
  if (done.ok()) return JsonResponse(*done, 201);
  const Status refused = NoteRefusal(parts, context, done.error());
  if (done.error().code != Code::kInvalid || findings.empty())
    return ErrorResponse(refused.error(), context.request.path());
  Problem problem = MakeProblem(422, done.error().message);
  problem.instance = context.request.path();
  for (const Finding& finding : findings) problem.errors.push_back({finding.file, finding.Text()});
  return ProblemResponse(problem);
}

}  // namespace

void AddTableRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  const JsonAnswerer shown = [&workspace](const RouteContext& context) {
    return Shown(workspace, context);
  };
  Route list = AnswerRoute(parts, Method::kGet, "/v1/tables",
                           "Tables of the active policy that the caller may edit", shown);
  list.response_schema = "PolicyTables";
  router->Add(Permission::kEditTables, std::move(list));
  Route one = AnswerRoute(parts, Method::kGet, "/v1/tables/{name}",
                          "One of them, with its rows and its bounds", shown);
  one.response_schema = "PolicyTable";
  router->Add(Permission::kEditTables, std::move(one));
  Route edit =
      ResponseRoute(parts, Method::kPost, "/v1/tables/{name}",
                    "Edit a table: a draft of the policy in which it alone differs",
                    [&parts](const RouteContext& context) { return Edited(parts, context); });
  edit.request_schema = "TableEdit";
  edit.response_schema = "TableEdited";
  edit.success = {201};
  router->Add(Permission::kEditTables, std::move(edit));
}

}  // namespace signalbox
