#include "workspace/report_fold.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "agents/reasons.h"
#include "base/cbor.h"
#include "engine/follow_up_events.h"
#include "engine/move_events.h"
#include "policy/decision_words.h"
#include "policy/pool.h"

namespace signalbox {
namespace {

constexpr std::string_view kByPerson = "decided_by_person";

// What makes a lead harder to work with, as agents' evidence names it.
constexpr std::string_view kFlawReasons[] = {
    reason::kEmailMissing,   reason::kEmailSyntax,     reason::kEmailNoDomain,
    reason::kEmailSuffix,    reason::kEmailDisposable, reason::kPhoneMissing,
    reason::kPhoneInvalid,   reason::kNameMissing,     reason::kNamePlaceholder,
    reason::kCompanyMissing, reason::kCountryMissing,  reason::kStateUnknown,
};

// Nobody counts on a turn of theirs, so they have no share of it (policy/fairness.h).
bool HasShare(std::string_view lost) {
  return lost != AbsenceName(Absence::kInactive) && lost != AbsenceName(Absence::kNoWeight) &&
         lost != AbsenceName(Absence::kUnknown);
}

std::string CauseOf(const ev::ConsideredBody& lost) {
  return lost.by.empty() ? lost.lost : lost.lost + " by " + lost.by;
}

// Whoever did it had the customer on the line, or in the diary.
bool IsContact(const ev::LeadActed& body, PersonRef owner) {
  switch (body.verb) {
    case Verb::kContacted:
    case Verb::kBook:
    case Verb::kMet:
      return true;
    case Verb::kActivity:
      return body.by == owner;
    default:
      return false;
  }
}

bool ChangesOwner(Verb verb) {
  return verb == Verb::kHandOver || verb == Verb::kRecall || verb == Verb::kClaim ||
         verb == Verb::kDecide;
}

bool Remembers(const ReportMemory& memory, std::string_view clock) {
  const std::string line = std::string(clock) + "\n";
  return memory.broken.starts_with(line) || memory.broken.find("\n" + line) != std::string::npos;
}

void Drop(std::string_view clock, ReportMemory* memory) {
  const std::string line = std::string(clock) + "\n";
  const size_t at = memory->broken.starts_with(line) ? 0 : memory->broken.find("\n" + line) + 1;
  memory->broken.erase(at, line.size());
}

}  // namespace

bool ReportFold::IsOfLead(EventType type) {
  switch (type) {
    case EventType::kLeadReceived:
    case EventType::kRunStarted:
    case EventType::kStepFinished:
    case EventType::kDecisionMade:
    case EventType::kRunFinished:
    case EventType::kOwnerAssigned:
    case EventType::kOwnerChangedOutside:
    case EventType::kOwnerMoved:
    case EventType::kRecordRouted:
    case EventType::kLeadActed:
    case EventType::kClockSet:
    case EventType::kStatusSet:
    case EventType::kRecordConverted:
      return true;
    default:
      return false;
  }
}

void ReportFold::Count(const Event& event, const ReportedLead& lead, ReportMeasure measure,
                       PersonRef person, std::string detail, int64_t value) {
  tables_->Add({{measure, person, lead.rule, std::move(detail), lead.policy},
                lead.number,
                event.position,
                event.time,
                value});
}

bool ReportFold::TakesStep(BytesView clear) {
  constexpr int kOutput = 7, kEvidence = 8,
                kCode = 0;  // keys of ev::StepFinished, ev::EvidenceBody
  CborReader reader(clear);
  for (size_t left = reader.Map(); left > 0 && reader.ok(); --left) {
    const int64_t key = reader.Int();
    if (key == kOutput) {
      for (size_t fields = reader.Map(); fields > 0 && reader.ok(); --fields) {
        const auto field = static_cast<Field>(reader.Int());
        if (field == Field::kScoreBand || field == Field::kDataQuality) return true;
        reader.Skip();
      }
    } else if (key == kEvidence) {
      for (size_t items = reader.Array(); items > 0 && reader.ok(); --items) {
        for (size_t members = reader.Map(); members > 0 && reader.ok(); --members) {
          if (reader.Int() != kCode) {
            reader.Skip();
          } else if (std::ranges::find(kFlawReasons, reader.Text()) != std::end(kFlawReasons)) {
            return true;
          }
        }
      }
    } else {
      reader.Skip();
    }
  }
  return !reader.ok();  // decoding says what is wrong
}

Status ReportFold::TakeAny(const Event& event) {
  tables_->AddEvent(event.time);
  if (static_cast<EventType>(event.type) != EventType::kPolicyActivated) return {};
  SB_ASSIGN(const ev::PolicyActivated body, DecodeBody<ev::PolicyActivated>(event.clear));
  tables_->Add({{ReportMeasure::kPublished, body.by, "", body.rollback ? "rolled_back" : "",
                 Bytes(View(body.hash).substr(0, 8))},
                0,
                event.position,
                event.time,
                0});
  return {};
}

Status ReportFold::TakeLead(const Event& event, const ReportedLead& lead) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kLeadReceived:
      lead.memory->sender = event.actor.ref;
      Count(event, lead, ReportMeasure::kReceived, 0, "");
      return {};
    case EventType::kRunStarted:
      return TakeRunStart(event, lead);
    case EventType::kStepFinished:
      return TakeStep(event, lead);
    case EventType::kDecisionMade:
      return TakeDecision(event, lead);
    case EventType::kRunFinished:
      return TakeRunEnd(event, lead);
    case EventType::kOwnerAssigned:
      return TakeAssignment(event, lead);
    case EventType::kOwnerChangedOutside:
    case EventType::kOwnerMoved:
    case EventType::kRecordRouted:
      return TakeMove(event, lead);
    case EventType::kLeadActed:
      return TakeVerb(event, lead);
    case EventType::kClockSet: {
      SB_ASSIGN(const ev::ClockSet body, DecodeBody<ev::ClockSet>(event.clear));
      TakeClocks(event, lead, {body.clock});
      return {};
    }
    case EventType::kStatusSet: {
      SB_ASSIGN(const ev::StatusSet body, DecodeBody<ev::StatusSet>(event.clear));
      TakeClocks(event, lead, body.clocks);
      if (body.status == LeadStatus::kHeld)
        Count(event, lead, ReportMeasure::kHeld, lead.owner, body.reason);
      return {};
    }
    case EventType::kRecordConverted:
      Count(event, lead, ReportMeasure::kConverted, lead.owner, lead.memory->band);
      return {};
    default:
      return {};
  }
}

