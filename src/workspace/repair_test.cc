// Repairs: what a wrong version decided is found, previewed, moved in batches and put back. Every
// test ends with a replay of its log and a restart, which must both find what was.
#include "workspace/repair.h"

#include <gmock/gmock.h>

#include "workspace/engine_fixture.h"
#include "workspace/explain.h"
#include "workspace/move_plans.h"
#include "workspace/replay.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kSla[] = R"(slas:
  first_touch:
    within: 1h
    clock: always
    stops: [desk.contacted]
    on_reassign: restart
    steps:
      - {at: 1h, escalate: {manager_of: owner}}
)";

std::string Bundle(const std::string& germany) {
  std::string text = FixturePolicy(germany + "\n    sla: [first_touch]");
  text.insert(text.find("queues:\n"),
              "  wrong: {members: {team: wrong}, strategy: weighted, all_out: hold}\n");
  text.insert(text.find("queues:\n") + 8, "  desk: {owner: {team: revops}, empty_within: 2h}\n");
  return text + kSla;
}

class RepairTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    for (const char* id : {"anna", "bert"}) AddPerson(id, id, "dach");
    for (const char* id : {"xena", "yuri"}) AddPerson(id, id, "wrong");
    AddPerson("revo", "revo", "revops");
    right_ = Publish({{"policy.yaml", Bundle("assign: {pool: dach}")}});
  }
  void TearDown() override {
    const std::string lived = Told();
    const auto report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->different, 0) << report->Json();
    EXPECT_EQ(report->differences.size(), 0u) << report->Json();
    Restart();
    EXPECT_EQ(lived, Told());
    EngineFixture::TearDown();
  }

  // Everything that a repair changes, as text.
  std::string Told() const {
    const State& state = engine_->state();
    std::string text = MovePlansJson(state) + "\n";
    for (uint32_t i = 0; i < state.leads.size(); ++i) {
      const ev::MovePlace place = StandsAt(state, i);
      text +=
          PlaceName(state, place) + " " + place.reason + " " + place.rule + " " + place.turn + "\n";
    }
    for (const auto& [id, pool] : state.pools) {
      for (const auto& member : pool.members)
        text += id + " " + member.person + " " + std::to_string(member.turns) + " " +
                std::to_string(member.level) + "\n";
    }
    for (const auto& [person, open] : state.open)
      text += person + " " + std::to_string(open) + "\n";
    return text;
  }

  // `count` leads under a version that decides `germany`; then the right one is active again.
  std::vector<Id> Misroute(int count, const std::string& germany) {
    wrong_ = Publish({{"policy.yaml", Bundle(germany)}});
    std::vector<Id> leads;
    for (int i = 0; i < count; ++i) leads.push_back(SendFrom("DE", 100 + i).lead);
    Publish({{"policy.yaml", Bundle("assign: {pool: dach}")}});
    return leads;
  }
  MovePreview Preview() {
    RepairQuestion question;
    question.version = VersionName(wrong_);
    question.now = clock_.Now();
    const auto preview = PreviewRepair(*store_, *keys_, LoadStoredVersion, question);
    EXPECT_TRUE(preview.ok()) << preview.error().message;
    return preview.ok() ? *preview : MovePreview{};
  }
  Id Plan(const MovePreview& preview, const MoveOptions& options = {}) {
    Id id;
    Apply([&](Turn& turn) -> Status {
      SB_ASSIGN(id, PlanMoves(turn, preview, options, {}));
      return {};
    });
    return id;
  }
  MoveProgress Step(const Id& plan) {
    const auto rows = ReadMoveRows(*store_, engine_->state().moves.at(plan).body.rows);
    EXPECT_TRUE(rows.ok());
    MoveProgress progress;
    Apply([&](Turn& turn) -> Status {
      SB_ASSIGN(progress, MoveSome(turn, plan, *rows, {}));
      return {};
    });
    return progress;
  }
  MoveProgress Repair(const MoveOptions& options = {}) {
    const Id plan = Plan(Preview(), options);
    MoveProgress progress = Step(plan);
    while (!progress.done && progress.next_at == 0) progress = Step(plan);
    return progress;
  }
  MovePreview Undoing(const Id& plan) {
    const auto preview = PreviewUndo(engine_->state(), *store_, plan);
    EXPECT_TRUE(preview.ok()) << preview.error().message;
    return preview.ok() ? *preview : MovePreview{};
  }
  void Act(const Id& lead, Verb verb, const std::string& to = "") {
    ev::LeadActed body;
    body.verb = verb;
    body.to = engine_->state().RefOf(to);
    Apply([&](Turn& turn) { return turn.Act(lead, body, {}); });
  }
  std::string OwnerOf(const Id& lead) const {
    return engine_->state().PersonOf(EntryOf(lead).owner);
  }
  std::vector<std::string> Owners(const std::vector<Id>& leads) const {
    std::vector<std::string> owners;
    for (const Id& lead : leads) owners.push_back(OwnerOf(lead));
    return owners;
  }
  int64_t TurnsOf(const std::string& pool, const std::string& person) const {
    for (const auto& member : engine_->state().pools.at(pool).members) {
      if (member.person == person) return member.turns;
    }
    return 0;
  }
  std::vector<std::string> Notices() const {
    std::vector<std::string> told;
    const Status read = store_->ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
      SB_ASSIGN(const Event event, DecodeEvent(bytes));
      if (static_cast<EventType>(event.type) != EventType::kNotified) return {};
      SB_ASSIGN(const ev::Notified body, DecodeBody<ev::Notified>(event.clear));
      if (body.code != "leads_moved") return {};
      told.push_back(engine_->state().PersonOf(body.to) + " -" + std::to_string(body.loses) + " +" +
                     std::to_string(body.gains));
      return {};
    });
    EXPECT_TRUE(read.ok());
    std::sort(told.begin(), told.end());
    return told;
  }
  std::vector<std::string> LeftOut(const MovePreview& preview) const {
    std::vector<std::string> codes;
    for (const MoveEntry& entry : preview.left_out) codes.push_back(entry.left_out);
    return codes;
  }

  Digest right_{}, wrong_{};
};

