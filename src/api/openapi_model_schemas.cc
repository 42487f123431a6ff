// Schemas of learned models: which there are, what is offered, how they do.
#include "api/openapi.h"

namespace signalbox {
namespace {

constexpr ApiSchema kModelSchemas[] = {
    {"Models", R"({
  "type": "object",
  "required": ["approval_required", "items"],
  "properties": {"approval_required": {"type": "boolean",
    "description": "a version needs an approval by a second person before it answers"},
    "items": {"type": "array", "items": {"type": "object",
    "required": ["agent", "champion", "challenger", "versions"],
    "properties": {
      "agent": {"type": "string", "description": "score_lead, understand_text, match_account"},
      "champion": {"type": ["string", "null"], "description": "the version that is asked"},
      "challenger": {"type": ["string", "null"], "description": "the version in the shadow"},
      "versions": {"type": "array", "items": {"type": "object",
        "required": ["version", "model", "kind", "standing", "since", "before", "author",
          "approved_by"],
        "properties": {"version": {"type": "string"},
          "model": {"type": "string", "description": "the hash that names the model file"},
          "kind": {"type": "string"},
          "author": {"type": ["string", "null"], "description": "person who brought it"},
          "approved_by": {"type": ["string", "null"]},
          "standing": {"type": "string", "enum": ["champion", "challenger", "former"]},
          "since": {"type": "string", "format": "date-time"},
          "before": {"type": ["string", "null"], "description": "the version before it"}}}}}}}}
})"},
    {"ModelOffer", R"({
  "type": "object",
  "required": ["file"],
  "properties": {
    "file": {"type": "string", "description": "base64 of a model file"},
    "rows": {"type": "string",
      "description": "CSV with outcomes that no model was trained on; a score needs it"},
    "because": {"type": "string", "description": "a word for the record"},
    "challenger": {"type": "boolean", "description": "into the shadow only"},
    "by": {"type": "string", "description": "person who brings it"}}
})"},
    {"ModelTrialOrder", R"({
  "type": "object",
  "required": ["version"],
  "properties": {"version": {"type": "string", "description": "the one in the shadow"},
    "rows": {"type": "string", "description": "CSV with outcomes that no model was trained on; a score without is judged by the leads since the trial began"},
    "because": {"type": "string", "description": "a word for the record"},
    "by": {"type": "string", "description": "person who promotes it"}}
})"},
    {"ModelApproval", R"({
  "type": "object",
  "required": ["version"],
  "properties": {"version": {"type": "string", "description": "the one in the shadow"},
    "by": {"type": "string", "description": "who approves; who is signed in if left out"}}
})"},
    {"ModelVerdict", R"({
  "type": "object",
  "required": ["promoted", "agent", "version", "model", "why"],
  "properties": {"promoted": {"type": "boolean"}, "agent": {"type": "string"},
    "version": {"type": ["string", "null"]}, "model": {"type": ["string", "null"]},
    "why": {"type": "string"}}
})"},
    {"ModelRollback", R"({
  "type": "object",
  "properties": {"because": {"type": "string"},
    "to_none": {"type": "boolean", "description": "to the hand-made agent"}}
})"},
    {"ModelWatch", R"({
  "type": "object",
  "properties": {"recalibrate": {"type": "boolean",
    "description": "after an alarm, use the same model with a new calibration"}}
})"},
    {"ModelWatchReport", R"({
  "type": "object",
  "required": ["agent", "version", "scored", "decided", "told", "recalibrated"],
  "properties": {"agent": {"type": "string"}, "version": {"type": "string"},
    "scored": {"type": "integer"}, "decided": {"type": "integer"},
    "told": {"type": "array", "items": {"type": "string"}},
    "recalibrated": {"type": ["string", "null"], "description": "the version in use since"}}
})"},
    {"ModelHistory", R"({
  "type": "object",
  "required": ["items"],
  "properties": {"items": {"type": "array", "items": {"type": "object",
    "description": "an event, as /v1/events has it; the newest first"}}}
})"},
    {"ModelDrift", R"({
  "type": "object",
  "required": ["agent", "version", "model", "scored", "decided", "columns", "over_time"],
  "properties": {"agent": {"type": "string"}, "version": {"type": "string"},
    "model": {"type": "string"}, "scored": {"type": "integer"}, "decided": {"type": "integer"},
    "columns": {"type": "array", "items": {"type": "object", "properties": {
      "what": {"type": "string", "description": "score, or a column"}, "psi": {"type": "number"},
      "p_value": {"type": "number"},
      "level": {"type": "string", "enum": ["steady", "watch", "act"]}}}},
    "over_time": {"type": "array", "description": "the score's index, 100 leads a point",
      "items": {"type": "object", "properties": {"until": {"type": "string"},
        "rows": {"type": "integer"}, "psi": {"type": "number"}}}}}
})"},
    {"ModelCalibration", R"({
  "type": "object",
  "required": ["agent", "version", "model", "scored", "decided", "models"],
  "properties": {"agent": {"type": "string"}, "version": {"type": "string"},
    "model": {"type": "string"}, "scored": {"type": "integer"}, "decided": {"type": "integer"},
    "models": {"type": "array", "description": "champion, then challenger on the same leads",
      "items": {"type": "object", "properties": {"version": {"type": "string"},
        "rows": {"type": "integer"}, "positives": {"type": "integer"},
        "auc": {"type": ["number", "null"]}, "ece": {"type": "number"},
        "brier": {"type": "number"}, "lift_10": {"type": ["number", "null"]},
        "table": {"type": "array", "items": {"type": "object", "properties": {
          "rows": {"type": "integer"}, "predicted": {"type": ["number", "null"]},
          "observed": {"type": ["number", "null"]}}}},
        "tenths": {"type": "array", "description": "the best tenth of the leads first",
          "items": {"type": "object", "properties": {"rows": {"type": "integer"},
            "observed": {"type": "number"},
            "lift": {"type": "number", "description": "times the base rate"}}}}}}}}
})"},
    {"ModelCard", R"({
  "type": "object",
  "required": ["agent", "version", "model", "kind", "card"],
  "properties": {"agent": {"type": "string"}, "version": {"type": "string"},
    "model": {"type": "string"}, "kind": {"type": "string"},
    "card": {"type": ["string", "null"], "description": "Markdown; null of what is no score"},
    "points": {"type": ["string", "null"], "description": "what each column gives, a line a bin"}}
})"},
    {"ModelFairness", R"({
  "type": "object",
  "required": ["agent", "version", "model", "scored", "decided", "columns"],
  "properties": {"agent": {"type": "string"}, "version": {"type": "string"},
    "model": {"type": "string"}, "scored": {"type": "integer"}, "decided": {"type": "integer"},
    "columns": {"type": "array", "items": {"type": "object", "properties": {
      "column": {"type": "string"}, "left_out": {"type": "boolean", "description":
        "groups of few leads are not told to whoever does not see personal fields of all"},
      "groups": {"type": "array", "items": {"type": "object",
        "properties": {"group": {"type": "string"}, "rows": {"type": "integer"},
          "positives": {"type": "integer"}, "predicted": {"type": "number"},
          "observed": {"type": "number"}, "selected": {"type": "number"},
          "selection_ratio": {"type": "number"}, "miscalibrated": {"type": "boolean"},
          "seldom_selected": {"type": "boolean"}}}}}}}}
})"},
};

}  // namespace

std::span<const ApiSchema> ModelSchemas() {
  return kModelSchemas;
}

}  // namespace signalbox
