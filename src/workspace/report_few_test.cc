// Reports for somebody from whom records are kept: what of each number is told, and nothing more
// (access/small_groups_test.cc shows that nothing is computed from it).
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "base/random.h"
#include "workspace/report_tables.h"
#include "workspace/report_text.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using M = ReportMeasure;

constexpr PersonRef kAnna = 1, kBert = 2;  // Anna's records are kept from the reader

class ReportFewTest : public testing::Test {
 protected:
  ReportFewTest() {
    char name[] = "/tmp/signalbox-few-XXXXXX";
    folder_ = mkdtemp(name);
    EXPECT_TRUE(Views::Open(Path()).ok());
  }
  ~ReportFewTest() override { std::filesystem::remove_all(folder_); }

  std::string Path() const { return folder_ + "/views.db"; }
  // It happened so many times in the week, an hour apart.
  void Count(int times, ReportMeasure measure, PersonRef person, const std::string& rule,
             const std::string& detail = "") {
    for (int i = 0; i < times; ++i) {
      facts_.push_back({{measure, person, rule, detail, Bytes("version1")},
                        0,
                        static_cast<int64_t>(facts_.size()) + 1,
                        week_.from + i * kHourUs,
                        i * kMinuteUs});
    }
  }
  void Store() {
    if (facts_.empty()) return;
    auto database = Database::Open(Path(), {});
    ASSERT_TRUE(database.ok());
    const auto tables = ReportTables::Prepare(&*database);
    ASSERT_TRUE(tables.ok());
    for (const ReportFact& fact : facts_) (*tables)->Add(fact);
    ASSERT_TRUE(database->Execute("BEGIN").ok());
    ASSERT_TRUE((*tables)->WriteBack().ok());
    ASSERT_TRUE(database->Execute("COMMIT").ok());
    facts_.clear();
  }
  ReportAsk Ask(const ReportPeriod& period) const {
    ReportAsk ask{period, PeriodBefore(period), std::nullopt,
                  [](PersonRef person) { return person == kAnna ? "anna" : "bert"; }};
    ask.kept.people = {kAnna};
    ask.asked_at = week_.to + 2 * kDayUs;
    return ask;
  }
  Report Read(std::string_view name, const ReportAsk& ask) {
    Store();
    auto report = ReadReport(Path(), *FindReport(name).value(), ask);
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : Report{};
  }
  Report Read(std::string_view name) { return Read(name, Ask(week_)); }

  static std::string Shown(const FigureValue& figure) {
    return figure.now_few ? "few" : FigureText(figure.spec->kind, figure.now);
  }
  static std::string Figure(const Report& report, std::string_view id) {
    for (const FigureValue& figure : report.figures) {
      if (figure.spec->id == id) return Shown(figure);
    }
    return "no such figure";
  }
  static std::vector<std::string> Lines(const Report& report, std::string_view group) {
    std::vector<std::string> texts;
    for (const ReportLines& one : report.groups) {
      if (one.spec->id != group) continue;
      for (const ReportLine& line : one.lines) {
        texts.push_back(line.key);
        for (const FigureValue& figure : line.figures) texts.back() += " " + Shown(figure);
      }
    }
    return texts;
  }
  static bool LeftOut(const Report& report, std::string_view group) {
    for (const ReportLines& one : report.groups) {
      if (one.spec->id == group) return one.left_out;
    }
    return false;
  }

  std::string folder_;
  const ReportPeriod week_ = PeriodOfWeek("2026-W47").value();
  std::vector<ReportFact> facts_;
};

TEST_F(ReportFewTest, FewAreNotToldAndNeitherIsWhatTheTotalWouldTellThemBy) {
  Count(2, M::kMisrouted, kAnna, "rare", "recall");
  Count(9, M::kMisrouted, kAnna, "usual", "hand_over");
  Count(40, M::kMisrouted, kAnna, "often", "hand_over");
  Count(60, M::kDecided, kAnna, "often");
  Count(60, M::kDecided, kAnna, "usual");
  Count(60, M::kDecided, kAnna, "rare");
  const Report report = Read("misroutes");
  EXPECT_EQ(report.fewest, 5);
  EXPECT_TRUE(report.kept_counted);
  EXPECT_EQ(Figure(report, "misrouted"), "51");
  EXPECT_THAT(Lines(report, "rule"),
              ElementsAre("often 40 60 66.66%", "rare few 60 few", "usual few 60 few"))
      << "a rate would tell it too";
  EXPECT_THAT(Lines(report, "way"), IsEmpty());
  EXPECT_TRUE(LeftOut(report, "way")) << "of two ways one is rare";
}

TEST_F(ReportFewTest, ATotalOfFewIsNotTold) {
  Count(4, M::kMisrouted, kAnna, "usual", "recall");
  Count(1, M::kMisrouted, kBert, "usual", "recall");
  const Report report = Read("misroutes");
  EXPECT_EQ(Figure(report, "misrouted"), "few") << "one of the five is nothing that is kept";
  EXPECT_EQ(Figure(report, "misroute_rate"), "few");
  EXPECT_EQ(Figure(report, "decisions"), "0");
}

