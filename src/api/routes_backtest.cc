// POST /v1/policies/backtest: what `signalbox policy backtest` asks of a running server.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/recorded_reading.h"
#include "api/whole_log.h"
#include "base/json_writer.h"
#include "intake/lead_json.h"
#include "plans/plan_loader.h"
#include "workspace/backtest_history.h"
#include "workspace/backtest_leads.h"
#include "workspace/lead_sight.h"
#include "workspace/policy_versions.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

struct BacktestAsked {
  BacktestOptions options;
  std::optional<Json> leads;
  TimeUs at = 0;
  bool html = false;
};

Result<std::string> OptionalText(const Json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || at->is_null()) return std::string();
  const auto* text = at->get_ptr<const std::string*>();
  if (text == nullptr) return Err(Code::kInvalid, std::string("`") + key + "` is no text");
  return *text;
}

Result<std::shared_ptr<const PolicyVersion>> Published(Workspace& workspace,
                                                       const std::string& name) {
  Result<std::shared_ptr<const PolicyVersion>> found = Err(Code::kNotFound, "");
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    if (name == "active" && state.Active() != nullptr) {
      found = state.Active();
      return;
    }
    const Result<Digest> hash = FindPolicyVersion(state, name);
    if (hash.ok())
      found = state.versions.at(*hash);
    else
      found = hash.error();
  }));
  return found;
}

// The name of a published version, or `{"files": {...}}` of a bundle that need not be.
Result<std::shared_ptr<const PolicyVersion>> ReadVersion(Workspace& workspace, const Json& body,
                                                         const char* key) {
  const auto at = body.find(key);
  if (at == body.end()) return Err(Code::kInvalid, std::string("`") + key + "` is missing");
  if (const auto* name = at->get_ptr<const std::string*>(); name != nullptr)
    return Published(workspace, *name);
  const auto files = at->is_object() ? at->find("files") : at->end();
  if (!at->is_object() || files == at->end() || !files->is_object()) {
    return Err(Code::kInvalid, std::string("`") + key +
                                   "` is a version's name, or {\"files\": {\"policy.yaml\": ...}}");
  }
  BundleFiles bundle;
  for (const auto& [name, content] : files->items()) {
    const auto* text = content.get_ptr<const std::string*>();
    if (text == nullptr) return Err(Code::kInvalid, "the content of `" + name + "` is no text");
    bundle.emplace(name, *text);
  }
  std::vector<Finding> findings;
  std::shared_ptr<const PolicyVersion> version = LoadVersion(bundle, nullptr, &findings);
  if (version != nullptr) return version;
  std::string message = std::string("the bundle in `") + key + "` does not compile";
  for (const Finding& finding : findings) message += "\n" + finding.Text();
  return Err(Code::kInvalid, std::move(message));
}

// `{"new_dach_table": true}`
Result<FlagOverrides> ReadFlags(const Json& body) {
  FlagOverrides flags;
  const auto at = body.find("flags");
  if (at == body.end()) return flags;
  if (!at->is_object()) return Err(Code::kInvalid, "`flags` is an object such as {\"name\": true}");
  for (const auto& [name, on] : at->items()) {
    if (!on.is_boolean()) return Err(Code::kInvalid, "flag `" + name + "` is true or false");
    flags[name] = on.get<bool>();
  }
  return flags;
}

