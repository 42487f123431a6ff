// BacktestReport::Json.
#include "base/json_writer.h"
#include "workspace/backtest_words.h"
#include "workspace/event_json.h"

namespace signalbox {
namespace {

void WritePlace(std::string_view prefix, const BacktestPlace& place, JsonWriter* json) {
  const std::string before(prefix);
  json->Member(before, place.target);
  json->Member(before + "_disposition", DispositionName(place.disposition));
  json->MemberOrNull(before + "_rule", place.rule).MemberOrNull(before + "_row", place.row);
  json->MemberOrNull(before + "_reason", place.reason);
}

void WritePool(const PoolFairness& pool, JsonWriter* json) {
  json->BeginObject().Member("pool", pool.pool).Member("turns", pool.turns);
  json->Member("nobody_at_work", pool.all_out).Key("jain").Raw(RatioText(pool.jain_e4));
  if (pool.furthest >= 0) {
    const MemberFairness& member = pool.members[static_cast<size_t>(pool.furthest)];
    json->Key("largest_deviation").BeginObject().Member("owner", member.person);
    json->Key("turns").Raw(TurnsText(member.deviation()));
    json->Key("causes").BeginObject();
    for (const auto& [cause, share] : member.missed) json->Key(cause).Raw(TurnsText(-share));
    json->EndObject().EndObject();
  }
  json->Key("members").BeginArray();
  for (const MemberFairness& member : pool.members) {
    json->BeginObject().Member("owner", member.person).Member("turns", member.turns);
    json->Key("ideal").Raw(TurnsText(member.entitled));
    json->Key("ideal_while_available").Raw(TurnsText(member.available));
    json->Key("deviation").Raw(TurnsText(member.deviation()));
    json->Key("missed").BeginObject();
    for (const auto& [cause, share] : member.missed) json->Key(cause).Raw(TurnsText(share));
    json->EndObject().EndObject();
  }
  json->EndArray().EndObject();
}

void WriteLoop(const BacktestLoop& loop, JsonWriter* json) {
  json->BeginObject().Key("jain").Raw(RatioText(loop.jain_e4));
  json->Member("held", loop.held).Member("still_held", loop.still_held);
  json->Member("median_wait_seconds", loop.median_wait_us / kSecondUs);
  json->Member("longest_wait_seconds", loop.longest_wait_us / kSecondUs);
  json->Member("modelled_leads", loop.modelled).Key("pools").BeginArray();
  for (const PoolFairness& pool : loop.pools) WritePool(pool, json);
  json->EndArray().EndObject();
}

void WriteLoads(const BacktestReport& report, JsonWriter* json) {
  json->Key("per_owner").BeginObject();
  for (const BacktestLoad& load : report.loads) {
    json->Key(load.target).BeginObject().Member("type", load.is_person ? "person" : "queue");
    if (!report.from_file) json->Member("recorded", load.recorded);
    json->Member("before", load.before).Member("after", load.after);
    if (report.mode != BacktestMode::kOpen) {
      json->Key("estimate").BeginObject().Member("before", load.closed_before);
      json->Member("after", load.closed_after).EndObject();
    }
    json->EndObject();
  }
  json->EndObject();
}

void WriteLists(const BacktestReport& report, JsonWriter* json) {
  json->Key("moved").BeginArray();
  for (const BacktestMove& move : report.moved) {
    json->BeginObject()
        .Member("lead_id", move.lead_id)
        .MemberOrNull("external_id", move.external_id);
    WritePlace("from", move.from, json);
    WritePlace("to", move.to, json);
    json->Member("time", FormatTime(move.time)).EndObject();
  }
  json->EndArray().Key("conflicts").BeginArray();
  for (const BacktestConflict& one : report.conflicts) {
    json->BeginObject().Member("lead_id", one.lead_id).Member("kind", one.kind);
    json->Member("rule", one.rule).Member("about", one.about);
    json->Member("before_too", one.before).EndObject();
  }
  json->EndArray().Key("unmatched").BeginArray();
  for (const std::string& lead : report.unmatched) json->String(lead);
  json->EndArray().Key("flows").BeginArray();
  for (const BacktestFlow& flow : report.flows) {
    json->BeginObject().Member("from", flow.from).Member("to", flow.to);
    json->Member("leads", flow.leads).EndObject();
  }
  json->EndArray();
}

void WriteVersion(std::string_view key, const std::string& version, const std::string& name,
                  JsonWriter* json) {
  json->Key(key).BeginObject().Member("policy_version", version).Member("policy", name).EndObject();
}

}  // namespace

std::string BacktestReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("leads", leads).Member("decisions", decisions);
  WriteVersion("before", before, before_name, &json);
  WriteVersion("after", after, after_name, &json);
  json.Member("mode", BacktestModeName(mode)).Member("source", from_file ? "file" : "history");
  json.MemberOrNull("since", decisions > 0 ? FormatTime(since) : "");
  json.MemberOrNull("until", decisions > 0 ? FormatTime(until) : "");
  json.Key("roster").BeginObject();
  json.Member("as", from_file ? "the workspace's now" : "each decision saw it");
  json.Member("from_revision", roster_from).Member("to_revision", roster_to);
  json.Member("people_forgotten_since", roster_erased).EndObject();
  json.Member("erased", erased).Member("stopped", stopped).Member("unreadable", unreadable);
  json.Member("duplicates", duplicates);
  if (!from_file) json.Member("as_recorded", as_recorded);
  json.Member("moved_count", moved_count).Member("conflict_count", conflict_count);
  json.Member("unmatched_count", unmatched_count).Member("unmatched_before", unmatched_before);
  json.Key("jain").Raw(RatioText(jain_after_e4)).Key("jain_before").Raw(RatioText(jain_before_e4));
  if (mode != BacktestMode::kOpen) {
    json.Key("closed_loop").BeginObject().Member("estimate", true);
    json.Member("moved_count", closed_moved_count).Key("before");
    WriteLoop(loop_before, &json);
    json.Key("after");
    WriteLoop(loop_after, &json);
    json.EndObject();
  }
  WriteLoads(*this, &json);
  WriteLists(*this, &json);
  json.Member("text", Text()).EndObject();
  return text;
}

}  // namespace signalbox
