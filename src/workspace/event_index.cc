#include "workspace/event_index.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/case_events.h"
#include "engine/follow_up_events.h"
#include "engine/move_events.h"
#include "engine/record_events.h"

namespace signalbox {
namespace {

// Numbers of types up to here are tried by name; the log's own are not searched for.
constexpr int kLastTypeTried = 999;

bool IsEveryday(EventType type) {
  switch (type) {
    case EventType::kLeadReceived:
    case EventType::kRunStarted:
    case EventType::kStepFinished:
    case EventType::kDecisionMade:
    case EventType::kOwnerAssigned:
    case EventType::kRunFinished:
      return true;
    default:
      return false;
  }
}

class MarkList {
 public:
  void AddPerson(PersonRef person) {
    if (person > 0) Add({MarkKind::kPerson, std::to_string(person)});
  }
  void Add(EventMark mark) {
    if (std::find(marks_.begin(), marks_.end(), mark) == marks_.end())
      marks_.push_back(std::move(mark));
  }
  std::vector<EventMark> Take() { return std::move(marks_); }

 private:
  std::vector<EventMark> marks_;
};

// The people whom `fields` of an event's body name; none where the body does not read.
template <typename Body, typename... Members>
void AddPeople(const Event& event, MarkList* marks, Members... fields) {
  const Result<Body> body = DecodeBody<Body>(event.clear);
  if (body.ok()) (marks->AddPerson((*body).*fields), ...);
}

void AddPeopleOfPerson(const Event& event, MarkList* marks) {
  const auto body = DecodeBody<ev::Upserted>(event.clear);
  if (!body.ok()) return;
  marks->AddPerson(body->number);
  for (const ev::WeightSet& set : body->weight) marks->AddPerson(set.by);
}

void AddPeopleOfMoves(const Event& event, MarkList* marks) {
  const auto body = DecodeBody<ev::OwnerMoved>(event.clear);
  if (!body.ok()) return;
  marks->AddPerson(body->row.from.owner);
  marks->AddPerson(body->row.to.owner);
}

void AddPeopleOfPolicies(const Event& event, MarkList* marks) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kPolicyPublished:
      return AddPeople<ev::PolicyPublished>(event, marks, &ev::PolicyPublished::by);
    case EventType::kPolicyActivated:
      return AddPeople<ev::PolicyActivated>(event, marks, &ev::PolicyActivated::by);
    case EventType::kPolicyStaged:
      return AddPeople<ev::PolicyStaged>(event, marks, &ev::PolicyStaged::by);
    case EventType::kPolicyApproval:
      return AddPeople<ev::PolicyApproval>(event, marks, &ev::PolicyApproval::by);
    default:
      return;
  }
}

void AddPeopleNamed(const Event& event, MarkList* marks) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kPersonUpserted:
      return AddPeopleOfPerson(event, marks);
    case EventType::kPersonRemoved:
      return AddPeople<ev::Removed>(event, marks, &ev::Removed::number);
    case EventType::kOwnerAssigned:
      return AddPeople<ev::OwnerAssigned>(event, marks, &ev::OwnerAssigned::owner,
                                          &ev::OwnerAssigned::previous);
    case EventType::kOwnerChangedOutside:
      return AddPeople<ev::OwnerChangedOutside>(event, marks, &ev::OwnerChangedOutside::owner,
                                                &ev::OwnerChangedOutside::previous);
    case EventType::kLeadActed:
      return AddPeople<ev::LeadActed>(event, marks, &ev::LeadActed::by, &ev::LeadActed::to);
    case EventType::kNotified:
      return AddPeople<ev::Notified>(event, marks, &ev::Notified::to);
    case EventType::kTurnCredited:
      return AddPeople<ev::TurnCredited>(event, marks, &ev::TurnCredited::member);
    case EventType::kOwnerMoved:
      return AddPeopleOfMoves(event, marks);
    case EventType::kMovesPlanned:
      return AddPeople<ev::MovesPlanned>(event, marks, &ev::MovesPlanned::by);
    case EventType::kMovesApproved:
      return AddPeople<ev::MovesApproved>(event, marks, &ev::MovesApproved::by);
    case EventType::kRecordMerged:
      return AddPeople<ev::RecordMerged>(event, marks, &ev::RecordMerged::by);
    case EventType::kRecordConverted:
      return AddPeople<ev::RecordConverted>(event, marks, &ev::RecordConverted::by);
    case EventType::kRecordDeleted:
      return AddPeople<ev::RecordDeleted>(event, marks, &ev::RecordDeleted::by);
    case EventType::kCaseRuled:
      return AddPeople<ev::CaseRuled>(event, marks, &ev::CaseRuled::by, &ev::CaseRuled::previous,
                                      &ev::CaseRuled::owner);
    default:
      return AddPeopleOfPolicies(event, marks);
  }
}

