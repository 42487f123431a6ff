// Schemas of the requests that change the workspace itself, and of what they answer: versions of
// the policy and their flags, the environment, what becomes of records.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kChangeSchemas[] = {
    {"PolicyBundle", R"({
  "type": "object",
  "required": ["files"],
  "properties": {"files": {"type": "object", "additionalProperties": {"type": "string"},
      "description": "path inside the bundle to content; policy.yaml is required"},
    "stage": {"type": ["string", "null"], "enum": ["draft", "shadow", "canary", "active", null],
      "description": "null: active at once"},
    "share": {"type": ["string", "integer", "null"], "description": "of a canary: 5%"},
    "halt_margin": {"type": ["string", "integer", "null"], "description": "percentage points"},
    "halt_after": {"type": ["string", "integer", "null"], "description": "leads"},
    "by": {"type": ["string", "null"], "description": "a person of the roster"}}
})"},
    {"TableBounds", R"({
  "type": ["object", "null"],
  "required": ["may", "columns", "values", "most_rows"],
  "description": "null for whoever may edit it as they like",
  "properties": {
    "may": {"type": "array", "items": {"type": "string", "enum": ["change", "add", "remove"]}},
    "columns": {"type": "array", "items": {"type": "string"},
      "description": "whose cells may differ; empty for all"},
    "values": {"type": "object", "additionalProperties": {"type": "array",
      "items": {"type": "string"}}, "description": "by column; a * at the end for any rest"},
    "most_rows": {"type": "integer"}}
})"},
    {"PolicyTables", R"({
  "type": "object",
  "required": ["base", "tables"],
  "properties": {
    "base": {"type": "string", "description": "the active version, as an edit names it"},
    "tables": {"type": "array", "items": {"type": "object",
      "required": ["table", "file", "lines", "bounds"],
      "properties": {"table": {"type": "string"}, "file": {"type": "string"},
        "lines": {"type": "integer"}, "bounds": {"$ref": "#/components/schemas/TableBounds"}}}}}
})"},
    {"PolicyTable", R"({
  "type": "object",
  "required": ["base", "table", "file", "lines", "bounds", "text"],
  "properties": {"base": {"type": "string"}, "table": {"type": "string"},
    "file": {"type": "string"}, "lines": {"type": "integer"},
    "bounds": {"$ref": "#/components/schemas/TableBounds"}, "text": {"type": "string"}}
})"},
    {"TableEdit", R"({
  "type": "object",
  "required": ["base", "text"],
  "properties": {
    "base": {"type": "string", "description": "the version that was edited, the active one"},
    "text": {"type": "string", "description": "the whole table, as CSV"},
    "by": {"type": "string", "description": "a person of the roster"}}
})"},
    {"TableEdited", R"({
  "type": "object",
  "required": ["policy_version", "stage", "table", "base", "added", "changed", "removed"],
  "properties": {
    "policy_version": {"type": "string"}, "stage": {"type": "string"},
    "table": {"type": "string"}, "base": {"type": "string"},
    "added": {"type": "array", "items": {"type": "string"}, "description": "ids of rows"},
    "changed": {"type": "array", "items": {"type": "string"}},
    "removed": {"type": "array", "items": {"type": "string"}}}
})"},
    {"PolicyStage", R"({
  "type": "object",
  "properties": {
    "to": {"type": ["string", "null"], "enum": ["shadow", "canary", "active", "retired", null],
      "description": "null: the next one, or the canary where only its share changes"},
    "share": {"type": ["string", "integer", "null"], "description": "of a canary: 5%"},
    "halt_margin": {"type": ["string", "integer", "null"], "description": "percentage points"},
    "halt_after": {"type": ["string", "integer", "null"], "description": "leads"},
    "by": {"type": ["string", "null"], "description": "a person of the roster"}}
})"},
    {"PolicyApprover", R"({
  "type": "object",
  "required": ["by"],
  "properties": {"by": {"type": "string", "description": "a person of the roster"}}
})"},
    {"PolicyApproval", R"({
  "type": "object",
  "required": ["required"],
  "properties": {"required": {"type": "boolean"},
    "by": {"type": ["string", "null"], "description": "a person of the roster"}}
})"},
    {"PolicyShadow", R"({
  "type": "object",
  "required": ["policy_version", "compared", "moved", "held", "unassigned", "per_outcome",
    "per_owner", "leads", "records"],
  "properties": {
    "policy_version": {"type": "string"}, "compared": {"type": "integer"},
    "moved": {"type": "integer"}, "held": {"type": "integer"}, "unassigned": {"type": "integer"},
    "per_outcome": {"type": "object",
      "description": "leads by what was done with them: before by the version that decided, after by this one",
      "additionalProperties": {"type": "object", "required": ["before", "after"],
        "properties": {"before": {"type": "integer"}, "after": {"type": "integer"}}}},
    "per_owner": {"type": "object",
      "description": "the same by where they went: a person, a queue, held, rejected",
      "additionalProperties": {"type": "object", "required": ["before", "after"],
        "properties": {"before": {"type": "integer"}, "after": {"type": "integer"}}}},
    "leads": {"type": "array", "description": "the first 1000 that it would have sent elsewhere",
      "items": {"type": "object", "required": ["lead_id", "from", "to", "rule", "time"],
        "properties": {"lead_id": {"type": "string"}, "from": {"type": "string"},
          "to": {"type": "string"}, "rule": {"type": "string"}, "time": {"type": "string"}}}},
    "records": {"type": "array", "description":
      "the first 50 of these as lists show them, with the fields that you may see",
      "items": {"$ref": "#/components/schemas/LeadState"}}
  }
})"},
    {"PolicyFlags", R"({
  "type": "object",
  "required": ["flags"],
  "properties": {"flags": {"type": "array", "items": {"type": "object",
    "required": ["flag", "to", "by", "since", "declared"],
    "properties": {"flag": {"type": "string"},
      "to": {"type": ["string", "null"], "description": "null: the default of the version that asks"},
      "by": {"type": ["string", "null"]}, "since": {"type": ["string", "null"]},
      "declared": {"type": "array", "items": {"type": "object",
        "required": ["policy_version", "stage", "default"],
        "properties": {"policy_version": {"type": "string"}, "stage": {"type": "string"},
          "default": {"type": "boolean"}}}}}}}}
})"},
    {"PolicyFlagSetting", R"({
  "type": "object",
  "required": ["to"],
  "properties": {
    "to": {"type": "string", "description": "on, off, a share such as 25%, or default"},
    "by": {"type": ["string", "null"], "description": "a person of the roster"}}
})"},
    {"RecordRequest", R"({
  "type": "object",
  "properties": {
    "by": {"type": ["string", "null"], "description": "a person of the roster"},
    "into": {"type": ["string", "null"],
      "description": "of merge: the record that stays, by its id, external id or e-mail"},
    "to": {"type": ["string", "null"], "description": "of owner: a person; null: nobody"}}
})"},
    {"EnvironmentFile", R"({
  "type": "object",
  "required": ["text"],
  "properties": {"text": {"type": "string", "description": "environment.yaml as it is written"}}
})"},
    {"Environment", R"({
  "type": "object",
  "required": ["workspace", "set_at", "people", "queues", "production_endpoints"],
  "properties": {"workspace": {"type": "string", "enum": ["sandbox", "production"]},
    "set_at": {"type": ["string", "null"]}, "people": {"type": "integer"},
    "queues": {"type": "integer"},
    "production_endpoints": {"type": "array", "items": {"type": "string"}},
    "text": {"type": ["string", "null"]}}
})"},
    {"HandBackReasons", R"({
  "type": "object",
  "required": ["policy_version", "items"],
  "properties": {"policy_version": {"type": ["string", "null"]},
    "items": {"type": "array", "items": {"type": "object",
      "required": ["reason", "then", "queue", "after", "needs_until", "text"],
      "properties": {"reason": {"type": "string"},
        "then": {"type": "string", "enum": ["route_again", "correct", "recycle", "disqualify"]},
        "queue": {"type": ["string", "null"], "description": "where the record is put right"},
        "after": {"type": ["string", "null"], "description": "until it comes back"},
        "needs_until": {"type": "boolean",
          "description": "whoever hands it back names the day on which it comes back"},
        "text": {"type": "string"}}}}}
})"},
    {"HandBackReport", R"({
  "type": "object",
  "required": ["given", "handed_back", "rate", "reasons", "people", "rules"],
  "properties": {"given": {"type": "integer"}, "handed_back": {"type": "integer"},
    "rate": {"type": "string"},
    "reasons": {"type": "object", "additionalProperties": {"type": "integer"}},
    "people": {"type": "array", "items": {"type": "object",
      "required": ["person", "given", "handed_back", "rate", "reasons"],
      "properties": {"person": {"type": ["string", "null"]}, "given": {"type": "integer"},
        "handed_back": {"type": "integer"}, "rate": {"type": "string"},
        "reasons": {"type": "object", "additionalProperties": {"type": "integer"}}}}},
    "rules": {"type": "array", "items": {"type": "object",
      "required": ["rule", "given", "handed_back", "rate", "reasons"],
      "properties": {"rule": {"type": ["string", "null"]}, "given": {"type": "integer"},
        "handed_back": {"type": "integer"}, "rate": {"type": "string"},
        "reasons": {"type": "object", "additionalProperties": {"type": "integer"}}}}}}
})"},
};

}  // namespace

std::span<const ApiSchema> ChangeSchemas() {
  return kChangeSchemas;
}

}  // namespace signalbox
