#include "workspace/desk_audit.h"

#include "desk/approver.h"
#include "desk/triage.h"
#include "workspace/desk_facts.h"

namespace signalbox {
namespace {

class LineMaker {
 public:
  LineMaker(const CaseStory& story, const OpenedEvent& opened) : story_(story), opened_(opened) {}

  CaseLine Make() {
    line_.event_id = "EVT-" + std::to_string(opened_.event.position);
    line_.erased = opened_.erased;
    const Result<CaseAudit> audit = AuditOfCase(opened_.event);
    if (audit.ok()) line_.audit = *audit;
    json_.BeginObject();
    Describe();
    json_.EndObject();
    line_.details = std::move(text_);
    if (line_.actor.empty()) {
      line_.actor = line_.actor_kind == CaseActor::kAgent ? std::string(kDeskAgentName)
                                                          : CaseActorName(line_.actor_kind);
    }
    return std::move(line_);
  }

 private:
  template <typename B>
  B Body() const {
    Result<B> body = DecodeBody<B>(opened_.event.clear);
    return body.ok() ? *std::move(body) : B{};
  }
  void By(CaseActor kind, PersonRef person) {
    line_.actor_kind = kind;
    line_.actor = story_.PersonOf(person);
    line_.person = person;
  }
  void Person(std::string_view key, PersonRef person) {
    json_.MemberOrNull(key, story_.PersonOf(person));
  }
  void Rule(const std::string& policy, const std::string& rule, const std::string& row) {
    json_.MemberOrNull("matched_rule", rule).MemberOrNull("row", row);
    json_.MemberOrNull("policy_version", policy);
  }
  void Record(const Id& record) {
    json_.MemberOrNull("record", record.IsZero() ? "" : FormatId("lead", record));
  }
  void Reason(const std::string& code) {
    json_.Member("reason", code).Member("text", CaseReasonWords(code));
  }

  void Describe() {
    switch (static_cast<EventType>(opened_.event.type)) {
      case EventType::kCaseOpened:
        return Opened(Body<ev::CaseOpened>());
      case EventType::kCaseToolCalled:
        return Tool(Body<ev::CaseToolCalled>());
      case EventType::kCaseMessaged:
        return Message(Body<ev::CaseMessaged>());
      case EventType::kCaseDecided:
        return Decided(Body<ev::CaseDecided>());
      case EventType::kCaseEscalated:
        return Escalated(Body<ev::CaseEscalated>());
      case EventType::kCaseRuled:
        return Ruled(Body<ev::CaseRuled>());
      case EventType::kCaseConcluded:
        return Concluded(Body<ev::CaseConcluded>());
      case EventType::kCaseClosed:
        return Closed(Body<ev::CaseClosed>());
      case EventType::kCaseTimed:
        return Timed(Body<ev::CaseTimed>());
      default:
        line_.audited = false;
    }
  }

  void Opened(const ev::CaseOpened& body) {
    By(CaseActor::kRequester, body.requester);
    line_.said = true;
    line_.text = story_.words.summary;
    json_.Member("opened", true).Member("priority", CasePriorityName(body.priority));
    json_.Member("attachments", std::ssize(body.attachments));
    json_.MemberOrNull("text", story_.words.summary);
  }

  void Tool(const ev::CaseToolCalled& body) {
    json_.Member("tool", CaseToolName(body.tool)).Member("outcome", body.outcome);
    if (body.tool == CaseTool::kSearchDocuments) {
      json_.Member("searched_by", body.reason.empty() ? kByWords : std::string_view(body.reason));
      AddCitationMembers(story_, body.citations, &json_);
      return;
    }
    Record(body.record);
    if (body.tool == CaseTool::kUpdateOwner) Person("previous_owner", body.previous);
    Person(body.tool == CaseTool::kUpdateOwner ? "new_owner" : "owner", body.owner);
    if (body.tool == CaseTool::kGetLead) json_.Member("status", StatusName(body.status));
    Rule(body.policy, body.rule, body.row);
    json_.MemberOrNull("pool", body.pool);
    if (!body.reason.empty()) Reason(body.reason);
  }

