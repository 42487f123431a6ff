// Reports: what is counted when, whatever pieces the log is read in, and for whom.
#include <gmock/gmock.h>

#include "agents/reasons.h"
#include "engine/record_events.h"
#include "workspace/engine_fixture.h"
#include "workspace/report_reader.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

constexpr char kLimits[] = R"(slas:
  first_touch:
    within: 1h
    clock: always
    stops: [desk.contacted]
    on_reassign: restart
    steps:
      - {at: 1h, reassign: same_pool, at_most: 1}
hand_back_reasons:
  wrong_person: {then: route_again}
  not_now: {then: recycle, after: 10d}
)";

class ReportTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    for (const char* seller : {"anna@acme.example", "bert@acme.example", "cora@acme.example"})
      AddPerson(seller, seller, "dach");
    Publish(
        {{"policy.yaml", FixturePolicy("assign: {pool: dach}\n    sla: [first_touch]") + kLimits}});
  }

  std::string OwnerOf(const Id& lead) const {
    return engine_->state().PersonOf(EntryOf(lead).owner);
  }
  void Act(const Id& lead, Verb verb, ev::LeadActed body = {}) {
    body.verb = verb;
    Status status;
    EXPECT_TRUE(engine_->Apply({[&](Turn& turn) { return turn.Act(lead, body, {}); },
                                [&](const Status& done, int64_t) { status = done; }}));
    Turns();
    EXPECT_TRUE(status.ok()) << status.error().message;
  }
  ev::LeadActed Reason(const std::string& reason) const {
    ev::LeadActed body;
    body.reason = reason;
    return body;
  }
  ev::LeadActed To(const std::string& person) const {
    ev::LeadActed body;
    body.to = engine_->state().RefOf(person);
    return body;
  }
  void Convert(const Id& lead) {
    Apply([&](Turn& turn) {
      return turn.Input(EntityKind::kLead, lead, EventType::kRecordConverted, {},
                        ev::RecordConverted{});
    });
  }
  std::string ViewsPath() const { return root_ + "/views.db"; }
  // The tables hold the whole log, read in pieces of `events`.
  void CatchUp(int64_t events = 1'000'000) {
    const auto views = Views::Open(ViewsPath());
    ASSERT_TRUE(views.ok()) << views.error().message;
    while ((*views)->applied_position() < store_->next_position()) {
      const auto more = (*views)->CatchUp(
          *store_, std::min(store_->next_position(), (*views)->applied_position() + events));
      ASSERT_TRUE(more.ok()) << more.error().message;
    }
  }
  Report Read(std::string_view name, const ReportPeriod& now, const ReportPeople& people) {
    CatchUp();
    const auto spec = FindReport(name);
    EXPECT_TRUE(spec.ok());
    auto report = ReadReport(ViewsPath(), **spec, AskFor(now, people, clock_.Now()));
    EXPECT_TRUE(report.ok()) << report.error().message;
    return report.ok() ? *report : Report{};
  }
  ReportPeople Everybody() const { return PeopleOf(engine_->state(), Sight::Whole()); }
  // From the start of the test's time on.
  ReportPeriod FromStart() const { return MakePeriod(kStart, clock_.Now() + kHourUs).value(); }
  Report Read(std::string_view name) {
    const ReportPeople people = Everybody();
    return Read(name, FromStart(), people);
  }
  static std::string Figure(const Report& report, std::string_view id) {
    for (const FigureValue& figure : report.figures) {
      if (figure.spec->id == id) return FigureText(figure.spec->kind, figure.now);
    }
    return "no such figure";
  }
  // `line figure figure`, of one group.
  static std::vector<std::string> Lines(const Report& report, std::string_view group) {
    std::vector<std::string> texts;
    for (const ReportLines& one : report.groups) {
      if (one.spec->id != group) continue;
      for (const ReportLine& line : one.lines) {
        std::string text = line.key;
        if (one.spec->by == GroupBy::kPersonAndDetail) text += " " + line.person;
        if (!line.cause.empty()) text += " " + line.cause;
        for (const FigureValue& figure : line.figures)
          text += " " + FigureText(figure.spec->kind, figure.now);
        texts.push_back(std::move(text));
      }
    }
    return texts;
  }
  RecordsPage Records(std::string_view report, std::string_view figure, RecordsAsk ask = {}) {
    CatchUp();
    const ReportPeople people = Everybody();
    ask.spec = FindReport(report).value();
    ask.figure = FindFigure(figure);
    if (ask.period.to == 0) ask.period = FromStart();
    ask.name_of = [&](PersonRef person) { return people.NameOf(person); };
    auto page = ReadRecords(ViewsPath(), ask);
    EXPECT_TRUE(page.ok()) << page.error().message;
    return page.ok() ? *page : RecordsPage{};
  }
};

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(ReportTest, TheFirstContactOfALeadCountsOnceFromItsReceipt) {
  const Id first = SendFrom("DE", 1).lead, second = SendFrom("DE", 2).lead;
  Advance(20 * kMinuteUs);
  Act(first, Verb::kAccept);
  Act(first, Verb::kContacted);
  Advance(20 * kMinuteUs);
  Act(first, Verb::kBook);
  Act(second, Verb::kContacted);
  const Report report = Read("response-time");
  EXPECT_EQ(Figure(report, "first_contacts"), "2");
  EXPECT_EQ(Figure(report, "first_contact_median"), "20m");
  EXPECT_EQ(Figure(report, "first_contact_slow"), "40m");
  EXPECT_EQ(Figure(report, "first_owned"), "2");
}

