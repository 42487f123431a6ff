#include "intake/lead_json_write.h"

#include <string>

#include "base/clock.h"
#include "base/json_writer.h"

namespace signalbox {
namespace {

constexpr std::string_view kPrefix = "lead.";

bool IsTime(Field field) {
  return field == Field::kReceivedAt || field == Field::kConsentAt;
}

// The field's own name, or where an extra has that (a second value of the field, or one that did
// not read as its kind) another spelling of it, which is read first and so keeps the field.
std::string NameFor(const FieldSpec& spec, const Attributes& lead) {
  std::string name(spec.name.substr(kPrefix.size()));
  while (lead.FindExtra(name) != nullptr) name += '_';
  return name;
}

}  // namespace

void WriteLeadJson(const Attributes& lead, std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  for (const Field field : lead.Fields()) {
    if (field > Field::kConsentAt) continue;
    const FieldSpec& spec = SpecOf(field);
    const std::string name = NameFor(spec, lead);
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
