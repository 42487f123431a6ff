// Bringing values up to date, as commands and the API ask for it: as a dry run what would be, else
// as much as the pace and the agents allow now, answered as JSON.
//
// Nothing is planned that could be lost: a record that was brought up to date is not found again,
// so the same request goes on wherever the one before ended, also after a crash.
//
// Any thread but the engine's; what is said to be done is durable.
#pragma once

#include <string>
#include <string_view>

#include "workspace/refresh.h"
#include "workspace/workspace.h"

namespace signalbox {

// Records of one request: some seconds of work. Each request looks through the whole log first, so
// unless somebody asks for fewer it does half of that.
inline constexpr int64_t kMaxRefreshBatch = 2'000;
inline constexpr int64_t kRefreshBatch = 1'000;
// More is no pace.
inline constexpr int64_t kMostRefreshedAMinute = 1'000'000;

struct RefreshRequest {
  RefreshQuestion question;  // `now` is filled in
  bool dry_run = true;
  int64_t batch = kRefreshBatch;  // records of one request
  int64_t per_minute = 0;         // records a minute at most; 0: what the agents' quotas allow
  std::string by;                 // person who does it; as what it is recorded
  bool csv = false;               // the whole list as CSV beside
  // Said by the caller and not by the request: whoever asks sees what senders call their leads, and
  // how many leads they may act on.
  bool own_ids = true;
  int64_t most = INT64_MAX;
};

// What a request and a command say in words, an empty text nothing: `lead.score`, `30d`. kInvalid
// says what would be right; `name` is what the age is called where it is said.
Status ReadRefreshField(const std::string& text, RefreshQuestion* question);
Status ReadRefreshAge(const std::string& text, std::string_view name, RefreshQuestion* question);

// `{"agent":"score_lead","field":"lead.score","older_than":"30d","dry_run":true,"batch":100,
// "per_minute":60,"by":"lena","csv":false}`; nothing is required. kInvalid names the member.
Result<RefreshRequest> ParseRefreshRequest(std::string_view json);
std::string RefreshRequestJson(const RefreshRequest& request);

// What a request did, beside what its preview said.
struct RefreshProgress {
  int64_t handled = 0;  // of the preview's leads, in its order
  int64_t refreshed = 0, moved = 0;
  std::map<std::string, int64_t> skipped;  // by code: what happened to it since it was looked at
  int64_t remaining = 0;
  TimeUs next_at = 0;  // when it may go on; 0: at once, or nothing remains
};

struct RefreshOutcome {
  bool dry_run = true;
  RefreshPreview preview;
  RefreshProgress progress;
  // `{"dry_run","handled","refreshed","moved","skipped":[{"why","words","count"}],"remaining",
  // "next_at","done","text"}` with the members of the preview.
  std::string Json(bool csv) const;
};

// kForbidden before anything is done where more records are meant than whoever asks may act on.
// Errors of PreviewRefresh besides.
Result<RefreshOutcome> Refresh(Workspace& workspace, const RefreshRequest& request,
                               const std::string& actor);

}  // namespace signalbox
