// A learned model on silent trial, in the shadow of the one in use: approved of by a second person,
// and put into use by naming its version (docs/scoring.md; the lifecycle is that of policies,
// docs/lifecycle.md).
//
// Any thread but the engine's; each returns when it is durable.
#pragma once

#include <string>

#include "workspace/model_changes.h"

namespace signalbox {

struct TrialOrder {
  std::string agent, version;
  // CSV that no model was trained on. Empty: a score is judged by the leads of this workspace that
  // were scored since the trial began and whose outcome is known, on which neither was trained.
  std::string rows;
  std::string because;  // a person's word, sealed
  std::string by;       // person who promotes it; empty for nobody of the roster
};

// Puts the version on trial into use, under its own number, where it is better than what is in use
// (PromoteModel). kNotFound for a version that is not there; kConflict for one that is not on
// trial, and where the workspace asks for an approval that nobody gave; kInvalid for a model that
// cannot be judged without rows, or when no lead of the trial has an outcome yet.
Result<ModelVerdict> PromoteTrial(Workspace& workspace, const Actor& actor,
                                  const TrialOrder& order);

// `by`, a person of the roster, approves of the version on trial. kConflict for whoever brought it,
// for a version whose author is not known, and for one that is not on trial.
Status ApproveTrial(Workspace& workspace, const Actor& actor, const std::string& agent,
                    const std::string& version, const std::string& by);

}  // namespace signalbox
