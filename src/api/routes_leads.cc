// POST /v1/leads, POST /v1/records/lead and POST /v1/intake/{source}: leads on their way in.
#include <algorithm>

#include "access/reading_log.h"
#include "api/api_parts.h"
#include "api/lead_batch.h"
#include "api/problem.h"
#include "api/router.h"
#include "api/source_book.h"
#include "api/source_signature.h"
#include "base/limits.h"
#include "intake/identity.h"
#include "intake/lead_json.h"
#include "workspace/personal_limits.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// A body up to this is parsed where it arrived: a lead is a few hundred bytes, and handing it over
// would cost more.
constexpr size_t kParseInPlaceBytes = size_t{16} << 10;
// The longest idempotency key: a UUID has 36 characters, and senders put ids of theirs before it.
constexpr size_t kMaxIdempotencyKeyBytes = 255;

enum class BodyForm { kJson, kLines, kForm, kOther };

BodyForm FormOf(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  std::string name;
  for (const char c : type) {
    if (c != ' ' && c != '\t') name.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
  }
  if (name.empty() || name == "application/json" || name.ends_with("+json") || name == "text/json")
    return BodyForm::kJson;
  if (name == "application/x-ndjson" || name == "application/ndjson" ||
      name == "application/jsonl" || name == "application/x-jsonlines") {
    return BodyForm::kLines;
  }
  return name == "application/x-www-form-urlencoded" ? BodyForm::kForm : BodyForm::kOther;
}

// Its pointer begins with the item's place where the body has several.
Problem ProblemOfFault(const LeadItem& item, bool many) {
  const LeadFault& fault = item.lead.error();
  if (item.raw.size() > kMaxLeadBytes) return MakeProblem(413, fault.message);
  Problem problem = MakeProblem(400, fault.message);
  problem.pointer = (many ? "/" + std::to_string(item.index) : "") + fault.pointer;
  return problem;
}

// Of a body none of which could be taken.
Problem ProblemOfBody(const Error& error, std::string_view path) {
  const bool too_large = error.code == Code::kExhausted;
  Problem problem = MakeProblem(too_large ? 413 : 400, error.message);
  if (!too_large) problem.pointer = "";
  problem.instance = path;
  return problem;
}

// What one request asks for, kept while its body is read on another thread.
struct LeadRequest {
  std::string body, path, idempotency_key, source, record, actor;
  BodyForm form = BodyForm::kJson;
  bool accepted_only = false;
  std::shared_ptr<const BookedSource> booked;  // null: read by the usual names
  // A person, whom the answer may tell whether somebody is known; and the route's name.
  std::optional<Principal> person;
  std::string route;

  const FieldMap* map() const { return booked == nullptr ? nullptr : &booked->map; }
};

Result<ParsedLeads> Parse(const LeadRequest& request) {
  if (request.form == BodyForm::kForm) {
    ParsedLeads leads;
    leads.items.push_back({0, 1, request.body, ParseLeadForm(request.body, request.map())});
    return leads;
  }
  SB_ASSIGN(ParsedLeads leads, ParseLeads(request.body, request.map()));
  if (request.form == BodyForm::kLines) leads.many = true;
  return leads;
}

// True when `key` belongs to another body. The engine holds this for every single lead by itself;
// for several at once the whole request must be refused, not its first item.
bool IsKeyOfAnotherBody(Workspace& workspace, const std::string& key, std::string_view body) {
  const KeyedHash hash = IdentityHash(workspace.keys(), "idempotency", key);
  const KeyedHash same = IdentityHash(workspace.keys(), "body", body);
  bool other = false;
  const Status asked = workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const uint32_t at = state.idempotency.Find(hash);
    if (at == KeyIndex::kNone) return;
    // Of a person who was forgotten since there is no body, and the key is free again.
    const KeyedHash& seen = state.keyed_requests[at].body;
    other = seen != KeyedHash{} && seen != same;
  });
  return asked.ok() && other;
}

