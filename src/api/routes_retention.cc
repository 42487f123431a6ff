// How long each store keeps what is personal: GET and POST /v1/retention, POST
// /v1/retention/apply.
#include <nlohmann/json.hpp>
#include <optional>

#include "api/acting_person.h"
#include "api/api_parts.h"
#include "api/router.h"
#include "api/whole_log.h"
#include "workspace/notice_desk.h"
#include "workspace/retention.h"
#include "workspace/retention_rules.h"

namespace signalbox {
namespace {

std::optional<int64_t>* RuleOf(RetentionChange& change, const std::string& name) {
  if (name == "lead_days") return &change.lead_days;
  if (name == "agent_days") return &change.agent_days;
  if (name == "reading_days") return &change.reading_days;
  if (name == "notice_days") return &change.notice_days;
  return nullptr;
}

Result<RetentionChange> ReadRetentionChange(const std::string& body) {
  const Error wrong = Err(
      Code::kInvalid,
      R"(send {"lead_days": 730}, `agent_days`, `reading_days` or `notice_days`; 0 is no rule)");
  const nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
  if (!object.is_object()) return wrong;
  RetentionChange change;
  for (const auto& [name, days] : object.items()) {
    if (name == "policy_days") return NoRuleForPolicies();
    std::optional<int64_t>* rule = RuleOf(change, name);
    // A number above int64_t would come out as another one.
    const bool fits = days.is_number_integer() &&
                      (!days.is_number_unsigned() || days.get<uint64_t>() <= INT64_MAX);
    if (rule == nullptr || !fits) return wrong;
    *rule = days.get<int64_t>();
  }
  return change;
}

Result<std::string> SetAnswer(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const RetentionChange change, ReadRetentionChange(context.request.body));
  SB_TRY(SetRetention(workspace, ActorOf(context), change));
  return RetentionRulesJson(RulesOf(workspace));
}

StoresBeside BesideOf(ApiParts& parts) {
  return {&parts.readings, parts.notices == nullptr ? nullptr : &parts.notices->book()};
}

Result<std::string> ApplyAnswer(ApiParts& parts, const RouteContext& context) {
  const nlohmann::json object = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.contains("dry_run") ||
      !object["dry_run"].is_boolean())
    return Err(Code::kInvalid, R"(send {"dry_run": true}, or false to forget them)");
  const bool dry_run = object["dry_run"].get<bool>();
  SB_ASSIGN(
      const RetentionReport report,
      ApplyRetention(parts.workspace, ActorOf(context),
                     dry_run ? RetentionMode::kCount : RetentionMode::kForget, BesideOf(parts)));
  return report.Json();
}

}  // namespace

void AddRetentionRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  AddWholeLogRoute(parts, router, Permission::kReadHolds, Method::kGet, "/v1/retention",
                   "How long leads, agents' answers, readings and notices are kept", "",
                   "RetentionRules", [&workspace](const RouteContext&) -> Result<std::string> {
                     return RetentionRulesJson(RulesOf(workspace));
                   });
  AddWholeLogRoute(
      parts, router, Permission::kWriteHolds, Method::kPost, "/v1/retention",
      "Set those rules of retention that are named", "RetentionChange", "RetentionRules",
      [&workspace](const RouteContext& context) { return SetAnswer(workspace, context); });
  AddWholeLogRoute(parts, router, Permission::kForget, Method::kPost, "/v1/retention/apply",
                   "Forget and take away whose time is over, or count it", "RetentionRequest",
                   "RetentionReport",
                   [&parts](const RouteContext& context) { return ApplyAnswer(parts, context); });
}

}  // namespace signalbox
