#include "policy/features.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

constexpr TimeUs kNow = 1'760'000'000 * kSecondUs;

constexpr char kFeatures[] = R"(features:
  - {name: is_customer, value: 'account.type == "Customer"'}
  - {name: touches_30d, count: 'signal.kind == "touch"', within: 30d}
  - {name: interest, decay: 'signal.kind == "touch"', half_life: 7d}
  - {name: called, sum: signal.value, when: 'signal.kind == "called"'}
  - {name: days_since_touch, age: 'signal.kind == "touch"'}
  - {name: last_source, last: signal.source, when: 'signal.kind == "touch"'}
)";

FeatureSet Features(const std::string& text = kFeatures) {
  const BundleFiles files = {
      {"policy.yaml", PolicyText("  - {name: a, when: {}, assign: {queue: unrouted}}\n")},
      {"features/lead.yaml", text}};
  Result<FeatureSet> set = FeaturesOfBundle(files);
  EXPECT_TRUE(set.ok()) << set.error().message;
  return set.ok() ? std::move(*set) : FeatureSet();
}

std::string FirstFinding(const std::string& features) {
  const CompileOutcome outcome = CompilePolicy(
      {{"policy.yaml", PolicyText("  - {name: a, when: {}, assign: {queue: unrouted}}\n")},
       {"features/lead.yaml", "features:\n  - " + features + "\n"}},
      nullptr);
  EXPECT_EQ(outcome.policy, nullptr);
  return outcome.findings.empty() ? "" : outcome.findings.front().Text();
}

LeadAsOf Known(TimeUs since, const std::string& account_type) {
  LeadAsOf known{since, {}};
  known.record.SetText(Field::kAccountType, account_type);
  return known;
}

LeadPast Past() {
  return {{Known(kNow - 100 * kDayUs, "Prospect"), Known(kNow - 10 * kDayUs, "Customer")},
          {{kNow - 40 * kDayUs, "touch", "web", 1},
           {kNow - 14 * kDayUs, "touch", "event", 1},
           {kNow - 8 * kDayUs, "called", "", 3},
           {kNow - 7 * kDayUs, "touch", "ad", 1}}};
}

TEST(Features, WindowsDecayAgeAndLastAreOfTheMomentThatIsAsked) {
  const FeatureSet set = Features();
  EXPECT_EQ(set.names(), (std::vector<std::string>{"is_customer", "touches_30d", "interest",
                                                   "called", "days_since_touch", "last_source"}));
  // 40 days are 5.714 half lives: 1/32, less 714/2000 of it; 14 and 7 days are a quarter and half.
  EXPECT_EQ(set.Evaluate(Past(), kNow),
            (std::vector<std::string>{"true", "2", "0.770", "3", "7", "ad"}));
  EXPECT_EQ(set.Evaluate(Past(), kNow - 11 * kDayUs),
            (std::vector<std::string>{"false", "2", "0.844", "0", "3", "event"}));
}

TEST(Features, BeforeAnythingIsKnownNothingIs) {
  EXPECT_EQ(Features().Evaluate(Past(), kNow - 200 * kDayUs),
            (std::vector<std::string>{"", "0", "0.000", "0", "", ""}));
}

TEST(Features, DecayHalvesWithEachHalfLifeAndNeverRises) {
  EXPECT_EQ(DecayE6(0, kDayUs), 1'000'000);
  EXPECT_EQ(DecayE6(kDayUs, kDayUs), 500'000);
  EXPECT_EQ(DecayE6(3 * kDayUs, kDayUs), 125'000);
  EXPECT_EQ(DecayE6(100 * kDayUs, kDayUs), 0);
  int64_t before = 1'000'001;
  for (TimeUs age = 0; age < 25 * kDayUs; age += kHourUs) {
    EXPECT_LE(DecayE6(age, kDayUs), before);
    before = DecayE6(age, kDayUs);
  }
}

TEST(Features, MistakesAreFindingsWithTheirPlace) {
  EXPECT_EQ(FirstFinding("{name: x, value: lead.contry}").substr(0, 26),
            "features/lead.yaml:2:22: e");
  EXPECT_NE(FirstFinding("{name: x, value: signal.kind}").find("signal.kind"), std::string::npos);
  EXPECT_NE(FirstFinding("{name: country, value: lead.state}").find("name of a field"),
            std::string::npos);
  EXPECT_NE(FirstFinding("{name: x}").find("say what it takes"), std::string::npos);
  EXPECT_NE(FirstFinding("{name: x, decay: 'true'}").find("half_life"), std::string::npos);
  EXPECT_NE(FirstFinding("{name: x, count: 'true', sum: signal.value}").find("one thing"),
            std::string::npos);
  EXPECT_NE(FirstFinding("{name: x, count: signal.value}").find("bool"), std::string::npos);
  EXPECT_NE(FirstFinding("{name: x, count: 'true', within: -1d}").find("-1d"), std::string::npos);
}

rc::Gen<LeadSignal> AnySignal(TimeUs from, TimeUs to) {
  return rc::gen::build<LeadSignal>(
      rc::gen::set(&LeadSignal::at, rc::gen::inRange(from, to)),
      rc::gen::set(&LeadSignal::kind, rc::gen::element<std::string>("touch", "called", "accept")),
      rc::gen::set(&LeadSignal::source, rc::gen::element<std::string>("", "web", "ad")),
      rc::gen::set(&LeadSignal::value, rc::gen::inRange<int64_t>(0, 9)));
}

void Sort(LeadPast* past) {
  std::stable_sort(past->signals.begin(), past->signals.end(),
                   [](const LeadSignal& a, const LeadSignal& b) { return a.at < b.at; });
}

// Point in time: whatever happens after T, the row at T stays the same.
RC_GTEST_PROP(Features, NothingThatHappensLaterChangesARow, ()) {
  static const FeatureSet set = Features();
  LeadPast past;
  past.signals =
      *rc::gen::container<std::vector<LeadSignal>>(AnySignal(kNow - 60 * kDayUs, kNow + 1));
  past.records.push_back(Known(kNow - 50 * kDayUs, "Prospect"));
  Sort(&past);
  const std::vector<std::string> row = set.Evaluate(past, kNow);
  LeadPast with_future = past;
  const auto future = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<LeadSignal>>(AnySignal(kNow + 1, kNow + 60 * kDayUs)));
  with_future.signals.insert(with_future.signals.end(), future.begin(), future.end());
  Sort(&with_future);
  with_future.records.push_back(Known(kNow + 1, "Customer"));
  RC_ASSERT(set.Evaluate(with_future, kNow) == row);
  // And that it is not blind: from then on it is another row.
  RC_ASSERT(set.Evaluate(with_future, kNow + 1) != row);
}

}  // namespace
}  // namespace signalbox
