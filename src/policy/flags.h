// Feature flags of a bundle: yes or no, declared with a default, set per workspace while the bundle
// stays what it is (docs/lifecycle.md, "Flags").
//
//   flags:
//     new_dach_table: {default: false}
//
// Conditions read `flags.new_dach_table`. Which flags are on for a record is decided once, when its
// run begins (engine/feature_flags.h), and stands in the record under the flag's attribute name; a
// record that says nothing of a flag has its default. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lead/attributes.h"
#include "policy/policy.h"

namespace signalbox {

inline constexpr std::string_view kFlagPrefix = "flags.";
// A flag is there for weeks; who has more than these has forgotten some.
inline constexpr size_t kMaxFlags = 64;
inline constexpr size_t kMaxFlagBytes = 64;

// By name, without the prefix, with the default.
const std::map<std::string, bool, std::less<>>& FlagsOf(const Policy& policy);

// Every flag of the policy is in `record` what `on` says. Others that the record names stay as they
// are: no condition of this policy can read them.
void PutFlags(const Policy& policy, const std::vector<std::string>& on, Attributes* record);

}  // namespace signalbox
