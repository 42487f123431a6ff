#include "policy/scenario.h"

#include <gmock/gmock.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kPolicy[] = R"(policy: test
record: lead
zone: Europe/Berlin
fields:
  lead.Product__c: {type: text}
guards:
  - name: licensed
    when: {lead.industry: insurance}
    forbid: '!("insurance" in person.skills)'
rules:
  - name: known-person
    when: {contact.owner.active: true}
    assign: {owner_of: contact}
  - name: hot
    when: 'lead.score >= 80'
    queue: unrouted
  - name: analytics
    when: {lead.Product__c: analytics}
    hold: {reason: wait for the launch}
  - name: territory
    assign: {table: territories}
    sla: [first_touch]
nothing_matched: {queue: unrouted, reason: no rule matched}
tables:
  territories:
    file: tables/territories.csv
    match: {country: lead.country}
    gives: {to: target}
pools:
  dach: {members: {team: dach}, strategy: weighted, skip: previous_owners}
  keeping: {members: {team: dach}}
  banded: {members: {team: dach}, bands: [{name: big, when: {lead.employees: 100..}}]}
  sharing: {members: {team: dach}, turn: {shared: desk}}
  aiming: {members: {team: dach}, strategy: target, target: {each: day}}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
slas:
  first_touch: {within: 1h, clock: owner, starts: assigned, stops: [crm.activity_by_owner]}
)";

constexpr char kRoster[] = R"(roster:
  lena: {team: dach, weight: 2, zone: Europe/Berlin, hours: Mon-Fri 09:00-17:00, skills: [insurance]}
  jonas: {team: dach, zone: Europe/Berlin, hours: Mon-Fri 09:00-17:00}
  mara: {team: desk}
  gone: {team: desk, active: false}
)";

class Scenarios : public testing::Test {
 protected:
  ScenarioReport Run(const std::string& tests, const Roster* workspace = nullptr) {
    BundleFiles files = {{"policy.yaml", kPolicy},
                         {"tables/territories.csv",
                          "id,country,to\nde,DE,pool:dach\nit,IT,pool:keeping\nfr,FR,pool:banded\n"
                          "es,ES,pool:sharing\npl,PL,pool:aiming\n"},
                         {"tests/a.yaml", kRoster + tests}};
    return RunScenarios(files, *MustCompile(files), workspace);
  }
  ScenarioResult RunOne(const std::string& test) {
    ScenarioReport report = Run("tests:\n  - name: t\n    now: 2026-11-23T10:00:00+01:00\n" + test);
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().Text();
    EXPECT_EQ(report.results.size(), 1u);
    return report.results.empty() ? ScenarioResult{} : report.results.front();
  }
  std::string FindingOf(const std::string& tests) {
    ScenarioReport report = Run(tests);
    EXPECT_EQ(report.findings.size(), 1u);
    EXPECT_GE(report.failed, 1);
    return report.findings.empty() ? std::string() : report.findings.front().Text();
  }
};

TEST_F(Scenarios, TheNextInTurnGetsIt) {
  EXPECT_TRUE(
      RunOne("    given: {next_in: {dach: jonas}}\n"
             "    lead: {country: DE}\n"
             "    expect: {status: routed, owner: jonas, role: owner, rule: territory, row: "
             "territories/de, pool: dach, lost: {lena: not in turn}}\n")
          .passed());
  EXPECT_TRUE(RunOne("    given: {next_in: {dach: lena}}\n"
                     "    lead: {country: DE}\n"
                     "    expect: {owner: lena}\n")
                  .passed());
}

TEST_F(Scenarios, TheNextInTurnIsSoInBandsSharedTurnsAndTargets) {
  for (const char* person : {"lena", "jonas"}) {
    const std::string who = person;
    for (const char* lead :
         {"banded}}\n    lead: {country: FR, employees: 500}\n",
          "sharing}}\n    lead: {country: ES}\n", "aiming}}\n    lead: {country: PL}\n"}) {
      std::string text = lead;
      text.insert(text.find('}'), ": " + who);
      const ScenarioResult result =
          RunOne("    given: {next_in: {" + text + "    expect: {owner: " + who + "}\n");
      EXPECT_TRUE(result.passed()) << text << (result.why.empty() ? "" : result.why[0]);
    }
  }
}

TEST_F(Scenarios, WhoIsAwayLosesItsTurn) {
  EXPECT_TRUE(RunOne("    given: {next_in: {dach: lena}, away: [lena]}\n"
                     "    lead: {country: DE}\n"
                     "    expect: {status: routed, owner: jonas, lost: {lena: away}}\n")
                  .passed());
}

TEST_F(Scenarios, PreviousOwnersAndForbiddenPeopleLose) {
  EXPECT_TRUE(RunOne("    given: {previous_owners: [lena]}\n"
                     "    lead: {country: DE}\n"
                     "    expect: {owner: jonas, lost: {lena: previous owner}}\n")
                  .passed());
  EXPECT_TRUE(RunOne("    given: {next_in: {keeping: lena}, previous_owners: [lena]}\n"
                     "    lead: {country: IT}\n"
                     "    expect: {owner: lena}\n")
                  .passed())
      << "only a pool that skips previous owners passes them over";
  EXPECT_TRUE(RunOne("    given: {next_in: {dach: jonas}}\n"
                     "    lead: {country: DE, industry: Insurance}\n"
                     "    expect: {owner: lena, lost: {jonas: forbidden}}\n")
                  .passed());
}

