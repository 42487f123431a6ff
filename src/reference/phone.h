// Phone numbers: valid or not in a country's numbering plan, and in E.164 (libphonenumber).
//
// Numbers of the North American plan, the common case, are answered from what the library said
// about their area code; each area is asked about once in the life of the process. Thread safe.
#pragma once

#include <array>
#include <string_view>

namespace signalbox::reference {

enum class PhoneVerdict : unsigned char {
  kMissing,
  kValid,
  kInvalid,
  kUnsure,  // digits that could be a number, but of an unknown country
};

struct PhoneNumber {
  PhoneVerdict verdict = PhoneVerdict::kMissing;
  std::string_view country;  // ISO alpha-2 of a valid number, static; empty where it has none
  // `+14155550123`; empty unless valid.
  std::string_view e164() const { return {digits.data(), size}; }

  std::array<char, 20> digits{};  // `+` and at most 15 digits (E.164), some longer in practice
  unsigned char size = 0;
};

// `country` is the ISO code that a number without `+` is read in; empty for unknown.
PhoneNumber ReadPhone(std::string_view text, std::string_view country);

// ReadPhone without the answers kept for area codes; the tests hold the two equal.
PhoneNumber ReadPhoneSlowly(std::string_view text, std::string_view country);

}  // namespace signalbox::reference
