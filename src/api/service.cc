#include "api/service.h"

#include "access/access_book.h"
#include "access/reading_log.h"
#include "api/api_parts.h"
#include "api/console_pages.h"
#include "api/event_pump.h"
#include "api/http_server.h"
#include "api/leads_owned.h"
#include "api/metric_text.h"
#include "api/metrics.h"
#include "api/notice_metrics.h"
#include "api/openapi.h"
#include "api/operator_metrics.h"
#include "api/router.h"
#include "api/source_book.h"
#include "base/hash.h"
#include "base/random.h"
#include "workspace/desk_library.h"
#include "workspace/operator_figures.h"
#include "workspace/search_writer.h"
#include "workspace/trace_exporter.h"
#include "workspace/views.h"
#include "workspace/views_writer.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Reads are short; four overlap waiting for the engine with reading the disk on two cores.
constexpr size_t kPoolThreads = 4;
// Waiting longer than this many reads take is worse than being told to come back.
constexpr size_t kPoolTasks = 256;

HttpResponse Ready(const ApiParts& parts) {
  std::string problem = parts.views_writer.failure();
  if (parts.workspace.engine().failed())
    problem = "the store failed and nothing more is taken; restart to recover";
  if (problem.empty()) return JsonResponse(R"({"status":"ready"})");
  return ErrorResponse(503, problem, "/readyz");
}

Route Plain(std::string pattern, std::string summary, RouteHandler handler) {
  Route route;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = std::move(handler);
  return route;
}

}  // namespace

struct ApiService::Inner {
  Inner(Workspace& workspace, Views& views, AccessBook& book, ReadingLog& readings,
        OidcClient* oidc, NoticeDesk* notices)
      : views_writer(workspace, views),
        search(workspace, views, views_writer),
        pool(kPoolThreads, kPoolTasks),
        deadlines(workspace.clock(), kDecisionWaitUs),
        pump(workspace),
        sources(workspace),
        agent_answers(workspace.feed()),
        library(workspace),
        parts{.workspace = workspace,
              .views = views,
              .views_writer = views_writer,
              .pool = pool,
              .deadlines = deadlines,
              .pump = pump,
              .sources = sources,
              .whole_log = whole_log,
              .access = access,
              .book = book,
              .readings = readings,
              .oidc = oidc,
              .notices = notices,
              .library = library,
              .search = search},
        router(access) {
    access.Allow(workspace.keys().token_hash(), OperatorPrincipal("owner"));
    access.Ask(book);
    SystemRandom random;
    Key secret;
    random.Fill(secret);
    local_authorization = "Bearer " + ToHex(View(secret));
    access.Allow(Sha256(ToHex(View(secret))), OperatorPrincipal("local"));
  }

  void AddOwnRoutes();
  std::string MetricsText();

  ViewsWriter views_writer;
  SearchWriter search;
  WorkPool pool;
  Deadlines deadlines;
  EventPump pump;
  SourceBook sources;
  AnswerCounts agent_answers;
  std::mutex whole_log;
  DeskLibrary library;
  ApiParts parts;
  AccessCheck access;
  std::string local_authorization;  // known to this process alone
  Router router;
  std::shared_ptr<Metrics> metrics;
  std::string openapi;
  std::atomic<const HttpServer*> server = nullptr;
  std::atomic<const TraceExporter*> exporter = nullptr;
};

void ApiService::Inner::AddOwnRoutes() {
  Route health = Plain("/healthz", "Whether the process is alive",
                       [](const RouteContext&, Responder responder) {
                         responder.Send(JsonResponse(R"({"status":"ok"})"));
                       });
  router.Add(Permission::kAnyone, std::move(health));
  Route ready =
      Plain("/readyz", "Whether leads can be taken",
            [this](const RouteContext&, Responder responder) { responder.Send(Ready(parts)); });
  ready.success = {200, 503};
  router.Add(Permission::kAnyone, std::move(ready));
  Route counts = Plain("/metrics", "Counts and durations for Prometheus",
                       InPool(pool, [this](const RouteContext&) {
                         HttpResponse response;
                         response.content_type = Metrics::kMediaType;
                         response.body = MetricsText();
                         return response;
                       }));
  counts.response_type = Metrics::kMediaType;
  router.Add(Permission::kReadMetrics, std::move(counts));
  router.Add(Permission::kSignedIn, Plain("/openapi.json", "This document",
                                          [this](const RouteContext&, Responder responder) {
                                            responder.Send(JsonResponse(openapi));
                                          }));
}

std::string ApiService::Inner::MetricsText() {
  const auto events = static_cast<uint64_t>(parts.workspace.store().next_position());
  const auto applied = static_cast<uint64_t>(views_writer.applied());
  metrics->SetQueueInputs(parts.workspace.engine().queued());
  metrics->SetEvents(events);
  metrics->SetUnrecordedResults(
      static_cast<uint64_t>(parts.workspace.engine().unrecorded_results()));
  metrics->SetViewsLag(events > applied ? events - applied : 0);
  if (const HttpServer* watched = server; watched != nullptr)
    metrics->SetConnections(watched->connections());
  OperatorFigures figures = ReadFigures(parts.workspace, parts.views, agent_answers);
  if (const TraceExporter* watched = exporter; watched != nullptr)
    figures.traces = watched->counts();
  std::string text = metrics->Text();
  AppendFigures(figures, &text);
  if (parts.notices != nullptr) AppendNoticeFigures(*parts.notices, &text);
  AppendOne("signalbox_password_hashes_total", "counter",
            "Password hashes computed: one for each attempt to sign in that was looked at",
            parts.book.hashes_computed(), &text);
  return text;
}

