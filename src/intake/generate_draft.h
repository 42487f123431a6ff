// The made-up person behind a generated lead, before a profile writes it down.
#pragma once

#include <cstdint>
#include <string>

#include "base/random.h"
#include "intake/generate_places.h"

namespace signalbox {

struct LeadDraft {
  std::string external_id, source, campaign, received_at;
  std::string first_name, last_name, email, phone, title;
  std::string company, website, industry, segment;
  int64_t employees = 0;
  int64_t annual_revenue = 0;
  std::string state, city, street, postal_code, message, consent;
  const GeneratedCountry* country = nullptr;
  bool mobile = false;
};

LeadDraft MakeDraft(uint64_t seed, uint64_t index);

// A generator for one lead; `salt` keeps the profiles' choices apart.
SeededRandom LeadRandom(uint64_t seed, uint64_t index, uint64_t salt);

// `#` becomes a digit, `N` a digit from 2, `@` the area code.
std::string FillPhone(std::string_view pattern, std::string_view area, SeededRandom& random);

// Letters and digits of `text` in lower-case ASCII, accents off, all else dropped.
std::string AsciiWord(std::string_view text);

// As one JSON object; an empty text or a 0 is left out.
std::string DraftAsJson(const LeadDraft& draft, std::string_view country_as_written);

}  // namespace signalbox
