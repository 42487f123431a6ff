// The desk: requests about the routing of a lead, from intake to closure (docs/desk.md). What the
// API and commands do, each as events of the log.
//
// `as` is a person of the roster, as the caller states it or as they signed in. Any thread but the
// engine's; each returns when it is durable. Somebody who may not is refused with kForbidden, and
// that is recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "workspace/desk_sight.h"
#include "workspace/desk_turns.h"
#include "workspace/workspace.h"

namespace signalbox {

// The new case, as it stands after triage; a duplicate is there already closed.
Result<CaseStory> OpenCase(Workspace& workspace, const DeskCaller& caller,
                           const CaseRequest& request);
// Of its requester, who is answered at once where that was what it waited for, or of somebody who
// may decide about it, with files that a request may have (desk/attachment.h). kNotFound, kConflict
// for one that is over.
Result<CaseStory> SayInCase(Workspace& workspace, const DeskCaller& caller, std::string_view id,
                            const std::string& text, const std::vector<GivenFile>& files = {});
struct RulingOutcome {
  CaseStory story;
  bool lapsed = false;  // nothing was decided: what was shown is not what it is now
};
Result<RulingOutcome> RuleCase(Workspace& workspace, const DeskCaller& caller, std::string_view id,
                               const RulingRequest& request);
// By its requester.
Result<CaseStory> CancelCase(Workspace& workspace, const DeskCaller& caller, std::string_view id);

Result<CaseStory> ReadCase(Workspace& workspace, std::string_view id);
// Whether `who` may approve, reject or return it now. kNotFound.
Result<bool> MayDecideCase(Workspace& workspace, std::string_view id, const CaseReader& who);

// Whether this person made the request, is asked to decide it or may decide it now: whose it is
// where somebody sees only their own. `roles` are theirs. Engine thread.
bool ConcernsPerson(const State& state, const CaseEntry& entry, const std::string& person,
                    RoleSet roles, TimeUs now);

enum class CaseOrder : uint8_t { kNewestFirst = 0, kOldestFirst = 1 };
struct CaseFilter {
  std::optional<CaseStatus> status;
  bool open = false;  // only those of which something can still become
  std::optional<CasePriority> priority;
  std::string requester, approver;  // person ids; empty: any
  // Only what this person may decide, who then is the reader; empty: any.
  std::string decider;
  // Only what concerns this person (ConcernsPerson), who then is the reader; empty: any.
  std::string concerns;
  CaseReader reader;  // for whom the rows are made
  CaseOrder order = CaseOrder::kNewestFirst;
  int64_t cursor = 0;  // beyond this number in that order; 0: from the beginning
  int64_t limit = 50;
};
inline constexpr int64_t kMaxCasesListed = 200;
struct CaseList {
  std::string json;
  int64_t readable = 0;  // requests whose words it shows
};
// `{"items":[row],"next_cursor","as_of"}`.
Result<CaseList> ListCases(Workspace& workspace, const CaseFilter& filter);
// What waits for a decision, the longest waiting first: `{"items":[{"kind":"case", row,
// "waits_since", "shown_hash"}]}`; of `decider` where one is named.
Result<CaseList> ListApprovals(Workspace& workspace, const std::string& decider,
                               const CaseReader& reader);
// `{"name","type","size","content"}`, the content as base64. `number` counts from 1. kNotFound,
// also where the requester was forgotten.
Result<std::string> ReadCaseFile(Workspace& workspace, std::string_view id, int64_t number);

}  // namespace signalbox
