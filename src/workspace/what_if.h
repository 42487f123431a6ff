// What would happen to leads, without anything happening: what `POST /v1/decide` answers, and the
// decision interface for programs that embed this library.
//
//   WhatIfQuestion question;
//   question.policy_version = "pv_9f2c...";  // empty: the active one
//   SB_ASSIGN(const auto answers, AskWhatIf(workspace, {lead}, question));
//   if (answers[0].ok()) Show(answers[0]->lead.owner, answers[0]->explanation.text);
//
// The engine that routes for real decides (engine/what_if.h), on the roster, pools, accounts and
// records as they are at that moment. No event is stored, no pool's turn is taken, no id or subject
// is given out, nobody is notified and no agent outside is called: a lead that waits for such an
// agent is answered `in_progress`, and the explanation names the step it would wait at. Each lead
// is judged for itself, as if it alone came next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/submission.h"
#include "lead/attributes.h"
#include "workspace/explain.h"
#include "workspace/workspace.h"

namespace signalbox {

struct WhatIfQuestion {
  // Name or full hash of a published version; empty for the active one.
  std::string policy_version;
  // When the lead would come; now where not given. Calendars, leave and validity dates go by it,
  // while people, pools and records are as they are now.
  std::optional<TimeUs> now;
  // Each lead is judged as one whose person is no record yet, whoever it is: for who may not learn
  // whose address is known.
  bool as_strangers = false;
};

struct WhatIfAnswer {
  // As a real submission would be answered. `lead` is zero for a person who is no record yet, `run`
  // is zero where a run would begin; `position` is that of the last event decided upon.
  LeadAnswer lead;
  // With the record's real history before it, where there is one. What would happen stands at
  // positions above `lead.position`.
  Explanation explanation;
};

// One answer a lead, in order; an answer's error is what that lead would be refused with. The error
// of the whole is kNotFound for a version that was never published, kExhausted while the engine's
// queue is full. Any thread but the engine's; blocks. Takes turns of the engine's thread between
// commits, a few leads at a time, so that a long list does not keep real leads waiting.
Result<std::vector<Result<WhatIfAnswer>>> AskWhatIf(Workspace& workspace,
                                                    const std::vector<Attributes>& leads,
                                                    const WhatIfQuestion& question);

}  // namespace signalbox
