// What the law gives people: POST /v1/forget, /v1/person, /v1/holds, /v1/holds/clear, GET
// /v1/holds; and what keeps the rest safe: POST /v1/backup, /v1/keys/rotate. A subject is personal
// data, so it stands in the body and never in a path.
#include <nlohmann/json.hpp>

#include "api/act_refused.h"
#include "api/acting_person.h"
#include "api/api_parts.h"
#include "api/recorded_reading.h"
#include "api/router.h"
#include "api/views_wait.h"
#include "api/whole_log.h"
#include "base/json_writer.h"
#include "workspace/backup.h"
#include "workspace/forget.h"
#include "workspace/key_changes.h"
#include "workspace/lead_sight.h"
#include "workspace/legal_hold.h"
#include "workspace/person_export.h"
#include "workspace/personal_limits.h"

namespace signalbox {
namespace {

// As api/service.cc names who comes by the control socket.
constexpr std::string_view kLocalPrincipal = "local";

struct SubjectRequest {
  std::string subject, reason;
};

Result<SubjectRequest> ReadSubject(const RouteContext& context, bool with_reason) {
  SubjectRequest request;
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  const size_t members = with_reason ? 2 : 1;
  const auto text = [&object](const char* name) {
    return object.contains(name) && object[name].is_string() ? object[name].get<std::string>()
                                                             : std::string();
  };
  if (object.is_object() && object.size() == members) {
    request.subject = text("subject");
    request.reason = text("reason");
  }
  if (!request.subject.empty() && with_reason != request.reason.empty()) return request;
  return Err(Code::kInvalid, with_reason ? R"(send {"subject": "...", "reason": "..."})"
                                         : R"(send {"subject": "..."})");
}

// By an address somebody would learn who is there: whom a rule keeps fields from names a record by
// its own id.
Status CheckSubject(ApiParts& parts, const RouteContext& context, const std::string& subject) {
  if (ParseId("lead", subject).ok()) return {};
  return NoteRefusal(parts, context, CheckMayLookUp(parts.workspace, context.principal));
}

Result<std::string> ForgetAnswer(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const SubjectRequest request, ReadSubject(context, false));
  SB_TRY(CheckSubject(parts, context, request.subject));
  SB_ASSIGN(const ForgetReport report, Forget(parts.workspace, ActorOf(context), request.subject));
  SB_TRY(WaitForErasure(parts, report.position));
  return report.Json();
}

Result<std::string> PersonAnswer(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const SubjectRequest request, ReadSubject(context, false));
  SB_TRY(CheckSubject(parts, context, request.subject));
  SB_ASSIGN(const Sight sight, SightOf(parts.workspace, context.principal));
  SB_ASSIGN(std::string person, ExportPerson(parts.workspace, request.subject, sight));
  SB_TRY(RecordReading(parts, context, "subject", 1));
  return person;
}

Result<std::string> HoldAnswer(ApiParts& parts, const RouteContext& context, bool held) {
  SB_ASSIGN(const SubjectRequest request, ReadSubject(context, held));
  SB_TRY(CheckSubject(parts, context, request.subject));
  Workspace& workspace = parts.workspace;
  SB_ASSIGN(const int64_t records,
            held ? SetLegalHold(workspace, ActorOf(context), request.subject, request.reason)
                 : ClearLegalHold(workspace, ActorOf(context), request.subject));
  std::string text;
  JsonWriter(&text).BeginObject().Member("records", records).EndObject();
  return text;
}

// What names a file of this machine is for whoever is on it: the control socket.
Status CheckLocal(const RouteContext& context) {
  if (context.principal.name == kLocalPrincipal) return {};
  return Err(Code::kForbidden, "this names a file of the server's machine; run the command there");
}

// The texts of an object with exactly these members.
Result<std::vector<std::string>> ReadTexts(const RouteContext& context,
                                           std::initializer_list<const char*> names) {
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  std::vector<std::string> texts;
  for (const char* name : names) {
    if (!object.is_object() || object.size() != names.size() || !object.contains(name) ||
        !object[name].is_string())
      return Err(Code::kInvalid, std::string("`") + name + "` is missing, or is no text");
    texts.push_back(object[name].get<std::string>());
  }
  return texts;
}

Result<std::string> BackupAnswer(Workspace& workspace, const RouteContext& context) {
  SB_TRY(CheckLocal(context));
  SB_ASSIGN(const std::vector<std::string> given, ReadTexts(context, {"out"}));
  SB_ASSIGN(const BackupReport report, WriteBackup(workspace, given[0]));
  return report.Json();
}

Result<std::string> RotateAnswer(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const std::vector<std::string> given, ReadTexts(context, {"key", "next_file"}));
  if (!given[1].empty()) SB_TRY(CheckLocal(context));
  SB_TRY(RotateKey(workspace, given[0], given[1]));
  std::string text;
  JsonWriter(&text).BeginObject().Member("rotated", given[0]).EndObject();
  return text;
}

}  // namespace

void AddLawRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  AddWholeLogRoute(parts, router, Permission::kForget, Method::kPost, "/v1/forget",
                   "Forget a person: nobody can read what they said any more", "SubjectRequest",
                   "ForgetReport",
                   [&parts](const RouteContext& context) { return ForgetAnswer(parts, context); });
  AddWholeLogRoute(parts, router, Permission::kReadPersonFile, Method::kPost, "/v1/person",
                   "All that is known of a person", "SubjectRequest", "PersonExport",
                   [&parts](const RouteContext& context) { return PersonAnswer(parts, context); });
  AddWholeLogRoute(
      parts, router, Permission::kWriteHolds, Method::kPost, "/v1/holds",
      "Put a legal hold on a person, who then is not forgotten", "HoldRequest", "HoldChanged",
      [&parts](const RouteContext& context) { return HoldAnswer(parts, context, true); });
  AddWholeLogRoute(
      parts, router, Permission::kWriteHolds, Method::kPost, "/v1/holds/clear",
      "Lift the legal hold on a person", "SubjectRequest", "HoldChanged",
      [&parts](const RouteContext& context) { return HoldAnswer(parts, context, false); });
  AddWholeLogRoute(
      parts, router, Permission::kMaintain, Method::kPost, "/v1/backup",
      "Write a backup to a file of the server's machine", "BackupRequest", "BackupReport",
      [&workspace](const RouteContext& context) { return BackupAnswer(workspace, context); });
  AddWholeLogRoute(
      parts, router, Permission::kMaintain, Method::kPost, "/v1/keys/rotate",
      "Put another key in the place of one", "RotateRequest", "KeyRotated",
      [&workspace](const RouteContext& context) { return RotateAnswer(workspace, context); });
  AddWholeLogRoute(parts, router, Permission::kReadHolds, Method::kGet, "/v1/holds",
                   "The records on which there is a legal hold", "", "LegalHolds",
                   [&workspace](const RouteContext& context) -> Result<std::string> {
                     SB_ASSIGN(const Sight sight, SightOf(workspace, context.principal));
                     SB_ASSIGN(const std::vector<HeldRecord> held,
                               ListLegalHolds(workspace, sight));
                     return HeldRecordsJson(held);
                   });
}

}  // namespace signalbox
