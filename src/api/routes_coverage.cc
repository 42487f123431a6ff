// GET /v1/policies/watch: what the active policy's own decisions say about it; `signalbox policy
// watch` asks it of a running server.
#include <charconv>

#include "api/api_parts.h"
#include "api/router.h"
#include "api/whole_log.h"
#include "workspace/coverage_history.h"
#include "workspace/coverage_sight.h"
#include "workspace/few_told.h"
#include "workspace/lead_sight.h"
#include "workspace/report.h"
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

// Values of the whole weeks before, whatever was asked for: of periods that overlap, the difference
// would be about few.
Status TellValuesOfWeeks(Workspace& workspace, const Sight& sight, WatchReport* report) {
  const CoverageOptions weeks{.now = LastWeek(workspace.clock().Now()).to};
  SB_ASSIGN(WatchReport values,
            WatchCoverage(workspace.store(), workspace.keys(), LoadStoredVersion, weeks));
  int64_t fewest = kFewestTold;
  SB_TRY(workspace.Ask([&](const Engine& engine) { fewest = FewestToldIn(engine.state()); }));
  for (std::vector<WatchedValue>* each : {&values.unnamed, &values.unexpected})
    FoldFewValues(sight, fewest, each);
  report->unnamed = std::move(values.unnamed);
  report->unexpected = std::move(values.unexpected);
  report->values_of = values.period;
  return {};
}

Result<std::string> Watch(Workspace& workspace, const RouteContext& context) {
  SB_ASSIGN(const int64_t days, DaysOf(context));
  SB_ASSIGN(const Sight sight, SightOf(workspace, context.principal));
  SB_TRY(CheckNothingKept(sight));
  const CoverageOptions options{.now = workspace.clock().Now(), .days = days};
  SB_ASSIGN(WatchReport report,
            WatchCoverage(workspace.store(), workspace.keys(), LoadStoredVersion, options));
  if (!SeesAllValues(sight, report)) SB_TRY(TellValuesOfWeeks(workspace, sight, &report));
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
