#include "workspace/person_records.h"

#include <algorithm>
#include <deque>
#include <map>

#include "base/cbor.h"
#include "engine/records.h"
#include "intake/identity.h"
#include "workspace/event_json.h"
#include "workspace/lead_lookup.h"
#include "workspace/person_cases.h"
#include "workspace/reference.h"

namespace signalbox {
namespace {

class PersonFinder {
 public:
  PersonFinder(const State& state, const Keyring& keys, const RecordRead& read)
      : state_(state), keys_(keys), read_(read) {}

  Result<PersonRecords> Find(const std::string& subject, const PersonTrace& trace) {
    const Result<uint32_t> lead = FindLead(state_, keys_, subject);
    if (lead.ok()) AddLead(*lead);
    if (const std::string email = NormalEmail(subject); !email.empty()) AddEmail(email);
    if (const auto at = state_.directory.contacts().find(subject);
        at != state_.directory.contacts().end()) {
      AddContact(at->first);
      AddEmail(NormalEmail(at->second.email));
    }
    while (!leads_.empty()) {
      const uint32_t next = leads_.front();
      leads_.pop_front();
      SB_TRY(ReadLead(next));
    }
    for (const Id& contact : trace.contacts) contacts_.insert(contact);
    for (const Id& contact : contacts_) SB_TRY(ReadContact(contact));
    SB_ASSIGN(found_.cases, FindPersonCases(state_, keys_, read_, subject, found_));
    std::sort(found_.leads.begin(), found_.leads.end(),
              [](const PersonLead& a, const PersonLead& b) { return a.lead < b.lead; });
    return std::move(found_);
  }

 private:
  void AddLead(uint32_t lead) {
    if (lead == KeyIndex::kNone || state_.law.forgotten.contains(lead)) return;
    if (!seen_.insert(lead).second) return;
    leads_.push_back(lead);
    const LeadEntry& entry = state_.leads[lead];
    found_.leads.push_back({lead, entry.id, entry.subject});
    AddContinued(lead);
  }

  // Merged by somebody, whatever their keys say, or come back after the record was deleted.
  void AddContinued(uint32_t lead) {
    for (const auto& [gone, end] : state_.ends) {
      if (end.into == KeyIndex::kNone) continue;
      if (gone == lead) AddLead(end.into);
      if (end.into == lead) AddLead(gone);
    }
  }

  void AddEmail(const std::string& email) {
    if (email.empty() || !found_.emails.insert(email).second) return;
    AddLead(state_.FindIdentity(IdentityHash(keys_, "identity", "e:" + email)));
    const std::vector<std::string>* ids = state_.directory.ContactsByEmail(email);
    if (ids == nullptr) return;
    for (const std::string& id : *ids) AddContact(id);
  }

  void AddContact(const std::string& id) {
    contacts_.insert(ContactEntity(keys_, state_.log_id, id));
  }

  // Whatever the record ever said names the person: an address or a number that they have no more,
  // too.
  Status ReadLead(uint32_t lead) {
    for (int64_t at = state_.leads[lead].last_position; at >= 0;) {
      SB_ASSIGN(const Emitted event, read_(at));
      at = event.event.previous;
      const auto type = static_cast<EventType>(event.event.type);
      if (type == EventType::kLeadReceived) {
        SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(event.event.clear));
        for (const KeyedHash& key : body.identities) AddLead(state_.FindIdentity(key));
      } else if (type == EventType::kTouchRecorded) {
        SB_ASSIGN(const ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(event.event.clear));
        for (const KeyedHash& key : body.identities) AddLead(state_.FindIdentity(key));
      } else {
        continue;
      }
      if (event.sealed.empty()) continue;
      SB_ASSIGN(const Attributes said, AttributesOfInput(event.event, event.sealed));
      AddEmail(NormalEmail(said.Text(Field::kEmail)));
      for (const std::string& key : IdentityKeys(said))
        AddLead(state_.FindIdentity(IdentityHash(keys_, "identity", key)));
    }
    return {};
  }

  Status ReadContact(const Id& entity) {
    const auto tail = state_.tails.find(entity);
    if (tail == state_.tails.end()) return {};
    PersonContact contact;
    contact.entity = entity;
    for (int64_t at = tail->second.last_position; at >= 0;) {
      SB_ASSIGN(const Emitted event, read_(at));
      at = event.event.previous;
      if (event.sealed.empty()) continue;
      const bool known = std::find(contact.subjects.begin(), contact.subjects.end(),
                                   event.subject) != contact.subjects.end();
      if (!known) contact.subjects.push_back(event.subject);
      if (static_cast<EventType>(event.event.type) == EventType::kLegalHoldSet) continue;
      SB_ASSIGN(Contact record, DecodeRecord<Contact>(event.sealed));
      if (contact.id.empty()) contact.id = std::move(record.id);
    }
    if (!contact.subjects.empty()) found_.contacts.push_back(std::move(contact));
    return {};
  }

