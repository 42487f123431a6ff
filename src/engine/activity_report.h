// What is told of an activity begins the same whoever carried it out, or failed to.
#pragma once

#include "engine/engine.h"

namespace signalbox {

// Names run, step, attempt and agent; says nothing yet of what came of it.
inline ActivityReport ReportOn(const Activity& activity) {
  ActivityReport report;
  report.run = activity.run;
  report.lead = activity.lead;
  report.agent = activity.agent.id + "@" + activity.agent.version;
  report.body.step = activity.step;
  report.body.attempt = activity.attempt;
  report.body.task = activity.task;
  return report;
}

}  // namespace signalbox
