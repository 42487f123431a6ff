#include "workspace/desk_story.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/json_writer.h"
#include "desk/approver.h"
#include "desk/triage.h"
#include "workspace/reason_words.h"

namespace signalbox {
namespace {

CaseRecord RecordOfCase(const State& state, const Id& lead) {
  CaseRecord record;
  const auto at = state.lead_by_id.find(lead);
  if (at == state.lead_by_id.end()) return record;
  const LeadEntry& entry = state.leads[at->second];
  record.lead_id = FormatId("lead", entry.id);
  record.status = StatusName(entry.status);
  record.owner = state.PersonOf(static_cast<PersonRef>(entry.owner));
  record.queue = state.words.Of(entry.queue);
  record.rule = state.words.Of(entry.rule);
  record.row = state.words.Of(entry.row);
  record.reason = state.words.Of(entry.reason);
  record.policy_version = state.words.Of(entry.policy);
  return record;
}

Result<CaseStory> BeginStory(const State& state, const EventReader& read, const CaseEntry& entry) {
  CaseStory story;
  story.entry = entry;
  story.people = state.person_ids;
  for (const std::string& id : story.people) {
    const Person* person = state.roster.FindPerson(id);
    story.names.push_back(person == nullptr ? std::string() : person->name);
  }
  story.record = RecordOfCase(state, entry.record);
  for (const auto& [name, document] : state.cases.documents) story.titles[name] = document.title;
  SB_ASSIGN(OpenedEvent first, read(entry.first_position));
  SB_ASSIGN(story.opened, DecodeBody<ev::CaseOpened>(first.event.clear));
  if (!first.sealed.empty()) {
    SB_ASSIGN(story.words, DecodeBody<ev::CaseWords>(first.sealed));
  }
  story.events.push_back(std::move(first));
  return story;
}

Status TakeProposal(const OpenedEvent& opened, CaseStory* story) {
  if (TypeOf(opened) == EventType::kCaseEscalated) {
    SB_ASSIGN(ev::CaseEscalated body, DecodeBody<ev::CaseEscalated>(opened.event.clear));
    story->rule = body.rule, story->row = body.row, story->policy = body.policy;
    story->citations = std::move(body.citations);
  } else if (TypeOf(opened) == EventType::kCaseDecided) {
    SB_ASSIGN(ev::CaseDecided body, DecodeBody<ev::CaseDecided>(opened.event.clear));
    story->rule = body.rule, story->row = body.row, story->policy = body.policy;
    story->citations = std::move(body.citations);
  }
  return {};
}

void AddCitations(const CaseStory& story, JsonWriter* json) {
  json->Key("citations").BeginArray();
  for (const ev::CaseCitation& one : story.citations) {
    json->BeginArray().String(one.document).String(one.version).String(one.section);
    json->Int(one.from).Int(one.to).String(ToHex(View(one.hash))).EndArray();
  }
  json->EndArray();
}

std::vector<CaseFile> FilesOfMessage(const OpenedEvent& opened) {
  std::vector<CaseFile> files;
  if (TypeOf(opened) != EventType::kCaseMessaged) return files;
  const auto body = DecodeBody<ev::CaseMessaged>(opened.event.clear);
  if (!body.ok() || body->attachments.empty()) return files;
  const std::vector<std::string> names = WordsOfMessage(opened).files;
  for (size_t i = 0; i < body->attachments.size(); ++i) {
    files.push_back(
        {body->attachments[i], i < names.size() ? names[i] : std::string(), opened.event.position});
  }
  return files;
}

void AddSaid(const CaseStory& story, JsonWriter* json) {
  json->Key("said").BeginArray();
  for (const OpenedEvent& opened : story.events) {
    const EventType type = TypeOf(opened);
    if (type != EventType::kCaseMessaged && type != EventType::kCaseRuled) continue;
    json->BeginArray().Int(opened.event.position).String(ToHex(opened.sealed));
    for (const CaseFile& one : FilesOfMessage(opened)) json->String(ToHex(View(one.file.blob)));
    json->EndArray();
  }
  json->EndArray();
}

// The comment of the latest ruling; empty for none.
std::string LatestComment(const CaseStory& story) {
  for (auto at = story.events.rbegin(); at != story.events.rend(); ++at) {
    if (TypeOf(*at) != EventType::kCaseRuled || at->sealed.empty()) continue;
    const Result<ev::CaseRuling> ruling = DecodeBody<ev::CaseRuling>(at->sealed);
    return ruling.ok() ? ruling->comment : std::string();
  }
  return {};
}

std::string CitedText(const CaseStory& story) {
  if (story.citations.empty()) return {};
  const ev::CaseCitation& first = story.citations.front();
  const auto title = story.titles.find(first.document);
  return fmt::format(" ({} version {}{}{})",
                     title == story.titles.end() ? first.document : title->second, first.version,
                     first.section.empty() ? "" : ", ", first.section);
}

std::string ToolAction(const CaseStory& story, const ev::CaseToolCalled& body) {
  if (body.tool == CaseTool::kUpdateOwner) {
    const std::string before = story.PersonOf(body.previous);
    return fmt::format("{}: {} -> {}", CaseToolName(body.tool), before.empty() ? "nobody" : before,
                       story.PersonOf(body.owner));
  }
  return fmt::format("{}: {}", CaseToolName(body.tool), body.outcome);
}

}  // namespace

ev::CaseMessageWords WordsOfMessage(const OpenedEvent& message) {
  if (message.sealed.empty()) return {};
  const auto body = DecodeBody<ev::CaseMessaged>(message.event.clear);
  if (!body.ok() || body->attachments.empty()) return {message.sealed, {}};
  const auto words = DecodeBody<ev::CaseMessageWords>(message.sealed);
  return words.ok() ? *words : ev::CaseMessageWords{};
}

std::vector<CaseFile> FilesOf(const CaseStory& story) {
  std::vector<CaseFile> files;
  for (size_t i = 0; i < story.opened.attachments.size(); ++i) {
    const bool named = i < story.words.files.size();
    files.push_back(
        {story.opened.attachments[i], named ? story.words.files[i] : std::string(), -1});
  }
  for (const OpenedEvent& opened : story.events)
    for (CaseFile& file : FilesOfMessage(opened)) files.push_back(std::move(file));
  return files;
}

std::string CaseStory::PersonOf(PersonRef ref) const {
  const auto at = static_cast<size_t>(ref);
  return at == 0 || at > people.size() ? std::string() : people[at - 1];
}

std::string CaseStory::NameOf(PersonRef ref) const {
  const auto at = static_cast<size_t>(ref);
  return at == 0 || at > names.size() ? std::string() : names[at - 1];
}

Result<CaseStory> TellCaseHead(const State& state, const EventReader& read,
                               const CaseEntry& entry) {
  return BeginStory(state, read, entry);
}

Result<CaseStory> TellCase(const State& state, const EventReader& read, const CaseEntry& entry) {
  SB_ASSIGN(CaseStory story, BeginStory(state, read, entry));
  std::vector<OpenedEvent> later;
  for (int64_t at = state.tails.at(entry.id).last_position; at > entry.first_position;) {
    SB_ASSIGN(OpenedEvent opened, read(at));
    at = opened.event.previous;
    later.push_back(std::move(opened));
  }
  for (auto opened = later.rbegin(); opened != later.rend(); ++opened) {
    SB_TRY(TakeProposal(*opened, &story));
    story.events.push_back(std::move(*opened));
  }
  return story;
}

bool WasRuledBy(const CaseStory& story, std::string_view person) {
  return std::any_of(story.events.begin(), story.events.end(), [&](const OpenedEvent& opened) {
    if (TypeOf(opened) != EventType::kCaseRuled) return false;
    const auto body = DecodeBody<ev::CaseRuled>(opened.event.clear);
    return body.ok() && story.PersonOf(body->by) == person;
  });
}

std::string ShownHash(const CaseStory& story) {
  std::string text;
  JsonWriter json(&text);
  const CaseEntry& entry = story.entry;
  json.BeginObject().Member("request_id", story.number());
  json.Member("status", CaseStatusName(entry.status));
  json.Member("priority", CasePriorityName(entry.priority));
  json.Member("requester", story.PersonOf(entry.requester));
  json.Member("summary", story.words.summary);
  json.Member("business_justification", story.words.justification);
  json.Member("target_record", story.words.target);
  json.Key("attachments").BeginArray();
  for (const ev::CaseAttachment& one : story.opened.attachments) json.String(ToHex(View(one.blob)));
  json.EndArray().Member("reason", entry.reason);
  json.Member("next_owner", story.PersonOf(entry.next_owner));
  json.Member("rule", story.rule).Member("row", story.row).Member("policy", story.policy);
  AddCitations(story, &json);
  AddSaid(story, &json);
  const CaseRecord& record = story.record;
  json.Key("record").BeginArray().String(record.lead_id).String(record.status);
  json.String(record.owner).String(record.queue).String(record.rule).String(record.reason);
  json.EndArray().EndObject();
  return ToHex(View(Sha256(text)));
}

std::string CaseRationale(const CaseStory& story) {
  const CaseEntry& entry = story.entry;
  if (entry.status == CaseStatus::kNew) return {};
  if (entry.status == CaseStatus::kWaiting) return CaseQuestionWords(entry.asks);
  if (entry.reason == "approved" || entry.reason == "declined") {
    const std::string comment = LatestComment(story);
    return comment.empty() ? CaseReasonWords(entry.reason) : comment;
  }
  std::string text = CaseReasonWords(entry.reason);
  if (entry.reason == "duplicate") return text + ": " + CaseNumberText(entry.duplicate_of);
  if (!story.rule.empty()) {
    text +=
        fmt::format("; rule `{}`{} of policy {}", story.rule,
                    story.row.empty() ? "" : fmt::format(", row `{}`,", story.row), story.policy);
    const std::string next = story.PersonOf(entry.next_owner);
    if (!next.empty()) text += fmt::format(" gives it to {}", next);
  }
  return text + CitedText(story);
}

std::vector<std::string> CaseActions(const CaseStory& story) {
  std::vector<std::string> actions;
  for (const OpenedEvent& opened : story.events) {
    if (TypeOf(opened) == EventType::kCaseToolCalled) {
      const auto body = DecodeBody<ev::CaseToolCalled>(opened.event.clear);
      if (body.ok()) actions.push_back(ToolAction(story, *body));
    } else if (TypeOf(opened) == EventType::kCaseEscalated) {
      const auto body = DecodeBody<ev::CaseEscalated>(opened.event.clear);
      if (!body.ok()) continue;
      const std::string approver = story.PersonOf(body->approver);
      if (body->reason == kPassedOver) {
        actions.push_back("passed over " + approver);
        continue;
      }
      actions.push_back("escalated to " + (approver.empty() ? "whoever may decide" : approver));
    } else if (TypeOf(opened) == EventType::kCaseMessaged) {
      const auto body = DecodeBody<ev::CaseMessaged>(opened.event.clear);
      if (body.ok() && !body->asks.empty()) actions.push_back("asked the requester");
    } else if (TypeOf(opened) == EventType::kCaseConcluded) {
      actions.push_back("told the requester");
    }
  }
  return actions;
}

std::string CaseNextStep(const CaseStory& story) {
  const CaseEntry& entry = story.entry;
  switch (entry.status) {
    case CaseStatus::kNew:
    case CaseStatus::kTriaging:
      return "It is being looked at.";
    case CaseStatus::kWaiting:
      return "Please answer in this request.";
    case CaseStatus::kEscalated: {
      const std::string approver = story.PersonOf(entry.approver);
      return (approver.empty() ? "Somebody else" : approver) + " decides about it.";
    }
    case CaseStatus::kCompleted:
      return "Nothing more is to be done.";
    case CaseStatus::kRejected:
      return "Open another request if something new is known.";
    case CaseStatus::kClosed:
      return "It is closed.";
  }
  return {};
}

}  // namespace signalbox