ApiService::ApiService(Workspace& workspace, Views& views, AccessBook& book, ReadingLog& readings,
                       std::span<const ConsoleFile> console, OidcClient* oidc, NoticeDesk* notices)
    : inner_(std::make_unique<Inner>(workspace, views, book, readings, oidc, notices)) {
  Router& router = inner_->router;
  AddLeadRoutes(inner_->parts, &router);
  AddDecideRoutes(inner_->parts, &router);
  AddLeadListRoutes(inner_->parts, &router);
  AddEventRoutes(inner_->parts, &router);
  AddVerbRoutes(inner_->parts, &router);
  AddRecordRoutes(inner_->parts, &router);
  AddReferenceRoutes(inner_->parts, &router);
  AddSourceRoutes(inner_->parts, &router);
  AddAgentRoutes(inner_->parts, &router);
  AddModelRoutes(inner_->parts, &router);
  AddRunRoutes(inner_->parts, &router);
  AddPolicyRoutes(inner_->parts, &router);
  AddFlagRoutes(inner_->parts, &router);
  AddHandBackRoutes(inner_->parts, &router);
  AddRecordChangeRoutes(inner_->parts, &router);
  AddEnvironmentRoutes(inner_->parts, &router);
  AddBacktestRoutes(inner_->parts, &router);
  AddCoverageRoutes(inner_->parts, &router);
  AddMoveRoutes(inner_->parts, &router);
  AddRefreshRoutes(inner_->parts, &router);
  AddCaseRoutes(inner_->parts, &router);
  AddDocumentRoutes(inner_->parts, &router);
  AddAuditRoutes(inner_->parts, &router);
  AddUpkeepRoutes(inner_->parts, &router);
  AddLawRoutes(inner_->parts, &router);
  AddRetentionRoutes(inner_->parts, &router);
  AddStandingRoutes(inner_->parts, &router);
  AddNoticeRoutes(inner_->parts, &router);
  AddNoticeLinkRoutes(inner_->parts, &router);
  AddEventSearchRoutes(inner_->parts, &router);
  AddReportRoutes(inner_->parts, &router);
  AddOwnerRoutes(inner_->parts, &router);
  AddBundleRoutes(inner_->parts, &router);
  AddConsoleRoutes(console, &router);
  AddSessionRoutes(inner_->parts, &router);
  AddOidcRoutes(inner_->parts, &router);
  AddUserRoutes(inner_->parts, &router);
  AddTokenRoutes(inner_->parts, &router);
  AddReadingRoutes(inner_->parts, &router);
  AddAvailabilityRoutes(inner_->parts, &router);
  AddQueueRoutes(inner_->parts, &router);
  AddBulkRoutes(inner_->parts, &router);
  AddAccessRuleRoutes(inner_->parts, &router);
  AddTableRoutes(inner_->parts, &router);
  AddMailRoutes(inner_->parts, &router);
  inner_->AddOwnRoutes();
  router.OnDenial([&readings](const HttpRequest& request, const Principal& principal,
                              std::string_view pattern, int) {
    if (principal.kind == Principal::Kind::kNobody) return readings.CountDenial(request.remote);
    readings.Note({0, 0, "denied", principal.name,
                   std::string(MethodName(request.method)) + " " + std::string(pattern), "", 1});
  });
  inner_->metrics = std::make_shared<Metrics>(router.routes());
  inner_->parts.metrics = inner_->metrics.get();
  router.Watch(inner_->metrics, workspace.clock());
  workspace.feed().Measure(
      [metrics = inner_->metrics](TimeUs took_us) { metrics->ObserveCommit(took_us); });
  inner_->openapi = OpenApiJson(router);
}

ApiService::~ApiService() {
  Stop();
}

void ApiService::Handle(const HttpRequest& request, Responder responder) const {
  inner_->router.Handle(request, std::move(responder));
}

void ApiService::HandleLocal(const HttpRequest& request, Responder responder) const {
  HttpRequest local = request;
  local.AddHeader("Authorization", inner_->local_authorization);
  inner_->router.Handle(local, std::move(responder));
}

std::optional<HttpResponse> ApiService::Admit(const HttpRequest& request) const {
  return inner_->router.Admit(request);
}

const Router& ApiService::router() const {
  return inner_->router;
}

void ApiService::Watch(const HttpServer& server) {
  inner_->server = &server;
}

void ApiService::Watch(const TraceExporter& exporter) {
  inner_->exporter = &exporter;
}

LeadsOwned ApiService::leads_owned() const {
  return LeadsOwnedByViews(inner_->parts);
}

void ApiService::EndStreams() {
  inner_->pump.Stop();
}

void ApiService::Stop() {
  inner_->server = nullptr;
  inner_->exporter = nullptr;
  inner_->parts.workspace.feed().Measure({});
  inner_->pump.Stop();
  inner_->pool.Stop();
  inner_->deadlines.Stop();
}

}  // namespace signalbox
