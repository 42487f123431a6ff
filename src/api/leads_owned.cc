#include "api/leads_owned.h"

#include "workspace/views.h"
#include "workspace/views_writer.h"

namespace signalbox {
namespace {

constexpr TimeUs kViewsWaitUs = 5 * kSecondUs;

}  // namespace

LeadsOwned LeadsOwnedByViews(ApiParts& parts) {
  return [&parts](PersonRef owner) -> Result<std::vector<Id>> {
    const int64_t last = parts.workspace.store().next_position() - 1;
    if (last >= 0 && !parts.views_writer.WaitFor(last, kViewsWaitUs))
      return Err(Code::kUnavailable, "the lists are behind; try again");
    return LeadsOwnedBy(parts.views, owner);
  };
}

}  // namespace signalbox
