// Plans: any text is a plan or is refused with findings that have a place in it.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/limits.h"
#include "plans/plan_loader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  std::vector<signalbox::Finding> findings;
  const auto plan = signalbox::LoadPlan("plans/fuzzed.yaml", text, &findings);
  if (plan == nullptr) {
    CHECK(!findings.empty());
    for (const signalbox::Finding& finding : findings) CHECK(!finding.Text().empty());
    return 0;
  }
  CHECK(!plan->steps.empty() &&
        plan->steps.size() <= static_cast<size_t>(signalbox::kMaxPlanSteps));
  // Whatever stands before a step is a step of the plan, and never itself.
  for (size_t i = 0; i < plan->steps.size(); ++i) {
    for (const int before : plan->steps[i].after)
      CHECK(before >= 0 && static_cast<size_t>(before) < plan->steps.size() &&
            before != static_cast<int>(i));
  }
  return 0;
}
