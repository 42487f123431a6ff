// The names that the members of event bodies, and the purposes of timers, have in JSON. For
// event_json.cc alone.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/access_events.h"
#include "engine/case_events.h"
#include "engine/follow_up_events.h"
#include "engine/law_events.h"
#include "engine/leave_events.h"
#include "engine/model_events.h"
#include "engine/move_events.h"
#include "engine/record_events.h"

namespace signalbox {

// What a number means, where its type does not say.
enum class MemberKind : uint8_t { kPlain, kPerson, kTime, kField, kLead, kRun, kMoves };

struct Member {
  std::string_view name;
  MemberKind kind = MemberKind::kPlain;
};

inline constexpr std::string_view PurposeName(ev::TimerPurpose purpose) {
  switch (purpose) {
    case ev::TimerPurpose::kRetry:
      return "retry";
    case ev::TimerPurpose::kDeadline:
      return "deadline";
    case ev::TimerPurpose::kWait:
      return "wait";
    case ev::TimerPurpose::kRouteAgain:
      return "route_again";
    case ev::TimerPurpose::kDecideBy:
      return "decide_by";
    case ev::TimerPurpose::kJoin:
      return "join";
  }
  return "retry";
}

template <typename B>
inline constexpr Member kMembers[] = {{}};

#define SB_MEMBERS(type, ...) \
  template <>                 \
  inline constexpr Member kMembers<ev::type>[] = {__VA_ARGS__};

SB_MEMBERS(WorkspaceCreated, {"purpose"})
SB_MEMBERS(EngineStarted, {"build"}, {"decider_version"}, {"tzdata"}, {"icu"}, {"phones"},
           {"suffixes"})
SB_MEMBERS(ClockJumped, {"by_us"})
SB_MEMBERS(InputQuarantined, {"kind"}, {"content"}, {"deaths"})
SB_MEMBERS(WeightSet, {"before"}, {"after"}, {"by", MemberKind::kPerson})
SB_MEMBERS(Upserted, {"subject"}, {"number"}, {"weight"})
SB_MEMBERS(Removed, {"subject"}, {"number"})
SB_MEMBERS(PolicyPublished, {"hash"}, {"name"}, {"by", MemberKind::kPerson})
SB_MEMBERS(PolicyActivated, {"hash"}, {"rollback"}, {"by", MemberKind::kPerson})
SB_MEMBERS(PolicyStaged, {"hash"}, {"stage"}, {"share_e4"}, {"halt_margin_e4"}, {"halt_after"},
           {"by", MemberKind::kPerson})
SB_MEMBERS(PolicyHalted, {"hash"}, {"rate"}, {"canary_count"}, {"canary_decided"}, {"active_count"},
           {"active_decided"}, {"halt_margin_e4"})
SB_MEMBERS(PolicyApproval, {"hash"}, {"by", MemberKind::kPerson}, {"required"})
SB_MEMBERS(FlagSet, {"name"}, {"share_e4"}, {"cleared"}, {"by", MemberKind::kPerson})
SB_MEMBERS(ScheduleRan, {"schedule"}, {"moment", MemberKind::kTime}, {"next"}, {"of"}, {"routed"})
SB_MEMBERS(EnvironmentSet, {"keys"}, {"endpoints"})
SB_MEMBERS(AccessRulesSet, {"kind"}, {"rules"}, {"by", MemberKind::kPerson})
SB_MEMBERS(TableEdited, {"table"}, {"base"}, {"version"}, {"added"}, {"changed"}, {"removed"},
           {"by", MemberKind::kPerson})
SB_MEMBERS(LeavePlanned, {"person", MemberKind::kPerson}, {"from", MemberKind::kTime},
           {"to", MemberKind::kTime}, {"then"}, {"by", MemberKind::kPerson}, {"most"})
SB_MEMBERS(LeaveSettled, {"person", MemberKind::kPerson}, {"from", MemberKind::kTime},
           {"to", MemberKind::kTime}, {"outcome"}, {"plan", MemberKind::kMoves}, {"moved"},
           {"left_out"}, {"why"})
SB_MEMBERS(RecordMerged, {"into", MemberKind::kLead}, {"by", MemberKind::kPerson})
SB_MEMBERS(RecordConverted, {"by", MemberKind::kPerson})
SB_MEMBERS(RecordDeleted, {"by", MemberKind::kPerson})
SB_MEMBERS(OptedOut, {"by", MemberKind::kPerson}, {"lifted"})
SB_MEMBERS(ShadowDecided, {"disposition"}, {"owner", MemberKind::kPerson}, {"queue"}, {"rule"},
           {"row"}, {"reason"}, {"pool"}, {"moved"})
SB_MEMBERS(AgentRegistered, {"spec"}, {"id"}, {"version"})
SB_MEMBERS(AgentStateSet, {"id"}, {"version"}, {"state"}, {"canary_percent"},
           {"sunset", MemberKind::kTime}, {"successor"})
SB_MEMBERS(SourceSet, {"name"}, {"mapping"}, {"signature"})
SB_MEMBERS(SourceRemoved, {"name"})
SB_MEMBERS(LeadReceived, {"subject"}, {"identities"}, {"content"}, {"idempotency_key"}, {"body"},
           {"external_id"}, {"attributes"}, {"record"})
SB_MEMBERS(TouchRecorded, {"subject"}, {"double_submit"}, {"content"}, {"idempotency_key"},
           {"body"}, {"identities"}, {"attributes"}, {"whole"}, {"changed"}, {"opted_in"})
SB_MEMBERS(OwnerNotified, {"owner", MemberKind::kPerson}, {"queue"}, {"reason"})
SB_MEMBERS(OwnerAssigned, {"owner", MemberKind::kPerson}, {"previous", MemberKind::kPerson},
           {"role"}, {"clocks"}, {"next_due", MemberKind::kTime})
SB_MEMBERS(OwnerChangedOutside, {"owner", MemberKind::kPerson}, {"previous", MemberKind::kPerson},
           {"settles"})
SB_MEMBERS(RecordRouted, {"subject"}, {"trigger"}, {"attributes"})
SB_MEMBERS(RunStarted, {"record", MemberKind::kLead}, {"plan"}, {"trigger"}, {"advice_kept"},
           {"exclude", MemberKind::kPerson}, {"rule"}, {"pool"}, {"queue"}, {"sla"}, {"canary"},
           {"flags"}, {"waited"})
SB_MEMBERS(EvidenceBody, {"code"}, {"field", MemberKind::kField}, {"weight"})
SB_MEMBERS(StepFinished, {"step"}, {"attempt"}, {"skipped"}, {"outcome"}, {"reason"},
           {"confidence_e4"}, {"agent"}, {"output"}, {"evidence"}, {"models"}, {"duration_us"},
           {"as_of"})
SB_MEMBERS(StepScheduled, {"step"}, {"attempt"}, {"agent"}, {"task"},
           {"deadline", MemberKind::kTime})
SB_MEMBERS(StepReported, {"step"}, {"attempt"}, {"task"}, {"outcome"}, {"reason"},
           {"confidence_e4"}, {"output"}, {"evidence"}, {"models"}, {"duration_us"}, {"unknown"},
           {"retry_after_us"})
SB_MEMBERS(StepRetried, {"step"}, {"attempt"}, {"agent"}, {"reason"}, {"fallback"},
           {"due", MemberKind::kTime})
SB_MEMBERS(ConsideredBody, {"owner", MemberKind::kPerson}, {"lost"}, {"by"})
SB_MEMBERS(UnknownBody, {"rule"}, {"attribute"})
SB_MEMBERS(TurnMember, {"member"}, {"weight"})
SB_MEMBERS(PoolReshaped, {"pool"}, {"before"}, {"after"}, {"old_levels"}, {"new_levels"})
SB_MEMBERS(TurnCount, {"counter"}, {"period"}, {"of_pool"})
SB_MEMBERS(TurnBody, {"pool"}, {"joined"}, {"reweighted"}, {"eligible"}, {"picked"},
           {"extra_points"}, {"counted"}, {"away"}, {"returned"}, {"calibrated"}, {"period"})
SB_MEMBERS(DecisionMade, {"step"}, {"disposition"}, {"owner", MemberKind::kPerson}, {"role"},
           {"queue"}, {"rule"}, {"row"}, {"reason"}, {"pool"}, {"turn"},
           {"pointer_before", MemberKind::kPerson}, {"pointer_after", MemberKind::kPerson},
           {"slas"}, {"considered"}, {"unknowns"}, {"roster_revision"}, {"node"},
           {"asked", MemberKind::kPerson}, {"decide_by", MemberKind::kTime},
           {"decided_by", MemberKind::kPerson}, {"in_list"})
SB_MEMBERS(TimerSet, {"timer"}, {"generation"}, {"purpose"}, {"step"}, {"due", MemberKind::kTime})
SB_MEMBERS(TimerFired, {"timer"}, {"generation"}, {"purpose"}, {"step"})
SB_MEMBERS(RunFinished, {"status"}, {"owner", MemberKind::kPerson}, {"queue"}, {"rule"}, {"row"},
           {"reason"}, {"waits"}, {"clocks"}, {"next_due", MemberKind::kTime})
SB_MEMBERS(RunCancelled, {"reason"})
SB_MEMBERS(StepCancelled, {"step"}, {"attempt"}, {"agent"}, {"reason"})
SB_MEMBERS(ResultRefused, {"step"}, {"attempt"}, {"reason"}, {"run_id", MemberKind::kRun}, {"task"},
           {"outcome"}, {"wrote"}, {"last"})
SB_MEMBERS(ClockBody, {"kind"}, {"name"}, {"phase"}, {"started", MemberKind::kTime},
           {"counted_from", MemberKind::kTime}, {"worked_us"}, {"step"}, {"times"},
           {"due", MemberKind::kTime}, {"expires", MemberKind::kTime}, {"breached"}, {"reassigned"},
           {"zone"}, {"roster_revision"})
SB_MEMBERS(ClockSet, {"clock"}, {"why"}, {"by", MemberKind::kPerson},
           {"next_due", MemberKind::kTime})
SB_MEMBERS(ClockFired, {"clock"}, {"generation"}, {"subject"}, {"attributes"})
SB_MEMBERS(Notified, {"code"}, {"to", MemberKind::kPerson}, {"team"}, {"about"}, {"times"},
           {"due", MemberKind::kTime}, {"role"}, {"plan", MemberKind::kMoves}, {"loses"}, {"gains"})
SB_MEMBERS(LeadActed, {"verb"}, {"by", MemberKind::kPerson}, {"to", MemberKind::kPerson}, {"queue"},
           {"reason"}, {"until", MemberKind::kTime}, {"subject"}, {"attributes"}, {"shown_hash"})
SB_MEMBERS(TurnCredited, {"pool"}, {"member", MemberKind::kPerson})
SB_MEMBERS(StatusSet, {"status"}, {"queue"}, {"reason"}, {"clocks"},
           {"next_due", MemberKind::kTime})
SB_MEMBERS(MovePlace, {"owner", MemberKind::kPerson}, {"status"}, {"queue"}, {"reason"}, {"rule"},
           {"row"}, {"pool"}, {"turn"}, {"points"}, {"counters"}, {"policy"})
SB_MEMBERS(MoveRow, {"lead", MemberKind::kLead}, {"run_id", MemberKind::kRun}, {"from"}, {"to"},
           {"account"}, {"touched_too"})
SB_MEMBERS(MoveLoad, {"person", MemberKind::kPerson}, {"loses"}, {"gains"}, {"accounts_lost"},
           {"accounts_gained"})
SB_MEMBERS(MovesPlanned, {"kind"}, {"rows"}, {"count"}, {"version"}, {"active"},
           {"of", MemberKind::kMoves}, {"batch"}, {"every_us"}, {"effective", MemberKind::kTime},
           {"needs_approval"}, {"by", MemberKind::kPerson}, {"loads"}, {"keeps_clocks"})
SB_MEMBERS(MovesApproved, {"by", MemberKind::kPerson})
SB_MEMBERS(OwnerMoved, {"plan", MemberKind::kMoves}, {"number"}, {"row"}, {"left_out"})
SB_MEMBERS(TurnGiven, {"pool"}, {"turn"})
SB_MEMBERS(Forgotten, {"subjects"}, {"reapplied"}, {"expired"})
SB_MEMBERS(RetentionSet, {"lead_days"}, {"agent_days"}, {"reading_days"}, {"notice_days"})
SB_MEMBERS(ReadingsExpired, {"last"}, {"rows"}, {"before", MemberKind::kTime}, {"hash"})
SB_MEMBERS(Purged, {"before"}, {"removed"}, {"reduced"}, {"leads"}, {"remainder"},
           {"agents_before"}, {"holds_below"}, {"runs"})
SB_MEMBERS(LegalHoldSet, {"held"}, {"subject"})
SB_MEMBERS(LogForked, {"backup_epoch"})
SB_MEMBERS(CaseAttachment, {"blob"}, {"size"}, {"type"})
SB_MEMBERS(CaseCitation, {"document"}, {"version"}, {"section"}, {"from"}, {"to"}, {"hash"})
SB_MEMBERS(CaseOpened, {"number"}, {"subject"}, {"requester", MemberKind::kPerson}, {"priority"},
           {"same_record"}, {"same_words"}, {"attachments"}, {"due", MemberKind::kTime}, {"mail"})
SB_MEMBERS(CaseToolCalled, {"tool"}, {"outcome"}, {"record", MemberKind::kLead},
           {"owner", MemberKind::kPerson}, {"previous", MemberKind::kPerson}, {"status"},
           {"policy"}, {"rule"}, {"row"}, {"pool"}, {"citations"}, {"reason"})
SB_MEMBERS(CaseMessaged, {"from"}, {"by", MemberKind::kPerson}, {"asks"},
           {"due", MemberKind::kTime}, {"mail"}, {"attachments"})
SB_MEMBERS(CaseDecided, {"decision"}, {"reason"}, {"record", MemberKind::kLead},
           {"previous", MemberKind::kPerson}, {"owner", MemberKind::kPerson}, {"policy"}, {"rule"},
           {"row"}, {"citations"})
SB_MEMBERS(CaseEscalated, {"reason"}, {"approver", MemberKind::kPerson},
           {"record", MemberKind::kLead}, {"owner", MemberKind::kPerson},
           {"proposed", MemberKind::kPerson}, {"policy"}, {"rule"}, {"row"}, {"citations"},
           {"due", MemberKind::kTime})
SB_MEMBERS(CaseRuled, {"move"}, {"by", MemberKind::kPerson}, {"instead_of", MemberKind::kPerson},
           {"shown"}, {"previous", MemberKind::kPerson}, {"owner", MemberKind::kPerson},
           {"due", MemberKind::kTime})
SB_MEMBERS(CaseConcluded, {"status"}, {"decision"}, {"due", MemberKind::kTime})
SB_MEMBERS(CaseClosed, {"from"}, {"by", MemberKind::kPerson}, {"reason"}, {"duplicate_of"})
SB_MEMBERS(CaseTimed, {"kind"}, {"generation"}, {"told", MemberKind::kPerson},
           {"due", MemberKind::kTime})
SB_MEMBERS(CaseRefused, {"reason"}, {"by", MemberKind::kPerson})
SB_MEMBERS(DocumentSet, {"name"}, {"title"}, {"version"}, {"owner", MemberKind::kPerson}, {"hash"})
SB_MEMBERS(DocumentRemoved, {"name"})
SB_MEMBERS(ModelPromoted, {"agent"}, {"version"}, {"kind"}, {"model"}, {"file"}, {"before"},
           {"challenger"}, {"why"}, {"subject"}, {"by", MemberKind::kPerson})
SB_MEMBERS(ModelApproved, {"agent"}, {"version"}, {"by", MemberKind::kPerson})
SB_MEMBERS(ModelRolledBack, {"agent"}, {"from"}, {"to"}, {"subject"})
SB_MEMBERS(ModelRefused, {"agent"}, {"kind"}, {"model"}, {"why"})
SB_MEMBERS(ModelDrifted, {"agent"}, {"version"}, {"what"}, {"level"}, {"psi_e6"}, {"p_value_e6"},
           {"rows"})
SB_MEMBERS(ModelAlarmed, {"agent"}, {"version"}, {"too_low"}, {"row"}, {"since"})
SB_MEMBERS(ModelRecalibrated, {"agent"}, {"version"}, {"kind"}, {"model"}, {"file"}, {"before"},
           {"rows"}, {"ece_before_e6"}, {"ece_after_e6"})
SB_MEMBERS(ModelOutworn, {"agent"}, {"version"}, {"why"})

#undef SB_MEMBERS

}  // namespace signalbox
