// A score in use, watched over the workspace's own leads: drift of what it reads, whether what it
// says comes true, how it treats groups; and what is done about it, each thing as an event.
//
// Read from the log: the rows are those of workspace/model_rows.h, so the same log gives the same
// findings. Any thread but the engine's.
#pragma once

#include <string>
#include <vector>

#include "access/sight.h"
#include "insight/score/stream_watch.h"
#include "workspace/model_rows.h"
#include "workspace/workspace.h"

namespace signalbox {

// Leads of one point of the plot of drift over time.
inline constexpr size_t kDriftWindowRows = 100;

struct ModelWatchReport {
  std::string agent, version;
  int64_t scored = 0, decided = 0;  // leads scored by it, and those whose outcome is known
  std::vector<std::string> told;    // in words, what was new and stands in the log now
  std::string recalibrated;         // the version in use since; empty for none
};

// Tells by events what is new about the champion of `agent`: drift (ModelDrifted), an alarm
// (ModelAlarmed), that it is outworn (ModelOutworn). With `recalibrate` an alarm is followed by the
// same model with a new calibration in its place (ModelRecalibrated), unless the workspace asks for
// an approval of what comes into use. What was told of a version is not told again. kNotFound where
// no score is in use.
Result<ModelWatchReport> WatchModelInUse(Workspace& workspace, const Actor& actor,
                                         const std::string& agent, bool recalibrate);

// `{"agent","version","scored","decided","told":[..],"recalibrated"}`, and back.
std::string ModelWatchReportJson(const ModelWatchReport& report);
Result<ModelWatchReport> ReadModelWatchReport(std::string_view json);

// `part`: drift, calibration or fairness, of the champion, and of the challenger over the same
// leads where there is one. kNotFound where no score is in use. To whoever does not see every
// personal field of every record, groups of few leads are not told (access/small_groups.h).
Result<std::string> ModelWatchJson(Workspace& workspace, const std::string& agent,
                                   const std::string& part, const Sight& sight);

// `{"items":[event...]}`, the newest first: the newest kMostTellings.
Result<std::string> ModelHistoryJson(Workspace& workspace, const std::string& agent);

}  // namespace signalbox
