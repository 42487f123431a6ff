// Reports of a workspace, by the words that people ask with.
//
// Whoever asks names the report, a period (`from` and `to`, or a week, else the seven days up to
// now), and is shown what is of the people that they may see. Any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/sight.h"
#include "base/result.h"
#include "engine/state.h"
#include "workspace/report.h"
#include "workspace/report_text.h"

namespace signalbox {

// As texts; empty where not given.
struct PeriodWords {
  std::string from, to, week;
};
// kInvalid says which word cannot be read.
Result<ReportPeriod> ReadPeriod(const PeriodWords& words, TimeUs now);

// Whose doings are shown, and what people are called, from the roster of this moment.
struct ReportPeople {
  std::optional<std::vector<PersonRef>> seen;  // everybody where not set
  std::vector<std::string> names;              // by number - 1; empty for somebody since forgotten
  KeptFromReader kept;

  std::string NameOf(PersonRef person) const;
};
ReportPeople PeopleOf(const State& state, const Sight& sight);

// `people` outlives what is returned; `now` is when it is asked.
ReportAsk AskFor(const ReportPeriod& period, const ReportPeople& people, TimeUs now);

// The message about the week before `now` for somebody who sees `people`: what goes out on Monday
// morning.
Result<ReportMessage> MondayMessage(const std::string& views_path, const ReportPeople& people,
                                    TimeUs now);

}  // namespace signalbox
