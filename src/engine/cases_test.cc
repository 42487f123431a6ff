#include "engine/cases.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/core.h"
#include "engine/state_codec.h"

namespace signalbox {
namespace {

constexpr PersonRef kRequester = 1;
constexpr PersonRef kApprover = 2;

// A core alone, with a state of its own: what a case is fed, and what came of it.
class CaseBench {
 public:
  CaseBench() : core_(&state_, &context_) {}

  template <typename B>
  Status Feed(const Id& entity, const B& body) {
    Event event = core_.Envelope(EntityKind::kCase, entity, B::kType, now_);
    event.clear = EncodeBody(body);
    emitted_.clear();
    effects_.Clear();
    const Status fed = core_.Feed(event, {}, &emitted_, &effects_);
    if (fed.ok()) {
      emitted_.insert(emitted_.begin(), Emitted{event, 0, {}});
      KeepTimers();
    }
    return fed;
  }

  Id Open() {
    ev::CaseOpened body;
    body.number = state_.cases.next();
    body.requester = kRequester;
    const Id id = DeriveId(now_, Id{}, body.number, "case");
    EXPECT_TRUE(Feed(id, body).ok());
    return id;
  }
  const CaseEntry& Of(const Id& id) const { return *state_.cases.Find(id); }
  Bytes Saved() const {
    Bytes bytes;
    saved::Put(state_.cases, &bytes);
    return bytes;
  }
  // Timers that were set and not taken back, by entity.
  size_t OpenTimers(const Id& id) const {
    const auto at = timers_.find(id);
    return at == timers_.end() ? 0 : at->second;
  }

  State state_;
  ApplyContext context_;
  Core core_;
  TimeUs now_ = 1'795'000'000 * kSecondUs;
  std::vector<Emitted> emitted_;
  Effects effects_;

