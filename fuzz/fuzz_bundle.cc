// The bundle loader: any files compile, or say why not with a place; what compiles decides, is
// explained, checked and drawn, and means the same after `policy fmt`.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "fuzz_bundle_input.h"
#include "policy/check.h"
#include "policy/policy_explain.h"
#include "policy/policy_graph.h"
#include "policy/scenario.h"

namespace signalbox {
namespace {

// A hundredth of what `policy check` takes, so that a run tries many bundles.
constexpr int64_t kCheckSteps = 50'000;

void CheckFindings(const CompileOutcome& outcome) {
  bool errors = false;
  for (const Finding& finding : outcome.findings) {
    CHECK(!finding.message.empty());
    CHECK(finding.line >= 0 && finding.column >= 0);
    errors = errors || finding.severity == Severity::kError;
  }
  CHECK(errors == (outcome.policy == nullptr));
}

void Load(std::string_view input) {
  const BundleFiles files = SplitBundle(input);
  const CompileOutcome outcome = CompilePolicy(files, &RosterToDecide());
  CheckFindings(outcome);
  FormatKeepsMeaning(files, outcome);
  if (outcome.policy == nullptr) return;
  CHECK(!ExplainPolicy(*outcome.policy, "").empty());
  CHECK(!ExplainPolicyJson(*outcome.policy, "").empty());
  CHECK(!FlowSvg(*outcome.policy, {}).empty());
  CheckPolicy(*outcome.policy, files, &RosterToDecide(), {.steps = kCheckSteps});
  RunScenarios(files, *outcome.policy, &RosterToDecide());
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  signalbox::Load({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
