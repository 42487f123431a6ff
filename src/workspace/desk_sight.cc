#include "workspace/desk_sight.h"

#include "workspace/lead_sight.h"

namespace signalbox {

Result<CaseReader> CaseReaderOf(Workspace& workspace, const Principal& principal,
                                const std::string& acting, RoleSet roles) {
  CaseReader reader;
  reader.person = acting;
  reader.roles = roles;
  reader.names = principal.May(Permission::kReadReference);
  SB_ASSIGN(reader.sight, SightOf(workspace, principal));
  return reader;
}

bool IsPartOf(const CaseStory& story, const std::string& person) {
  return !person.empty() &&
         (story.PersonOf(story.entry.requester) == person ||
          story.PersonOf(story.entry.approver) == person || WasRuledBy(story, person));
}

void NarrowStory(const CaseReader& reader, bool own, CaseStory* story) {
  for (size_t i = 0; i < story->names.size() && !reader.names; ++i) {
    if (i >= story->people.size() || story->people[i] != reader.person) story->names[i].clear();
  }
  // Roles that may read requests but no lead's personal fields, as approvers are, read requests for
  // what people wrote to them; a rule that keeps a record's fields from somebody keeps these too.
  if (own) return;
  // Of a request about no record that is known, the words may be about anybody.
  const FieldSet kept = story->record.lead_id.empty() ? reader.sight.KeptAnywhere()
                                                      : reader.sight.KeptOf(story->record.owner);
  if (kept.none()) return;
  story->masked = true;
  story->words = {};
  for (OpenedEvent& opened : story->events) MaskPersonal(&opened);
}

bool ShowsWords(const CaseStory& story) {
  return !story.masked && !story.entry.erased;
}

}  // namespace signalbox
