// One action on many leads: what can be done is done, and what cannot says why, lead by lead
// (docs/queues.md).
//
// Any thread but the engine's; what is said to be done is durable when ActOnMany returns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "workspace/lead_verbs.h"

namespace signalbox {

enum class BulkAction : uint8_t {
  kClaim,
  kHandBack,
  kHandOver,
  kRecall,
  kAccept,
  kContacted,
  kRetry,    // of failed leads: routed again
  kReroute,  // routed again, wherever they are
};
std::string_view BulkActionName(BulkAction action);
// What each lead of it needs, beside the right to act on many.
Permission PermissionOf(BulkAction action);

// Leads of one request: some seconds of work. More are asked for in parts; of a queue the oldest
// are taken, and what was done has left it when it is asked for again.
inline constexpr size_t kMaxBulkLeads = 2'000;

struct BulkRequest {
  BulkAction action = BulkAction::kClaim;
  std::vector<std::string> leads;  // `lead_...`; or
  std::string queue;               // all of a queue, as lead_queues.h names it
  bool more = false;               // the queue has more than one request takes
  VerbRequest verb;                // by, to, queue, reason, until: as of one lead
  bool dry_run = false;
  // The position at which the leads were looked at: those that changed since are left alone, so
  // that a request which is sent twice acts once.
  std::optional<int64_t> as_of;
};
// `{"action","lead_ids"|"filter":{"queue"},"by","to","queue","reason","until","dry_run","as_of"}`.
// kInvalid names the member.
Result<BulkRequest> ParseBulkRequest(std::string_view json);

struct BulkItem {
  std::string lead;
  // done; would: in a dry run; already: it is so, nothing was done; refused.
  std::string outcome;
  std::string why;                   // of refused and already
  std::string status, owner, queue;  // as it is then, or would be
};
struct BulkOutcome {
  bool dry_run = false;
  bool more = false;  // as of the request
  std::vector<BulkItem> items;
  int64_t as_of = -1;  // position of the last event that was known before it
  // `{"action","dry_run","count","done","would","already","refused","reasons":[{"why","count"}],
  // "more","as_of","results":[...]}`
  std::string Json(BulkAction action) const;
};

// `most` is how many leads whoever asks may act on at once: kForbidden beyond, before anything is
// done. A lead named twice counts once. `request.verb.by` is who acts.
Result<BulkOutcome> ActOnMany(Workspace& workspace, const Principal& principal,
                              const BulkRequest& request, int64_t most);

}  // namespace signalbox