TEST_F(RepairTest, WhatAWrongVersionGaveAwayGoesToWhomTheActiveOneWouldGiveItShared) {
  SendFrom("DE", 1);
  const std::vector<Id> leads = Misroute(4, "assign: {pool: wrong}");
  EXPECT_THAT(Owners(leads), testing::Each(testing::AnyOf("xena", "yuri")));
  const MovePreview preview = Preview();
  EXPECT_EQ(preview.looked_at, 4);
  EXPECT_EQ(preview.moves.size(), 4u);
  EXPECT_EQ(preview.owners.at("xena").loses, 2);
  EXPECT_EQ(preview.owners.at("xena").open_after, 0);
  EXPECT_EQ(preview.owners.at("anna").gains + preview.owners.at("bert").gains, 4);
  EXPECT_THAT(Owners(leads), testing::Each(testing::AnyOf("xena", "yuri"))) << "nothing moved yet";
  const MoveProgress progress = Repair();
  EXPECT_TRUE(progress.done);
  EXPECT_EQ(progress.moved, 4);
  EXPECT_THAT(Owners(leads), testing::Each(testing::AnyOf("anna", "bert")));
  EXPECT_EQ(engine_->state().open.at("anna") + engine_->state().open.at("bert"), 5);
  EXPECT_LE(std::abs(engine_->state().open.at("anna") - engine_->state().open.at("bert")), 1);
  EXPECT_EQ(engine_->state().words.Of(EntryOf(leads[0]).policy), VersionName(right_));
  const MovePreview again = Preview();
  EXPECT_THAT(again.moves, testing::IsEmpty());
  EXPECT_THAT(LeftOut(again), testing::Each("repaired"));
}

