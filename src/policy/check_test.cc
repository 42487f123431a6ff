#include "policy/check.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <set>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

std::string Checked(const BundleFiles& files, const Roster* roster = nullptr,
                    CheckBudget budget = {}) {
  auto policy = MustCompile(files);
  if (policy == nullptr) return "does not compile";
  std::string text;
  for (const Finding& finding : CheckPolicy(*policy, files, roster, budget)) {
    EXPECT_EQ(finding.severity, Severity::kWarning);
    text += finding.Text() + "\n";
  }
  return text;
}

// Every record that differs for conditions over these three attributes.
std::vector<Attributes> AllLeads() {
  std::vector<Attributes> leads;
  for (std::string_view country : {"", "DE", "AT", "de", "at", "DEX", "FR"}) {
    for (int64_t employees = -2; employees <= 31; ++employees) {
      for (int mail = -1; mail <= 1; ++mail) {
        Attributes lead = Lead({{Field::kCountry, country}}, employees < 0 ? -1 : employees);
        if (mail >= 0) lead.SetBool(Field::kFreeMail, mail == 1);
        leads.push_back(std::move(lead));
      }
    }
  }
  return leads;
}

std::string AnyCondition() {
  static const std::vector<std::string> kTests = {
      "{lead.country: DE}",
      "{lead.country: [DE, AT]}",
      "{lead.country: {not: DE}}",
      "{lead.country: {starts: D}}",
      "{lead.country: {known: false}}",
      "{lead.employees: ..9}",
      "{lead.employees: 10..20}",
      "{lead.employees: 5.., lead.country: AT}",
      "{lead.employees: {known: true}}",
      "{lead.free_mail: true}",
      "{lead.free_mail: {not: true}}",
      "{any: [{lead.country: AT}, {lead.employees: 20..}]}",
      "'lead.employees > 9 || lead.country == \"DE\"'",
      "'!(lead.employees >= 10) && lead.country != \"AT\"'",
      "'lead.country in [\"DE\", \"FR\"] && !lead.free_mail'",
      "'has(lead.free_mail) ? lead.free_mail : lead.employees < 15'",
      "'true'"};
  return *rc::gen::elementOf(kTests);
}

TEST(CheckRules, SaysExactlyWhichRulesNoRecordReaches) {
  const std::vector<Attributes> leads = AllLeads();
  bool good = rc::check([&] {
    auto count = *rc::gen::inRange(1, 8);
    std::string rules, guards;
    if (*rc::gen::arbitrary<bool>()) {
      guards = "guards: [{name: g, require: " + AnyCondition() + ", else: {reject: no}}]\n";
    }
    for (int i = 0; i < count; ++i) {
      rules +=
          "  - {name: r" + std::to_string(i) + ", when: " + AnyCondition() + ", queue: unrouted}\n";
    }
    BundleFiles files = {{"policy.yaml", PolicyText(rules, guards)}};
    auto policy = MustCompile(files);
    Roster roster;
    PoolStates pools;
    std::set<std::string> reached;
    for (const Attributes& lead : leads) {
      reached.insert(Decide(*policy, {lead, roster, pools, 0, {}}).rule);
    }
    std::string found = Checked(files);
    for (int i = 0; i < count; ++i) {
      std::string name = "r" + std::to_string(i);
      bool said = found.find("warning: rule `" + name + "`") != std::string::npos;
      RC_ASSERT(said != reached.contains(name));
    }
  });
  EXPECT_TRUE(good);
}