// An answer says `duplicate` of a lead whose person is known.
Status CheckAsker(ApiParts& parts, const LeadRequest& request) {
  if (!request.person.has_value()) return {};
  const Status may = CheckMayLookUp(parts.workspace, *request.person);
  if (!may.ok() && may.error().code == Code::kForbidden)
    parts.readings.Note({0, 0, "denied", request.person->name, request.route, "", 1});
  return may;
}

void Take(ApiParts& parts, const LeadRequest& request, Responder responder) {
  if (const Status may = CheckAsker(parts, request); !may.ok())
    return responder.Send(ErrorResponse(may.error(), request.path));
  Result<ParsedLeads> leads = Parse(request);
  if (!leads.ok())
    return responder.Send(ProblemResponse(ProblemOfBody(leads.error(), request.path)));
  if (leads->many && !request.idempotency_key.empty() &&
      IsKeyOfAnotherBody(parts.workspace, request.idempotency_key, request.body)) {
    return responder.Send(ErrorResponse(
        422, "this idempotency key was used with another body; use a new key", request.path));
  }
  if (leads->items.empty()) return responder.Send(JsonResponse("[]"));
  auto batch = std::make_shared<LeadBatch>(parts.workspace, parts.metrics, std::move(responder),
                                           request.path, leads->items.size(), leads->many,
                                           request.accepted_only);
  parts.deadlines.Add(batch);
  bool first = true;
  for (LeadItem& item : leads->items) {
    if (!item.lead.has_value()) {
      batch->Refuse(item.index, ProblemOfFault(item, leads->many));
      continue;
    }
    if (!request.source.empty()) item.lead->SetText(Field::kSource, request.source);
    // The first keeps the key itself, so that one body in place of several is told from another.
    std::string key = request.idempotency_key;
    if (!key.empty() && !std::exchange(first, false)) key += "#" + std::to_string(item.index);
    std::vector<std::string> identities = IdentityKeys(*item.lead);
    // A contact or an account is not the lead of the same address.
    if (!request.record.empty()) {
      for (std::string& identity : identities) identity = request.record + " " + identity;
    }
    const Bytes content = ContentForm(*item.lead);
    Submission submission = MakeSubmission(parts.workspace.keys(), std::move(*item.lead),
                                           identities, content, key, request.body);
    submission.actor.ref = request.actor;
    submission.record = request.record;
    batch->Submit(item.index, std::move(submission), leads->many);
  }
}

