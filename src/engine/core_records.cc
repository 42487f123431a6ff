// Records that end, and owners who are changed outside.
#include "base/check.h"
#include "engine/core_emit.h"
#include "engine/record_events.h"

namespace signalbox {

// Its answer is somebody else's now: what is out is recalled, and no timer of it fires.
void Core::EndRunOf(uint32_t lead, std::string_view reason) {
  const LeadEntry& entry = state_->leads[lead];
  Run* run = state_->FindRun(entry.run);
  if (run == nullptr) return;
  CloseTimers(*run);
  CancelSteps(*run, reason);
  const ev::RunFinished body{LeadStatus::kInProgress,
                             static_cast<PersonRef>(entry.owner),
                             "",
                             state_->words.Of(entry.rule),
                             state_->words.Of(entry.row),
                             std::string(reason),
                             false,
                             {},
                             0};
  const Event event = EmitRun(*run, body);
  ApplyRunFinished(event, body, state_);
}

void Core::EndClocksOf(uint32_t lead, std::string_view why) {
  std::vector<ev::ClockBody> open;
  if (const FollowUp* follow = state_->FollowUpOf(lead); follow != nullptr) {
    for (const LeadClock& clock : follow->clocks) {
      if (clock.body.open()) open.push_back(clock.body);
    }
  }
  for (ev::ClockBody& clock : open) {
    clock.phase = ClockPhase::kLeft;
    clock.due = 0;
    SetClock(lead, clock, why);
  }
}

void Core::TellOfEnd(uint32_t lead, PersonRef owner, std::string_view code,
                     const std::string& about) {
  if (owner == 0) return;
  EmitLead(lead, ev::Notified{std::string(code), owner, "", about, 0, 0});
}

// The survivor keeps its owner, or takes this one's with what they still have to do.
void Core::GoOnAs(uint32_t lead, uint32_t into) {
  const auto owner = static_cast<PersonRef>(state_->leads[lead].owner);
  const auto version = state_->PolicyOf(lead);
  const bool gives =
      owner != 0 && state_->leads[into].owner == 0 && EndOf(*state_, into) == nullptr;
  if (!gives) GiveTurnBack(lead, true);
  const std::vector<std::string> slas =
      state_->leads[lead].acted != 0
          ? std::vector<std::string>{}
          : SlasOfRule(*version->policy, state_->words.Of(state_->leads[lead].rule));
  const std::string zone = ZoneOfClocks(*state_, lead);
  AssignOwner(lead, 0, "", {lead, 0, version->policy.get(), {}, "", false, ""});
  TellOfEnd(lead, owner, "record_merged", FormatId("lead", state_->leads[into].id));
  if (!gives) return;
  EndRunOf(into, "owner_of_merged");
  EndClocksOf(into, "owner_of_merged");
  AssignOwner(into, owner, "owner", {into, owner, version->policy.get(), slas, zone, false, ""});
  SetStatus(into, LeadStatus::kRouted, "", "owner_of_merged");
  effects_->settled.push_back(into);
}

void Core::StopFor(uint32_t lead, RecordEndKind kind) {
  const std::string code(RecordEndCode(kind));
  const auto owner = static_cast<PersonRef>(state_->leads[lead].owner);
  EndRunOf(lead, code);
  EndClocksOf(lead, code);
  state_->arriving.erase(lead);
  if (kind == RecordEndKind::kMerged) {
    GoOnAs(lead, EndOf(*state_, lead)->into);
  } else if (kind == RecordEndKind::kDeleted) {
    GiveTurnBack(lead, false);
    if (owner != 0) {
      const auto version = state_->PolicyOf(lead);
      AssignOwner(lead, 0, "", {lead, 0, version->policy.get(), {}, "", false, ""});
    }
    TellOfEnd(lead, owner, "record_deleted", "");
  } else if (kind == RecordEndKind::kOptedOut) {
    GiveTurnBack(lead, false);
    TellOfEnd(lead, owner, "opted_out", "");
  }
  const LeadStatus status = kind == RecordEndKind::kMerged      ? LeadStatus::kDuplicate
                            : kind == RecordEndKind::kConverted ? LeadStatus::kRouted
                                                                : LeadStatus::kRejected;
  SetStatus(lead, status, "", code);
  effects_->settled.push_back(lead);
}

Status Core::OnRecordEvent(const Event& event) {
  SB_TRY(CheckRecordEvent(*state_, event));
  const uint32_t lead = state_->lead_by_id.at(event.entity);
  const auto type = static_cast<EventType>(event.type);
  uint32_t into = lead;
  if (type == EventType::kRecordMerged) {
    SB_ASSIGN(const ev::RecordMerged body, DecodeBody<ev::RecordMerged>(event.clear));
    into = state_->lead_by_id.at(body.into);
  }
  const bool lived = EndOf(*state_, into) == nullptr;
  SB_TRY(ApplyEvent(event, {}, *context_, state_));
  const RecordEnd* end = EndOf(*state_, lead);
  if (end == nullptr) {
    // Agreed again: it waits for them to come back, or for somebody who routes it.
    SetStatus(lead, LeadStatus::kHeld, "", "opted_in");
    return {};
  }
  const RecordEndKind kind = end->kind;
  if (into != lead && lived && EndOf(*state_, into) != nullptr)
    StopFor(into, RecordEndKind::kOptedOut);
  StopFor(lead, kind);
  return {};
}

// The CRM is the truth about who owns a record now. What we waited for is answered; what the new
// owner has to do by when follows from the rule that the record stands under.
Status Core::OnOwnerChangedOutside(const Event& event) {
  SB_ASSIGN(const ev::OwnerChangedOutside body, DecodeBody<ev::OwnerChangedOutside>(event.clear));
  SB_TRY(ApplyEvent(event, {}, *context_, state_));
  const auto found = state_->lead_by_id.find(event.entity);
  if (found == state_->lead_by_id.end() || !body.settles) return {};
  const uint32_t lead = found->second;
  const auto version = state_->PolicyOf(lead);
  if (version == nullptr || EndOf(*state_, lead) != nullptr) return {};
  const std::string rule = state_->words.Of(state_->leads[lead].rule);
  EndRunOf(lead, "owner_changed_outside");
  EndClocksOf(lead, "owner_changed_outside");
  if (body.owner != 0) {
    const Assignment assignment{lead,
                                body.owner,
                                version->policy.get(),
                                SlasOfRule(*version->policy, rule),
                                ZoneOfClocks(*state_, lead),
                                true,
                                ""};
    for (const ev::ClockBody& clock : ClocksOfAssignment(*state_, assignment, now_))
      SetClock(lead, clock, "owner_changed_outside");
  }
  SetStatus(lead, LeadStatus::kRouted, "", "owner_changed_outside");
  effects_->settled.push_back(lead);
  return {};
}

}  // namespace signalbox
