#include "workspace/notice_texts.h"

#include "engine/case_events.h"
#include "engine/follow_up_events.h"
#include "workspace/event_mask.h"
#include "workspace/reason_words.h"

namespace signalbox {
namespace {

// Of the customer's words; the lead's page has all of them.
constexpr size_t kMaxWordsBytes = 4'000;

// What the state knows about one notice.
struct NoticeStanding {
  bool known = false;
  bool erased = false;
  bool overtaken = false;
  std::string owner;  // person id of whoever has the lead
  std::string why;
  int64_t received_position = -1, said_position = -1;  // of the words; of a request the first alone
  TimeUs due = 0;
  uint8_t acted = 0;  // SlaStop bits: what the owner has done
  NoticeFacts facts;
};

std::string NameOrId(const State& state, PersonRef ref) {
  const std::string& id = state.PersonOf(ref);
  const Person* person = state.roster.FindPerson(id);
  return person == nullptr || person->name.empty() ? id : person->name;
}

std::string WhyGiven(const State& state, const LeadEntry& entry) {
  std::string why;
  if (const std::string& rule = state.words.Of(entry.rule); !rule.empty()) why = "rule " + rule;
  if (const std::string& pool = state.words.Of(entry.pool); !pool.empty())
    why += (why.empty() ? "pool " : ", pool ") + pool;
  const std::string reason = ReasonWords(state.words.Of(entry.reason));
  if (!reason.empty()) why += (why.empty() ? "" : ": ") + reason;
  return why;
}

bool LeadOvertaken(const NoticeRow& row, const LeadEntry& entry, bool has_due) {
  const bool own =
      entry.owner == static_cast<uint32_t>(row.person) && entry.status == LeadStatus::kRouted;
  switch (row.kind) {
    case NoticeKind::kLeadGiven:
    case NoticeKind::kCameBack:
    case NoticeKind::kLate:
      return !own;
    case NoticeKind::kLeadLeft:
      return own;
    case NoticeKind::kReminder:
      return !has_due;
    case NoticeKind::kQueueLate:
      return entry.status != LeadStatus::kQueued;
    case NoticeKind::kDecisionAsked:
      return entry.status != LeadStatus::kHeld;
    default:
      return false;
  }
}

// Whoever is in touch with somebody has accepted them too.
bool IsDone(NoticeAction action, uint8_t acted) {
  const auto has = [acted](SlaStop stop) { return (acted & static_cast<uint8_t>(stop)) != 0; };
  const bool in_touch = has(SlaStop::kContacted) || has(SlaStop::kMeetingBooked);
  return (action == NoticeAction::kContacted && in_touch) ||
         (action == NoticeAction::kAccept && (in_touch || has(SlaStop::kAccepted)));
}

void StandOfLead(const State& state, const NoticeRow& row, NoticeStanding* standing) {
  const auto at = state.lead_by_id.find(row.about);
  if (at == state.lead_by_id.end()) return;
  const LeadEntry& entry = state.leads[at->second];
  standing->known = true;
  standing->facts.id = FormatId("lead", row.about);
  const bool owned = entry.owner != 0 && entry.status == LeadStatus::kRouted;
  if (owned) standing->owner = state.PersonOf(entry.owner);
  if (owned && entry.owner != static_cast<uint32_t>(row.person))
    standing->facts.owner = NameOrId(state, entry.owner);
  standing->facts.why = WhyGiven(state, entry);
  standing->received_position = entry.received_position;
  standing->said_position = entry.said_position;
  standing->erased = state.law.forgotten.contains(at->second);
  const FollowUp* follow = state.FollowUpOf(at->second);
  const TimeUs due = follow == nullptr ? 0 : follow->NextDue();
  if (row.kind == NoticeKind::kLeadGiven || row.kind == NoticeKind::kCameBack) standing->due = due;
  standing->acted = entry.acted;
  standing->overtaken = LeadOvertaken(row, entry, due > 0);
}

void StandOfCase(const State& state, const NoticeRow& row, NoticeStanding* standing) {
  const CaseEntry* entry = state.cases.Find(row.about);
  if (entry == nullptr) return;
  standing->known = true;
  standing->facts.id = CaseNumberText(entry->number);
  standing->received_position = standing->said_position = entry->first_position;
  standing->erased = entry->erased;
  // Who asked, who is asked and who may decide what nobody is asked about read the request by
  // right; nobody else gets such a notice.
  standing->owner = state.PersonOf(row.person);
  const bool waits = entry->status == CaseStatus::kEscalated;
  const bool asked = waits && (entry->approver == row.person || entry->approver == 0);
  if (waits && entry->approver == 0)
    standing->facts.why = "nobody is asked about it by name, and you may decide it";
  if (row.kind == NoticeKind::kApprovalAsked || row.kind == NoticeKind::kApprovalLate)
    standing->overtaken = !asked;
  if (row.kind == NoticeKind::kCaseQuestion)
    standing->overtaken = entry->status != CaseStatus::kWaiting;
}

std::string CutWords(std::string words) {
  if (words.size() <= kMaxWordsBytes) return words;
  size_t end = kMaxWordsBytes;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0) == 0x80) --end;
  return words.substr(0, end) + " [...]";
}