  const State& state_;
  const Keyring& keys_;
  const RecordRead& read_;
  PersonRecords found_;
  std::set<uint32_t> seen_;
  std::deque<uint32_t> leads_;
  std::set<Id> contacts_;
};

// The type alone, so that most of a log is passed over without being decoded (store/event.cc has
// the keys).
EventType PeekType(BytesView bytes) {
  constexpr int64_t kTypeKey = 8;
  CborReader reader(bytes);
  for (size_t pairs = reader.Map(); pairs > 0 && reader.ok(); --pairs) {
    if (reader.Int() == kTypeKey) return static_cast<EventType>(reader.Int());
    reader.Skip();
  }
  return EventType::kEngineStarted;
}

// What the state says before the log is read.
struct FirstLook {
  PersonRecords found;
  KeyedHash external_id{};  // where that is what the subject is
};

Result<FirstLook> LookFirst(Workspace& workspace, const std::string& subject) {
  Result<FirstLook> look = FirstLook();
  const Keyring& keys = workspace.keys();
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const RecordRead read = [&](int64_t position) -> Result<Emitted> {
      SB_ASSIGN(OpenedEvent opened, ReadOpened(workspace.store(), keys, position));
      const int64_t owner = opened.event.sealed.empty() ? 0 : opened.event.sealed.front().subject;
      return Emitted{std::move(opened.event), owner, std::move(opened.sealed)};
    };
    Result<PersonRecords> found = FindPerson(engine.state(), keys, read, subject, {});
    if (!found.ok()) {
      look = found.error();
      return;
    }
    look->found = *std::move(found);
    const KeyedHash key = IdentityHash(keys, "external_id", subject);
    const bool by_id =
        !ParseId("lead", subject).ok() && engine.state().FindExternalId(key) != KeyIndex::kNone;
    if (by_id) look->external_id = key;
  }));
  return look;
}

}  // namespace

Error NobodyKnown() {
  return Err(Code::kNotFound,
             "nobody is known by this; give a `lead_...` id, an external id or an e-mail address");
}

Result<PersonRecords> FindPerson(const State& state, const Keyring& keys, const RecordRead& read,
                                 const std::string& subject, const PersonTrace& trace) {
  return PersonFinder(state, keys, read).Find(subject, trace);
}

Result<PersonRecords> FindPerson(const Turn& turn, const Keyring& keys, const std::string& subject,
                                 const PersonTrace& trace) {
  return FindPerson(
      turn.state(), keys, [&turn](int64_t position) { return turn.Read(position); }, subject,
      trace);
}

Result<PersonTrace> TracePerson(Workspace& workspace, const std::string& subject) {
  SB_ASSIGN(FirstLook first, LookFirst(workspace, subject));
  if (const std::string email = NormalEmail(subject); !email.empty())
    first.found.emails.insert(email);
  const Keyring& keys = workspace.keys();
  PersonTrace trace;
  std::set<Id> same_id;  // leads that have the external id
  SB_TRY(workspace.store().ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
    const EventType type = PeekType(bytes);
    if (type == EventType::kContactUpserted) {
      SB_ASSIGN(const OpenedEvent opened, OpenEvent(bytes, keys));
      if (opened.sealed.empty()) return {};
      SB_ASSIGN(const Contact contact, DecodeRecord<Contact>(opened.sealed));
      if (first.found.emails.contains(NormalEmail(contact.email)))
        trace.contacts.insert(opened.event.entity);
    } else if (type == EventType::kLeadReceived && first.external_id != KeyedHash{}) {
      SB_ASSIGN(const Event event, DecodeEvent(bytes));
      SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(event.clear));
      if (body.external_id == first.external_id) same_id.insert(event.entity);
    } else if (type == EventType::kForgotten) {
      SB_ASSIGN(const Event event, DecodeEvent(bytes));
      same_id.erase(event.entity);
    }
    return {};
  }));
  if (first.found.empty() && trace.contacts.empty()) return NobodyKnown();
  for (const PersonLead& lead : first.found.leads) same_id.erase(lead.entity);
  if (!same_id.empty()) {
    return Err(Code::kInvalid,
               "several people have this external id, each from a source of their own; give the "
               "e-mail address or the `lead_...` id");
  }
  return trace;
}

}  // namespace signalbox
