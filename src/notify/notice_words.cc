#include "notify/notice_words.h"

#include <fmt/format.h>

#include "notify/delivery_time.h"

namespace signalbox {
namespace {

std::string Named(std::string_view what, const NoticeFacts& facts) {
  const std::string& who = facts.who.empty() ? facts.id : facts.who;
  return fmt::format("{}: {}", what, who);
}

std::string EndedTitle(const NoticeFacts& facts) {
  if (facts.thing == "opted_out") return Named("Opted out, do not contact", facts);
  if (facts.thing == "record_merged") return Named("Merged into another record", facts);
  return Named("Record deleted", facts);
}

std::string TitleOf(const NoticeFacts& facts) {
  switch (facts.kind) {
    case NoticeKind::kLeadGiven:
      return Named("New lead", facts);
    case NoticeKind::kLeadLeft:
      return Named("No longer yours", facts);
    case NoticeKind::kCameBack:
      return Named("Came back", facts);
    case NoticeKind::kReminder:
      return Named("Reminder, " + facts.thing, facts);
    case NoticeKind::kLate:
      return Named("Time is up, " + facts.thing, facts);
    case NoticeKind::kEscalated:
      return Named("Escalated, " + facts.thing, facts);
    case NoticeKind::kQueueLate:
      return Named("Nobody took it from queue " + facts.thing, facts);
    case NoticeKind::kDecisionAsked:
      return Named("Please decide who gets it", facts);
    case NoticeKind::kLeadsMoved:
      return "Leads move: " + facts.thing;
    case NoticeKind::kRecordEnded:
      return EndedTitle(facts);
    case NoticeKind::kApprovalAsked:
      return "Please decide: request " + facts.id;
    case NoticeKind::kApprovalLate:
      return "Still waiting for you: request " + facts.id;
    case NoticeKind::kCaseQuestion:
      return "Your answer is needed: request " + facts.id;
    case NoticeKind::kCaseDecided:
      return fmt::format("{}: request {}", facts.thing.empty() ? "Decided" : facts.thing, facts.id);
    case NoticeKind::kCaseClosed:
      return "Closed: request " + facts.id;
  }
  return facts.id;
}

std::string OfOwner(const NoticeFacts& facts) {
  return facts.owner.empty() ? std::string() : ", which " + facts.owner + " has";
}

std::string ReasonOf(const NoticeFacts& facts) {
  switch (facts.kind) {
    case NoticeKind::kLeadGiven:
      return facts.why.empty() ? "it was given to you" : facts.why;
    case NoticeKind::kLeadLeft:
      return "it was yours, and somebody else or a queue has it now";
    case NoticeKind::kCameBack:
      return "you have the lead, and the person wrote again";
    case NoticeKind::kReminder:
      return "you are reminded by the time limit " + facts.thing + OfOwner(facts);
    case NoticeKind::kLate:
      return "you have the lead, and the time limit " + facts.thing + " ran out";
    case NoticeKind::kEscalated:
      return "the time limit " + facts.thing + " tells you of its delay" + OfOwner(facts);
    case NoticeKind::kQueueLate:
      return "you look after queue " + facts.thing;
    case NoticeKind::kDecisionAsked:
      return facts.thing.empty() ? "the policy asks you" : "the policy asks you as " + facts.thing;
    case NoticeKind::kLeadsMoved:
      return "leads come to you or leave you by this plan";
    case NoticeKind::kRecordEnded:
      return "you have the lead";
    case NoticeKind::kApprovalAsked:
    case NoticeKind::kApprovalLate:
      return facts.why.empty() ? "you are asked to approve or reject it" : facts.why;
    case NoticeKind::kCaseQuestion:
    case NoticeKind::kCaseDecided:
    case NoticeKind::kCaseClosed:
      return "you made the request";
  }
  return "";
}

std::string PageOf(const NoticeFacts& facts, std::string_view base_url) {
  if (base_url.empty() || facts.id.empty()) return "";
  const bool of_desk = facts.kind >= NoticeKind::kApprovalAsked;
  return fmt::format("{}/console/{}/{}", base_url, of_desk ? "desk" : "leads", facts.id);
}

}  // namespace

NoticeItem NoticeInWords(const NoticeFacts& facts, std::string_view base_url) {
  NoticeItem item;
  item.title = TitleOf(facts);
  item.why = ReasonOf(facts);
  item.words = facts.erased ? "(erased)" : facts.words;
  if (facts.due > 0) item.deadline = LocalTimeText(facts.due, facts.zone);
  if (facts.kind != NoticeKind::kLeadsMoved) item.url = PageOf(facts, base_url);
  return item;
}

std::vector<NoticeAction> ActionsOf(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kLeadGiven:
    case NoticeKind::kReminder:
    case NoticeKind::kLate:
      return {NoticeAction::kAccept, NoticeAction::kContacted, NoticeAction::kHandBack,
              NoticeAction::kSnooze};
    case NoticeKind::kCameBack:
      return {NoticeAction::kContacted, NoticeAction::kSnooze};
    case NoticeKind::kEscalated:
    case NoticeKind::kQueueLate:
    case NoticeKind::kDecisionAsked:
    case NoticeKind::kApprovalAsked:
    case NoticeKind::kApprovalLate:
    case NoticeKind::kCaseQuestion:
      return {NoticeAction::kSnooze};
    case NoticeKind::kLeadLeft:
    case NoticeKind::kLeadsMoved:
    case NoticeKind::kRecordEnded:
    case NoticeKind::kCaseDecided:
    case NoticeKind::kCaseClosed:
      return {};
  }
  return {};
}

std::string_view NoticeActionLabel(NoticeAction action) {
  switch (action) {
    case NoticeAction::kAccept:
      return "Accept";
    case NoticeAction::kHandBack:
      return "Hand back";
    case NoticeAction::kContacted:
      return "I contacted them";
    case NoticeAction::kSnooze:
      return "Remind me in an hour";
  }
  return "";
}

void AddressItems(std::vector<NoticeItem> items, size_t total, bool digest, Notice* notice) {
  if (total == 1 && items.size() == 1) {
    notice->subject = items.front().title;
    if (!items.front().deadline.empty()) notice->subject += ", until " + items.front().deadline;
  } else {
    notice->subject = fmt::format("{}: {} notices", digest ? "Your digest" : "Signalbox", total);
    if (items.size() < total)
      notice->text = fmt::format("The first {} of {} are below, all of them in the program.",
                                 items.size(), total);
  }
  notice->items = std::move(items);
}

}  // namespace signalbox
