// Learned models as changes of the log: promoted, refused, rolled back. Nothing about which model
// answers changes in any other way (engine/model_events.h).
//
// Any thread but the engine's; each returns when it is durable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/model_book.h"
#include "insight/score/score_columns.h"
#include "workspace/asked_model.h"
#include "workspace/workspace.h"

namespace signalbox {

struct ModelOffer {
  Bytes file;
  // CSV that no model was trained on (workspace/model_judging.h). A score is refused unless it
  // beats what is in use; an intent model and a pair scorer where they are right more rarely.
  std::string rows;
  std::string because;      // a person's word, sealed
  bool challenger = false;  // into the shadow: it is watched beside the model in use
  std::string by = {};      // person who brings it; empty for nobody of the roster
};

struct ModelVerdict {
  bool promoted = false;
  std::string agent, version;  // `score_lead`, `2.3.0`; no version where it is refused
  std::string model;           // the hash, in hex
  std::string why;             // the figures that spoke for it, or against it
};

// kConflict for a model that would answer at once where the workspace asks for an approval: it goes
// into the shadow, and from there into use (workspace/model_trials.h). kInvalid, kUnsupported and
// kCorrupt for a file that is no model that an agent asks, for a score
// without rows, and for a model that reads what leads here do not have. A refusal for lack of
// merit is a verdict, and stands in the log.
Result<ModelVerdict> PromoteModel(Workspace& workspace, const Actor& actor,
                                  const ModelOffer& offer);

// The version in use before the one that is; kNotFound when there is none, unless `to_none`: then
// the agent has no model any more, and hand-made ones answer.
Result<ModelVerdict> RollBackModel(Workspace& workspace, const Actor& actor,
                                   const std::string& agent, const std::string& because,
                                   bool to_none = false);

// `{"promoted","agent","version","model","why"}`, and back.
std::string ModelVerdictJson(const ModelVerdict& verdict);
Result<ModelVerdict> ReadModelVerdict(std::string_view json);

// `{"approval_required","items":[{"agent","champion","challenger","versions":[{"version","model",
// "kind","standing","since","before","author","approved_by"}]}]}`, by agent, the newest version
// first. Engine thread.
std::string ModelsJson(const State& state);

// What a score may read beside the fields that every lead has: features of the active policy, and
// fields of its own.
Result<std::vector<std::string>> ColumnsOfOwn(Workspace& workspace);

// The subject that a person's word is sealed under; 0 where nobody said one.
Result<int64_t> SubjectOfWord(Turn& turn, const std::string& because);

// ModelRefused: it was judged, and `objection` says with which figures against it.
Status NoteRefusedModel(Workspace& workspace, const Actor& actor, const std::string& agent,
                        const AskedModel& model, const std::string& objection);

// Registers the version of a model that is about to come into use, as an agent of kind kModel.
// For whoever then feeds ModelPromoted or ModelRecalibrated in the same turn.
struct NewModelVersion {
  std::string agent, version, kind;
  Digest model{};
  Digest file{};
  std::string before;
};
Result<NewModelVersion> RegisterModelVersion(Turn& turn, const Actor& actor, BytesView file);

// The entity in whose chain the events of an agent's models stand.
Id ModelEntityOf(const State& state, std::string_view agent);

// The rows of a CSV text, and SHA-256 of it in hex.
struct ModelRowsText {
  TextRows rows;
  std::string digest;
};
Result<ModelRowsText> ReadModelRowsText(std::string_view csv);

}  // namespace signalbox
