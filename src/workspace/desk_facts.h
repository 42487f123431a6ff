// What the desk's resolver finds out about a request before it does anything: the record, who has
// it, the company's accounts, what the active policy says of it now, and what the policy documents
// say.
//
// Reads only, inside a turn, on the engine's thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/sight.h"
#include "desk/triage.h"
#include "engine/case_events.h"
#include "engine/engine.h"
#include "workspace/desk_library.h"

namespace signalbox {

// How documents were searched, as it is recorded; nothing, of before they were told apart, is
// kByWords.
inline constexpr std::string_view kByWords = "words";
inline constexpr std::string_view kByWordsAndMeaning = "words_and_meaning";

// What people said of a case, as far as the resolver reads it.
struct CaseSaid {
  std::string target, summary, justification;
  std::vector<std::string> answers;  // of the requester, the newest first
  std::string requester{};           // person id: the documents that they may read are searched

  // What the policy documents are asked.
  std::string Question() const { return summary + " " + justification; }
};

struct CaseFindings {
  TriageFacts facts;
  uint32_t lead = KeyIndex::kNone;
  ev::DecisionMade made;  // where the policy came to a decision
  std::string policy;     // name of the version
  std::vector<ev::CaseCitation> citations;
  bool by_meaning = false;  // how the citations were found; else by words alone
  // What gives the record to whom the policy gives it to.
  ev::LeadActed give;
};

// Whether what was read of the documents before this turn is what they are now, to the question
// that is asked now and for who asks it.
bool IsCurrent(const State& state, const CaseSaid& said, const PolicyReading& reading);

// `asker` is what whoever made the request may see: by what the workspace's rules keep from them no
// record is found. `reading` is current, or null: then the documents are searched here, by their
// words.
Result<CaseFindings> FindCaseFacts(const Turn& turn, const Keyring& keys, const Sight& asker,
                                   const CaseSaid& said, int64_t questions,
                                   const PolicyReading* reading);

// The one record that a text names by its lead id, external id or e-mail address, as a whole or as
// one of its words, as far as whoever wrote it may know by that (FindLeadFor); KeyIndex::kNone
// where it names none, or several.
uint32_t RecordNamed(const State& state, const Keyring& keys, const Sight& writer,
                     std::string_view text);

// The words of a text by which a record could be named: what stands around ids and addresses in
// sentences and links is none of them.
std::vector<std::string_view> WordsThatMayName(std::string_view text);

// What gives a record to somebody, as it stands now: handed over, claimed from its queue, or
// decided where a decision waits. kConflict where it cannot be given.
Result<ev::LeadActed> HowToGive(const State& state, uint32_t lead, PersonRef to, TimeUs now);

}  // namespace signalbox
