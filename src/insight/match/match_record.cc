#include "insight/match/match_record.h"

namespace signalbox {

std::string_view MatchFieldName(MatchField field) {
  static constexpr std::array<std::string_view, kMatchFields> kNames = {
      "id",          "name",    "website",    "email",       "phone",        "street",
      "postal_code", "city",    "state",      "country",     "parent",       "owner",
      "given_name",  "surname", "birth_date", "national_id", "house_number", "district"};
  return kNames[static_cast<size_t>(field)];
}

}  // namespace signalbox