TEST_F(RepairTest, WhatPeopleHaveTouchedIsLeftOutAndNamed) {
  const std::vector<Id> leads = Misroute(7, "assign: {pool: wrong}");
  Act(leads[0], Verb::kAccept);
  Act(leads[1], Verb::kContacted);
  Act(leads[2], Verb::kBook);
  Act(leads[3], Verb::kHandOver, "revo");
  Apply([&](Turn& turn) -> Status {
    return turn.Input(EntityKind::kLead, leads[4], EventType::kOwnerChangedOutside, {},
                      ev::OwnerChangedOutside{turn.state().RefOf("revo"), 0});
  });
  Act(leads[5], Verb::kActivity);
  const MovePreview preview = Preview();
  EXPECT_THAT(LeftOut(preview), ElementsAre("accepted", "contacted", "booked", "handed_on",
                                            "owner_changed", "worked_on"));
  ASSERT_EQ(preview.moves.size(), 1u);
  EXPECT_EQ(preview.moves[0].external_id, "x106");
  EXPECT_THAT(preview.Text(), HasSubstr("its owner accepted it (accepted)"));
  EXPECT_THAT(preview.Csv(), HasSubstr("x100,"));
  const std::vector<std::string> before = Owners(leads);
  Repair();
  const std::vector<std::string> after = Owners(leads);
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(before[i], after[i]);
  EXPECT_NE(before[6], after[6]);
}

TEST_F(RepairTest, ALeadThatIsTouchedBetweenThePlanAndItsTurnIsLeftOutAndSaysSo) {
  const std::vector<Id> leads = Misroute(3, "assign: {pool: wrong}");
  const Id plan = Plan(Preview());
  const std::string owner = OwnerOf(leads[1]);
  Act(leads[1], Verb::kContacted);
  const MoveProgress progress = Step(plan);
  EXPECT_TRUE(progress.done);
  EXPECT_EQ(progress.moved, 2);
  EXPECT_EQ(progress.left_out, 1);
  EXPECT_EQ(OwnerOf(leads[1]), owner);
  const auto history = ReadLeadHistory(*store_, *keys_, EntryOf(leads[1]));
  ASSERT_TRUE(history.ok());
  EXPECT_THAT(Compose(*history, engine_->state()).text,
              HasSubstr("left it out: its owner contacted the person"));
}

TEST_F(RepairTest, TheTurnOfTheOldOwnerIsGivenBackAndTheNewOwnerTakesOne) {
  Misroute(4, "assign: {pool: wrong}");
  EXPECT_EQ(TurnsOf("wrong", "xena"), 2);
  Repair();
  EXPECT_EQ(TurnsOf("wrong", "xena"), 0);
  EXPECT_EQ(TurnsOf("wrong", "yuri"), 0);
  EXPECT_EQ(TurnsOf("dach", "anna"), 2);
  EXPECT_EQ(TurnsOf("dach", "bert"), 2);
  int64_t levels = 0;
  for (const auto& member : engine_->state().pools.at("dach").members) levels += member.level;
  EXPECT_EQ(levels, 0);
}

TEST_F(RepairTest, EachRepHearsOfTheWholeRepairOnce) {
  Misroute(6, "assign: {pool: wrong}");
  Repair({.batch = 2});
  EXPECT_THAT(Notices(), ElementsAre("anna -0 +3", "bert -0 +3", "xena -3 +0", "yuri -3 +0"));
}

TEST_F(RepairTest, ANewOwnerHasTheWholeTime) {
  const std::vector<Id> leads = Misroute(1, "assign: {pool: wrong}");
  clock_.Advance(30 * kMinuteUs);
  Repair();
  const FollowUp* follow = engine_->state().FollowUpOf(engine_->state().lead_by_id.at(leads[0]));
  ASSERT_NE(follow, nullptr);
  EXPECT_EQ(follow->NextDue(), clock_.Now() + kHourUs);
}

