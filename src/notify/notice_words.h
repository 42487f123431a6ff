// What a notice says, in words: from facts to titles, reasons, deadlines and the subject of a mail.
//
// The one place of these texts: the list in the program, mails and whatever channel comes next show
// the same. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "notify/notices_of.h"
#include "ports/notifier.h"

namespace signalbox {

// What is known about one notice when it is told. Personal fields are empty where the reader may
// not see them, or where their person was forgotten.
struct NoticeFacts {
  NoticeKind kind = NoticeKind::kLeadGiven;
  std::string thing;    // as NoticeDue has it
  std::string who;      // `Erika Muster, Muster GmbH`; personal
  std::string words;    // of the customer, or of a request; personal
  std::string id;       // `lead_...`, `REV-1001`
  std::string why;      // how the policy came to the reader, `rule germany, pool dach: ...`
  std::string owner;    // name of whoever has the lead, where it is not the reader
  TimeUs due = 0;       // 0: nothing is due
  std::string zone;     // of the reader
  bool erased = false;  // the person it is about was forgotten
};

// `base_url` is where the program is reached, without a slash at its end; empty: no links.
NoticeItem NoticeInWords(const NoticeFacts& facts, std::string_view base_url);

// What may be done about a notice by a link.
std::vector<NoticeAction> ActionsOf(NoticeKind kind);
std::string_view NoticeActionLabel(NoticeAction action);

// Fills subject and text of a notice that holds `items`, of which `total` came together; more than
// are listed are counted.
void AddressItems(std::vector<NoticeItem> items, size_t total, bool digest, Notice* notice);

}  // namespace signalbox
