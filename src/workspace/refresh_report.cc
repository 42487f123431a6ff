// What a preview of a refresh says, as JSON, text and CSV.
#include <fmt/ranges.h>

#include <algorithm>

#include "base/counted.h"
#include "base/json_writer.h"
#include "intake/csv_writer.h"
#include "workspace/reason_words.h"
#include "workspace/refresh.h"

namespace signalbox {
namespace {

// Lines that a terminal shows; `--out` has the rest.
constexpr size_t kRefreshesShown = 20;

std::string LeadIdOf(const RefreshEntry& entry) {
  return FormatId("lead", entry.lead);
}

std::string Joined(const std::vector<std::string>& texts, std::string_view between) {
  return fmt::format("{}", fmt::join(texts, between));
}

std::string ValueWords(const RefreshedValue& value) {
  const std::string_view name = SpecOf(value.field).name;
  if (value.before.empty() && value.after.empty()) return fmt::format("{} changes", name);
  return fmt::format("{} {} -> {}", name, value.before.empty() ? "none" : value.before,
                     value.after.empty() ? "none" : value.after);
}

std::string ValuesWords(const RefreshEntry& entry) {
  std::vector<std::string> words;
  for (const RefreshedValue& value : entry.values) words.push_back(ValueWords(value));
  return Joined(words, ", ");
}

void WriteNames(std::string_view key, const std::vector<std::string>& names, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const std::string& name : names) json->String(name);
  json->EndArray();
}

void WriteRefreshes(const std::vector<RefreshEntry>& entries, JsonWriter* json) {
  json->BeginArray();
  for (size_t i = 0; i < std::min(entries.size(), kMaxMovesListed); ++i) {
    const RefreshEntry& one = entries[i];
    json->BeginObject().Member("lead_id", LeadIdOf(one));
    json->MemberOrNull("external_id", one.external_id);
    WriteNames("given_by", one.given_by, json);
    json->Member("given_at", FormatTime(one.given_at)).Member("from", one.from);
    json->MemberOrNull("to", one.to).MemberOrNull("rule", one.rule);
    json->Member("moves", one.moves()).Key("values").BeginArray();
    for (const RefreshedValue& value : one.values) {
      json->BeginObject().Member("field", SpecOf(value.field).name);
      json->MemberOrNull("before", value.before).MemberOrNull("after", value.after).EndObject();
    }
    json->EndArray();
    WriteNames("asks", one.asks, json);
    WriteNames("assumes", one.assumes, json);
    if (!one.left_out.empty())
      json->Member("left_out", one.left_out).Member("words", ReasonWords(one.left_out));
    json->EndObject();
  }
  json->EndArray();
}

}  // namespace

int64_t RefreshPreview::moves() const {
  return std::count_if(leads.begin(), leads.end(),
                       [](const RefreshEntry& one) { return one.moves(); });
}

int64_t RefreshPreview::unknown() const {
  return std::count_if(leads.begin(), leads.end(),
                       [](const RefreshEntry& one) { return one.to.empty(); });
}

int64_t RefreshPreview::OwnIds() const {
  int64_t named = 0;
  for (const auto* list : {&leads, &left_out}) {
    named += std::count_if(list->begin(), list->end(),
                           [](const RefreshEntry& one) { return !one.external_id.empty(); });
  }
  return named;
}

void RefreshPreview::HideOwnIds() {
  for (auto* list : {&leads, &left_out}) {
    for (RefreshEntry& one : *list) one.external_id.clear();
  }
}

std::string RefreshPreview::JsonMembers() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("looked_at", looked_at).Member("up_to_date", up_to_date);
  json.Member("count", static_cast<int64_t>(leads.size())).Member("move_count", moves());
  json.Member("unknown_count", unknown());
  json.Member("left_out_count", static_cast<int64_t>(left_out.size()));
  json.Key("agents").BeginArray();
  for (const auto& [agent, one] : agents) {
    json.BeginObject().Member("agent", agent).Member("behind", one.behind);
    json.Member("calls", one.calls).EndObject();
  }
  json.EndArray().Key("values").BeginArray();
  for (const auto& [field, count] : values)
    json.BeginObject().Member("field", field).Member("count", count).EndObject();
  json.EndArray().Key("per_owner").BeginArray();
  for (const auto& [owner, one] : owners) {
    json.BeginObject().Member("owner", owner).Member("loses", one.loses);
    json.Member("gains", one.gains).Member("open_before", one.open_before);
    json.Member("open_after", one.open_after).EndObject();
  }
  json.EndArray().Key("leads");
  WriteRefreshes(leads, &json);
  json.Key("left_out");
  WriteRefreshes(left_out, &json);
  json.EndObject();
  return text.substr(1, text.size() - 2);
}

std::string RefreshPreview::Text() const {
  std::string text;
  const auto line = [&text](const std::string& words) { text += words + "\n"; };
  line(fmt::format("{}; the values of {} are up to date.", Counted(looked_at, "open lead"),
                   up_to_date));
  line(
      fmt::format("{} would be asked about again: {} move, {} stay, of {} only agents outside can "
                  "tell. {} are left out.",
                  leads.size(), moves(), static_cast<int64_t>(leads.size()) - moves() - unknown(),
                  unknown(), left_out.size()));
  for (const auto& [agent, one] : agents) {
    if (one.behind > 0)
      line(fmt::format("  {} on values of {}", Counted(one.behind, "lead stands", "leads stand"),
                       agent));
    if (one.calls > 0)
      line(fmt::format("  {} of {}, outside: what it will say is not known here",
                       Counted(one.calls, "call"), agent));
  }
  for (const auto& [field, count] : values)
    line(fmt::format("  {} changes of {}", field, Counted(count, "lead")));
  for (size_t i = 0; i < std::min(leads.size(), kRefreshesShown); ++i) {
    const RefreshEntry& one = leads[i];
    const std::string name = one.external_id.empty() ? LeadIdOf(one) : one.external_id;
    const std::string where = one.to.empty() ? one.from + " -> not known"
                              : one.moves()  ? one.from + " -> " + one.to
                                             : "stays with " + one.from;
    line(
        fmt::format("  {}: {}{}{}", name, where, one.values.empty() ? "" : "; ", ValuesWords(one)));
  }
  if (leads.size() > kRefreshesShown)
    line(fmt::format("  and {} more; `--out FILE.csv` has all", leads.size() - kRefreshesShown));
  std::map<std::string, int64_t> why;
  for (const RefreshEntry& one : left_out) ++why[one.left_out];
  if (!why.empty()) line("Left out:");
  for (const auto& [code, count] : why)
    line(fmt::format("  {} x {} ({})", count, ReasonWords(code), code));
  if (!owners.empty()) line("Open leads of each rep:");
  for (const auto& [owner, one] : owners)
    line(fmt::format("  {}: loses {}, gains {}; open {} -> {}", owner, one.loses, one.gains,
                     one.open_before, one.open_after));
  return text;
}

std::string RefreshPreview::Csv() const {
  std::string text;
  CsvWriter csv(&text, ',', CsvFor::kPeople);
  csv.Row({"lead_id", "external_id", "given_by", "given_at", "from", "to", "rule", "values", "asks",
           "left_out"});
  for (const auto* list : {&leads, &left_out}) {
    for (const RefreshEntry& one : *list) {
      csv.Row({LeadIdOf(one), one.external_id, Joined(one.given_by, " "), FormatTime(one.given_at),
               one.from, one.to, one.rule, ValuesWords(one), Joined(one.asks, " "), one.left_out});
    }
  }
  return text;
}

}  // namespace signalbox
