// What the routes about a person's rights take and answer, as JSON Schema.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kLawSchemas[] = {
    {"SubjectRequest", R"({
  "type": "object",
  "required": ["subject"],
  "properties": {"subject": {"type": "string", "description":
    "the person's e-mail address, or the lead id or external id of one of their leads"}}
})"},
    {"HoldRequest", R"({
  "type": "object",
  "required": ["subject", "reason"],
  "properties": {"subject": {"type": "string"}, "reason": {"type": "string", "maxLength": 500}}
})"},
    {"HoldChanged", R"({
  "type": "object",
  "required": ["records"],
  "properties": {"records": {"type": "integer"}}
})"},
    {"RetentionRules", R"({
  "type": "object",
  "required": ["lead_days", "agent_days", "reading_days", "notice_days"],
  "properties": {"lead_days": {"type": "integer", "minimum": 0, "maximum": 36500,
      "description": "days after the last thing that happened to a lead; 0 keeps it for ever"},
    "agent_days": {"type": "integer", "minimum": 0, "maximum": 36500,
      "description": "days after a run was over; a purge takes what its agents said; 0 for ever"},
    "reading_days": {"type": "integer", "minimum": 0, "maximum": 36500,
      "description": "days of a row of who read what, at least 90; 0 for ever"},
    "notice_days": {"type": "integer", "minimum": 0, "maximum": 30,
      "description": "days of a notice, at least 7; 0 for 30"}}
})"},
    {"RetentionChange", R"({
  "type": "object",
  "description": "those that are named are set, the others stay",
  "minProperties": 1,
  "properties": {"lead_days": {"type": "integer"}, "agent_days": {"type": "integer"},
    "reading_days": {"type": "integer"}, "notice_days": {"type": "integer"}}
})"},
    {"RetentionRequest", R"({
  "type": "object",
  "required": ["dry_run"],
  "properties": {"dry_run": {"type": "boolean"}}
})"},
    {"RetentionReport", R"({
  "type": "object",
  "required": ["lead_days", "looked_at", "expired", "held", "requests", "held_requests", "readings",
    "notices"],
  "properties": {"lead_days": {"type": "integer"}, "looked_at": {"type": "integer"},
    "expired": {"type": "integer"}, "held": {"type": "integer"},
    "requests": {"type": "integer", "description": "of the desk, about them or over as long"},
    "held_requests": {"type": "integer"},
    "readings": {"type": "integer", "description": "rows of who read what"},
    "notices": {"type": "integer"}}
})"},
    {"LegalHolds", R"({
  "type": "object",
  "required": ["holds"],
  "properties": {"holds": {"type": "array", "items": {"type": "object",
    "required": ["record", "since", "reason"],
    "properties": {"record": {"type": "string"}, "since": {"type": "string", "format": "date-time"},
      "reason": {"type": ["string", "null"],
        "description": "null where a rule keeps fields of the record from the caller"}}}}}
})"},
    {"ForgetReport", R"({
  "type": "object",
  "required": ["leads", "contacts", "cases", "subjects", "position"],
  "properties": {
    "leads": {"type": "array", "items": {"type": "string"}},
    "contacts": {"type": "integer"},
    "cases": {"type": "integer", "description": "requests of the desk"},
    "subjects": {"type": "integer", "description": "keys destroyed"},
    "position": {"type": "integer"}
  }
})"},
    {"BackupRequest", R"({
  "type": "object",
  "required": ["out"],
  "properties": {"out": {"type": "string", "description": "a new file of the server's machine"}}
})"},
    {"BackupReport", R"({
  "type": "object",
  "required": ["events", "bytes"],
  "properties": {"events": {"type": "integer"}, "bytes": {"type": "integer"}}
})"},
    {"RotateRequest", R"({
  "type": "object",
  "required": ["key", "next_file"],
  "properties": {
    "key": {"type": "string", "enum": ["master", "workspace", "audit"]},
    "next_file": {"type": "string", "description": "empty, but for a master key from outside"}
  }
})"},
    {"KeyRotated", R"({
  "type": "object",
  "required": ["rotated"],
  "properties": {"rotated": {"type": "string"}}
})"},
    {"PersonExport", R"({
  "type": "object",
  "required": ["as_of", "leads", "contacts", "requests", "left_out"],
  "properties": {
    "as_of": {"type": "integer"},
    "leads": {"type": "array", "items": {"type": "object"}},
    "contacts": {"type": "array", "items": {"type": "object"}},
    "requests": {"type": "array", "items": {"type": "object",
      "required": ["part", "request", "files", "audit"], "properties": {
        "part": {"type": "string", "enum": ["requester", "subject"],
          "description": "requester: the person made it; subject: it is about them"},
        "request": {"$ref": "#/components/schemas/Case"},
        "files": {"type": "array", "items": {"type": "object",
          "required": ["id", "name", "sha256"], "properties": {
            "id": {"type": "integer", "description": "as in attachments of the request"},
            "name": {"type": ["string", "null"]},
            "sha256": {"type": ["string", "null"], "description": "of the file, in hex"}}}},
        "audit": {"$ref": "#/components/schemas/CaseAudit"}}}},
    "left_out": {"type": "array", "description": "what rules of the workspace keep from whoever asked",
      "items": {"type": "object", "required": ["of", "fields", "events", "why"], "properties": {
        "of": {"type": "string", "description": "a lead's id, contact and its id, or a request's id"},
        "fields": {"type": "array", "items": {"type": "string"}},
        "events": {"type": "integer", "description": "of which something was left out"},
        "why": {"type": "string"}}}}
  }
})"},
};

}  // namespace

std::span<const ApiSchema> LawSchemas() {
  return kLawSchemas;
}

}  // namespace signalbox
