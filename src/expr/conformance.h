// Runs the public conformance cases of CEL (cel-spec tests/simple), one JSON object a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox::cel {

struct ConformanceReport {
  int passed = 0;
  int failed = 0;
  std::vector<std::string> failures;  // `file/section/name: expression: what happened`
};

// A case has `expr`; `type_env` declares and `bindings` bind, dotted names included;
// `disable_check` skips the type check; `container` is where names are looked up. It passes when
// the result equals `value` (NaN equals NaN; without any expectation: true), or, with `eval_error`,
// when compiling or evaluating fails. A case with a key that is not known here fails. Expected text
// also matches after the escapes `\?`, `\u` and `\U` in it are resolved: the converted cases hold a
// few that their conversion from protobuf text format left. Only input that is not lines of JSON
// objects is an error.
Result<ConformanceReport> RunConformance(std::string_view jsonl);

}  // namespace signalbox::cel
