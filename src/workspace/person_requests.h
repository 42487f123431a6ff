// The requests of the desk in all that is known of a person (workspace/person_export.h): as the
// desk shows them, with every entry of their audit and the hashes of their files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "access/sight.h"
#include "base/json_writer.h"
#include "workspace/desk_story.h"
#include "workspace/person_cases.h"
#include "workspace/workspace.h"

namespace signalbox {

// What rules of the workspace keep from whoever asked.
struct LeftOut {
  std::string of;
  std::vector<std::string> fields;
  int64_t events = 0;
  bool any() const { return !fields.empty() || events > 0; }
};

struct KnownRequest {
  CaseStory story;
  bool asked = false;  // the person made it
};

// As the state has them. Engine thread.
Result<std::vector<KnownRequest>> TellPersonCases(const State& state, const Workspace& workspace,
                                                  const std::vector<PersonCase>& cases);

// `{"part":"requester"|"subject","request","files":[{"id","name","sha256"}],"audit"}`: `request`
// and `audit` are those of `/v1/cases/{id}`. Where `sight` does not reach the record's personal
// fields the words go, as they do at the desk, and with them names and hashes of files; `left` says
// so. Any thread.
Status WriteKnownRequest(const Workspace& workspace, const Sight& sight, KnownRequest request,
                         JsonWriter* json, LeftOut* left);

}  // namespace signalbox
