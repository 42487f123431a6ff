#include "desk/case_state.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

using S = CaseStatus;

CaseMove MoveOf(int number) {
  return static_cast<CaseMove>(number);
}

TEST(CaseState, EveryMoveThatIsWrittenDownIsPossibleAndNoOther) {
  // The moves as they are agreed on (docs/desk.md), and the escalation from one approver to the
  // next.
  const std::set<std::pair<S, S>> agreed = {
      {S::kNew, S::kTriaging},       {S::kTriaging, S::kWaiting},    {S::kTriaging, S::kEscalated},
      {S::kTriaging, S::kCompleted}, {S::kTriaging, S::kRejected},   {S::kWaiting, S::kTriaging},
      {S::kEscalated, S::kWaiting},  {S::kEscalated, S::kCompleted}, {S::kEscalated, S::kRejected},
      {S::kCompleted, S::kClosed},   {S::kRejected, S::kClosed},     {S::kNew, S::kClosed},
      {S::kTriaging, S::kClosed},    {S::kWaiting, S::kClosed},      {S::kEscalated, S::kClosed},
      {S::kEscalated, S::kEscalated}};
  std::set<std::pair<S, S>> possible;
  for (int move = 0; move < kCaseMoves; ++move) {
    for (const S from : MovesFrom(MoveOf(move))) possible.insert({from, AfterMove(MoveOf(move))});
  }
  EXPECT_EQ(possible, agreed);
}

TEST(CaseState, ARefusalSaysWhereTheRequestIsAndWhereItWouldHaveToBe) {
  const Status refused = CheckMove(S::kCompleted, CaseMove::kCancel, CaseActor::kRequester);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kConflict);
  EXPECT_EQ(refused.error().message,
            "the request is `Completed`, so nobody can cancel it; that needs one that is `New`, "
            "`Triaging`, `Waiting`, `Escalated`");
  const Status other = CheckMove(S::kEscalated, CaseMove::kApprove, CaseActor::kRequester);
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, Code::kForbidden);
  EXPECT_EQ(other.error().message, "the requester cannot approve a request");
}

TEST(CaseState, OnlyApproversDecideWhatIsEscalated) {
  for (const CaseMove move : {CaseMove::kApprove, CaseMove::kDecline, CaseMove::kReturn}) {
    for (const CaseActor actor :
         {CaseActor::kAgent, CaseActor::kRequester, CaseActor::kIntegration})
      EXPECT_FALSE(CheckMove(S::kEscalated, move, actor).ok());
    EXPECT_TRUE(CheckMove(S::kEscalated, move, CaseActor::kApprover).ok());
  }
}

TEST(CaseState, NamesAreThoseOfTheDesk) {
  EXPECT_EQ(CaseStatusName(S::kTriaging), "Triaging");
  EXPECT_EQ(CaseDecisionName(CaseDecision::kCancelled), "Cancelled");
  EXPECT_EQ(CaseDecisionName(CaseDecision::kNone), "");
  EXPECT_EQ(CaseAuditName(CaseAudit::kToolCall), "Tool Call");
  EXPECT_EQ(*CaseStatusByName("escalated"), S::kEscalated);
  EXPECT_EQ(*CasePriorityByName("High"), CasePriority::kHigh);
  EXPECT_EQ(CasePriorityByName("Huge").error().message,
            "`Huge` is no priority; there are `Low`, `Medium`, `High`");
}

RC_GTEST_PROP(CaseState, WhateverIsTriedItEndsClosedOnceAndForAll, ()) {
  const auto tried = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, kCaseMoves), rc::gen::inRange(0, 4)));
  S at = S::kNew;
  bool over = false;
  for (const auto& [move, actor] : tried) {
    const bool may = CheckMove(at, MoveOf(move), static_cast<CaseActor>(actor)).ok();
    if (!may) continue;
    RC_ASSERT(at != S::kClosed);
    at = AfterMove(MoveOf(move));
    if (over) RC_ASSERT(at == S::kClosed);
    over = !IsOpen(at);
  }
}

}  // namespace
}  // namespace signalbox