TEST_F(ReportTest, ALimitThatRanOutIsBrokenOnceAndTheNextOwnersIsKept) {
  const Id late = SendFrom("DE", 1).lead, prompt = SendFrom("DE", 2).lead;
  const std::string first = OwnerOf(late);
  Act(prompt, Verb::kContacted);
  Advance(kHourUs);
  ASSERT_NE(OwnerOf(late), first) << "taken from its owner when the hour was over";
  Act(late, Verb::kContacted);
  const Report report = Read("sla");
  EXPECT_EQ(Figure(report, "sla_broken"), "1");
  EXPECT_EQ(Figure(report, "sla_kept"), "2");
  EXPECT_EQ(Figure(report, "sla_kept_share"), "66.66%");
  EXPECT_THAT(Lines(report, "sla"), ElementsAre("first_touch 1 2 66.66%"));
  EXPECT_EQ(Lines(report, "person").front(), first + " 1 0 0%");
}

TEST_F(ReportTest, AMisrouteIsWhatPeopleGiveToSomebodyElseAndAHandBackKeepsItsReason) {
  const Id back = SendFrom("DE", 1).lead, later = SendFrom("DE", 2).lead;
  const Id over = SendFrom("DE", 3).lead;
  const std::string first = OwnerOf(back);
  Act(back, Verb::kHandBack, Reason("wrong_person"));
  Act(later, Verb::kHandBack, Reason("not_now"));
  Act(over, Verb::kHandOver, To("anna@acme.example"));
  const Report misroutes = Read("misroutes");
  EXPECT_EQ(Figure(misroutes, "misrouted"), "2");
  EXPECT_THAT(Lines(misroutes, "way"), ElementsAre("hand_over 1", "handed_back 1"));
  EXPECT_THAT(Lines(misroutes, "rule"), ElementsAre("germany 2 4 50%"));
  EXPECT_THAT(Lines(misroutes, "person"), testing::Contains(first + " 1"));
  const Report returned = Read("returned");
  EXPECT_EQ(Figure(returned, "handed_back"), "2");
  EXPECT_THAT(Lines(returned, "reason"), ElementsAre("not_now 1", "wrong_person 1"));
  EXPECT_THAT(Lines(Read("by-hand"), "way"), ElementsAre("hand_over 1"));
}

