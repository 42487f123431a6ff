#include "workspace/move_plans.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"
#include "workspace/realign.h"

namespace signalbox {
namespace {

// Rows that one request handles before it answers, so that it answers within a second.
constexpr int64_t kRowsPerRequest = 2'000;

std::string_view StateName(const MovePlan& plan) {
  if (!plan.undone_by.IsZero()) return "undone";
  if (plan.done()) return "done";
  if (plan.body.needs_approval && !plan.approved) return "waits_for_approval";
  return plan.next == 0 ? "planned" : "under_way";
}

std::string VersionOf(const State& state, const Digest& hash) {
  const auto version = state.versions.find(hash);
  return version == state.versions.end() ? std::string() : version->second->name;
}

Result<PersonRef> Whoever(const State& state, const std::string& by) {
  if (by.empty()) return PersonRef{0};
  const PersonRef ref = state.RefOf(by);
  if (ref != 0) return ref;
  return Err(Code::kInvalid, "`by`: the roster has nobody called `" + by + "`");
}

Result<const MovePlan*> PlanOf(const State& state, const Id& id) {
  const auto plan = state.moves.find(id);
  if (plan != state.moves.end()) return &plan->second;
  return Err(Code::kNotFound,
             "there is no plan `" + FormatId("moves", id) + "`; `policy repair --list` names them");
}

MoveProgress ProgressOf(const Id& id, const MovePlan& plan, TimeUs now) {
  MoveProgress progress{id,        plan.body.count, plan.next, plan.moved, plan.left_out,
                        TimeUs{0}, plan.done()};
  const MoveWindow window = WindowOf(plan, now);
  if (!progress.done && window.from > now) progress.next_at = window.from;
  return progress;
}

Status MoveOne(Turn& turn, const Id& id, const MovePlan& plan, const ev::MoveRow& row,
               const Actor& actor, const AccountMover& move_account) {
  ev::OwnerMoved body{id, plan.next, row, WhyNotMoved(turn.state(), row)};
  if (!row.account)
    return turn.Input(EntityKind::kLead, row.lead, EventType::kOwnerMoved, actor, body);
  if (!move_account) return Err(Code::kInvalid, "nobody moves accounts here");
  SB_ASSIGN(body.left_out, move_account(turn, row));
  return turn.Input(EntityKind::kWorkspace, id, EventType::kOwnerMoved, actor, body);
}

Status CheckOptions(const MoveOptions& options) {
  if (options.batch < 1 || options.batch > kMaxMoveBatch)
    return Err(Code::kInvalid, fmt::format("a batch is 1 to {} leads", kMaxMoveBatch));
  if (options.every_us < 0) return Err(Code::kInvalid, "the time between batches is below zero");
  return {};
}

}  // namespace

Result<Id> PlanMoves(Turn& turn, const MovePreview& preview, const MoveOptions& options,
                     const Actor& actor) {
  SB_TRY(CheckOptions(options));
  // An undo without moves still ends what it undoes.
  if (preview.rows.empty() && preview.of_plan.IsZero())
    return Err(Code::kConflict, "there is nothing to move");
  if (static_cast<int64_t>(preview.rows.size()) > options.most)
    return Err(Code::kForbidden, "this would move " + std::to_string(preview.rows.size()) +
                                     " leads, and you may move " + std::to_string(options.most) +
                                     " at once; ask an administrator");
  const State& state = turn.state();
  ev::MovesPlanned body;
  SB_ASSIGN(body.by, Whoever(state, options.by));
  if (options.needs_approval && body.by == 0)
    return Err(Code::kInvalid, "say who plans it (`by`), so that somebody else can approve it");
  bool keeps_of = false;
  if (!preview.of_plan.IsZero()) {
    SB_ASSIGN(const MovePlan* of, PlanOf(state, preview.of_plan));
    if (!of->undone_by.IsZero()) return Err(Code::kConflict, "it was undone already");
    keeps_of = of->body.keeps_clocks;
  }
  body.kind = preview.kind;
  body.count = static_cast<int64_t>(preview.rows.size());
  body.version = preview.version_hash;
  body.active = preview.active_hash;
  body.of = preview.of_plan;
  body.batch = options.batch;
  body.every_us = options.every_us;
  body.effective = options.effective;
  body.needs_approval = options.needs_approval;
  // What goes back to whom somebody stood in for goes back as it came.
  body.keeps_clocks = options.keeps_clocks || keeps_of;
  for (const auto& [owner, load] : preview.owners) {
    body.loads.push_back(
        {state.RefOf(owner), load.loses, load.gains, load.accounts_lost, load.accounts_gained});
  }
  body.rows = turn.PutBlob(EncodeBody(ev::MoveRows{preview.rows}));
  const Id id = turn.MakeId();
  SB_TRY(turn.Input(EntityKind::kWorkspace, id, EventType::kMovesPlanned, actor, body));
  return id;
}

Status ApproveMoves(Turn& turn, const Id& id, const std::string& by, const Actor& actor) {
  const State& state = turn.state();
  SB_ASSIGN(const MovePlan* plan, PlanOf(state, id));
  SB_ASSIGN(const PersonRef ref, Whoever(state, by));
  if (ref == 0) return Err(Code::kInvalid, "say who approves it: `by`, a person's id");
  if (plan->approved) return Err(Code::kConflict, "it was approved already");
  if (ref == plan->body.by)
    return Err(Code::kConflict, "who planned it does not approve it; somebody else must");
  return turn.Input(EntityKind::kWorkspace, id, EventType::kMovesApproved, actor,
                    ev::MovesApproved{ref});
}

Result<ev::MoveRows> ReadMoveRows(const Store& store, const Digest& blob) {
  SB_ASSIGN(const Bytes bytes, store.ReadBlob(blob));
  return DecodeBody<ev::MoveRows>(bytes);
}

Result<MoveProgress> MoveSome(Turn& turn, const Id& id, const ev::MoveRows& rows,
                              const Actor& actor, const AccountMover& move_account) {
  const State& state = turn.state();
  SB_ASSIGN(const MovePlan* plan, PlanOf(state, id));
  if (plan->done()) return ProgressOf(id, *plan, turn.now());
  SB_TRY(CheckPlan(state, *plan));
  if (rows.rows.size() != static_cast<size_t>(plan->body.count))
    return Err(Code::kCorrupt, "the plan's rows are not those that it names");
  const int64_t until = std::min(WindowOf(*plan, turn.now()).until, plan->next + kMovesPerTurn);
  const int64_t began = plan->next;
  while (plan->next < until) {
    const Status moved =
        MoveOne(turn, id, *plan, rows.rows[static_cast<size_t>(plan->next)], actor, move_account);
    // What was moved before is stored; the next call says what is wrong.
    if (!moved.ok() && plan->next > began) break;
    SB_TRY(moved);
  }
  return ProgressOf(id, *plan, turn.now());
}

Result<MoveProgress> CarryOn(Workspace& workspace, const Id& id, const Actor& actor) {
  Digest blob{};
  Status status;
  int64_t began = 0;
  std::vector<std::string> known;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Result<const MovePlan*> plan = PlanOf(engine.state(), id);
    if (!plan.ok()) {
      status = plan.error();
      return;
    }
    blob = (*plan)->body.rows;
    began = (*plan)->next;
    if ((*plan)->body.kind == MoveKind::kRepair) return;
    for (const auto& [account, value] : engine.state().directory.accounts())
      known.push_back(account);
  }));
  SB_TRY(status);
  SB_ASSIGN(const ev::MoveRows rows, ReadMoveRows(workspace.store(), blob));
  const AccountIds accounts = AccountIdsOf(known, workspace.store().log_id(), workspace.keys());
  const AccountMover move_account = [&](Turn& turn, const ev::MoveRow& row) {
    return MoveAccount(turn, workspace, row, accounts, actor);
  };
  MoveProgress progress;
  for (int64_t before = -1; progress.next != before;) {
    before = progress.next;
    SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
      SB_ASSIGN(progress, MoveSome(turn, id, rows, actor, move_account));
      return {};
    }));
    const bool batch_over = progress.next_at > 0 || progress.next - began >= kRowsPerRequest;
    if (progress.done || batch_over) break;
  }
  return progress;
}

