// Which moves between stages a version of the policy may make, and why it may not.
//
//   from \ to  shadow  canary  active  retired
//   draft      yes     yes     yes     yes
//   shadow     -       yes     yes     yes
//   canary     yes     share   yes     yes      (again a canary: with another share)
//   active     -       -       -       -        it is retired when another one becomes active
//   retired    -       -       -       -        publish it again, or go back to it (`rollback`)
//
// Nothing becomes a draft again but a retired version that is published again, and a canary that
// was halted. There is one shadow and one canary at most, beside an active version. Where the
// workspace asks for it, shadow, canary and active need an approval by somebody other than the
// author; going back to a version that was active once does not.
#pragma once

#include "base/result.h"
#include "engine/state.h"

namespace signalbox {

struct StageMove {
  Digest hash{};
  PolicyStage to = PolicyStage::kDraft;
  int64_t share_e4 = 0;    // of a canary
  bool published = false;  // by publishing it, for the first time or again
};

// kConflict with the reason; kInvalid for a share outside 0.01% to 100%.
Status CheckMove(const State& state, const StageMove& move);

// Where a version goes when nobody says where: draft, shadow, canary, active; then it stays.
PolicyStage NextStage(PolicyStage stage);

// Whether `by` may approve of a version now: kConflict for its author, for one whose author is not
// known, and for a retired one.
Status CheckApprover(const State& state, const Digest& hash, PersonRef by);

}  // namespace signalbox
