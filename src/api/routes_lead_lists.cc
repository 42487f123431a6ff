// GET /v1/leads, /v1/leads/{id} and /v1/leads/{id}/explanation.
#include <algorithm>
#include <map>

#include "api/answer_route.h"
#include "api/lead_rows.h"
#include "api/lead_search.h"
#include "api/query_number.h"
#include "api/recorded_reading.h"
#include "api/views_wait.h"
#include "intake/identity.h"
#include "workspace/event_json.h"
#include "workspace/explain_sight.h"
#include "workspace/search_writer.h"
#include "workspace/views.h"
#include "workspace/views_writer.h"
#include "workspace/why_not_lead.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

constexpr int64_t kDefaultItems = 50;
// Each item costs a read of the log.
constexpr int64_t kMaxItems = 200;

Result<int> StatusNumber(const std::string* text) {
  if (text == nullptr) return -1;
  for (int i = 0; i <= static_cast<int>(LeadStatus::kFailed); ++i) {
    if (StatusName(static_cast<LeadStatus>(i)) == *text) return i;
  }
  return Err(Code::kInvalid,
             "`status` is in_progress, routed, queued, held, rejected, duplicate or failed");
}

struct ListQuery {
  LeadFilter filter;
  std::string owner;  // a person's id
  KeyedHash email{}, external_id{};
  Id id;
  bool exact = false;  // one of the three is asked for
  std::vector<SearchTerm> terms;
  bool impossible = false;  // nothing can fit
};

// A lead's own id is looked up; anything else is looked for in what the leads say.
Status ReadSearchText(const std::string& text, ListQuery* query) {
  if (query->exact || query->filter.soonest_first)
    return Err(Code::kInvalid,
               "`search` takes addresses and ids itself and gives the newest first; leave out "
               "`email`, `external_id` and `order`");
  if (const Result<Id> id = ParseId("lead", text); id.ok()) {
    query->exact = true;
    query->id = *id;
    return {};
  }
  SB_ASSIGN(query->terms, ReadSearch(text));
  return {};
}

Status WaitForSearch(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const int64_t at_least, QueryNumber(context, "at_least", -1, 0));
  if (at_least < 0 || parts.search.WaitFor(at_least, kViewsWaitUs)) return {};
  return Err(Code::kUnavailable,
             "the search has not reached position " + std::to_string(at_least) + " yet; try again");
}

Result<ListQuery> ReadQuery(ApiParts& parts, const RouteContext& context) {
  ListQuery query;
  SB_ASSIGN(query.filter.status, StatusNumber(context.Query("status")));
  SB_ASSIGN(query.filter.limit, QueryNumber(context, "limit", kDefaultItems, 1, kMaxItems));
  SB_ASSIGN(query.filter.before, QueryNumber(context, "cursor", 0, 1));
  if (const std::string* text = context.Query("since"); text != nullptr) {
    Result<TimeUs> since = ParseTime(*text);
    if (!since.ok()) return Within("`since`", since.error());
    query.filter.since = *since;
  }
  if (const std::string* text = context.Query("order"); text != nullptr) {
    if (*text != "due" || context.Query("cursor") != nullptr)
      return Err(Code::kInvalid, "`order` is due, or left out; with it there is no `cursor`");
    query.filter.soonest_first = true;
  }
  if (const std::string* text = context.Query("owner"); text != nullptr) query.owner = *text;
  if (const std::string* text = context.Query("queue"); text != nullptr) query.filter.queue = *text;
  if (const std::string* text = context.Query("rule"); text != nullptr) query.filter.rule = *text;
  if (const std::string* text = context.Query("reason"); text != nullptr)
    query.filter.reason = *text;
  const Keyring& keys = parts.workspace.keys();
  if (const std::string* text = context.Query("email"); text != nullptr) {
    query.exact = true;
    const std::string email = NormalEmail(*text);
    query.impossible |= email.empty();
    query.email = IdentityHash(keys, "identity", "e:" + email);
  }
  if (const std::string* text = context.Query("external_id"); text != nullptr) {
    query.exact = true;
    query.external_id = IdentityHash(keys, "external_id", *text);
  }
  const std::string* search = context.Query("search");
  if (search != nullptr) SB_TRY(ReadSearchText(*search, &query));
  SB_TRY(WaitForViews(parts, context));
  if (!query.terms.empty()) SB_TRY(WaitForSearch(parts, context));
  return query;
}