Result<MovePreview> PreviewUndo(const State& state, const Store& store, const Id& id) {
  SB_ASSIGN(const MovePlan* plan, PlanOf(state, id));
  if (!plan->undone_by.IsZero()) {
    return Err(Code::kConflict,
               "it was undone already, by `" + FormatId("moves", plan->undone_by) + "`");
  }
  if (plan->body.kind == MoveKind::kUndo)
    return Err(Code::kConflict, "an undo is not undone; plan the moves anew");
  SB_ASSIGN(const ev::MoveRows rows, ReadMoveRows(store, plan->body.rows));
  MovePreview preview;
  preview.kind = MoveKind::kUndo;
  preview.version = VersionOf(state, plan->body.version);
  preview.version_hash = plan->body.version;
  preview.of = FormatId("moves", id);
  preview.of_plan = id;
  for (size_t i = rows.rows.size(); i-- > 0;) {
    if (i >= plan->rows_moved.size() || !plan->rows_moved[i]) continue;
    ++preview.looked_at;
    ev::MoveRow row = rows.rows[i];
    std::swap(row.from, row.to);
    MoveEntry entry;
    entry.lead_id = FormatId(row.account ? "account" : "lead", row.lead);
    entry.from = PlaceName(state, row.from);
    entry.to = PlaceName(state, row.to);
    entry.rule = row.to.rule;
    entry.row = row.to.row;
    entry.pool = row.to.pool;
    row.touched_too = false;
    entry.left_out = WhyNotMoved(state, row);
    if (entry.left_out.empty())
      AddMove(state, std::move(entry), std::move(row), &preview);
    else
      preview.left_out.push_back(std::move(entry));
  }
  CountOwners(state, &preview);
  return preview;
}