std::string_view KindText(ActorKind kind) {
  switch (kind) {
    case ActorKind::kEngine:
      return "engine";
    case ActorKind::kIntake:
      return "intake";
    case ActorKind::kAgent:
      return "agent";
    case ActorKind::kPerson:
      return "person";
    case ActorKind::kOperator:
      return "operator";
    case ActorKind::kOutside:
      return "outside";
  }
  return "";
}

bool IsEverydayActor(std::string_view ref) {
  return ref == KindText(ActorKind::kEngine) || ref == KindText(ActorKind::kIntake) ||
         ref == KindText(ActorKind::kAgent);
}

}  // namespace

const char kEventIndexMade[] =
    "CREATE TABLE event_marks(kind INTEGER NOT NULL, ref TEXT NOT NULL, position INTEGER NOT NULL,"
    "PRIMARY KEY(kind, ref, position)) WITHOUT ROWID;";
const char kEventIndexDropped[] = "DROP TABLE IF EXISTS event_marks;";
const char kEventIndexEmptied[] = "DELETE FROM event_marks;";

std::string ActorText(const Actor& actor) {
  return actor.ref.empty() ? std::string(KindText(actor.kind)) : actor.ref;
}

std::optional<EventType> EventTypeByName(std::string_view name) {
  static const std::map<std::string_view, EventType> types = [] {
    std::map<std::string_view, EventType> by_name;
    const std::string_view unknown = EventTypeName(static_cast<EventType>(kLastTypeTried));
    for (int number = 1; number < kLastTypeTried; ++number) {
      const auto type = static_cast<EventType>(number);
      if (EventTypeName(type) != unknown) by_name[EventTypeName(type)] = type;
    }
    return by_name;
  }();
  const auto at = types.find(name);
  return at == types.end() ? std::nullopt : std::optional(at->second);
}

std::vector<EventMark> MarksOf(const Event& event) {
  MarkList marks;
  marks.Add({MarkKind::kType, std::to_string(event.type)});
  marks.Add({MarkKind::kActor, ActorText(event.actor)});
  AddPeopleNamed(event, &marks);
  return marks.Take();
}

bool IsIndexed(const EventMark& mark) {
  switch (mark.kind) {
    case MarkKind::kType:
      return !IsEveryday(static_cast<EventType>(std::stoi(mark.ref)));
    case MarkKind::kPerson:
      return true;
    case MarkKind::kActor:
      return !IsEverydayActor(mark.ref);
  }
  return false;
}

Result<std::unique_ptr<EventIndex>> EventIndex::Prepare(Database* database) {
  auto index = std::make_unique<EventIndex>();
  SB_ASSIGN(Statement put,
            database->Prepare("INSERT OR IGNORE INTO event_marks(kind, ref, position) "
                              "VALUES(?,?,?)"));
  index->put_ = std::make_unique<Statement>(std::move(put));
  return index;
}

void EventIndex::Add(const Event& event) {
  // Most events are of no mark that is indexed, and this is the quick way to know.
  const bool everyday = IsEveryday(static_cast<EventType>(event.type)) &&
                        static_cast<EventType>(event.type) != EventType::kOwnerAssigned;
  if (everyday && (event.actor.ref.empty() || event.actor.kind == ActorKind::kAgent)) return;
  for (EventMark& mark : MarksOf(event)) {
    if (IsIndexed(mark)) pending_.push_back({std::move(mark), event.position});
  }
}

Status EventIndex::WriteBack() {
  std::sort(pending_.begin(), pending_.end(), [](const Pending& a, const Pending& b) {
    return std::tie(a.mark.kind, a.mark.ref, a.position) <
           std::tie(b.mark.kind, b.mark.ref, b.position);
  });
  for (const Pending& one : pending_) {
    put_->Bind(1, static_cast<int64_t>(one.mark.kind)).BindText(2, one.mark.ref);
    put_->Bind(3, one.position);
    SB_TRY(put_->Run());
  }
  pending_.clear();
  return {};
}

Result<std::string> CompareEventIndexes(Database* stored, Database* fresh) {
  constexpr char kSql[] = "SELECT kind, ref, position FROM event_marks ORDER BY 1, 2, 3";
  SB_ASSIGN(Statement a, stored->Prepare(kSql));
  SB_ASSIGN(Statement b, fresh->Prepare(kSql));
  for (;;) {
    SB_ASSIGN(const bool more, a.Step());
    SB_ASSIGN(const bool other, b.Step());
    if (!more && !other) return std::string();
    if (more != other || a.Int(0) != b.Int(0) || a.Blob(1) != b.Blob(1) || a.Int(2) != b.Int(2))
      return "the index of events, at " + std::to_string((other ? b : a).Int(2));
  }
}

}  // namespace signalbox
