#include "workspace/shadow_moves.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "workspace/policy_versions.h"
#include "workspace/read_ahead.h"
#include "workspace/replay_policy.h"

namespace signalbox {
namespace {

using nlohmann::json;

// More is for programs, which ask for JSON.
constexpr size_t kShownMoves = 20;

void Count(const ev::ShadowDecided& body, const Event& event, const Run& run, const State& state,
           ShadowReport* report) {
  ++report->compared;
  report->held += body.disposition == Disposition::kHold;
  report->unassigned += body.rule == "nothing_matched";
  if (!body.moved) return;
  ++report->moved;
  if (report->moves.size() >= kMaxListed) return;
  const ev::DecisionMade& made = run.decision;
  report->moves.push_back(
      {{FormatId("lead", state.leads[run.lead].id),
        DestinationOf(made.disposition, state.PersonOf(made.owner), made.queue),
        DestinationOf(body.disposition, state.PersonOf(body.owner), body.queue)},
       body.rule,
       event.time});
}

}  // namespace

std::string ShadowReport::Json() const {
  std::string text;
  JsonWriter out(&text);
  out.BeginObject().Member("policy_version", policy_version).Member("compared", compared);
  out.Member("moved", moved).Member("held", held).Member("unassigned", unassigned);
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
  std::string text = fmt::format("{} decided beside {} leads: {} moved, {} held, {} unassigned\n",
                                 policy_version, compared, moved, held, unassigned);
  for (size_t i = 0; i < std::min(kShownMoves, moves.size()); ++i) {
    const ShadowMove& one = moves[i];
    text += fmt::format("  {}  {} -> {}  by {}\n", one.move.lead_id, one.move.from, one.move.to,
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
    for (const json& one : object.at("leads")) {
      ShadowMove move{{one.at("lead_id"), one.at("from"), one.at("to")}, one.at("rule"), 0};
      SB_ASSIGN(move.time, ParseTime(one.at("time").get<std::string>()));
      report.moves.push_back(std::move(move));
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
      Count(body, event, *run, state, &by_pin[event.pins.policy]);
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
