// What the routes work with. Owned by ApiService, which outlives every handler.
#pragma once

#include <mutex>
#include <string>

#include "api/deadlines.h"
#include "api/work_pool.h"
#include "base/clock.h"

namespace signalbox {

class AccessBook;
class AccessCheck;
class DeskLibrary;
class EventPump;
class Metrics;
class NoticeDesk;
class OidcClient;
class ReadingLog;
class Router;
class SearchWriter;
class SourceBook;
class Views;
class ViewsWriter;
class Workspace;

// How long a sender waits for the decision before it is told to look later.
inline constexpr TimeUs kDecisionWaitUs = 5 * kSecondUs;

struct ApiParts {
  Workspace& workspace;
  Views& views;
  ViewsWriter& views_writer;
  WorkPool& pool;
  Deadlines& deadlines;
  EventPump& pump;
  SourceBook& sources;
  // Held by whoever reads the whole log: one at a time, so that the others keep their threads.
  std::mutex& whole_log;
  const AccessCheck& access;
  AccessBook& book;
  ReadingLog& readings;
  // Null where no identity provider is set.
  OidcClient* oidc = nullptr;
  // Null where no server holds it: a command that asks one route.
  NoticeDesk* notices = nullptr;
  // Set once all routes are there, before the first request.
  Metrics* metrics = nullptr;
  // One for the API and the mail, so that documents are read in and kept once.
  DeskLibrary& library;
  SearchWriter& search;
};

// Each adds the routes of one subject.
void AddLeadRoutes(ApiParts& parts, Router* router);
void AddDecideRoutes(ApiParts& parts, Router* router);
void AddLeadListRoutes(ApiParts& parts, Router* router);
void AddVerbRoutes(ApiParts& parts, Router* router);
void AddEventRoutes(ApiParts& parts, Router* router);
void AddEventSearchRoutes(ApiParts& parts, Router* router);
void AddRunRoutes(ApiParts& parts, Router* router);
void AddRecordRoutes(ApiParts& parts, Router* router);
void AddRecordChangeRoutes(ApiParts& parts, Router* router);
void AddEnvironmentRoutes(ApiParts& parts, Router* router);
void AddReferenceRoutes(ApiParts& parts, Router* router);
void AddSourceRoutes(ApiParts& parts, Router* router);
void AddAgentRoutes(ApiParts& parts, Router* router);
void AddModelRoutes(ApiParts& parts, Router* router);
void AddPolicyRoutes(ApiParts& parts, Router* router);
void AddFlagRoutes(ApiParts& parts, Router* router);
void AddBacktestRoutes(ApiParts& parts, Router* router);
void AddHandBackRoutes(ApiParts& parts, Router* router);
void AddCoverageRoutes(ApiParts& parts, Router* router);
void AddMoveRoutes(ApiParts& parts, Router* router);
void AddRefreshRoutes(ApiParts& parts, Router* router);
void AddCaseRoutes(ApiParts& parts, Router* router);
void AddDocumentRoutes(ApiParts& parts, Router* router);
void AddAuditRoutes(ApiParts& parts, Router* router);
void AddUpkeepRoutes(ApiParts& parts, Router* router);
void AddLawRoutes(ApiParts& parts, Router* router);
void AddRetentionRoutes(ApiParts& parts, Router* router);
void AddStandingRoutes(ApiParts& parts, Router* router);
void AddNoticeRoutes(ApiParts& parts, Router* router);
void AddNoticeLinkRoutes(ApiParts& parts, Router* router);
void AddReportRoutes(ApiParts& parts, Router* router);
void AddOwnerRoutes(ApiParts& parts, Router* router);
void AddBundleRoutes(ApiParts& parts, Router* router);
void AddSessionRoutes(ApiParts& parts, Router* router);
void AddOidcRoutes(ApiParts& parts, Router* router);
void AddUserRoutes(ApiParts& parts, Router* router);
void AddTokenRoutes(ApiParts& parts, Router* router);
void AddReadingRoutes(ApiParts& parts, Router* router);
void AddAvailabilityRoutes(ApiParts& parts, Router* router);
void AddQueueRoutes(ApiParts& parts, Router* router);
void AddBulkRoutes(ApiParts& parts, Router* router);
void AddAccessRuleRoutes(ApiParts& parts, Router* router);
void AddTableRoutes(ApiParts& parts, Router* router);
void AddMailRoutes(ApiParts& parts, Router* router);

}  // namespace signalbox
