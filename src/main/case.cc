// `signalbox case VERB`: the exception desk from the command line, for a workspace that is served
// or not.
#include <cstdio>
#include <map>
#include <memory>

#include "access/access_book.h"
#include "api/acting_person.h"
#include "base/json_writer.h"
#include "base/markup.h"
#include "base/random.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/workspace_flags.h"
#include "workspace/desk_cases.h"
#include "workspace/desk_json.h"
#include "workspace/desk_library.h"

namespace signalbox {
namespace {

struct CaseOptions {
  WorkspaceOptions workspace;
  std::string as, id;
  std::string summary, justification, target, priority;
  std::vector<std::string> attach;
  std::string text;
  std::string decision, comment, shown_hash, next_owner;
  std::string status;
  bool json = false;
};

// Whom the command speaks for, with the roles that they have as a user of this workspace.
Result<DeskCaller> CallerIn(Workspace& workspace, const std::string& as,
                            DeskLibrary* library = nullptr) {
  SystemRandom random;
  SB_ASSIGN(const std::unique_ptr<AccessBook> book,
            AccessBook::Open(workspace.keys_directory(), workspace.own_keys(), workspace.clock(),
                             random));
  std::map<std::string, RoleSet> roles;
  for (const User& user : book->Users()) {
    if (user.active && !user.person.empty()) roles[user.person] = user.roles;
  }
  const auto roles_of = [roles](const std::string& person) {
    const auto at = roles.find(person);
    return at == roles.end() ? RoleSet() : at->second;
  };
  return DeskCaller{as, "command line", "", library, roles_of(as), roles_of};
}

Result<std::string> Perform(const CaseOptions& options, AskedOfServer asked,
                            const std::function<Result<std::string>(Workspace&)>& here) {
  if (!options.as.empty()) asked.headers.emplace_back(kActingHeader, options.as);
  return AskOrDo(options.workspace, asked, here);
}

int PrintRequest(const CaseOptions& options, const Result<std::string>& answer) {
  if (!answer.ok()) return FailAsThingsStand(answer.error());
  const std::string id = TextMember(*answer, "request_id");
  if (options.json || id.empty()) {
    std::printf("%s\n", answer->c_str());
    return kExitDone;
  }
  std::printf("%s %s: %s\n", id.c_str(), TextMember(*answer, "status").c_str(),
              TextMember(*answer, "rationale").c_str());
  return kExitDone;
}

std::string PathOf(const CaseOptions& options, std::string_view what) {
  return "/v1/cases/" + UrlEscape(options.id) + std::string(what);
}

Result<std::string> OutputOf(const Result<CaseStory>& story) {
  if (!story.ok()) return story.error();
  return CaseOutputJson(*story);
}

Status AddFiles(const CaseOptions& options, JsonWriter* json) {
  json->Key("attachments").BeginArray();
  for (const std::string& path : options.attach) {
    SB_ASSIGN(const std::string content, ReadWhole(path));
    json->BeginObject().Member("name", path.substr(path.find_last_of('/') + 1));
    json->Member("content", ToBase64(content)).EndObject();
  }
  json->EndArray();
  return {};
}

Result<std::string> RequestJson(const CaseOptions& options) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("summary", options.summary);
  json.Member("business_justification", options.justification);
  json.MemberOrNull("target_record", options.target).MemberOrNull("priority", options.priority);
  SB_TRY(AddFiles(options, &json));
  json.EndObject();
  return text;
}

Result<std::string> Open(const CaseOptions& options) {
  SB_ASSIGN(const std::string body, RequestJson(options));
  SB_ASSIGN(const CaseRequest request, ParseCaseRequest(body));
  return Perform(options, {Method::kPost, "/v1/cases", body},
                 [&](Workspace& workspace) -> Result<std::string> {
                   DeskLibrary library(workspace);
                   SB_ASSIGN(const DeskCaller caller, CallerIn(workspace, options.as, &library));
                   return OutputOf(OpenCase(workspace, caller, request));
                 });
}

Result<std::string> ListRequests(const CaseOptions& options) {
  CaseFilter filter;
  filter.limit = kMaxCasesListed;
  std::string query = "?limit=" + std::to_string(kMaxCasesListed);
  if (!options.status.empty()) {
    SB_ASSIGN(filter.status, CaseStatusByName(options.status));
    query += "&status=" + UrlEscape(options.status);
  }
  return Perform(options, {Method::kGet, "/v1/cases" + query, ""},
                 [&](Workspace& workspace) -> Result<std::string> {
                   SB_ASSIGN(CaseList list, ListCases(workspace, filter));
                   return std::move(list.json);
                 });
}

Result<std::string> ShowRequest(const CaseOptions& options) {
  return Perform(options, {Method::kGet, PathOf(options, ""), ""},
                 [&](Workspace& workspace) -> Result<std::string> {
                   SB_ASSIGN(const CaseStory story, ReadCase(workspace, options.id));
                   return CaseDetailJson(story);
                 });
}

Result<std::string> Audit(const CaseOptions& options) {
  return Perform(options, {Method::kGet, PathOf(options, "/audit"), ""},
                 [&](Workspace& workspace) -> Result<std::string> {
                   SB_ASSIGN(const CaseStory story, ReadCase(workspace, options.id));
                   return CaseAuditJson(story);
                 });
}

Result<std::string> SendMessage(const CaseOptions& options) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Member("text", options.text);
  SB_TRY(AddFiles(options, &json));
  json.EndObject();
  SB_ASSIGN(const CaseMessageRequest said, ParseCaseMessage(body));
  return Perform(options, {Method::kPost, PathOf(options, "/messages"), body},
                 [&](Workspace& workspace) -> Result<std::string> {
                   DeskLibrary library(workspace);
                   SB_ASSIGN(const DeskCaller caller, CallerIn(workspace, options.as, &library));
                   return OutputOf(SayInCase(workspace, caller, options.id, said.text, said.files));
                 });
}

