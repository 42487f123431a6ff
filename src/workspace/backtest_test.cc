#include <nlohmann/json.hpp>

#include "plans/plan_loader.h"
#include "workspace/backtest_history.h"
#include "workspace/backtest_leads.h"
#include "workspace/engine_fixture.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

class BacktestTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("ada", "Ada Lovelace", "dach");
    AddPerson("bob", "Bob Moss", "dach");
    AddPerson("cyd", "Cyd Ray", "others");
  }

  static std::shared_ptr<const PolicyVersion> Version(const std::string& text) {
    std::vector<Finding> findings;
    auto version = LoadVersion({{"policy.yaml", text}}, nullptr, &findings);
    EXPECT_NE(version, nullptr) << (findings.empty() ? "" : findings.front().Text());
    return version;
  }
  BacktestReport Run(const std::string& before, const std::string& after,
                     BacktestMode mode = BacktestMode::kBoth, TimeUs since = INT64_MIN) {
    BacktestOptions options{Version(before), Version(after), since, INT64_MAX, mode};
    const auto report = BacktestHistory(*store_, *keys_, LoadStoredVersion, options);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : BacktestReport{};
  }
  const BacktestLoad& LoadOf(const BacktestReport& report, const std::string& target) {
    for (const BacktestLoad& load : report.loads) {
      if (load.target == target) return load;
    }
    ADD_FAILURE() << "no load of " << target;
    static const BacktestLoad kNone;
    return kNone;
  }
};

TEST_F(BacktestTest, OneVersionAgainstItselfMovesNobody) {
  Publish({{"policy.yaml", FixturePolicy()}});
  for (int i = 0; i < 6; ++i) SendFrom(i % 3 == 0 ? "FR" : "DE", i);
  const BacktestReport report = Run(FixturePolicy(), FixturePolicy());
  EXPECT_EQ(report.leads, 6);
  EXPECT_EQ(report.moved_count, 0);
  EXPECT_EQ(report.closed_moved_count, 0);
  EXPECT_EQ(report.as_recorded, 6);
  EXPECT_EQ(report.unmatched_count, 2);
}

// The version that decided, with pools of its own from the same beginning, comes to the same.
TEST_F(BacktestTest, TheClosedLoopOfTheVersionThatDecidedIsWhatHappened) {
  Publish({{"policy.yaml", FixturePolicy()}});
  for (int i = 0; i < 9; ++i) SendFrom("DE", i), Advance(kMinuteUs);
  const BacktestReport report = Run(FixturePolicy(), FixturePolicy("queue: unrouted"));
  for (const char* person : {"ada", "bob"}) {
    const BacktestLoad& load = LoadOf(report, person);
    EXPECT_EQ(load.recorded, load.closed_before) << person;
    EXPECT_EQ(load.closed_after, 0) << person;
  }
  EXPECT_EQ(report.loop_before.modelled, 0);
  EXPECT_EQ(report.loop_after.modelled, 9);
}

TEST_F(BacktestTest, ADraftThatWasNeverPublishedSaysWhoMovesAndWhy) {
  Publish({{"policy.yaml", FixturePolicy()}});
  const LeadAnswer first = SendFrom("DE", 1);
  SendFrom("FR", 2);
  const BacktestReport report = Run(FixturePolicy(), FixturePolicy("assign: {person: cyd}"));
  ASSERT_EQ(report.moved.size(), 1u);
  const BacktestMove& move = report.moved[0];
  EXPECT_EQ(move.lead_id, FormatId("lead", first.lead));
  EXPECT_EQ(move.external_id, "x1");
  EXPECT_EQ(move.from.target, first.owner);
  EXPECT_EQ(move.to.target, "cyd");
  EXPECT_EQ(move.to.rule, "germany");
  ASSERT_EQ(report.flows.size(), 1u);
  EXPECT_EQ(report.flows[0].leads, 1);
}

TEST_F(BacktestTest, OnlyTheSliceIsDecidedAgain) {
  Publish({{"policy.yaml", FixturePolicy()}});
  SendFrom("DE", 1);
  Advance(kDayUs);
  SendFrom("DE", 2);
  const BacktestReport report =
      Run(FixturePolicy(), FixturePolicy("queue: unrouted"), BacktestMode::kBoth, kStart + kHourUs);
  EXPECT_EQ(report.leads, 1);
  EXPECT_EQ(report.moved_count, 1);
}

TEST_F(BacktestTest, TheRosterIsTheOneThatEachDecisionSaw) {
  Publish({{"policy.yaml", FixturePolicy("assign: {person: cyd}")}});
  SendFrom("DE", 1);
  Person gone;
  gone.id = "cyd";
  gone.active = false;
  PutPerson(gone);
  SendFrom("DE", 2);
  const BacktestReport report =
      Run(FixturePolicy("queue: unrouted"), FixturePolicy("assign: {person: cyd}"));
  EXPECT_EQ(report.moved_count, 1);
  EXPECT_LT(report.roster_from, report.roster_to);
  ASSERT_EQ(report.conflict_count, 1);
  EXPECT_EQ(report.conflicts[0].kind, "owner_inactive");
  EXPECT_EQ(report.conflicts[0].about, "cyd");
}

