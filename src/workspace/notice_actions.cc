#include "workspace/notice_actions.h"

#include "notify/notice_words.h"
#include "workspace/lead_verbs.h"

namespace signalbox {
namespace {

Verb VerbOf(NoticeAction action) {
  switch (action) {
    case NoticeAction::kHandBack:
      return Verb::kHandBack;
    case NoticeAction::kContacted:
      return Verb::kContacted;
    default:
      return Verb::kAccept;
  }
}

std::string_view DoneWords(NoticeAction action) {
  switch (action) {
    case NoticeAction::kAccept:
      return "you accepted it";
    case NoticeAction::kHandBack:
      return "you handed it back";
    case NoticeAction::kContacted:
      return "you said that you contacted them";
    case NoticeAction::kSnooze:
      return "you asked to be reminded in an hour";
  }
  return "";
}

// Only what needs no day to be named fits behind a button.
std::vector<std::string> ReasonsOf(const State& state, uint32_t lead) {
  std::vector<std::string> reasons;
  const auto version = state.PolicyOf(lead);
  if (version == nullptr) return reasons;
  for (const auto& [id, reason] : HandBackReasonsOf(*version->policy)) {
    const bool asks_day = reason.then == HandBackThen::kRecycle && reason.after_us == 0;
    if (!asks_day) reasons.push_back(id);
  }
  return reasons;
}

}  // namespace

NoticeActions::NoticeActions(Workspace& workspace, NoticeBook& book)
    : workspace_(workspace),
      book_(book),
      signer_(workspace.keys().index_secret(), workspace.store().log_id()) {}

Result<NoticeActions::Found> NoticeActions::Find(std::string_view token) {
  Found found;
  const Result<ActionLink> link = signer_.Open(token);
  if (!link.ok()) return found;
  found.link = *link;
  found.view.action = link->action;
  found.view.standing = LinkStanding::kExpired;
  SB_ASSIGN(const std::optional<NoticeBook::UsedLink> used,
            book_.FindUsed(LinkSigner::Mark(token)));
  const Result<NoticeRow> row = book_.Find(link->person, link->position);
  if (row.ok()) found.row = *row;
  SB_TRY(workspace_.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    found.person = state.PersonOf(link->person);
    const Person* person = state.roster.FindPerson(found.person);
    found.active = person != nullptr && person->active;
    if (person != nullptr) found.view.zone = person->zone;
    if (!row.ok()) return;
    if (row->about_kind == EntityKind::kCase) {
      if (const CaseEntry* entry = state.cases.Find(row->about); entry != nullptr)
        found.view.about = CaseNumberText(entry->number);
      return;
    }
    const auto at = state.lead_by_id.find(row->about);
    if (at == state.lead_by_id.end()) return;
    found.view.about = FormatId("lead", row->about);
    if (link->action == NoticeAction::kHandBack) found.view.reasons = ReasonsOf(state, at->second);
  }));
  if (used.has_value()) {
    found.view.standing = LinkStanding::kUsed;
    found.view.outcome = used->outcome;
    found.view.at = used->at;
    return found;
  }
  const TimeUs made_at = link->ends_at - kActionLinkLastsUs;
  // A second of grace: ends are whole seconds.
  const bool of_this_book = made_at + kSecondUs > book_.links_since();
  const bool open =
      workspace_.clock().Now() < link->ends_at && of_this_book && row.ok() && found.active;
  if (open) found.view.standing = LinkStanding::kOpen;
  return found;
}

Result<LinkView> NoticeActions::Look(std::string_view token) {
  SB_ASSIGN(Found found, Find(token));
  return std::move(found.view);
}

Result<std::string> NoticeActions::Act(const Found& found, const std::string& reason) {
  const TimeUs now = workspace_.clock().Now();
  if (found.link.action == NoticeAction::kSnooze) {
    SB_TRY(book_.Snooze(found.link.person, found.link.position, now + kLinkSnoozeUs));
    return std::string(DoneWords(NoticeAction::kSnooze));
  }
  // Who is no longer its owner does nothing to it, whatever the verb itself would allow.
  bool own = false;
  SB_TRY(workspace_.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const auto at = state.lead_by_id.find(found.row.about);
    if (at == state.lead_by_id.end()) return;
    const LeadEntry& entry = state.leads[at->second];
    own = entry.status == LeadStatus::kRouted &&
          entry.owner == static_cast<uint32_t>(found.link.person);
  }));
  if (!own) return Err(Code::kConflict, "the lead is not yours any more");
  VerbRequest request;
  request.by = found.person;
  if (found.link.action == NoticeAction::kHandBack) request.reason = reason;
  SB_TRY(ActOnLead(workspace_, found.view.about, VerbOf(found.link.action), request, "mail_link"));
  SB_TRY(book_.MarkRead(found.link.person, found.link.position, now));
  return std::string(DoneWords(found.link.action));
}

Result<LinkView> NoticeActions::Use(std::string_view token, const std::string& reason) {
  const std::lock_guard lock(using_);
  SB_ASSIGN(Found found, Find(token));
  if (found.view.standing != LinkStanding::kOpen) return std::move(found.view);
  const Result<std::string> done = Act(found, reason);
  if (!done.ok()) {
    // What may be put right (a reason that is missing, a server that is stopping) leaves it open.
    const Code code = done.error().code;
    if (code != Code::kInvalid && code != Code::kConflict) return done.error();
    found.view.refused = true;
    found.view.outcome = done.error().message;
    return std::move(found.view);
  }
  const TimeUs now = workspace_.clock().Now();
  SB_TRY(book_.PutUsed(LinkSigner::Mark(token), now, *done, found.link.ends_at));
  found.view.standing = LinkStanding::kUsed;
  found.view.outcome = *done;
  found.view.at = now;
  return std::move(found.view);
}

}  // namespace signalbox
