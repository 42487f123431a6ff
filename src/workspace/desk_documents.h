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

// A document that is there already gets a later version. kInvalid for a name or a text that is
// none, or an owner who is nobody of the roster; kConflict where the version is there already with
// another text; kExhausted where there are too many.
Status SetDocument(Workspace& workspace, const std::string& actor, const std::string& name,
                   std::string_view file);
// kNotFound.
Status RemoveDocument(Workspace& workspace, const std::string& actor, const std::string& name);
// `{"items":[{"name","title","version","owner","hash","added_at","sections":[...]}]}`, by name.
Result<std::string> ListDocuments(Workspace& workspace);
// The same members of one, with its `text` and `current`. `hash` names a version, one that is there
// no more too, as a decision cites it; empty for the one that is there. kNotFound.
Result<std::string> ReadDocument(Workspace& workspace, const std::string& name,
                                 const std::string& hash = "");

// `{"name","text"}`, the text with its front matter.
struct DocumentRequest {
  std::string name, text;
};
Result<DocumentRequest> ParseDocumentRequest(std::string_view json);
std::string DocumentRequestJson(const DocumentRequest& request);

}  // namespace signalbox
