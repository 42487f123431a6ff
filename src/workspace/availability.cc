#include "workspace/availability.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "access/sight.h"
#include "base/json_writer.h"
#include "lead/week_hours.h"
#include "workspace/leave_plans.h"
#include "workspace/person_weight.h"
#include "workspace/reference.h"
#include "workspace/system_zones.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

Error NobodyCalled(const std::string& person) {
  return Err(Code::kNotFound, "the roster has nobody called `" + person + "`; see `export people`");
}

// The person after the change, checked against the roster.
Result<Person> Changed(const State& state, const std::string& id, AvailabilityVerb verb,
                       const AvailabilityRequest& request, TimeUs now) {
  const Person* person = state.roster.FindPerson(id);
  if (person == nullptr) return NobodyCalled(id);
  SB_ASSIGN(Person changed, WithAvailability(*person, verb, request, SystemZones(), now));
  if (changed.delegate == person->delegate || changed.delegate.empty()) return changed;
  const Person* delegate = state.roster.FindPerson(changed.delegate);
  if (delegate == nullptr)
    return Err(Code::kInvalid,
               fmt::format("`delegate`: the roster has nobody called `{}`", changed.delegate));
  if (!delegate->active)
    return Err(Code::kConflict,
               fmt::format("`{}` is not active and stands in for nobody", changed.delegate));
  return changed;
}

// The end of what keeps them away at `now`, over leaves that follow on each other; 0 for none.
TimeUs BackAt(const Person& person, TimeUs now) {
  TimeUs back = std::max(now, person.paused_until);
  for (const Leave& leave : person.leaves) {
    if (leave.from <= back && back < leave.to) back = leave.to;
  }
  return back == now ? 0 : back;
}

std::string_view WaitWords(std::string_view why) {
  if (why == "no_delegate") return "nobody stands in";
  if (why == "delegate_away") return "who stands in is away too";
  if (why == "too_many") return "there are more than whoever declared it may move";
  return "the server's log says why";
}

std::string AvailabilityText(const State& state, const Person& person, Absence absence,
                             TimeUs now) {
  const std::string& name = person.name.empty() ? person.id : person.name;
  std::string text =
      name + (absence == Absence::kNone ? " is there"
                                        : " takes no leads: " + std::string(AbsenceName(absence)));
  const TimeUs back = BackAt(person, now);
  if (person.active && back > 0) text += ", until " + FormatTime(back);
  if (!person.delegate.empty()) text += "; " + person.delegate + " stands in";
  text += "\n";
  for (const Leave& leave : person.leaves) {
    if (leave.to <= now) continue;
    text += fmt::format("  leave {} to {}", FormatTime(leave.from), FormatTime(leave.to));
    const InHandThen then = ThenOfLeave(state, person.id, leave);
    if (then != InHandThen::kKeep) text += fmt::format(", then {}", InHandThenName(then));
    text += "\n";
  }
  if (const auto waits = WaitingLeave(state, person, now); waits)
    text += fmt::format("  their leads were not given on yet: {}\n", WaitWords(waits->why));
  return text;
}

void WriteWaiting(const State& state, const Person& person, TimeUs now, JsonWriter* json) {
  const std::optional<LeaveThatWaits> waits = WaitingLeave(state, person, now);
  json->Key("not_given_on");
  if (!waits) {
    json->Null();
    return;
  }
  json->BeginObject().Member("since", FormatTime(waits->since));
  json->Member("then", InHandThenName(waits->then)).Member("why", waits->why).EndObject();
}

void WriteAvailability(const State& state, const Person& person, TimeUs now, JsonWriter* json) {
  const Absence absence = Roster::AbsenceOf(person, now);
  const TimeUs back = person.active ? BackAt(person, now) : 0;
  const auto open = state.open.find(person.id);
  json->Member("person", person.id).MemberOrNull("name", person.name);
  json->Member("active", person.active).Member("available", absence == Absence::kNone);
  json->MemberOrNull("why", absence == Absence::kNone ? "" : AbsenceName(absence));
  json->MemberOrNull("away_until", back > 0 ? FormatTime(back) : std::string());
  json->Member("zone", person.zone.empty() ? "UTC" : person.zone);
  json->MemberOrNull("hours", FormatWeekHours(person.hours)).Member("weight", person.weight);
  json->Key("leaves").BeginArray();
  for (const Leave& leave : person.leaves) {
    if (leave.to <= now) continue;
    json->BeginObject().Member("from", FormatTime(leave.from));
    json->Member("to", FormatTime(leave.to));
    json->Member("then", InHandThenName(ThenOfLeave(state, person.id, leave))).EndObject();
  }
  json->EndArray();
  json->MemberOrNull("paused_until",
                     person.paused_until > now ? FormatTime(person.paused_until) : std::string());
  json->MemberOrNull("delegate", person.delegate);
  json->Key("stands_in_for").BeginArray();
  for (const auto& [id, one] : state.roster.people()) {
    if (one.delegate == person.id) json->String(id);
  }
  json->EndArray();
  json->Member("open_leads", open == state.open.end() ? int64_t{0} : open->second);
  WriteWaiting(state, person, now, json);
}

// When what is to become of the leads in hand is done: at once, or for a leave that is to come,
// when it begins.
struct HandOn {
  bool asked = false;
  std::optional<Leave> ahead;
};

