// What the routes about how things stand answer, as JSON Schema.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kStandingSchemas[] = {
    {"Attention", R"({
  "type": "object",
  "required": ["waiting", "time_limits", "owner_differs", "intake", "leads", "as_of"],
  "properties": {
    "waiting": {"type": "array", "description": "the longest wait first", "items": {
      "type": "object",
      "required": ["status", "queue", "rule", "reason", "count", "oldest_at", "late"],
      "properties": {
        "status": {"type": "string", "enum": ["queued", "held", "failed"]},
        "queue": {"type": ["string", "null"]}, "rule": {"type": ["string", "null"]},
        "reason": {"type": ["string", "null"]}, "count": {"type": "integer"},
        "oldest_at": {"type": "string", "format": "date-time"},
        "late": {"type": "integer", "description": "whose time limit ran out"}}}},
    "time_limits": {"type": "object", "description": "of leads that have an owner",
      "properties": {"late": {"type": "integer"},
        "due_soon": {"type": "integer", "description": "within the hour"},
        "oldest_due_at": {"type": ["string", "null"], "format": "date-time"}}},
    "owner_differs": {"type": "object",
      "description": "routed leads with another owner than the policy named: write-back found it changed, or it changed after",
      "properties": {"count": {"type": "integer"},
        "oldest_at": {"type": ["string", "null"], "format": "date-time"}}},
    "intake": {"type": "object", "properties": {
      "today": {"type": "integer", "description": "since midnight, UTC"},
      "week_ago": {"type": "integer", "description": "in the same stretch seven days before"}}},
    "leads": {"type": "object", "description": "all leads by status",
      "additionalProperties": {"type": "integer"}},
    "notices": {"type": "object", "description": "messages to people", "properties": {
      "not_sent": {"type": "integer", "description": "given up within a day"},
      "waiting": {"type": "integer"},
      "tried_again": {"type": "integer", "description": "of those that wait"},
      "oldest_at": {"type": ["string", "null"], "format": "date-time"}}},
    "as_of": {"type": "integer"}
  }
})"},
    {"Pools", R"({
  "type": "object",
  "required": ["policy_version", "pools"],
  "properties": {
    "policy_version": {"type": ["string", "null"]},
    "pools": {"type": "array", "items": {
      "type": "object",
      "required": ["id", "strategy", "members_in_words", "next_in_turn", "waiting", "turns", "members"],
      "properties": {
        "id": {"type": "string"}, "strategy": {"type": "string"},
        "members_in_words": {"type": "string"},
        "next_in_turn": {"type": ["string", "null"], "description": "if nobody were away"},
        "waiting": {"type": "integer", "description": "leads that wait until somebody can take them"},
        "turns": {"type": "array", "items": {"type": "object", "properties": {
          "key": {"type": "string"}, "turns": {"type": "integer"}}}},
        "members": {"type": "array", "items": {"type": "object", "properties": {
          "id": {"type": "string"}, "name": {"type": ["string", "null"]},
          "weight": {"type": "integer"},
          "weight_open": {"type": "boolean", "description": "whether you may set it"},
          "available": {"type": "boolean"},
          "why": {"type": ["string", "null"], "description": "why they take no lead now"},
          "away_until": {"type": ["string", "null"], "format": "date-time"},
          "open": {"type": "integer", "description": "open records that they own"},
          "turns": {"type": "integer", "description": "taken, less those handed back"},
          "level_e9": {"type": "integer",
            "description": "turns behind their share, in billionths"}}}}}}}
  }
})"},
    {"PoolSimulation", R"({
  "type": "object",
  "required": ["pool", "at", "turns", "people", "stopped", "passed_over"],
  "properties": {
    "pool": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
    "turns": {"type": "array", "items": {"type": "object",
      "required": ["owner", "name", "reason", "pool", "level_e9", "next_in_turn", "passed_over"],
      "properties": {
        "owner": {"type": "string"}, "name": {"type": ["string", "null"]},
        "reason": {"type": "string"},
        "pool": {"type": "string", "description": "another one where this one falls back"},
        "level_e9": {"type": "integer",
          "description": "turns behind their share before it, in billionths"},
        "next_in_turn": {"type": ["string", "null"]},
        "passed_over": {"$ref": "#/components/schemas/PassedOver"}}}},
    "people": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "string"}, "name": {"type": ["string", "null"]},
      "turns": {"type": "integer"}}}},
    "stopped": {"type": ["string", "null"], "description": "why nobody could take the next one"},
    "passed_over": {"$ref": "#/components/schemas/PassedOver"}
  }
})"},
    {"PassedOver", R"({
  "type": "array", "description": "other than for not being in turn",
  "items": {"type": "object", "properties": {
    "owner": {"type": "string"}, "why": {"type": "string"}}}
})"},
    {"EventSearch", R"({
  "type": "object",
  "required": ["items", "next_cursor", "looked_at"],
  "properties": {
    "items": {"type": "array", "items": {"type": "object", "required": ["actor", "event"],
      "properties": {
        "actor": {"type": "string", "description": "who caused it"},
        "event": {"type": "object", "description": "as of GET /v1/runs/{id}/events"}}}},
    "next_cursor": {"type": ["string", "null"],
      "description": "also where a page is short: so far the log was searched"},
    "looked_at": {"type": "integer", "description": "events"}
  }
})"},
    {"AgentsHealth", R"({
  "type": "array",
  "items": {"type": "object",
    "required": ["id", "version", "breaker", "running", "failures_in_a_row", "calls_today"],
    "properties": {"id": {"type": "string"}, "version": {"type": "string"},
      "breaker": {"type": "string", "enum": ["closed", "open", "half_open"]},
      "running": {"type": "integer"}, "failures_in_a_row": {"type": "integer"},
      "calls_today": {"type": "integer", "description": "of UTC"}}}
})"},
    {"OwnedRecord", R"({
  "type": "object",
  "required": ["found", "id", "name", "owner", "lead"],
  "properties": {
    "found": {"type": ["string", "null"],
      "enum": ["lead", "contact", "account", "opportunity", null]},
    "id": {"type": ["string", "null"]}, "name": {"type": ["string", "null"]},
    "owner": {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
    "lead": {"oneOf": [{"$ref": "#/components/schemas/LeadState"}, {"type": "null"}]}
  }
})"},
    {"PolicyFiles", R"({
  "type": "object",
  "required": ["policy_version", "files"],
  "properties": {"policy_version": {"type": "string"},
    "files": {"type": "object", "additionalProperties": {"type": "string"}}}
})"},
    {"PolicyTests", R"({
  "type": "object",
  "required": ["policy_version", "passed", "failed", "findings", "tests"],
  "properties": {
    "policy_version": {"type": ["string", "null"], "description": "null: it does not compile"},
    "passed": {"type": "integer"},
    "failed": {"type": "integer", "description": "tests, and errors of their files"},
    "findings": {"type": "array", "items": {"type": "object"}},
    "tests": {"type": "array", "items": {"type": "object",
      "required": ["name", "file", "line", "at", "lead", "passed", "checks", "misses", "why"],
      "properties": {"name": {"type": "string"}, "file": {"type": "string"},
        "line": {"type": "integer"}, "at": {"type": "string", "format": "date-time"},
        "lead": {"type": "object", "description": "the example lead"},
        "passed": {"type": "boolean"},
        "checks": {"type": "array", "description": "all that is expected", "items": {
          "type": "object", "required": ["key", "line", "expected", "got", "met"],
          "properties": {"key": {"type": "string"}, "line": {"type": "integer"},
            "expected": {"type": "string"}, "got": {"type": "string"},
            "met": {"type": "boolean"}}}},
        "misses": {"type": "array", "description": "what of it did not come",
          "items": {"type": "object"}},
        "why": {"type": "array", "description": "of one that failed",
          "items": {"type": "string"}}}}}}
})"},
    {"PolicyAttributes", R"({
  "type": "object",
  "required": ["policy", "attributes"],
  "properties": {
    "policy": {"type": "string"},
    "attributes": {"type": "array", "items": {"type": "object",
      "required": ["name", "type", "own", "values"],
      "properties": {"name": {"type": "string"},
        "type": {"type": "string", "enum": ["text", "integer", "boolean"]},
        "own": {"type": "boolean", "description": "declared by the bundle"},
        "values": {"type": "array", "items": {"type": "string"},
          "description": "that the bundle expects, in small letters"}}}}
  }
})"},
    {"PolicyFlow", R"({
  "type": "object",
  "required": ["policy", "policy_version", "decisions", "steps", "targets", "lines"],
  "properties": {
    "policy": {"type": "string"}, "policy_version": {"type": "string"},
    "decisions": {"type": ["integer", "null"], "description":
      "leads that this version decided about last; null for whoever does not see all leads whole"},
    "steps": {"type": "array", "description": "guards, then rules in order", "items": {
      "type": "object", "properties": {"name": {"type": "string"},
        "kind": {"type": "string", "enum": ["guard", "rule"]},
        "words": {"type": "string"}, "count": {"type": ["integer", "null"]}}}},
    "targets": {"type": "array", "items": {"type": "object", "properties": {
      "name": {"type": "string"}, "kind": {"type": "string"}, "words": {"type": "string"}}}},
    "lines": {"type": "array", "description": "places of a step and of a target", "items": {
      "type": "array", "items": {"type": "integer"}}}
  }
})"},
};

}  // namespace

std::span<const ApiSchema> StandingSchemas() {
  return kStandingSchemas;
}

}  // namespace signalbox
