// Countries, places and names that made-up leads are drawn from (intake/generate.h).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace signalbox {

// Lists in one text are separated by `|`.
struct GeneratedCountry {
  std::string_view name;
  std::string_view code;      // ISO 3166-1 alpha-2
  std::string_view misspelt;  // as people type it
  std::string_view tld;
  std::string_view legal_form;
  std::string_view landline;  // `#` any digit, `N` 2 to 9, `@` the place's area code
  std::string_view mobile;
  std::string_view local;  // the same mobile as locals write it
  std::string_view first_names;
  std::string_view last_names;
  // `state;city;postal code;street` and, where phones need it, `;area code`; all of one place.
  std::string_view places;
  int weight;  // share of the leads
};

std::span<const GeneratedCountry> GeneratedCountries();

// The item of a `|` list at `place` modulo its length.
std::string_view ListItem(std::string_view list, size_t place);

}  // namespace signalbox