std::string WhoOf(const Attributes& lead) {
  std::string who(lead.Text(Field::kName));
  if (who.empty()) {
    who = lead.Text(Field::kFirstName);
    const std::string_view last = lead.Text(Field::kLastName);
    if (!last.empty()) who += (who.empty() ? "" : " ") + std::string(last);
  }
  if (who.empty()) who = lead.Text(Field::kEmail);
  const std::string_view company = lead.Text(Field::kCompany);
  if (!company.empty()) who += (who.empty() ? "" : ", ") + std::string(company);
  return who;
}

// Without what is hidden.
Result<Attributes> SaidAt(const Workspace& workspace, int64_t position, const FieldSet& hidden) {
  SB_ASSIGN(OpenedEvent opened, ReadOpened(workspace.store(), workspace.keys(), position));
  MaskFields(hidden, &opened);
  if (static_cast<EventType>(opened.event.type) == EventType::kTouchRecorded) {
    SB_ASSIGN(const ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(opened.event.clear));
    return AttributesOf(body.attributes, opened.sealed);
  }
  SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(opened.event.clear));
  return AttributesOf(body.attributes, opened.sealed);
}

Status ReadLeadWords(const Workspace& workspace, const FieldSet& hidden, NoticeStanding* standing) {
  SB_ASSIGN(const Attributes lead, SaidAt(workspace, standing->received_position, hidden));
  standing->facts.who = WhoOf(lead);
  standing->facts.words = lead.Text(Field::kMessage);
  if (standing->said_position != standing->received_position && standing->said_position >= 0) {
    SB_ASSIGN(const Attributes said, SaidAt(workspace, standing->said_position, hidden));
    if (said.Has(Field::kMessage)) standing->facts.words = said.Text(Field::kMessage);
  }
  return {};
}

Status ReadCaseWords(const Workspace& workspace, NoticeStanding* standing) {
  SB_ASSIGN(const OpenedEvent opened,
            ReadOpened(workspace.store(), workspace.keys(), standing->received_position));
  if (opened.sealed.empty()) return {};
  SB_ASSIGN(const ev::CaseWords words, DecodeBody<ev::CaseWords>(opened.sealed));
  standing->facts.words = words.summary;
  return {};
}

Result<NoticeTold> TellOne(const Workspace& workspace, const NoticeRow& row,
                           NoticeStanding standing, const NoticeSight& sees,
                           const std::string& base_url) {
  NoticeTold told;
  const bool of_case = row.about_kind == EntityKind::kCase;
  const FieldSet hidden = standing.known ? sees(row.kind, standing.owner) : PersonalFields();
  const bool may_see =
      standing.known && !standing.erased && (of_case ? hidden.none() : hidden != PersonalFields());
  if (may_see && row.kind != NoticeKind::kLeadsMoved) {
    SB_TRY(of_case ? ReadCaseWords(workspace, &standing)
                   : ReadLeadWords(workspace, hidden, &standing));
    told.personal = true;
  }
  NoticeFacts& facts = standing.facts;
  facts.kind = row.kind;
  facts.thing = row.thing;
  facts.words = CutWords(std::move(facts.words));
  facts.due = standing.due > 0 ? standing.due : row.due;
  facts.erased = standing.erased;
  told.id = facts.id;
  told.due = facts.due;
  told.overtaken = standing.overtaken || (!standing.known && row.kind != NoticeKind::kLeadsMoved);
  told.item = NoticeInWords(facts, base_url);
  if (!told.overtaken) {
    told.actions = ActionsOf(row.kind);
    std::erase_if(told.actions, [&](NoticeAction one) { return IsDone(one, standing.acted); });
  }
  return told;
}

}  // namespace

bool IsTheirsToRead(NoticeKind kind, bool own_lead) {
  const bool told_by_policy = kind == NoticeKind::kEscalated || kind == NoticeKind::kQueueLate ||
                              kind == NoticeKind::kReminder || kind == NoticeKind::kDecisionAsked;
  return kind != NoticeKind::kLeadLeft && (own_lead || told_by_policy);
}

Result<std::vector<NoticeTold>> TellNotices(Workspace& workspace, PersonRef reader,
                                            const std::vector<NoticeRow>& rows,
                                            const NoticeSight& sees, const std::string& base_url) {
  std::vector<NoticeStanding> standings(rows.size());
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Person* person = state.roster.FindPerson(state.PersonOf(reader));
    for (size_t i = 0; i < rows.size(); ++i) {
      if (person != nullptr) standings[i].facts.zone = person->zone;
      if (rows[i].about_kind == EntityKind::kCase) {
        StandOfCase(state, rows[i], &standings[i]);
      } else {
        StandOfLead(state, rows[i], &standings[i]);
      }
    }
  }));
  std::vector<NoticeTold> told;
  for (size_t i = 0; i < rows.size(); ++i) {
    SB_ASSIGN(NoticeTold one, TellOne(workspace, rows[i], std::move(standings[i]), sees, base_url));
    told.push_back(std::move(one));
  }
  return told;
}

}  // namespace signalbox
