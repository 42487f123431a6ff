// Which committed events somebody hears of, and who: read from the log alone, one event after the
// other.
//
// Pure; one thread. The reader remembers what people just did, so that nobody is told of their own
// doing; memory that is lost (a start in the middle of a turn) costs a notice too many, never one
// too few.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "engine/follow_up_events.h"
#include "store/event.h"

namespace signalbox {

// Numbers are stored in notices.db: never renumber.
enum class NoticeKind : uint8_t {
  kLeadGiven = 0,      // it is yours now
  kLeadLeft = 1,       // it is somebody else's now, or a queue's
  kCameBack = 2,       // the person of your lead is back
  kReminder = 3,       // a time limit is near
  kLate = 4,           // a time limit ran out
  kEscalated = 5,      // a time limit of somebody else's lead ran out
  kQueueLate = 6,      // nobody takes it from its queue
  kDecisionAsked = 7,  // decide who gets a lead
  kLeadsMoved = 8,     // a plan moves many leads
  kRecordEnded = 9,    // merged, deleted, opted out
  kApprovalAsked = 10,
  kApprovalLate = 11,  // you were asked and did not decide yet
  kCaseQuestion = 12,  // your request waits for your answer
  kCaseDecided = 13,
  kCaseClosed = 14,
};
inline constexpr int kNoticeKinds = 15;
// `lead_given`, as the API says it.
std::string_view NoticeKindName(NoticeKind kind);

// How the person who is told is found.
enum class NoticeAudience : uint8_t {
  kPerson,         // `person`
  kTeam,           // the manager of `team`, or all of it where it has none
  kLeadOwner,      // whoever has the lead now
  kCaseRequester,  // whoever made the request
  kCaseDeciders,   // nobody is asked by name: some of those who may decide about the request
};

struct NoticeDue {
  NoticeKind kind = NoticeKind::kLeadGiven;
  NoticeAudience audience = NoticeAudience::kPerson;
  PersonRef person = 0;
  std::string team;
  EntityKind about_kind = EntityKind::kLead;
  Id about;           // a lead, or a request of the desk
  std::string thing;  // a word of the policy or a code: the SLA, the queue, what ended it
  TimeUs due = 0;     // 0: nothing is due
  TimeUs at = 0;
  int64_t position = 0;
  bool operator==(const NoticeDue&) const = default;
};

// Whether the reader makes anything of events of this type; it need not be given others.
bool IsOfNotices(EventType type);

class NoticeReader {
 public:
  // Appends what comes of `event`, the next one of the log. kCorrupt for a clear part that does not
  // read.
  Status Take(const Event& event, std::vector<NoticeDue>* out);

 private:
  Status TakeOwner(const Event& event, std::vector<NoticeDue>* out);
  Status TakeNotified(const Event& event, std::vector<NoticeDue>* out);
  Status TakeClock(const Event& event, std::vector<NoticeDue>* out);
  Status TakeCase(const Event& event, std::vector<NoticeDue>* out);
  Status TakeCaseTime(const Event& event, std::vector<NoticeDue>* out);

  // What was last done to a lead that has not changed its owner since, by whom.
  std::map<Id, std::pair<Verb, PersonRef>> acted_;
};

}  // namespace signalbox
