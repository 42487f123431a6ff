#include "workspace/notice_row.h"

namespace signalbox {

const char kNoticeColumns[] =
    "number, position, person, kind, about_kind, about, thing, due, at, read_at, snoozed_until";

Result<NoticeRow> ReadNoticeRow(const Statement& row) {
  NoticeRow notice;
  notice.number = row.Int(0);
  notice.position = row.Int(1);
  notice.person = row.Int(2);
  notice.kind = static_cast<NoticeKind>(row.Int(3));
  notice.about_kind = static_cast<EntityKind>(row.Int(4));
  SB_ASSIGN(notice.about, IdFromBytes(row.Blob(5)));
  notice.thing = row.Blob(6);
  notice.due = row.Int(7);
  notice.at = row.Int(8);
  notice.read_at = row.Int(9);
  notice.snoozed_until = row.Int(10);
  return notice;
}

}  // namespace signalbox
