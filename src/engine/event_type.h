// Numbers of the event types. They are stored for ever: append only, never renumber, never reuse.
#pragma once

#include <cstdint>
#include <string_view>

namespace signalbox {

enum class EventType : uint16_t {
  kWorkspaceCreated = 1,
  kEngineStarted = 2,
  kClockJumped = 3,

  kPersonUpserted = 10,
  kPersonRemoved = 11,
  kTeamUpserted = 12,
  kTeamRemoved = 13,
  kAccountUpserted = 14,
  kAccountRemoved = 15,
  kContactUpserted = 16,
  kContactRemoved = 17,
  kOpportunityUpserted = 18,
  kOpportunityRemoved = 19,
  kCampaignUpserted = 20,
  kCampaignRemoved = 21,

  kPolicyPublished = 30,
  kPolicyActivated = 31,
  kPolicyStaged = 32,
  kPolicyHalted = 33,
  kPolicyApproval = 34,

  kAgentRegistered = 35,
  kAgentStateSet = 36,
  kSourceSet = 37,
  kSourceRemoved = 38,

  kLeadReceived = 40,
  kTouchRecorded = 41,
  kOwnerAssigned = 42,
  kOwnerChangedOutside = 43,
  kRecordRouted = 44,
  kPoolReshaped = 45,
  kMovesPlanned = 46,
  kOwnerMoved = 47,
  kMovesApproved = 48,
  kTurnGiven = 49,

  kRunStarted = 50,
  kStepFinished = 51,
  kStepScheduled = 52,
  kStepReported = 53,
  kStepRetried = 54,
  kDecisionMade = 55,
  kTimerSet = 56,
  kTimerFired = 57,
  kRunFinished = 58,
  kRunCancelled = 59,
  kResultRefused = 60,
  kStepCancelled = 61,
  kOwnerNotified = 62,
  kShadowDecided = 63,
  kFlagSet = 64,
  kEnvironmentSet = 65,
  kScheduleRan = 66,

  kClockSet = 70,
  kClockFired = 71,
  kNotified = 72,
  kLeadActed = 73,
  kTurnCredited = 74,
  kStatusSet = 75,

  kForgotten = 76,
  kLegalHoldSet = 77,
  kRetentionSet = 78,
  kRecordMerged = 80,
  kRecordConverted = 81,
  kRecordDeleted = 82,
  kOptedOut = 83,
  kInputQuarantined = 85,

  kCaseOpened = 90,
  kCaseToolCalled = 91,
  kCaseMessaged = 92,
  kCaseDecided = 93,
  kCaseEscalated = 94,
  kCaseRuled = 95,
  kCaseConcluded = 96,
  kCaseClosed = 97,
  kCaseTimed = 98,
  kCaseRefused = 99,
  kDocumentSet = 100,
  kDocumentRemoved = 101,

  kModelPromoted = 110,
  kModelRolledBack = 111,
  kModelRefused = 112,
  kModelDrifted = 113,
  kModelAlarmed = 114,
  kModelRecalibrated = 115,
  kModelOutworn = 116,

  kAccessRulesSet = 120,
  kTableEdited = 121,
  kModelApproved = 122,
  kLeavePlanned = 123,
  kLeaveSettled = 124,

  kPurged = 140,
  kReadingsExpired = 141,

  // Numbers from 65,000 on belong to the log itself (audit/verify.h).
  kLogForked = 65'000,
};

// The layout of every type's clear and sealed part. A new key needs no new number (docs/formats.md,
// "Versions").
inline constexpr uint16_t kEventSchema = 1;

// `LeadReceived`; `type 99` is never stored, so an unknown number reads as `Unknown`.
std::string_view EventTypeName(EventType type);

// An input comes from outside (a lead, an answer, a timer, an operator). Everything else follows
// from an input and the state, so replay feeds the inputs and compares the rest.
bool IsInput(EventType type);

}  // namespace signalbox