TEST_F(ReportFewTest, WhatTheReaderSeesWholeIsToldHoweverFew) {
  Count(1, M::kMisrouted, kBert, "rare", "recall");
  Count(40, M::kMisrouted, kAnna, "often", "hand_over");
  const Report report = Read("misroutes");
  EXPECT_EQ(Figure(report, "misrouted"), "41");
  EXPECT_THAT(Lines(report, "rule"), ElementsAre("often 40 0 -", "rare 1 0 -"));
  EXPECT_THAT(Lines(report, "person"), ElementsAre("anna 40", "bert 1"));
}

TEST_F(ReportFewTest, WhoeverSeesEverythingIsToldEverything) {
  Count(2, M::kMisrouted, kAnna, "rare", "recall");
  Count(9, M::kMisrouted, kAnna, "usual", "hand_over");
  ReportAsk ask = Ask(week_);
  ask.kept.people.clear();
  const Report report = Read("misroutes", ask);
  EXPECT_EQ(report.fewest, 0);
  EXPECT_EQ(Figure(report, "misrouted"), "11");
  EXPECT_THAT(Lines(report, "rule"), ElementsAre("usual 9 0 -", "rare 2 0 -"));
  EXPECT_THAT(ReportJson(report), HasSubstr(R"("kept":null)"));
  EXPECT_THAT(ReportJson(report), Not(HasSubstr("few")));
}

TEST_F(ReportFewTest, OfAPeriodThatIsNoWholeWeekOnlyTheOtherRecordsAreCounted) {
  Count(60, M::kMisrouted, kAnna, "often", "hand_over");
  Count(3, M::kMisrouted, kBert, "often", "hand_over");
  for (const ReportPeriod& period :
       {ReportPeriod{week_.from, week_.to + kHourUs}, ReportPeriod{week_.from, week_.to - kHourUs},
        ReportPeriod{week_.from + kDayUs, week_.to + kDayUs},
        ReportPeriod{week_.from, week_.to + 7 * kDayUs}}) {
    const Report report = Read("misroutes", Ask(period));
    EXPECT_FALSE(report.kept_counted);
    EXPECT_LE(report.figures.front().now.value_or(0), 3);
  }
  ReportAsk early = Ask(week_);
  early.asked_at = week_.to - 1;
  EXPECT_EQ(Figure(Read("misroutes", early), "misrouted"), "3") << "the week is not over";
}

TEST_F(ReportFewTest, TheWeekBeforeIsToldAsItWasInItsOwnReport) {
  Count(2, M::kMisrouted, kAnna, "rare", "recall");
  Count(9, M::kMisrouted, kAnna, "usual", "hand_over");
  Count(40, M::kMisrouted, kAnna, "often", "hand_over");
  ReportAsk later = Ask({week_.to, week_.to + 7 * kDayUs});
  later.asked_at = week_.to + 7 * kDayUs;
  const Report now = Read("misroutes"), after = Read("misroutes", later);
  ASSERT_EQ(now.groups[1].lines.size(), after.groups[1].lines.size());
  for (const ReportLine& line : now.groups[1].lines) {
    const auto same = std::find_if(after.groups[1].lines.begin(), after.groups[1].lines.end(),
                                   [&](const ReportLine& one) { return one.key == line.key; });
    ASSERT_NE(same, after.groups[1].lines.end());
    EXPECT_EQ(line.figures[0].now_few, same->figures[0].before_few) << line.key;
    EXPECT_EQ(line.figures[0].now, same->figures[0].before) << line.key;
  }
}

TEST_F(ReportFewTest, ByTheFallbacksOwnFigureNoOtherRuleIsComputed) {
  Count(2, M::kDecided, kAnna, "rare");
  Count(7, M::kDecided, kAnna, "nothing_matched");
  Count(7, M::kFallback, kAnna, "nothing_matched", "unrouted");
  Count(40, M::kDecided, kAnna, "often");
  Count(50, M::kDecided, kAnna, "most");
  const Report report = Read("rules");
  EXPECT_EQ(Figure(report, "decisions"), "99");
  EXPECT_THAT(Lines(report, "rule"),
              ElementsAre("most 50", "nothing_matched few", "often few", "rare few"));
}

