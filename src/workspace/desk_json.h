// Cases as JSON: the fields, names and dates of the exception desk (docs/desk.md), for the API,
// commands and the console.
//
// Pure.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "workspace/desk_story.h"

namespace signalbox {

// `{"request_id","status","decision","rationale","next_owner","actions_taken"}`
std::string CaseOutputJson(const CaseStory& story);
// A row of a list.
void AddCaseRow(const CaseStory& story, JsonWriter* json);
// Everything: the row, the record, attachments, conversation, tool outcomes, resolution, and
// `shown_hash`.
std::string CaseDetailJson(const CaseStory& story);
// `{"items":[{"event_id","request_id","actor","actor_kind","event_type","details","created_at"}]}`
std::string CaseAuditJson(const CaseStory& story);

}  // namespace signalbox
