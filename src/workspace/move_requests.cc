#include "workspace/move_requests.h"

#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "workspace/repair.h"
#include "workspace/request_members.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

Status ReadMoveMember(MoveKind kind, const std::string& name, const Json& value,
                      MoveRequest* request) {
  MoveOptions& options = request->options;
  if (name == "by") return ReadText(value, name, &options.by);
  if (name == "every") return ReadSpan(value, name, &options.every_us);
  if (name == "csv") return ReadFlag(value, name, &request->csv);
  if (name == "batch") return ReadWholeNumber(value, name, 1, kMaxMoveBatch, &options.batch);
  if (kind == MoveKind::kRepair && name == "version")
    return ReadText(value, name, &request->version);
  if (kind == MoveKind::kRealign) {
    RealignQuestion& realign = request->realign;
    if (name == "accounts") {
      SB_TRY(ReadText(value, name, &realign.accounts));
      // Without a list every open lead is asked about, which nobody means by an empty file.
      if (realign.accounts.empty() && value.is_string())
        return Err(Code::kInvalid, "`accounts` is empty; it begins with `account_id,owner`");
      return {};
    }
    if (name == "holdover") return ReadSpan(value, name, &realign.holdover_us);
    if (name == "move_opportunities") return ReadFlag(value, name, &realign.move_opportunities);
    if (name == "approve") return ReadFlag(value, name, &options.needs_approval);
    if (name == "effective") {
      std::string text;
      SB_TRY(ReadText(value, name, &text));
      if (text.empty()) return {};
      SB_ASSIGN(realign.effective, ParseTime(text));
      options.effective = realign.effective;
      return {};
    }
  }
  return Err(Code::kInvalid, "`" + name + "` is nothing that is known here");
}

void AppendPreview(const MovePreview& preview, bool csv, std::string* text) {
  if (csv) {
    *text += ",\"csv\":";
    AppendJsonString(preview.Csv(), text);
  }
  *text += ",\"preview\":" + preview.Json(false) + "}";
}

// The answer to a plan or an undo.
std::string Planned(const MoveProgress& progress, const MovePreview& preview, bool csv) {
  std::string text = progress.Json();
  text.pop_back();
  text += ",\"resumed\":false,\"text\":";
  AppendJsonString(preview.Text(), &text);
  AppendPreview(preview, csv, &text);
  return text;
}

std::string Resumed(const MoveProgress& progress) {
  std::string text = progress.Json();
  text.pop_back();
  text += ",\"resumed\":true,\"text\":";
  AppendJsonString("goes on with " + progress.Text(), &text);
  return text + "}";
}

std::string NothingPlanned(const MovePreview& preview, bool csv) {
  std::string text =
      "{\"id\":null,\"count\":0,\"handled\":0,\"moved\":0,\"left_out\":0,\"next_at\":null,"
      "\"done\":true,\"resumed\":false,\"text\":";
  AppendJsonString(preview.Text(), &text);
  AppendPreview(preview, csv, &text);
  return text;
}

MoveProgress Unbegun(const Id& id, const MovePreview& preview) {
  MoveProgress progress;
  progress.plan = id;
  progress.count = static_cast<int64_t>(preview.rows.size());
  progress.done = preview.rows.empty();
  return progress;
}

// A plan that was begun before, as it stands.
Result<std::optional<MoveProgress>> Begun(Workspace& workspace, MoveKind kind,
                                          const std::string& version, const Id& of) {
  std::optional<MoveProgress> begun;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    Digest hash{};
    for (const auto& [known, one] : state.versions) {
      if (one->name == version || ToHex(View(known)) == version) hash = known;
    }
    if (kind == MoveKind::kRepair && hash == Digest{}) return;
    std::optional<Id> id;
    for (const auto& [known, plan] : state.moves) {
      if (kind == MoveKind::kUndo && plan.body.of == of && !plan.done()) id = known;
    }
    if (kind == MoveKind::kRepair) id = UnfinishedPlan(state, kind, hash, of);
    if (!id.has_value()) return;
    const MovePlan& plan = state.moves.at(*id);
    begun = MoveProgress{*id, plan.body.count, plan.next, plan.moved, plan.left_out, 0, false};
  }));
  return begun;
}

}  // namespace

Result<MoveRequest> ParseMoveRequest(MoveKind kind, std::string_view json) {
  MoveRequest request;
  request.options.needs_approval = kind == MoveKind::kRealign;
  if (json.empty()) return request;
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object()) return Err(Code::kInvalid, "send an object, or nothing");
  for (const auto& [name, value] : root.items())
    SB_TRY(ReadMoveMember(kind, name, value, &request));
  return request;
}

