#include "policy/unacted.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

std::vector<Finding> Told(const std::string& more, const std::string& pool) {
  const BundleFiles files = {
      {"policy.yaml", "policy: p\nrecord: lead\nrules:\n  - name: all\n    assign: {pool: a}\n" +
                          more +
                          "nothing_matched: {queue: q, reason: none}\n"
                          "pools:\n  a: {members: {team: t}, all_out: hold" +
                          pool + "}\nqueues:\n  q: {owner: {team: t}, empty_within: 4h}\n"}};
  const CompileOutcome outcome = CompilePolicy(files, nullptr);
  for (const Finding& one : outcome.findings) ADD_FAILURE() << one.Text();
  return outcome.policy == nullptr ? std::vector<Finding>() : NotActedOnYet(*outcome.policy);
}

TEST(NotActedOn, APolicyThatIsActedOnWhollyHearsNothing) {
  EXPECT_TRUE(Told("", ", strategy: weighted").empty());
}

TEST(NotActedOn, WhatIsOnlyKeptIsSaid) {
  const std::vector<Finding> told = Told(
      "    sla: [first]\n"
      "slas:\n  first: {within: 1h, clock: always, starts: assigned, stops: [desk.contacted]}\n",
      ", strategy: least_open, skip: previous_owners");
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].severity, Severity::kWarning);
  EXPECT_NE(told[0].message.find("`slas`"), std::string::npos);
  EXPECT_NE(told[1].message.find("`least_open`"), std::string::npos);
  EXPECT_NE(told[2].message.find("`skip: previous_owners`"), std::string::npos);
}

}  // namespace
}  // namespace signalbox
