// The bundles that the program carries, so that it needs no file beside it: the policy that a new
// workspace begins with, and the demo company. They are the files under policies/ in the source
// tree.
#pragma once

#include <span>
#include <string_view>

#include "policy/policy.h"

namespace signalbox {

struct ShippedRecords {
  std::string_view kind;  // as `import` names it
  std::string_view csv;
};

// policies/starter: every lead to one queue.
BundleFiles StarterBundle();
// policies/demo.
BundleFiles DemoBundle();
// policies/demo/roster, in the order in which it is imported.
std::span<const ShippedRecords> DemoRoster();

}  // namespace signalbox
