#include "workspace/move_preview.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.h"
#include "base/json_writer.h"
#include "engine/state.h"
#include "intake/csv_writer.h"
#include "workspace/reason_words.h"

namespace signalbox {
namespace {

// Lines that a terminal shows; `--out` has the rest.
constexpr size_t kLinesShown = 20;

void WriteEntries(const std::vector<MoveEntry>& entries, JsonWriter* json) {
  json->BeginArray();
  for (size_t i = 0; i < std::min(entries.size(), kMaxMovesListed); ++i) {
    const MoveEntry& one = entries[i];
    json->BeginObject().Member("lead_id", one.lead_id);
    json->MemberOrNull("external_id", one.external_id);
    json->Member("from", one.from).Member("to", one.to).MemberOrNull("rule", one.rule);
    json->MemberOrNull("row", one.row).MemberOrNull("pool", one.pool);
    if (!one.left_out.empty()) {
      json->Member("left_out", one.left_out).Member("words", ReasonWords(one.left_out));
    }
    json->EndObject();
  }
  json->EndArray();
}

std::string_view Name(const MoveEntry& entry) {
  return entry.external_id.empty() ? entry.lead_id : entry.external_id;
}

}  // namespace

std::string PlaceName(const State& state, const ev::MovePlace& place) {
  if (place.owner != 0) return state.PersonOf(place.owner);
  return place.queue.empty() ? std::string(StatusName(place.status)) : place.queue;
}

ev::MovePlace StandsAt(const State& state, uint32_t lead) {
  const LeadEntry& entry = state.leads[lead];
  ev::MovePlace place;
  place.owner = static_cast<PersonRef>(entry.owner);
  place.status = entry.status;
  place.queue = state.words.Of(entry.queue);
  place.reason = state.words.Of(entry.reason);
  place.rule = state.words.Of(entry.rule);
  place.row = state.words.Of(entry.row);
  if (const auto version = state.PolicyOf(lead); version != nullptr) place.policy = version->hash;
  const auto pool = state.pools.find(state.words.Of(entry.turn_pool));
  if (entry.turn_pool == 0 || pool == state.pools.end()) return place;
  place.pool = state.words.Of(entry.pool);
  place.turn = pool->first;
  place.points = entry.turn.points;
  for (size_t i = 0; i < pool->second.counters.size(); ++i) {
    if ((entry.turn.counters >> i & 1) != 0)
      place.counters.push_back(pool->second.counters[i].name);
  }
  return place;
}

void AddMove(const State& state, MoveEntry entry, ev::MoveRow row, MovePreview* preview) {
  for (const bool gains : {false, true}) {
    const PersonRef person = gains ? row.to.owner : row.from.owner;
    if (person == 0) continue;
    MoveOwnerLoad& load = preview->owners[state.PersonOf(person)];
    if (row.account)
      ++(gains ? load.accounts_gained : load.accounts_lost);
    else
      ++(gains ? load.gains : load.loses);
  }
  preview->moves.push_back(std::move(entry));
  preview->rows.push_back(std::move(row));
}

void CountOwners(const State& state, MovePreview* preview) {
  for (auto& [owner, load] : preview->owners) {
    const auto open = state.open.find(owner);
    load.open_before = open == state.open.end() ? 0 : open->second;
    load.open_after = load.open_before - load.loses + load.gains;
  }
}

int64_t MovePreview::OwnIds() const {
  int64_t named = 0;
  for (const auto* list : {&moves, &left_out}) {
    named += std::count_if(list->begin(), list->end(), [](const MoveEntry& one) {
      return one.lead_id.starts_with("lead_") && !one.external_id.empty();
    });
  }
  return named;
}

void MovePreview::HideOwnIds() {
  for (auto* list : {&moves, &left_out}) {
    for (MoveEntry& one : *list) {
      // That of an account is the CRM's, and no personal field.
      if (one.lead_id.starts_with("lead_")) one.external_id.clear();
    }
  }
}

std::string MovePreview::Json(bool csv) const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("kind", MoveKindName(kind)).MemberOrNull("version", version);
  json.MemberOrNull("active", active).MemberOrNull("of", of);
  json.Member("looked_at", looked_at).Member("same", same);
  json.Member("move_count", static_cast<int64_t>(moves.size()));
  json.Member("left_out_count", static_cast<int64_t>(left_out.size()));
  json.Key("moves");
  WriteEntries(moves, &json);
  json.Key("left_out");
  WriteEntries(left_out, &json);
  json.Key("per_owner").BeginArray();
  for (const auto& [owner, one] : owners) {
    json.BeginObject().Member("owner", owner).Member("loses", one.loses);
    json.Member("gains", one.gains).Member("open_before", one.open_before);
    json.Member("open_after", one.open_after);
    if (kind == MoveKind::kRealign) {
      json.Member("accounts_lost", one.accounts_lost);
      json.Member("accounts_gained", one.accounts_gained);
    }
    json.EndObject();
  }
  json.EndArray().Member("text", Text());
  if (csv) json.Member("csv", Csv());
  json.EndObject();
  return text;
}

std::string MovePreview::Text() const {
  std::string text;
  const auto line = [&text](const std::string& words) { text += words + "\n"; };
  if (kind == MoveKind::kRepair) {
    line(fmt::format("{} decided by {}; {} would go where they are by {}.",
                     Counted(looked_at, "lead was", "leads were"), version, same, active));
  }
  line(fmt::format("{} move, {} are left out.", moves.size(), left_out.size()));
  for (size_t i = 0; i < std::min(moves.size(), kLinesShown); ++i) {
    const MoveEntry& one = moves[i];
    line(fmt::format("  {}: {} -> {}{}", Name(one), one.from, one.to,
                     one.rule.empty() ? "" : " by rule " + one.rule));
  }
  if (moves.size() > kLinesShown)
    line(fmt::format("  and {} more; `--out FILE.csv` has all", moves.size() - kLinesShown));
  std::map<std::string, int64_t> why;
  for (const MoveEntry& one : left_out) ++why[one.left_out];
  if (!why.empty()) line("Left out:");
  for (const auto& [code, count] : why)
    line(fmt::format("  {} x {} ({})", count, ReasonWords(code), code));
  if (!owners.empty()) line("Open leads of each rep:");
  for (const auto& [owner, one] : owners) {
    std::string words = fmt::format("  {}: loses {}, gains {}; open {} -> {}", owner, one.loses,
                                    one.gains, one.open_before, one.open_after);
    if (one.accounts_lost + one.accounts_gained > 0)
      words += fmt::format("; accounts -{} +{}", one.accounts_lost, one.accounts_gained);
    line(words);
  }
  return text;
}

std::string MovePreview::Csv() const {
  std::string text;
  CsvWriter csv(&text, ',', CsvFor::kPeople);
  csv.Row({"lead_id", "external_id", "from", "to", "rule", "row", "pool", "left_out"});
  for (const auto* list : {&moves, &left_out}) {
    for (const MoveEntry& one : *list) {
      csv.Row({one.lead_id, one.external_id, one.from, one.to, one.rule, one.row, one.pool,
               one.left_out});
    }
  }
  return text;
}

}  // namespace signalbox
