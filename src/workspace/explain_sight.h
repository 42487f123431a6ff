// Explanations for whoever asks: why a lead went where it went, as far as they may know.
//
// Who sees every lead gets all of it. A seller gets their own leads, and of others, where the
// decision considered them, why they did not get it; a manager the same for the team. Names of
// those beyond are left out (`narrowed`), and personal fields where the sight has none.
#pragma once

#include <string>

#include "access/sight.h"
#include "base/result.h"
#include "workspace/explain.h"
#include "workspace/workspace.h"

namespace signalbox {

struct SeenExplanation {
  Explanation explanation;
  FieldSet hidden;  // what was left out of it

  // May hold some personal field.
  bool personal() const { return hidden != PersonalFields(); }
};

// `lead` as FindLead takes it. kNotFound, as for one that is not there, where nothing of it may be
// known. Any thread; reads the log outside the engine's.
Result<SeenExplanation> ExplainFor(Workspace& workspace, const std::string& lead,
                                   const Sight& sight);

// `wanted` is the person or queue of WhyNotOf: kForbidden where the answer would show fields or
// colleagues that the sight does not have.
Status CheckWhyNot(const SeenExplanation& seen, const Sight& sight, const std::string& wanted);
// The same once the answer is there: kForbidden where it names a field that was left out.
Status CheckWays(const SeenExplanation& seen, const WhyNot& answer);

}  // namespace signalbox
