// GET /v1/events and GET /v1/runs/{id}/events: the log as JSON.
#include <charconv>

#include "api/api_parts.h"
#include "api/event_pump.h"
#include "api/recorded_reading.h"
#include "api/router.h"
#include "api/sse.h"
#include "base/limits.h"
#include "engine/purge.h"
#include "workspace/event_mask.h"
#include "workspace/event_search.h"
#include "workspace/lead_sight.h"
#include "workspace/run_history.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Events looked at for a run that is no longer its record's latest: it is found by the time in its
// id, and its events stand close together.
constexpr int64_t kScanEvents = 100'000;

void FollowEvents(ApiParts& parts, const RouteContext& context, Responder responder) {
  const auto refuse = [&](int status, std::string detail) {
    responder.Send(ErrorResponse(status, std::move(detail), context.request.path()));
  };
  const Result<std::optional<int64_t>> last =
      ParseLastEventId(context.request.Header("Last-Event-ID"));
  if (!last.ok()) return refuse(400, last.error().message);
  int64_t from = parts.workspace.store().next_position();
  if (const std::string* after = context.Query("after"); after != nullptr) {
    const char* end = after->data() + after->size();
    const auto read = std::from_chars(after->data(), end, from);
    if (read.ec != std::errc() || read.ptr != end || from < -1)
      return refuse(400, "`after` is a position; -1 begins at the first event");
    ++from;
  }
  if (last->has_value()) from = **last + 1;
  if (!parts.pump.HasRoom())
    return refuse(503, "too many follow the events already; try again later");
  // What comes is not counted: who follows reads all that they may see from then on.
  const bool recorded = RecordReading(parts, context, "follow", 0).ok();
  // The follower's rights are those of each moment: the request is asked again who it is.
  EventPump::Viewer viewer = [&parts, recorded,
                              request = context.request]() -> std::optional<Sight> {
    const AccessCheck::Asker asker = parts.access.Check(request);
    if (asker.refused != 0 || !asker.principal.May(Permission::kReadEvents)) return std::nullopt;
    const Result<Sight> sight = SightOf(parts.workspace, asker.principal);
    if (!sight.ok()) return std::nullopt;
    return recorded ? *sight : sight->Masked();
  };
  ResponseStream stream = responder.BeginStream(EventStreamHead());
  // The first bytes tell a client at once that it is connected.
  stream.Write(kSseHeartbeat);
  if (!parts.pump.Follow(std::move(stream), from, std::move(viewer)).ok()) return;
}

uint64_t MillisecondsOf(const Id& id) {
  uint64_t ms = 0;
  for (size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  return ms;
}

struct FoundRun {
  Id record;
  std::vector<OpenedEvent> events;
};

// A run's id begins with the millisecond it started in, which leads to its first event.
Result<FoundRun> ScanRun(const Workspace& workspace, const Id& run) {
  const auto ms = static_cast<TimeUs>(MillisecondsOf(run));
  if (ms > INT64_MAX / kMillisecondUs / 2) return Err(Code::kNotFound, "no such run");
  const Store& store = workspace.store();
  SB_ASSIGN(const int64_t from, FirstPositionFrom(store, ms * kMillisecondUs));
  FoundRun found;
  const int64_t to = std::min(store.next_position(), from + kScanEvents);
  SB_TRY(store.ReadEvents(from, to, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (event.entity_kind != EntityKind::kRun || event.entity != run) return {};
    if (found.events.empty()) {
      SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
      found.record = body.record;
    }
    SB_ASSIGN(OpenedEvent opened, OpenEvent(bytes, workspace.keys()));
    if (found.events.size() < static_cast<size_t>(kMaxRunEvents))
      found.events.push_back(std::move(opened));
    return {};
  }));
  if (found.events.empty()) return Err(Code::kNotFound, "there is no run with this id");
  return found;
}

// What came for the run when it was over stands in the chain of its record.
Status AddLateResults(const Workspace& workspace, const Id& run, int64_t last,
                      std::vector<OpenedEvent>* events) {
  SB_ASSIGN(std::vector<OpenedEvent> chain, ReadChain(workspace.store(), workspace.keys(), last));
  for (OpenedEvent& opened : chain) {
    if (opened.event.type != static_cast<uint16_t>(EventType::kResultRefused)) continue;
    SB_ASSIGN(const ev::ResultRefused body, DecodeBody<ev::ResultRefused>(opened.event.clear));
    if (body.run == run) events->push_back(std::move(opened));
  }
  return {};
}

Result<SeenAnswer> RunEventsJson(Workspace& workspace, std::string_view text, const Sight& sight) {
  const Result<Id> run = ParseId("run", text);
  if (!run.ok())
    return Err(Code::kNotFound, "a run's id looks like `run_0190...`; answers to leads hold it");
  SB_ASSIGN(FoundRun found, ScanRun(workspace, *run));
  int64_t last = -1, of_record = -1;
  std::vector<std::string> people;
  std::string owner;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    people = state.person_ids;
    const auto at = state.lead_by_id.find(found.record);
    if (at == state.lead_by_id.end()) return;
    owner = OwnerOf(state, state.leads[at->second]);
    of_record = state.leads[at->second].last_position;
    if (state.leads[at->second].run == *run) last = state.leads[at->second].run_last_position;
  }));
  if (!sight.SeesLead(owner)) return Err(Code::kNotFound, "there is no run with this id");
  // The latest run of a record is complete however long it went on.
  if (last > found.events.back().event.position) {
    SB_ASSIGN(found.events, ReadChain(workspace.store(), workspace.keys(), last));
  }
  SB_TRY(AddLateResults(workspace, *run, of_record, &found.events));
  const auto name = [&](PersonRef person) {
    const auto place = static_cast<size_t>(person - 1);
    return person >= 1 && place < people.size() ? people[place] : std::string();
  };
  SeenAnswer answer{.text = "["};
  for (OpenedEvent& opened : found.events) {
    MaskFields(sight.HiddenOf(owner), &opened);
    if (!opened.sealed.empty()) answer.personal = 1;
    if (answer.text.size() > 1) answer.text.push_back(',');
    answer.text += EventJson(opened, name);
  }
  answer.text.push_back(']');
  return answer;
}

}  // namespace

void AddEventRoutes(ApiParts& parts, Router* router) {
  Route events;
  events.pattern = "/v1/events";
  events.summary = "Follow the log as server-sent events; resume with Last-Event-ID";
  events.query = {
      {"after", "begin after this position instead of at the end; -1 is the beginning"}};
  events.response_type = kEventStreamMediaType;
  events.handler = [&parts](const RouteContext& context, Responder responder) {
    FollowEvents(parts, context, std::move(responder));
  };
  router->Add(Permission::kReadEvents, std::move(events));

  Route run;
  run.pattern = "/v1/runs/{id}/events";
  run.summary = "The events of one run, oldest first";
  run.response_schema = "Events";
  run.handler = InPool(parts.pool, [&parts](const RouteContext& context) {
    Result<std::string> json = AnswerSeen(parts, context, "", [&](const Sight& sight) {
      return RunEventsJson(parts.workspace, context.Path("id"), sight);
    });
    if (!json.ok()) return ErrorResponse(json.error(), context.request.path());
    return JsonResponse(std::move(*json));
  });
  router->Add(Permission::kReadRuns, std::move(run));
}

}  // namespace signalbox
