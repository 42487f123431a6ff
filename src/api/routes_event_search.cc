// GET /v1/events/search: events of the log by record, person, type, time and who caused them.
#include <algorithm>

#include "api/answer_route.h"
#include "api/query_number.h"
#include "api/recorded_reading.h"
#include "base/json_writer.h"
#include "workspace/event_index.h"
#include "workspace/event_search.h"
#include "workspace/event_sight.h"
#include "workspace/lead_sight.h"
#include "workspace/run_history.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

constexpr int64_t kEventsUnlessSaid = 50;
constexpr int64_t kMostEvents = 200;

struct AskedEvents {
  EventSearch search;
  std::vector<std::string> people;  // ids, by number - 1
};

Status ReadTimes(const RouteContext& context, EventSearch* search) {
  for (const auto& [name, to] : {std::pair("from", &search->from), {"to", &search->to}}) {
    const std::string* text = context.Query(name);
    if (text == nullptr) continue;
    const Result<TimeUs> time = ParseTime(*text);
    if (!time.ok()) return Within(std::string("`") + name + "`", time.error());
    *to = *time;
  }
  return {};
}

// Every event of the record and of its runs.
Status FindPositions(Workspace& workspace, const Principal& principal, const std::string& text,
                     EventSearch* search) {
  SB_ASSIGN(const Sight sight, SightOf(workspace, principal));
  LeadEntry entry;
  Status found;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Result<uint32_t> lead = FindLeadFor(engine.state(), workspace.keys(), sight, text);
    if (lead.ok())
      entry = engine.state().leads[*lead];
    else
      found = lead.error();
  }));
  SB_TRY(found);
  SB_ASSIGN(const LeadHistory history, ReadLeadHistory(workspace.store(), workspace.keys(), entry));
  std::vector<int64_t>& positions = search->positions.emplace();
  for (const OpenedEvent& opened : history.events) positions.push_back(opened.event.position);
  for (const RunHistory& run : history.runs) {
    for (const OpenedEvent& opened : run.events) positions.push_back(opened.event.position);
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return {};
}

Result<AskedEvents> ReadAskedEvents(Workspace& workspace, const RouteContext& context) {
  AskedEvents asked;
  EventSearch& search = asked.search;
  SB_ASSIGN(search.limit, QueryNumber(context, "limit", kEventsUnlessSaid, 1, kMostEvents));
  SB_ASSIGN(search.before, QueryNumber(context, "cursor", INT64_MAX, 0));
  SB_TRY(ReadTimes(context, &search));
  if (const std::string* text = context.Query("type"); text != nullptr) {
    search.type = EventTypeByName(*text);
    if (!search.type) {
      return Err(
          Code::kInvalid,
          "`type` is the name of an event type, as `LeadReceived`; docs/formats.md has them");
    }
  }
  if (const std::string* text = context.Query("actor"); text != nullptr) search.actor = *text;
  const std::string* person = context.Query("person");
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    asked.people = engine.state().person_ids;
    if (person != nullptr) search.person = engine.state().RefOf(*person);
  }));
  if (person != nullptr && search.person == 0)
    return Err(Code::kNotFound, "there is no person `" + *person + "` in this workspace");
  if (const std::string* text = context.Query("lead"); text != nullptr)
    SB_TRY(FindPositions(workspace, context.principal, *text, &search));
  return asked;
}

Result<SeenAnswer> SearchJson(Workspace& workspace, const AskedEvents& asked, const Sight& sight) {
  SB_ASSIGN(EventPage page, SearchEvents(workspace.store(), workspace.keys(),
                                         workspace.directory() + "/views.db", asked.search));
  SB_TRY(MaskFound(workspace, sight, &page.events));
  const auto name = [&](PersonRef person) {
    const auto place = static_cast<size_t>(person - 1);
    return person >= 1 && place < asked.people.size() ? asked.people[place] : std::string();
  };
  SeenAnswer answer;
  JsonWriter json(&answer.text);
  json.BeginObject().Key("items").BeginArray();
  for (const OpenedEvent& opened : page.events) {
    answer.personal += opened.sealed.empty() ? 0 : 1;
    json.BeginObject().Member("actor", ActorText(opened.event.actor));
    json.Key("event").Raw(EventJson(opened, name)).EndObject();
  }
  json.EndArray();
  json.MemberOrNull("next_cursor", page.next >= 0 ? std::to_string(page.next) : std::string());
  json.Member("looked_at", page.looked_at).EndObject();
  return answer;
}

}  // namespace

void AddEventSearchRoutes(ApiParts& parts, Router* router) {
  Route route = AnswerRoute(
      parts, Method::kGet, "/v1/events/search", "Search the log, the newest events first",
      [&parts](const RouteContext& context) -> Result<std::string> {
        SB_ASSIGN(const AskedEvents asked, ReadAskedEvents(parts.workspace, context));
        return AnswerSeen(parts, context, FilterNames(context), [&](const Sight& sight) {
          return SearchJson(parts.workspace, asked, sight);
        });
      });
  route.query = {{"lead", "a lead's id, your own id or an e-mail address; its runs are included"},
                 {"person", "a person whom the event names, by id"},
                 {"type", "as `LeadActed`"},
                 {"actor", "who caused it: a token, a source, an agent, or operator, outside, ..."},
                 {"from", "at this time or later"},
                 {"to", "before this time"},
                 {"limit", "events of a page, 50 if not given, at most 200"},
                 {"cursor", "next_cursor of the page before"}};
  route.response_schema = "EventSearch";
  router->Add(Permission::kReadAudit, std::move(route));
}

}  // namespace signalbox
