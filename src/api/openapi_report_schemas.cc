// What the routes about reports answer, as JSON Schema.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kReportSchemas[] = {
    {"ReportNames", R"({
  "type": "array",
  "items": {"type": "object", "required": ["name", "title"],
    "properties": {"name": {"type": "string"}, "title": {"type": "string"}}}
})"},
    {"ReportFigure", R"({
  "type": "object",
  "required": ["id", "words", "kind", "opens"],
  "properties": {
    "id": {"type": "string"}, "words": {"type": "string"},
    "kind": {"type": "string", "enum": ["count", "share_e4", "time_us", "points", "turns_e9"],
      "description": "shares in ten-thousandths, times in microseconds, turns in billionths"},
    "opens": {"type": "boolean", "description": "whether the records behind it can be asked for"},
    "now": {"type": ["integer", "null"], "description": "null: nothing to divide by, or few"},
    "before": {"type": ["integer", "null"]},
    "now_few": {"type": "boolean", "description":
      "not told, because it is about few records that are kept from you, or would tell such a number"},
    "before_few": {"type": "boolean"}}
})"},
    {"Report", R"({
  "type": "object",
  "required": ["name", "title", "from", "to", "before", "policy_version", "figures", "groups", "kept",
    "as_of"],
  "properties": {
    "name": {"type": "string"}, "title": {"type": "string"},
    "from": {"type": "string", "format": "date-time"},
    "to": {"type": "string", "format": "date-time", "description": "not included"},
    "before": {"type": "object", "properties": {
      "from": {"type": "string", "format": "date-time"},
      "to": {"type": "string", "format": "date-time"}}},
    "policy_version": {"type": ["string", "null"],
      "description": "of the comparison around its publication"},
    "figures": {"type": "array", "items": {"$ref": "#/components/schemas/ReportFigure"}},
    "groups": {"type": "array", "items": {"type": "object",
      "required": ["id", "words", "columns", "lines"],
      "properties": {
        "id": {"type": "string"}, "words": {"type": "string"},
        "columns": {"type": "array", "items": {"$ref": "#/components/schemas/ReportFigure"}},
        "lines": {"type": "array", "description": "the largest first column first", "items": {
          "type": "object", "required": ["person", "key", "cause", "figures"],
          "properties": {
            "person": {"type": ["string", "null"]},
            "key": {"type": "string", "description": "rule, reason, pool, ...; empty for none"},
            "cause": {"type": ["string", "null"]},
            "figures": {"type": "array", "description": "one for each column", "items": {
              "type": "object", "properties": {
                "now": {"type": ["integer", "null"]},
                "before": {"type": ["integer", "null"]},
                "now_few": {"type": "boolean"}, "before_few": {"type": "boolean"}}}}}}},
        "left_out": {"type": "boolean", "description": "lines of which nothing could be told"}}}},
    "kept": {"type": ["object", "null"], "required": ["fewest", "counted"], "description":
      "for whom the rules of the workspace keep fields of some records from; null for others",
      "properties": {
        "fewest": {"type": "integer", "description": "numbers about fewer of them are not told"},
        "counted": {"type": "boolean", "description":
          "whether they are counted, which they are in whole weeks that are over"}}},
    "as_of": {"type": "integer", "description": "the counts hold everything before this position"}
  }
})"},
    {"ReportRecords", R"({
  "type": "object",
  "required": ["items", "next_cursor"],
  "properties": {
    "items": {"type": "array", "items": {"type": "object",
      "required": ["lead_id", "at", "what", "person", "rule", "detail", "value", "position"],
      "properties": {
        "lead_id": {"type": ["string", "null"]}, "at": {"type": "string", "format": "date-time"},
        "what": {"type": "string", "description": "what was counted"},
        "person": {"type": ["string", "null"]}, "rule": {"type": ["string", "null"]},
        "detail": {"type": ["string", "null"]}, "value": {"type": "integer"},
        "position": {"type": "integer", "description": "of its event in the log"}}}},
    "next_cursor": {"type": ["string", "null"]}
  }
})"},
};

}  // namespace

std::span<const ApiSchema> ReportSchemas() {
  return kReportSchemas;
}

}  // namespace signalbox
