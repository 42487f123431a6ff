// A model in words: its card in Markdown (Mitchell and others 2019, "Model Cards for Model
// Reporting"), and the points that a scorecard gives. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "insight/score/lead_model.h"

namespace signalbox {

std::string ModelCardText(const LeadModel& model, std::string_view id);

// A line a bin, columns with the widest range of points first. Of boosted trees, which have no
// points, a line that says so.
std::string PointsTable(const LeadModel& model);

}  // namespace signalbox