Result<BacktestAsked> ReadBacktestAsked(Workspace& workspace, std::string_view text) {
  const Json body = Json::parse(text, nullptr, false);
  if (!body.is_object())
    return Err(Code::kInvalid, "send {\"before\": ..., \"after\": ..., \"since\": ...}");
  for (const auto& [key, value] : body.items()) {
    constexpr std::string_view kKeys[] = {"before", "after", "since", "until", "mode",
                                          "leads",  "at",    "html",  "flags"};
    if (std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys))
      return Err(Code::kInvalid, "member `" + key + "` is not known");
  }
  BacktestAsked asked;
  SB_ASSIGN(asked.options.before, ReadVersion(workspace, body, "before"));
  SB_ASSIGN(asked.options.after, ReadVersion(workspace, body, "after"));
  SB_ASSIGN(const std::string mode, OptionalText(body, "mode"));
  if (!mode.empty()) {
    SB_ASSIGN(asked.options.mode, ParseBacktestMode(mode));
  }
  asked.at = workspace.clock().Now();
  for (const auto& [key, to] : {std::pair<const char*, TimeUs*>{"since", &asked.options.since},
                                {"until", &asked.options.until},
                                {"at", &asked.at}}) {
    SB_ASSIGN(const std::string time, OptionalText(body, key));
    if (time.empty()) continue;
    SB_ASSIGN(*to, ParseTime(time));
  }
  if (const auto leads = body.find("leads"); leads != body.end()) {
    if (!leads->is_array()) return Err(Code::kInvalid, "`leads` is an array of leads");
    asked.leads = *leads;
  }
  SB_ASSIGN(asked.options.flags, ReadFlags(body));
  SB_TRY(CheckOverrides(asked.options.flags,
                        {asked.options.before->policy.get(), asked.options.after->policy.get()}));
  asked.html = body.value("html", Json(false)) == Json(true);
  return asked;
}

Result<BacktestReport> RunOnLeads(Workspace& workspace, const BacktestAsked& asked) {
  std::unique_ptr<State> state;
  SB_TRY(workspace.Ask([&](const Engine& engine) { state = CopyForTrial(engine.state()); }));
  int64_t unreadable = 0;
  size_t next = 0;
  const auto source = [&](Attributes* lead) -> Result<bool> {
    while (next < asked.leads->size()) {
      const LeadOrFault parsed = ParseLeadJson((*asked.leads)[next++].dump());
      if (parsed.has_value()) {
        *lead = *parsed;
        return true;
      }
      ++unreadable;
    }
    return false;
  };
  SB_ASSIGN(BacktestReport report,
            BacktestLeads(std::move(state), source, asked.options, asked.at));
  report.unreadable = unreadable;
  return report;
}

// What senders call their leads is a personal field: shown to whoever may see it of every record,
// and recorded as a reading.
void ShowOwnIds(ApiParts& parts, const RouteContext& context, const Sight& sight,
                BacktestReport* report) {
  const auto named =
      std::count_if(report->moved.begin(), report->moved.end(),
                    [](const BacktestMove& move) { return !move.external_id.empty(); });
  if (named == 0) return;
  if (sight.SeesEverywhere(Field::kExternalId) && RecordReading(parts, context, "", named).ok())
    return;
  for (BacktestMove& move : report->moved) move.external_id.clear();
}

Result<std::string> Backtest(ApiParts& parts, const RouteContext& context) {
  Workspace& workspace = parts.workspace;
  SB_ASSIGN(const BacktestAsked asked, ReadBacktestAsked(workspace, context.request.body));
  SB_ASSIGN(const Sight sight, SightOf(workspace, context.principal));
  Result<BacktestReport> report = Err(Code::kInvalid, "");
  if (asked.leads.has_value())
    report = RunOnLeads(workspace, asked);
  else
    report = BacktestHistory(workspace.store(), workspace.keys(), LoadStoredVersion, asked.options);
  if (!report.ok()) return report.error();
  // Those of a file are the asker's own.
  if (!asked.leads.has_value()) ShowOwnIds(parts, context, sight, &*report);
  std::string json = report->Json();
  if (!asked.html) return json;
  json.pop_back();
  json += ",\"html\":";
  AppendJsonString(report->Html(), &json);
  return json + "}";
}

}  // namespace

void AddBacktestRoutes(ApiParts& parts, Router* router) {
  Route route =
      WholeLogRoute(parts, Method::kPost, "/v1/policies/backtest",
                    "Try two versions of the policy on the same leads and compare",
                    [&parts](const RouteContext& context) { return Backtest(parts, context); });
  route.request_schema = "BacktestRequest";
  route.response_schema = "BacktestReport";
  router->Add(Permission::kTryDecisions, std::move(route));
}

}  // namespace signalbox
