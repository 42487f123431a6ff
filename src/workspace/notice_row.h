// A row of the book's table of notices, as it is read. For notice_book.cc and notice_messages.cc.
#pragma once

#include "base/result.h"
#include "store/sqlite/database.h"
#include "workspace/notice_book.h"

namespace signalbox {

// In the order that ReadNoticeRow takes them in.
extern const char kNoticeColumns[];
// kCorrupt for an id that is none.
Result<NoticeRow> ReadNoticeRow(const Statement& row);

}  // namespace signalbox