TEST_F(ReportTest, WhoeverGotTheirFirstOwnerFromAPersonIsNoTriageAvoided) {
  SendFrom("DE", 1);
  SendFrom("DE", 2);
  const Id queued = SendFrom("US", 3).lead;
  Advance(90 * kSecondUs);
  ev::LeadActed claim;
  claim.by = engine_->state().RefOf("anna@acme.example");
  Act(queued, Verb::kClaim, claim);
  const Report report = Read("triage");
  EXPECT_EQ(Figure(report, "placed_by_policy"), "2");
  EXPECT_EQ(Figure(report, "placed_by_hand"), "1");
  EXPECT_EQ(Figure(report, "placed_by_policy_share"), "66.66%");
  EXPECT_EQ(Figure(report, "time_to_owner"), "30s") << "two at once, one after ninety seconds";
  EXPECT_EQ(Figure(Read("fallback"), "fallback"), "1");
}

TEST_F(ReportTest, ConversionIsBesideWhoGotAnOwner) {
  const Id lead = SendFrom("DE", 1).lead;
  SendFrom("DE", 2);
  Advance(kHourUs / 2);
  Convert(lead);
  const Report report = Read("conversion");
  EXPECT_EQ(Figure(report, "conversion"), "50%");
  ASSERT_EQ(Lines(report, "band").size(), 1u);
  EXPECT_THAT(Lines(report, "band").front(), HasSubstr(" 1 2 50%"));
  EXPECT_THAT(Lines(report, "rule"), ElementsAre("germany 1 2 50%"));
}

TEST_F(ReportTest, WhatALeadLacksIsCountedOnce) {
  const Id lead = Send(R"({"email":"petra@huber-werke.de","country":"DE","consent":"given"})").lead;
  Act(lead, Verb::kHandBack, Reason("wrong_person"));
  const Report report = Read("data-quality");
  EXPECT_EQ(Figure(report, "leads"), "1");
  EXPECT_THAT(Lines(report, "flaw"), testing::Contains("name.missing 1"));
  EXPECT_NE(Figure(report, "data_quality"), "-");
}

TEST(ReportFold, AStepIsTakenForItsScoreItsQualityOrAFlawAlone) {
  ev::StepFinished step;
  step.agent = "enrich@1.0.0";
  step.reason = "ok";
  step.output.SetText(Field::kCountry, "DE");
  step.evidence.push_back({"domain_known", 3, 1});
  EXPECT_FALSE(ReportFold::TakesStep(EncodeBody(step)));
  ev::StepFinished flawed = step;
  flawed.evidence.push_back({std::string(reason::kEmailMissing), 0, 0});
  EXPECT_TRUE(ReportFold::TakesStep(EncodeBody(flawed)));
  ev::StepFinished scored = step;
  scored.output.SetText(Field::kScoreBand, "A");
  EXPECT_TRUE(ReportFold::TakesStep(EncodeBody(scored)));
  ev::StepFinished judged = step;
  judged.output.SetInt(Field::kDataQuality, 40);
  EXPECT_TRUE(ReportFold::TakesStep(EncodeBody(judged)));
  const Bytes whole = EncodeBody(step);
  EXPECT_TRUE(ReportFold::TakesStep(BytesView(whole).substr(0, whole.size() - 1)));
}

TEST_F(ReportTest, AMembersTurnsStandBesideTheirShareAndWhyTheyMissedSome) {
  Person away;
  away.id = "cora@acme.example";
  away.name = "Cora";
  away.team = "dach";
  away.paused_until = kStart + kDayUs;
  for (int i = 1; i <= 3; ++i) SendFrom("DE", i);
  PutPerson(away);
  for (int i = 4; i <= 9; ++i) SendFrom("DE", i);
  const Report report = Read("turns");
  EXPECT_EQ(Figure(report, "turns"), "9");
  EXPECT_THAT(Lines(report, "member"),
              ElementsAre("dach anna@acme.example 4 3.0 +1.0", "dach bert@acme.example 4 3.0 +1.0",
                          "dach cora@acme.example 1 3.0 -2.0"));
  ASSERT_EQ(Lines(report, "cause").size(), 1u);
  EXPECT_THAT(Lines(report, "cause").front(), HasSubstr("dach cora@acme.example"));
  EXPECT_THAT(Lines(report, "cause").front(), HasSubstr(" 2.0")) << "six turns, a third of each";
}