  void Message(const ev::CaseMessaged& body) {
    By(body.from, body.by);
    line_.said = true;
    line_.text = body.asks.empty() ? WordsOfMessage(opened_).text : CaseQuestionWords(body.asks);
    if (!body.asks.empty()) json_.Member("asks", body.asks);
    json_.MemberOrNull("text", line_.text);
    if (!body.attachments.empty()) json_.Member("attachments", std::ssize(body.attachments));
  }

  void Decided(const ev::CaseDecided& body) {
    json_.Member("decision", CaseDecisionName(body.decision));
    Reason(body.reason);
    Record(body.record);
    Person("previous_owner", body.previous);
    Person("new_owner", body.owner);
    Rule(body.policy, body.rule, body.row);
    AddCitationMembers(story_, body.citations, &json_);
  }

  void Escalated(const ev::CaseEscalated& body) {
    Reason(body.reason);
    Person(body.reason == kPassedOver ? "passed_over" : "approver", body.approver);
    if (body.reason == kPassedOver) return Record(body.record);
    Record(body.record);
    Person("owner", body.owner);
    Person("proposed_owner", body.proposed);
    Rule(body.policy, body.rule, body.row);
    AddCitationMembers(story_, body.citations, &json_);
  }

  void Ruled(const ev::CaseRuled& body) {
    By(CaseActor::kApprover, body.by);
    const Result<ev::CaseRuling> ruling = DecodeBody<ev::CaseRuling>(opened_.sealed);
    const bool readable = !opened_.sealed.empty() && ruling.ok();
    line_.said = true;
    line_.text = readable ? ruling->comment : "";
    json_.Member("move", CaseMoveName(body.move)).MemberOrNull("text", line_.text);
    Person("instead_of", body.instead_of);
    json_.MemberOrNull("shown_hash", readable ? ruling->shown_hash : "");
    if (body.move == CaseMove::kReturn) return;
    Person("previous_owner", body.previous);
    Person("new_owner", body.owner);
  }

  void Concluded(const ev::CaseConcluded& body) {
    line_.said = true;
    line_.text = std::string("Your request is ") + std::string(CaseStatusName(body.status)) + ": " +
                 CaseRationale(story_) + ".";
    json_.Member("status", CaseStatusName(body.status));
    json_.Member("decision", CaseDecisionName(body.decision));
    json_.Member("requester_told", true);
  }

  void Closed(const ev::CaseClosed& body) {
    By(body.from, body.by);
    Reason(body.reason);
    json_.MemberOrNull("duplicate_of",
                       body.duplicate_of == 0 ? "" : CaseNumberText(body.duplicate_of));
    json_.Member("status", "Closed").Member("requester_told", true);
  }

  void Timed(const ev::CaseTimed& body) {
    json_.Member("timer", CaseTimerName(body.kind));
    Person("told", body.told);
  }

  const CaseStory& story_;
  const OpenedEvent& opened_;
  CaseLine line_;
  std::string text_;
  JsonWriter json_{&text_};
};

}  // namespace

CaseLine LineOfCase(const CaseStory& story, const OpenedEvent& opened) {
  return LineMaker(story, opened).Make();
}

void AddCitationMembers(const CaseStory& story, const std::vector<ev::CaseCitation>& citations,
                        JsonWriter* json) {
  json->Key("citations").BeginArray();
  for (const ev::CaseCitation& one : citations) {
    const auto title = story.titles.find(one.document);
    json->BeginObject().Member("document", one.document);
    json->MemberOrNull("title", title == story.titles.end() ? "" : title->second);
    json->Member("version", one.version).MemberOrNull("section", one.section);
    json->Member("from", one.from).Member("to", one.to);
    json->Member("hash", ToHex(View(one.hash))).EndObject();
  }
  json->EndArray();
}

}  // namespace signalbox
