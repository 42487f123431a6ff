// The rows that `route --out` writes: what became of each lead.
//
// Formats and their columns:
// - kPlain (CSV or NDJSON): lead_id, status, owner_type, owner, rule, row, reason, email,
//   duplicate_of, policy_version.
// - kSalesforce (CSV for Data Loader, Update or Upsert of Lead): Id, External_Id__c, Email,
// OwnerId.
//   A lead_id in the form of a Lead's record id (15 or 18 letters and digits from 00Q) is Id;
//   another goes to External_Id__c, for an Upsert by that custom field. OwnerId takes a user or a
//   queue. No other column, so that the load changes nothing but the owner.
// - kHubspot (CSV for HubSpot's import of contacts, which matches by Record ID or Email and takes
// an
//   owner's e-mail): Record ID, Email, Contact owner. Record ID is filled when lead_id is a number.
//   A queue is no owner there.
// A CRM's importer has no use for rows without an owner, so its formats hold routed rows only, for
// Salesforce queued ones too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signalbox {

enum class ExportFormat : uint8_t { kPlainCsv, kPlainNdjson, kSalesforce, kHubspot };

// By `--out-format` (empty, `salesforce`, `hubspot`) and the file's ending (.csv, .ndjson .jsonl
// .json). kInvalid for another format or ending, or a CRM's format in a file that is not CSV.
Result<ExportFormat> ChooseExportFormat(std::string_view path, std::string_view out_format);

struct RoutedLead {
  std::string lead_id;  // the caller's own id; ours where the lead had none
  std::string status;
  std::string owner_type;  // `person`, `queue` or empty
  std::string owner;       // as policy names it
  std::string owner_email;
  std::string rule;
  std::string row;
  std::string reason;
  std::string email;
  std::string duplicate_of;
  std::string policy_version;
};

// Appends the header line; nothing for NDJSON.
void WriteExportHeader(ExportFormat format, std::string* out);
void WriteExportRow(ExportFormat format, const RoutedLead& lead, std::string* out);

}  // namespace signalbox
