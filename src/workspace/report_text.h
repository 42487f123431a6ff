// A report as people and programs read it: JSON, CSV, text, and the week as one message.
//
// Pure, but for the last, which reads DIR/views.db.
#pragma once

#include <string>

#include "workspace/report.h"

namespace signalbox {

// `1204`, `97.5%`, `2h 5m`, `+1.3`; `-` for what is not there.
std::string FigureText(FigureKind kind, const std::optional<int64_t>& value);

// What stands in place of a number that is not told.
inline constexpr std::string_view kFewText = "few";
// What a reader from whom records are kept is told of it, in a sentence; empty for others.
std::string KeptWords(const Report& report);

// Shares in ten-thousandths, times in microseconds, turns in billionths; the schema `Report` of
// api/openapi.
std::string ReportJson(const Report& report);
std::string RecordsJson(const RecordsPage& page);
// `report,group,person,line,cause,figure,kind,now,before`; a cell that a spreadsheet would run
// begins with an apostrophe.
std::string ReportCsv(const Report& report);
std::string ReportText(const Report& report);

// A message of plain text.
struct ReportMessage {
  std::string subject, text;
};
// `{"subject","text"}`.
std::string MessageJson(const ReportMessage& message);
// What a week came to, beside the week before, for whoever sees what `ask` says: the overview, then
// of each other report what stands out. `ask.now` is the week.
Result<ReportMessage> WeekMessage(const std::string& views_path, const ReportAsk& ask);

}  // namespace signalbox
