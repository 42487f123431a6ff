#include "workspace/refresh_apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/json_writer.h"
#include "engine/agent_room.h"
#include "engine/refreshable.h"
#include "workspace/reason_words.h"
#include "workspace/request_members.h"
#include "workspace/route_record.h"

namespace signalbox {
namespace {

using RefreshJson = nlohmann::json;

// A learned model answers within milliseconds; one that hangs holds up nobody longer than this.
constexpr TimeUs kSettledWithinUs = 2 * kSecondUs;
constexpr auto kLookAgainAfter = std::chrono::milliseconds(1);

// Not done as planned: what happened since, as a code.
constexpr std::string_view kRoutedAgain = "routed_again";

Status ReadRefreshMember(const std::string& name, const RefreshJson& value,
                         RefreshRequest* request) {
  RefreshQuestion& question = request->question;
  if (name == "agent") return ReadText(value, name, &question.agent);
  if (name == "by") return ReadText(value, name, &request->by);
  if (name == "dry_run") return ReadFlag(value, name, &request->dry_run);
  if (name == "csv") return ReadFlag(value, name, &request->csv);
  if (name == "batch") return ReadWholeNumber(value, name, 1, kMaxRefreshBatch, &request->batch);
  if (name == "per_minute")
    return ReadWholeNumber(value, name, 0, kMostRefreshedAMinute, &request->per_minute);
  if (name == "field" || name == "older_than") {
    std::string text;
    SB_TRY(ReadText(value, name, &text));
    return name == "field" ? ReadRefreshField(text, &question)
                           : ReadRefreshAge(text, name, &question);
  }
  return Err(Code::kInvalid, "`" + name + "` is nothing that is known here");
}

class RefreshRun {
 public:
  RefreshRun(Workspace& workspace, const RefreshRequest& request, std::string actor)
      : workspace_(workspace), request_(request), actor_(std::move(actor)) {}

  Status Carry(const RefreshPreview& preview, RefreshProgress* progress);

 private:
  // False where the agents have no room for it now.
  Result<bool> One(const RefreshEntry& entry, RefreshProgress* progress);
  Status Check(const State& state, uint32_t lead, TimeUs now, const RefreshEntry& entry);
  // Until its run rests, so that the next one's turn comes after it as in the preview; where an
  // agent outside is asked nobody waits.
  Status Settle(const RefreshEntry& entry, std::string* place);

