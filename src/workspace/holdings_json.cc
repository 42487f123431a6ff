// Holdings and what becomes of them, as callers write and read them.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/counted.h"
#include "base/json_writer.h"
#include "engine/cases.h"
#include "workspace/holdings.h"
#include "workspace/request_members.h"

namespace signalbox {
namespace {

Status ReadReassignMember(const std::string& name, const nlohmann::json& value,
                          ReassignRequest* request) {
  if (value.is_null()) return {};
  if (name == "accounts") return ReadFlag(value, name, &request->how.accounts);
  if (name == "dry_run") return ReadFlag(value, name, &request->dry_run);
  if (name == "batch") return ReadWholeNumber(value, name, 1, kMaxMoveBatch, &request->batch);
  if (name == "to") return ReadText(value, name, &request->how.to);
  if (name == "every") return ReadSpan(value, name, &request->every_us);
  if (name != "then") {
    return Err(Code::kInvalid, "`" + name +
                                   "` is nothing that is known here; there are `then`, `to`, "
                                   "`accounts`, `dry_run`, `batch` and `every`");
  }
  std::string then;
  SB_TRY(ReadText(value, name, &then));
  SB_ASSIGN(request->how.then, InHandThenByName(then));
  return {};
}

void WriteIds(std::string_view key, const std::vector<std::string>& ids, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const std::string& id : ids) json->String(id);
  json->EndArray();
}

std::string HoldingsText(const Holdings& holdings) {
  std::string text =
      fmt::format("{} has {}, {} and {} to decide; {} to them\n", holdings.person,
                  Counted(std::ssize(holdings.leads), "lead"),
                  Counted(std::ssize(holdings.accounts), "account"),
                  Counted(std::ssize(holdings.requests), "request"),
                  Counted(std::ssize(holdings.reports), "person reports", "people report"));
  if (!holdings.active) text += holdings.person + " is not active and takes no leads\n";
  return text;
}

}  // namespace

Result<ReassignRequest> ParseReassignRequest(std::string_view json) {
  ReassignRequest request;
  if (json.empty()) return request;
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object()) return Err(Code::kInvalid, "send a JSON object, or nothing");
  for (const auto& [name, value] : root.items()) SB_TRY(ReadReassignMember(name, value, &request));
  return request;
}

std::string ReassignRequestJson(const ReassignRequest& request) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("then", InHandThenName(request.how.then));
  json.MemberOrNull("to", request.how.to).Member("accounts", request.how.accounts);
  json.Member("dry_run", request.dry_run).Member("batch", request.batch);
  json.MemberOrNull("every", request.every_us == 0 ? "" : FormatDuration(request.every_us));
  json.EndObject();
  return text;
}

std::string HoldingsJson(const Holdings& holdings, const MovePreview* preview) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("person", holdings.person).Member("active", holdings.active);
  json.Member("lead_count", static_cast<int64_t>(holdings.leads.size()));
  json.Key("leads").BeginArray();
  for (size_t i = 0; i < std::min(holdings.leads.size(), kMaxMovesListed); ++i)
    json.String(FormatId("lead", holdings.leads[i]));
  json.EndArray();
  WriteIds("accounts", holdings.accounts, &json);
  json.Key("requests").BeginArray();
  for (const int64_t number : holdings.requests) json.String(CaseNumberText(number));
  json.EndArray();
  WriteIds("reports", holdings.reports, &json);
  WriteIds("stands_in_for", holdings.stands_in_for, &json);
  std::string words = HoldingsText(holdings);
  json.Key("preview");
  if (preview == nullptr) {
    json.Null();
  } else {
    json.Raw(preview->Json(false));
    words += preview->Text();
  }
  json.Member("text", words).EndObject();
  return text;
}

std::string GiveOnJson(const std::string& person, InHandThen then, bool dry_run,
                       const MoveProgress& progress, const MovePreview& preview) {
  const bool planned = !progress.plan.IsZero();
  std::string words = preview.Text();
  if (dry_run) words += "nothing was changed\n";
  if (planned) words += progress.Text();
  if (planned && !progress.done) {
    words += "go on with it by `signalbox realign --continue " + FormatId("moves", progress.plan) +
             "`\n";
  }
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("person", person).Member("dry_run", dry_run);
  json.Member("then", InHandThenName(then));
  json.MemberOrNull("plan", planned ? FormatId("moves", progress.plan) : std::string());
  json.Member("handled", progress.next).Member("moved", progress.moved);
  json.Member("left_out", progress.left_out);
  json.MemberOrNull("next_at", progress.next_at == 0 ? "" : FormatTime(progress.next_at));
  json.Member("done", dry_run ? false : progress.done);
  json.Key("preview").Raw(preview.Json(false)).Member("text", words).EndObject();
  return text;
}

}  // namespace signalbox
