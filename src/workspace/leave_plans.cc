#include "workspace/leave_plans.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "engine/leave_events.h"

namespace signalbox {
namespace {

constexpr std::chrono::seconds kBetweenLeaveRounds{10};
const Actor kKeeper{ActorKind::kEngine, ""};

bool Overlaps(const Leave& leave, TimeUs from, TimeUs to) {
  return leave.from < to && leave.to > from;
}

// Whether the person has leave in what is left of the stretch.
bool StandsAt(const Person* person, const LeaveAhead& ahead, TimeUs now) {
  if (person == nullptr) return false;
  return std::any_of(person->leaves.begin(), person->leaves.end(), [&](const Leave& leave) {
    return Overlaps(leave, std::max(now, ahead.from), ahead.to);
  });
}

bool HasBegun(const Person& person, const LeaveAhead& ahead, TimeUs now) {
  if (now < ahead.from || now >= ahead.to) return false;
  return std::any_of(person.leaves.begin(), person.leaves.end(),
                     [now](const Leave& leave) { return leave.from <= now && now < leave.to; });
}

ev::LeaveSettled Settled(const LeaveAhead& ahead, LeaveOutcome outcome) {
  ev::LeaveSettled body;
  body.person = ahead.person;
  body.from = ahead.from;
  body.to = ahead.to;
  body.outcome = outcome;
  return body;
}

Status Feed(Turn& turn, const Actor& actor, const ev::LeaveSettled& body) {
  return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kLeaveSettled, actor,
                    body);
}

// Unless something else was declared, or came of it, meanwhile.
Status Settle(Workspace& workspace, const LeaveAhead& ahead, const ev::LeaveSettled& body) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const auto& all = turn.state().leaves_ahead;
    const bool stands = std::any_of(all.begin(), all.end(), [&](const LeaveAhead& one) {
      return one.position == ahead.position;
    });
    return stands ? Feed(turn, kKeeper, body) : Status{};
  }));
  return {};
}

// A stretch of which something is to be done now.
struct DueLeave {
  LeaveAhead ahead;
  std::string person;
  std::string delegate;
  std::string by;
  bool begun = false;  // else it is over, or was taken back
};

std::vector<DueLeave> DueIn(const State& state, TimeUs now) {
  std::vector<DueLeave> due;
  for (const LeaveAhead& ahead : state.leaves_ahead) {
    DueLeave one{ahead, state.PersonOf(ahead.person), "", state.PersonOf(ahead.by), false};
    const Person* person = state.roster.FindPerson(one.person);
    one.begun = person != nullptr && HasBegun(*person, ahead, now);
    if (one.begun) one.delegate = person->delegate;
    if (one.begun || now >= ahead.to || !StandsAt(person, ahead, now)) due.push_back(one);
  }
  return due;
}

Result<MoveProgress> GiveOnNow(Workspace& workspace, const LeadsOwned& leads, const DueLeave& due) {
  SB_ASSIGN(const Holdings holdings, HoldingsOf(workspace, leads, due.person));
  GiveOn how;
  how.then = due.ahead.then;
  how.to = due.delegate;
  SB_ASSIGN(const MovePreview preview, PreviewGiveOn(workspace, holdings, how));
  MoveOptions options;
  options.by = due.by;
  options.most = due.ahead.most;
  return CarryOutGiveOn(workspace, preview, OptionsFor(how.then, options), kKeeper);
}

Result<LeaveBegun> BeginOne(Workspace& workspace, const LeadsOwned& leads, const DueLeave& due,
                            TimeUs now) {
  LeaveBegun begun{due.person, due.ahead.position, true, LeaveOutcome::kCancelled, 0, 0, ""};
  if (!due.begun) {
    if (now >= due.ahead.to) begun.outcome = LeaveOutcome::kMissed;
    SB_TRY(Settle(workspace, due.ahead, Settled(due.ahead, begun.outcome)));
    return begun;
  }
  const Result<MoveProgress> progress = GiveOnNow(workspace, leads, due);
  if (!progress.ok()) {
    begun.settled = false;
    begun.problem = progress.error().message;
    return begun;
  }
  begun.outcome = LeaveOutcome::kDone;
  begun.moved = progress->moved;
  begun.left_out = progress->left_out;
  ev::LeaveSettled body = Settled(due.ahead, begun.outcome);
  body.plan = progress->plan;
  body.moved = progress->moved;
  body.left_out = progress->left_out;
  SB_TRY(Settle(workspace, due.ahead, body));
  return begun;
}

}  // namespace

Status CheckLeaveThen(const Person& person, InHandThen then) {
  if (then != InHandThen::kDelegate || !person.delegate.empty()) return {};
  return Err(
      Code::kInvalid,
      fmt::format("nobody stands in for `{}`; name who does first (`person delegate {} WHO`)",
                  person.id, person.id));
}