TEST_F(Scenarios, AnOwnerOnRecordIsActiveWhenTheRosterSaysSo) {
  EXPECT_TRUE(RunOne("    given: {contact: {owner: mara}}\n"
                     "    expect: {owner: mara, rule: known-person, reason: owner_of_contact}\n")
                  .passed());
  EXPECT_TRUE(RunOne("    given: {contact: {owner: gone}}\n"
                     "    expect: {status: queued, queue: unrouted, rule: nothing_matched}\n")
                  .passed());
}

TEST_F(Scenarios, FieldsOfTheBundleAndLearnedOnesMayBeGiven) {
  EXPECT_TRUE(RunOne("    lead: {Product__c: Analytics}\n"
                     "    expect: {status: held, reason: wait for the launch}\n")
                  .passed());
  EXPECT_TRUE(RunOne("    lead: {score: 80}\n    expect: {rule: hot}\n").passed());
}

TEST_F(Scenarios, AFailureSaysWhatWasExpectedWhatCameAndWhy) {
  const ScenarioResult result = RunOne(
      "    lead: {country: AT, score: 20}\n"
      "    expect: {owner: lena, rule: territory}\n");
  const std::vector<ScenarioCheck> misses = result.Misses();
  ASSERT_EQ(misses.size(), 2u);
  EXPECT_EQ(misses[0].key, "owner");
  EXPECT_EQ(misses[0].expected, "lena");
  EXPECT_EQ(misses[0].got, "");
  EXPECT_EQ(misses[0].line, 10);
  EXPECT_EQ(result.file, "tests/a.yaml");
  EXPECT_EQ(result.line, 7);
  EXPECT_THAT(result.why, ElementsAre("queued in queue unrouted, rule nothing_matched, reason: no "
                                      "rule matched",
                                      "rule `territory` matches, but gave nobody"));
}

TEST_F(Scenarios, AResultHasTheLeadAndAllThatWasExpectedWhetherItCameOrNot) {
  const ScenarioResult result = RunOne(
      "    given: {next_in: {dach: lena}}\n"
      "    lead: {country: DE}\n"
      "    expect: {owner: jonas, pool: dach}\n");
  EXPECT_EQ(result.record.Text(Field::kCountry), "DE");
  EXPECT_EQ(FormatTime(result.now), "2026-11-23T09:00:00Z");
  ASSERT_EQ(result.checks.size(), 2u);
  EXPECT_FALSE(result.checks[0].met());
  EXPECT_EQ(result.checks[0].got, "lena");
  EXPECT_TRUE(result.checks[1].met());
  EXPECT_EQ(result.checks[1].got, "dach");
  EXPECT_FALSE(result.passed());
}

TEST_F(Scenarios, AFailureSaysWhyAnExpectedRuleDidNotDecide) {
  EXPECT_THAT(RunOne("    lead: {country: DE, score: 79}\n    expect: {rule: hot}\n").why,
              testing::Contains("rule `hot` does not match: lead.score >= 80"));
  EXPECT_THAT(RunOne("    lead: {country: DE}\n    expect: {rule: hot}\n").why,
              testing::Contains(HasSubstr("rule `hot` cannot be evaluated: ")));
  EXPECT_THAT(RunOne("    lead: {country: DE, score: 90}\n    expect: {rule: territory}\n").why,
              testing::Contains("rule `territory` matches, but `hot` stands above it"));
  EXPECT_THAT(RunOne("    lead: {country: DE}\n    expect: {rule: teritory}\n").why,
              testing::Contains("there is no rule `teritory`; did you mean `territory`?"));
}

TEST_F(Scenarios, TeamsThatTheFileDoesNotListComeFromTheWorkspace) {
  Roster workspace;
  workspace.Upsert(Seller("lena", "dach"));
  workspace.Upsert(Seller("otto", "dach"));
  const std::string tests =
      "tests:\n"
      "  - name: t\n    now: 2026-11-23T10:00:00+01:00\n    lead: {country: DE}\n"
      "    expect: {status: routed, lost: {jonas: not in turn}}\n";
  EXPECT_EQ(Run(tests, &workspace).passed, 1) << "the file's own team is frozen";

  BundleFiles files = {{"policy.yaml", kPolicy},
                       {"tables/territories.csv", "id,country,to\nde,DE,pool:dach\n"},
                       {"tests/a.yaml",
                        "tests:\n"
                        "  - name: t\n    now: 2026-11-23T10:00:00+01:00\n"
                        "    given: {next_in: {dach: otto}}\n    lead: {country: DE}\n"
                        "    expect: {owner: otto}\n"}};
  EXPECT_EQ(RunScenarios(files, *MustCompile(files), &workspace).passed, 1);
}