Result<HandOn> ReadHandOn(const Person& changed, AvailabilityVerb verb,
                          const AvailabilityRequest& request, TimeUs now) {
  HandOn hand_on;
  hand_on.asked = request.then != InHandThen::kKeep;
  const bool leaves = verb == AvailabilityVerb::kLeave || verb == AvailabilityVerb::kDelegate;
  if (leaves) {
    SB_ASSIGN(hand_on.ahead, StretchOfRequest(request, changed.zone, SystemZones()));
    if (hand_on.ahead && hand_on.ahead->from <= now) hand_on.ahead.reset();
  }
  if (hand_on.ahead) SB_TRY(CheckLeaveThen(changed, request.then));
  if (!hand_on.asked || hand_on.ahead || IsAbsent(changed, now)) return hand_on;
  return Err(Code::kInvalid,
             fmt::format("`{}` is still there, so their leads stay with them; say from when they "
                         "are away, or give the leads on with `person reassign {}`",
                         changed.id, changed.id));
}

struct InHandMoves {
  std::optional<MovePreview> preview;
  MoveProgress progress;
};

Result<MovePreview> PreviewInHand(Workspace& workspace, const LeadsOwned& leads,
                                  const Person& changed, InHandThen then, int64_t most) {
  SB_ASSIGN(const Holdings holdings, HoldingsOf(workspace, leads, changed.id));
  GiveOn how;
  how.then = then;
  how.to = changed.delegate;
  SB_ASSIGN(MovePreview preview, PreviewGiveOn(workspace, holdings, how));
  if (static_cast<int64_t>(preview.rows.size()) <= most) return preview;
  return Err(Code::kForbidden, fmt::format("this would move {} leads, and you may move {} at once; "
                                           "ask an administrator",
                                           preview.rows.size(), most));
}

Result<std::string> Answer(Workspace& workspace, const Person& shown, bool changed,
                           const AvailabilityRequest& request, const InHandMoves& moves) {
  const TimeUs now = workspace.clock().Now();
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    JsonWriter json(&text);
    json.BeginObject();
    WriteAvailability(engine.state(), shown, now, &json);
    std::string words = AvailabilityText(engine.state(), shown, Roster::AbsenceOf(shown, now), now);
    json.Member("changed", changed).Member("dry_run", request.dry_run).Key("in_hand");
    if (moves.preview.has_value()) {
      json.Raw(GiveOnJson(shown.id, request.then, request.dry_run, moves.progress, *moves.preview));
      words += moves.preview->Text();
    } else {
      json.Null();
    }
    if (request.dry_run) words += "nothing was changed\n";
    json.Member("text", words).EndObject();
  }));
  return text;
}

}  // namespace

bool MayActOnPerson(const State& state, const Principal& principal, Permission permission,
                    const std::string& person) {
  if (principal.ReachFor(permission) == Reach::kAll) return true;
  std::vector<Person> people;
  std::vector<Team> teams;
  for (const auto& [id, one] : state.roster.people()) people.push_back(one);
  for (const auto& [id, one] : state.roster.teams()) teams.push_back(one);
  return MayActOn(principal, permission, person, people, teams);
}

Status CheckActOnPerson(Workspace& workspace, const Principal& principal, Permission permission,
                        const std::string& person) {
  bool may = false;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    may = MayActOnPerson(engine.state(), principal, permission, person);
  }));
  if (may) return {};
  return Err(Code::kForbidden,
             "this is for the person themselves, for those whom they report to, "
             "and for operators");
}

Result<std::string> AvailabilityJson(Workspace& workspace, const std::string& person,
                                     const Principal& asker) {
  Result<std::string> answer = NobodyCalled(person);
  const TimeUs now = workspace.clock().Now();
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Person* found = engine.state().roster.FindPerson(person);
    if (found == nullptr) return;
    std::string text;
    JsonWriter json(&text);
    json.BeginObject();
    WriteAvailability(engine.state(), *found, now, &json);
    const auto open = OpenWeights(engine.state(), asker).Of(*found);
    json.Key("weight_bounds");
    if (open)
      json.BeginObject().Member("from", open->from).Member("to", open->to).EndObject();
    else
      json.Null();
    json.Member("text",
                AvailabilityText(engine.state(), *found, Roster::AbsenceOf(*found, now), now))
        .EndObject();
    answer = std::move(text);
  }));
  return answer;
}

Result<std::string> ChangeAvailability(Workspace& workspace, const LeadsOwned& leads,
                                       const std::string& person, AvailabilityVerb verb,
                                       const AvailabilityRequest& request,
                                       const MoveOptions& options, const Actor& actor) {
  const TimeUs now = workspace.clock().Now();
  Result<Person> changed = NobodyCalled(person);
  bool differs = false;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    changed = Changed(engine.state(), person, verb, request, now);
    if (changed.ok()) differs = !(*changed == *engine.state().roster.FindPerson(person));
  }));
  if (!changed.ok()) return changed.error();
  SB_ASSIGN(const HandOn hand_on, ReadHandOn(*changed, verb, request, now));
  InHandMoves moves;
  // Of leave to come a dry run shows what would move if it began now.
  if (hand_on.asked && (request.dry_run || !hand_on.ahead)) {
    SB_ASSIGN(moves.preview, PreviewInHand(workspace, leads, *changed, request.then, options.most));
  }
  if (request.dry_run) return Answer(workspace, *changed, differs, request, moves);
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    // Anew, because somebody else may have changed the person meanwhile.
    SB_ASSIGN(*changed, Changed(turn.state(), person, verb, request, now));
    SB_ASSIGN(differs, UpsertRecord(turn, workspace, actor, *changed));
    SB_TRY(CancelGoneLeaves(turn, person, actor));
    if (!hand_on.ahead) return {};
    return DeclareLeave(turn, *changed, *hand_on.ahead, request.then, options, actor);
  }));
  if (moves.preview.has_value()) {
    SB_ASSIGN(moves.progress,
              CarryOutGiveOn(workspace, *moves.preview, OptionsFor(request.then, options), actor));
  }
  return Answer(workspace, *changed, differs, request, moves);
}

}  // namespace signalbox
