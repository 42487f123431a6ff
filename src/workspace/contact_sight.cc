#include "workspace/contact_sight.h"

#include "intake/csv_writer.h"
#include "lead/account.h"

namespace signalbox {
namespace {

struct ContactColumn {
  std::string_view name;
  std::string Contact::*value;
  Field same_as;  // as rules call it
};
constexpr ContactColumn kColumns[] = {
    {"id", &Contact::id, Field::kExternalId},
    {"email", &Contact::email, Field::kEmail},
    {"name", &Contact::name, Field::kName},
    {"account", &Contact::account, Field::kAccountName},
};
constexpr std::string_view kOwnerColumn = "owner";

}  // namespace

std::vector<std::string> KeptOfContact(const FieldSet& kept) {
  std::vector<std::string> names;
  for (const ContactColumn& column : kColumns) {
    if (kept.test(PlaceOf(column.same_as))) names.emplace_back(column.name);
  }
  return names;
}

std::string ContactsCsv(const State& state, const FieldSet& kept) {
  std::string csv;
  CsvWriter writer(&csv);
  for (const ContactColumn& column : kColumns) {
    if (!kept.test(PlaceOf(column.same_as))) writer.Field(column.name);
  }
  writer.Field(kOwnerColumn).EndRow();
  for (const auto& [id, contact] : state.directory.contacts()) {
    for (const ContactColumn& column : kColumns) {
      if (!kept.test(PlaceOf(column.same_as))) writer.Field(contact.*column.value);
    }
    writer.Field(contact.owner).EndRow();
  }
  return csv;
}

}  // namespace signalbox
