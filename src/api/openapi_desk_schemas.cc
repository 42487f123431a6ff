// Schemas of the exception desk: requests, decisions about them, policy documents.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kDeskSchemas[] = {
    {"CaseRequest", R"({
  "type": "object",
  "required": ["summary", "business_justification"],
  "properties": {
    "summary": {"type": "string", "maxLength": 8000},
    "business_justification": {"type": "string", "maxLength": 8000},
    "target_record": {"type": ["string", "null"], "maxLength": 500,
      "description": "lead id, external id or e-mail; asked for where it is missing"},
    "priority": {"type": ["string", "null"], "enum": ["Low", "Medium", "High", null]},
    "attachments": {"type": ["array", "null"], "maxItems": 5, "items": {"type": "object",
      "required": ["name", "content"], "properties": {"name": {"type": "string"},
        "type": {"type": ["string", "null"]},
        "content": {"type": "string", "description": "base64 of at most 1 MB"}}}}}
})"},
    {"CaseOutput", R"({
  "type": "object",
  "required": ["request_id", "status", "decision", "rationale", "next_owner", "actions_taken"],
  "properties": {
    "request_id": {"type": "string"},
    "status": {"type": "string", "enum": ["New", "Triaging", "Waiting", "Escalated", "Completed",
      "Rejected", "Closed"]},
    "decision": {"type": ["string", "null"], "enum": ["Approved", "Rejected", "Escalated",
      "Cancelled", null]},
    "rationale": {"type": ["string", "null"]},
    "next_owner": {"type": ["string", "null"], "description": "a person's id"},
    "actions_taken": {"type": "array", "items": {"type": "string"}}}
})"},
    {"CaseRow", R"({
  "type": "object",
  "required": ["request_id", "requester", "summary", "target_record", "status", "priority",
    "decision", "rationale", "current_owner", "next_owner", "created_at", "closed_at",
    "changed_at", "due_at", "duplicate_of", "erased", "masked", "requester_name",
    "current_owner_name", "next_owner_name"],
  "properties": {
    "request_id": {"type": "string"}, "requester": {"type": ["string", "null"]},
    "requester_name": {"type": ["string", "null"], "description": "null: not for this reader"},
    "current_owner_name": {"type": ["string", "null"]},
    "next_owner_name": {"type": ["string", "null"]},
    "masked": {"type": "boolean", "description": "a rule keeps its words from this reader"},
    "summary": {"type": ["string", "null"], "description": "null: its requester was forgotten"},
    "target_record": {"type": ["string", "null"]}, "status": {"type": "string"},
    "priority": {"type": "string"}, "decision": {"type": ["string", "null"]},
    "rationale": {"type": ["string", "null"]},
    "current_owner": {"type": ["string", "null"], "description": "who is asked to decide"},
    "next_owner": {"type": ["string", "null"]}, "created_at": {"type": "string"},
    "closed_at": {"type": ["string", "null"]}, "changed_at": {"type": "string"},
    "due_at": {"type": ["string", "null"], "description": "of the next reminder"},
    "duplicate_of": {"type": ["string", "null"]}, "erased": {"type": "boolean"}}
})"},
    {"CaseList", R"({
  "type": "object",
  "required": ["items", "next_cursor", "as_of"],
  "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/CaseRow"}},
    "next_cursor": {"type": ["string", "null"]}, "as_of": {"type": "integer"}}
})"},
    {"ApprovalList", R"({
  "type": "object",
  "required": ["items", "as_of"],
  "properties": {"as_of": {"type": "integer"}, "items": {"type": "array",
    "items": {"allOf": [{"$ref": "#/components/schemas/CaseRow"}, {"type": "object",
      "required": ["kind", "waits_since", "shown_hash"], "properties": {
        "kind": {"type": "string", "enum": ["case"]}, "waits_since": {"type": "string"},
        "shown_hash": {"type": "string"}}}]}}}
})"},
    {"Case", R"({
  "allOf": [{"$ref": "#/components/schemas/CaseRow"}, {"type": "object",
    "required": ["business_justification", "reason", "waits_for", "next_step", "record",
      "proposal", "attachments", "conversation", "tool_outcomes", "actions_taken", "shown_hash"],
    "properties": {
      "business_justification": {"type": ["string", "null"]}, "reason": {"type": "string"},
      "waits_for": {"type": ["string", "null"]}, "next_step": {"type": "string"},
      "record": {"type": ["object", "null"]}, "proposal": {"type": ["object", "null"]},
      "attachments": {"type": "array", "items": {"type": "object"}},
      "conversation": {"type": "array", "items": {"type": "object",
        "required": ["event_id", "from", "by", "by_name", "text", "erased", "attachments",
          "created_at"],
        "properties": {"attachments": {"type": "array", "items": {"type": "integer"},
          "description": "ids of the files that came with it"}}}},
      "tool_outcomes": {"type": "array", "items": {"type": "object"}},
      "actions_taken": {"type": "array", "items": {"type": "string"}},
      "shown_hash": {"type": "string", "description": "of exactly what this answer shows"}}}]
})"},
    {"CaseAudit", R"({
  "type": "object",
  "required": ["items"],
  "properties": {"items": {"type": "array", "items": {"type": "object",
    "required": ["event_id", "request_id", "actor", "actor_name", "actor_kind", "event_type", "details",
      "created_at", "position"],
    "properties": {"event_id": {"type": "string"}, "request_id": {"type": "string"},
      "actor": {"type": "string"},
      "actor_name": {"type": ["string", "null"]},
      "actor_kind": {"type": "string", "enum": ["agent", "requester", "approver", "integration"]},
      "event_type": {"type": "string", "enum": ["Message", "Tool Call", "Decision", "Escalation",
        "Approval", "Rejection", "Closure"]},
      "details": {"type": "object"}, "created_at": {"type": "string"},
      "position": {"type": "integer", "description": "in the log: `audit prove` proves it"}}}}}
})"},
    {"CaseFile", R"({
  "type": "object",
  "required": ["name", "type", "size", "content"],
  "properties": {"name": {"type": ["string", "null"]}, "type": {"type": "string"},
    "size": {"type": "integer"}, "content": {"type": "string", "description": "base64"}}
})"},
    {"CaseMessage", R"({
  "type": "object",
  "description": "words, files, or both",
  "properties": {"text": {"type": ["string", "null"], "maxLength": 8000},
    "attachments": {"type": ["array", "null"], "maxItems": 5, "items": {"type": "object",
      "description": "as those of a request"}}}
})"},
    {"MailMessage", R"({
  "type": "string",
  "description": "a message as a mail server has it: RFC 5322, MIME"
})"},
    {"MailDelivery", R"({
  "type": "object",
  "required": ["outcome", "request_id", "status", "left_out"],
  "properties": {
    "outcome": {"type": "string", "enum": ["opened", "said", "repeated", "ignored"]},
    "request_id": {"type": ["string", "null"]}, "status": {"type": ["string", "null"]},
    "left_out": {"type": "array", "items": {"type": "object", "required": ["name", "reason"],
      "properties": {"name": {"type": "string"}, "reason": {"type": "string"}}}}}
})"},
    {"CaseRuling", R"({
  "type": "object",
  "required": ["decision", "shown_hash"],
  "properties": {
    "decision": {"type": "string", "enum": ["approve", "reject", "return"]},
    "comment": {"type": "string", "description": "needed to reject and to return"},
    "shown_hash": {"type": "string", "description": "of what was shown; 409 where that changed"},
    "next_owner": {"type": ["string", "null"],
      "description": "of an approval: somebody else than was proposed"}}
})"},
    {"Document", R"({
  "type": "object",
  "required": ["name", "title", "version", "owner", "readers", "hash", "added_at", "sections"],
  "properties": {"name": {"type": "string"}, "title": {"type": "string"},
    "version": {"type": "string"}, "owner": {"type": ["string", "null"]},
    "readers": {"type": "array", "items": {"type": "string"},
      "description": "team:ID and person:ID, one of which a reader needs; empty: everybody"},
    "hash": {"type": "string"}, "added_at": {"type": "string"},
    "sections": {"type": "array", "items": {"type": "object",
      "required": ["heading", "from", "to"], "properties": {
        "heading": {"type": ["string", "null"]}, "from": {"type": "integer"},
        "to": {"type": "integer"}}}},
    "text": {"type": "string"},
    "current": {"type": "boolean", "description": "no later version took its place"}}
})"},
    {"DocumentList", R"({
  "type": "object",
  "required": ["items"],
  "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Document"}}}
})"},
    {"DocumentRequest", R"({
  "type": "object",
  "required": ["name", "text"],
  "properties": {"name": {"type": "string", "description": "small letters, digits and -"},
    "text": {"type": "string", "description": "Markdown with title, version and owner on top"}}
})"},
};

}  // namespace

std::span<const ApiSchema> DeskSchemas() {
  return kDeskSchemas;
}

}  // namespace signalbox