Status DeclareLeave(Turn& turn, const Person& person, const Leave& stretch, InHandThen then,
                    const MoveOptions& options, const Actor& actor) {
  const State& state = turn.state();
  const PersonRef ref = state.RefOf(person.id);
  const auto same = std::find_if(
      state.leaves_ahead.begin(), state.leaves_ahead.end(), [&](const LeaveAhead& one) {
        return one.person == ref && one.from == stretch.from && one.to == stretch.to;
      });
  const bool declared = same != state.leaves_ahead.end();
  if (then == InHandThen::kKeep)
    return declared ? Feed(turn, actor, Settled(*same, LeaveOutcome::kCancelled)) : Status{};
  SB_TRY(CheckLeaveThen(person, then));
  if (declared && same->then == then) return {};
  const ev::LeavePlanned body{ref,         stretch.from, stretch.to, then, state.RefOf(options.by),
                              options.most};
  return turn.Input(EntityKind::kWorkspace, state.log_id, EventType::kLeavePlanned, actor, body);
}

Status CancelGoneLeaves(Turn& turn, const std::string& person, const Actor& actor) {
  const State& state = turn.state();
  const Person* found = state.roster.FindPerson(person);
  const PersonRef ref = state.RefOf(person);
  std::vector<LeaveAhead> gone;
  for (const LeaveAhead& ahead : state.leaves_ahead) {
    const bool theirs = ahead.person == ref && turn.now() < ahead.to;
    if (theirs && !StandsAt(found, ahead, turn.now())) gone.push_back(ahead);
  }
  for (const LeaveAhead& ahead : gone)
    SB_TRY(Feed(turn, actor, Settled(ahead, LeaveOutcome::kCancelled)));
  return {};
}

InHandThen ThenOfLeave(const State& state, const std::string& person, const Leave& leave) {
  const PersonRef ref = state.RefOf(person);
  for (const LeaveAhead& ahead : state.leaves_ahead) {
    if (ahead.person == ref && Overlaps(leave, ahead.from, ahead.to)) return ahead.then;
  }
  return InHandThen::kKeep;
}

namespace {

std::string WhyItWaits(const State& state, const Person& person, const LeaveAhead& ahead,
                       TimeUs now) {
  if (ahead.then == InHandThen::kDelegate) {
    const Person* delegate = state.roster.FindPerson(person.delegate);
    if (delegate == nullptr) return "no_delegate";
    if (IsAbsent(*delegate, now)) return "delegate_away";
  }
  const auto open = state.open.find(person.id);
  return open != state.open.end() && open->second > ahead.most ? "too_many" : "not_known";
}

}  // namespace

std::optional<LeaveThatWaits> WaitingLeave(const State& state, const Person& person, TimeUs now) {
  const PersonRef ref = state.RefOf(person.id);
  for (const LeaveAhead& ahead : state.leaves_ahead) {
    if (ahead.person != ref) continue;
    for (const Leave& leave : person.leaves) {
      const TimeUs since = std::max(leave.from, ahead.from);
      const bool runs = since <= now && now < std::min(leave.to, ahead.to);
      if (runs && now - since > kGiveOnGraceUs)
        return LeaveThatWaits{since, ahead.then, WhyItWaits(state, person, ahead, now)};
    }
  }
  return std::nullopt;
}

MoveOptions OptionsFor(InHandThen then, MoveOptions options) {
  options.keeps_clocks = then == InHandThen::kDelegate;
  return options;
}

Result<std::vector<LeaveBegun>> BeginLeaves(Workspace& workspace, const LeadsOwned& leads,
                                            TimeUs now) {
  std::vector<DueLeave> due;
  SB_TRY(workspace.Ask([&](const Engine& engine) { due = DueIn(engine.state(), now); }));
  std::vector<LeaveBegun> begun;
  for (const DueLeave& one : due) {
    SB_ASSIGN(LeaveBegun what, BeginOne(workspace, leads, one, now));
    begun.push_back(std::move(what));
  }
  return begun;
}

LeaveKeeper::LeaveKeeper(Workspace& workspace, LeadsOwned leads)
    : workspace_(workspace),
      leads_(std::move(leads)),
      rounds_(kBetweenLeaveRounds, [this] { Once(); }) {}

void LeaveKeeper::Tell(const std::vector<LeaveBegun>& begun) {
  for (const LeaveBegun& one : begun) {
    if (!one.settled && told_.insert(one.position).second) {
      Log(LogLevel::kWarning,
          "the leads of somebody who is on leave were not given on, and it is "
          "tried again: " +
              one.problem);
    }
  }
}

void LeaveKeeper::Once() {
  const Result<std::vector<LeaveBegun>> begun =
      BeginLeaves(workspace_, leads_, workspace_.clock().Now());
  if (begun.ok())
    Tell(*begun);
  else
    Log(LogLevel::kWarning, "leave that began was not looked at: " + begun.error().message);
}

}  // namespace signalbox