bool IsPlainKey(std::string_view key) {
  return key.size() <= kMaxIdempotencyKeyBytes &&
         std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// `record` is empty for a lead, else the kind of record.
void OnLeads(ApiParts& parts, const RouteContext& context, std::string source, std::string record,
             bool forms, Responder responder) {
  const HttpRequest& request = context.request;
  const auto refuse = [&](int status, std::string detail) {
    responder.Send(ErrorResponse(status, std::move(detail), request.path()));
  };
  LeadRequest lead;
  lead.form = FormOf(request.Header("Content-Type"));
  if (lead.form == BodyForm::kOther || (lead.form == BodyForm::kForm && !forms)) {
    return refuse(
        415,
        forms ? "send application/json, application/x-ndjson or application/x-www-form-urlencoded"
              : "send application/json or application/x-ndjson; forms go to /v1/intake/{source}");
  }
  lead.idempotency_key = request.Header("Idempotency-Key");
  if (!IsPlainKey(lead.idempotency_key)) {
    return refuse(400, "an `Idempotency-Key` has up to 255 printable ASCII characters");
  }
  const std::string* wait = context.Query("wait");
  if (wait != nullptr && *wait != "accepted" && *wait != "decided") {
    return refuse(400, "`wait` is `accepted` or `decided`");
  }
  lead.accepted_only = wait != nullptr && *wait == "accepted";
  lead.actor = context.principal.name;
  if (!source.empty()) lead.booked = parts.sources.Find(source);
  if (lead.booked != nullptr && lead.booked->source.signature != SignatureKind::kNone) {
    // The keys of whoever can sign are the source's own.
    Result<std::string> key =
        CheckSignature(lead.booked->source, request, parts.workspace.clock().Now());
    if (!key.ok()) return refuse(401, key.error().message);
    lead.idempotency_key = std::move(*key);
    lead.actor = "source " + source;
  }
  if (lead.actor.empty()) {
    // The source lost its signature between the check of the token and this one.
    return refuse(401, "the source takes no signature any more; send the bearer token");
  }
  if (context.principal.IsPerson()) {
    lead.person = context.principal;
    lead.route = context.Name();
  }
  lead.path = request.path();
  lead.source = std::move(source);
  lead.record = std::move(record);
  lead.body = request.body;
  // What a person may know is asked of the engine, for which the caller's thread does not wait.
  if (!lead.person.has_value() && lead.body.size() <= kParseInPlaceBytes &&
      lead.body.find('\n') == std::string::npos && !lead.body.starts_with('[')) {
    return Take(parts, lead, std::move(responder));
  }
  auto waiting = std::make_shared<Responder>(std::move(responder));
  const std::string path = lead.path;
  if (!parts.pool.TryRun(
          [&parts, waiting, lead = std::move(lead)] { Take(parts, lead, std::move(*waiting)); })) {
    waiting->Send(ErrorResponse(503, "too many requests are being read; try again soon", path));
  }
}

Route LeadRoute(std::string pattern, std::string summary, RouteHandler handler) {
  Route route;
  route.method = Method::kPost;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = std::move(handler);
  route.query = {
      {"wait", "`accepted` answers as soon as the lead is durable, before the decision"}};
  route.request_schema = "LeadInput";
  route.request_types = {"application/json", "application/x-ndjson"};
  route.response_schema = "LeadAnswer";
  route.success = {201, 200, 202};
  return route;
}

constexpr std::string_view kKinds[] = {"lead",        "contact", "account",
                                       "opportunity", "case",    "conversation"};

}  // namespace

void AddLeadRoutes(ApiParts& parts, Router* router) {
  router->Add(Permission::kSendLeads,
              LeadRoute("/v1/leads", "Send a lead, an array of leads, or one lead a line",
                        [&parts](const RouteContext& context, Responder responder) {
                          OnLeads(parts, context, {}, {}, false, std::move(responder));
                        }));
  router->Add(
      Permission::kSendLeads,
      LeadRoute("/v1/records/{kind}",
                "Send a record of a kind that the active policy has a plan for",
                [&parts](const RouteContext& context, Responder responder) {
                  const std::string_view kind = context.Path("kind");
                  if (std::find(std::begin(kKinds), std::end(kKinds), kind) == std::end(kKinds)) {
                    return responder.Send(ErrorResponse(
                        404,
                        "there is no kind of record by this name; there are lead, contact, "
                        "account, opportunity, case and conversation",
                        context.request.path()));
                  }
                  OnLeads(parts, context, {}, kind == "lead" ? "" : std::string(kind), false,
                          std::move(responder));
                }));
  Route intake = LeadRoute(
      "/v1/intake/{source}",
      "Take a lead from a form or a system, as JSON or form encoding, by the source's field map; "
      "a source with a secret is signed by its sender and needs no token",
      [&parts](const RouteContext& context, Responder responder) {
        OnLeads(parts, context, std::string(context.Path("source")), {}, true,
                std::move(responder));
      });
  intake.request_types = {"application/json", "application/x-www-form-urlencoded"};
  intake.vouched = [&parts](const HttpRequest& request, std::string_view source) {
    const auto booked = parts.sources.Find(source);
    return booked != nullptr && HasSignature(booked->source, request);
  };
  router->Add(Permission::kSendLeads, std::move(intake));
}

}  // namespace signalbox
