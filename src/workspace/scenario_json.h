// What the tests of a bundle came to, as `policy test --json` and the API show it.
//
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "policy/scenario.h"

namespace signalbox {

// `{"policy_version","passed","failed","findings","tests":[{"name","file","line","at","lead",
// "passed","checks":[{"key","line","expected","got","met"}],"misses":[{"key","line","expected",
// "got"}],"why"}]}`: `checks` is all that a test expects, `misses` what of it did not come. An
// empty `version` is null: the bundle does not compile.
std::string ScenariosJson(const ScenarioReport& report, std::string_view version);

}  // namespace signalbox
