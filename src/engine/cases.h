// Cases and policy documents as the state keeps them, and the fold of their events.
//
// Words are not here: they lie sealed in the log. Changes through ApplyEvent only; engine thread
// only.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "engine/case_events.h"
#include "store/event.h"

namespace signalbox {

struct State;

// The first number: `REV-1001`.
inline constexpr int64_t kFirstCase = 1001;

struct CaseEntry {
  Id id;
  int64_t number = 0;
  int64_t subject = 0;
  CaseStatus status = CaseStatus::kNew;
  CasePriority priority = CasePriority::kLow;
  CaseDecision decision = CaseDecision::kNone;
  PersonRef requester = 0;
  PersonRef approver = 0;    // who is asked; 0: nobody, or whoever may
  Id record;                 // the lead that it is about, once that is known
  PersonRef next_owner = 0;  // proposed while it is escalated, given once it is completed
  std::string reason;        // code of what was decided last
  std::string asks;          // code of what it waits for
  int64_t questions = 0;     // asked by the agent
  int64_t reminders = 0;     // since it stands where it stands
  TimeUs created_at = 0, changed_at = 0, closed_at = 0;
  TimeUs due = 0;  // of its timer; 0: none
  int64_t generation = 0;
  int64_t duplicate_of = 0;
  int64_t shown = 0;  // position of its last event that changes what an approver is shown
  int64_t first_position = -1;
  KeyedHash same_record{}, same_words{};
  bool erased = false;  // nobody can read its words any more
};

struct DocumentEntry {
  std::string title, version;
  PersonRef owner = 0;
  Digest text{};
  TimeUs at = 0;
  int64_t position = -1;
};

// A text that a document ever had: what was decided by it goes on citing it.
struct DocumentText {
  std::string name, title, version;
  TimeUs at = 0;
};

// Part of State.
struct Cases {
  std::map<int64_t, CaseEntry> by_number;
  std::map<Id, int64_t> numbers;      // by entity
  std::map<KeyedHash, int64_t> open;  // by what a duplicate repeats: the first that is open
  std::map<std::string, DocumentEntry, std::less<>> documents;
  std::map<Digest, DocumentText> texts;  // by hash, removed ones too
  // Messages that came by mail, by the keyed hash of their id: the case that each belongs to.
  std::map<KeyedHash, int64_t> mail;
  int64_t next() const { return by_number.empty() ? kFirstCase : by_number.rbegin()->first + 1; }
  const CaseEntry* Find(const Id& id) const;
  const CaseEntry* Find(int64_t number) const;
};

std::string CaseNumberText(int64_t number);  // `REV-1001`
// kNotFound for what is no such id.
Result<int64_t> ParseCaseNumber(std::string_view text);

// How long a case may stay where it is until its timer fires, by what it is.
TimeUs CaseDue(CaseStatus status, CasePriority priority, TimeUs now);

bool IsCaseEvent(EventType type);
// Who brought an event of a case about, and the move that it makes; no move: it stays.
struct CaseStep {
  CaseActor actor = CaseActor::kAgent;
  bool moves = false;
  CaseMove move = CaseMove::kTriage;
};
// kCorrupt for a clear part that does not read.
Result<CaseStep> StepOfCase(const Event& event, const CaseEntry& entry);
// What an event of a case is called in its audit.
Result<CaseAudit> AuditOfCase(const Event& event);

// Whether the event can happen to its case as it stands: kNotFound, kConflict, kForbidden.
Status CheckCaseEvent(const State& state, const Event& event);
// Folds what CheckCaseEvent took.
Status ApplyCase(const Event& event, State* state);
// CaseRefused, DocumentSet and DocumentRemoved.
Status ApplyDesk(const Event& event, State* state);

}  // namespace signalbox
