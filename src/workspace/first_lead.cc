#include "workspace/first_lead.h"

namespace signalbox {

Result<int64_t> FirstLeadSince(Database* views, TimeUs at, int64_t last) {
  SB_ASSIGN(Statement row, views->Prepare("SELECT number, received_at FROM leads "
                                          "WHERE number >= ?1 ORDER BY number LIMIT 1"));
  int64_t low = 1, high = last + 1;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    row.Bind(1, middle);
    SB_ASSIGN(const bool found, row.Step());
    const bool earlier = found && row.Int(1) < at;
    const int64_t number = found ? row.Int(0) : last;
    row.Reset();
    if (earlier) {
      low = number + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace signalbox