Status ReportFold::TakeRunStart(const Event& event, const ReportedLead& lead) {
  SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
  // Its trigger says it where the reason of the hand-back does not: routed again at once.
  if (body.trigger == RunTrigger::kReturned)
    Count(event, lead, ReportMeasure::kMisrouted, lead.memory->had, "handed_back");
  // The first run has left the policy it runs under.
  if (!lead.policy.empty()) lead.memory->marks |= ReportMemory::kAgain;
  return {};
}

Status ReportFold::TakeStep(const Event& event, const ReportedLead& lead) {
  SB_ASSIGN(const ev::StepFinished body, DecodeBody<ev::StepFinished>(event.clear));
  if (const std::string_view band = body.output.Text(Field::kScoreBand); !band.empty())
    lead.memory->band = band;
  if ((lead.memory->marks & ReportMemory::kAgain) != 0) return {};
  if (body.output.Has(Field::kDataQuality))
    Count(event, lead, ReportMeasure::kQuality, 0, "", body.output.Int(Field::kDataQuality));
  for (const std::string_view flaw : kFlawReasons) {
    if (std::any_of(body.evidence.begin(), body.evidence.end(),
                    [&](const ev::EvidenceBody& one) { return one.code == flaw; }))
      Count(event, lead, ReportMeasure::kFlawed, 0, std::string(flaw));
  }
  return {};
}

void ReportFold::Place(const Event& event, const ReportedLead& lead, ReportMeasure how,
                       PersonRef owner, const std::string& rule) {
  lead.memory->marks |= ReportMemory::kPlaced;
  tables_->Add({{how, owner, rule, lead.memory->band, lead.policy},
                lead.number,
                event.position,
                event.time,
                event.time - lead.received_at});
}

