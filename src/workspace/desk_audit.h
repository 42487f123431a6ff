// What one event of a case is in its audit and its conversation.
//
// Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "workspace/desk_story.h"

namespace signalbox {

// The desk's own resolver, where an audit names who acted.
inline constexpr std::string_view kDeskAgentName = "Lead Routing Exception Handling Agent";

struct CaseLine {
  std::string event_id;  // `EVT-` and the position in the log, by which it can be proven
  bool audited = true;   // an entry of the audit; the erasure of a person is none of the case
  CaseAudit audit = CaseAudit::kMessage;
  CaseActor actor_kind = CaseActor::kAgent;
  std::string actor;
  PersonRef person = 0;  // that the actor is; 0 for none
  std::string details;   // a JSON object
  bool said = false;     // part of the conversation
  std::string text;      // what was said; empty where it was erased
  bool erased = false;
};

CaseLine LineOfCase(const CaseStory& story, const OpenedEvent& opened);

// `"citations":[{"document","title","version","section","from","to","hash"}]`
void AddCitationMembers(const CaseStory& story, const std::vector<ev::CaseCitation>& citations,
                        JsonWriter* json);

}  // namespace signalbox
