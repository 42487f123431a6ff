#include "workspace/person_export.h"

#include "base/json_writer.h"
#include "engine/records.h"
#include "workspace/event_json.h"
#include "workspace/person_records.h"
#include "workspace/run_history.h"

namespace signalbox {
namespace {

// As the state has it at one moment; what stands in the log up to then is read afterwards.
struct KnownLead {
  LeadEntry entry;
  LeadAnswer answer;
  bool held = false;
};
struct Known {
  std::vector<KnownLead> leads;
  std::vector<std::pair<PersonContact, int64_t>> contacts;  // with the position of the last event
  std::vector<std::string> people;                          // of the roster, by number
  int64_t as_of = 0;
};

Status LookUp(const Engine& engine, const Workspace& workspace, const std::string& subject,
              const PersonTrace& trace, Known* known) {
  const State& state = engine.state();
  const RecordRead read = [&](int64_t position) -> Result<Emitted> {
    SB_ASSIGN(OpenedEvent opened, ReadOpened(workspace.store(), workspace.keys(), position));
    const int64_t owner = opened.event.sealed.empty() ? 0 : opened.event.sealed.front().subject;
    return Emitted{std::move(opened.event), owner, std::move(opened.sealed)};
  };
  SB_ASSIGN(const PersonRecords found, FindPerson(state, workspace.keys(), read, subject, trace));
  for (const PersonLead& lead : found.leads)
    known->leads.push_back({state.leads[lead.lead], engine.AnswerOf(lead.lead),
                            state.law.holds.contains(lead.entity)});
  for (const PersonContact& contact : found.contacts)
    known->contacts.emplace_back(contact, state.tails.at(contact.entity).last_position);
  known->people = state.person_ids;
  known->as_of = state.next_position - 1;
  return known->leads.empty() && known->contacts.empty() ? Status(NobodyKnown()) : Status();
}

class PersonWriter {
 public:
  PersonWriter(const Workspace& workspace, const Known& known)
      : workspace_(workspace), known_(known), json_(&text_) {}

  Result<std::string> Write() {
    json_.BeginObject().Member("as_of", known_.as_of).Key("leads").BeginArray();
    for (const KnownLead& lead : known_.leads) SB_TRY(WriteLead(lead));
    json_.EndArray().Key("contacts").BeginArray();
    for (const auto& [contact, last] : known_.contacts) {
      SB_ASSIGN(const std::vector<OpenedEvent> events,
                ReadChain(workspace_.store(), workspace_.keys(), last));
      SB_TRY(WriteContact(contact.id, events));
    }
    json_.EndArray().EndObject();
    return std::move(text_);
  }

 private:
  Status WriteLead(const KnownLead& lead) {
    SB_ASSIGN(const LeadHistory history,
              ReadLeadHistory(workspace_.store(), workspace_.keys(), lead.entry));
    const LeadAnswer& answer = lead.answer;
    json_.BeginObject().Member("lead_id", FormatId("lead", lead.entry.id));
    json_.Member("received_at", FormatTime(lead.entry.received_at));
    json_.Member("status", StatusName(answer.status)).MemberOrNull("owner", answer.owner);
    json_.MemberOrNull("owner_name", answer.owner_name).MemberOrNull("queue", answer.queue);
    json_.MemberOrNull("rule", answer.rule).MemberOrNull("reason", answer.reason);
    json_.Member("touches", int64_t{lead.entry.touches}).Member("legal_hold", lead.held);
    json_.Key("fields").Raw(AttributesJson(SaidBy(history)));
    WriteEvents(history.events);
    json_.Key("runs").BeginArray();
    for (const RunHistory& run : history.runs) {
      json_.BeginObject().Member("run_id", FormatId("run", run.run));
      WriteEvents(run.events);
      json_.EndObject();
    }
    json_.EndArray().EndObject();
    return {};
  }

  // Each value that the contact had, and when.
  Status WriteContact(const std::string& id, const std::vector<OpenedEvent>& events) {
    json_.BeginObject().Member("id", id).Key("values").BeginArray();
    for (const OpenedEvent& opened : events) {
      const auto type = static_cast<EventType>(opened.event.type);
      if (type != EventType::kContactUpserted || opened.sealed.empty()) continue;
      SB_ASSIGN(const Contact value, DecodeRecord<Contact>(opened.sealed));
      json_.BeginObject().Member("since", FormatTime(opened.event.time));
      json_.MemberOrNull("email", value.email).MemberOrNull("name", value.name);
      json_.MemberOrNull("account", value.account).MemberOrNull("owner", value.owner).EndObject();
    }
    json_.EndArray();
    WriteEvents(events);
    json_.EndObject();
    return {};
  }

  // What the person said, the latest over the earlier.
  static Attributes SaidBy(const LeadHistory& history) {
    Attributes said;
    for (const OpenedEvent& opened : history.events) {
      const auto type = static_cast<EventType>(opened.event.type);
      if (type != EventType::kLeadReceived && type != EventType::kTouchRecorded) continue;
      const Result<Attributes> one = AttributesOfInput(opened.event, opened.sealed);
      if (one.ok()) said.Overlay(*one);
    }
    return said;
  }

  void WriteEvents(const std::vector<OpenedEvent>& events) {
    const PersonNames names = [this](PersonRef ref) {
      const bool named = ref > 0 && static_cast<size_t>(ref) <= known_.people.size();
      return named ? known_.people[static_cast<size_t>(ref) - 1] : std::string();
    };
    json_.Key("events").BeginArray();
    for (const OpenedEvent& opened : events) json_.Raw(EventJson(opened, names));
    json_.EndArray();
  }

  const Workspace& workspace_;
  const Known& known_;
  std::string text_;
  JsonWriter json_;
};

}  // namespace

Result<std::string> ExportPerson(Workspace& workspace, const std::string& subject) {
  SB_ASSIGN(const PersonTrace trace, TracePerson(workspace, subject));
  Known known;
  Status looked;
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { looked = LookUp(engine, workspace, subject, trace, &known); }));
  SB_TRY(looked);
  return PersonWriter(workspace, known).Write();
}

}  // namespace signalbox