TEST_F(ReportTest, TheTurnsOfAPoolAreToldApartByGradeAndSender) {
  for (int i = 1; i <= 3; ++i) SendFrom("DE", i);
  const Report report = Read("turns");
  const std::vector<std::string> grades = Lines(report, "grade");
  ASSERT_EQ(grades.size(), 3u);
  EXPECT_THAT(grades.front(), testing::MatchesRegex("dach anna@acme.example (hot|warm|cold) 1"));
  EXPECT_THAT(Lines(report, "sender").front(), HasSubstr("dach anna@acme.example"));
}

TEST_F(ReportTest, EveryDecisionNamesItsRuleAndReason) {
  SendFrom("DE", 1);
  SendFrom("US", 2);
  const Report report = Read("auditability");
  EXPECT_EQ(Figure(report, "decisions"), "2");
  EXPECT_EQ(Figure(report, "unexplained"), "0");
  EXPECT_EQ(Figure(report, "events"), std::to_string(store_->next_position()));
}

TEST_F(ReportTest, APeriodStandsBesideTheOneBefore) {
  SendFrom("DE", 1);
  Advance(2 * kHourUs);
  SendFrom("DE", 2);
  SendFrom("DE", 3);
  const ReportPeople people = Everybody();
  const Report report =
      Read("overview", MakePeriod(clock_.Now(), clock_.Now() + kHourUs).value(), people);
  EXPECT_EQ(report.now.to - report.now.from, 2 * kHourUs) << "widened to whole hours";
  EXPECT_EQ(report.before.to, report.now.from);
  EXPECT_EQ(report.figures.front().now, 2);
  EXPECT_EQ(report.figures.front().before, 1);
}

TEST_F(ReportTest, WhatTheNewVersionDecidedStandsBesideWhatTheOldOneDid) {
  SendFrom("DE", 1);
  SendFrom("US", 2);
  Advance(kMinuteUs);
  Publish({{"policy.yaml",
            FixturePolicy("assign: {pool: dach}\n    sla: [first_touch]") + kLimits + "# more\n"}});
  SendFrom("DE", 3);
  const Report report = Read("publish");
  EXPECT_EQ(report.version.size(), 12u);
  EXPECT_EQ(report.figures.front().spec->id, "decisions");
  EXPECT_EQ(report.figures.front().now, 1);
  EXPECT_EQ(report.figures.front().before, 2) << "in the same hour, told apart by the version";
}

TEST_F(ReportTest, WithoutAPublicationThereIsNothingToCompareAround) {
  CatchUp();
  const ReportPeople people = Everybody();
  const auto report = ReadReport(
      ViewsPath(), *FindReport("publish").value(),
      AskFor(MakePeriod(kStart - 9 * kDayUs, kStart - kDayUs).value(), people, clock_.Now()));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, Code::kNotFound);
}

TEST_F(ReportTest, ASellerSeesOnlyTheirOwnAndAStrangerNothing) {
  for (int i = 1; i <= 3; ++i) SendFrom("DE", i);
  ReportPeople people = Everybody();
  people.seen = {engine_->state().RefOf("anna@acme.example")};
  const Report own = Read("rules", FromStart(), people);
  EXPECT_EQ(Figure(own, "decisions"), "1");
  EXPECT_THAT(Lines(Read("turns", FromStart(), people), "member"),
              ElementsAre("dach anna@acme.example 1 1.0 0.0"));
  people.seen->clear();
  EXPECT_EQ(Figure(Read("rules", FromStart(), people), "decisions"), "0");
  RecordsAsk ask;
  ask.people.emplace();
  EXPECT_THAT(Records("rules", "decisions", ask).records, IsEmpty());
}