TEST_F(RepairTest, BatchesArePacedAndARestartInTheMiddleGoesOnAndMovesNothingTwice) {
  const std::vector<Id> leads = Misroute(5, "assign: {pool: wrong}");
  const Id plan = Plan(Preview(), {.batch = 2, .every_us = kHourUs});
  EXPECT_EQ(UnfinishedPlan(engine_->state(), MoveKind::kRepair, wrong_, {}), plan);
  MoveProgress progress = Step(plan);
  EXPECT_EQ(progress.next, 2);
  EXPECT_EQ(progress.next_at, clock_.Now() + kHourUs);
  EXPECT_EQ(Step(plan).next, 2) << "not before its time";
  Restart();
  EXPECT_EQ(Step(plan).next, 2);
  clock_.Advance(kHourUs);
  EXPECT_EQ(Step(plan).next, 4);
  Restart();
  clock_.Advance(kHourUs);
  progress = Step(plan);
  EXPECT_TRUE(progress.done);
  EXPECT_EQ(progress.moved, 5);
  EXPECT_EQ(Step(plan).moved, 5);
  EXPECT_EQ(TurnsOf("dach", "anna") + TurnsOf("dach", "bert"), 5);
  EXPECT_EQ(Notices().size(), 4u);
  EXPECT_EQ(UnfinishedPlan(engine_->state(), MoveKind::kRepair, wrong_, {}), std::nullopt);
}

TEST_F(RepairTest, AnUndoPutsBackWhatStillStandsAsTheRepairLeftIt) {
  const std::vector<Id> leads = Misroute(4, "assign: {pool: wrong}");
  const std::vector<std::string> before = Owners(leads);
  const Id plan = Repair().plan;
  Act(leads[0], Verb::kAccept);
  const std::string kept = OwnerOf(leads[0]);
  const MovePreview undoing = Undoing(plan);
  EXPECT_EQ(undoing.moves.size(), 3u);
  EXPECT_THAT(LeftOut(undoing), ElementsAre("accepted"));
  const MoveProgress progress = Step(Plan(undoing));
  EXPECT_EQ(progress.moved, 3);
  EXPECT_EQ(OwnerOf(leads[0]), kept);
  for (size_t i = 1; i < 4; ++i) EXPECT_EQ(OwnerOf(leads[i]), before[i]);
  EXPECT_EQ(TurnsOf("wrong", "xena") + TurnsOf("wrong", "yuri"), 3);
  EXPECT_EQ(TurnsOf("dach", "anna") + TurnsOf("dach", "bert"), 1);
  EXPECT_FALSE(PreviewUndo(engine_->state(), *store_, plan).ok()) << "only once";
}

TEST_F(RepairTest, AnUndoEndsARepairThatIsUnderWay) {
  const std::vector<Id> leads = Misroute(4, "assign: {pool: wrong}");
  const std::vector<std::string> before = Owners(leads);
  const Id plan = Plan(Preview(), {.batch = 2, .every_us = kHourUs});
  Step(plan);
  Step(Plan(Undoing(plan)));
  EXPECT_EQ(Owners(leads), before);
  clock_.Advance(kDayUs);
  const auto rows = ReadMoveRows(*store_, engine_->state().moves.at(plan).body.rows);
  Status status;
  EXPECT_TRUE(engine_->Apply({[&](Turn& turn) -> Status {
                                SB_TRY(MoveSome(turn, plan, *rows, {}));
                                return {};
                              },
                              [&](const Status& done, int64_t) { status = done; }}));
  Turns();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("undone"));
  EXPECT_EQ(Owners(leads), before);
}

