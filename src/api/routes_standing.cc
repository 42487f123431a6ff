// What the console's first pages read: GET /v1/attention, GET /v1/pools, GET
// /v1/pools/{name}/simulation, GET /v1/agents/health and GET /v1/leads/{id}/events.
#include <charconv>

#include "agents/agent_health.h"
#include "api/answer_route.h"
#include "api/recorded_reading.h"
#include "base/json_writer.h"
#include "workspace/attention.h"
#include "workspace/event_mask.h"
#include "workspace/lead_lookup.h"
#include "workspace/lead_sight.h"
#include "workspace/notice_desk.h"
#include "workspace/pool_simulation.h"
#include "workspace/pool_standing.h"
#include "workspace/run_history.h"
#include "workspace/shown_agents.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Result<std::string> AttentionJson(ApiParts& parts) {
  Workspace& workspace = parts.workspace;
  SB_ASSIGN(const Attention attention,
            ReadAttention(workspace.directory() + "/views.db", workspace.clock().Now()));
  std::string text = attention.Json();
  if (parts.notices == nullptr) return text;
  SB_ASSIGN(const NoticeCounts counts, parts.notices->Counts());
  text.pop_back();
  text += ",\"notices\":";
  JsonWriter json(&text);
  json.BeginObject().Member("not_sent", counts.given_up_lately);
  json.Member("waiting", counts.waiting).Member("tried_again", counts.retried);
  json.MemberOrNull("oldest_at", counts.oldest_waiting_at > 0 ? FormatTime(counts.oldest_waiting_at)
                                                              : std::string());
  json.EndObject();
  return text + "}";
}

Result<std::string> PoolsJson(Workspace& workspace, const Principal& asker) {
  std::string text;
  const TimeUs now = workspace.clock().Now();
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { text = PoolStandingJson(engine.state(), now, asker); }));
  return text;
}

// The turns that a working day brings, at a glance.
constexpr int64_t kSimulatedUnlessSaid = 50;

Result<std::string> SimulationJson(Workspace& workspace, const RouteContext& context) {
  int64_t turns = kSimulatedUnlessSaid;
  if (const std::string* text = context.Query("next"); text != nullptr) {
    const char* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, turns);
    if (read.ec != std::errc() || read.ptr != end) turns = 0;
  }
  const TimeUs now = workspace.clock().Now();
  Result<std::string> json = std::string();
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Result<PoolSimulation> simulation = SimulatePool(state, context.Path("name"), turns, now);
    if (simulation.ok())
      json = simulation->Json(state, now);
    else
      json = simulation.error();
  }));
  return json;
}

std::string_view BreakerName(BreakerState state) {
  switch (state) {
    case BreakerState::kClosed:
      return "closed";
    case BreakerState::kOpen:
      return "open";
    case BreakerState::kHalfOpen:
      return "half_open";
  }
  return "";
}

Result<std::string> HealthJson(Workspace& workspace) {
  std::string text;
  const TimeUs now = workspace.clock().Now();
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Registry& registry = engine.state().registry;
    JsonWriter json(&text);
    json.BeginArray();
    for (const AgentSpec* spec : ShownAgents(engine.state())) {
      const AgentHealth* health = registry.HealthOf(spec->id, spec->version);
      if (health == nullptr) continue;
      json.BeginObject().Member("id", spec->id).Member("version", spec->version);
      json.Member("breaker", BreakerName(health->StateAt(spec->breaker, now)));
      json.Member("running", health->running);
      json.Member("failures_in_a_row", health->consecutive_failures);
      const bool today = health->day / (86'400 * kSecondUs) == now / (86'400 * kSecondUs);
      json.Member("calls_today", today ? health->in_day : int64_t{0}).EndObject();
    }
    json.EndArray();
  }));
  return text;
}

// Of the record and of each of its runs, in the order in which they were written.
Result<SeenAnswer> LeadEventsJson(Workspace& workspace, const RouteContext& context,
                                  const Sight& sight) {
  LeadEntry entry;
  std::string owner;
  std::vector<std::string> people;
  Status found;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Result<uint32_t> lead = FindLeadFor(state, workspace.keys(), sight, context.Path("id"));
    if (!lead.ok()) {
      found = lead.error();
      return;
    }
    entry = state.leads[*lead];
    owner = OwnerOf(state, entry);
    people = state.person_ids;
  }));
  SB_TRY(found);
  if (!sight.SeesLead(owner)) return Err(Code::kNotFound, "there is no lead with this id");
  SB_ASSIGN(LeadHistory history, ReadLeadHistory(workspace.store(), workspace.keys(), entry));
  MaskHistory(sight.HiddenOf(owner), &history);
  std::map<int64_t, const OpenedEvent*> events;
  for (const OpenedEvent& opened : history.events) events[opened.event.position] = &opened;
  for (const RunHistory& run : history.runs) {
    for (const OpenedEvent& opened : run.events) events[opened.event.position] = &opened;
  }
  const auto name = [&](PersonRef person) {
    const auto place = static_cast<size_t>(person - 1);
    return person >= 1 && place < people.size() ? people[place] : std::string();
  };
  SeenAnswer answer{.text = "["};
  for (const auto& [position, opened] : events) {
    if (!opened->sealed.empty()) answer.personal = 1;
    if (answer.text.size() > 1) answer.text.push_back(',');
    answer.text += EventJson(*opened, name);
  }
  answer.text.push_back(']');
  return answer;
}

void AddStandingRoute(ApiParts& parts, Router* router, Permission permission, std::string pattern,
                      std::string summary, std::string schema, JsonAnswerer answer) {
  Route route =
      AnswerRoute(parts, Method::kGet, std::move(pattern), std::move(summary), std::move(answer));
  route.response_schema = std::move(schema);
  router->Add(permission, std::move(route));
}

}  // namespace

void AddStandingRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  AddStandingRoute(parts, router, Permission::kReadReports, "/v1/attention",
                   "What waits for somebody, and how much came in", "Attention",
                   [&parts](const RouteContext&) { return AttentionJson(parts); });
  AddStandingRoute(parts, router, Permission::kReadPolicies, "/v1/pools",
                   "How the active policy's pools stand", "Pools",
                   [&workspace](const RouteContext& context) {
                     return PoolsJson(workspace, context.principal);
                   });
  Route simulation = AnswerRoute(
      parts, Method::kGet, "/v1/pools/{name}/simulation",
      "Who would get the next turns of a pool, and why; nobody gets any",
      [&workspace](const RouteContext& context) { return SimulationJson(workspace, context); });
  simulation.query = {{"next", "turns, 50 if not given, at most 500"}};
  simulation.response_schema = "PoolSimulation";
  router->Add(Permission::kReadPolicies, std::move(simulation));
  AddStandingRoute(parts, router, Permission::kReadSetup, "/v1/agents/health",
                   "Breaker and calls of every agent", "AgentsHealth",
                   [&workspace](const RouteContext&) { return HealthJson(workspace); });
  AddStandingRoute(parts, router, Permission::kReadEvents, "/v1/leads/{id}/events",
                   "The events of a lead and of its runs, oldest first", "Events",
                   [&parts](const RouteContext& context) {
                     return AnswerSeen(parts, context, "", [&](const Sight& sight) {
                       return LeadEventsJson(parts.workspace, context, sight);
                     });
                   });
}

}  // namespace signalbox
