// /v1/audit/*: signed heads, proofs, and the verification of every stored byte.
#include <charconv>
#include <mutex>
#include <nlohmann/json.hpp>

#include "api/api_parts.h"
#include "api/router.h"
#include "api/verification_note.h"
#include "api/whole_log.h"
#include "audit/checkpoint.h"
#include "audit/key_list.h"
#include "audit/proofs.h"
#include "audit/verify.h"
#include "base/json_writer.h"
#include "workspace/lead_positions.h"
#include "workspace/views.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// The newest head this server signed; a new one only when the log has grown, so that asking costs
// no signature and no line in heads.log.
class Heads {
 public:
  explicit Heads(Workspace& workspace) : workspace_(workspace) {}

  Result<std::string> Newest() {
    const std::lock_guard lock(mutex_);
    if (size_ == workspace_.store().next_position()) return note_;
    SB_ASSIGN(note_, workspace_.SignHead());
    SB_ASSIGN(const Checkpoint head, ParseCheckpoint(note_));
    size_ = head.size;
    return note_;
  }

 private:
  Workspace& workspace_;
  std::mutex mutex_;
  std::string note_;
  int64_t size_ = -1;
};

Result<int64_t> NeededNumber(const RouteContext& context, std::string_view name) {
  const std::string* text = context.Query(name);
  int64_t number = -1;
  if (text != nullptr) {
    const char* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) number = -1;
  }
  if (number < 0) return Err(Code::kInvalid, "give `" + std::string(name) + "` as a number from 0");
  return number;
}

Result<std::string> ProveJson(Workspace& workspace, Heads& heads, const RouteContext& context) {
  SB_ASSIGN(const int64_t position, NeededNumber(context, "position"));
  SB_ASSIGN(const std::string note, heads.Newest());
  SB_ASSIGN(const InclusionProof proof, ProveInclusion(workspace.store(), position, note));
  return InclusionJson(proof);
}

Result<std::string> ConsistencyAnswer(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const int64_t old_size, NeededNumber(context, "old"));
  SB_ASSIGN(const int64_t new_size, NeededNumber(context, "new"));
  SB_ASSIGN(const ConsistencyProof proof, ProveConsistency(workspace.store(), old_size, new_size));
  return ConsistencyJson(proof);
}

struct VerifyRequest {
  VerifyOptions options;
  bool views = false;
  // Else somebody brought another one, and what it says of the log is for them.
  bool own_key = true;
};

// `{"heads": "...", "vkey": "...", "views": true}`, all three as wished.
Result<VerifyRequest> ReadVerify(const Workspace& workspace, std::string_view body) {
  VerifyRequest request;
  if (body.empty()) return request;
  const nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
  if (!object.is_object()) return Err(Code::kInvalid, "send {\"heads\": \"...\"}, or nothing");
  for (const auto& [name, value] : object.items()) {
    const bool flag = name == "views";
    if (!flag && name != "heads" && name != "vkey")
      return Err(Code::kInvalid, "`" + name + "` is no member; give heads, vkey, views");
    if (flag ? !value.is_boolean() : !value.is_string())
      return Err(Code::kInvalid, "`" + name + (flag ? "` is true or false" : "` is a text"));
  }
  request.views = object.value("views", false);
  request.options.heads = object.value("heads", "");
  request.options.key = workspace.verifier();
  if (const std::string key = object.value("vkey", ""); !key.empty()) {
    SB_ASSIGN(std::vector<AuditVerifierKey> keys, ParseKeyList(key));
    request.own_key = keys.front() == workspace.verifier();
    request.options.key = keys.front();
    request.options.older_keys.assign(keys.begin() + 1, keys.end());
  }
  return request;
}

// The report with the views' difference beside it, null when they are what the log says.
Result<std::string> Verified(Workspace& workspace, const VerifyRequest& request) {
  SB_ASSIGN(const VerifyReport report, VerifyLog(workspace.store(), request.options));
  std::string text = VerifyReportJson(report);
  if (!report.ok || !request.views) return text;
  SB_ASSIGN(const std::string difference,
            CompareWithLog(workspace.directory() + "/views.db", workspace.store()));
  text.pop_back();
  text += ",";
  std::string member;
  JsonWriter json(&member);
  json.BeginObject().MemberOrNull("views_difference", difference).EndObject();
  return text + member.substr(1);
}

