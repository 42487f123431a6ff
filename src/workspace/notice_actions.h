// What happens when somebody opens a link of a notice, and when they press its button.
//
// Opening changes nothing: mail programs and scanners open every link. Pressing does it once, as
// the person whom the notice was for, through the same verbs as everywhere else: the event's actor
// names the link, so a link whose use did not reach the book any more is known by the log. Thread
// safe; any thread but the engine's.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "notify/action_link.h"
#include "workspace/notice_book.h"
#include "workspace/workspace.h"

namespace signalbox {

// How long a notice is put off by its link.
inline constexpr TimeUs kLinkSnoozeUs = kHourUs;

enum class LinkStanding : uint8_t {
  kOpen,  // it may be used
  kUsed,  // `outcome` says what it did, and when
  kExpired,
  kForged,  // or damaged, or of another workspace
};

struct LinkView {
  LinkStanding standing = LinkStanding::kForged;
  NoticeAction action = NoticeAction::kAccept;
  std::string about;                 // `lead_...`, `REV-1001`
  std::vector<std::string> reasons;  // of hand_back: those of the lead's policy
  std::string outcome;               // what was done, or why nothing was
  TimeUs at = 0;                     // of kUsed
  std::string zone;                  // of the person
  // Of a use: the action was refused (the lead is somebody else's), and the link may be tried
  // again.
  bool refused = false;
};

class NoticeActions {
 public:
  // Workspace and book outlive it.
  NoticeActions(Workspace& workspace, NoticeBook& book);

  // Reads only.
  Result<LinkView> Look(std::string_view token);
  // Does it, where it is open; `reason` of hand_back. A second use says what the first one did.
  Result<LinkView> Use(std::string_view token, const std::string& reason);

 private:
  struct Found {
    LinkView view;
    ActionLink link;
    NoticeRow row;
    std::string person;  // id
    bool active = false;
    int64_t last_position = -1;  // of the lead's own events
    bool unmarked = false;       // it acted, and the process ended before the book said so
  };
  Result<Found> Find(std::string_view token);
  // Sets `view` where the log has what the link did and the book does not.
  Status FindInLog(std::string_view token, Found* found);
  Result<std::string> Act(std::string_view token, const Found& found, const std::string& reason);
  Result<LinkView> Snooze(std::string_view token, Found found);
  Result<LinkView> Finish(std::string_view token, Found found);

  Workspace& workspace_;
  NoticeBook& book_;
  const LinkSigner signer_;
  std::mutex using_;  // one use at a time, so that a link pressed twice acts once
};

}  // namespace signalbox
