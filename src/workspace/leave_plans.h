// What becomes of the leads that somebody has in hand when leave begins that was declared before:
// declared with the leave, carried out when it begins, cancelled with it (docs/people.md).
//
// The log keeps it (engine/leave_events.h), so a restart changes nothing. It is carried out in a
// workspace that is served; one that was not while the leave began catches up when it is, as long
// as the leave lasts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/rounds.h"
#include "workspace/holdings.h"

namespace signalbox {

// kInvalid where the leads are to go to a delegate and nobody is named as one.
Status CheckLeaveThen(const Person& person, InHandThen then);

// Declares it for the person's leave within `stretch`, in place of what was declared for the same
// stretch before; kKeep takes that back. `options` has who declares it, and how many leads they may
// move. The same said twice is one. Errors of CheckLeaveThen.
Status DeclareLeave(Turn& turn, const Person& person, const Leave& stretch, InHandThen then,
                    const MoveOptions& options, const Actor& actor);

// Cancels what was declared for stretches in which the person has no leave any more.
Status CancelGoneLeaves(Turn& turn, const std::string& person, const Actor& actor);

// What is declared for a leave of the person; kKeep for nothing. Engine thread.
InHandThen ThenOfLeave(const State& state, const std::string& person, const Leave& leave);

// What is declared for leave that began more than kGiveOnGraceUs ago and was not done yet.
struct LeaveThatWaits {
  TimeUs since = 0;
  InHandThen then = InHandThen::kKeep;
  // `no_delegate`, `delegate_away`, `too_many`, as far as the state shows it; else `not_known`, and
  // the server's log says more.
  std::string why;
};
// Six rounds of the keeper: what takes longer is stuck.
inline constexpr TimeUs kGiveOnGraceUs = kMinuteUs;
std::optional<LeaveThatWaits> WaitingLeave(const State& state, const Person& person, TimeUs now);

// The leads that go to a delegate keep the time that they have left: the delegate stands in.
MoveOptions OptionsFor(InHandThen then, MoveOptions options);

struct LeaveBegun {
  std::string person;     // empty: somebody since forgotten
  int64_t position = -1;  // of what was declared
  bool settled = false;   // else it is tried again
  LeaveOutcome outcome = LeaveOutcome::kDone;
  int64_t moved = 0, left_out = 0;
  std::string problem;  // what kept the leads from being given on
};

// Carries out what is due at `now`, cancels what has no leave any more, and gives up what was over
// before it could be done: each an event, once. What cannot be done now, for the delegate is away
// too, or for a fault, is tried again while the leave lasts, and keeps nobody else's back. What a
// process that died had begun goes on with the leads that are left. Any thread but the engine's,
// one at a time.
Result<std::vector<LeaveBegun>> BeginLeaves(Workspace& workspace, const LeadsOwned& leads,
                                            TimeUs now);

// Calls BeginLeaves every ten seconds, on a thread of its own, while it lives.
class LeaveKeeper {
 public:
  LeaveKeeper(Workspace& workspace, LeadsOwned leads);  // the workspace outlives the keeper

 private:
  void Once();
  void Tell(const std::vector<LeaveBegun>& begun);

  Workspace& workspace_;
  LeadsOwned leads_;
  std::set<int64_t> told_;  // positions whose problem stands in the server's log
  Rounds rounds_;
};

}  // namespace signalbox
