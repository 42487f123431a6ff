// The clear parts of the events of a case and of the desk's policy documents (docs/desk.md tells
// the story, docs/formats.md lists the keys).
//
// Each event of a case but CaseConcluded is an input, and each is an entry of its audit. Clear
// parts hold codes, numbers and words of the policy; whatever people wrote is sealed under the
// subject of the case.
#pragma once

#include <string>
#include <vector>

#include "desk/case_state.h"
#include "engine/events.h"

namespace signalbox {

// Numbers are stored.
enum class CaseTool : uint8_t {
  kGetLead = 0,          // the record, its owner, status, source and history
  kSearchRules = 1,      // what the active policy says of it now
  kSearchDocuments = 2,  // the policy documents
  kUpdateOwner = 3       // the owner was corrected
};
std::string_view CaseToolName(CaseTool tool);  // `get_lead`, ...

enum class CaseTimerKind : uint8_t {
  kRemind = 0,   // the approver, or the requester, did not move it in the expected window
  kExpire = 1,   // nobody decided: it goes up the chain
  kAbandon = 2,  // the requester never answered
  kArchive = 3   // it was over long enough
};
std::string_view CaseTimerName(CaseTimerKind kind);

namespace ev {

// A file that came with a request: sealed under the case's subject, then stored by its hash.
struct CaseAttachment {
  Digest blob{};
  int64_t size = 0;  // bytes of the file
  std::string type;  // as its content says
  bool operator==(const CaseAttachment&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.blob), v(1, s.size), v(2, s.type);
  }
};

// What the requester wrote, the sealed part of CaseOpened.
struct CaseWords {
  std::string summary, justification, target;
  std::vector<std::string> files;  // names, by the place of their attachment
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.summary), v(1, s.justification), v(2, s.target), v(3, s.files);
  }
};

// Where a policy document says what a decision rests on.
struct CaseCitation {
  std::string document, version, section;
  int64_t from = 0, to = 0;  // bytes of the stored text
  Digest hash{};             // of the stored text
  bool operator==(const CaseCitation&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.document), v(1, s.version), v(2, s.section), v(3, s.from), v(4, s.to), v(5, s.hash);
  }
};

struct CaseOpened {
  static constexpr EventType kType = EventType::kCaseOpened;
  int64_t number = 0;
  int64_t subject = 0;
  PersonRef requester = 0;
  CasePriority priority = CasePriority::kLow;
  KeyedHash same_record{};  // requester and record
  KeyedHash same_words{};   // record and summary
  std::vector<CaseAttachment> attachments;
  int64_t due = 0;
  KeyedHash mail{};  // of the message's id, where it came by mail
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.number), v(1, s.subject), v(2, s.requester), v(3, s.priority), v(4, s.same_record);
    v(5, s.same_words), v(6, s.attachments), v(7, s.due), v(8, s.mail);
  }
};

// The first one of a case takes it up: New becomes Triaging.
struct CaseToolCalled {
  static constexpr EventType kType = EventType::kCaseToolCalled;
  CaseTool tool = CaseTool::kGetLead;
  std::string outcome;  // code: found, not_found, matched, ...
  Id record;
  PersonRef owner = 0, previous = 0;
  LeadStatus status = LeadStatus::kInProgress;
  std::string policy, rule, row, pool;
  std::vector<CaseCitation> citations;
  std::string reason;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.tool), v(1, s.outcome), v(2, s.record), v(3, s.owner), v(4, s.previous), v(5, s.status);
    v(6, s.policy), v(7, s.rule), v(8, s.row), v(9, s.pool), v(10, s.citations), v(11, s.reason);
  }
};

// Sealed: the text, none where the agent asks by a code; with files, CaseMessageWords.
struct CaseMessaged {
  static constexpr EventType kType = EventType::kCaseMessaged;
  CaseActor from = CaseActor::kAgent;
  PersonRef by = 0;
  std::string asks;  // code of what the agent asks for: the case waits for it
  int64_t due = 0;
  KeyedHash mail{};  // of the message's id, where it came by mail
  std::vector<CaseAttachment> attachments;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.from), v(1, s.by), v(2, s.asks), v(3, s.due), v(4, s.mail), v(5, s.attachments);
  }
};
// The sealed part of a message with files.
struct CaseMessageWords {
  std::string text;
  std::vector<std::string> files;  // names, by the place of their attachment
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.text), v(1, s.files);
  }
};

