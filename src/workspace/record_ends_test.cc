// Records that are merged, converted, deleted or opted out while they wait, and owners who are
// changed outside.
#include "engine/record_ends.h"

#include <gmock/gmock.h>

#include "engine/record_events.h"
#include "workspace/engine_fixture.h"
#include "workspace/replay.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

// Germany waits for an outside agent first, France for somebody to be at work.
constexpr char kPolicy[] = R"(policy: test
record: lead
triggers: [created, came_back]
rules:
  - {name: germany, when: {lead.country: DE}, assign: {pool: dach}, sla: [first_touch]}
  - {name: france, when: {lead.country: FR}, hold: {queue: desk, reason: who is it}}
nothing_matched: {queue: unrouted}
pools:
  dach: {members: {team: dach}, strategy: weighted, hand_back: credit, credit: accepted}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
  desk: {owner: {team: revops}, empty_within: 4h}
slas:
  first_touch: {within: 1h, clock: always, starts: assigned, stops: [desk.contacted], steps: [{at: 1h, remind: owner}]}
)";

class RecordEndsTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("lena", "Lena", "dach");
    AddPerson("jonas", "Jonas", "dach");
    AddPerson("revo", "Revo", "revops");
    Publish({{"policy.yaml", kPolicy}});
  }

  template <typename B>
  std::string Say(const Id& lead, EventType type, const B& body) {
    Status status;
    EXPECT_TRUE(engine_->Apply(
        {[&](Turn& turn) { return turn.Input(EntityKind::kLead, lead, type, {}, body); },
         [&](const Status& done, int64_t) { status = done; }}));
    Turns();
    return status.ok() ? "" : status.error().message;
  }
  std::string Merge(const Id& lead, const Id& into) {
    return Say(lead, EventType::kRecordMerged, ev::RecordMerged{into, 0});
  }
  std::string OptOut(const Id& lead) { return Say(lead, EventType::kOptedOut, ev::OptedOut{}); }
  std::string Delete(const Id& lead) {
    return Say(lead, EventType::kRecordDeleted, ev::RecordDeleted{});
  }
  int64_t OpenOf(const std::string& person) {
    const auto at = engine_->state().open.find(person);
    return at == engine_->state().open.end() ? 0 : at->second;
  }
  LeadAnswer Now(const Id& lead) { return engine_->AnswerOf(engine_->state().lead_by_id.at(lead)); }
  size_t ClocksOf(const Id& lead) { return Now(lead).due.size(); }
  LeadAnswer Again(const std::string& country, int number, const std::string& message,
                   const std::string& consent = "unknown") {
    const std::string n = std::to_string(number);
    return Send(R"({"email":"p)" + n + R"(@huber-werke.de","first_name":"Petra",)" +
                R"("last_name":"Huber","company":"Huber Werke GmbH","country":")" + country +
                R"(","consent":")" + consent + R"(","message":")" + message + R"("})");
  }
  // The log is decided again the same, and folds to what is in memory.
  void CheckLog() {
    const auto report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->identical, report->runs);
    const auto open = engine_->state().open;
    const size_t ends = engine_->state().ends.size();
    Restart();
    EXPECT_EQ(engine_->state().open, open);
    EXPECT_EQ(engine_->state().ends.size(), ends);
  }
};

TEST_F(RecordEndsTest, WhoIsMergedWhileItWaitsGivesWayAndTheSurvivorTakesWhatItHad) {
  const LeadAnswer owned = SendFrom("DE", 1), waits = SendFrom("FR", 2);
  ASSERT_EQ(owned.status, LeadStatus::kRouted);
  ASSERT_EQ(waits.status, LeadStatus::kHeld);
  EXPECT_EQ(Merge(owned.lead, waits.lead), "");
  EXPECT_EQ(Now(waits.lead).status, LeadStatus::kRouted) << "the hold is answered: it has an owner";
  EXPECT_EQ(Now(waits.lead).owner, owned.owner);
  EXPECT_EQ(Now(waits.lead).reason, "owner_of_merged");
  EXPECT_EQ(ClocksOf(waits.lead), 1u);
  EXPECT_EQ(ClocksOf(owned.lead), 0u);
  EXPECT_EQ(Now(owned.lead).status, LeadStatus::kDuplicate);
  EXPECT_EQ(Now(owned.lead).duplicate_of, waits.lead);
  EXPECT_EQ(OpenOf(owned.owner), 1);
  // Whoever comes back under the old address is the survivor's.
  const LeadAnswer back = Again("DE", 1, "hello again");
  EXPECT_EQ(back.lead, waits.lead);
  EXPECT_EQ(engine_->state().leads.size(), 2u);
  EXPECT_EQ(EntryOf(waits.lead).touches, 2) << "the merged record, and the visit";
  CheckLog();
}

