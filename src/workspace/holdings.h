// What somebody has in hand, and giving it on to others: their open leads, their accounts, and what
// waits for them (docs/people.md).
//
// Leads are given on by a plan of moves (workspace/move_plans.h): turns are credited, whoever gains
// is told, and the plan can be undone. Any thread but the engine's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "workspace/availability_change.h"
#include "workspace/move_plans.h"

namespace signalbox {

class Views;

// The open leads of a person, the newest first; given by whoever has the views.
using LeadsOwned = std::function<Result<std::vector<Id>>(PersonRef owner)>;
// From views that hold what was committed. kExhausted for more than a plan can have.
Result<std::vector<Id>> LeadsOwnedBy(const Views& views, PersonRef owner);
// For a workspace that nobody serves: its views, brought up to date.
Result<LeadsOwned> LeadsOwnedAlone(const Workspace& workspace);

struct Holdings {
  std::string person;
  bool active = true;
  std::vector<Id> leads;
  std::vector<std::string> accounts;  // ids that they own
  std::vector<int64_t> requests;      // of the desk, that wait for their decision
  std::vector<std::string> reports;   // people who have them as manager
  std::vector<std::string> stands_in_for;
};
// kNotFound where the roster has nobody of this id.
Result<Holdings> HoldingsOf(Workspace& workspace, const LeadsOwned& leads,
                            const std::string& person);

struct GiveOn {
  InHandThen then = InHandThen::kRouteAgain;
  std::string to;         // of kDelegate: a person id; empty: their delegate
  bool accounts = false;  // of kDelegate: the accounts too
};

// What would be moved, lead by lead. By kRouteAgain each lead is asked of the active policy, with
// the person left out, and pools are shared out as the moves go on; who has nobody else is left
// out, saying why. By kDelegate all go to one person. kInvalid or kConflict for somebody who cannot
// have them.
Result<MovePreview> PreviewGiveOn(Workspace& workspace, const Holdings& holdings,
                                  const GiveOn& how);

// Plans it and moves what the plan's pace allows now. An empty preview plans nothing.
Result<MoveProgress> CarryOutGiveOn(Workspace& workspace, const MovePreview& preview,
                                    const MoveOptions& options, const Actor& actor);

// As callers ask for it: `{"then","to","accounts","dry_run","batch","every"}`.
struct ReassignRequest {
  GiveOn how;
  bool dry_run = false;
  int64_t batch = 100;
  TimeUs every_us = 0;
};
Result<ReassignRequest> ParseReassignRequest(std::string_view json);
std::string ReassignRequestJson(const ReassignRequest& request);

// `{"person","active","lead_count","leads",...,"text"}`, with the preview where there is one.
std::string HoldingsJson(const Holdings& holdings, const MovePreview* preview);

// What ReassignHoldings answers; of a dry run `progress` is empty.
std::string GiveOnJson(const std::string& person, InHandThen then, bool dry_run,
                       const MoveProgress& progress, const MovePreview& preview);

// `{"person","dry_run","then","plan","handled","moved","left_out","next_at","preview","text"}`.
// `options` has who does it, and how many they may move.
Result<std::string> ReassignHoldings(Workspace& workspace, const LeadsOwned& leads,
                                     const std::string& person, const ReassignRequest& request,
                                     MoveOptions options, const Actor& actor);

}  // namespace signalbox
