// What the desk's resolver does with a request, from what is known about it: the order in which
// things are looked at, and that no unclear one ever changes an owner.
//
// Pure: the same facts give the same answer. Codes are stored; CaseReasonWords says them in words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// People are ids of the roster; empty is nobody.
struct TriageFacts {
  bool record_found = false;
  bool record_ended = false;         // deleted, converted, opted out, forgotten
  int64_t questions = 0;             // asked in this case before
  std::string owner;                 // of the record now
  bool can_be_given = false;         // it is routed or waits in a queue: somebody can be given it
  std::vector<std::string> missing;  // firmographics that no record has, by field
  bool duplicate_ownership = false;  // records of one company name different owners
  bool named_account = false;
  bool strategic_account = false;
  std::string account_owner;
  // What the active policy says of the record now.
  bool decided = false;        // it came to a decision
  bool assigns = false;        // to somebody
  bool asks_a_person = false;  // approval required
  bool holds = false;          // nobody, for now
  bool has_unknowns = false;   // a rule that could not be evaluated
  bool matched = false;        // by a rule, and not by what holds where nothing does
  bool same_pool = false;      // the owner has it from the pool that would give it now
  std::string proposed;
  bool proposed_active = false;
  bool has_citation = false;  // a policy document speaks about it
};

enum class TriageAct : uint8_t { kAsk, kCorrect, kKeep, kEscalate };

struct TriageVerdict {
  TriageAct act = TriageAct::kEscalate;
  std::string reason;  // code
};

// A requester is asked about the record that often; then a person looks.
inline constexpr int64_t kMaxQuestions = 2;

TriageVerdict Triage(const TriageFacts& facts);

// A code as a sentence for requesters and approvers, without a full stop; the code itself for one
// that is not known.
std::string CaseReasonWords(std::string_view code);
// What the requester is asked, for a code of `asks`.
std::string CaseQuestionWords(std::string_view code);

}  // namespace signalbox
