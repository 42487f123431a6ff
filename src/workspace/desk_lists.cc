// Lists of the desk, and the files of its requests.
#include <algorithm>

#include "base/json_writer.h"
#include "engine/case_file.h"
#include "workspace/desk_cases.h"
#include "workspace/desk_deciders.h"
#include "workspace/desk_json.h"

namespace signalbox {
namespace {

bool FitsFilter(const State& state, const CaseEntry& entry, const CaseFilter& filter, TimeUs now) {
  if (filter.status.has_value() && entry.status != *filter.status) return false;
  if (filter.open && !IsOpen(entry.status)) return false;
  if (filter.priority.has_value() && entry.priority != *filter.priority) return false;
  if (!filter.requester.empty() && state.PersonOf(entry.requester) != filter.requester)
    return false;
  if (!filter.approver.empty() && state.PersonOf(entry.approver) != filter.approver) return false;
  const RoleSet roles = filter.reader.roles;
  if (!filter.concerns.empty() && !ConcernsPerson(state, entry, filter.concerns, roles, now))
    return false;
  return filter.decider.empty() || MayDecideNow(state, entry, filter.decider, roles, now);
}

// In the filter's order, from beyond its cursor on, until `take` wants no more.
template <typename Take>
void ForEachCase(const State& state, const CaseFilter& filter, Take take) {
  const auto& all = state.cases.by_number;
  if (filter.order == CaseOrder::kOldestFirst) {
    for (auto at = all.upper_bound(filter.cursor); at != all.end(); ++at) {
      if (!take(at->second)) return;
    }
    return;
  }
  auto at = filter.cursor > 0 ? all.lower_bound(filter.cursor) : all.end();
  while (at != all.begin()) {
    --at;
    if (!take(at->second)) return;
  }
}

// One reading of the state for a page of rows, each as the reader sees it.
struct Page {
  std::vector<CaseStory> rows;
  int64_t next = 0;  // cursor; 0: the end
  int64_t as_of = -1;
};

Result<Page> ReadPage(Workspace& workspace, const CaseFilter& filter) {
  Result<Page> page = Page();
  const TimeUs now = workspace.clock().Now();
  const EventReader read = [&](int64_t at) {
    return ReadOpened(workspace.store(), workspace.keys(), at);
  };
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    page->as_of = state.next_position - 1;
    ForEachCase(state, filter, [&](const CaseEntry& entry) {
      if (!FitsFilter(state, entry, filter, now)) return true;
      if (std::ssize(page->rows) >= filter.limit) {
        page->next = page->rows.back().entry.number;
        return false;
      }
      Result<CaseStory> story = TellCase(state, read, entry);
      if (!story.ok()) {
        page = story.error();
        return false;
      }
      const CaseReader& reader = filter.reader;
      const bool own = IsPartOf(*story, reader.person) ||
                       MayDecideNow(state, entry, reader.person, reader.roles, now);
      NarrowStory(filter.reader, own, &*story);
      page->rows.push_back(*std::move(story));
      return true;
    });
  }));
  return page;
}

}  // namespace

bool ConcernsPerson(const State& state, const CaseEntry& entry, const std::string& person,
                    RoleSet roles, TimeUs now) {
  const PersonRef ref = state.RefOf(person);
  const bool named = ref != 0 && (entry.requester == ref || entry.approver == ref);
  return named || MayDecideNow(state, entry, person, roles, now);
}

Result<bool> MayDecideCase(Workspace& workspace, std::string_view id, const CaseReader& who) {
  SB_ASSIGN(const int64_t number, ParseCaseNumber(id));
  Result<bool> may = Err(Code::kNotFound, "there is no request with this id");
  const TimeUs now = workspace.clock().Now();
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const CaseEntry* entry = engine.state().cases.Find(number);
    if (entry != nullptr) may = MayDecideNow(engine.state(), *entry, who.person, who.roles, now);
  }));
  return may;
}

Result<CaseList> ListCases(Workspace& workspace, const CaseFilter& filter) {
  SB_ASSIGN(const Page page, ReadPage(workspace, filter));
  CaseList list;
  JsonWriter json(&list.json);
  json.BeginObject().Key("items").BeginArray();
  for (const CaseStory& row : page.rows) {
    json.BeginObject();
    AddCaseRow(row, &json);
    json.EndObject();
    list.readable += ShowsWords(row) ? 1 : 0;
  }
  json.EndArray();
  json.MemberOrNull("next_cursor", page.next == 0 ? "" : std::to_string(page.next));
  json.Member("as_of", page.as_of).EndObject();
  return list;
}

Result<CaseList> ListApprovals(Workspace& workspace, const std::string& decider,
                               const CaseReader& reader) {
  CaseFilter filter;
  filter.status = CaseStatus::kEscalated;
  filter.decider = decider;
  filter.reader = reader;
  filter.limit = kMaxCasesListed;
  SB_ASSIGN(Page page, ReadPage(workspace, filter));
  std::sort(page.rows.begin(), page.rows.end(), [](const CaseStory& a, const CaseStory& b) {
    return std::pair(a.entry.changed_at, a.entry.number) <
           std::pair(b.entry.changed_at, b.entry.number);
  });
  CaseList list;
  JsonWriter json(&list.json);
  json.BeginObject().Key("items").BeginArray();
  for (const CaseStory& row : page.rows) {
    json.BeginObject().Member("kind", "case");
    AddCaseRow(row, &json);
    json.Member("waits_since", FormatTime(row.entry.changed_at));
    json.Member("shown_hash", ShownHash(row)).EndObject();
    list.readable += ShowsWords(row) ? 1 : 0;
  }
  json.EndArray().Member("as_of", page.as_of).EndObject();
  return list;
}

Result<std::string> ReadCaseFile(Workspace& workspace, std::string_view id, int64_t number) {
  SB_ASSIGN(const CaseStory story, ReadCase(workspace, id));
  const std::vector<CaseFile> files = FilesOf(story);
  if (number < 1 || number > std::ssize(files))
    return Err(Code::kNotFound, "the request has no such attachment");
  const CaseFile& named = files[static_cast<size_t>(number - 1)];
  const ev::CaseAttachment& file = named.file;
  SB_ASSIGN(const Bytes blob, workspace.store().ReadBlob(file.blob));
  const Result<Bytes> content = OpenCaseFile(workspace.keys(), story.entry.subject,
                                             workspace.store().log_id(), story.entry.number, blob);
  if (!content.ok()) return content.error();
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("name", named.name);
  json.Member("type", file.type).Member("size", file.size);
  json.Member("content", ToBase64(*content)).EndObject();
  return text;
}

}  // namespace signalbox
