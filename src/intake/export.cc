#include "intake/export.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "intake/csv_writer.h"

namespace signalbox {
namespace {

struct PlainColumn {
  std::string_view name;
  std::string RoutedLead::*member;
};

constexpr PlainColumn kPlain[] = {
    {"lead_id", &RoutedLead::lead_id},
    {"status", &RoutedLead::status},
    {"owner_type", &RoutedLead::owner_type},
    {"owner", &RoutedLead::owner},
    {"rule", &RoutedLead::rule},
    {"row", &RoutedLead::row},
    {"reason", &RoutedLead::reason},
    {"email", &RoutedLead::email},
    {"duplicate_of", &RoutedLead::duplicate_of},
    {"policy_version", &RoutedLead::policy_version},
};

bool IsSalesforceId(std::string_view id) {
  return (id.size() == 15 || id.size() == 18) && id.starts_with("00Q") &&
         std::all_of(id.begin(), id.end(), IsAsciiAlnum);
}

bool IsNumber(std::string_view id) {
  return !id.empty() && id.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Result<ExportFormat> ChooseExportFormat(std::string_view path, std::string_view out_format) {
  const std::string lower = LowerAscii(path);
  const bool csv = lower.ends_with(".csv");
  const bool ndjson =
      lower.ends_with(".ndjson") || lower.ends_with(".jsonl") || lower.ends_with(".json");
  if (!csv && !ndjson) {
    return Err(Code::kInvalid,
               "`" + std::string(path) + "` must end in .csv, .ndjson, .jsonl or .json");
  }
  if (out_format.empty()) return csv ? ExportFormat::kPlainCsv : ExportFormat::kPlainNdjson;
  if (out_format != "salesforce" && out_format != "hubspot") {
    return Err(Code::kInvalid, "unknown format `" + std::string(out_format) +
                                   "`; known are salesforce and hubspot");
  }
  if (!csv) {
    return Err(Code::kInvalid, "the " + std::string(out_format) + " importer reads .csv, not `" +
                                   std::string(path) + "`");
  }
  return out_format == "salesforce" ? ExportFormat::kSalesforce : ExportFormat::kHubspot;
}

void WriteExportHeader(ExportFormat format, std::string* out) {
  CsvWriter writer(out);
  switch (format) {
    case ExportFormat::kPlainNdjson:
      return;
    case ExportFormat::kSalesforce:
      return writer.Row({"Id", "External_Id__c", "Email", "OwnerId"});
    case ExportFormat::kHubspot:
      return writer.Row({"Record ID", "Email", "Contact owner"});
    case ExportFormat::kPlainCsv:
      break;
  }
  for (const PlainColumn& column : kPlain) writer.Field(column.name);
  writer.EndRow();
}

void WriteExportRow(ExportFormat format, const RoutedLead& lead, std::string* out) {
  const bool routed = lead.status == "routed";
  CsvWriter writer(out);
  switch (format) {
    case ExportFormat::kPlainNdjson: {
      JsonWriter json(out);
      json.BeginObject();
      for (const PlainColumn& column : kPlain) json.MemberOrNull(column.name, lead.*column.member);
      json.EndObject();
      out->push_back('\n');
      return;
    }
    case ExportFormat::kPlainCsv:
      for (const PlainColumn& column : kPlain) writer.Field(lead.*column.member);
      return writer.EndRow();
    case ExportFormat::kSalesforce: {
      if ((!routed && lead.status != "queued") || lead.owner.empty()) return;
      const bool own = IsSalesforceId(lead.lead_id);
      return writer.Row({own ? lead.lead_id : "", own ? "" : lead.lead_id, lead.email, lead.owner});
    }
    case ExportFormat::kHubspot:
      if (!routed || lead.owner_type != "person") return;
      return writer.Row({IsNumber(lead.lead_id) ? lead.lead_id : "", lead.email,
                         lead.owner_email.empty() ? lead.owner : lead.owner_email});
  }
}

}  // namespace signalbox
