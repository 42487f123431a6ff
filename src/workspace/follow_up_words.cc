#include "workspace/follow_up_words.h"

#include <algorithm>
#include <iterator>

#include "engine/move_events.h"
#include "engine/record_events.h"
#include "workspace/reason_words.h"

namespace signalbox {
namespace {

struct CodeWords {
  std::string_view code, words;
};

std::string Of(const CodeWords* begin, const CodeWords* end, std::string_view code) {
  const auto* found = std::find_if(begin, end, [&](const CodeWords& w) { return w.code == code; });
  return found == end ? std::string(code) : std::string(found->words);
}

std::string ClockName(const ev::ClockBody& clock) {
  if (clock.kind == ClockKind::kQueue) return "the time of queue " + clock.name;
  if (clock.kind == ClockKind::kRecycle) return "the day on which it comes back";
  return "clock " + clock.name;
}

// Where the clock stands.
std::string ClockWords(const ev::ClockBody& clock) {
  switch (clock.phase) {
    case ClockPhase::kRunning:
      return clock.expires > 0 ? "due " + FormatTime(clock.expires)
                               : "without an end, for nobody's time comes";
    case ClockPhase::kPaused:
      return "paused after " + FormatDuration(clock.worked);
    case ClockPhase::kStopped:
      return std::string(clock.breached ? "stopped too late, after " : "stopped in time, after ") +
             FormatDuration(clock.worked);
    case ClockPhase::kOver:
      return clock.kind == ClockKind::kRecycle ? "reached" : "up";
    case ClockPhase::kLeft:
      return "no longer counts";
  }
  return "";
}

std::string ClockSetWords(const ev::ClockSet& body) {
  static constexpr CodeWords kWhy[] = {
      {"reminded", "a reminder was sent"},
      {"expired", "its time is up"},
      {"escalated", "it was escalated"},
      {"not_reassigned", "nobody else could take it"},
      {"reassigning", "it is taken from its owner"},
      {"moved", "working hours changed"},
      {"came_back", "the person came back"},
      {"queue_late", "nobody took it from the queue in time"},
      {"recycled", "its day came"},
      {"no_such_sla", "its policy does not have it any more"},
      {"accept", "it was accepted"},
      {"contacted", "the person was contacted"},
      {"book", "a meeting was booked"},
      {"met", "the meeting took place"},
      {"activity", "its owner did something"},
      {"wait", "it waits for the customer"},
      {"resume", "it waits no longer"},
      {"merged", "the record was merged into another"},
      {"converted", "the lead was converted"},
      {"deleted", "the record was deleted"},
      {"opted_out", "the person opted out"},
      {"owner_of_merged", "the owner of a merged record has it now"},
      {"owner_changed_outside", "somebody else owns it in the CRM"},
  };
  return ClockName(body.clock) + ": " + Of(std::begin(kWhy), std::end(kWhy), body.why) + "; " +
         ClockWords(body.clock);
}

std::string NotifiedWords(const ev::Notified& body, const std::string& who) {
  static constexpr CodeWords kCodes[] = {
      {"sla_reminder", "was reminded of"},
      {"sla_escalated", "was told of the delay of"},
      {"queue_late", "was told that nobody took it from"},
      {"came_back", "was told that the person came back"},
      {"decision_asked", "was asked to decide"},
      {"record_merged", "was told that it was merged into"},
      {"record_deleted", "was told that it was deleted"},
      {"opted_out", "was told that the person opted out"},
  };
  if (body.code == "leads_moved") {
    return who + " was told once of all that " + body.about + " moves: up to " +
           std::to_string(body.gains) + " leads to them and " + std::to_string(body.loses) +
           " away";
  }
  std::string words = who + " " + Of(std::begin(kCodes), std::end(kCodes), body.code);
  const bool named = body.code != "decision_asked" && !body.about.empty();
  if (named) words += " " + body.about;
  if (!body.role.empty()) words += " as " + body.role;
  if (body.times > 0) words += ", again";
  if (body.due > 0) words += ", due " + FormatTime(body.due);
  return words;
}

std::string ActedWords(const ev::LeadActed& body, const std::string& by, const std::string& to) {
  static constexpr CodeWords kVerbs[] = {
      {"accept", "accepted it"},
      {"contacted", "contacted the person"},
      {"book", "booked a meeting"},
      {"met", "met the person"},
      {"activity", "did something with it"},
      {"wait", "waits for the customer"},
      {"resume", "goes on with it"},
      {"hand_back", "handed it back"},
      {"hand_over", "handed it over"},
      {"recall", "recalled it"},
      {"claim", "claimed it"},
      {"decide", "decided"},
  };
  std::string words = by + " " + Of(std::begin(kVerbs), std::end(kVerbs), VerbName(body.verb));
  if (body.to != 0) words += body.verb == Verb::kDecide ? ": it goes to " + to : " to " + to;
  if (!body.queue.empty()) words += ": into queue " + body.queue;
  if (!body.reason.empty())
    words += (body.verb == Verb::kDecide ? ": rejected, " : ": ") + ReasonWords(body.reason);
  if (body.until > 0) words += ", until " + FormatTime(body.until);
  // As much of it as tells two apart; the event has it whole.
  constexpr size_t kHashTold = 12;
  if (!body.shown.empty()) words += "; about what was shown as " + body.shown.substr(0, kHashTold);
  return words;
}

std::string PlaceWords(const ev::MovePlace& place,
                       const std::function<std::string(PersonRef)>& name) {
  if (place.owner != 0) return name(place.owner);
  if (!place.queue.empty()) return "queue " + place.queue;
  return std::string(StatusName(place.status));
}

std::string MovedWords(const ev::OwnerMoved& body,
                       const std::function<std::string(PersonRef)>& name) {
  const ev::MovePlace &from = body.row.from, &to = body.row.to;
  std::string words = FormatId("moves", body.plan);
  if (!body.left_out.empty()) {
    return words + " would have moved it to " + PlaceWords(to, name) +
           " and left it out: " + ReasonWords(body.left_out);
  }
  words += " moved it from " + PlaceWords(from, name) + " to " + PlaceWords(to, name);
  if (!to.rule.empty()) words += " by rule " + to.rule;
  if (!to.pool.empty()) words += ", pool " + to.pool;
  return words + ": " + ReasonWords(to.reason);
}

std::string ByWhom(PersonRef by, const std::function<std::string(PersonRef)>& name) {
  return by == 0 ? "" : ", as " + name(by) + " said";
}

}  // namespace

std::string ClocksWords(const std::vector<ev::ClockBody>& clocks) {
  std::string words;
  for (const ev::ClockBody& clock : clocks) {
    if (!words.empty()) words += "; ";
    words += ClockName(clock) + " " + ClockWords(clock);
  }
  return words;
}

std::string FollowUpWords(const Event& event, const std::function<std::string(PersonRef)>& name) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kClockSet: {
      const auto body = DecodeBody<ev::ClockSet>(event.clear);
      return body.ok() ? ClockSetWords(*body) : "";
    }
    case EventType::kNotified: {
      const auto body = DecodeBody<ev::Notified>(event.clear);
      if (!body.ok()) return "";
      return NotifiedWords(*body, body->to != 0 ? name(body->to) : "team " + body->team);
    }
    case EventType::kLeadActed: {
      const auto body = DecodeBody<ev::LeadActed>(event.clear);
      if (!body.ok()) return "";
      return ActedWords(*body, body->by == 0 ? "somebody" : name(body->by), name(body->to));
    }
    case EventType::kTurnCredited: {
      const auto body = DecodeBody<ev::TurnCredited>(event.clear);
      return body.ok() ? "the turn of " + name(body->member) + " in pool " + body->pool +
                             " does not count any more"
                       : "";
    }
    case EventType::kOwnerMoved: {
      const auto body = DecodeBody<ev::OwnerMoved>(event.clear);
      return body.ok() ? MovedWords(*body, name) : "";
    }
    case EventType::kTurnGiven: {
      const auto body = DecodeBody<ev::TurnGiven>(event.clear);
      return body.ok() ? "the lead counts as a turn of pool " + body->pool : "";
    }
    case EventType::kRecordMerged: {
      const auto body = DecodeBody<ev::RecordMerged>(event.clear);
      return body.ok()
                 ? "it was merged into " + FormatId("lead", body->into) + ByWhom(body->by, name)
                 : "";
    }
    case EventType::kRecordConverted: {
      const auto body = DecodeBody<ev::RecordConverted>(event.clear);
      return body.ok() ? "the lead was converted" + ByWhom(body->by, name) : "";
    }
    case EventType::kRecordDeleted: {
      const auto body = DecodeBody<ev::RecordDeleted>(event.clear);
      return body.ok() ? "the record was deleted" + ByWhom(body->by, name) : "";
    }
    case EventType::kOptedOut: {
      const auto body = DecodeBody<ev::OptedOut>(event.clear);
      if (!body.ok()) return "";
      return (body->lifted ? "the person agreed again" : "the person opted out") +
             ByWhom(body->by, name);
    }
    case EventType::kStatusSet: {
      const auto body = DecodeBody<ev::StatusSet>(event.clear);
      if (!body.ok()) return "";
      std::string words = "it is " + std::string(StatusName(body->status));
      if (!body->queue.empty()) words += " in " + body->queue;
      if (!body->reason.empty()) words += ": " + ReasonWords(body->reason);
      const std::string clocks = ClocksWords(body->clocks);
      return clocks.empty() ? words : words + "; " + clocks;
    }
    default:
      return "";
  }
}

}  // namespace signalbox
