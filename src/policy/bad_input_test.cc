// What is too large to be kept as a golden file. The rest of the bad input is in
// tests/golden/policy.
#include <gmock/gmock.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

std::string FirstFinding(const BundleFiles& files) {
  const CompileOutcome outcome = CompilePolicy(files, nullptr);
  EXPECT_EQ(outcome.policy, nullptr);
  return outcome.findings.empty() ? "" : outcome.findings.front().Text();
}

TEST(BadInput, AnExpressionOfAMegabyteIsRefused) {
  std::string expression = "lead.score > 0";
  while (expression.size() < 1'000'000) expression += " || lead.score > 0";
  EXPECT_EQ(FirstFinding({{"policy.yaml", PolicyText("  - name: a\n    when: '" + expression +
                                                     "'\n    queue: unrouted\n")}}),
            "policy.yaml:5:11: error: in this condition, expression of 1000004 bytes is "
            "longer than 65536 bytes");
}

TEST(BadInput, AFileOfManyMegabytesIsRefused) {
  EXPECT_EQ(FirstFinding({{"policy.yaml", "policy: a\n#" + std::string(5 << 20, 'x') + "\n"}}),
            "policy.yaml: error: larger than 4 MB; long lists belong into a table");
}

TEST(BadInput, AThousandMistakesEndInACount) {
  std::string rules;
  for (int i = 0; i < 1'000; ++i) rules += "  - {name: r" + std::to_string(i) + ", quue: q}\n";
  const CompileOutcome outcome = CompilePolicy({{"policy.yaml", PolicyText(rules)}}, nullptr);
  ASSERT_EQ(outcome.findings.size(), 101u);
  EXPECT_EQ(outcome.findings.back().message, "1900 more findings are not shown");
}

}  // namespace
}  // namespace signalbox
