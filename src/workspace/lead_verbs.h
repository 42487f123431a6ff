// What people do with a lead, as callers say it: by the ids of people and queues, a day as text.
//
// Any thread; the change is durable when it returns.
#pragma once

#include <string>
#include <string_view>

#include "engine/verbs.h"
#include "workspace/lead_shown.h"
#include "workspace/workspace.h"

namespace signalbox {

// As the API and `signalbox lead` take it; what a verb does not need stays empty.
struct VerbRequest {
  std::string by;      // person id; empty: an operator
  std::string to;      // person id, of hand_over and decide
  std::string queue;   // of recall and decide
  std::string reason;  // of hand_back; of decide to reject
  std::string until;   // RFC 3339 time or day, of hand_back for a reason that recycles
  std::string shown;   // of decide: `shown_hash` of what whoever decides saw
};

// From `{"by": "...", ...}`; empty text is an empty request. kInvalid names the member.
Result<VerbRequest> ParseVerbRequest(std::string_view json);
std::string VerbRequestJson(const VerbRequest& request);

// `lead` as FindLead takes it. Errors as CheckVerb has them, and kNotFound for no such lead. A
// decision needs `shown`; where the lead is not what was shown, it is kConflict, nothing is done,
// and `lapse` says what changed.
Result<LeadAnswer> ActOnLead(Workspace& workspace, const std::string& lead, Verb verb,
                             const VerbRequest& request, const std::string& actor,
                             LeadLapse* lapse = nullptr);

}  // namespace signalbox
