// What of a request somebody reads: its words, where they may see the personal fields of the record
// that it is about or are part of the request themselves, and the names of people.
//
// Codes, times, numbers and ids are for everybody who may see the request at all.
#pragma once

#include <string>

#include "access/principal.h"
#include "access/sight.h"
#include "base/result.h"
#include "workspace/desk_story.h"
#include "workspace/workspace.h"

namespace signalbox {

struct CaseReader {
  std::string person;            // of the roster; empty for nobody
  RoleSet roles{};               // theirs
  Sight sight = Sight::Whole();  // of the record
  bool names = true;             // may read the roster; else only their own name
};

// Any thread but the engine's. `acting` is the person for whom the principal acts, `roles` are
// those of that person.
Result<CaseReader> CaseReaderOf(Workspace& workspace, const Principal& principal,
                                const std::string& acting, RoleSet roles);

// Made it, is asked to decide it, or decided it.
bool IsPartOf(const CaseStory& story, const std::string& person);

// Takes out what the reader may not read; `own` where the request is theirs to read whole. What was
// taken out is said by `masked`.
void NarrowStory(const CaseReader& reader, bool own, CaseStory* story);

// Whether anything that somebody wrote is left to read.
bool ShowsWords(const CaseStory& story);

}  // namespace signalbox
