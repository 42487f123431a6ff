#include "workspace/coverage_history.h"

#include "workspace/engine_fixture.h"

namespace signalbox {
namespace {

class CoverageHistory : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("revo", "Revo Ops", "revops");
    AddPerson("lena", "Lena Vogt", "dach");
    Publish({{"policy.yaml", FixturePolicy()}});
  }
  WatchReport Watch(int64_t days) {
    const Result<WatchReport> report =
        WatchCoverage(*store_, *keys_, LoadStoredVersion, {.now = clock_.Now() + 1, .days = days});
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : WatchReport{};
  }
};

TEST_F(CoverageHistory, DecisionsAreCountedWithWhatThePolicySawOfTheRecord) {
  SendFrom("DE", 1);
  SendFrom("BR", 2);
  const WatchReport report = Watch(90);
  EXPECT_EQ(report.decisions, (BeforeAndNow{0, 2}));
  EXPECT_EQ(report.records, (BeforeAndNow{0, 2}));
  EXPECT_EQ(report.fallback, (BeforeAndNow{0, 1}));
  EXPECT_EQ(report.left_out, 0);
  EXPECT_GT(report.period.active_since, 0);
}

TEST_F(CoverageHistory, APeriodBeginsWhereItsTimeDoes) {
  SendFrom("DE", 1);
  Advance(2 * kDayUs);
  SendFrom("BR", 2);
  Advance(2 * kDayUs);
  SendFrom("BR", 3);
  const WatchReport report = Watch(1);
  EXPECT_EQ(report.decisions, (BeforeAndNow{0, 1}));
  const WatchReport longer = Watch(3);
  EXPECT_EQ(longer.decisions, (BeforeAndNow{1, 2}));
}

TEST_F(CoverageHistory, WhoIsGoneIsNamedWithWhatTheyWereGiven) {
  SendFrom("DE", 1);
  Person lena = *engine_->state().roster.FindPerson("lena");
  lena.active = false;
  PutPerson(lena);
  const WatchReport report = Watch(90);
  ASSERT_EQ(report.absentees.size(), 1u);
  EXPECT_EQ(report.absentees[0].person, "lena");
  EXPECT_TRUE(report.absentees[0].on_roster);
  EXPECT_EQ(report.absentees[0].owns, 1);
}

TEST_F(CoverageHistory, DaysOutOfRangeAreRefused) {
  for (const int64_t days : {int64_t{0}, kMaxWatchDays + 1}) {
    const Result<WatchReport> report =
        WatchCoverage(*store_, *keys_, LoadStoredVersion, {.now = clock_.Now(), .days = days});
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, Code::kInvalid);
  }
}

}  // namespace
}  // namespace signalbox