bool Fits(const ListQuery& query, const Sight& sight, const ShownLead& shown) {
  const LeadFilter& filter = query.filter;
  return (filter.status < 0 || static_cast<int>(shown.answer.status) == filter.status) &&
         (query.owner.empty() || shown.answer.owner == query.owner) &&
         (filter.queue.empty() || shown.answer.queue == filter.queue) &&
         (filter.rule.empty() || shown.answer.rule == filter.rule) &&
         (filter.reason.empty() || shown.answer.reason == filter.reason) &&
         shown.received_at >= filter.since && sight.SeesLead(OwnerShown(shown.answer));
}

// By a key that names at most one record: from the state.
Status FindExact(Workspace& workspace, const ListQuery& query, const Sight& sight,
                 std::vector<ShownLead>* shown) {
  return workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const bool by_email = query.email != KeyedHash{};
    const bool by_id = query.external_id != KeyedHash{};
    if (const auto at = state.lead_by_id.find(query.id); at != state.lead_by_id.end()) {
      ShownLead one = ShownOf(engine, at->second);
      if (Fits(query, sight, one)) shown->push_back(std::move(one));
      return;
    }
    const uint32_t email = by_email ? state.FindIdentity(query.email) : KeyIndex::kNone;
    const uint32_t id = by_id ? state.FindExternalId(query.external_id) : KeyIndex::kNone;
    if (by_email && by_id && email != id) return;
    const uint32_t lead = by_email ? email : id;
    if (lead == KeyIndex::kNone) return;
    ShownLead one = ShownOf(engine, lead);
    // Who may not read an address learns by it of nobody (FindLeadFor).
    const FieldSet kept = sight.KeptOf(OwnerShown(one.answer));
    const bool known = !(by_email && kept.test(PlaceOf(Field::kEmail))) &&
                       !(by_id && kept.test(PlaceOf(Field::kExternalId)));
    if (known && Fits(query, sight, one)) shown->push_back(std::move(one));
  });
}

// A page of the views, with people and policies by name. The number of the last row goes to `last`.
Status FindPage(ApiParts& parts, ListQuery query, const Sight& sight, std::vector<ShownLead>* shown,
                int64_t* last) {
  if (!sight.SeesAllLeads()) {
    std::vector<PersonRef>& owners = query.filter.owned_by.emplace();
    SB_TRY(parts.workspace.Ask([&](const Engine& engine) {
      for (const std::string& owner : sight.owners()) {
        const PersonRef ref = engine.state().RefOf(owner);
        if (ref != 0) owners.push_back(ref);
      }
    }));
  }
  if (!query.owner.empty()) {
    SB_TRY(parts.workspace.Ask(
        [&](const Engine& engine) { query.filter.owner = engine.state().RefOf(query.owner); }));
    if (query.filter.owner == 0) return {};
  }
  if (!query.terms.empty())
    return SearchLeads(parts, query.filter, query.terms, sight, shown, last);
  // One more than asked for tells whether there is a next page.
  const auto limit = static_cast<size_t>(query.filter.limit++);
  SB_ASSIGN(std::vector<LeadViewRow> rows, parts.views.List(query.filter));
  if (rows.size() > limit) {
    rows.resize(limit);
    if (!query.filter.soonest_first) *last = rows.back().number;
  }
  return parts.workspace.Ask([&](const Engine& engine) {
    for (const LeadViewRow& row : rows) shown->push_back(ShownOfRow(row, engine.state()));
  });
}

Result<SeenAnswer> ListJson(ApiParts& parts, const ListQuery& query, const Sight& sight) {
  int64_t as_of = parts.views_writer.applied() - 1;
  if (!query.terms.empty()) as_of = std::min(as_of, parts.search.applied() - 1);
  std::vector<ShownLead> shown;
  int64_t last = 0;
  if (query.exact && !query.impossible) SB_TRY(FindExact(parts.workspace, query, sight, &shown));
  if (!query.exact) SB_TRY(FindPage(parts, query, sight, &shown, &last));
  SeenAnswer answer;
  JsonWriter json(&answer.text);
  json.BeginObject().Key("items").BeginArray();
  for (ShownLead& one : shown)
    SB_TRY(AppendLeadRow(parts.workspace, sight, &one, &json, &answer.personal));
  json.EndArray();
  json.MemberOrNull("next_cursor", last > 0 ? std::to_string(last) : std::string());
  json.Member("as_of", as_of).EndObject();
  return answer;
}

