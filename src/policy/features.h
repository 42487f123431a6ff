// Feature definitions: what a score may learn from and read, as versioned data of the policy.
// `features/NAME.yaml` of a bundle:
//
//   features:
//     - {name: is_customer, value: 'account.type == "Customer"'}
//     - {name: touches_30d, count: 'signal.kind == "touch"', within: 30d}
//     - {name: interest, decay: 'signal.kind == "touch"', half_life: 7d}
//     - {name: calls, sum: signal.value, when: 'signal.kind == "called"', within: 90d}
//     - {name: days_since_touch, age: 'signal.kind == "touch"'}
//     - {name: last_source, last: signal.source, when: 'signal.kind == "touch"'}
//
// CEL over the lead and what was looked up (`lead.`, `account.`, ...) and over signals
// (`signal.kind`, `signal.source`, `signal.value`), which are what happened to the lead.
//
// One evaluator serves and makes training rows: EvaluateFeatures reads nothing of a past that is
// later than `at`, so a row at T is the same whatever happened since. Pure; immutable once
// compiled; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "lead/attributes.h"
#include "policy/policy.h"

namespace signalbox {

class Findings;
class SlotTable;

// Features of one bundle: a model of more is read by nobody.
inline constexpr size_t kMaxFeatures = 200;
inline constexpr TimeUs kLongestWindowUs = 3'660 * kDayUs;

// Something that happened to a lead. Kinds: `touch` (they came again), `assigned`, `converted`,
// `opted_out`, and what people did with it by the names of `signalbox lead` (`accept`, `contact`).
struct LeadSignal {
  TimeUs at = 0;
  std::string kind;
  std::string source;  // of a touch, where it came from
  int64_t value = 1;
};

// What a lead was known as, from then on.
struct LeadAsOf {
  TimeUs since = 0;
  Attributes record;
};

// Everything known of one lead, in the order of time; it may hold what is later than is asked.
struct LeadPast {
  std::vector<LeadAsOf> records;
  std::vector<LeadSignal> signals;
};

class FeatureSet {
 public:
  FeatureSet();
  ~FeatureSet();
  FeatureSet(FeatureSet&&) noexcept;
  FeatureSet& operator=(FeatureSet&&) noexcept;

  // In the order of their files and lines.
  std::vector<std::string> names() const;
  bool empty() const;

  // A text for each feature, in the order of names(): a whole number, `true`, a text; of a decay
  // with three decimals; empty where it is not known. `at` includes what happened in that very
  // microsecond.
  std::vector<std::string> Evaluate(const LeadPast& past, TimeUs at) const;

 private:
  friend class FeatureCompiler;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Every `features/*.yaml` of a bundle; `slots` has the fields that it declares. Mistakes become
// findings with file, line and column, and the set is then empty.
FeatureSet CompileFeatures(const BundleFiles& files, const SlotTable& slots, Findings* findings);
// Of a bundle that compiled.
Result<FeatureSet> FeaturesOfBundle(const BundleFiles& files);

// One half to the power of age by half life, in millionths: halves exactly, straight lines between.
int64_t DecayE6(TimeUs age, TimeUs half_life);

}  // namespace signalbox
