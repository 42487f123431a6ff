#include "workspace/person_requests.h"

#include "base/hash.h"
#include "engine/case_file.h"
#include "workspace/desk_json.h"
#include "workspace/desk_sight.h"

namespace signalbox {
namespace {

// Of the file as it was given, so that whoever has it can tell that it is this one; empty where
// nobody can read it any more.
Result<std::string> HashOfFile(const Workspace& workspace, const CaseStory& story,
                               const CaseFile& named) {
  SB_ASSIGN(const Bytes blob, workspace.store().ReadBlob(named.file.blob));
  const Result<Bytes> content = OpenCaseFile(workspace.keys(), story.entry.subject,
                                             workspace.store().log_id(), story.entry.number, blob);
  if (content.ok()) return ToHex(View(Sha256(*content)));
  if (content.error().code == Code::kNotFound) return std::string();
  return content.error();
}

std::vector<std::string> WordsLeftOut(const CaseStory& story, bool has_files) {
  std::vector<std::string> names;
  if (!story.words.summary.empty()) names.emplace_back("summary");
  if (!story.words.justification.empty()) names.emplace_back("business_justification");
  if (!story.words.target.empty()) names.emplace_back("target_record");
  if (has_files) names.emplace_back("files");
  return names;
}

}  // namespace

Result<std::vector<KnownRequest>> TellPersonCases(const State& state, const Workspace& workspace,
                                                  const std::vector<PersonCase>& cases) {
  const EventReader read = [&workspace](int64_t position) {
    return ReadOpened(workspace.store(), workspace.keys(), position);
  };
  std::vector<KnownRequest> requests;
  for (const PersonCase& one : cases) {
    SB_ASSIGN(CaseStory story, TellCase(state, read, state.cases.by_number.at(one.number)));
    requests.push_back({std::move(story), one.asked});
  }
  return requests;
}

Status WriteKnownRequest(const Workspace& workspace, const Sight& sight, KnownRequest request,
                         JsonWriter* json, LeftOut* left) {
  CaseStory& story = request.story;
  const std::vector<std::string> words = WordsLeftOut(story, !FilesOf(story).empty());
  CaseReader reader;
  reader.sight = sight;
  NarrowStory(reader, false, &story);
  if (story.masked) left->fields = words;
  for (const OpenedEvent& opened : story.events) left->events += opened.masked ? 1 : 0;
  json->BeginObject().Member("part", request.asked ? "requester" : "subject");
  json->Key("request").Raw(CaseDetailJson(story)).Key("files").BeginArray();
  int64_t number = 0;
  for (const CaseFile& file : FilesOf(story)) {
    std::string hash;
    if (!story.masked) {
      SB_ASSIGN(hash, HashOfFile(workspace, story, file));
    }
    json->BeginObject().Member("id", ++number).MemberOrNull("name", file.name);
    json->MemberOrNull("sha256", hash).EndObject();
  }
  json->EndArray().Key("audit").Raw(CaseAuditJson(story)).EndObject();
  return {};
}

}  // namespace signalbox
