// A record to be matched, as its source writes it: an account, a lead, a contact, a customer.
//
// Values; texts are UTF-8, or bytes that claim to be. Nothing here is checked: match_profile.h
// reads it, and what cannot be read counts as not given.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// Stored in match stores: numbers are never reused.
enum class MatchField : uint8_t {
  kId,  // names the record in what is said about it; never evidence
  kName,
  kWebsite,
  kEmail,
  kPhone,
  kStreet,
  kPostalCode,
  kCity,
  kState,
  kCountry,
  kParent,  // id of the account that this one belongs to
  kOwner,   // who works the account
  kGivenName,
  kSurname,
  kBirthDate,
  kNationalId,
  kHouseNumber,
  kDistrict,
};
inline constexpr size_t kMatchFields = 18;

// `name`, `postal_code`: the word used in evidence, maps and messages.
std::string_view MatchFieldName(MatchField field);

struct MatchRecord {
  std::array<std::string, kMatchFields> fields;

  const std::string& operator[](MatchField field) const {
    return fields[static_cast<size_t>(field)];
  }
  std::string& operator[](MatchField field) { return fields[static_cast<size_t>(field)]; }
};

// Longer values are prose or an attack; the rest of them is not read.
inline constexpr size_t kMaxMatchFieldBytes = 1000;

}  // namespace signalbox
