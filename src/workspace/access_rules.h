// The rules of a workspace about who may edit which tables, whose personal fields are seen by whom,
// and within which bounds managers set weights: set whole, each change an event (docs/security.md).
//
// Any thread but the engine's; setting returns when it is durable.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/access_events.h"
#include "workspace/workspace.h"

namespace signalbox {

// `tables`, `personal-fields` or `weights`, as paths and commands write it; kNotFound for anything
// else.
Result<AccessRuleKind> AccessRuleKindByName(std::string_view name);

// The text as workspace/table_bounds.h, access/personal_rules.h or workspace/weight_bounds.h read
// it; empty takes the rules away. kInvalid for what does not read, or names a person or a team that
// the roster does not have, and for a `by` that is nobody of it. The same text again stores
// nothing.
Status SetAccessRules(Workspace& workspace, const std::string& actor, AccessRuleKind kind,
                      const std::string& text, const std::string& by);

// `{"kind","text","rules","weights","fewest_told","position","warning"}`: `text` and `position` are
// null where none were ever set, `rules` has those about personal fields and `weights` those about
// weights as they were read, `fewest_told` is of personal fields alone, `warning` says what of the
// rules the roster does not have any more.
Result<std::string> AccessRulesJson(Workspace& workspace, AccessRuleKind kind);

}  // namespace signalbox