TEST_F(RecordEndsTest, TheSurvivorKeepsItsOwnerAndTheOthersTurnDoesNotCount) {
  const LeadAnswer first = SendFrom("DE", 1), second = SendFrom("DE", 2);
  ASSERT_NE(first.owner, second.owner);
  EXPECT_EQ(Merge(second.lead, first.lead), "");
  EXPECT_EQ(Now(first.lead).owner, first.owner);
  EXPECT_EQ(OpenOf(second.owner), 0);
  EXPECT_EQ(SendFrom("DE", 3).owner, second.owner) << "the turn was given back";
  CheckLog();
}

TEST_F(RecordEndsTest, AMergeThatMakesNoSenseIsRefusedAndLeavesNoTrace) {
  const LeadAnswer first = SendFrom("DE", 1), second = SendFrom("DE", 2);
  const int64_t before = store_->next_position();
  EXPECT_EQ(Merge(first.lead, first.lead), "a record is not merged into itself");
  EXPECT_THAT(Merge(first.lead, Id{}), testing::HasSubstr("`into` is no record"));
  EXPECT_EQ(store_->next_position(), before);
  EXPECT_EQ(Merge(first.lead, second.lead), "");
  EXPECT_THAT(Merge(second.lead, first.lead), testing::HasSubstr("was merged into `lead_"));
  EXPECT_THAT(Delete(first.lead), testing::HasSubstr("; use that one"));
}

TEST_F(RecordEndsTest, AnOptOutStopsRunsAndClocksAtOnceAndIsLiftedByTheirOwnConsent) {
  const LeadAnswer owned = SendFrom("DE", 1), waits = SendFrom("FR", 2);
  EXPECT_EQ(OptOut(owned.lead), "");
  EXPECT_EQ(OptOut(waits.lead), "");
  for (const Id& lead : {owned.lead, waits.lead}) {
    EXPECT_EQ(Now(lead).status, LeadStatus::kRejected);
    EXPECT_EQ(Now(lead).reason, "opted_out");
    EXPECT_EQ(ClocksOf(lead), 0u);
    EXPECT_EQ(engine_->state().FindRun(Now(lead).run), nullptr);
  }
  EXPECT_EQ(OpenOf(owned.owner), 0);
  EXPECT_THAT(OptOut(owned.lead), testing::HasSubstr("the person opted out"));
  Advance(2 * kHourUs);
  EXPECT_EQ(Again("DE", 1, "a question").status, LeadStatus::kDuplicate);
  EXPECT_EQ(Now(owned.lead).status, LeadStatus::kRejected) << "a visit is no consent";
  Again("DE", 1, "please call me", "given");
  EXPECT_EQ(Now(owned.lead).status, LeadStatus::kRouted);
  EXPECT_EQ(engine_->state().ends.count(engine_->state().lead_by_id.at(owned.lead)), 0u);
  CheckLog();
}

TEST_F(RecordEndsTest, ADeletedRecordFreesItsOwnerAndItsPersonComesBackAsANewOne) {
  const LeadAnswer owned = SendFrom("DE", 1);
  EXPECT_EQ(Delete(owned.lead), "");
  EXPECT_EQ(Now(owned.lead).owner, "");
  EXPECT_EQ(Now(owned.lead).reason, "deleted");
  EXPECT_EQ(OpenOf(owned.owner), 0);
  const LeadAnswer back = Again("DE", 1, "hello");
  EXPECT_NE(back.lead, owned.lead);
  EXPECT_TRUE(back.created);
  EXPECT_EQ(Again("DE", 1, "hello once more").lead, back.lead);
  EXPECT_EQ(engine_->state().leads.size(), 2u);
  CheckLog();
}

