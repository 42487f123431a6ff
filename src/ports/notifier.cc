#include "ports/notifier.h"

namespace signalbox {

std::string_view NoticeActionName(NoticeAction action) {
  switch (action) {
    case NoticeAction::kAccept:
      return "accept";
    case NoticeAction::kHandBack:
      return "hand_back";
    case NoticeAction::kContacted:
      return "contacted";
    case NoticeAction::kSnooze:
      return "snooze";
  }
  return "";
}

}  // namespace signalbox
