#include "api/views_wait.h"

#include "api/query_number.h"
#include "workspace/views_writer.h"
#include "workspace/workspace.h"

namespace signalbox {

Status WaitForViews(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const int64_t at_least, QueryNumber(context, "at_least", -1, 0));
  if (at_least < 0 || parts.views_writer.WaitFor(at_least, kViewsWaitUs)) return {};
  return Err(Code::kUnavailable,
             "the lists have not reached position " + std::to_string(at_least) + " yet; try again");
}

Status WaitForAllViews(ApiParts& parts) {
  const int64_t last = parts.workspace.store().next_position() - 1;
  if (last < 0 || parts.views_writer.WaitFor(last, kViewsWaitUs)) return {};
  return Err(Code::kUnavailable, "the lists are behind; try again");
}

}  // namespace signalbox
