#include "api/lead_json_out.h"

#include "workspace/reason_words.h"

namespace signalbox {
namespace {

std::string OwnerWords(const LeadAnswer& answer) {
  if (!HasOwner(answer)) return answer.queue.empty() ? "nobody" : "the queue " + answer.queue;
  return answer.owner_name.empty() ? answer.owner : answer.owner_name;
}

std::string RuleWords(const LeadAnswer& answer) {
  if (answer.rule.empty()) return {};
  std::string words = " by the rule " + answer.rule;
  if (!answer.row.empty()) words += ", row " + answer.row;
  return words;
}

std::string Because(const LeadAnswer& answer) {
  return answer.reason.empty() ? std::string() : ": " + ReasonWords(answer.reason);
}

// What whoever sent the lead should do next; a page to book a time comes with calendars.
void AppendNext(const LeadAnswer& answer, const std::string& id, JsonWriter* json) {
  json->Key("next").BeginObject();
  if (answer.status == LeadStatus::kInProgress) {
    json->Member("kind", "wait").MemberOrNull("url", id.empty() ? id : "/v1/leads/" + id);
  } else {
    json->Member("kind", "thank_you").Key("url").Null();
  }
  json->Key("expires_at").Null();
  json->EndObject();
}

}  // namespace

bool HasOwner(const LeadAnswer& answer) {
  return !answer.owner.empty() && answer.status != LeadStatus::kQueued;
}

std::string ExplainAnswer(const LeadAnswer& answer) {
  switch (answer.status) {
    case LeadStatus::kInProgress:
      return "taken; the decision is being made";
    case LeadStatus::kRouted:
      return "routed to " + OwnerWords(answer) + RuleWords(answer) + Because(answer);
    case LeadStatus::kQueued:
      return "waits in the queue " + answer.queue + " for someone to take it" + RuleWords(answer) +
             Because(answer);
    case LeadStatus::kHeld:
      return "held" + RuleWords(answer) + Because(answer);
    case LeadStatus::kRejected:
      return "rejected" + RuleWords(answer) + Because(answer);
    case LeadStatus::kDuplicate:
      return "the same person is a record already, with " + OwnerWords(answer);
    case LeadStatus::kFailed:
      return "the run failed" + Because(answer);
  }
  return {};
}

void AppendAnswerMembers(const LeadAnswer& answer, JsonWriter* json, std::string_view explanation) {
  const std::string id = answer.lead.IsZero() ? std::string() : FormatId("lead", answer.lead);
  json->MemberOrNull("lead_id", id).MemberOrNull("external_id", answer.external_id);
  json->MemberOrNull("run_id", answer.run.IsZero() ? std::string() : FormatId("run", answer.run));
  json->Member("status", std::string(StatusName(answer.status)));
  json->Key("owner");
  if (HasOwner(answer)) {
    json->BeginObject();
    json->Member("type", "person")
        .Member("id", answer.owner)
        .MemberOrNull("name", answer.owner_name);
    json->EndObject();
  } else {
    json->Null();
  }
  json->MemberOrNull("queue", answer.queue).MemberOrNull("rule", answer.rule);
  json->MemberOrNull("row", answer.row).MemberOrNull("reason", answer.reason);
  json->MemberOrNull("policy_version", answer.policy_version);
  json->MemberOrNull("duplicate_of",
                     answer.duplicate_of ? FormatId("lead", *answer.duplicate_of) : std::string());
  if (explanation.empty())
    json->Member("explanation", ExplainAnswer(answer));
  else
    json->Key("explanation").Raw(explanation);
  json->Key("due").BeginObject();
  for (const auto& [name, due] : answer.due) json->Member(name, FormatTime(due));
  json->EndObject();
  AppendNext(answer, id, json);
  json->Member("position", answer.position);
}

std::string AnswerJson(const LeadAnswer& answer) {
  std::string text;
  text.reserve(768);
  JsonWriter json(&text);
  json.BeginObject();
  AppendAnswerMembers(answer, &json);
  json.EndObject();
  return text;
}

int StatusOfAnswer(const LeadAnswer& answer) {
  if (answer.replayed || answer.duplicate_of.has_value()) return 200;
  if (answer.status == LeadStatus::kInProgress) return 202;
  return answer.created ? 201 : 200;
}

}  // namespace signalbox
