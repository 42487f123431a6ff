// Realignment: accounts, or whole territories, go to other people from a day on, and their open
// leads with them (docs/repair.md).
//
// Named accounts come as a list of `account_id,owner`, places as a list of country, state, postal
// prefix, size band and owner (workspace/realign_places.h). Without a list the active version of
// the policy is asked about every open lead: that is what a territory change is, once its bundle is
// published. What is in hand stays for a while where the holdover says so.
//
// Reads only; any thread, with a state of its own.
#pragma once

#include <string>
#include <unordered_map>

#include "workspace/move_preview.h"
#include "workspace/stored_state.h"

namespace signalbox {

class Turn;
class Workspace;
struct Actor;

struct RealignQuestion {
  std::string accounts;  // CSV, of accounts or of places; empty: all by the active version
  TimeUs effective = 0;  // 0: at once
  // After the effective date, without one from now on, for so long, leads that were taken up stay
  // with whoever has them, and accounts with an open opportunity with their owner.
  TimeUs holdover_us = 30 * kDayUs;
  bool move_opportunities = false;  // accounts with open opportunities move at once
  TimeUs now = 0;

  bool HeldOver() const;  // still, at `now`
};

// kInvalid names every line that is not understood: nothing of a list is guessed, and none of it is
// done while a line is wrong.
Result<MovePreview> PreviewRealign(const Store& store, const Keyring& keys,
                                   const StoredPolicyLoader& load_policy,
                                   const RealignQuestion& question);

// The accounts of a workspace by the entity that events know them by; what rows of accounts need to
// be carried out.
using AccountIds = std::unordered_map<Id, std::string, IdHash>;
AccountIds AccountIdsOf(const std::vector<std::string>& accounts, const Id& log_id,
                        const Keyring& keys);

// Gives an account to its new owner, unless somebody else owns it by now; the code of why not,
// empty when it was done.
Result<std::string> MoveAccount(Turn& turn, const Workspace& workspace, const ev::MoveRow& row,
                                const AccountIds& accounts, const Actor& actor);

}  // namespace signalbox
