#include "workspace/forget.h"

#include <algorithm>

#include "base/json_writer.h"
#include "workspace/reference.h"

namespace signalbox {
namespace {

Error HeldByLaw() {
  return Err(Code::kConflict,
             "a legal hold is on this person, so they are not forgotten; lift it first with "
             "`signalbox hold clear`");
}

Status CheckNotHeld(const State& state, const PersonRecords& person) {
  const auto& holds = state.law.holds;
  for (const PersonLead& lead : person.leads) {
    if (holds.contains(lead.entity)) return HeldByLaw();
  }
  for (const PersonContact& contact : person.contacts) {
    if (holds.contains(contact.entity)) return HeldByLaw();
  }
  return {};
}

// Out of the directory by an event of its own, so that the fold is the same whether the contact can
// still be read or not.
Status RemoveContact(Turn& turn, const Workspace& workspace, const Actor& actor,
                     PersonContact* contact) {
  SB_ASSIGN(const bool removed,
            RemoveRecord<Contact>(turn, workspace, actor, std::string_view(contact->id)));
  if (!removed) return {};
  SB_ASSIGN(const Emitted removal, turn.Read(turn.state().tails.at(contact->entity).last_position));
  const std::vector<int64_t>& known = contact->subjects;
  if (std::find(known.begin(), known.end(), removal.subject) == known.end())
    contact->subjects.push_back(removal.subject);
  return {};
}

Status FeedErasure(Turn& turn, const Workspace& workspace, const Actor& actor,
                   PersonRecords* person, std::vector<int64_t>* subjects) {
  for (PersonContact& contact : person->contacts) {
    SB_TRY(RemoveContact(turn, workspace, actor, &contact));
    subjects->insert(subjects->end(), contact.subjects.begin(), contact.subjects.end());
    SB_TRY(turn.Input(EntityKind::kContact, contact.entity, EventType::kForgotten, actor,
                      ev::Forgotten{contact.subjects}));
  }
  for (const PersonCase& one : person->cases) {
    subjects->push_back(one.subject);
    SB_TRY(EraseCase(turn, actor, one, ev::Forgotten{{one.subject}}));
  }
  for (const PersonLead& lead : person->leads) {
    subjects->push_back(lead.subject);
    SB_TRY(turn.Input(EntityKind::kLead, lead.entity, EventType::kForgotten, actor,
                      ev::Forgotten{{lead.subject}}));
  }
  return {};
}

}  // namespace

Status EraseCase(Turn& turn, const Actor& actor, const PersonCase& one, const ev::Forgotten& how) {
  if (one.open) {
    // Nobody is left who could be answered.
    ev::CaseClosed body;
    body.reason = "requester_forgotten";
    SB_TRY(turn.Input(EntityKind::kCase, one.entity, EventType::kCaseClosed, actor, body));
  }
  return turn.Input(EntityKind::kCase, one.entity, EventType::kForgotten, actor, how);
}

std::string ForgetReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("leads").BeginArray();
  for (const std::string& lead : leads) json.String(lead);
  json.EndArray().Member("contacts", contacts).Member("cases", cases).Member("subjects", subjects);
  json.Member("position", position).EndObject();
  return text;
}

Result<ForgetReport> Forget(Workspace& workspace, const Actor& actor, const std::string& subject) {
  SB_ASSIGN(const PersonTrace trace, TracePerson(workspace, subject));
  PersonRecords person;
  std::vector<int64_t> subjects;
  ForgetReport report;
  SB_ASSIGN(report.position, workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(person, FindPerson(turn, workspace.keys(), subject, trace));
    if (person.empty()) return NobodyKnown();
    SB_TRY(CheckNotHeld(turn.state(), person));
    return FeedErasure(turn, workspace, actor, &person, &subjects);
  }));
  for (const int64_t one : subjects) {
    Status destroyed = workspace.own_keys().Forget(one);
    if (!destroyed.ok()) {
      return Within("the erasure is recorded, and is finished when the workspace is opened again",
                    std::move(destroyed).error());
    }
  }
  for (const PersonLead& lead : person.leads) report.leads.push_back(FormatId("lead", lead.entity));
  report.contacts = std::ssize(person.contacts);
  report.cases = std::ssize(person.cases);
  report.subjects = std::ssize(subjects);
  return report;
}

}  // namespace signalbox
