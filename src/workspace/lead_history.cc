#include "workspace/lead_history.h"

#include "workspace/lead_lookup.h"

namespace signalbox {

Result<LeadHistory> ReadHistoryOf(Workspace& workspace, const std::string& lead) {
  Result<LeadEntry> entry = Err(Code::kNotFound, "");
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Result<uint32_t> found = FindLead(engine.state(), engine.keys(), lead);
    if (found.ok())
      entry = engine.state().leads[*found];
    else
      entry = found.error();
  }));
  if (!entry.ok()) return entry.error();
  return ReadLeadHistory(workspace.store(), workspace.keys(), *entry);
}

}  // namespace signalbox
