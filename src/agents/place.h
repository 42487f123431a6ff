// Where a lead is: the country as given, or as its state, phone or domain lets us conclude.
#pragma once

#include <cstdint>
#include <string_view>

#include "lead/attributes.h"

namespace signalbox::reference {

struct CountryFinding {
  std::string_view country;  // ISO alpha-2, static; empty when unknown
  std::string_view code;     // a code of agents/reasons.h that says how it was found
  Field from = Field::kCountry;
  int32_t confidence_e4 = 0;
  bool given_but_unknown = false;  // a country was given and is none
};

// A given country is final, known or not. Otherwise in this order: state and ZIP code of the United
// States, phone number with its country code, phone number of an American shape beside an American
// state, ending of website or e-mail domain.
CountryFinding FindCountry(const Attributes& record);

// The five-digit ZIP code that a spreadsheet cut to four or three digits, or as it was given; empty
// when the text is no ZIP code of that state.
bool IsZipOf(std::string_view state, std::string_view postal_code);

}  // namespace signalbox::reference
