// GET /v1/policies/watch: what the active policy's own decisions say about it; `signalbox policy
// watch` asks it of a running server.
#include <charconv>

#include "api/api_parts.h"
#include "api/router.h"
#include "api/whole_log.h"
#include "workspace/coverage_history.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Result<int64_t> DaysOf(const RouteContext& context) {
  const std::string* text = context.Query("days");
  if (text == nullptr) return CoverageOptions{}.days;
  int64_t days = 0;
  const char* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, days);
  if (read.ec != std::errc() || read.ptr != end || days < 1 || days > kMaxWatchDays) {
    return Err(Code::kInvalid, "`days` is a number from 1 to " + std::to_string(kMaxWatchDays));
  }
  return days;
}

Result<std::string> Watch(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const int64_t days, DaysOf(context));
  const CoverageOptions options{.now = workspace.clock().Now(), .days = days};
  SB_ASSIGN(const WatchReport report,
            WatchCoverage(workspace.store(), workspace.keys(), LoadStoredVersion, options));
  return report.Json();
}

}  // namespace

void AddCoverageRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route watch = WholeLogRoute(
      parts, Method::kGet, "/v1/policies/watch",
      "What the decisions of a period say about the active policy",
      [&workspace](const RouteContext& context) { return Watch(workspace, context); });
  watch.query = {{"days", "length of the period, 90 if not given"}};
  watch.response_schema = "CoverageReport";
  router->Add(Permission::kReadReports, std::move(watch));
}

}  // namespace signalbox
