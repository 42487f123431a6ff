// Figures of an operator as metrics: names, types and one line of help each.
#pragma once

#include <string>

#include "workspace/operator_figures.h"

namespace signalbox {

// Labels hold names of pools, agents and outcomes only, never anything of a lead.
void AppendFigures(const OperatorFigures& figures, std::string* out);

}  // namespace signalbox