TEST(CheckRows, SaysExactlyWhichRowsDecideNothing) {
  const std::vector<Attributes> leads = AllLeads();
  bool good = rc::check([&] {
    auto cells =
        *rc::gen::container<std::vector<std::tuple<std::string, std::string, std::string>>>(
            rc::gen::tuple(
                rc::gen::elementOf(std::vector<std::string>{"DE", "AT", "DE|AT", "D*", "*"}),
                rc::gen::elementOf(
                    std::vector<std::string>{"..9", "10..20", "21..", "5..15", "*", "(blank)"}),
                rc::gen::elementOf(std::vector<std::string>{"true", "false", "*", "(blank)"})));
    bool first = *rc::gen::arbitrary<bool>();
    std::string csv = "id,order,country,size,mail,to\n";
    if (!first) csv = "id,country,size,mail,to\n";
    for (size_t i = 0; i < cells.size(); ++i) {
      const auto& [country, size, mail] = cells[i];
      csv += "r" + std::to_string(i) + "," + (first ? std::to_string(i) + "," : "") + country +
             "," + size + "," + mail + ",queue:unrouted\n";
    }
    std::string rules = "  - {name: above, when: " + AnyCondition() +
                        ", queue: unrouted}\n  - {name: t, assign: {table: t}}\n";
    BundleFiles files = {
        {"policy.yaml",
         PolicyText(rules, std::string("tables: {t: {file: tables/t.csv, gives: {to: target}, ") +
                               "match: {country: lead.country, size: lead.employees, mail: " +
                               "lead.free_mail}" + (first ? ", hit: first" : "") + "}}\n")},
        {"tables/t.csv", csv}};
    CompileOutcome outcome = CompilePolicy(files, nullptr);
    if (outcome.policy == nullptr) return;  // rows that tie
    Roster roster;
    PoolStates pools;
    std::set<std::string> reached, rules_reached;
    for (const Attributes& lead : leads) {
      Decision decision = Decide(*outcome.policy, {lead, roster, pools, 0, {}});
      reached.insert(decision.row);
      rules_reached.insert(decision.rule);
    }
    if (!rules_reached.contains("t") && !rules_reached.contains("nothing_matched")) return;
    std::string found = Checked(files);
    for (size_t i = 0; i < cells.size(); ++i) {
      std::string name = "r" + std::to_string(i);
      bool said = found.find("row `" + name + "` never decides") != std::string::npos;
      RC_ASSERT(said != reached.contains("t/" + name));
    }
  });
  EXPECT_TRUE(good);
}

TEST(Check, WhatTheBudgetDoesNotSufficeForIsNotDecided) {
  std::string rules;
  for (int i = 0; i < 50; ++i) {
    rules += "  - {name: r" + std::to_string(i) + ", when: {lead.country: C" +
             std::to_string(i % 7) + ", lead.employees: " + std::to_string(i) +
             "..}, queue: unrouted}\n";
  }
  BundleFiles files = {{"policy.yaml", PolicyText(rules)}};
  EXPECT_THAT(Checked(files, nullptr, {.steps = 40}), HasSubstr("warning: not decided"));
  EXPECT_THAT(Checked(files), testing::Not(HasSubstr("not decided")));
}

TEST(Check, APoolWhosePeopleAllTakeNothingIsNamed) {
  std::string text = PolicyText("  - {name: a, assign: {pool: south}}\n",
                                "pools: {south: {members: {team: dach-south}}}\n");
  BundleFiles files = {{"policy.yaml", text}};
  Roster roster = ExampleRoster();
  EXPECT_EQ(Checked(files, &roster), "");
  Person lena = *roster.FindPerson("lena@acme.example"),
         jonas = *roster.FindPerson("jonas@acme.example");
  lena.active = false;
  jonas.weight = 0;
  roster.Upsert(lena);
  roster.Upsert(jonas);
  EXPECT_THAT(Checked(files, &roster), HasSubstr("pool `south`: nobody of its 2 people"));
}

TEST(Check, OneDeadRowAmongThousandsIsFound) {
  std::string csv = "id,country,size,to\n";
  for (int i = 0; i < 2'000; ++i) {
    csv += "r" + std::to_string(i) + ",C" + std::to_string(i) + ",*,queue:unrouted\n";
  }
  csv += "low,C7,..9,queue:unrouted\nhigh,C7,10..,queue:unrouted\nnone,C7,(blank),queue:unrouted\n";
  BundleFiles files = {
      {"policy.yaml",
       PolicyText("  - {name: t, assign: {table: t}}\n",
                  "tables: {t: {file: tables/t.csv, gives: {to: target}, match: {country: "
                  "lead.country, size: lead.employees}}}\n")},
      {"tables/t.csv", csv}};
  EXPECT_EQ(Checked(files),
            "tables/t.csv:9:1: warning: row `r7` never decides; for example {lead.country: C7}, "
            "which fits it, goes to row `none` of `t`\n");
}

}  // namespace
}  // namespace signalbox
