// What the routes about people's availability and about queues take and answer, as JSON Schema.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kPeopleSchemas[] = {
    {"Availability", R"({
  "type": "object",
  "required": ["person", "active", "available", "why", "weight", "weight_bounds", "leaves",
    "paused_until", "delegate"],
  "properties": {
    "person": {"type": "string"}, "name": {"type": ["string", "null"]},
    "active": {"type": "boolean"},
    "available": {"type": "boolean", "description": "whether pools give them leads now"},
    "why": {"type": ["string", "null"], "description": "why they take none now"},
    "away_until": {"type": ["string", "null"], "format": "date-time",
      "description": "of leave and pauses that follow on each other"},
    "zone": {"type": "string"}, "hours": {"type": ["string", "null"]},
    "weight": {"type": "integer", "description": "turns beside those of others; 0 takes none"},
    "weight_bounds": {"type": ["object", "null"],
      "description": "within which whoever asks may set it; null where they may not",
      "required": ["from", "to"],
      "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}}},
    "leaves": {"type": "array", "description": "those that are not over", "items": {
      "type": "object", "properties": {"from": {"type": "string", "format": "date-time"},
        "to": {"type": "string", "format": "date-time"},
        "then": {"type": "string", "enum": ["keep", "delegate", "route_again"],
          "description": "what becomes of the leads in hand when it begins"}}}},
    "paused_until": {"type": ["string", "null"], "format": "date-time"},
    "delegate": {"type": ["string", "null"]},
    "stands_in_for": {"type": "array", "items": {"type": "string"}},
    "open_leads": {"type": "integer"},
    "not_given_on": {"type": ["object", "null"],
      "description": "leads in hand that were to be given on when the leave began, and were not yet",
      "properties": {"since": {"type": "string", "format": "date-time"},
        "then": {"type": "string", "enum": ["delegate", "route_again"]},
        "why": {"type": "string",
          "enum": ["no_delegate", "delegate_away", "too_many", "not_known"]}}},
    "text": {"type": "string"}}
})"},
    {"AvailabilityRequest", R"({
  "type": "object",
  "description": "each change takes its own of these: leave from, to, part; end-leave from, to; pause for or until; delegate delegate, from, to; deactivate delegate; and all that take somebody away then and dry_run",
  "properties": {
    "from": {"type": "string", "description": "a day, a local time `2026-12-21 13:00`, or RFC 3339"},
    "to": {"type": "string", "description": "as a day: the last one away"},
    "part": {"type": "string", "description": "hours of each day, `09:00-12:00`"},
    "for": {"type": "string", "description": "a duration, `2h`"}, "until": {"type": "string"},
    "delegate": {"type": ["string", "null"], "description": "a person's id; null: nobody"},
    "then": {"type": "string", "enum": ["keep", "delegate", "route_again"],
      "description": "what becomes of the leads in hand"},
    "dry_run": {"type": "boolean"}}
})"},
    {"AvailabilityChanged", R"({
  "type": "object",
  "required": ["person", "active", "available", "changed", "dry_run", "in_hand"],
  "properties": {
    "person": {"type": "string"}, "active": {"type": "boolean"}, "available": {"type": "boolean"},
    "changed": {"type": "boolean"}, "dry_run": {"type": "boolean"},
    "in_hand": {"type": ["object", "null"], "description": "as Reassigned"},
    "text": {"type": "string"}}
})"},
    {"WeightRequest", R"({
  "type": "object",
  "required": ["weight"],
  "properties": {
    "weight": {"type": "integer", "minimum": 0, "maximum": 1000},
    "reason": {"type": ["string", "null"], "description": "one line, up to 500 bytes"},
    "by": {"type": ["string", "null"],
      "description": "a person's id; believed of the workspace's own token alone"}}
})"},
    {"WeightAnswer", R"({
  "type": "object",
  "required": ["person", "name", "changed", "before", "after", "bounds", "pools", "text"],
  "properties": {
    "person": {"type": "string"}, "name": {"type": ["string", "null"]},
    "changed": {"type": "boolean"},
    "before": {"type": "integer"}, "after": {"type": "integer"},
    "bounds": {"type": "object", "description": "within which whoever asked may set it",
      "required": ["from", "to"],
      "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}}},
    "pools": {"type": "array", "items": {"type": "string"},
      "description": "of the active policy, that have the person"},
    "text": {"type": "string"}}
})"},
    {"Holdings", R"({
  "type": "object",
  "required": ["person", "active", "lead_count", "leads", "accounts", "requests", "reports"],
  "properties": {
    "person": {"type": "string"}, "active": {"type": "boolean"},
    "lead_count": {"type": "integer"}, "leads": {"type": "array", "items": {"type": "string"}},
    "accounts": {"type": "array", "items": {"type": "string"}},
    "requests": {"type": "array", "items": {"type": "string"},
      "description": "that wait for their decision"},
    "reports": {"type": "array", "items": {"type": "string"}},
    "stands_in_for": {"type": "array", "items": {"type": "string"}},
    "preview": {"type": ["object", "null"], "description": "as MovePreview"},
    "text": {"type": "string"}}
})"},
    {"ReassignRequest", R"({
  "type": "object",
  "properties": {
    "then": {"type": "string", "enum": ["route_again", "delegate"]},
    "to": {"type": "string", "description": "of delegate: a person's id"},
    "accounts": {"type": "boolean", "description": "of delegate: their accounts too"},
    "dry_run": {"type": "boolean"},
    "batch": {"type": "integer"}, "every": {"type": "string", "description": "between batches"}}
})"},
    {"Reassigned", R"({
  "type": "object",
  "required": ["person", "dry_run", "then", "plan", "handled", "moved", "left_out", "preview"],
  "properties": {
    "person": {"type": "string"}, "dry_run": {"type": "boolean"}, "then": {"type": "string"},
    "plan": {"type": ["string", "null"], "description": "goes on by POST /v1/moves/{id}/continue"},
    "handled": {"type": "integer"}, "moved": {"type": "integer"}, "left_out": {"type": "integer"},
    "next_at": {"type": ["string", "null"]}, "done": {"type": "boolean"},
    "preview": {"type": "object", "description": "as MovePreview"}, "text": {"type": "string"}}
})"},
    {"LeaveFile", R"({
  "type": "string",
  "description": "iCalendar (RFC 5545), or CSV with the columns person, from and to"
})"},
    {"LeaveImported", R"({
  "type": "object",
  "required": ["entries", "leaves", "people", "passed_over", "fault_count", "faults"],
  "properties": {
    "entries": {"type": "integer"}, "leaves": {"type": "integer"},
    "people": {"type": "integer", "description": "whose leave changed"},
    "passed_over": {"type": "integer", "description": "events that keep nobody away"},
    "fault_count": {"type": "integer"},
    "faults": {"type": "array", "items": {"type": "object", "properties": {
      "line": {"type": "integer"}, "error": {"type": "string"}}}},
    "text": {"type": "string"}}
})"},
    {"Queues", R"({
  "type": "object",
  "required": ["queues", "as_of"],
  "properties": {
    "queues": {"type": "array", "items": {
      "type": "object", "required": ["name", "kind", "owner", "count", "oldest_at", "late"],
      "properties": {
        "name": {"type": "string"},
        "kind": {"type": "string",
          "enum": ["my", "team", "unassigned", "held", "failed", "exceptions", "policy"]},
        "owner": {"type": ["string", "null"], "description": "who empties a queue of the policy"},
        "count": {"type": "integer"},
        "oldest_at": {"type": ["string", "null"], "format": "date-time"},
        "late": {"type": "integer", "description": "whose time limit ran out"}}}},
    "as_of": {"type": "integer"}}
})"},
    {"QueueItems", R"({
  "type": "object",
  "properties": {
    "queue": {"type": "string"},
    "items": {"type": "array", "description": "as those of LeadList; requests for exceptions",
      "items": {"type": "object"}},
    "next_cursor": {"type": ["string", "null"]}, "as_of": {"type": "integer"}}
})"},
    {"RefreshRequest", R"({
  "type": "object",
  "properties": {
    "agent": {"type": ["string", "null"], "description": "values of this agent; of any without"},
    "field": {"type": ["string", "null"], "description": "of agents that give it: lead.score"},
    "older_than": {"type": ["string", "null"],
      "description": "values as old as 30d; without, of another version than would answer now"},
    "dry_run": {"type": "boolean", "description": "true if not given: nothing changes"},
    "batch": {"type": "integer", "minimum": 1, "maximum": 2000},
    "per_minute": {"type": "integer", "description": "leads a minute, beside the agents' quotas"},
    "by": {"type": ["string", "null"]}, "csv": {"type": "boolean"}}
})"},
    {"RefreshOutcome", R"({
  "type": "object",
  "required": ["dry_run", "handled", "refreshed", "moved", "skipped", "remaining", "next_at",
    "done", "looked_at", "up_to_date", "count", "move_count", "unknown_count", "left_out_count",
    "agents", "values", "per_owner", "leads", "left_out"],
  "properties": {
    "dry_run": {"type": "boolean"}, "handled": {"type": "integer"},
    "refreshed": {"type": "integer"}, "moved": {"type": "integer"},
    "skipped": {"type": "array", "items": {"type": "object", "properties": {
      "why": {"type": "string"}, "words": {"type": "string"}, "count": {"type": "integer"}}}},
    "remaining": {"type": "integer"},
    "next_at": {"type": ["string", "null"], "format": "date-time",
      "description": "when the agents, or the pace, allow more: ask the same again then"},
    "done": {"type": "boolean"}, "looked_at": {"type": "integer"},
    "up_to_date": {"type": "integer"}, "count": {"type": "integer"},
    "move_count": {"type": "integer"},
    "unknown_count": {"type": "integer", "description": "only an agent outside can tell"},
    "left_out_count": {"type": "integer"},
    "agents": {"type": "array", "items": {"type": "object", "properties": {
      "agent": {"type": "string"}, "behind": {"type": "integer"},
      "calls": {"type": "integer", "description": "of an agent outside"}}}},
    "values": {"type": "array", "items": {"type": "object", "properties": {
      "field": {"type": "string"}, "count": {"type": "integer"}}}},
    "per_owner": {"type": "array", "items": {"type": "object"}},
    "leads": {"type": "array", "items": {"type": "object", "properties": {
      "lead_id": {"type": "string"}, "external_id": {"type": ["string", "null"]},
      "given_by": {"type": "array", "items": {"type": "string"}},
      "given_at": {"type": "string", "format": "date-time"}, "from": {"type": "string"},
      "to": {"type": ["string", "null"]}, "rule": {"type": ["string", "null"]},
      "moves": {"type": "boolean"},
      "values": {"type": "array", "items": {"type": "object", "properties": {
        "field": {"type": "string"}, "before": {"type": ["string", "null"]},
        "after": {"type": ["string", "null"]}}}},
      "asks": {"type": "array", "items": {"type": "string"}},
      "assumes": {"type": "array", "items": {"type": "string"}}}}},
    "left_out": {"type": "array", "items": {"type": "object"}},
    "text": {"type": "string"}, "csv": {"type": "string"}}
})"},
    {"BulkRequest", R"({
  "type": "object",
  "required": ["action"],
  "properties": {
    "action": {"type": "string", "enum": ["claim", "hand_back", "hand_over", "recall", "accept",
      "contacted", "retry", "reroute"]},
    "lead_ids": {"type": "array", "items": {"type": "string"}},
    "filter": {"type": "object", "properties": {"queue": {"type": "string"}}},
    "dry_run": {"type": "boolean"},
    "as_of": {"type": "integer",
      "description": "of a dry run: leads that changed since are left alone"},
    "by": {"type": "string"}, "to": {"type": "string"}, "queue": {"type": "string"},
    "reason": {"type": "string"}, "until": {"type": "string"}}
})"},
    {"BulkOutcome", R"({
  "type": "object",
  "required": ["action", "dry_run", "count", "done", "would", "already", "refused", "reasons",
    "as_of", "results"],
  "properties": {
    "action": {"type": "string"}, "dry_run": {"type": "boolean"}, "count": {"type": "integer"},
    "done": {"type": "integer"}, "would": {"type": "integer"}, "already": {"type": "integer"},
    "refused": {"type": "integer"},
    "reasons": {"type": "array", "items": {"type": "object", "properties": {
      "why": {"type": "string"}, "count": {"type": "integer"}}}},
    "more": {"type": "boolean", "description": "the queue has more than one request takes"},
    "as_of": {"type": "integer"},
    "results": {"type": "array", "items": {"type": "object", "properties": {
      "lead_id": {"type": "string"},
      "outcome": {"type": "string", "enum": ["done", "would", "already", "refused"]},
      "why": {"type": ["string", "null"]}, "status": {"type": ["string", "null"]},
      "owner": {"type": ["string", "null"]}, "queue": {"type": ["string", "null"]}}}}}
})"},
};

}  // namespace

std::span<const ApiSchema> PeopleSchemas() {
  return kPeopleSchemas;
}

}  // namespace signalbox
