// One case with everything that was said and done about it, and what of it is shown to whom decides
// (docs/desk.md).
//
// Gathered on the engine's thread, between commits or inside a turn; then a value of its own.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/case_events.h"
#include "engine/state.h"
#include "workspace/event_json.h"

namespace signalbox {

// The record that a case is about, as it stands now; empty where none is known.
struct CaseRecord {
  std::string lead_id, status, owner, queue, rule, row, reason, policy_version;
};

struct CaseStory {
  CaseEntry entry;
  ev::CaseOpened opened;
  ev::CaseWords words;
  std::vector<OpenedEvent> events;  // oldest first
  CaseRecord record;
  std::vector<std::string> people;            // ids by number
  std::vector<std::string> names;             // the same; empty for whom the roster does not have
  std::map<std::string, std::string> titles;  // of documents that are there now
  // The latest proposal or decision.
  std::string rule, row, policy;
  std::vector<ev::CaseCitation> citations;
  bool masked = false;  // the words were taken out for a reader (workspace/desk_sight.h)

  std::string PersonOf(PersonRef ref) const;
  std::string NameOf(PersonRef ref) const;
  std::string number() const { return CaseNumberText(entry.number); }
};

// What a message says, and the names of the files that came with it; a question of the agent says
// nothing of its own, and neither does what nobody can read any more.
ev::CaseMessageWords WordsOfMessage(const OpenedEvent& message);

// A file of a request or of a message of its conversation.
struct CaseFile {
  ev::CaseAttachment file;
  std::string name;       // empty where nobody can read it any more
  int64_t position = -1;  // of the message's event; -1: it came with the request
};
// In the order in which they came, which their numbers follow from 1 on.
std::vector<CaseFile> FilesOf(const CaseStory& story);

using EventReader = std::function<Result<OpenedEvent>(int64_t position)>;

// kCorrupt where the log does not have what the state says.
Result<CaseStory> TellCase(const State& state, const EventReader& read, const CaseEntry& entry);

// The same without the conversation, for lists: two events are read.
Result<CaseStory> TellCaseHead(const State& state, const EventReader& read, const CaseEntry& entry);

// Whether this person approved, rejected or returned it at some time.
bool WasRuledBy(const CaseStory& story, std::string_view person);

// SHA-256 in hex of exactly what an approver is shown: the request, its attachments, what was said,
// the proposal with what it rests on, and the record as it stands now. Another hash: something
// changed.
std::string ShownHash(const CaseStory& story);

// Why it stands where it stands, as a sentence: an approver's own words where they decided.
std::string CaseRationale(const CaseStory& story);
// What was done, in order: `get_lead: found`, `update_owner: jonas -> lena`.
std::vector<std::string> CaseActions(const CaseStory& story);
// What the requester is told to expect next.
std::string CaseNextStep(const CaseStory& story);

}  // namespace signalbox
