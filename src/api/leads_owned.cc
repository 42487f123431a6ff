#include "api/leads_owned.h"

#include "api/views_wait.h"
#include "workspace/views.h"

namespace signalbox {

LeadsOwned LeadsOwnedByViews(ApiParts& parts) {
  return [&parts](PersonRef owner) -> Result<std::vector<Id>> {
    SB_TRY(WaitForAllViews(parts));
    return LeadsOwnedBy(parts.views, owner);
  };
}

}  // namespace signalbox