Result<std::string> ListAnswer(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const ListQuery query, ReadQuery(parts, context));
  return AnswerSeen(parts, context, FilterNames(context),
                    [&](const Sight& sight) { return ListJson(parts, query, sight); });
}

Result<SeenAnswer> LeadJson(Workspace& workspace, std::string_view text, const Sight& sight) {
  const Result<Id> id = ParseId("lead", text);
  if (!id.ok())
    return Err(Code::kNotFound,
               "a lead's id looks like `lead_0190...`; `GET /v1/leads?external_id=` finds yours");
  ShownLead shown;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const auto at = engine.state().lead_by_id.find(*id);
    if (at != engine.state().lead_by_id.end()) shown = ShownOf(engine, at->second);
  }));
  if (shown.received_position < 0 || !sight.SeesLead(OwnerShown(shown.answer)))
    return Err(Code::kNotFound, "there is no lead with this id");
  SeenAnswer answer;
  JsonWriter json(&answer.text);
  SB_TRY(AppendLeadRow(workspace, sight, &shown, &json, &answer.personal));
  return answer;
}

Result<SeenAnswer> ExplanationJson(Workspace& workspace, const RouteContext& context,
                                   const Sight& sight) {
  const std::string lead(context.Path("id"));
  SB_ASSIGN(SeenExplanation seen, ExplainFor(workspace, lead, sight));
  if (const std::string* wanted = context.Query("why_not"); wanted != nullptr) {
    SB_TRY(CheckWhyNot(seen, sight, *wanted));
    SB_ASSIGN(seen.explanation.why_not, WhyNotOf(workspace, lead, *wanted));
    SB_TRY(CheckWays(seen, *seen.explanation.why_not));
    seen.explanation.text = WhyNotText(*seen.explanation.why_not);
  }
  return SeenAnswer{seen.explanation.Json(), seen.personal() ? 1 : 0};
}

}  // namespace

void AddLeadListRoutes(ApiParts& parts, Router* router) {
  Route list =
      AnswerRoute(parts, Method::kGet, "/v1/leads", "Find leads, the newest first",
                  [&parts](const RouteContext& context) { return ListAnswer(parts, context); });
  list.response_schema = "LeadList";
  list.query = {{"search",
                 "words of a name, a company or its beginning, a phone number, a domain, an e-mail "
                 "address or an id; all of them must fit what the reader sees of the lead"},
                {"external_id", "the sender's own id"},
                {"email", "an e-mail address"},
                {"status", "in_progress, routed, queued, held, rejected, duplicate or failed"},
                {"owner", "a person's id"},
                {"queue", "a queue's id"},
                {"rule", "the rule that decided"},
                {"reason", "why it is where it is, as `reason` of the lead says"},
                {"since", "received at this time or later"},
                {"order",
                 "due: those whose time limit runs, the one that ends first first, without "
                 "further pages; the newest first if not given"},
                {"limit", "items of a page, 50 if not given, at most 200"},
                {"cursor", "next_cursor of the page before"},
                {"at_least", "wait until the lists hold this position"}};
  router->Add(Permission::kReadLeads, std::move(list));
  Route one = AnswerRoute(parts, Method::kGet, "/v1/leads/{id}", "One lead",
                          [&parts](const RouteContext& context) {
                            return AnswerSeen(parts, context, "", [&](const Sight& sight) {
                              return LeadJson(parts.workspace, context.Path("id"), sight);
                            });
                          });
  one.response_schema = "LeadState";
  router->Add(Permission::kReadLeads, std::move(one));
  Route explanation = AnswerRoute(
      parts, Method::kGet, "/v1/leads/{id}/explanation", "Why a lead went where it went",
      [&parts](const RouteContext& context) {
        return AnswerSeen(parts, context, FilterNames(context), [&](const Sight& sight) {
          return ExplanationJson(parts.workspace, context, sight);
        });
      });
  explanation.response_schema = "Explanation";
  explanation.query = {{"why_not", "a person or queue: what would have sent it there"}};
  router->Add(Permission::kExplainLeads, std::move(explanation));
}

}  // namespace signalbox
