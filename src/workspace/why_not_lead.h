// Why a stored lead did not go to somebody else: its latest decision, put again as it was put then,
// and the search of policy/why_not.h from there.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "policy/why_not.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/run_history.h"
#include "workspace/stored_state.h"
#include "workspace/workspace.h"

namespace signalbox {

// Folds the log up to the decision, which takes as long as the log is. Any thread. kNotFound when
// nothing was decided about the lead; kForbidden when its person was forgotten.
Result<WhyNot> WhyNotOf(const Store& store, const Keyring& keys,
                        const StoredPolicyLoader& load_policy, const LeadHistory& history,
                        std::string_view wanted);

// Of a workspace that runs. `lead` as FindLead takes it.
Result<WhyNot> WhyNotOf(Workspace& workspace, const std::string& lead, std::string_view wanted);

// `{"owner","got_it","known","lost","ways":[{"changes":[{"attribute","from","to"}],...}],"text"}`.
void WriteWhyNot(const WhyNot& answer, JsonWriter* json);

}  // namespace signalbox
