// Mails the report of the week to whoever answers for others, on Monday at 07:00 of their own zone.
//
// The week is one of UTC, so in a zone where Monday begins earlier it comes when the week is over.
// A server that was down in the morning sends it later that day. Nobody gets it twice, nor one who
// wants no mail.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "access/principal.h"
#include "access/user.h"
#include "base/rounds.h"
#include "workspace/notice_desk.h"
#include "workspace/workspace.h"

namespace signalbox {

// Whether somebody in `zone` is due the report of the week before `now`.
bool IsWeekMailDue(TimeUs now, std::string_view zone);

// Who of the users gets it: active, of the roster, and seeing the figures of more than themselves.
std::vector<Principal> WeekMailReaders(const std::vector<User>& users);

// By hand, what the thread below does. One thread at a time.
class WeekMailRound {
 public:
  using Users = std::function<std::vector<User>()>;

  // `workspace` and `desk` outlive it. `views_path` names the tables that the counts are in.
  WeekMailRound(Workspace& workspace, NoticeDesk& desk, std::string views_path, Users users);

  // Hands over what is due at `now`; to how many.
  Result<int> Run(TimeUs now);

 private:
  Result<bool> SendTo(const Principal& reader, TimeUs now);

  Workspace& workspace_;
  NoticeDesk& desk_;
  const std::string views_path_;
  const Users users_;
  std::set<std::string> sent_;  // keys, so that a report is not put together in vain
};

// Rounds on a thread of its own, while it lives.
class WeekMail {
 public:
  WeekMail(const Clock& clock, WeekMailRound round);

 private:
  void Once();

  const Clock& clock_;
  WeekMailRound round_;
  Rounds rounds_;
};

}  // namespace signalbox