TEST_F(RecordEndsTest, AConvertedLeadKeepsItsOwnerAndNothingOfItWaits) {
  const LeadAnswer owned = SendFrom("DE", 1);
  EXPECT_EQ(Say(owned.lead, EventType::kRecordConverted, ev::RecordConverted{}), "");
  EXPECT_EQ(Now(owned.lead).owner, owned.owner);
  EXPECT_EQ(Now(owned.lead).status, LeadStatus::kRouted);
  EXPECT_EQ(Now(owned.lead).reason, "converted");
  EXPECT_EQ(ClocksOf(owned.lead), 0u);
  EXPECT_EQ(OpenOf(owned.owner), 0);
  Again("DE", 1, "another question");
  EXPECT_EQ(ClocksOf(owned.lead), 0u);
  EXPECT_EQ(Now(owned.lead).reason, "converted");
  EXPECT_EQ(OptOut(owned.lead), "") << "an opt-out is heard at any time";
  CheckLog();
}

TEST_F(RecordEndsTest, WhoIsDeletedTwiceComesBackAsOneRecordEachTime) {
  const LeadAnswer first = SendFrom("DE", 1);
  EXPECT_EQ(Delete(first.lead), "");
  const LeadAnswer second = Again("DE", 1, "hello");
  EXPECT_EQ(Delete(second.lead), "");
  const LeadAnswer third = Again("DE", 1, "hello again");
  EXPECT_TRUE(third.created);
  EXPECT_EQ(Again("DE", 1, "and once more").lead, third.lead);
  CheckLog();
}

TEST_F(RecordEndsTest, WhoWasMergedIntoARecordThatIsDeletedIsStillAnswered) {
  const LeadAnswer first = SendFrom("DE", 1), second = SendFrom("DE", 2);
  EXPECT_EQ(Merge(second.lead, first.lead), "");
  EXPECT_EQ(Delete(first.lead), "");
  EXPECT_EQ(Now(second.lead).duplicate_of, first.lead);
  EXPECT_EQ(Now(second.lead).owner, "");
  CheckLog();
}

TEST_F(RecordEndsTest, AnOptOutGoesOverToTheRecordThatSurvives) {
  const LeadAnswer first = SendFrom("DE", 1), second = SendFrom("DE", 2);
  EXPECT_EQ(OptOut(second.lead), "");
  EXPECT_EQ(Merge(second.lead, first.lead), "");
  EXPECT_EQ(Now(first.lead).reason, "opted_out");
  EXPECT_EQ(ClocksOf(first.lead), 0u);
  CheckLog();
}

TEST_F(RecordEndsTest, AnOwnerChangedOutsideAnswersWhatWaitedAndGetsTheTimeOfTheRule) {
  const LeadAnswer owned = SendFrom("DE", 1), waits = SendFrom("FR", 2);
  const PersonRef revo = engine_->state().RefOf("revo");
  for (const LeadAnswer* lead : {&owned, &waits}) {
    EXPECT_EQ(Say(lead->lead, EventType::kOwnerChangedOutside,
                  ev::OwnerChangedOutside{revo, engine_->state().RefOf(lead->owner), true}),
              "");
    EXPECT_EQ(Now(lead->lead).owner, "revo");
    EXPECT_EQ(Now(lead->lead).status, LeadStatus::kRouted);
    EXPECT_EQ(engine_->state().FindRun(Now(lead->lead).run), nullptr);
  }
  EXPECT_EQ(OpenOf("revo"), 2);
  EXPECT_EQ(OpenOf(owned.owner), 0);
  EXPECT_EQ(ClocksOf(owned.lead), 1u);
  CheckLog();
}

}  // namespace
}  // namespace signalbox
