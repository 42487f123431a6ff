// The policy documents of a workspace: Markdown that requests are decided by and that decisions
// cite (docs/desk.md).
//
// Any thread but the engine's; each returns when it is durable.
#pragma once

#include <string>
#include <string_view>

#include "workspace/workspace.h"

namespace signalbox {

// `lead-ownership` of `docs/Lead Ownership.md`: small letters, digits and `-`.
std::string DocumentNameOf(std::string_view path);

// Who reads documents, below what their permissions say: those of everybody, and those whose
// readers (desk/document_readers.h) have `person`. What somebody may not read is not there for
// them.
struct DocumentReader {
  bool keeps_them = false;  // may add and remove documents, and so reads all
  std::string person{};     // of the roster; empty for nobody
};
// The command line: whoever may open the workspace's files.
inline DocumentReader KeeperOfDocuments() {
  return {true};
}

// A document that is there already gets a later version. kInvalid for a name or a text that is
// none, or an owner or reader who is nobody of the roster; kConflict where the version is there
// already with another text; kExhausted where there are too many.
Status SetDocument(Workspace& workspace, const std::string& actor, const std::string& name,
                   std::string_view file);
// kNotFound.
Status RemoveDocument(Workspace& workspace, const std::string& actor, const std::string& name);
// `{"items":[{"name","title","version","owner","readers","hash","added_at","sections":[...]}]}`, by
// name.
Result<std::string> ListDocuments(Workspace& workspace, const DocumentReader& reader);
// The same members of one, with its `text` and `current`. `hash` names a version, one that is there
// no more too, as a decision cites it; empty for the one that is there. kNotFound.
Result<std::string> ReadDocument(Workspace& workspace, const DocumentReader& reader,
                                 const std::string& name, const std::string& hash = "");

// `{"name","text"}`, the text with its front matter.
struct DocumentRequest {
  std::string name, text;
};
Result<DocumentRequest> ParseDocumentRequest(std::string_view json);
std::string DocumentRequestJson(const DocumentRequest& request);

}  // namespace signalbox