TEST_F(ReportTest, ANumberOpensTheRecordsBehindItPageByPage) {
  std::vector<Id> sent;
  for (int i = 1; i <= 5; ++i) sent.push_back(SendFrom(i == 3 ? "US" : "DE", i).lead);
  RecordsAsk ask;
  ask.limit = 2;
  std::vector<Id> found;
  for (int pages = 0; pages < 10; ++pages) {
    const RecordsPage page = Records("rules", "decisions", ask);
    EXPECT_LE(page.records.size(), 2u);
    for (const ReportRecord& record : page.records) found.push_back(record.lead);
    ask.cursor = page.next;
    if (page.next.empty()) break;
  }
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(sent));
  RecordsAsk line;
  line.group = &FindReport("rules").value()->groups.front();
  line.key = "nothing_matched";
  const RecordsPage page = Records("rules", "decisions", line);
  ASSERT_EQ(page.records.size(), 1u);
  EXPECT_EQ(page.records.front().lead, sent[2]);
  EXPECT_EQ(page.records.front().rule, "nothing_matched");
}

TEST_F(ReportTest, TheTurnsOfAMemberOpenWhatTheyGot) {
  for (int i = 1; i <= 6; ++i) SendFrom("DE", i);
  RecordsAsk line;
  line.group = &FindReport("turns").value()->groups.front();
  line.key = "dach";
  line.person = "bert@acme.example";
  const RecordsPage page = Records("turns", "turns", line);
  ASSERT_EQ(page.records.size(), 2u);
  for (const ReportRecord& record : page.records) EXPECT_EQ(record.person, "bert@acme.example");
}

TEST_F(ReportTest, ACursorOfSomebodysMakingIsRefused) {
  CatchUp();
  for (const char* cursor : {"x", "1", "1.2", "1.2.3.4", "1..2", "99999999999999999999.1.1"}) {
    RecordsAsk ask;
    ask.spec = FindReport("rules").value();
    ask.figure = FindFigure("decisions");
    ask.period = FromStart();
    ask.cursor = cursor;
    const auto page = ReadRecords(ViewsPath(), ask);
    EXPECT_FALSE(page.ok()) << cursor;
  }
}

TEST_F(ReportTest, TheLogReadInPiecesGivesTheSameCounts) {
  for (int i = 1; i <= 4; ++i) SendFrom("DE", i);
  const Id lead = SendFrom("DE", 5).lead;
  Advance(kHourUs);
  Act(lead, Verb::kContacted);
  Act(lead, Verb::kHandBack, Reason("wrong_person"));
  CatchUp(7);
  const auto difference = CompareWithLog(ViewsPath(), *store_);
  ASSERT_TRUE(difference.ok()) << difference.error().message;
  EXPECT_EQ(*difference, "");
}

TEST_F(ReportTest, ACountThatSomebodyChangedIsFoundByTheCheck) {
  for (int i = 1; i <= 3; ++i) SendFrom("DE", i);
  for (const char* change : {"UPDATE report_counts SET count = count + 1 WHERE hour > 0",
                             "DELETE FROM report_records WHERE lead = 2"}) {
    CatchUp();
    {
      auto database = Database::Open(ViewsPath(), {});
      ASSERT_TRUE(database.ok());
      ASSERT_TRUE(database->Execute(change).ok());
    }
    const auto difference = CompareWithLog(ViewsPath(), *store_);
    ASSERT_TRUE(difference.ok());
    EXPECT_NE(*difference, "") << change;
    const auto views = Views::Open(ViewsPath());
    ASSERT_TRUE((*views)->Reset().ok());
  }
  CatchUp();
  EXPECT_EQ(CompareWithLog(ViewsPath(), *store_).value(), "");
}

