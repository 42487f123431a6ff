#include "workspace/notice_actions.h"

#include "base/hash.h"
#include "engine/follow_up_events.h"
#include "notify/notice_words.h"
#include "workspace/lead_verbs.h"
#include "workspace/run_history.h"

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

// Hex digits by which events name a link: enough that no two links of a lead are taken for one.
constexpr size_t kLinkNameDigits = 16;

// `mail_link_0123456789abcdef`; nothing of the token can be told from it.
std::string ActorOfLink(std::string_view token) {
  const std::string hash = ToHex(View(Sha256(LinkSigner::Mark(token))));
  return "mail_link_" + hash.substr(0, kLinkNameDigits);
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
    found.last_position = state.leads[at->second].last_position;
    if (link->action == NoticeAction::kHandBack) found.view.reasons = ReasonsOf(state, at->second);
  }));
  if (used.has_value()) {
    found.view.standing = LinkStanding::kUsed;
    found.view.outcome = used->outcome;
    found.view.at = used->at;
    return found;
  }
  SB_TRY(FindInLog(token, &found));
  if (found.unmarked) return found;
  const TimeUs made_at = link->ends_at - kActionLinkLastsUs;
  // A second of grace: ends are whole seconds.
  const bool of_this_book = made_at + kSecondUs > book_.links_since();
  const bool open =
      workspace_.clock().Now() < link->ends_at && of_this_book && row.ok() && found.active;
  if (open) found.view.standing = LinkStanding::kOpen;
  return found;
}

Status NoticeActions::FindInLog(std::string_view token, Found* found) {
  if (found->last_position < 0) return {};
  SB_ASSIGN(const std::vector<OpenedEvent> events,
            ReadChain(workspace_.store(), workspace_.keys(), found->last_position));
  const std::string actor = ActorOfLink(token);
  for (const OpenedEvent& opened : events) {
    if (static_cast<EventType>(opened.event.type) != EventType::kLeadActed ||
        opened.event.actor.ref != actor)
      continue;
    found->unmarked = true;
    found->view.standing = LinkStanding::kUsed;
    found->view.outcome = DoneWords(found->link.action);
    found->view.at = opened.event.time;
  }
  return {};
}

Result<LinkView> NoticeActions::Look(std::string_view token) {
  SB_ASSIGN(Found found, Find(token));
  return std::move(found.view);
}

Result<std::string> NoticeActions::Act(std::string_view token, const Found& found,
                                       const std::string& reason) {
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
  SB_TRY(ActOnLead(workspace_, found.view.about, VerbOf(found.link.action), request,
                   ActorOfLink(token)));
  return std::string(DoneWords(found.link.action));
}

Result<LinkView> NoticeActions::Snooze(std::string_view token, Found found) {
  const TimeUs now = workspace_.clock().Now();
  const NoticeBook::UsedLink used{now, std::string(DoneWords(NoticeAction::kSnooze))};
  SB_TRY(book_.SnoozeByLink(found.link.person, found.link.position, now + kLinkSnoozeUs,
                            LinkSigner::Mark(token), used, found.link.ends_at));
  found.view.standing = LinkStanding::kUsed;
  found.view.outcome = used.outcome;
  found.view.at = now;
  return std::move(found.view);
}

// The book catches up with what the log has.
Result<LinkView> NoticeActions::Finish(std::string_view token, Found found) {
  SB_TRY(book_.MarkRead(found.link.person, found.link.position, found.view.at));
  SB_TRY(book_.PutUsed(LinkSigner::Mark(token), found.view.at, found.view.outcome,
                       found.link.ends_at));
  found.view.standing = LinkStanding::kUsed;
  return std::move(found.view);
}

Result<LinkView> NoticeActions::Use(std::string_view token, const std::string& reason) {
  const std::lock_guard lock(using_);
  SB_ASSIGN(Found found, Find(token));
  if (found.unmarked) return Finish(token, std::move(found));
  if (found.view.standing != LinkStanding::kOpen) return std::move(found.view);
  if (found.link.action == NoticeAction::kSnooze) return Snooze(token, std::move(found));
  const Result<std::string> done = Act(token, found, reason);
  if (!done.ok()) {
    // What may be put right (a reason that is missing, a server that is stopping) leaves it open.
    const Code code = done.error().code;
    if (code != Code::kInvalid && code != Code::kConflict) return done.error();
    found.view.refused = true;
    found.view.outcome = done.error().message;
    return std::move(found.view);
  }
  found.view.outcome = *done;
  found.view.at = workspace_.clock().Now();
  return Finish(token, std::move(found));
}

}  // namespace signalbox
