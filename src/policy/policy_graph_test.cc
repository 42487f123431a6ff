#include "policy/policy_graph.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::Not;

// SIGNALBOX_UPDATE_GOLDEN=1 rewrites the picture; look at it.
TEST(PolicyGraph, DrawsTheDemoCompanyWithItsCounts) {
  const std::string source = SB_SOURCE_DIR;
  auto files = ReadBundle(source + "/policies/demo");
  ASSERT_TRUE(files.ok()) << files.error().message;
  auto policy = MustCompile(*files);
  FlowCounts counts;
  for (int i = 0; i < 120; ++i) {
    CountFlow(Disposition::kAssign, "territory", "next_in_pool", i % 3 == 0 ? "emea" : "americas",
              "", "somebody", &counts);
  }
  for (int i = 0; i < 31; ++i) {
    CountFlow(Disposition::kAssign, "customer", "owner_of_account", "", "", "somebody", &counts);
  }
  CountFlow(Disposition::kReject, "refused", "no_lawful_basis", "", "", "", &counts);
  CountFlow(Disposition::kQueue, "partner", "queued_by_rule", "", "partner-desk", "", &counts);
  CountFlow(Disposition::kHold, "territory", "all_out", "emea", "", "", &counts);
  const std::string svg = FlowSvg(*policy, counts);
  const std::string path = source + "/tests/golden/graph/demo.svg";
  if (std::getenv("SIGNALBOX_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << svg;
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream golden;
  golden << in.rdbuf();
  EXPECT_EQ(svg, golden.str());
}

TEST(PolicyGraph, EscapesWhatABundleSays) {
  auto policy =
      MustCompile({{"policy.yaml", PolicyText("  - {name: '<script>&\"', when: 'lead.score < 5 && "
                                              "lead.title == \"<b>\"', queue: unrouted}\n")}});
  const std::string svg = FlowSvg(*policy, {});
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;&amp;&quot;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("<b>")));
}

TEST(PolicyGraph, PutsATableOfManyPeopleIntoOneBox) {
  std::string rows = "id,country,to\n";
  for (int i = 0; i < 40; ++i) {
    rows +=
        "r" + std::to_string(i) + ",C" + std::to_string(i) + ",person:p" + std::to_string(i) + "\n";
  }
  auto policy = MustCompile(
      {{"policy.yaml",
        PolicyText("  - {name: t, assign: {table: t}}\n",
                   "tables: {t: {file: tables/t.csv, match: {country: lead.country}, gives: {to: "
                   "target}}}\n")},
       {"tables/t.csv", rows}});
  FlowCounts counts;
  for (int i = 0; i < 40; ++i) {
    CountFlow(Disposition::kAssign, "t", "named_person", "", "", "p" + std::to_string(i), &counts);
  }
  EXPECT_THAT(FlowSvg(*policy, counts), HasSubstr("33 more of t"));
  EXPECT_THAT(FlowSvg(*policy, counts), HasSubstr(">33</text>"));
}

}  // namespace
}  // namespace signalbox