TEST_F(BacktestTest, WhoeverIsHeldIsAskedForAgainAndWaits) {
  Person ada;
  ada.id = "ada";
  ada.team = "dach";
  ada.leaves.push_back({kStart - kDayUs, kStart + 10 * kMinuteUs});
  PutPerson(ada);
  Person bob = ada;
  bob.id = "bob";
  PutPerson(bob);
  Publish({{"policy.yaml", FixturePolicy("queue: unrouted")}});
  SendFrom("DE", 1);
  Advance(kHourUs);
  SendFrom("DE", 2);
  const BacktestReport report = Run(FixturePolicy("queue: unrouted"), FixturePolicy());
  EXPECT_EQ(report.loop_after.held, 1);
  EXPECT_EQ(report.loop_after.still_held, 0);
  // Asked again after 5 minutes and after 15 more: by then somebody is back.
  EXPECT_EQ(report.loop_after.longest_wait_us, 20 * kMinuteUs);
  EXPECT_EQ(LoadOf(report, "ada").closed_after + LoadOf(report, "bob").closed_after, 2);
}

TEST_F(BacktestTest, LeadsOfForgottenPeopleAreCountedAndNotDecided) {
  Publish({{"policy.yaml", FixturePolicy()}});
  const LeadAnswer first = SendFrom("DE", 1);
  SendFrom("DE", 2);
  ASSERT_TRUE(keys_->Forget(EntryOf(first.lead).subject).ok());
  const BacktestReport report = Run(FixturePolicy(), FixturePolicy("queue: unrouted"));
  EXPECT_EQ(report.erased, 1);
  EXPECT_EQ(report.leads, 1);
  EXPECT_EQ(report.moved_count, 1);
}

TEST_F(BacktestTest, TheReportIsJsonWithTheMembersThatAreFixed) {
  Publish({{"policy.yaml", FixturePolicy()}});
  SendFrom("DE", 1);
  const nlohmann::json json =
      nlohmann::json::parse(Run(FixturePolicy(), FixturePolicy("queue: unrouted")).Json());
  EXPECT_EQ(json["leads"], 1);
  EXPECT_EQ(json["moved"].size(), 1u);
  EXPECT_EQ(json["moved"][0]["to"], "unrouted");
  EXPECT_TRUE(json["per_owner"].contains("ada"));
  EXPECT_EQ(json["jain"], 1.0);
  EXPECT_TRUE(json["conflicts"].empty());
  EXPECT_TRUE(json["unmatched"].empty());
  EXPECT_EQ(json["closed_loop"]["estimate"], true);
}

class BacktestOfFile : public BacktestTest {
 protected:
  BacktestReport Try(const std::vector<std::string>& rows, const std::string& before,
                     const std::string& after) {
    auto state = FoldStored(*store_, *keys_, LoadStoredVersion);
    EXPECT_TRUE(state.ok());
    size_t next = 0;
    const auto source = [&](Attributes* lead) -> Result<bool> {
      if (next == rows.size()) return false;
      const LeadOrFault parsed = ParseLeadJson(rows[next++]);
      EXPECT_TRUE(parsed.has_value());
      *lead = *parsed;
      return true;
    };
    BacktestOptions options{Version(before), Version(after)};
    const auto report = BacktestLeads(std::move(*state), source, options, kStart);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : BacktestReport{};
  }
  static std::string Row(int number, const std::string& more) {
    const std::string n = std::to_string(number);
    return R"({"external_id":"f)" + n + R"(","email":"p)" + n +
           R"(@huber-werke.de","first_name":"P","last_name":"H","consent":"given",)" + more + "}";
  }
};

TEST_F(BacktestOfFile, StepsBeforeTheDecisionRunSoThatWhatTheyLearnDecides) {
  Publish({{"policy.yaml", FixturePolicy()}});
  // `Deutschland` becomes `DE` by the step that normalises.
  const BacktestReport report =
      Try({Row(1, R"("country":"Deutschland")"), Row(2, R"("country":"France")")}, FixturePolicy(),
          FixturePolicy("assign: {person: cyd}"));
  EXPECT_EQ(report.leads, 2);
  ASSERT_EQ(report.moved_count, 1);
  EXPECT_EQ(report.moved[0].lead_id, "f1");
  EXPECT_EQ(report.moved[0].to.target, "cyd");
  EXPECT_TRUE(report.from_file);
}

TEST_F(BacktestOfFile, TheSamePersonTwiceIsOneLead) {
  Publish({{"policy.yaml", FixturePolicy()}});
  const BacktestReport report = Try({Row(1, R"("country":"DE")"), Row(1, R"("country":"DE")")},
                                    FixturePolicy(), FixturePolicy("queue: unrouted"));
  EXPECT_EQ(report.leads, 1);
  EXPECT_EQ(report.duplicates, 1);
}

TEST_F(BacktestOfFile, PoolsShareOutEvenly) {
  Publish({{"policy.yaml", FixturePolicy()}});
  std::vector<std::string> rows;
  for (int i = 0; i < 30; ++i) rows.push_back(Row(i, R"("country":"DE")"));
  const BacktestReport report = Try(rows, FixturePolicy("queue: unrouted"), FixturePolicy());
  EXPECT_EQ(LoadOf(report, "ada").closed_after, 15);
  EXPECT_EQ(LoadOf(report, "bob").closed_after, 15);
  EXPECT_EQ(report.jain_after_e4, 10'000);
}

TEST_F(BacktestOfFile, NothingOfTheWorkspaceChanges) {
  Publish({{"policy.yaml", FixturePolicy()}});
  const int64_t before = store_->next_position();
  Try({Row(1, R"("country":"DE")")}, FixturePolicy(), FixturePolicy("queue: unrouted"));
  EXPECT_EQ(store_->next_position(), before);
}

}  // namespace
}  // namespace signalbox