Status ReportFold::TakeDecision(const Event& event, const ReportedLead& lead) {
  SB_ASSIGN(const ev::DecisionMade body, DecodeBody<ev::DecisionMade>(event.clear));
  ReportMemory& memory = *lead.memory;
  const bool by_person = body.reason == kByPerson || body.decided_by != 0;
  if (by_person) memory.marks |= ReportMemory::kByHand;
  if (body.owner != 0 && (memory.marks & ReportMemory::kPlaced) == 0) {
    const bool by_hand = (memory.marks & ReportMemory::kByHand) != 0;
    Place(event, lead, by_hand ? ReportMeasure::kPlacedByHand : ReportMeasure::kPlacedByPolicy,
          body.owner, body.rule);
  }
  if (by_person) return {};
  const ReportedLead decided{lead.number, lead.received_at, lead.owner,
                             body.rule,   lead.policy,      lead.memory};
  Count(event, decided, ReportMeasure::kDecided, body.owner, body.pool);
  if (body.rule == kNothingMatched)
    Count(event, decided, ReportMeasure::kFallback, body.owner, body.queue);
  if (body.rule.empty() || body.reason.empty() || lead.policy.empty())
    Count(event, decided, ReportMeasure::kUnexplained, body.owner, "");
  if (body.pool.empty()) return {};
  if (body.turn.pool.empty()) {
    if (body.reason == kAllOutReason) Count(event, decided, ReportMeasure::kAllOut, 0, body.pool);
    return {};
  }
  return TakeTurn(event, decided, body);
}

// Who had a share of the turn, and who could not take theirs and why (policy/fairness.h).
Status ReportFold::TakeTurn(const Event& event, const ReportedLead& lead,
                            const ev::DecisionMade& body) {
  SB_ASSIGN(std::vector<ReportTables::Weight>* const weights, tables_->WeightsOf(body.turn.pool));
  for (const ev::TurnMember& joined : body.turn.joined)
    weights->push_back({joined.member, joined.weight});
  for (const ev::TurnMember& changed : body.turn.reweighted) {
    if (changed.member >= 0 && changed.member < static_cast<int64_t>(weights->size()))
      (*weights)[static_cast<size_t>(changed.member)].weight = changed.weight;
  }
  if (!body.turn.joined.empty() || !body.turn.reweighted.empty())
    tables_->WeightsChanged(body.turn.pool);
  const auto weight_of = [&](PersonRef person) -> int64_t {
    const auto at = std::find_if(weights->begin(), weights->end(),
                                 [&](const auto& one) { return one.person == person; });
    return at == weights->end() ? 0 : std::max<int64_t>(0, at->weight);
  };
  int64_t total = weight_of(body.owner);
  for (const ev::ConsideredBody& one : body.considered) {
    if (HasShare(one.lost)) total += weight_of(one.owner);
  }
  // Shares are of the pool, by whom; the rule that asked it is of no account.
  static const std::string kNoRule;
  const ReportedLead pool{lead.number, lead.received_at, lead.owner,
                          kNoRule,     lead.policy,      lead.memory};
  Count(event, pool, ReportMeasure::kTurn, body.owner, body.pool);
  Count(event, pool, ReportMeasure::kTurnOfBand, body.owner,
        body.pool + kDetailSeparator + lead.memory->band);
  Count(event, pool, ReportMeasure::kTurnFrom, body.owner,
        body.pool + kDetailSeparator + lead.memory->sender);
  if (total <= 0) return {};
  Count(event, pool, ReportMeasure::kEntitled, body.owner, body.pool,
        weight_of(body.owner) * kLevelScale / total);
  for (const ev::ConsideredBody& one : body.considered) {
    const int64_t weight = HasShare(one.lost) ? weight_of(one.owner) : 0;
    if (weight == 0) continue;
    const int64_t share = weight * kLevelScale / total;
    Count(event, pool, ReportMeasure::kEntitled, one.owner, body.pool, share);
    if (one.lost != kNotInTurn) {
      Count(event, pool, ReportMeasure::kMissed, one.owner,
            body.pool + kDetailSeparator + CauseOf(one), share);
    }
  }
  return {};
}

Status ReportFold::TakeAssignment(const Event& event, const ReportedLead& lead) {
  SB_ASSIGN(const ev::OwnerAssigned body, DecodeBody<ev::OwnerAssigned>(event.clear));
  ReportMemory& memory = *lead.memory;
  if (body.owner == 0) {
    memory.had = body.previous;
  } else if ((memory.marks & ReportMemory::kPlaced) == 0) {
    // No decision of the policy gave it.
    Place(event, lead, ReportMeasure::kPlacedByHand, body.owner, lead.rule);
  }
  TakeClocks(event, lead, body.clocks);
  return {};
}

