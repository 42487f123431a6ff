// A state as sorted lines of text, so that two of them can be compared and the first difference
// read.
#pragma once

#include <string>
#include <vector>

#include "engine/state.h"

namespace signalbox {

// Everything that a later decision can depend on.
std::vector<std::string> DescribeState(const State& state);

// Empty when equal; else the first line that one has and the other has not.
std::string FirstDifference(const std::vector<std::string>& live,
                            const std::vector<std::string>& folded);

}  // namespace signalbox
