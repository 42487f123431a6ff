// What becomes of a record elsewhere: merged, converted, deleted, opted out, or given to somebody
// else in the CRM; as callers say it, by the ids of records and people (docs/lead-lifecycle.md,
// "Records that end").
//
// Any thread; the change is durable when it returns.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "access/sight.h"
#include "workspace/workspace.h"

namespace signalbox {

enum class RecordVerb : uint8_t { kMerge, kConvert, kDelete, kOptOut, kOptIn, kOwner };

struct RecordVerbSpec {
  RecordVerb verb;
  std::string_view name;     // of the command and of the address: `opt-out`
  std::string_view summary;  // for the API's description
};
std::span<const RecordVerbSpec> RecordVerbs();
// kNotFound for a word that is none.
Result<RecordVerb> RecordVerbByName(std::string_view name);

// What a verb does not need stays empty.
struct RecordRequest {
  std::string by;        // person id; empty: an operator or a system
  std::string into;      // of merge: the record that stays, as FindLead takes it
  std::string to;        // of owner: person id; empty: nobody owns it now
  bool says_to = false;  // also where it says nobody
};

// From `{"by": "...", ...}`; empty text is an empty request. kInvalid names the member.
Result<RecordRequest> ParseRecordRequest(std::string_view json);
std::string RecordRequestJson(const RecordRequest& request);

// `record` as FindLeadFor takes it, of a caller with this sight. kNotFound, kConflict for what
// already became of it (engine/record_ends.h), kInvalid for somebody or something that is not
// there.
Result<LeadAnswer> ChangeRecord(Workspace& workspace, const std::string& record, RecordVerb verb,
                                const RecordRequest& request, const std::string& actor,
                                const Sight& sight);

}  // namespace signalbox
