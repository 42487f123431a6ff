#include "engine/event_type.h"

namespace signalbox {
namespace {

// Events of learned models, of access rules, and of leave that is yet to begin.
std::string_view NameOfModelEvent(EventType type) {
  switch (type) {
    case EventType::kModelPromoted:
      return "ModelPromoted";
    case EventType::kModelRolledBack:
      return "ModelRolledBack";
    case EventType::kModelRefused:
      return "ModelRefused";
    case EventType::kModelDrifted:
      return "ModelDrifted";
    case EventType::kModelAlarmed:
      return "ModelAlarmed";
    case EventType::kModelRecalibrated:
      return "ModelRecalibrated";
    case EventType::kModelOutworn:
      return "ModelOutworn";
    case EventType::kAccessRulesSet:
      return "AccessRulesSet";
    case EventType::kTableEdited:
      return "TableEdited";
    case EventType::kModelApproved:
      return "ModelApproved";
    case EventType::kLeavePlanned:
      return "LeavePlanned";
    case EventType::kLeaveSettled:
      return "LeaveSettled";
    default:
      return "Unknown";
  }
}

// Events that end a record, of cases, and of the documents that these are decided by.
std::string_view NameOfLaterEvent(EventType type) {
  switch (type) {
    case EventType::kRecordMerged:
      return "RecordMerged";
    case EventType::kRecordConverted:
      return "RecordConverted";
    case EventType::kRecordDeleted:
      return "RecordDeleted";
    case EventType::kOptedOut:
      return "OptedOut";
    case EventType::kCaseOpened:
      return "CaseOpened";
    case EventType::kCaseToolCalled:
      return "CaseToolCalled";
    case EventType::kCaseMessaged:
      return "CaseMessaged";
    case EventType::kCaseDecided:
      return "CaseDecided";
    case EventType::kCaseEscalated:
      return "CaseEscalated";
    case EventType::kCaseRuled:
      return "CaseRuled";
    case EventType::kCaseConcluded:
      return "CaseConcluded";
    case EventType::kCaseClosed:
      return "CaseClosed";
    case EventType::kCaseTimed:
      return "CaseTimed";
    case EventType::kCaseRefused:
      return "CaseRefused";
    case EventType::kDocumentSet:
      return "DocumentSet";
    case EventType::kDocumentRemoved:
      return "DocumentRemoved";
    default:
      return NameOfModelEvent(type);
  }
}

std::string_view NameOfLaw(EventType type) {
  switch (type) {
    case EventType::kForgotten:
      return "Forgotten";
    case EventType::kRetentionSet:
      return "RetentionSet";
    case EventType::kLegalHoldSet:
      return "LegalHoldSet";
    case EventType::kReadingsExpired:
      return "ReadingsExpired";
    case EventType::kPurged:
      return "Purged";
    case EventType::kLogForked:
      return "LogForked";
    default:
      return NameOfLaterEvent(type);
  }
}

}  // namespace

std::string_view EventTypeName(EventType type) {
  switch (type) {
    case EventType::kWorkspaceCreated:
      return "WorkspaceCreated";
    case EventType::kEngineStarted:
      return "EngineStarted";
    case EventType::kClockJumped:
      return "ClockJumped";
    case EventType::kPersonUpserted:
      return "PersonUpserted";
    case EventType::kPersonRemoved:
      return "PersonRemoved";
    case EventType::kTeamUpserted:
      return "TeamUpserted";
    case EventType::kTeamRemoved:
      return "TeamRemoved";
    case EventType::kAccountUpserted:
      return "AccountUpserted";
    case EventType::kAccountRemoved:
      return "AccountRemoved";
    case EventType::kContactUpserted:
      return "ContactUpserted";
    case EventType::kContactRemoved:
      return "ContactRemoved";
    case EventType::kOpportunityUpserted:
      return "OpportunityUpserted";
    case EventType::kOpportunityRemoved:
      return "OpportunityRemoved";
    case EventType::kCampaignUpserted:
      return "CampaignUpserted";
    case EventType::kCampaignRemoved:
      return "CampaignRemoved";
    case EventType::kPolicyPublished:
      return "PolicyPublished";
    case EventType::kPolicyActivated:
      return "PolicyActivated";
    case EventType::kPolicyStaged:
      return "PolicyStaged";
    case EventType::kPolicyHalted:
      return "PolicyHalted";
    case EventType::kPolicyApproval:
      return "PolicyApproval";
    case EventType::kAgentRegistered:
      return "AgentRegistered";
    case EventType::kAgentStateSet:
      return "AgentStateSet";
    case EventType::kSourceSet:
      return "SourceSet";
    case EventType::kSourceRemoved:
      return "SourceRemoved";
    case EventType::kLeadReceived:
      return "LeadReceived";
    case EventType::kTouchRecorded:
      return "TouchRecorded";
    case EventType::kOwnerAssigned:
      return "OwnerAssigned";
    case EventType::kOwnerChangedOutside:
      return "OwnerChangedOutside";
    case EventType::kRecordRouted:
      return "RecordRouted";
    case EventType::kPoolReshaped:
      return "PoolReshaped";
    case EventType::kMovesPlanned:
      return "MovesPlanned";
    case EventType::kOwnerMoved:
      return "OwnerMoved";
    case EventType::kMovesApproved:
      return "MovesApproved";
    case EventType::kTurnGiven:
      return "TurnGiven";
    case EventType::kRunStarted:
      return "RunStarted";
    case EventType::kStepFinished:
      return "StepFinished";
    case EventType::kStepScheduled:
      return "StepScheduled";
    case EventType::kStepReported:
      return "StepReported";
    case EventType::kStepRetried:
      return "StepRetried";
    case EventType::kDecisionMade:
      return "DecisionMade";
    case EventType::kTimerSet:
      return "TimerSet";
    case EventType::kTimerFired:
      return "TimerFired";
    case EventType::kRunFinished:
      return "RunFinished";
    case EventType::kRunCancelled:
      return "RunCancelled";
    case EventType::kResultRefused:
      return "ResultRefused";
    case EventType::kStepCancelled:
      return "StepCancelled";
    case EventType::kOwnerNotified:
      return "OwnerNotified";
    case EventType::kShadowDecided:
      return "ShadowDecided";
    case EventType::kFlagSet:
      return "FlagSet";
    case EventType::kEnvironmentSet:
      return "EnvironmentSet";
    case EventType::kScheduleRan:
      return "ScheduleRan";
    case EventType::kClockSet:
      return "ClockSet";
    case EventType::kClockFired:
      return "ClockFired";
    case EventType::kNotified:
      return "Notified";
    case EventType::kLeadActed:
      return "LeadActed";
    case EventType::kTurnCredited:
      return "TurnCredited";
    case EventType::kStatusSet:
      return "StatusSet";
    case EventType::kInputQuarantined:
      return "InputQuarantined";
    default:
      return NameOfLaw(type);
  }
}

bool IsInput(EventType type) {
  switch (type) {
    case EventType::kPolicyHalted:
    case EventType::kOwnerAssigned:
    case EventType::kRunStarted:
    case EventType::kStepFinished:
    case EventType::kStepScheduled:
    case EventType::kStepRetried:
    case EventType::kDecisionMade:
    case EventType::kTimerSet:
    case EventType::kRunFinished:
    case EventType::kStepCancelled:
    case EventType::kOwnerNotified:
    case EventType::kShadowDecided:
    case EventType::kClockSet:
    case EventType::kNotified:
    case EventType::kTurnCredited:
    case EventType::kTurnGiven:
    case EventType::kStatusSet:
    case EventType::kCaseConcluded:
      return false;
    default:
      return true;
  }
}

}  // namespace signalbox
