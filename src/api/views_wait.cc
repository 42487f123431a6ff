#include "api/views_wait.h"

#include "api/query_number.h"
#include "workspace/search_writer.h"
#include "workspace/views_writer.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// The index of the search may be behind the log by what a load left.
constexpr TimeUs kErasureWaitUs = 30 * kSecondUs;

}  // namespace

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

Status WaitForErasure(ApiParts& parts, int64_t position) {
  if (parts.search.WaitFor(position, kErasureWaitUs)) return {};
  return Err(Code::kUnavailable,
             "the person is forgotten; hashes of their words leave search.db as soon as it has "
             "caught up, or when it is deleted while no server runs");
}

}  // namespace signalbox
