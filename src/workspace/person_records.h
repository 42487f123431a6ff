// Everything that is kept of one person: their leads, by the keys that make two leads the same
// person (intake/identity.h), and the contacts with their e-mail address.
//
// Two looks: TracePerson reads the whole log beside the engine, for contacts that have another
// address now or were removed; FindPerson then looks inside a turn or a question, so that nothing
// that came meanwhile is left out.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "workspace/workspace.h"

namespace signalbox {

struct PersonLead {
  uint32_t lead = 0;  // place in State::leads
  Id entity;
  int64_t subject = 0;
};

struct PersonContact {
  Id entity;
  std::string id;                 // the caller's own; empty where nothing of it can be read
  std::vector<int64_t> subjects;  // whose keys there are
};

// A request of the desk that is theirs (workspace/person_cases.h).
struct PersonCase {
  int64_t number = 0;
  Id entity;
  int64_t subject = 0;
  bool open = false;
  bool asked = false;  // they made it; else it is about them
};

struct PersonRecords {
  std::vector<PersonLead> leads;        // in order of arrival
  std::vector<PersonContact> contacts;  // by entity
  std::vector<PersonCase> cases;        // by number
  std::set<std::string> emails;         // normal form
  bool empty() const { return leads.empty() && contacts.empty() && cases.empty(); }
};

// What the log says of a person beyond what the state knows.
struct PersonTrace {
  std::set<Id> contacts;  // entities that had one of the addresses once
};

// An event by position with its sealed part, which is empty where it was erased.
using RecordRead = std::function<Result<Emitted>(int64_t position)>;

// `subject`: `lead_...`, an external id, a contact's id, an e-mail address, or the id of somebody
// of the roster who made requests. Empty where nobody is
// known by it, and where they were forgotten before. On the engine's thread.
Result<PersonRecords> FindPerson(const State& state, const Keyring& keys, const RecordRead& read,
                                 const std::string& subject, const PersonTrace& trace);
// Reads with the turn's own events.
Result<PersonRecords> FindPerson(const Turn& turn, const Keyring& keys, const std::string& subject,
                                 const PersonTrace& trace);

// kNotFound for nobody; kInvalid for an external id that several people have, because nobody can
// say which of them is meant. Reads the whole log; any thread but the engine's.
Result<PersonTrace> TracePerson(Workspace& workspace, const std::string& subject);

// What to say of a subject that nobody is known by; it names no one, for it ends up in logs.
Error NobodyKnown();

}  // namespace signalbox