Result<std::string> VerifyAnswer(Workspace& workspace, VerificationNote& note,
                                 const RouteContext& context) {
  SB_ASSIGN(const VerifyRequest request, ReadVerify(workspace, context.request.body));
  VerificationNote::Run run(&note, context.principal, workspace.clock().Now());
  SB_ASSIGN(std::string text, Verified(workspace, request));
  if (request.own_key) run.End(text, workspace.clock().Now());
  return text;
}

Result<std::string> EvidenceAnswer(Workspace& workspace, Heads& heads,
                                   const RouteContext& context) {
  const std::string text(context.Path("id"));
  const Result<Id> given = ParseId("lead", text);
  const Result<Id> lead =
      given.ok() ? given : FindStoredLead(workspace.store(), workspace.keys(), text);
  if (!lead.ok()) return lead.error();
  SB_ASSIGN(const std::vector<int64_t> positions, PositionsOfLead(workspace.store(), *lead));
  SB_ASSIGN(const std::string note, heads.Newest());
  return EvidenceJson(workspace.store(), positions, note);
}

void AddAuditRoute(ApiParts& parts, Router* router, std::string pattern, std::string summary,
                   std::string schema, std::vector<QueryParameter> query,
                   std::function<Result<std::string>(const RouteContext&)> answer,
                   std::string type = "application/json") {
  Route route;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.query = std::move(query);
  route.response_schema = std::move(schema);
  route.response_type = type;
  route.handler =
      InPool(parts.pool, [answer = std::move(answer), type](const RouteContext& context) {
        Result<std::string> text = answer(context);
        if (!text.ok()) return ErrorResponse(text.error(), context.request.path());
        HttpResponse response = JsonResponse(std::move(*text));
        response.content_type = type;
        return response;
      });
  router->Add(Permission::kReadAudit, std::move(route));
}

}  // namespace

void AddAuditRoutes(ApiParts& parts, Router* router) {
  auto heads = std::make_shared<Heads>(parts.workspace);
  Workspace& workspace = parts.workspace;
  AddAuditRoute(
      parts, router, "/v1/audit/head", "The newest signed head, a C2SP checkpoint", "", {},
      [heads](const RouteContext&) { return heads->Newest(); }, "text/plain; charset=utf-8");
  AddAuditRoute(parts, router, "/v1/audit/prove", "That one event is in the log", "InclusionProof",
                {{"position", "the event's position"}},
                [&workspace, heads](const RouteContext& context) {
                  return ProveJson(workspace, *heads, context);
                });
  AddAuditRoute(
      parts, router, "/v1/audit/consistency", "That an old log is a prefix of a new one",
      "ConsistencyProof", {{"old", "tree size then"}, {"new", "tree size now"}},
      [&workspace](const RouteContext& context) { return ConsistencyAnswer(workspace, context); });
  const auto note = std::make_shared<VerificationNote>();
  Route verify = WholeLogRoute(parts, Method::kPost, "/v1/audit/verify", "Check every stored byte",
                               [&workspace, note](const RouteContext& context) {
                                 return VerifyAnswer(workspace, *note, context);
                               });
  verify.request_schema = "VerifyRequest";
  verify.response_schema = "VerifyReport";
  router->Add(Permission::kCheckLog, std::move(verify));
  AddAuditRoute(parts, router, "/v1/audit/verification",
                "What the last verification found, since the server started, and which one runs",
                "Verification", {}, [note](const RouteContext&) { return note->Json(); });
  Route evidence = WholeLogRoute(parts, Method::kGet, "/v1/leads/{id}/evidence",
                                 "All events of a lead with their proofs",
                                 [&workspace, heads](const RouteContext& context) {
                                   return EvidenceAnswer(workspace, *heads, context);
                                 });
  evidence.response_schema = "Evidence";
  router->Add(Permission::kReadAudit, std::move(evidence));
}

}  // namespace signalbox
