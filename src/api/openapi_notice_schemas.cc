// Schemas of notices: what somebody is told, and how they want to be told.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kNoticeSchemas[] = {
    {"NoticeList", R"({
  "type": "object",
  "required": ["items", "unread", "next_cursor", "as_of"],
  "properties": {
    "items": {"type": "array", "items": {"type": "object",
      "required": ["id", "kind", "title", "why", "words", "deadline", "due_at", "lead_id",
        "request_id", "actions", "at", "read_at", "snoozed_until", "overtaken"],
      "properties": {
        "id": {"type": "string"},
        "kind": {"type": "string", "enum": ["lead_given", "lead_left", "came_back", "reminder",
          "late", "escalated", "queue_late", "decision_asked", "leads_moved", "record_ended",
          "approval_asked", "approval_late", "case_question", "case_decided", "case_closed"]},
        "title": {"type": "string"}, "why": {"type": "string", "description": "why you"},
        "words": {"type": ["string", "null"], "description": "the person's own; null where you may not see them"},
        "deadline": {"type": ["string", "null"], "description": "in your zone, as people write it"},
        "due_at": {"type": ["string", "null"], "format": "date-time"},
        "lead_id": {"type": ["string", "null"]}, "request_id": {"type": ["string", "null"]},
        "actions": {"type": "array", "items": {"type": "string",
          "enum": ["accept", "contacted", "hand_back", "snooze"]}},
        "at": {"type": "string", "format": "date-time"},
        "read_at": {"type": ["string", "null"], "format": "date-time"},
        "snoozed_until": {"type": ["string", "null"], "format": "date-time"},
        "overtaken": {"type": "boolean", "description": "no longer so: somebody else has it, or it was decided"}}}},
    "unread": {"type": "integer"},
    "next_cursor": {"type": ["string", "null"]},
    "as_of": {"type": "integer", "description": "events before this position are in it"}}
})"},
    {"NoticeDone", R"({
  "type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}
})"},
    {"NoticeSnooze", R"({
  "type": "object",
  "properties": {
    "for": {"type": ["string", "null"], "description": "2h, 30m; an hour where nothing is said"},
    "until": {"type": ["string", "null"], "format": "date-time"}}
})"},
    {"NoticeSettings", R"({
  "type": "object",
  "required": ["mail", "digest_at", "quiet_from", "quiet_to", "in_working_hours"],
  "properties": {
    "mail": {"type": "boolean"},
    "digest_at": {"type": ["string", "null"], "description": "07:30 of your day; null: at once"},
    "quiet_from": {"type": ["string", "null"], "description": "20:00"},
    "quiet_to": {"type": ["string", "null"], "description": "07:00"},
    "in_working_hours": {"type": "boolean", "description": "not outside your hours, leaves and pauses"}}
})"},
};

}  // namespace

std::span<const ApiSchema> NoticeSchemas() {
  return kNoticeSchemas;
}

}  // namespace signalbox
