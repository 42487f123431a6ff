#include "workspace/report_text.h"

#include <fmt/format.h>

#include "intake/csv_writer.h"
#include "policy/pool.h"
#include "workspace/policy_changes.h"

namespace signalbox {
namespace {

// Lines of a group in a message: what stands out, not everything.
constexpr size_t kMessageLines = 5;

// `2h 5m`: the two largest units, so that a week is as short as a minute.
std::string TimeText(TimeUs time) {
  if (time < kMinuteUs) return fmt::format("{}s", time / kSecondUs);
  if (time < kHourUs) return fmt::format("{}m", time / kMinuteUs);
  if (time < kDayUs) return fmt::format("{}h {}m", time / kHourUs, time % kHourUs / kMinuteUs);
  return fmt::format("{}d {}h", time / kDayUs, time % kDayUs / kHourUs);
}

std::string TurnsText(int64_t turns_e9, bool sign) {
  constexpr int64_t kTenth = kLevelScale / 10;
  const int64_t size = turns_e9 < 0 ? -turns_e9 : turns_e9;
  const int64_t tenths = (size + kTenth / 2) / kTenth;
  const char* before = tenths == 0 ? "" : turns_e9 < 0 ? "-" : sign ? "+" : "";
  return fmt::format("{}{}.{}", before, tenths / 10, tenths % 10);
}

std::string PeriodText(const ReportPeriod& period) {
  return FormatTime(period.from) + " to " + FormatTime(period.to);
}

std::string LineName(const GroupSpec& group, const ReportLine& line) {
  std::string name = group.by == GroupBy::kPersonAndDetail
                         ? line.key + ", " + (line.person.empty() ? "nobody" : line.person)
                         : line.key;
  if (!line.cause.empty()) name += ", " + line.cause;
  if (!name.empty()) return name;
  return group.by == GroupBy::kPerson ? "nobody" : "none";
}

std::string ValueText(const FigureValue& figure, bool before) {
  if (before ? figure.before_few : figure.now_few) return std::string(kFewText);
  return FigureText(figure.spec->kind, before ? figure.before : figure.now);
}

std::string FiguresText(const std::vector<FigureValue>& figures) {
  std::string text;
  for (const FigureValue& figure : figures) {
    text += fmt::format("  {:44} {:>10}  before {:>10}\n", figure.spec->words,
                        ValueText(figure, false), ValueText(figure, true));
  }
  return text;
}

std::string LinesText(const ReportLines& group, size_t most) {
  std::string text = fmt::format("{}\n", group.spec->words);
  size_t shown = 0;
  for (const ReportLine& line : group.lines) {
    if (shown++ == most) {
      text += fmt::format("  and {} more\n", group.lines.size() - most);
      break;
    }
    text += fmt::format("  {:44}", LineName(*group.spec, line));
    for (const FigureValue& figure : line.figures) {
      text += fmt::format(" {:>10} ({})", ValueText(figure, false), ValueText(figure, true));
    }
    text += "\n";
  }
  if (group.left_out) text += "  and lines of which nothing is told\n";
  return text;
}

bool HasLines(const ReportLines& group) {
  return !group.lines.empty() || group.left_out;
}

void WriteCsvRow(const Report& report, const FigureValue& figure, const ReportLines* group,
                 const ReportLine* line, CsvWriter* csv) {
  const auto number = [](const std::optional<int64_t>& value, bool few) {
    return few ? std::string(kFewText) : value ? std::to_string(*value) : std::string();
  };
  csv->Field(report.spec->name).Field(group == nullptr ? "" : group->spec->id);
  csv->Field(line == nullptr ? "" : line->person).Field(line == nullptr ? "" : line->key);
  csv->Field(line == nullptr ? "" : line->cause);
  csv->Field(figure.spec->id).Field(FigureKindName(figure.spec->kind));
  csv->Field(number(figure.now, figure.now_few)).Field(number(figure.before, figure.before_few));
  csv->EndRow();
}

bool SaysSomething(const Report& report) {
  for (const FigureValue& figure : report.figures) {
    if (figure.spec->kind == FigureKind::kCount &&
        (figure.now.value_or(0) != 0 || figure.before.value_or(0) != 0 || figure.now_few ||
         figure.before_few))
      return true;
  }
  return false;
}

std::string HeadlineOf(const Report& overview) {
  std::string text;
  for (const FigureValue& figure : overview.figures) {
    if (figure.spec->id == "leads") text += ValueText(figure, false) + " leads";
    if (figure.spec->id == "placed_by_policy_share" && figure.now)
      text += ", " + FigureText(figure.spec->kind, figure.now) + " placed without a person";
    if (figure.spec->id == "sla_kept_share" && figure.now)
      text += ", " + FigureText(figure.spec->kind, figure.now) + " of time limits kept";
  }
  return text;
}

}  // namespace

std::string FigureText(FigureKind kind, const std::optional<int64_t>& value) {
  if (!value) return "-";
  switch (kind) {
    case FigureKind::kCount:
    case FigureKind::kMeanPoints:
      return std::to_string(*value);
    case FigureKind::kShare:
    case FigureKind::kRate:
      return ShareText(*value);
    case FigureKind::kMeanTime:
    case FigureKind::kMedianTime:
    case FigureKind::kSlowTime:
      return TimeText(*value);
    case FigureKind::kTurns:
      return TurnsText(*value, false);
    case FigureKind::kDeviation:
      return TurnsText(*value, true);
  }
  return "";
}

std::string KeptWords(const Report& report) {
  if (report.fewest == 0) return {};
  if (!report.kept_counted) {
    return "Records of which fields are kept from you are not counted here; a whole week that is "
           "over counts them.";
  }
  return fmt::format(
      "{}: {} of the records of which fields are kept from you, or a number that would tell one.",
      kFewText, FewWords(report.fewest));
}

std::string ReportCsv(const Report& report) {
  std::string text;
  CsvWriter csv(&text, ',', CsvFor::kPeople);
  csv.Row({"report", "group", "person", "line", "cause", "figure", "kind", "now", "before"});
  for (const FigureValue& figure : report.figures)
    WriteCsvRow(report, figure, nullptr, nullptr, &csv);
  for (const ReportLines& group : report.groups) {
    for (const ReportLine& line : group.lines) {
      for (const FigureValue& figure : line.figures)
        WriteCsvRow(report, figure, &group, &line, &csv);
    }
  }
  return text;
}

std::string ReportText(const Report& report) {
  std::string text = fmt::format("{}\n{}\nbefore: {}\n", report.spec->title, PeriodText(report.now),
                                 PeriodText(report.before));
  if (!report.version.empty()) text += fmt::format("since version {}\n", report.version);
  text += "\n" + FiguresText(report.figures);
  for (const ReportLines& group : report.groups) {
    if (HasLines(group)) text += "\n" + LinesText(group, group.lines.size());
  }
  const std::string kept = KeptWords(report);
  if (!kept.empty()) text += "\n" + kept + "\n";
  return text;
}

Result<ReportMessage> WeekMessage(const std::string& views_path, const ReportAsk& ask) {
  ReportMessage message;
  for (const ReportSpec& spec : AllReports()) {
    const Result<Report> report = ReadReport(views_path, spec, ask);
    // A workspace without a publication has nothing to compare around one.
    if (!report.ok() && spec.around_publish && report.error().code == Code::kNotFound) continue;
    if (!report.ok()) return report.error();
    if (message.text.empty()) {
      message.subject = fmt::format("Week of {}: {}", FormatTime(ask.now.from).substr(0, 10),
                                    HeadlineOf(*report));
      message.text = fmt::format("{}, beside the week before\n", PeriodText(report->now));
      const std::string kept = KeptWords(*report);
      if (!kept.empty()) message.text += kept + "\n";
    }
    if (!SaysSomething(*report)) continue;
    message.text += fmt::format("\n{}\n", report->spec->title);
    if (!report->version.empty())
      message.text += fmt::format("since version {}, from {}, beside as long before\n",
                                  report->version, FormatTime(report->now.from));
    message.text += FiguresText(report->figures);
    for (const ReportLines& group : report->groups) {
      if (HasLines(group)) message.text += LinesText(group, kMessageLines);
    }
  }
  return message;
}

}  // namespace signalbox
