// What a notice says now: gathered from the state and the log when it is shown, never kept.
//
// Any thread but the engine's, which is asked once for all notices of a call.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "access/field_set.h"
#include "notify/notice_words.h"
#include "workspace/notice_book.h"
#include "workspace/workspace.h"

namespace signalbox {

struct NoticeTold {
  NoticeItem item;        // without actions
  std::string id;         // `lead_...`, `REV-1001`; empty where it is about neither
  TimeUs due = 0;         // 0: nothing is due
  bool personal = false;  // shows what only some may see
  // Says nothing true any more: the lead is somebody else's, the request was decided.
  bool overtaken = false;
  // What its reader can still do: nothing once overtaken, and nothing that was done since the lead
  // has the owner that it has.
  std::vector<NoticeAction> actions;
};

// The personal fields of a record of `owner` (a person id, empty for none) that the reader may not
// see in a notice of this kind. Of a request, which is words, one of them hides all.
using NoticeSight = std::function<FieldSet(NoticeKind kind, const std::string& owner)>;

// What somebody is written to about: the own lead, or one that the policy itself tells them of.
bool IsTheirsToRead(NoticeKind kind, bool own_lead);

// In the order of `rows`, which are all of `reader`. `base_url` as NoticeInWords takes it.
Result<std::vector<NoticeTold>> TellNotices(Workspace& workspace, PersonRef reader,
                                            const std::vector<NoticeRow>& rows,
                                            const NoticeSight& sees, const std::string& base_url);

}  // namespace signalbox