TEST_F(ReportFewTest, OfAPoolWithAMemberWhoseRecordsAreKeptNoLineIsTold) {
  for (const PersonRef member : {kAnna, kBert}) {
    Count(30, M::kTurn, member, "", "shared");
    Count(30, M::kEntitled, member, "", "shared");
    Count(30, M::kTurnOfBand, member, "", std::string("shared") + kDetailSeparator + "hot");
  }
  Count(8, M::kTurn, kBert, "", "own");
  Count(8, M::kEntitled, kBert, "", "own");
  const Report report = Read("turns");
  EXPECT_EQ(Figure(report, "turns"), "68");
  ASSERT_EQ(Lines(report, "member").size(), 1u);
  EXPECT_THAT(Lines(report, "member").front(), HasSubstr("own 8"));
  EXPECT_THAT(Lines(report, "grade"), IsEmpty());
  EXPECT_TRUE(LeftOut(report, "member"));
  EXPECT_THAT(Lines(Read("turns", Ask({week_.from, week_.to - kHourUs})), "member").size(), 1u)
      << "in no other period either, where a share would tell the others' turns";
}

TEST_F(ReportFewTest, TheRecordsBehindANumberAreThoseThatAreSeenWhole) {
  Count(9, M::kMisrouted, kAnna, "usual", "hand_over");
  Count(2, M::kMisrouted, kBert, "usual", "hand_over");
  Store();
  RecordsAsk ask;
  ask.spec = FindReport("misroutes").value();
  ask.figure = FindFigure("misrouted");
  ask.period = week_;
  ask.name_of = [](PersonRef person) { return person == kAnna ? "anna" : "bert"; };
  EXPECT_EQ(ReadRecords(Path(), ask)->records.size(), 11u);
  ask.kept.people = {kAnna};
  const auto page = ReadRecords(Path(), ask);
  ASSERT_EQ(page->records.size(), 2u);
  EXPECT_EQ(page->records.front().person, "bert");
}

TEST_F(ReportFewTest, EveryFormSaysFewAndNoneTheNumber) {
  Count(3, M::kHandedBack, kAnna, "rare", "secret_reason");
  Count(70, M::kHandedBack, kAnna, "often", "usual_reason");
  Count(77, M::kHandedBack, kAnna, "most", "other_reason");
  Count(300, M::kDecided, kAnna, "often");
  const Report report = Read("returned");
  const std::string text = ReportText(report), csv = ReportCsv(report), json = ReportJson(report);
  EXPECT_THAT(text, HasSubstr("few: fewer than 5 of the records"));
  EXPECT_THAT(csv, HasSubstr("returned,reason,,secret_reason,,handed_back,count,few,0\n"));
  EXPECT_THAT(csv, HasSubstr("returned,reason,,usual_reason,,handed_back,count,few,0\n"));
  EXPECT_THAT(json, HasSubstr(R"("kept":{"fewest":5,"counted":true})"));
  EXPECT_THAT(json, HasSubstr(R"("now":null,"before":0,"now_few":true)"));
  const auto mail = WeekMessage(Path(), Ask(week_));
  ASSERT_TRUE(mail.ok()) << mail.error().message;
  EXPECT_THAT(mail->text, HasSubstr("few: fewer than 5 of the records"));
  EXPECT_THAT(mail->text, HasSubstr("few"));
  for (const std::string& form : {text, csv, json, mail->text}) {
    EXPECT_THAT(form, Not(testing::ContainsRegex("secret_reason[^\n}]*[ ,:]3[^0-9]")));
    EXPECT_THAT(form, Not(HasSubstr("73"))) << "both together, which the total tells by the rest";
  }
}

// Whatever was counted, no number about fewer kept records than `fewest` stands in a report.
TEST_F(ReportFewTest, WhateverWasCountedNoNumberAboutFewIsTold) {
  SeededRandom random(47);
  constexpr const char* kRules[] = {"a", "b", "c", "d", "nothing_matched"};
  constexpr M kMeasures[] = {M::kDecided,      M::kMisrouted, M::kHandedBack,
                             M::kPlacedByHand, M::kConverted, M::kPlacedByPolicy};
  std::map<std::pair<M, std::string>, int> kept;
  for (const M measure : kMeasures) {
    for (const char* rule : kRules) {
      const int times = static_cast<int>(random.Below(12));
      kept[{measure, rule}] = times;
      Count(times, measure, kAnna, rule, "x");
      Count(static_cast<int>(random.Below(3)), measure, kBert, rule, "x");
    }
  }
  int told = 0;
  for (const ReportSpec& spec : AllReports()) {
    if (spec.around_publish) continue;
    const Report report = Read(spec.name);
    for (const ReportLines& group : report.groups) {
      if (group.spec->by != GroupBy::kRule) continue;
      for (const ReportLine& line : group.lines) {
        for (const FigureValue& figure : line.figures) {
          if (!figure.now) continue;
          ++told;
          for (const M measure : kMeasures) {
            if (!Has(figure.spec->top | figure.spec->bottom, measure)) continue;
            EXPECT_FALSE(IsFew(kept[std::pair(measure, line.key)], 5)) << spec.name << line.key;
          }
        }
      }
    }
  }
  EXPECT_GT(told, 0);
}

}  // namespace
}  // namespace signalbox
