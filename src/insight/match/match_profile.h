// What of a record is compared, read once: names without their legal forms, registered domains,
// phones in E.164, streets, dates. Values; reading is thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "insight/match/match_name.h"
#include "insight/match/match_record.h"

namespace signalbox {

struct MatchProfile {
  MatchName name;
  // Of the website, else of the e-mail address, by the Public Suffix List: `acme.co.uk` for
  // `shop.acme.co.uk`, so that subdomains count as their company. Empty for mail providers,
  // throw-away and internet providers' domains, and for places where many companies have a page.
  std::string domain;
  std::string label;  // the domain's own word in letters and digits: `acme`
  std::string email;  // whole, lower case
  std::string
      phone;  // E.164 where it is a number of its country, else its digits; empty when short
  std::vector<std::string> street;  // words of street and house, folded, abbreviations written out
  std::string house;                // the first number of them
  std::string postal_code;          // letters and digits
  std::string city, state, district;
  std::string country;  // ISO alpha-2
  std::string given_name, surname;
  std::string birth_date;  // digits
  std::string national_id;
};

MatchProfile ReadMatchProfile(const MatchRecord& record);

// The part of a phone by which two ways of writing it meet: its last eight digits (some countries
// have no more).
std::string_view PhoneTail(std::string_view phone);

// True for domains under which many companies have a page: `facebook.com`, `wordpress.com`.
bool IsSharedHost(std::string_view domain);

}  // namespace signalbox
