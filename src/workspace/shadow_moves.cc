#include "workspace/shadow_moves.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/counted.h"
#include "base/json_writer.h"
#include "workspace/event_json.h"
#include "workspace/policy_versions.h"
#include "workspace/read_ahead.h"
#include "workspace/replay_policy.h"

namespace signalbox {
namespace {

using nlohmann::json;

// More is for programs, which ask for JSON.
constexpr size_t kShownMoves = 20;

void CountShadow(const ev::ShadowDecided& body, const Event& event, const Run& run,
                 const State& state, ShadowReport* report) {
  ++report->compared;
  report->held += body.disposition == Disposition::kHold;
  report->unassigned += body.rule == "nothing_matched";
  const ev::DecisionMade& made = run.decision;
  std::string from = DestinationOf(made.disposition, state.PersonOf(made.owner), made.queue);
  std::string to = DestinationOf(body.disposition, state.PersonOf(body.owner), body.queue);
  ++report->per_outcome[std::string(DispositionName(made.disposition))].before;
  ++report->per_outcome[std::string(DispositionName(body.disposition))].after;
  ++report->per_owner[from].before;
  ++report->per_owner[to].after;
  if (!body.moved) return;
  ++report->moved;
  if (report->moves.size() >= kMaxListed) return;
  report->moves.push_back(
      {{FormatId("lead", state.leads[run.lead].id), std::move(from), std::move(to)},
       body.rule,
       event.time});
}

using ShadowPairs = std::map<std::string, ShadowPair>;

void AddPairs(const char* key, const ShadowPairs& pairs, JsonWriter* out) {
  out->Key(key).BeginObject();
  for (const auto& [name, pair] : pairs) {
    out->Key(name).BeginObject().Member("before", pair.before);
    out->Member("after", pair.after).EndObject();
  }
  out->EndObject();
}

ShadowPairs PairsIn(const json& object) {
  ShadowPairs pairs;
  for (const auto& [name, pair] : object.items())
    pairs[name] = {pair.at("before"), pair.at("after")};
  return pairs;
}

// As the console calls a lead: the first of these that there is, empty for none.
std::string NameIn(const json& record) {
  const auto text = [](const json& object, const char* key) {
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  const json lead = record.value("lead", json::object());
  const std::string first = text(lead, "first_name"), last = text(lead, "last_name");
  const std::string whole = first + (first.empty() || last.empty() ? "" : " ") + last;
  for (const std::string& name :
       {text(lead, "name"), whole, text(lead, "email"), text(record, "external_id")}) {
    if (!name.empty()) return name;
  }
  return {};
}

}  // namespace

std::string ShadowReport::Json() const {
  std::string text;
  JsonWriter out(&text);
  out.BeginObject().Member("policy_version", policy_version).Member("compared", compared);
  out.Member("moved", moved).Member("held", held).Member("unassigned", unassigned);
  AddPairs("per_outcome", per_outcome, &out);
  AddPairs("per_owner", per_owner, &out);
  out.Key("leads").BeginArray();
  for (const ShadowMove& one : moves) {
    out.BeginObject().Member("lead_id", one.move.lead_id).Member("from", one.move.from);
    out.Member("to", one.move.to).Member("rule", one.rule);
    out.Member("time", FormatTime(one.time)).EndObject();
  }
  out.EndArray().EndObject();
  return text;
}

std::string ShadowReport::Text() const {
  std::string text =
      fmt::format("{} decided beside {}: {} moved, {} held, {} unassigned\n", policy_version,
                  Counted(compared, "lead"), moved, held, unassigned);
  for (size_t i = 0; i < std::min(kShownMoves, moves.size()); ++i) {
    const ShadowMove& one = moves[i];
    const auto name = names.find(one.move.lead_id);
    text += fmt::format("  {}  {}{} -> {}  by {}\n", one.move.lead_id,
                        name == names.end() ? "" : name->second + "  ", one.move.from, one.move.to,
                        one.rule);
  }
  if (moved > static_cast<int64_t>(kShownMoves)) text += "  ... see --json\n";
  return text;
}

Result<ShadowReport> ReadShadowReport(std::string_view text) {
  const Error bad{Code::kCorrupt, "the answer is no report about a shadow"};
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return bad;
  ShadowReport report;
  try {
    report.policy_version = object.at("policy_version");
    report.compared = object.at("compared");
    report.moved = object.at("moved");
    report.held = object.at("held");
    report.unassigned = object.at("unassigned");
    report.per_outcome = PairsIn(object.at("per_outcome"));
    report.per_owner = PairsIn(object.at("per_owner"));
    for (const json& one : object.at("leads")) {
      ShadowMove move{{one.at("lead_id"), one.at("from"), one.at("to")}, one.at("rule"), 0};
      SB_ASSIGN(move.time, ParseTime(one.at("time").get<std::string>()));
      report.moves.push_back(std::move(move));
    }
    for (const json& one : object.value("records", json::array())) {
      std::string name = NameIn(one);
      if (!name.empty()) report.names[one.at("lead_id")] = std::move(name);
    }
  } catch (const json::exception&) {
    return bad;
  }
  return report;
}

Result<ShadowReport> FindShadowMoves(const Store& store, const Keyring& keys,
                                     const StoredPolicyLoader& load_policy,
                                     const std::string& version) {
  const ApplyContext context = StoredContext(store, load_policy);
  State state;
  state.log_id = store.log_id();
  // Which version is meant is known once the log is folded, so all that were tried are counted.
  std::map<Bytes, ShadowReport> by_pin;
  const auto visit = [&](const OpenedEvent& opened) -> Status {
    const Event& event = opened.event;
    const Run* run = state.FindRun(event.entity);
    if (static_cast<EventType>(event.type) == EventType::kShadowDecided && run != nullptr) {
      SB_ASSIGN(const ev::ShadowDecided body, DecodeBody<ev::ShadowDecided>(event.clear));
      CountShadow(body, event, *run, state, &by_pin[event.pins.policy]);
    }
    return FoldEvent(event, opened.sealed, context, &state);
  };
  SB_TRY(ReadOpenedAhead(store, keys, 0, -1, visit));
  SB_ASSIGN(const Digest hash, FindPolicyVersion(state, version));
  ShadowReport report = std::move(by_pin[Bytes(View(hash).substr(0, 8))]);
  report.policy_version = state.versions.at(hash)->name;
  return report;
}

}  // namespace signalbox