 private:
  void KeepTimers() {
    for (const TimerChange& change : effects_.timers) {
      if (change.done)
        --timers_[change.run];
      else
        ++timers_[change.run];
    }
  }
  std::map<Id, size_t> timers_;
};

ev::CaseToolCalled Looked() {
  ev::CaseToolCalled body;
  body.outcome = "found";
  return body;
}

ev::CaseEscalated Escalated(TimeUs due) {
  ev::CaseEscalated body;
  body.reason = "no_citation";
  body.approver = kApprover;
  body.due = due;
  return body;
}

ev::CaseRuled Ruled(const CaseEntry& entry, CaseMove move, PersonRef by) {
  ev::CaseRuled body;
  body.move = move;
  body.by = by;
  body.shown = entry.shown;
  return body;
}

TEST(Cases, AnApprovedCaseEndsWithItsClosingAuditAndATimerThatPutsItAway) {
  CaseBench bench;
  const Id id = bench.Open();
  ASSERT_TRUE(bench.Feed(id, Looked()).ok());
  EXPECT_EQ(bench.Of(id).status, CaseStatus::kTriaging);
  ASSERT_TRUE(bench.Feed(id, Escalated(bench.now_ + kHourUs)).ok());
  EXPECT_EQ(bench.OpenTimers(id), 1u);
  EXPECT_EQ(bench.Of(id).decision, CaseDecision::kEscalated);
  ASSERT_TRUE(bench.Feed(id, Ruled(bench.Of(id), CaseMove::kApprove, kApprover)).ok());
  EXPECT_EQ(bench.Of(id).status, CaseStatus::kCompleted);
  ASSERT_EQ(bench.emitted_.size(), 2u);
  EXPECT_EQ(bench.emitted_[1].event.type, static_cast<uint16_t>(EventType::kCaseConcluded));
  EXPECT_EQ(bench.Of(id).closed_at, bench.now_);
  EXPECT_EQ(bench.Of(id).due, bench.now_ + 7 * kDayUs);
  EXPECT_EQ(bench.OpenTimers(id), 1u);
  ev::CaseTimed timed;
  timed.kind = CaseTimerKind::kArchive;
  ASSERT_TRUE(bench.Feed(id, timed).ok());
  EXPECT_EQ(bench.Of(id).status, CaseStatus::kClosed);
  EXPECT_EQ(bench.Of(id).decision, CaseDecision::kApproved) << "what was decided stays";
  EXPECT_EQ(bench.OpenTimers(id), 0u);
}

TEST(Cases, WhoeverAskedDoesNotDecideAndADecisionIsBoundToWhatWasShown) {
  CaseBench bench;
  const Id id = bench.Open();
  ASSERT_TRUE(bench.Feed(id, Looked()).ok());
  ASSERT_TRUE(bench.Feed(id, Escalated(0)).ok());
  EXPECT_EQ(bench.Feed(id, Ruled(bench.Of(id), CaseMove::kApprove, kRequester)).error().code,
            Code::kForbidden);
  const ev::CaseRuled before = Ruled(bench.Of(id), CaseMove::kApprove, kApprover);
  ev::CaseMessaged said;
  said.from = CaseActor::kRequester;
  said.by = kRequester;
  ASSERT_TRUE(bench.Feed(id, said).ok());
  EXPECT_EQ(bench.Feed(id, before).error().code, Code::kConflict);
  EXPECT_TRUE(bench.Feed(id, Ruled(bench.Of(id), CaseMove::kApprove, kApprover)).ok());
}

TEST(Cases, NumbersAreReadAndWrittenAlike) {
  EXPECT_EQ(CaseNumberText(1048), "REV-1048");
  EXPECT_EQ(*ParseCaseNumber("REV-1048"), 1048);
  for (const char* wrong : {"REV-", "REV-1", "REV-01048", "rev-1048", "REV-1048x", "1048", "REV--1",
                            "REV-99999999999999999999"})
    EXPECT_FALSE(ParseCaseNumber(wrong).ok()) << wrong;
}

// One thing that anybody might try with a case.
Status TryOne(CaseBench* bench, const Id& id) {
  const CaseEntry& entry = bench->Of(id);
  const auto by = static_cast<PersonRef>(*rc::gen::inRange(0, 4));
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return bench->Feed(id, Looked());
    case 1: {
      ev::CaseMessaged body;
      body.from = static_cast<CaseActor>(*rc::gen::inRange(0, 4));
      body.by = by;
      if (*rc::gen::arbitrary<bool>()) body.asks = "which_record";
      if (!body.asks.empty()) body.due = bench->now_ + kDayUs;
      return bench->Feed(id, body);
    }
    case 2: {
      ev::CaseDecided body;
      const bool yes = *rc::gen::arbitrary<bool>();
      body.decision = yes ? CaseDecision::kApproved : CaseDecision::kRejected;
      return bench->Feed(id, body);
    }
    case 3:
      return bench->Feed(id, Escalated(bench->now_ + kDayUs));
    case 4: {
      const int move = *rc::gen::inRange(6, 9);
      ev::CaseRuled body = Ruled(entry, static_cast<CaseMove>(move), by);
      body.shown -= *rc::gen::inRange(0, 2);
      return bench->Feed(id, body);
    }
    case 5: {
      ev::CaseClosed body;
      body.from = static_cast<CaseActor>(*rc::gen::inRange(0, 4));
      return bench->Feed(id, body);
    }
    case 6: {
      ev::CaseTimed body;
      body.kind = static_cast<CaseTimerKind>(*rc::gen::inRange(0, 4));
      body.due = bench->now_ + kDayUs;
      return bench->Feed(id, body);
    }
    default: {
      ev::CaseConcluded body;
      return bench->Feed(id, body);
    }
  }
}

bool IsAgreed(CaseStatus from, CaseStatus to) {
  for (int move = 0; move < kCaseMoves; ++move) {
    const auto froms = MovesFrom(static_cast<CaseMove>(move));
    if (AfterMove(static_cast<CaseMove>(move)) == to &&
        std::find(froms.begin(), froms.end(), from) != froms.end())
      return true;
  }
  return false;
}

RC_GTEST_PROP(Cases, RandomActionsByRandomPeopleReachNoIllegalStateAndLeaveAnAuditEntryEach, ()) {
  CaseBench bench;
  const std::vector<Id> ids = {bench.Open(), bench.Open()};
  for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
    bench.now_ += kMinuteUs;
    const Id& id = ids[static_cast<size_t>(*rc::gen::inRange(0, 2))];
    const CaseStatus before = bench.Of(id).status;
    const Bytes saved = bench.Saved();
    const int64_t position = bench.state_.next_position;
    if (!TryOne(&bench, id).ok()) {
      RC_ASSERT(bench.Saved() == saved);
      RC_ASSERT(bench.state_.next_position == position);
      continue;
    }
    const CaseEntry& entry = bench.Of(id);
    RC_ASSERT(entry.status == before || IsAgreed(before, entry.status));
    RC_ASSERT(!bench.emitted_.empty());
    for (const Emitted& emitted : bench.emitted_) RC_ASSERT(AuditOfCase(emitted.event).ok());
    const bool ended = IsOpen(before) && (entry.status == CaseStatus::kCompleted ||
                                          entry.status == CaseStatus::kRejected);
    RC_ASSERT(bench.emitted_.size() == (ended ? 2u : 1u));
    RC_ASSERT(bench.OpenTimers(id) == (entry.due > 0 ? 1u : 0u));
    RC_ASSERT((entry.closed_at != 0) == !IsOpen(entry.status));
    RC_ASSERT((entry.approver != 0) <= (entry.status == CaseStatus::kEscalated));
    RC_ASSERT(entry.asks.empty() == (entry.status != CaseStatus::kWaiting));
    if (entry.status == CaseStatus::kEscalated) {
      RC_ASSERT(entry.decision == CaseDecision::kEscalated);
    }
  }
}

}  // namespace
}  // namespace signalbox