TEST_F(RepairTest, LeadsLeaveQueuesAndGoToThemAndRejectionsAreTakenBack) {
  const Id queued = Misroute(1, "queue: desk")[0];
  EXPECT_EQ(EntryOf(queued).status, LeadStatus::kQueued);
  Repair();
  EXPECT_EQ(EntryOf(queued).status, LeadStatus::kRouted);
  EXPECT_NE(OwnerOf(queued), "");
  const Id rejected = Misroute(2, "reject: no_interest")[1];
  EXPECT_EQ(EntryOf(rejected).status, LeadStatus::kRejected);
  const Id plan = Repair().plan;
  EXPECT_EQ(EntryOf(rejected).status, LeadStatus::kRouted);
  Step(Plan(Undoing(plan)));
  EXPECT_EQ(EntryOf(rejected).status, LeadStatus::kRejected);
  EXPECT_EQ(OwnerOf(rejected), "");
}

TEST_F(RepairTest, TheExplanationTellsTheMoveAndWhy) {
  const Id lead = Misroute(1, "assign: {pool: wrong}")[0];
  const Id plan = Repair().plan;
  const auto history = ReadLeadHistory(*store_, *keys_, EntryOf(lead));
  ASSERT_TRUE(history.ok());
  const Explanation told = Compose(*history, engine_->state());
  EXPECT_THAT(told.text, HasSubstr(FormatId("moves", plan) + " moved it from xena to " +
                                   OwnerOf(lead) + " by rule germany, pool dach"));
  EXPECT_EQ(told.owner, OwnerOf(lead));
  EXPECT_EQ(told.reason, "repaired");
}

TEST_F(RepairTest, ListsAgreeWithTheLogAfterwards) {
  Misroute(3, "assign: {pool: wrong}");
  const Id plan = Repair().plan;
  Step(Plan(Undoing(plan)));
  auto views = Views::Open(root_ + "/views.db");
  ASSERT_TRUE(views.ok());
  ASSERT_TRUE((*views)->CatchUp(*store_, store_->next_position()).ok());
  const auto rows = (*views)->List({});
  ASSERT_TRUE(rows.ok());
  for (const LeadViewRow& row : *rows) {
    const LeadEntry& entry = EntryOf(row.id);
    EXPECT_EQ(row.owner, static_cast<PersonRef>(entry.owner));
    EXPECT_EQ(row.status, entry.status);
    EXPECT_EQ(row.rule, engine_->state().words.Of(entry.rule));
    EXPECT_EQ(row.due,
              engine_->state().FollowUpOf(engine_->state().lead_by_id.at(row.id))->NextDue());
  }
}

TEST_F(RepairTest, ThePolicyThatIsActiveNowDecidesAndAnotherOneStopsThePlan) {
  Misroute(2, "assign: {pool: wrong}");
  const Id plan = Plan(Preview());
  Publish({{"policy.yaml", Bundle("queue: desk")}});
  Status status;
  const auto rows = ReadMoveRows(*store_, engine_->state().moves.at(plan).body.rows);
  EXPECT_TRUE(engine_->Apply({[&](Turn& turn) -> Status {
                                SB_TRY(MoveSome(turn, plan, *rows, {}));
                                return {};
                              },
                              [&](const Status& done, int64_t) { status = done; }}));
  Turns();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().message, HasSubstr("another version of the policy is active"));
}

TEST_F(RepairTest, WhenNobodyOfThePoolIsAtWorkItGoesToWhoeverIsFirstWhenItOpens) {
  const std::vector<Id> leads = Misroute(2, "assign: {pool: wrong}");
  Person anna = *engine_->state().roster.FindPerson("anna");
  Person bert = *engine_->state().roster.FindPerson("bert");
  anna.leaves.push_back({clock_.Now(), clock_.Now() + kDayUs});
  bert.active = false;
  PutPerson(anna);
  PutPerson(bert);
  Repair();
  EXPECT_THAT(Owners(leads), ElementsAre("anna", "anna"));
  EXPECT_EQ(TurnsOf("dach", "anna"), 2);
}

}  // namespace
}  // namespace signalbox
