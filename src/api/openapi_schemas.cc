// What the API takes and answers, as JSON Schema. Members and meaning follow docs of the API; a
// member that may be missing in an answer is not here: it is there and null.
#include <vector>

#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kSchemas[] = {
    {"Lead", R"({
  "type": "object",
  "description": "Any other member is kept under its own name. camelCase, spaces and the standard names of Salesforce and HubSpot are understood.",
  "properties": {
    "external_id": {"type": "string", "description": "the sender's own id"},
    "source": {"type": "string"}, "campaign": {"type": "string"},
    "received_at": {"type": "string", "format": "date-time"},
    "first_name": {"type": "string"}, "last_name": {"type": "string"}, "name": {"type": "string"},
    "email": {"type": "string"}, "phone": {"type": "string"}, "title": {"type": "string"},
    "company": {"type": "string"}, "website": {"type": "string"}, "industry": {"type": "string"},
    "employees": {"type": "integer"}, "annual_revenue": {"type": ["integer", "string"]},
    "country": {"type": "string"}, "state": {"type": "string"}, "city": {"type": "string"},
    "street": {"type": "string"}, "postal_code": {"type": "string"},
    "segment": {"type": "string"}, "message": {"type": "string"},
    "consent": {"oneOf": [
      {"type": "string", "enum": ["given", "legitimate_interest", "refused", "unknown"]},
      {"$ref": "#/components/schemas/Consent"}]}
  }
})"},
    {"Consent", R"({
  "type": "object",
  "properties": {
    "email": {"type": "boolean", "description": "true: do not send e-mail"},
    "phone": {"type": "boolean", "description": "true: do not call"},
    "basis": {"type": "string"}, "ts": {"type": "string", "format": "date-time"}
  }
})"},
    {"LeadInput", R"({
  "oneOf": [
    {"$ref": "#/components/schemas/Lead"},
    {"type": "array", "items": {"$ref": "#/components/schemas/Lead"}}]
})"},
    {"Owner", R"({
  "type": "object",
  "required": ["type", "id", "name"],
  "properties": {
    "type": {"type": "string", "enum": ["person", "queue"]},
    "id": {"type": "string"}, "name": {"type": ["string", "null"]}
  }
})"},
    {"LeadStatus", R"({
  "type": "string",
  "enum": ["in_progress", "routed", "queued", "held", "rejected", "duplicate", "failed"]
})"},
    {"LeadState", R"({
  "type": "object",
  "required": ["lead_id", "external_id", "run_id", "status", "owner", "queue", "rule", "row",
    "reason", "policy_version", "duplicate_of", "explanation", "due", "next", "position"],
  "properties": {
    "lead_id": {"type": "string"}, "external_id": {"type": ["string", "null"]},
    "run_id": {"type": ["string", "null"]},
    "status": {"$ref": "#/components/schemas/LeadStatus"},
    "owner": {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
    "queue": {"type": ["string", "null"]}, "rule": {"type": ["string", "null"]},
    "row": {"type": ["string", "null"]}, "reason": {"type": ["string", "null"]},
    "policy_version": {"type": ["string", "null"]}, "duplicate_of": {"type": ["string", "null"]},
    "explanation": {"type": "string"},
    "due": {"type": "object", "description": "when each open time limit is up, by its name",
      "additionalProperties": {"type": "string", "format": "date-time"}},
    "next": {"$ref": "#/components/schemas/Next"},
    "position": {"type": "integer", "description": "in the log, where this was made durable"},
    "waits_for": {"type": ["object", "null"],
      "description": "in lists and by its id: null where its owner has it, or it is over",
      "properties": {
        "kind": {"type": "string", "enum": ["engine", "agent", "retry", "timer", "effect", "pool",
          "decision", "person", "queue"]},
        "name": {"type": ["string", "null"]}, "words": {"type": "string"},
        "until": {"type": ["string", "null"], "format": "date-time"}}},
    "since": {"type": ["string", "null"], "format": "date-time"},
    "shown_hash": {"type": "string",
      "description": "by its id, where it waits for a decision: what `decide` is about"}
  }
})"},
    {"RepairRequest", R"({
  "type": "object",
  "required": ["version"],
  "properties": {
    "version": {"type": "string", "description": "whose decisions: a published version"},
    "batch": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 100},
    "every": {"type": ["string", "null"], "description": "between batches, such as 10m"},
    "by": {"type": ["string", "null"], "description": "who does it: a person's id"},
    "csv": {"type": "boolean", "description": "the whole list as CSV beside"}
  }
})"},
    {"RealignRequest", R"({
  "type": "object",
  "properties": {
    "accounts": {"type": ["string", "null"], "description": "CSV of `account_id,owner`; else all open leads"},
    "effective": {"type": ["string", "null"], "description": "not before this day or time"},
    "holdover": {"type": ["string", "null"], "description": "what is in hand stays so long"},
    "move_opportunities": {"type": "boolean"},
    "approve": {"type": "boolean", "default": true, "description": "somebody else must approve it"},
    "batch": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 100},
    "every": {"type": ["string", "null"]},
    "by": {"type": ["string", "null"], "description": "who plans it: a person's id"},
    "csv": {"type": "boolean"}
  }
})"},
    {"UndoRequest", R"({
  "type": "object",
  "properties": {
    "batch": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 100},
    "every": {"type": ["string", "null"]},
    "by": {"type": ["string", "null"]},
    "csv": {"type": "boolean"}
  }
})"},
    {"MovesApproval", R"({
  "type": "object",
  "required": ["by"],
  "properties": {"by": {"type": "string", "description": "who approves it: a person's id"}}
})"},
    {"MovesApproved", R"({
  "type": "object",
  "properties": {"id": {"type": "string"}, "approved_by": {"type": "string"}}
})"},
    {"MoveProgress", R"({
  "type": "object",
  "properties": {
    "id": {"type": "string"},
    "count": {"type": "integer"},
    "handled": {"type": "integer"},
    "moved": {"type": "integer"},
    "left_out": {"type": "integer"},
    "next_at": {"type": ["string", "null"], "format": "date-time"},
    "done": {"type": "boolean"}
  }
})"},
    {"MovePreview", R"({
  "type": "object",
  "properties": {
    "kind": {"type": "string", "enum": ["repair", "realign", "undo"]},
    "version": {"type": ["string", "null"]},
    "active": {"type": ["string", "null"]},
    "of": {"type": ["string", "null"]},
    "looked_at": {"type": "integer"},
    "same": {"type": "integer"},
    "move_count": {"type": "integer"},
    "left_out_count": {"type": "integer"},
    "moves": {"type": "array", "items": {"type": "object"}},
    "left_out": {"type": "array", "items": {"type": "object"}},
    "per_owner": {"type": "array", "items": {"type": "object"}},
    "text": {"type": "string"},
    "csv": {"type": "string"}
  }
})"},
    {"MovesPlanned", R"({
  "type": "object",
  "properties": {
    "id": {"type": ["string", "null"]},
    "count": {"type": "integer"},
    "handled": {"type": "integer"},
    "moved": {"type": "integer"},
    "left_out": {"type": "integer"},
    "next_at": {"type": ["string", "null"], "format": "date-time"},
    "done": {"type": "boolean"},
    "resumed": {"type": "boolean"},
    "text": {"type": "string"},
    "csv": {"type": "string"},
    "preview": {"type": "object"}
  }
})"},
    {"MovesList", R"({
  "type": "object",
  "properties": {
    "moves": {"type": "array", "items": {"type": "object"}},
    "text": {"type": "string"}
  }
})"},
    {"VerbRequest", R"({
  "type": "object",
  "description": "What is not needed may be left out, and the whole body where nothing is.",
  "properties": {
    "by": {"type": ["string", "null"], "description": "who did it: a person's id"},
    "to": {"type": ["string", "null"], "description": "who gets it"},
    "queue": {"type": ["string", "null"]},
    "reason": {"type": ["string", "null"], "description": "of the policy's list, or a code"},
    "until": {"type": ["string", "null"], "description": "the day on which it comes back"},
    "shown_hash": {"type": ["string", "null"],
      "description": "needed to decide: of the lead as it was shown. When it changed since, 409 names what did (`changed`) and gives the new one"}
  }
})"},
    {"Next", R"({
  "type": "object",
  "required": ["kind", "url", "expires_at"],
  "properties": {
    "kind": {"type": "string", "enum": ["book", "thank_you", "wait"]},
    "url": {"type": ["string", "null"]},
    "expires_at": {"type": ["string", "null"], "format": "date-time"}
  }
})"},
    {"LeadRefusal", R"({
  "type": "object",
  "description": "An item of an array that could not be read; the others are not affected.",
  "required": ["status", "error"],
  "properties": {
    "status": {"const": "rejected"}, "error": {"$ref": "#/components/schemas/Problem"}
  }
})"},
    {"LeadAnswer", R"({
  "description": "One object for one lead, an array in the order sent for several.",
  "oneOf": [
    {"$ref": "#/components/schemas/LeadState"},
    {"type": "array", "items": {"anyOf": [
      {"$ref": "#/components/schemas/LeadState"}, {"$ref": "#/components/schemas/LeadRefusal"}]}}]
})"},
    {"AgentState", R"({
  "type": "object",
  "required": ["state"],
  "properties": {
    "state": {"enum": ["draft", "shadow", "canary", "active", "deprecated", "retired"]},
    "version": {"type": "string", "description": "every version if not given"},
    "percent": {"type": "integer", "minimum": 0, "maximum": 100, "description": "of a canary"},
    "sunset": {"type": "string", "description": "of a deprecated agent: when it is not used any more"},
    "successor": {"type": "string", "description": "of a deprecated agent: an agent's id"}
  },
  "additionalProperties": false
})"},
    {"Cancellation", R"({
  "type": "object",
  "properties": {
    "reason": {"type": "string", "maxLength": 500, "description": "one line, free; a code of lower-case letters, digits and `_` is shown with the record"}
  },
  "additionalProperties": false
})"},
    {"LeadList", R"({
  "type": "object",
  "required": ["items", "next_cursor", "as_of"],
  "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/LeadState"}},
    "next_cursor": {"type": ["string", "null"]},
    "as_of": {"type": "integer", "description": "everything below this position is shown"}
  }
})"},
    {"DecideInput", R"({
  "type": "object",
  "description": "Either `lead` or `leads`.",
  "properties": {
    "lead": {"$ref": "#/components/schemas/Lead"},
    "leads": {"type": "array", "items": {"$ref": "#/components/schemas/Lead"}},
    "policy_version": {"type": ["string", "null"],
      "description": "name or full hash of a published version; the active one otherwise"},
    "now": {"type": ["string", "null"], "format": "date-time"}
  }
})"},
    {"Decision", R"({
  "type": "object",
  "description": "As the lead would be answered. lead_id is null for a person who is no record yet, run_id where a run would begin; position is that of the last event decided upon.",
  "required": ["lead_id", "external_id", "run_id", "status", "owner", "queue", "rule", "row",
    "reason", "policy_version", "duplicate_of", "explanation", "next", "position"],
  "properties": {
    "lead_id": {"type": ["string", "null"]}, "external_id": {"type": ["string", "null"]},
    "run_id": {"type": ["string", "null"]},
    "status": {"$ref": "#/components/schemas/LeadStatus"},
    "owner": {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
    "queue": {"type": ["string", "null"]}, "rule": {"type": ["string", "null"]},
    "row": {"type": ["string", "null"]}, "reason": {"type": ["string", "null"]},
    "policy_version": {"type": ["string", "null"]}, "duplicate_of": {"type": ["string", "null"]},
    "explanation": {"type": "object", "description": "as GET /v1/leads/{id}/explanation answers"},
    "next": {"$ref": "#/components/schemas/Next"},
    "position": {"type": "integer"}
  }
})"},
    {"DecideAnswer", R"({
  "description": "One object for `lead`, an array in the order sent for `leads`.",
  "oneOf": [
    {"$ref": "#/components/schemas/Decision"},
    {"type": "array", "items": {"anyOf": [
      {"$ref": "#/components/schemas/Decision"}, {"$ref": "#/components/schemas/LeadRefusal"}]}}]
})"},
    {"Event", R"({
  "type": "object",
  "required": ["position", "type", "time", "entity", "run_id", "fields"],
  "properties": {
    "position": {"type": "integer"}, "type": {"type": "string"},
    "time": {"type": "string", "format": "date-time"},
    "entity": {"type": ["string", "null"]}, "run_id": {"type": ["string", "null"]},
    "fields": {"type": "object"}
  }
})"},
    {"InclusionProof", R"({
  "type": "object",
  "description": "RFC 9162, section 2.1.3; hashes in hex, the leaf in base64.",
  "required": ["log_id", "position", "leaf", "leaf_hash", "tree_size", "root", "path",
    "checkpoint"],
  "properties": {
    "log_id": {"type": "string"}, "position": {"type": "integer"}, "leaf": {"type": "string"},
    "leaf_hash": {"type": "string"}, "tree_size": {"type": "integer"}, "root": {"type": "string"},
    "path": {"type": "array", "items": {"type": "string"}}, "checkpoint": {"type": "string"}
  }
})"},
    {"VerifyReport", R"({
  "type": "object",
  "required": ["ok", "tree_size", "first_bad"],
  "properties": {
    "ok": {"type": "boolean"}, "tree_size": {"type": "integer"},
    "first_bad": {"type": ["object", "null"], "properties": {
      "position": {"type": "integer"}, "record": {"type": "integer"}}}
  }
})"},
    {"Verification", R"({
  "type": "object",
  "required": ["running", "last"],
  "properties": {
    "running": {"type": ["object", "null"], "required": ["since", "by", "person"], "properties": {
      "since": {"type": "string", "format": "date-time"}, "by": {"type": "string"},
      "person": {"type": ["string", "null"]}}},
    "last": {"type": ["object", "null"], "description": "since the server started",
      "required": ["verified_to", "ended_at", "by", "person", "report"], "properties": {
        "verified_to": {"type": "string", "format": "date-time",
          "description": "when the run began: what was there then was read"},
        "ended_at": {"type": "string", "format": "date-time"}, "by": {"type": "string"},
        "person": {"type": ["string", "null"]},
        "report": {"$ref": "#/components/schemas/VerifyReport"}}}
  }
})"},
    {"VerifyRequest", R"({
  "type": "object",
  "properties": {
    "heads": {"type": "string", "description": "text of a heads file kept elsewhere"},
    "vkey": {"type": "string", "description": "the key that signed them; the workspace's own otherwise"},
    "views": {"type": "boolean", "description": "also derive the lists anew and compare"}
  }
})"},
    {"Evidence", R"({
  "type": "object",
  "description": "every event of a lead and of its runs, with proofs; docs/formats.md has the members"
})"},
    {"ReplayRequest", R"({
  "type": "object",
  "properties": {"policy": {"type": "string",
    "description": "a published version: also says who would have gone elsewhere with it"}}
})"},
    {"ReplayReport", R"({
  "type": "object",
  "required": ["runs", "identical", "different", "erased", "engine_changed", "differences"],
  "properties": {
    "runs": {"type": "integer"}, "identical": {"type": "integer"},
    "different": {"type": "integer"}, "erased": {"type": "integer"},
    "engine_changed": {"type": "integer"},
    "differences": {"type": "array", "items": {"type": "object"}},
    "policy": {"type": "string"}, "decisions": {"type": "integer"},
    "moved_count": {"type": "integer"}, "moved": {"type": "array", "items": {"type": "object"}}
  }
})"},
    {"CoverageReport", R"({
  "type": "object",
  "required": ["policy", "policy_version", "active_since", "days", "from", "to", "decisions",
               "records", "fallback", "left_out", "unnamed", "unexpected", "stopped_arriving",
               "people", "parts", "text"],
  "properties": {
    "policy": {"type": "string"}, "policy_version": {"type": "string"},
    "active_since": {"type": "string"}, "days": {"type": "integer"},
    "from": {"type": "string"}, "to": {"type": "string"},
    "decisions": {"type": "object"}, "records": {"type": "object"},
    "fallback": {"type": "object"}, "left_out": {"type": "integer"},
    "values_of": {"type": "object", "description":
      "of which time the values are told to whoever does not see the fields that they stand in",
      "properties": {"from": {"type": "string"}, "to": {"type": "string"}}},
    "unnamed": {"type": "array", "items": {"type": "object"}},
    "unexpected": {"type": "array", "items": {"type": "object"}},
    "stopped_arriving": {"type": "array", "items": {"type": "object"}},
    "people": {"type": "array", "items": {"type": "object"}},
    "parts": {"type": "array", "items": {"type": "object"}}, "text": {"type": "string"}
  }
})"},
    {"ViewsCheck", R"({
  "type": "object",
  "required": ["identical", "difference"],
  "properties": {"identical": {"type": "boolean"}, "difference": {"type": ["string", "null"]}}
})"},
    {"ViewsRebuilt", R"({
  "type": "object",
  "required": ["events"],
  "properties": {"events": {"type": "integer"}}
})"},
    {"RemovedRecord", R"({
  "type": "object",
  "required": ["id", "position"],
  "properties": {"id": {"type": "string"}, "position": {"type": "integer"}}
})"},
    {"PolicyFindings", R"({
  "type": "object",
  "required": ["policy_version", "findings"],
  "properties": {
    "policy_version": {"type": ["string", "null"], "description": "null: it does not compile"},
    "findings": {"type": "array", "items": {
      "type": "object",
      "required": ["severity", "file", "line", "column", "message"],
      "properties": {"severity": {"type": "string", "enum": ["error", "warning"]},
        "file": {"type": "string"}, "line": {"type": "integer"}, "column": {"type": "integer"},
        "message": {"type": "string"}}}}
  }
})"},
    {"PolicyVersion", R"({
  "type": "object",
  "required": ["policy_version"],
  "properties": {"policy_version": {"type": "string"}, "stage": {"type": "string"},
    "share": {"type": ["string", "null"]}}
})"},
    {"PolicyVersions", R"({
  "type": "object",
  "required": ["versions"],
  "properties": {"versions": {"type": "array", "items": {
    "type": "object",
    "required": ["policy_version", "hash", "policy", "active", "fields", "activations", "stage"],
    "properties": {
      "policy_version": {"type": "string"}, "hash": {"type": "string"},
      "policy": {"type": "string"}, "active": {"type": "boolean"},
      "fields": {"type": "array", "items": {"type": "string"},
        "description": "fields of the CRM that it declares"},
      "activations": {"type": "integer", "description": "how often it was made active"},
      "stage": {"type": "string", "enum": ["draft", "shadow", "canary", "active", "retired"]},
      "share": {"type": ["string", "null"]}, "halt_margin": {"type": ["string", "null"]},
      "halt_after": {"type": ["integer", "null"]}, "published_by": {"type": ["string", "null"]},
      "approved_by": {"type": ["string", "null"]},
      "counts": {"type": "object", "description": "of the canary and beside it",
        "additionalProperties": {"type": "integer"}},
      "shadow": {"type": "object", "additionalProperties": {"type": "integer"}},
      "halted": {"type": ["object", "null"], "description": "the rate that broke, and the numbers"}
    }}},
    "approval_required": {"type": "boolean"}, "counted_since": {"type": ["string", "null"]}}
})"},
    {"PolicyRollback", R"({
  "type": "object",
  "properties": {"policy_version": {"type": ["string", "null"],
    "description": "null: the one before the active one"}}
})"},
    {"SourceSettings", R"({
  "type": "object",
  "properties": {
    "mapping": {"type": ["string", "null"],
      "description": "YAML: columns: {their name: our field}, ignore: []; nested names with dots"},
    "secret": {"type": ["string", "null"]},
    "signature": {"type": ["string", "null"],
      "enum": ["standard_webhooks", "hub_sha256", "hex_sha256", "none", null]}
  }
})"},
    {"Source", R"({
  "type": "object",
  "required": ["name", "signature", "signed", "mapping"],
  "properties": {
    "name": {"type": "string"},
    "signature": {"type": "string",
      "enum": ["standard_webhooks", "hub_sha256", "hex_sha256", "none"]},
    "signed": {"type": "boolean"}, "mapping": {"type": ["string", "null"]}
  }
})"},
    {"Sources", R"({
  "type": "object",
  "required": ["sources"],
  "properties": {
    "sources": {"type": "array", "items": {"$ref": "#/components/schemas/Source"}}
  }
})"},
    {"Problem", R"({
  "type": "object",
  "required": ["type", "title", "status", "detail"],
  "properties": {
    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
    "detail": {"type": "string"}, "instance": {"type": "string"},
    "pointer": {"type": "string", "description": "RFC 6901, into the body"},
    "errors": {"type": "array", "items": {"type": "object", "required": ["pointer", "detail"],
      "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}}}}
  }
})"},
};

}  // namespace

std::span<const ApiSchema> RoutingSchemas() {
  return kSchemas;
}

}  // namespace signalbox
