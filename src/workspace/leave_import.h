// Leave from a file of other programs: a calendar, or rows of CSV (intake/leave_file.h), put on the
// people of the roster (docs/people.md).
//
// Any thread but the engine's; what is imported is durable when ImportLeave returns, in one commit.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/submission.h"
#include "intake/leave_file.h"
#include "workspace/move_plans.h"
#include "workspace/workspace.h"

namespace signalbox {

struct LeaveImport {
  int64_t entries = 0;           // rows or events that were read
  int64_t leaves = 0;            // stretches away that they came to
  int64_t people = 0;            // whose leave changed
  int64_t passed_over = 0;       // events that keep nobody away
  std::vector<RowFault> faults;  // by line
  // `{"entries","leaves","people","passed_over","faults":[{"line","error"}],"text"}`
  std::string Json() const;
};

// Whether whoever imports may set this person's leave.
using MaySetLeave = std::function<bool(const State& state, const std::string& person)>;

// `person`: whose leave all of it is; empty: each entry names its people, by id or e-mail address.
// Leave that is there already stays one; nothing is taken away. What a row says of the leads in
// hand is carried out when the leave begins (workspace/leave_plans.h), `options` says for whom.
// kNotFound for a `person` who is nobody, kInvalid and kExhausted for a file that is none. A dry
// run stores nothing.
Result<LeaveImport> ImportLeave(Workspace& workspace, std::string_view file,
                                const std::string& person, bool dry_run, const MaySetLeave& may,
                                const MoveOptions& options, const Actor& actor);

}  // namespace signalbox
