#include "workspace/person_export.h"

#include <algorithm>

#include "base/json_writer.h"
#include "engine/records.h"
#include "workspace/contact_sight.h"
#include "workspace/event_mask.h"
#include "workspace/lead_sight.h"
#include "workspace/person_requests.h"
#include "workspace/run_history.h"

namespace signalbox {
namespace {

constexpr std::string_view kWhyLeftOut =
    "rules of the workspace about personal fields keep this from whoever asked; an administrator "
    "sees and changes them";

// As the state has it at one moment; what stands in the log up to then is read afterwards.
struct KnownLead {
  LeadEntry entry;
  LeadAnswer answer;
  bool held = false;
  FieldSet kept;  // from whoever asks
};
struct KnownContact {
  PersonContact contact;
  int64_t last = -1;  // position of the last event
  FieldSet kept;
};
struct Known {
  std::vector<KnownLead> leads;
  std::vector<KnownContact> contacts;
  std::vector<KnownRequest> requests;
  std::vector<std::string> people;  // of the roster, by number
  int64_t as_of = 0;
};

// By its owner as it is now; of one that was removed nobody knows whose it was.
FieldSet KeptOf(const State& state, const PersonContact& contact, const Sight& sight) {
  const auto& contacts = state.directory.contacts();
  const auto at = contacts.find(contact.id);
  return at == contacts.end() ? sight.KeptAnywhere() : sight.KeptOf(at->second.owner);
}

Status LookUpPerson(const Engine& engine, const Workspace& workspace, const std::string& subject,
                    const PersonTrace& trace, const Sight& sight, Known* known) {
  const State& state = engine.state();
  const RecordRead read = [&](int64_t position) -> Result<Emitted> {
    SB_ASSIGN(OpenedEvent opened, ReadOpened(workspace.store(), workspace.keys(), position));
    const int64_t owner = opened.event.sealed.empty() ? 0 : opened.event.sealed.front().subject;
    return Emitted{std::move(opened.event), owner, std::move(opened.sealed)};
  };
  SB_ASSIGN(const PersonRecords found, FindPerson(state, workspace.keys(), read, subject, trace));
  for (const PersonLead& lead : found.leads) {
    const LeadEntry& entry = state.leads[lead.lead];
    known->leads.push_back({entry, engine.AnswerOf(lead.lead),
                            state.law.holds.contains(lead.entity),
                            sight.KeptOf(OwnerOf(state, entry))});
  }
  for (const PersonContact& contact : found.contacts)
    known->contacts.push_back(
        {contact, state.tails.at(contact.entity).last_position, KeptOf(state, contact, sight)});
  SB_ASSIGN(known->requests, TellPersonCases(state, workspace, found.cases));
  known->people = state.person_ids;
  known->as_of = state.next_position - 1;
  const bool nobody = known->leads.empty() && known->contacts.empty() && known->requests.empty();
  return nobody ? Status(NobodyKnown()) : Status();
}

std::vector<std::string> NamesIn(const Attributes& taken) {
  std::vector<std::string> names;
  for (const Field field : taken.Fields()) {
    const std::string_view name = SpecOf(field).name;
    names.emplace_back(name.starts_with("lead.") ? name.substr(5) : name);
  }
  for (const Attributes::Extra& extra : taken.extras()) names.push_back(extra.name);
  return names;
}

class PersonWriter {
 public:
  PersonWriter(const Workspace& workspace, const Known& known, const Sight& sight)
      : workspace_(workspace), known_(known), sight_(sight), json_(&text_) {}

  Result<std::string> Write() {
    json_.BeginObject().Member("as_of", known_.as_of).Key("leads").BeginArray();
    for (const KnownLead& lead : known_.leads) SB_TRY(WriteLead(lead));
    json_.EndArray().Key("contacts").BeginArray();
    for (const KnownContact& contact : known_.contacts) {
      SB_ASSIGN(std::vector<OpenedEvent> events,
                ReadChain(workspace_.store(), workspace_.keys(), contact.last));
      SB_TRY(WriteContact(contact, &events));
    }
    json_.EndArray().Key("requests").BeginArray();
    for (const KnownRequest& request : known_.requests) {
      LeftOut left{request.story.number(), {}};
      SB_TRY(WriteKnownRequest(workspace_, sight_, request, &json_, &left));
      if (left.any()) left_out_.push_back(std::move(left));
    }
    json_.EndArray();
    WriteLeftOut();
    json_.EndObject();
    return std::move(text_);
  }