std::string MoveRequestJson(MoveKind kind, const MoveRequest& request) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("batch", request.options.batch);
  json.Member("every", FormatDuration(request.options.every_us));
  json.MemberOrNull("by", request.options.by).Member("csv", request.csv);
  if (kind == MoveKind::kRepair) json.Member("version", request.version);
  if (kind == MoveKind::kRealign) {
    const RealignQuestion& realign = request.realign;
    json.MemberOrNull("accounts", realign.accounts);
    json.MemberOrNull("effective", realign.effective == 0 ? "" : FormatTime(realign.effective));
    json.Member("holdover", FormatDuration(realign.holdover_us));
    json.Member("move_opportunities", realign.move_opportunities);
    json.Member("approve", request.options.needs_approval);
  }
  json.EndObject();
  return text;
}

namespace {

Result<MovePreview> WholePreview(const Store& store, const Keyring& keys, MoveKind kind,
                                 const MoveRequest& request, TimeUs now) {
  if (kind == MoveKind::kRealign) {
    RealignQuestion question = request.realign;
    question.now = now;
    return PreviewRealign(store, keys, LoadStoredVersion, question);
  }
  if (request.version.empty())
    return Err(Code::kInvalid, "say whose decisions: `version`; see `policy versions`");
  RepairQuestion question;
  question.version = request.version;
  question.now = now;
  return PreviewRepair(store, keys, LoadStoredVersion, question);
}

}  // namespace

Result<MovePreview> PreviewMoves(const Store& store, const Keyring& keys, MoveKind kind,
                                 const MoveRequest& request, TimeUs now) {
  SB_ASSIGN(MovePreview preview, WholePreview(store, keys, kind, request, now));
  if (!request.own_ids) preview.HideOwnIds();
  return preview;
}

Result<std::string> PlanRequest(Workspace& workspace, MoveKind kind, const MoveRequest& request,
                                const Actor& actor) {
  SB_ASSIGN(const std::optional<MoveProgress> begun, Begun(workspace, kind, request.version, Id{}));
  if (begun.has_value()) return Resumed(*begun);
  SB_ASSIGN(const MovePreview preview, PreviewMoves(workspace.store(), workspace.keys(), kind,
                                                    request, workspace.clock().Now()));
  if (preview.rows.empty()) return NothingPlanned(preview, request.csv);
  Id id;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(id, PlanMoves(turn, preview, request.options, actor));
    return {};
  }));
  return Planned(Unbegun(id, preview), preview, request.csv);
}

Result<std::string> UndoRequest(Workspace& workspace, const std::string& plan,
                                const MoveRequest& request, const Actor& actor) {
  SB_ASSIGN(const Id of, ParseMovesId(plan));
  SB_ASSIGN(const std::optional<MoveProgress> begun, Begun(workspace, MoveKind::kUndo, "", of));
  if (begun.has_value()) return Resumed(*begun);
  // What was wrong is put back without waiting for anybody.
  MoveOptions options = request.options;
  options.needs_approval = false;
  options.effective = 0;
  Id id;
  MovePreview preview;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(preview, PreviewUndo(turn.state(), workspace.store(), of));
    SB_ASSIGN(id, PlanMoves(turn, preview, options, actor));
    return {};
  }));
  return Planned(Unbegun(id, preview), preview, request.csv);
}

Result<std::string> ContinueRequest(Workspace& workspace, const std::string& plan,
                                    const Actor& actor) {
  SB_ASSIGN(const Id id, ParseMovesId(plan));
  SB_ASSIGN(const MoveProgress progress, CarryOn(workspace, id, actor));
  return progress.Json();
}

Result<std::string> ApproveRequest(Workspace& workspace, const std::string& plan,
                                   const std::string& by, const Actor& actor) {
  SB_ASSIGN(const Id id, ParseMovesId(plan));
  SB_TRY(workspace.Apply([&](Turn& turn) { return ApproveMoves(turn, id, by, actor); }));
  std::string text;
  JsonWriter(&text).BeginObject().Member("id", plan).Member("approved_by", by).EndObject();
  return text;
}

Result<std::string> ListRequest(Workspace& workspace) {
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) { text = MovePlansJson(engine.state()); }));
  return text;
}

}  // namespace signalbox
