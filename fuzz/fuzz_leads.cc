// Intake: any bytes as a body of JSON, a form, a CSV file with or without a map give leads and
// faults; a lead that is written as JSON reads as the same lead, and a stored one too.
//
// The first byte says which; the rest is the input.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/cbor.h"
#include "base/check.h"
#include "intake/lead_file.h"
#include "intake/lead_json.h"
#include "intake/lead_json_write.h"

namespace signalbox {
namespace {

void Keeps(const Attributes& lead) {
  std::string json;
  WriteLeadJson(lead, &json);
  const LeadOrFault again = ParseLeadJson(json);
  CHECK(again.has_value() && *again == lead);
  Bytes stored;
  EncodeAttributes(lead, Part::kAll, &stored);
  CHECK(IsDeterministicCbor(stored));
  CborReader reader(stored);
  Attributes read;
  DecodeAttributes(reader, &read);
  CHECK(reader.AtEnd() && read == lead);
}

void ReadBody(std::string_view body) {
  const Result<ParsedLeads> leads = ParseLeads(body);
  if (!leads.ok()) return;
  for (const LeadItem& item : leads->items) {
    if (item.lead.has_value())
      Keeps(*item.lead);
    else
      CHECK(!item.lead.error().message.empty());
  }
}

void ReadFile(std::string_view name, std::string_view text) {
  Result<std::unique_ptr<LeadFile>> file =
      OpenLeads(name, std::make_unique<TextSource>(text), nullptr, nullptr);
  if (!file.ok()) return;
  LeadRow row;
  for (Result<bool> more = (*file)->Next(&row); more.ok() && *more; more = (*file)->Next(&row)) {
    if (row.good)
      Keeps(row.lead);
    else
      CHECK(!row.fault.error.empty());
  }
}

void Read(char how, std::string_view input) {
  switch (how) {
    case 'f':
      if (const LeadOrFault lead = ParseLeadForm(input)) Keeps(*lead);
      return;
    case 'c':
      return ReadFile("leads.csv", input);
    case 'n':
      return ReadFile("leads.ndjson", input);
    default:
      return ReadBody(input);
  }
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  signalbox::Read(text.front(), text.substr(1));
  return 0;
}