  Workspace& workspace_;
  const RefreshRequest& request_;
  const std::string actor_;
  std::string skipped_;   // why the record in hand was left alone
  TimeUs room_from_ = 0;  // of the record in hand; 0: now
};

Status RefreshRun::Check(const State& state, uint32_t lead, TimeUs now, const RefreshEntry& entry) {
  const LeadEntry& stands = state.leads[lead];
  skipped_ = WhyNotRefreshed(state, lead);
  if (skipped_.empty() && stands.run != entry.run) skipped_ = kRoutedAgain;
  if (skipped_.empty() && PlaceName(state, StandsAt(state, lead)) != entry.from)
    skipped_ = "owner_changed";
  if (!skipped_.empty()) return Err(Code::kConflict, ReasonWords(skipped_));
  const auto version = state.VersionFor(stands);
  const Plan* plan =
      version == nullptr ? nullptr : PlanFor(*version, state.words.Of(stands.record));
  if (plan == nullptr) return {};
  const TimeUs from = RoomFrom(state.registry, *plan, now);
  if (from <= now) return {};
  room_from_ = from;
  return Err(Code::kExhausted, "the agents have no room for it now");
}

Status RefreshRun::Settle(const RefreshEntry& entry, std::string* place) {
  const TimeUs until = workspace_.clock().Steady() + kSettledWithinUs;
  for (;;) {
    bool rests = false;
    SB_TRY(workspace_.Ask([&](const Engine& engine) {
      const State& state = engine.state();
      const uint32_t lead = state.lead_by_id.at(entry.lead);
      rests = state.leads[lead].status != LeadStatus::kInProgress;
      if (rests) *place = PlaceName(state, StandsAt(state, lead));
    }));
    if (rests || !entry.asks.empty() || workspace_.clock().Steady() > until) return {};
    std::this_thread::sleep_for(kLookAgainAfter);
  }
}

Result<bool> RefreshRun::One(const RefreshEntry& entry, RefreshProgress* progress) {
  skipped_.clear();
  room_from_ = 0;
  RouteAgain how;
  how.trigger = RunTrigger::kRefreshed;
  how.check = [&](const State& state, uint32_t lead, TimeUs now) {
    return Check(state, lead, now, entry);
  };
  const Result<LeadAnswer> routed =
      RouteRecordAgain(workspace_, FormatId("lead", entry.lead), actor_, how);
  if (room_from_ > 0) return false;
  ++progress->handled;
  if (!skipped_.empty()) {
    ++progress->skipped[skipped_];
    return true;
  }
  if (!routed.ok() && routed.error().code == Code::kConflict) {
    ++progress->skipped["changed"];
    return true;
  }
  if (!routed.ok()) return routed.error();
  ++progress->refreshed;
  std::string place;
  SB_TRY(Settle(entry, &place));
  if (!place.empty() && place != entry.from) ++progress->moved;
  return true;
}

Status RefreshRun::Carry(const RefreshPreview& preview, RefreshProgress* progress) {
  const TimeUs began = workspace_.clock().Now();
  const auto count = static_cast<int64_t>(preview.leads.size());
  int64_t most = std::min(request_.batch, count);
  if (request_.per_minute > 0) most = std::min(most, request_.per_minute);
  while (progress->handled < most) {
    SB_ASSIGN(const bool done,
              One(preview.leads[static_cast<size_t>(progress->handled)], progress));
    if (done) continue;
    progress->next_at = room_from_;
    break;
  }
  progress->remaining = count - progress->handled;
  if (request_.per_minute > 0 && progress->remaining > 0) {
    const TimeUs paced = began + progress->handled * kMinuteUs / request_.per_minute;
    progress->next_at = std::max(progress->next_at, paced);
  }
  return {};
}

}  // namespace

Status ReadRefreshField(const std::string& text, RefreshQuestion* question) {
  if (text.empty()) return {};
  question->field = FieldByName(text);
  if (question->field.has_value()) return {};
  return Err(Code::kInvalid,
             "`" + text + "` is no field that an agent gives, such as `lead.score`");
}

Status ReadRefreshAge(const std::string& text, std::string_view name, RefreshQuestion* question) {
  if (text.empty()) return {};
  const Result<TimeUs> age = ParseDuration(text);
  if (!age.ok()) return Err(age.error().code, fmt::format("`{}`: {}", name, age.error().message));
  question->older_than_us = *age;
  if (*age > 0) return {};
  return Err(Code::kInvalid, fmt::format("`{}` is a time such as `30d`, and not none", name));
}

Result<RefreshRequest> ParseRefreshRequest(std::string_view json) {
  RefreshRequest request;
  if (json.empty()) return request;
  const RefreshJson root = RefreshJson::parse(json, nullptr, false);
  if (!root.is_object()) return Err(Code::kInvalid, "send an object, or nothing");
  for (const auto& [name, value] : root.items()) SB_TRY(ReadRefreshMember(name, value, &request));
  return request;
}

std::string RefreshRequestJson(const RefreshRequest& request) {
  const RefreshQuestion& question = request.question;
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("agent", question.agent);
  json.MemberOrNull("field", question.field ? SpecOf(*question.field).name : std::string_view());
  json.MemberOrNull("older_than",
                    question.older_than_us == 0 ? "" : FormatDuration(question.older_than_us));
  json.Member("dry_run", request.dry_run).Member("batch", request.batch);
  json.Member("per_minute", request.per_minute).MemberOrNull("by", request.by);
  json.Member("csv", request.csv).EndObject();
  return text;
}

Result<RefreshOutcome> Refresh(Workspace& workspace, const RefreshRequest& request,
                               const std::string& actor) {
  RefreshQuestion question = request.question;
  question.now = workspace.clock().Now();
  RefreshOutcome outcome;
  outcome.dry_run = request.dry_run;
  SB_ASSIGN(outcome.preview, PreviewRefresh(workspace.store(), workspace.keys(), LoadStoredVersion,
                                            workspace.models(), question));
  if (!request.own_ids) outcome.preview.HideOwnIds();
  const auto count = static_cast<int64_t>(outcome.preview.leads.size());
  outcome.progress.remaining = count;
  if (request.dry_run) return outcome;
  if (count > request.most) {
    return Err(Code::kForbidden,
               fmt::format("this would ask about {} leads again, and you may act on {} at once; "
                           "ask an administrator, or for fewer by `agent` or `field`",
                           count, request.most));
  }
  SB_TRY(RefreshRun(workspace, request, actor).Carry(outcome.preview, &outcome.progress));
  return outcome;
}

std::string RefreshOutcome::Json(bool csv) const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("dry_run", dry_run).Member("handled", progress.handled);
  json.Member("refreshed", progress.refreshed).Member("moved", progress.moved);
  json.Key("skipped").BeginArray();
  for (const auto& [why, count] : progress.skipped) {
    json.BeginObject().Member("why", why).Member("words", ReasonWords(why));
    json.Member("count", count).EndObject();
  }
  json.EndArray().Member("remaining", progress.remaining);
  json.MemberOrNull("next_at", progress.next_at == 0 ? "" : FormatTime(progress.next_at));
  json.Member("done", !dry_run && progress.remaining == 0).Member("text", preview.Text());
  if (csv) json.Member("csv", preview.Csv());
  json.EndObject();
  text.pop_back();
  return text + "," + preview.JsonMembers() + "}";
}

}  // namespace signalbox