Result<std::string> Decide(const CaseOptions& options) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Member("decision", options.decision).Member("comment", options.comment);
  json.Member("shown_hash", options.shown_hash);
  json.MemberOrNull("next_owner", options.next_owner).EndObject();
  SB_ASSIGN(const RulingRequest request, ParseRulingRequest(body));
  return Perform(
      options, {Method::kPost, PathOf(options, "/decision"), body},
      [&](Workspace& workspace) -> Result<std::string> {
        SB_ASSIGN(const DeskCaller caller, CallerIn(workspace, options.as));
        SB_ASSIGN(const RulingOutcome outcome, RuleCase(workspace, caller, options.id, request));
        if (!outcome.lapsed) return CaseOutputJson(outcome.story);
        return Err(Code::kConflict,
                   "the request or its record changed since it was shown, so nothing was "
                   "decided; look at it again (`case show`) and decide with its `shown_hash`");
      });
}

Result<std::string> CancelRequest(const CaseOptions& options) {
  return Perform(options, {Method::kPost, PathOf(options, "/cancel"), ""},
                 [&](Workspace& workspace) -> Result<std::string> {
                   SB_ASSIGN(const DeskCaller caller, CallerIn(workspace, options.as));
                   return OutputOf(CancelCase(workspace, caller, options.id));
                 });
}

using CaseCommand = Result<std::string> (*)(const CaseOptions&);

// `prints_all`: what it answers is JSON for people who read it all.
CLI::App* AddCaseVerb(CLI::App* desk, const std::shared_ptr<CaseOptions>& options, int* exit,
                      const std::string& name, const std::string& what, CaseCommand run,
                      bool prints_all = false) {
  CLI::App* command = desk->add_subcommand(name, what);
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  command->callback([options, exit, run, prints_all] {
    options->json |= prints_all;
    *exit = PrintRequest(*options, run(*options));
  });
  return command;
}

}  // namespace

void AddCase(CLI::App& app, int* exit) {
  auto options = std::make_shared<CaseOptions>();
  CLI::App* desk = app.add_subcommand("case", "requests about the routing of a record");
  desk->require_subcommand(1);
  const auto with_id = [&options](CLI::App* command) {
    command->add_option("id", options->id, "REV-1048")->required();
    return command;
  };
  const auto with_as = [&options](CLI::App* command) {
    command->add_option("--as", options->as, "who does it: a person's id")->required();
    return command;
  };
  CLI::App* open = with_as(AddCaseVerb(desk, options, exit, "open", "make a request", Open));
  open->add_option("--summary", options->summary, "what is wanted")->required();
  open->add_option("--justification", options->justification, "why")->required();
  open->add_option("--target", options->target, "lead id, external id or e-mail");
  open->add_option("--priority", options->priority, "Low, Medium or High");
  open->add_option("--attach", options->attach, "a picture, PDF or text");
  CLI::App* list =
      AddCaseVerb(desk, options, exit, "list", "requests, the newest first", ListRequests, true);
  list->add_option("--status", options->status, "New, Triaging, Waiting, Escalated, ...");
  with_id(
      AddCaseVerb(desk, options, exit, "show", "one request with all about it", ShowRequest, true));
  with_id(AddCaseVerb(desk, options, exit, "audit", "its audit log", Audit, true));
  CLI::App* say = with_as(with_id(AddCaseVerb(desk, options, exit, "message",
                                              "say something in its conversation", SendMessage)));
  say->add_option("text", options->text, "what; may be left out where a file says it");
  say->add_option("--attach", options->attach, "a picture, PDF or text");
  CLI::App* decide = with_as(
      with_id(AddCaseVerb(desk, options, exit, "decide", "approve, reject or return it", Decide)));
  decide->add_option("decision", options->decision, "approve, reject or return")->required();
  decide->add_option("--comment", options->comment, "why");
  decide->add_option("--shown-hash", options->shown_hash, "of what was shown")->required();
  decide->add_option("--next-owner", options->next_owner, "who gets it, of an approval");
  with_as(with_id(AddCaseVerb(desk, options, exit, "cancel", "withdraw it", CancelRequest)));
}

}  // namespace signalbox
