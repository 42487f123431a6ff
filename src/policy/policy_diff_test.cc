#include "policy/policy_diff.h"

#include <gmock/gmock.h>

#include "policy/example_leads.h"
#include "policy/format_bundle.h"
#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

BundleFiles ExampleBundle() {
  return {{"policy.yaml", R"(policy: t
record: lead
zone: Europe/Berlin
fields:
  lead.Product__c: {type: text}
guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest]}
    else: {reject: no_lawful_basis}
  - name: licensed
    when: {lead.industry: insurance}
    forbid: '!("insurance" in person.skills)'
rules:
  - name: known-person
    when: {contact.owner.active: true}
    assign: {owner_of: contact}
  - name: strategic
    when: 'lead.score >= 80 && lead.employees >= 5000'
    assign: {person: mara}
  - name: product
    when: {lead.Product__c: [core, analytics]}
    hold: {reason: ask the product desk}
  - name: territory
    assign: {table: territories}
nothing_matched: {queue: unrouted, reason: no rule matched}
tables:
  territories:
    file: tables/t.csv
    match: {country: lead.country, postal: lead.postal_code, employees: lead.employees}
    gives: {to: target}
pools:
  dach: {members: {team: dach}}
  south: {members: {team: south}}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)"},
          {"tables/t.csv",
           "id,country,postal,employees,to,valid_from,valid_to\n"
           "dach,DE|AT,*,*,pool:dach,,\n"
           "de-south,DE,8*|9*,1..999,pool:south,,\n"
           "ch,CH,*,*,person:otto,,2026-12-31\n"}};
}

BundleFiles With(const std::string& file, const std::string& from, const std::string& to) {
  BundleFiles files = ExampleBundle();
  std::string& text = files[file];
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return files;
}

PolicyDiff DiffOf(const BundleFiles& a, const BundleFiles& b) {
  auto before = MustCompile(a), after = MustCompile(b);
  const Roster roster = RosterForExamples({before.get(), after.get()});
  const PoolStates pools;
  PolicyDiff diff;
  for (const auto& [policy, files] : {std::pair(before, a), std::pair(after, b)}) {
    for (const ExampleLead& lead : ExampleLeads(*policy, files, At("2026-11-20T10:00:00Z"))) {
      const DecideInput input{lead.record, roster, pools, lead.now, {}};
      diff.Add(lead.name, Decide(*before, input), Decide(*after, input));
    }
  }
  return diff;
}

TEST(PolicyDiffs, APolicyDecidesLikeItself) {
  const PolicyDiff diff = DiffOf(ExampleBundle(), ExampleBundle());
  EXPECT_EQ(diff.moved(), 0);
  EXPECT_GT(diff.leads(), 50);
  EXPECT_EQ(diff.Text(), "no lead of " + std::to_string(diff.leads()) + " decides differently\n");
}

TEST(PolicyDiffs, FormattingChangesNoDecision) {
  BundleFiles formatted = ExampleBundle();
  Findings findings;
  for (auto& [path, text] : FormatBundle(formatted, &findings)) formatted[path] = text;
  EXPECT_EQ(DiffOf(ExampleBundle(), formatted).moved(), 0);
}

// Whatever one line of a policy says otherwise shows in some example lead.
TEST(PolicyDiffs, EveryChangedBoundaryIsFound) {
  struct Change {
    std::string file, from, to;
  };
  for (const Change& change : std::vector<Change>{
           {"policy.yaml", "lead.score >= 80", "lead.score > 80"},
           {"policy.yaml", "employees >= 5000", "employees >= 5001"},
           {"policy.yaml", "[core, analytics]", "[core]"},
           {"policy.yaml", "{person: mara}", "{person: lena}"},
           {"policy.yaml", "reject: no_lawful_basis", "reject: no_basis"},
           {"policy.yaml", "[given, legitimate_interest]", "[given]"},
           {"policy.yaml", "lead.industry: insurance", "lead.industry: banking"},
           {"policy.yaml", "contact.owner.active: true", "contact.owner.active: false"},
           {"tables/t.csv", "1..999", "1..998"},
           {"tables/t.csv", "1..999", "2..999"},
           {"tables/t.csv", "8*|9*", "8*"},
           {"tables/t.csv", "DE|AT", "DE"},
           {"tables/t.csv", "2026-12-31", "2026-12-30"},
           {"tables/t.csv", "ch,CH", "ch,LI"},
           {"tables/t.csv", "pool:south", "pool:dach"},
       }) {
    EXPECT_GT(DiffOf(ExampleBundle(), With(change.file, change.from, change.to)).moved(), 0)
        << change.from << " -> " << change.to;
  }
}

TEST(PolicyDiffs, SaysFromWhereToWhereByWhichRuleWithAnExample) {
  const PolicyDiff diff =
      DiffOf(ExampleBundle(), With("policy.yaml", "{person: mara}", "{queue: unrouted}"));
  ASSERT_EQ(diff.groups().size(), 1u);
  EXPECT_EQ(diff.groups().begin()->first,
            std::pair(std::string("strategic"), std::string("strategic")));
  EXPECT_THAT(diff.Text(), HasSubstr("    before: mara (strategic)\n"
                                     "    after:  queue unrouted (strategic)\n"));
  EXPECT_THAT(diff.Json(), HasSubstr("\"from\":\"mara\",\"to\":\"queue unrouted\","
                                     "\"from_rule\":\"strategic\",\"to_rule\":\"strategic\""));
}

TEST(PolicyDiffs, AnotherNameForTheSameIsNoMove) {
  const PolicyDiff diff =
      DiffOf(ExampleBundle(), With("policy.yaml", "name: product", "name: product-desk"));
  EXPECT_EQ(diff.moved(), 0);
  EXPECT_GT(diff.renamed(), 0);
  EXPECT_THAT(diff.Text(), HasSubstr("to the same place by another rule or row"));
}

}  // namespace
}  // namespace signalbox
