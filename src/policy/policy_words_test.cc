#include "policy/policy_words.h"

#include <gmock/gmock.h>

#include "policy/policy_explain.h"
#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

std::string WordsOf(const std::string& when) {
  auto policy = MustCompile(
      {{"policy.yaml", PolicyText("  - {name: a, when: " + when + ", queue: unrouted}\n",
                                  "fields: {lead.Product__c: {type: text}}\n")}});
  return policy == nullptr ? "" : InWords(policy->rules.front().when->cel());
}

TEST(PolicyWords, SayTheShortForm) {
  EXPECT_EQ(WordsOf("{lead.country: DE}"), "lead.country is de");
  EXPECT_EQ(WordsOf("{lead.country: [DE, AT, CH]}"), "lead.country is de, at or ch");
  EXPECT_EQ(WordsOf("{lead.country: {not: [DE, AT]}}"), "lead.country is none of de or at");
  EXPECT_EQ(WordsOf("{lead.country: DE, lead.employees: 50..999}"),
            "lead.country is de and lead.employees is at least 50 and lead.employees is at most "
            "999");
  EXPECT_EQ(WordsOf("{lead.postal_code: {starts: [\"80\", \"81\"]}}"),
            "(lead.postal_code starts with 80 or lead.postal_code starts with 81)");
  EXPECT_EQ(WordsOf("{lead.domain: {known: false}}"), "lead.domain is missing");
  EXPECT_EQ(WordsOf("{contact.owner.active: true}"), "contact.owner.active is true");
  EXPECT_EQ(WordsOf("{any: [{lead.country: DE}, {lead.score: 80..}]}"),
            "lead.country is de or lead.score is at least 80");
  EXPECT_EQ(WordsOf("{}"), "always");
}

TEST(PolicyWords, SayCelAndLeaveWhatHasNoWordsAsItIs) {
  EXPECT_EQ(InWords("lead.score >= 80 && lead.employees >= 5000"),
            "lead.score is at least 80 and lead.employees is at least 5000");
  EXPECT_EQ(InWords("!(\"insurance\" in person.skills)"), "person.skills lacks insurance");
  EXPECT_EQ(InWords("size(lead.title) > 3"), "`size(lead.title)` is more than 3");
  EXPECT_EQ(InWords("lead.score ? true : false"), "`lead.score ? true : false`");
  EXPECT_EQ(InWords("not cel ("), "`not cel (`");
}

constexpr char kPolicy[] = R"(policy: demo
record: lead
guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest]}
    else: {reject: no_lawful_basis}
rules:
  - name: customer
    when: {account.type: customer}
    assign: {owner_of: account}
  - name: territory
    assign: {table: territories}
nothing_matched: {queue: unrouted, reason: no rule matched}
tables:
  territories:
    file: tables/t.csv
    match: {country: lead.country}
    gives: {to: target}
pools:
  dach: {members: {team: dach}, strategy: rotation}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";

TEST(PolicyExplain, SaysWhoIsAskedForHowLongAndWhatFollowsOtherwise) {
  auto policy = MustCompile({{"policy.yaml", PolicyText(R"(  - name: strategic
    when: {lead.employees: 5000..}
    escalate: {team: desk, decide_within: 4h, otherwise: {queue: unrouted}}
)",
                                                        "")}});
  EXPECT_THAT(ExplainPolicy(*policy, ""),
              testing::AllOf(testing::HasSubstr("    then     ask in escalation strategic\n"),
                             testing::HasSubstr("\nescalations\n  strategic: team desk decides "
                                                "within 4h, else queue unrouted\n")));
  EXPECT_THAT(ExplainPolicyJson(*policy, ""),
              testing::HasSubstr(R"({"name":"strategic","asks":"team desk","decide_within":"4h")"));
}

TEST(PolicyExplain, PrintsTheCelOfEveryConditionAndWhatFollows) {
  auto policy =
      MustCompile({{"policy.yaml", kPolicy}, {"tables/t.csv", "id,country,to\nd,DE,pool:dach\n"}});
  EXPECT_EQ(ExplainPolicy(*policy, ""),
            "policy demo\n"
            "\n"
            "guards, checked first\n"
            "  lawful-basis (line 4)\n"
            "    require  has(lead.consent) && lead.consent.trim().lowerAscii() in [\"given\", "
            "\"legitimate_interest\"]\n"
            "             lead.consent is given or legitimate_interest\n"
            "    else     reject: no_lawful_basis\n"
            "\n"
            "rules, top to bottom; the first match decides\n"
            "  customer (line 8)\n"
            "    when     has(account.type) && account.type.trim().lowerAscii() == \"customer\"\n"
            "             account.type is customer\n"
            "    then     the owner of the account\n"
            "  territory (line 11)\n"
            "    then     what table territories says\n"
            "  nothing_matched\n"
            "    then     queue unrouted: no rule matched\n"
            "\n"
            "tables\n"
            "  territories: tables/t.csv, 1 rows; the most specific row decides\n"
            "    country is lead.country\n"
            "\n"
            "pools\n"
            "  dach: rotation, team dach\n"
            "\n"
            "queues\n"
            "  unrouted: team revops, empty within 4h\n");
  EXPECT_EQ(ExplainPolicy(*policy, "territory"),
            "  territory (line 11)\n    then     what table territories says\n");
  EXPECT_EQ(ExplainPolicy(*policy, "teritory"), "");
}

}  // namespace
}  // namespace signalbox
