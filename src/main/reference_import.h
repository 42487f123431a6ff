// People and reference records between CSV text and a workspace: what `import`, `export` and `init`
// share.
//
// Rows are applied in batches, each durable on its own: an import that is cut off can be repeated,
// because a row that is there already changes nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/byte_source.h"
#include "intake/lead_file.h"
#include "workspace/workspace.h"

namespace signalbox {

struct ReferenceImport {
  int64_t rows = 0;     // good ones
  int64_t changed = 0;  // rows that were new or other than what was there
  int64_t removed = 0;
  std::vector<RowFault> faults;
  std::vector<std::string> notes;
};

// Asked once before anything is removed, with the ids that the file lacks; false leaves them.
using ConfirmRemoval = std::function<Result<bool>(const std::vector<std::string>& ids)>;

// Upserts every good row of `source` by id. With `confirm`, what the file does not name is then
// removed. kInvalid for an unknown kind, for text that is no such CSV, and for a removal by a file
// of which rows cannot be read (they would be taken for absent).
Result<ReferenceImport> ImportReference(Workspace& workspace, std::string_view kind,
                                        ByteSource* source, const ConfirmRemoval& confirm);

// The same, each row as a request to the server that has the workspace open. The first row that the
// server refuses ends it.
Result<ReferenceImport> ImportThroughServer(const WorkspaceOptions& options, std::string_view kind,
                                            ByteSource* source, const ConfirmRemoval& confirm);

// The same as the first from a text, removing nothing. Rows that cannot be read are told on
// standard error under `name`, and the others are taken.
Status ImportText(Workspace& workspace, std::string_view kind, std::string_view name,
                  std::string_view csv_text);

// Every `roster/<kind>.csv` that the bundle has, teams and people first, so
// that nobody is named before they are there.
Status ImportRosterOf(Workspace& workspace, const std::string& bundle_directory);

// kInvalid, naming the kinds, for an unknown one.
Status CheckReferenceKind(std::string_view kind);

// All records of a kind as CSV, by id. kInvalid for an unknown kind.
Result<std::string> ExportReference(const State& state, std::string_view kind);

// Tells the faults as `name:line: column: error` on standard error, the first of them in full.
void PrintFaults(std::string_view name, const std::vector<RowFault>& faults);

}  // namespace signalbox