std::optional<Id> UnfinishedPlan(const State& state, MoveKind kind, const Digest& version,
                                 const Id& of) {
  for (const auto& [id, plan] : state.moves) {
    const bool bound = plan.body.active == Digest{} ||
                       (!state.activated.empty() && state.activated.back() == plan.body.active);
    if (plan.body.kind == kind && plan.body.version == version && plan.body.of == of &&
        !plan.done() && plan.undone_by.IsZero() && bound)
      return id;
  }
  return std::nullopt;
}

std::string MoveProgress::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("id", FormatId("moves", plan)).Member("count", count);
  json.Member("handled", next).Member("moved", moved).Member("left_out", left_out);
  json.MemberOrNull("next_at", next_at == 0 ? std::string() : FormatTime(next_at));
  json.Member("done", done).EndObject();
  return text;
}

std::string MoveProgress::Text() const {
  std::string text = fmt::format("{}: {} of {} handled, {} moved, {} left out",
                                 FormatId("moves", plan), next, count, moved, left_out);
  if (next_at > 0) text += "; the next batch may come at " + FormatTime(next_at);
  return text + "\n";
}

std::string MovePlansJson(const State& state) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("moves").BeginArray();
  for (const auto& [id, plan] : state.moves) {
    json.BeginObject().Member("id", FormatId("moves", id));
    json.Member("kind", MoveKindName(plan.body.kind)).Member("state", StateName(plan));
    json.MemberOrNull("version", VersionOf(state, plan.body.version));
    json.MemberOrNull("active", VersionOf(state, plan.body.active));
    json.MemberOrNull("of", plan.body.of.IsZero() ? "" : FormatId("moves", plan.body.of));
    json.MemberOrNull("undone_by",
                      plan.undone_by.IsZero() ? "" : FormatId("moves", plan.undone_by));
    json.Member("planned_at", FormatTime(plan.planned_at));
    json.MemberOrNull("by", state.PersonOf(plan.body.by));
    json.MemberOrNull("approved_by", state.PersonOf(plan.approved_by));
    json.MemberOrNull("effective", plan.body.effective == 0 ? "" : FormatTime(plan.body.effective));
    json.Member("batch", plan.body.batch).Member("every_us", plan.body.every_us);
    json.Member("count", plan.body.count).Member("handled", plan.next);
    json.Member("moved", plan.moved).Member("left_out", plan.left_out);
    json.Key("per_owner").BeginArray();
    for (const ev::MoveLoad& load : plan.body.loads) {
      json.BeginObject().Member("owner", state.PersonOf(load.person));
      json.Member("loses", load.loses).Member("gains", load.gains).EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().Member("text", MovePlansText(state)).EndObject();
  return text;
}

std::string MovePlansText(const State& state) {
  std::string text;
  for (const auto& [id, plan] : state.moves) {
    text += fmt::format("{}  {}  {}  {}", FormatId("moves", id), FormatTime(plan.planned_at),
                        MoveKindName(plan.body.kind), StateName(plan));
    if (!plan.body.of.IsZero()) text += " of " + FormatId("moves", plan.body.of);
    text += fmt::format("  {} of {} handled, {} moved, {} left out\n", plan.next, plan.body.count,
                        plan.moved, plan.left_out);
  }
  return text.empty() ? "nothing was ever repaired or realigned\n" : text;
}

Result<Id> ParseMovesId(std::string_view text) {
  Result<Id> id = ParseId("moves", text);
  if (id.ok()) return id;
  return Err(Code::kNotFound, "`" + std::string(text.substr(0, 100)) +
                                  "` is no id of a repair; one looks like `moves_0190...`");
}

}  // namespace signalbox
