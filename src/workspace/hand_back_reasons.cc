#include "workspace/hand_back_reasons.h"

#include "base/json_writer.h"
#include "policy/sla.h"
#include "workspace/lead_lookup.h"

namespace signalbox {
namespace {

std::string_view ThenName(HandBackThen then) {
  switch (then) {
    case HandBackThen::kRouteAgain:
      return "route_again";
    case HandBackThen::kCorrect:
      return "correct";
    case HandBackThen::kRecycle:
      return "recycle";
    case HandBackThen::kDisqualify:
      return "disqualify";
  }
  return "route_again";
}

std::string ReasonText(const HandBackReason& reason) {
  switch (reason.then) {
    case HandBackThen::kRouteAgain:
      return "goes to somebody who did not have it yet";
    case HandBackThen::kCorrect:
      return "is held in `" + reason.queue + "` until the record is put right";
    case HandBackThen::kRecycle:
      return reason.after_us == 0 ? std::string("comes back on the day that is named")
                                  : "comes back after " + FormatDuration(reason.after_us);
    case HandBackThen::kDisqualify:
      return "is rejected";
  }
  return {};
}

void AddReason(const HandBackReason& reason, JsonWriter* json) {
  const bool recycles = reason.then == HandBackThen::kRecycle;
  json->BeginObject().Member("reason", reason.id).Member("then", ThenName(reason.then));
  json->MemberOrNull("queue", reason.queue);
  json->MemberOrNull(
      "after", recycles && reason.after_us > 0 ? FormatDuration(reason.after_us) : std::string());
  json->Member("needs_until", recycles && reason.after_us == 0);
  json->Member("text", ReasonText(reason)).EndObject();
}

}  // namespace

Result<std::string> HandBackReasonsJson(Workspace& workspace, const std::string& lead) {
  std::shared_ptr<const PolicyVersion> version;
  Status found{};
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    version = state.Active();
    if (lead.empty()) return;
    const Result<uint32_t> at = FindLead(state, workspace.keys(), lead);
    if (at.ok())
      version = state.PolicyOf(*at);
    else
      found = at.error();
  }));
  SB_TRY(found);
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("policy_version", version == nullptr ? "" : version->name);
  json.Key("items").BeginArray();
  if (version != nullptr) {
    for (const auto& [id, reason] : HandBackReasonsOf(*version->policy)) AddReason(reason, &json);
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