// The agent completed or rejected it.
struct CaseDecided {
  static constexpr EventType kType = EventType::kCaseDecided;
  CaseDecision decision = CaseDecision::kNone;  // kApproved or kRejected
  std::string reason;                           // code
  Id record;
  PersonRef previous = 0, owner = 0;  // the same where it stays
  std::string policy, rule, row;
  std::vector<CaseCitation> citations;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.decision), v(1, s.reason), v(2, s.record), v(3, s.previous), v(4, s.owner);
    v(5, s.policy), v(6, s.rule), v(7, s.row), v(8, s.citations);
  }
};

struct CaseEscalated {
  static constexpr EventType kType = EventType::kCaseEscalated;
  std::string reason;      // code
  PersonRef approver = 0;  // 0: whoever may decide
  Id record;
  PersonRef owner = 0;     // who has the record
  PersonRef proposed = 0;  // who would get it; 0: nobody
  std::string policy, rule, row;
  std::vector<CaseCitation> citations;
  int64_t due = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.reason), v(1, s.approver), v(2, s.record), v(3, s.owner), v(4, s.proposed);
    v(5, s.policy), v(6, s.rule), v(7, s.row), v(8, s.citations), v(9, s.due);
  }
};

// An approver decided. Sealed: CaseRuling.
struct CaseRuled {
  static constexpr EventType kType = EventType::kCaseRuled;
  CaseMove move = CaseMove::kApprove;  // kApprove, kDecline or kReturn
  PersonRef by = 0;
  PersonRef instead_of = 0;  // the approver that they stand in for; 0: themselves
  int64_t shown = 0;         // position of the last event of the case that they were shown
  PersonRef previous = 0, owner = 0;
  int64_t due = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.move), v(1, s.by), v(2, s.instead_of), v(3, s.shown), v(4, s.previous), v(5, s.owner);
    v(6, s.due);
  }
};
struct CaseRuling {
  std::string comment;
  std::string shown_hash;  // of exactly what they were shown, in hex
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.comment), v(1, s.shown_hash);
  }
};

// The closing audit of a case that was completed or rejected; the requester is told with it.
struct CaseConcluded {
  static constexpr EventType kType = EventType::kCaseConcluded;
  CaseStatus status = CaseStatus::kCompleted;
  CaseDecision decision = CaseDecision::kNone;
  int64_t due = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.status), v(1, s.decision), v(2, s.due);
  }
};

// Cancelled, or put away.
struct CaseClosed {
  static constexpr EventType kType = EventType::kCaseClosed;
  CaseActor from = CaseActor::kAgent;
  PersonRef by = 0;
  std::string reason;        // code: withdrawn, duplicate, never_answered, archived
  int64_t duplicate_of = 0;  // number of the first one
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.from), v(1, s.by), v(2, s.reason), v(3, s.duplicate_of);
  }
};

// Its time came, and nothing else had happened.
struct CaseTimed {
  static constexpr EventType kType = EventType::kCaseTimed;
  CaseTimerKind kind = CaseTimerKind::kRemind;
  int64_t generation = 0;
  PersonRef told = 0;  // whom it reminds, or who is asked now
  int64_t due = 0;     // the next time
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.kind), v(1, s.generation), v(2, s.told), v(3, s.due);
  }
};

// Of the workspace: somebody asked who may not.
struct CaseRefused {
  static constexpr EventType kType = EventType::kCaseRefused;
  std::string reason;  // code
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.reason), v(1, s.by);
  }
};

// Of the workspace: a policy document came, or a later version of it. Its text is a blob.
struct DocumentSet {
  static constexpr EventType kType = EventType::kDocumentSet;
  std::string name, title, version;
  PersonRef owner = 0;
  Digest text{};
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.name), v(1, s.title), v(2, s.version), v(3, s.owner), v(4, s.text);
  }
};
struct DocumentRemoved {
  static constexpr EventType kType = EventType::kDocumentRemoved;
  std::string name;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.name);
  }
};

}  // namespace ev
}  // namespace signalbox
