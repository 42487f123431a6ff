#include "policy/watched.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signalbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const Policy> Watching(const std::string& triggers) {
  const BundleFiles files = {
      {"policy.yaml", "policy: p\nrecord: lead\ntriggers: " + triggers +
                          "\nfields:\n  lead.Tier__c: {type: integer}\n"
                          "rules:\n  - {name: all, queue: q}\n"
                          "nothing_matched: {queue: q, reason: none}\n"
                          "queues:\n  q: {owner: {team: t}, empty_within: 4h}\n"}};
  const CompileOutcome outcome = CompilePolicy(files, nullptr);
  for (const Finding& one : outcome.findings) ADD_FAILURE() << one.Text();
  return outcome.policy;
}

Attributes Lead(const std::string& country, int64_t employees, const std::string& tier) {
  Attributes lead;
  lead.SetText(Field::kCountry, country);
  if (employees > 0) lead.SetInt(Field::kEmployees, employees);
  if (!tier.empty()) lead.SetExtra("Tier__c", tier);
  return lead;
}

TEST(WatchedChanges, NamesWhatIsOtherwiseAndNothingElse) {
  const auto policy =
      Watching("[created, {changed: [lead.country, lead.employees, lead.Tier__c]}]");
  const Attributes before = Lead("DE", 50, "1");
  EXPECT_THAT(WatchedChanges(*policy, before, before), IsEmpty());
  EXPECT_THAT(WatchedChanges(*policy, before, Lead("AT", 50, "2")),
              ElementsAre("lead.country", "lead.Tier__c"));
  EXPECT_THAT(WatchedChanges(*policy, Lead("DE", 0, ""), before),
              ElementsAre("lead.employees", "lead.Tier__c"));
  Attributes called = before;
  called.SetText(Field::kPhone, "+49 89 1234567");
  EXPECT_THAT(WatchedChanges(*policy, before, called), IsEmpty());
}

TEST(WatchedChanges, APolicyThatWatchesNothingSeesNone) {
  EXPECT_THAT(
      WatchedChanges(*Watching("[created, came_back]"), Lead("DE", 1, ""), Lead("AT", 2, "")),
      IsEmpty());
}

}  // namespace
}  // namespace signalbox