Status ReportFold::TakeVerb(const Event& event, const ReportedLead& lead) {
  SB_ASSIGN(const ev::LeadActed body, DecodeBody<ev::LeadActed>(event.clear));
  ReportMemory& memory = *lead.memory;
  if (IsContact(body, lead.owner) && (memory.marks & ReportMemory::kTouched) == 0) {
    memory.marks |= ReportMemory::kTouched;
    Count(event, lead, ReportMeasure::kFirstContact, lead.owner, memory.band,
          event.time - lead.received_at);
  }
  if (body.verb == Verb::kHandBack)
    Count(event, lead, ReportMeasure::kHandedBack, lead.owner, body.reason);
  if (!ChangesOwner(body.verb)) return {};
  memory.marks |= ReportMemory::kByHand;
  const std::string way(VerbName(body.verb));
  Count(event, lead, ReportMeasure::kChangedByHand, body.by, way);
  // A recall without a queue is routed again, which is counted when that run starts.
  if (body.verb == Verb::kHandOver || (body.verb == Verb::kRecall && !body.queue.empty()))
    Count(event, lead, ReportMeasure::kMisrouted, lead.owner, way);
  return {};
}

Status ReportFold::TakeMove(const Event& event, const ReportedLead& lead) {
  const auto type = static_cast<EventType>(event.type);
  std::string way;
  PersonRef from = 0;
  bool misrouted = false;
  if (type == EventType::kRecordRouted) {
    SB_ASSIGN(const ev::RecordRouted body, DecodeBody<ev::RecordRouted>(event.clear));
    if (body.trigger != RunTrigger::kByHand) return {};
    way = "routed_again";
  } else if (type == EventType::kOwnerMoved) {
    SB_ASSIGN(const ev::OwnerMoved body, DecodeBody<ev::OwnerMoved>(event.clear));
    if (!body.left_out.empty() || body.row.account) return {};
    way = "moved_by_plan";
    from = body.row.from.owner;
    misrouted = from != 0 && from != body.row.to.owner;
  } else {
    SB_ASSIGN(const ev::OwnerChangedOutside body, DecodeBody<ev::OwnerChangedOutside>(event.clear));
    way = "changed_outside";
    from = body.previous;
    misrouted = from != 0 && from != body.owner;
    // Somebody outside gave it its first owner.
    if (body.owner != 0 && (lead.memory->marks & ReportMemory::kPlaced) == 0)
      Place(event, lead, ReportMeasure::kPlacedByHand, body.owner, lead.rule);
  }
  Count(event, lead, ReportMeasure::kChangedByHand, 0, way);
  if (misrouted) Count(event, lead, ReportMeasure::kMisrouted, from, way);
  return {};
}

Status ReportFold::TakeRunEnd(const Event& event, const ReportedLead& lead) {
  SB_ASSIGN(const ev::RunFinished body, DecodeBody<ev::RunFinished>(event.clear));
  TakeClocks(event, lead, body.clocks);
  if (body.status != LeadStatus::kHeld) return {};
  const ReportedLead held{lead.number, lead.received_at, lead.owner,
                          body.rule,   lead.policy,      lead.memory};
  Count(event, held, ReportMeasure::kHeld, body.owner, body.reason);
  return {};
}

void ReportFold::TakeClocks(const Event& event, const ReportedLead& lead,
                            const std::vector<ev::ClockBody>& clocks) {
  for (const ev::ClockBody& clock : clocks) {
    if (clock.kind != ClockKind::kSla) continue;
    const bool counted = Remembers(*lead.memory, clock.name);
    if (clock.breached && !counted) {
      lead.memory->broken += clock.name + "\n";
      Count(event, lead, ReportMeasure::kSlaBroken, lead.owner, clock.name);
    } else if (!clock.breached) {
      // It began anew, for the next owner.
      if (counted) Drop(clock.name, lead.memory);
      if (clock.phase == ClockPhase::kStopped)
        Count(event, lead, ReportMeasure::kSlaKept, lead.owner, clock.name);
    }
  }
}

}  // namespace signalbox
