// A bulk action as callers write it.
#include <nlohmann/json.hpp>

#include "workspace/bulk_actions.h"
#include "workspace/request_members.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

constexpr int kBulkActions = static_cast<int>(BulkAction::kReroute) + 1;

Result<BulkAction> BulkActionByName(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  std::string known;
  for (int i = 0; i < kBulkActions; ++i) {
    const auto action = static_cast<BulkAction>(i);
    if (text != nullptr && BulkActionName(action) == *text) return action;
    known += (known.empty() ? "" : ", ") + std::string(BulkActionName(action));
  }
  return Err(Code::kInvalid, "`action` is one of " + known);
}

Status ReadLeadIds(const Json& value, std::vector<std::string>* leads) {
  if (!value.is_array()) return Err(Code::kInvalid, "`lead_ids` is a list of ids");
  for (const Json& one : value) {
    const auto* text = one.get_ptr<const std::string*>();
    if (text == nullptr) return Err(Code::kInvalid, "`lead_ids` is a list of ids");
    leads->push_back(*text);
  }
  return {};
}

Status ReadFilter(const Json& value, std::string* queue) {
  const bool one = value.is_object() && value.size() == 1 && value.contains("queue");
  const auto* text = one ? value.at("queue").get_ptr<const std::string*>() : nullptr;
  if (text == nullptr || text->empty())
    return Err(Code::kInvalid, "`filter` is such as {\"queue\": \"failed\"}");
  *queue = *text;
  return {};
}

Status ReadBulkMember(const std::string& name, const Json& value, BulkRequest* request) {
  if (name == "action") {
    SB_ASSIGN(request->action, BulkActionByName(value));
    return {};
  }
  if (name == "lead_ids") return ReadLeadIds(value, &request->leads);
  if (name == "filter") return ReadFilter(value, &request->queue);
  if (name == "dry_run") return ReadFlag(value, name, &request->dry_run);
  if (name == "as_of")
    return ReadWholeNumber(value, name, -1, INT64_MAX, &request->as_of.emplace());
  // The rest is what a verb on one lead takes.
  SB_ASSIGN(const VerbRequest verb, ParseVerbRequest(Json{{name, value}}.dump()));
  if (name == "by") request->verb.by = verb.by;
  if (name == "to") request->verb.to = verb.to;
  if (name == "queue") request->verb.queue = verb.queue;
  if (name == "reason") request->verb.reason = verb.reason;
  if (name == "until") request->verb.until = verb.until;
  return {};
}

}  // namespace

Result<BulkRequest> ParseBulkRequest(std::string_view json) {
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object() || !root.contains("action"))
    return Err(Code::kInvalid,
               "send an object such as {\"action\": \"retry\", \"filter\": {\"queue\": "
               "\"failed\"}, \"dry_run\": true}");
  BulkRequest request;
  for (const auto& [name, value] : root.items()) SB_TRY(ReadBulkMember(name, value, &request));
  if (root.contains("lead_ids") == root.contains("filter"))
    return Err(Code::kInvalid, "name the leads by `lead_ids` or by `filter`, and not by both");
  return request;
}

}  // namespace signalbox