TEST_F(Scenarios, TheTimeOfAnSlaIsCountedInTheOwnersWorkingTime) {
  const std::string friday =
      "tests:\n  - name: t\n    now: 2026-11-20T16:40:00+01:00\n"
      "    given: {next_in: {dach: lena}}\n    lead: {country: DE}\n";
  EXPECT_EQ(Run(friday + "    expect: {due: {first_touch: 2026-11-23T09:40:00+01:00}}\n").passed,
            1);
  const ScenarioReport late =
      Run(friday + "    expect: {due: {first_touch: 2026-11-20T17:40:00+01:00}}\n");
  ASSERT_EQ(late.results.size(), 1u);
  ASSERT_EQ(late.results[0].Misses().size(), 1u);
  EXPECT_EQ(late.results[0].Misses()[0].got, "2026-11-23T08:40:00Z");
  EXPECT_EQ(Run("tests:\n  - name: t\n    now: 2026-11-20T16:40:00+01:00\n"
                "    lead: {score: 90}\n"
                "    expect: {due: {first_touch: 2026-11-23T09:40:00+01:00}}\n")
                .failed,
            1)
      << "a rule without an SLA starts none";
}

TEST_F(Scenarios, DefaultsHoldUntilATestSaysOtherwise) {
  const ScenarioReport report =
      Run("defaults: {now: 2026-11-23T10:00:00+01:00, lead: {country: DE}}\n"
          "tests:\n"
          "  - {name: a, expect: {rule: territory}}\n"
          "  - {name: b, lead: {country: SE}, expect: {rule: nothing_matched}}\n");
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.passed, 2);
}

TEST_F(Scenarios, WhatATestSaysAndNobodyKnowsIsAnErrorWithItsPlace) {
  const std::string begin = "tests:\n  - name: t\n    now: 2026-11-23T10:00:00Z\n";
  EXPECT_EQ(FindingOf(begin + "    leed: {}\n    expect: {rule: hot}\n"),
            "tests/a.yaml:9:5: error: unknown key `leed`; did you mean `lead`?");
  EXPECT_EQ(FindingOf(begin + "    lead: {contry: DE}\n    expect: {rule: hot}\n"),
            "tests/a.yaml:9:12: error: unknown attribute `lead.contry`; did you mean "
            "`lead.country`?");
  EXPECT_EQ(FindingOf(begin + "    expect: {rull: hot}\n"),
            "tests/a.yaml:9:14: error: unknown key `rull`; did you mean `rule`?");
  EXPECT_EQ(FindingOf(begin + "    expect: {due: {frist_touch: 2026-11-23T09:40:00Z}}\n"),
            "tests/a.yaml:9:20: error: there is no sla `frist_touch`; did you mean `first_touch`?");
  EXPECT_EQ(FindingOf(begin + "    given: {away: [lina]}\n    expect: {rule: hot}\n"),
            "tests/a.yaml:9:20: error: the roster of this test has nobody called `lina`; did you "
            "mean `lena`?");
  EXPECT_EQ(FindingOf(begin + "    given: {next_in: {dahc: lena}}\n    expect: {rule: hot}\n"),
            "tests/a.yaml:9:23: error: there is no pool `dahc`; did you mean `dach`?");
  EXPECT_EQ(FindingOf(begin + "    expect: {status: queud}\n"),
            "tests/a.yaml:9:22: error: unknown status `queud`; did you mean `queued`?; write "
            "`routed`, `queued`, `held`, `rejected`");
  EXPECT_EQ(FindingOf(begin + "    lead: {employees: many}\n    expect: {rule: hot}\n"),
            "tests/a.yaml:9:23: error: `lead.employees` is a whole number, not `many`");
  EXPECT_EQ(
      FindingOf("tests:\n  - name: t\n    now: 2026-02-30\n    expect: {rule: hot}\n"),
      "tests/a.yaml:8:10: error: `2026-02-30` is not a time; write 2026-11-20T16:40:00+01:00");
  EXPECT_EQ(FindingOf("tests:\n  - name: t\n    expect: {rule: hot}\n"),
            "tests/a.yaml:7:5: error: a test needs `now`: `now: 2026-11-20T16:40:00+01:00`");
}

TEST_F(Scenarios, AFileOfAnotherKindUnderTestsIsNotPassedOver) {
  BundleFiles files = {{"policy.yaml", PolicyText("")}, {"tests/a.yml", "tests: []\n"}};
  files["policy.yaml"] =
      "policy: t\nrecord: lead\nrules: []\n"
      "nothing_matched: {queue: unrouted}\n"
      "queues: {unrouted: {owner: {team: revops}, empty_within: 4h}}\n";
  const ScenarioReport report = RunScenarios(files, *MustCompile(files), nullptr);
  EXPECT_EQ(report.failed, 1);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].Text(),
            "tests/a.yml: error: a test file ends in `.yaml`; nothing else under tests/ is read");
}

}  // namespace
}  // namespace signalbox
