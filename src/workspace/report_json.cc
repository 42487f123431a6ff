// Reports and the records behind them as JSON (schemas `Report` and `ReportRecords`).
#include "base/json_writer.h"
#include "workspace/report_text.h"

namespace signalbox {
namespace {

void WriteNumber(std::string_view key, const std::optional<int64_t>& value, JsonWriter* json) {
  json->Key(key);
  if (value)
    json->Int(*value);
  else
    json->Null();
}

// What is not told says so; all else that is null has nothing to divide by.
void WriteFigure(const FigureValue& figure, JsonWriter* json) {
  WriteNumber("now", figure.now, json);
  WriteNumber("before", figure.before, json);
  if (figure.now_few) json->Member("now_few", true);
  if (figure.before_few) json->Member("before_few", true);
}

void WriteSpec(const FigureSpec& spec, JsonWriter* json) {
  json->Member("id", spec.id).Member("words", spec.words);
  json->Member("kind", FigureKindName(spec.kind)).Member("opens", spec.Records() != 0);
}

void WritePeriod(const ReportPeriod& period, JsonWriter* json) {
  json->Member("from", FormatTime(period.from)).Member("to", FormatTime(period.to));
}

void WriteGroup(const ReportLines& group, JsonWriter* json) {
  json->BeginObject().Member("id", group.spec->id).Member("words", group.spec->words);
  json->Key("columns").BeginArray();
  for (const std::string_view id : group.spec->figures) {
    json->BeginObject();
    WriteSpec(*FindFigure(id), json);
    json->EndObject();
  }
  json->EndArray().Key("lines").BeginArray();
  for (const ReportLine& line : group.lines) {
    json->BeginObject().MemberOrNull("person", line.person).Member("key", line.key);
    json->MemberOrNull("cause", line.cause).Key("figures").BeginArray();
    for (const FigureValue& figure : line.figures) {
      json->BeginObject();
      WriteFigure(figure, json);
      json->EndObject();
    }
    json->EndArray().EndObject();
  }
  json->EndArray();
  if (group.left_out) json->Member("left_out", true);
  json->EndObject();
}

// Null for a reader from whom nothing is kept.
void WriteKept(const Report& report, JsonWriter* json) {
  json->Key("kept");
  if (report.fewest == 0) {
    json->Null();
    return;
  }
  json->BeginObject().Member("fewest", report.fewest);
  json->Member("counted", report.kept_counted).EndObject();
}

}  // namespace

std::string_view FigureKindName(FigureKind kind) {
  switch (kind) {
    case FigureKind::kCount:
      return "count";
    case FigureKind::kShare:
    case FigureKind::kRate:
      return "share_e4";
    case FigureKind::kMeanTime:
    case FigureKind::kMedianTime:
    case FigureKind::kSlowTime:
      return "time_us";
    case FigureKind::kMeanPoints:
      return "points";
    case FigureKind::kTurns:
    case FigureKind::kDeviation:
      return "turns_e9";
  }
  return "";
}

std::string ReportJson(const Report& report) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("name", report.spec->name).Member("title", report.spec->title);
  WritePeriod(report.now, &json);
  json.Key("before").BeginObject();
  WritePeriod(report.before, &json);
  json.EndObject().MemberOrNull("policy_version", report.version);
  json.Key("figures").BeginArray();
  for (const FigureValue& figure : report.figures) {
    json.BeginObject();
    WriteSpec(*figure.spec, &json);
    WriteFigure(figure, &json);
    json.EndObject();
  }
  json.EndArray().Key("groups").BeginArray();
  for (const ReportLines& group : report.groups) WriteGroup(group, &json);
  json.EndArray();
  WriteKept(report, &json);
  json.Member("as_of", report.as_of).EndObject();
  return text;
}

std::string MessageJson(const ReportMessage& message) {
  std::string text;
  JsonWriter(&text)
      .BeginObject()
      .Member("subject", message.subject)
      .Member("text", message.text)
      .EndObject();
  return text;
}

std::string RecordsJson(const RecordsPage& page) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("items").BeginArray();
  for (const ReportRecord& record : page.records) {
    json.BeginObject();
    json.MemberOrNull("lead_id", record.lead == Id{} ? "" : FormatId("lead", record.lead));
    json.Member("at", FormatTime(record.at)).Member("what", record.measure);
    json.MemberOrNull("person", record.person).MemberOrNull("rule", record.rule);
    json.MemberOrNull("detail", record.detail).Member("value", record.value);
    json.Member("position", record.position).EndObject();
  }
  json.EndArray().MemberOrNull("next_cursor", page.next).EndObject();
  return text;
}

}  // namespace signalbox
