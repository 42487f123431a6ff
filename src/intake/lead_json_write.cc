#include "intake/lead_json_write.h"

#include "base/clock.h"
#include "base/json_writer.h"

namespace signalbox {
namespace {

constexpr std::string_view kPrefix = "lead.";

bool IsTime(Field field) {
  return field == Field::kReceivedAt || field == Field::kConsentAt;
}

}  // namespace

void WriteLeadJson(const Attributes& lead, std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  for (const Field field : lead.Fields()) {
    if (field > Field::kConsentAt) continue;
    const FieldSpec& spec = SpecOf(field);
    const std::string_view name = spec.name.substr(kPrefix.size());
    // A value that did not read as its field's kind is kept beside under the field's own name.
    if (lead.FindExtra(name) != nullptr) continue;
    if (IsTime(field))
      json.Member(name, FormatTime(lead.Int(field)));
    else if (spec.type == FieldType::kText)
      json.Member(name, lead.Text(field));
    else if (spec.type == FieldType::kBool)
      json.Member(name, lead.Bool(field));
    else
      json.Member(name, lead.Int(field));
  }
  for (const Attributes::Extra& extra : lead.extras()) json.Member(extra.name, extra.text);
  json.EndObject();
}

}  // namespace signalbox
