// Edits of one table of the active policy, by people who may edit that table and nothing else.
//
// An edit makes another version of the bundle, in which that one file differs, as a draft: it sees
// no lead until it was approved of and promoted as any version is (docs/lifecycle.md). Any thread
// but the engine's; each returns when it is durable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"
#include "workspace/table_bounds.h"
#include "workspace/workspace.h"

namespace signalbox {

// On whose behalf.
struct TableEditor {
  std::string actor;     // as events name it
  std::string person;    // who is said to have made the version; empty for nobody
  bool bounded = false;  // within the bounds of `person`; others edit every table
};

struct TableEdit {
  std::string base;  // the version that was edited: the active one, or the edit lapses
  std::string text;  // the whole table, as CSV
  std::string by;    // who edits, as the caller states it
};
// `{"base","text","by"?}`.
Result<TableEdit> ParseTableEdit(std::string_view json);
std::string TableEditJson(const TableEdit& edit);

// `{"policy_version","stage","table","base","added","changed","removed"}`, the last three as ids of
// rows. kNotFound for a table that there is not, or that is not theirs; kForbidden outside the
// bounds; kConflict where another version became active, or nothing differs; kInvalid for what does
// not compile, with findings.
Result<std::string> EditTable(Workspace& workspace, const TableEditor& editor,
                              const std::string& table, const TableEdit& edit,
                              std::vector<Finding>* findings);

// `{"base","tables":[{"table","file","lines","bounds"}]}`, those that the editor may edit; `bounds`
// is null without any.
Result<std::string> ListTables(Workspace& workspace, const TableEditor& editor);
// The same members of one, with `base` and `text`.
Result<std::string> ReadTable(Workspace& workspace, const TableEditor& editor,
                              const std::string& table);

}  // namespace signalbox