 private:
  Status WriteLead(const KnownLead& lead) {
    SB_ASSIGN(LeadHistory history,
              ReadLeadHistory(workspace_.store(), workspace_.keys(), lead.entry));
    LeftOut left{FormatId("lead", lead.entry.id), {}};
    const LeadAnswer& answer = lead.answer;
    json_.BeginObject().Member("lead_id", left.of);
    json_.Member("received_at", FormatTime(lead.entry.received_at));
    json_.Member("status", StatusName(answer.status)).MemberOrNull("owner", answer.owner);
    json_.MemberOrNull("owner_name", answer.owner_name).MemberOrNull("queue", answer.queue);
    json_.MemberOrNull("rule", answer.rule).MemberOrNull("reason", answer.reason);
    json_.Member("touches", int64_t{lead.entry.touches}).Member("legal_hold", lead.held);
    Attributes said = SaidBy(history);
    left.fields = NamesIn(TakeOut(lead.kept, &said, HiddenIn(lead.kept, history)));
    MaskHistory(lead.kept, &history);
    json_.Key("fields").Raw(AttributesJson(said));
    WriteEvents(history.events, &left);
    json_.Key("runs").BeginArray();
    for (const RunHistory& run : history.runs) {
      json_.BeginObject().Member("run_id", FormatId("run", run.run));
      WriteEvents(run.events, &left);
      json_.EndObject();
    }
    json_.EndArray().EndObject();
    if (left.any()) left_out_.push_back(std::move(left));
    return {};
  }

  // Each value that the contact had, and when.
  Status WriteContact(const KnownContact& known, std::vector<OpenedEvent>* events) {
    LeftOut left{"contact", KeptOfContact(known.kept)};
    const auto is_kept = [&left](std::string_view name) {
      return std::find(left.fields.begin(), left.fields.end(), name) != left.fields.end();
    };
    json_.BeginObject();
    if (!is_kept("id")) {
      json_.Member("id", known.contact.id);
      left.of += " " + known.contact.id;
    }
    json_.Key("values").BeginArray();
    for (const OpenedEvent& opened : *events) {
      const auto type = static_cast<EventType>(opened.event.type);
      if (type != EventType::kContactUpserted || opened.sealed.empty()) continue;
      SB_ASSIGN(const Contact value, DecodeRecord<Contact>(opened.sealed));
      json_.BeginObject().Member("since", FormatTime(opened.event.time));
      if (!is_kept("email")) json_.MemberOrNull("email", value.email);
      if (!is_kept("name")) json_.MemberOrNull("name", value.name);
      if (!is_kept("account")) json_.MemberOrNull("account", value.account);
      json_.MemberOrNull("owner", value.owner).EndObject();
    }
    json_.EndArray();
    // Of a value all is shown or nothing; what people wrote beside may hold anything.
    for (OpenedEvent& opened : *events) {
      const bool is_value =
          static_cast<EventType>(opened.event.type) == EventType::kContactUpserted;
      if (is_value ? !left.fields.empty() : known.kept.any()) MaskPersonal(&opened);
    }
    WriteEvents(*events, &left);
    json_.EndObject();
    if (left.any()) left_out_.push_back(std::move(left));
    return {};
  }

  void WriteLeftOut() {
    json_.Key("left_out").BeginArray();
    for (const LeftOut& left : left_out_) {
      json_.BeginObject().Member("of", left.of).Key("fields").BeginArray();
      for (const std::string& name : left.fields) json_.String(name);
      json_.EndArray().Member("events", left.events).Member("why", kWhyLeftOut).EndObject();
    }
    json_.EndArray();
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

  void WriteEvents(const std::vector<OpenedEvent>& events, LeftOut* left) {
    const PersonNames names = [this](PersonRef ref) {
      const bool named = ref > 0 && static_cast<size_t>(ref) <= known_.people.size();
      return named ? known_.people[static_cast<size_t>(ref) - 1] : std::string();
    };
    json_.Key("events").BeginArray();
    for (const OpenedEvent& opened : events) {
      left->events += opened.masked ? 1 : 0;
      json_.Raw(EventJson(opened, names));
    }
    json_.EndArray();
  }

  const Workspace& workspace_;
  const Known& known_;
  const Sight& sight_;
  std::string text_;
  JsonWriter json_;
  std::vector<LeftOut> left_out_;
};

}  // namespace

Result<std::string> ExportPerson(Workspace& workspace, const std::string& subject,
                                 const Sight& sight) {
  SB_ASSIGN(const PersonTrace trace, TracePerson(workspace, subject));
  Known known;
  Status looked;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    looked = LookUpPerson(engine, workspace, subject, trace, sight, &known);
  }));
  SB_TRY(looked);
  return PersonWriter(workspace, known, sight).Write();
}

}  // namespace signalbox
