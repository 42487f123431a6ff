#include "workspace/desk_json.h"

#include "base/clock.h"
#include "desk/triage.h"
#include "workspace/desk_audit.h"

namespace signalbox {
namespace {

// With the name beside, where the reader may know it.
void AddPerson(const CaseStory& story, std::string_view key, PersonRef person, JsonWriter* json) {
  json->MemberOrNull(key, story.PersonOf(person));
  json->MemberOrNull(std::string(key) + "_name", story.NameOf(person));
}

void AddTime(std::string_view key, TimeUs time, JsonWriter* json) {
  json->MemberOrNull(key, time == 0 ? "" : FormatTime(time));
}

void AddActions(const CaseStory& story, JsonWriter* json) {
  json->Key("actions_taken").BeginArray();
  for (const std::string& action : CaseActions(story)) json->String(action);
  json->EndArray();
}

void AddRecord(const CaseRecord& record, JsonWriter* json) {
  json->Key("record");
  if (record.lead_id.empty()) {
    json->Null();
    return;
  }
  json->BeginObject().Member("lead_id", record.lead_id).Member("status", record.status);
  json->MemberOrNull("owner", record.owner).MemberOrNull("queue", record.queue);
  json->MemberOrNull("rule", record.rule).MemberOrNull("row", record.row);
  json->MemberOrNull("reason", record.reason);
  json->MemberOrNull("policy_version", record.policy_version).EndObject();
}

void AddAttachments(const std::vector<CaseFile>& files, JsonWriter* json) {
  json->Key("attachments").BeginArray();
  int64_t number = 0;
  for (const CaseFile& one : files) {
    json->BeginObject().Member("id", ++number).MemberOrNull("name", one.name);
    json->Member("type", one.file.type).Member("size", one.file.size).EndObject();
  }
  json->EndArray();
}

// The numbers of the files that came with a message.
void AddNumbers(const std::vector<CaseFile>& files, int64_t position, JsonWriter* json) {
  json->Key("attachments").BeginArray();
  for (size_t i = 0; i < files.size(); ++i)
    if (files[i].position == position) json->Int(static_cast<int64_t>(i + 1));
  json->EndArray();
}

void AddConversation(const CaseStory& story, const std::vector<CaseFile>& files, JsonWriter* json) {
  json->Key("conversation").BeginArray();
  for (const OpenedEvent& opened : story.events) {
    const CaseLine line = LineOfCase(story, opened);
    if (!line.said) continue;
    json->BeginObject().Member("event_id", line.event_id);
    json->Member("from", CaseActorName(line.actor_kind)).Member("by", line.actor);
    json->MemberOrNull("by_name", story.NameOf(line.person));
    json->MemberOrNull("text", line.text).Member("erased", line.erased);
    AddNumbers(files, opened.event.position, json);
    json->Member("created_at", FormatTime(opened.event.time)).EndObject();
  }
  json->EndArray();
}

void AddToolOutcomes(const CaseStory& story, JsonWriter* json) {
  json->Key("tool_outcomes").BeginArray();
  for (const OpenedEvent& opened : story.events) {
    if (static_cast<EventType>(opened.event.type) != EventType::kCaseToolCalled) continue;
    const CaseLine line = LineOfCase(story, opened);
    json->BeginObject().Member("event_id", line.event_id).Key("details").Raw(line.details);
    json->Member("created_at", FormatTime(opened.event.time)).EndObject();
  }
  json->EndArray();
}

void AddProposal(const CaseStory& story, JsonWriter* json) {
  json->Key("proposal");
  const CaseEntry& entry = story.entry;
  if (story.rule.empty() && story.citations.empty() && entry.next_owner == 0) {
    json->Null();
    return;
  }
  json->BeginObject();
  AddPerson(story, "next_owner", entry.next_owner, json);
  json->MemberOrNull("rule", story.rule).MemberOrNull("row", story.row);
  json->MemberOrNull("policy_version", story.policy);
  AddCitationMembers(story, story.citations, json);
  json->EndObject();
}

}  // namespace

std::string CaseOutputJson(const CaseStory& story) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("request_id", story.number());
  json.Member("status", CaseStatusName(story.entry.status));
  json.MemberOrNull("decision", CaseDecisionName(story.entry.decision));
  json.MemberOrNull("rationale", CaseRationale(story));
  json.MemberOrNull("next_owner", story.PersonOf(story.entry.next_owner));
  AddActions(story, &json);
  json.EndObject();
  return text;
}

void AddCaseRow(const CaseStory& story, JsonWriter* json) {
  const CaseEntry& entry = story.entry;
  json->Member("request_id", story.number());
  AddPerson(story, "requester", entry.requester, json);
  json->MemberOrNull("summary", story.words.summary);
  json->MemberOrNull("target_record", story.words.target);
  json->Member("status", CaseStatusName(entry.status));
  json->Member("priority", CasePriorityName(entry.priority));
  json->MemberOrNull("decision", CaseDecisionName(entry.decision));
  json->MemberOrNull("rationale", CaseRationale(story));
  AddPerson(story, "current_owner", entry.approver, json);
  AddPerson(story, "next_owner", entry.next_owner, json);
  json->Member("created_at", FormatTime(entry.created_at));
  AddTime("closed_at", entry.closed_at, json);
  json->Member("changed_at", FormatTime(entry.changed_at));
  AddTime("due_at", entry.due, json);
  json->MemberOrNull("duplicate_of",
                     entry.duplicate_of == 0 ? "" : CaseNumberText(entry.duplicate_of));
  json->Member("erased", entry.erased).Member("masked", story.masked);
}

std::string CaseDetailJson(const CaseStory& story) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  AddCaseRow(story, &json);
  json.MemberOrNull("business_justification", story.words.justification);
  json.Member("reason", story.entry.reason);
  json.MemberOrNull("waits_for", story.entry.asks);
  json.Member("next_step", CaseNextStep(story));
  AddRecord(story.record, &json);
  AddProposal(story, &json);
  const std::vector<CaseFile> files = FilesOf(story);
  AddAttachments(files, &json);
  AddConversation(story, files, &json);
  AddToolOutcomes(story, &json);
  AddActions(story, &json);
  json.Member("shown_hash", ShownHash(story)).EndObject();
  return text;
}

std::string CaseAuditJson(const CaseStory& story) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("items").BeginArray();
  for (const OpenedEvent& opened : story.events) {
    const CaseLine line = LineOfCase(story, opened);
    if (!line.audited) continue;
    json.BeginObject().Member("event_id", line.event_id).Member("request_id", story.number());
    json.Member("actor", line.actor).MemberOrNull("actor_name", story.NameOf(line.person));
    json.Member("actor_kind", CaseActorName(line.actor_kind));
    json.Member("event_type", CaseAuditName(line.audit)).Key("details").Raw(line.details);
    json.Member("created_at", FormatTime(opened.event.time));
    json.Member("position", opened.event.position).EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
