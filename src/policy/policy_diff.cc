#include "policy/policy_diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"

namespace signalbox {

namespace {

void AddMove(JsonWriter* json, const PolicyMove& move) {
  json->BeginObject().Member("lead_id", move.lead);
  json->Member("from", move.from).Member("to", move.to);
  json->Member("from_rule", move.from_rule).Member("to_rule", move.to_rule);
  json->MemberOrNull("from_row", move.from_row).MemberOrNull("to_row", move.to_row).EndObject();
}

std::string By(const std::string& rule, const std::string& row) {
  return row.empty() ? rule : rule + ", row " + row;
}

}  // namespace

std::string DestinationInWords(const Decision& decision) {
  std::string text;
  switch (decision.disposition) {
    case Disposition::kAssign:
      text = decision.owner;
      if (!decision.pool.empty()) text += " of pool " + decision.pool;
      if (decision.role != "owner") text += " as " + decision.role;
      break;
    case Disposition::kQueue:
      text = "queue " + decision.queue;
      break;
    case Disposition::kHold:
      text = decision.queue.empty() ? "held" : "held in queue " + decision.queue;
      text += ": " + decision.reason;
      if (!decision.pool.empty()) text += " in pool " + decision.pool;
      break;
    case Disposition::kEscalate:
      text = "asks " + (decision.asked.empty() ? "team " + decision.queue : decision.asked);
      break;
    case Disposition::kReject:
      text = "rejected: " + decision.reason;
      break;
  }
  if (!decision.slas.empty()) text += fmt::format(", sla {}", fmt::join(decision.slas, " and "));
  return text;
}

void PolicyDiff::Add(std::string_view lead, const Decision& before, const Decision& after) {
  ++leads_;
  PolicyMove move{std::string(lead),
                  DestinationInWords(before),
                  DestinationInWords(after),
                  before.rule,
                  after.rule,
                  before.row,
                  after.row};
  if (move.from == move.to) {
    if (before.rule != after.rule || before.row != after.row) ++renamed_;
    return;
  }
  ++moved_;
  Group& group = groups_[{before.rule, after.rule}];
  if (group.leads++ == 0) group.example = move;
  if (moves_.size() < kMaxKept) moves_.push_back(std::move(move));
}

std::string PolicyDiff::Text() const {
  std::vector<const std::pair<const std::pair<std::string, std::string>, Group>*> order;
  for (const auto& group : groups_) order.push_back(&group);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->second.leads > b->second.leads; });
  std::string text;
  for (const auto* group : order) {
    const PolicyMove& example = group->second.example;
    text += fmt::format("{} {}: rule {} -> {}\n", group->second.leads,
                        group->second.leads == 1 ? "lead" : "leads", group->first.first,
                        group->first.second);
    text += fmt::format("  {}\n    before: {} ({})\n    after:  {} ({})\n", example.lead,
                        example.from, By(example.from_rule, example.from_row), example.to,
                        By(example.to_rule, example.to_row));
  }
  if (renamed_ > 0) {
    text += fmt::format("{} {} to the same place by another rule or row\n", renamed_,
                        renamed_ == 1 ? "lead goes" : "leads go");
  }
  text += moved_ == 0 ? fmt::format("no lead of {} decides differently\n", leads_)
                      : fmt::format("{} of {} leads decide differently\n", moved_, leads_);
  return text;
}

std::string PolicyDiff::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("leads", leads_).Member("moved", moved_);
  json.Member("renamed", renamed_).Key("groups").BeginArray();
  for (const auto& [rules, group] : groups_) {
    json.BeginObject().Member("from_rule", rules.first).Member("to_rule", rules.second);
    json.Member("leads", group.leads).Key("example");
    AddMove(&json, group.example);
    json.EndObject();
  }
  json.EndArray().Key("moves").BeginArray();
  for (const PolicyMove& move : moves_) AddMove(&json, move);
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
