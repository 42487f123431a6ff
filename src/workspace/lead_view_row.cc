#include "workspace/lead_view_row.h"

namespace signalbox {
namespace {

Id IdAt(const Statement& statement, int column) {
  const Result<Id> id = IdFromBytes(statement.Blob(column));
  return id.ok() ? *id : Id{};
}

}  // namespace

const char kLeadViewColumns[] =
    "number, id, run, received_at, status, owner, queue, rule, table_row, reason, policy, touches, "
    "received_position, position, due, marks, had, band, broken, sender";

LeadViewRow ReadLeadViewRow(const Statement& s) {
  LeadViewRow row;
  row.number = s.Int(0);
  row.id = IdAt(s, 1);
  row.run = IdAt(s, 2);
  row.received_at = s.Int(3);
  row.status = static_cast<LeadStatus>(s.Int(4));
  row.owner = s.Int(5);
  row.queue = s.Blob(6);
  row.rule = s.Blob(7);
  row.row = s.Blob(8);
  row.reason = s.Blob(9);
  row.policy = s.Blob(10);
  row.touches = s.Int(11);
  row.received_position = s.Int(12);
  row.position = s.Int(13);
  row.due = s.Int(14);
  row.report.marks = s.Int(15);
  row.report.had = s.Int(16);
  row.report.band = s.Blob(17);
  row.report.broken = s.Blob(18);
  row.report.sender = s.Blob(19);
  return row;
}

}  // namespace signalbox