TEST_F(ReportTest, TheMondayMessageSaysTheWeekBeforeInOneText) {
  for (int i = 1; i <= 3; ++i) SendFrom("DE", i);
  CatchUp();
  const auto message =
      MondayMessage(ViewsPath(), PeopleOf(engine_->state(), Sight::Whole()), kStart + 7 * kDayUs);
  ASSERT_TRUE(message.ok()) << message.error().message;
  EXPECT_EQ(message->subject, "Week of 2025-10-06: 3 leads, 100% placed without a person");
  EXPECT_THAT(message->text, HasSubstr("2025-10-06T00:00:00Z to 2025-10-13T00:00:00Z"));
  EXPECT_THAT(message->text, HasSubstr("Before and after the last publication"));
  EXPECT_THAT(message->text, HasSubstr("By pool and person"));
}

TEST_F(ReportTest, ASpreadsheetRunsNothingThatAReportNames) {
  AddPerson("=cmd|' /C calc'!A0", "Evil", "dach");
  for (int i = 1; i <= 4; ++i) SendFrom("DE", i);
  const std::string csv = ReportCsv(Read("turns"));
  EXPECT_THAT(csv, HasSubstr("report,group,person,line,cause,figure,kind,now,before\n"));
  EXPECT_THAT(csv, HasSubstr("'=cmd|"));
  EXPECT_THAT(csv, testing::Not(HasSubstr(",=cmd|")));
}

TEST(ReportPeriods, AWeekBeginsOnMonday) {
  const auto week = PeriodOfWeek("2026-W47");
  ASSERT_TRUE(week.ok());
  EXPECT_EQ(FormatTime(week->from), "2026-11-16T00:00:00Z");
  EXPECT_EQ(FormatTime(week->to), "2026-11-23T00:00:00Z");
  EXPECT_EQ(FormatTime(PeriodOfWeek("2026-W01")->from), "2025-12-29T00:00:00Z");
  EXPECT_EQ(FormatTime(PeriodOfWeek("2020-W53")->from), "2020-12-28T00:00:00Z");
  EXPECT_EQ(LastWeek(week->to + kDayUs), *week);
  EXPECT_EQ(LastWeek(week->to), *week) << "on Monday at midnight the week is over";
  for (const char* bad : {"", "2026", "2026-47", "2026-W00", "2026-W54", "2025-W53", "2026-W4x",
                          "1969-W50", "99999-W01", "2026-W047x"})
    EXPECT_FALSE(PeriodOfWeek(bad).ok()) << bad;
}

TEST(ReportPeriods, APeriodIsReadFromWhatWasSaid) {
  const TimeUs now = kDayUs * 20'000 + kHourUs / 2;
  const auto unsaid = ReadPeriod({}, now);
  ASSERT_TRUE(unsaid.ok());
  EXPECT_EQ(unsaid->to, kDayUs * 20'000 + kHourUs);
  EXPECT_FALSE(ReadPeriod({"2026-11-02", "2026-11-01", ""}, now).ok());
  EXPECT_FALSE(ReadPeriod({"2026-11-01", "", "2026-W47"}, now).ok());
  EXPECT_FALSE(ReadPeriod({"yesterday", "", ""}, now).ok());
  EXPECT_FALSE(ReadPeriod({"2000-01-01", "2026-11-01", ""}, now).ok());
}

TEST(ReportCatalogue, EveryGroupShowsFiguresThatThereAre) {
  for (const ReportSpec& spec : AllReports()) {
    EXPECT_EQ(FindReport(spec.name).value(), &spec);
    for (const GroupSpec& group : spec.groups) {
      EXPECT_FALSE(group.figures.empty());
      for (const std::string_view id : group.figures)
        EXPECT_NE(FindFigure(id), nullptr) << spec.name << " " << id;
    }
    for (const FigureSpec& figure : spec.figures)
      EXPECT_NE(FindFigure(figure.id), nullptr) << figure.id;
  }
  EXPECT_EQ(FindReport("nothing").error().code, Code::kNotFound);
}

}  // namespace
}  // namespace signalbox
