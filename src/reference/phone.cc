#include "reference/phone.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>

#include "base/ascii.h"
#include "reference/countries.h"

namespace signalbox::reference {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;
using LibraryNumber = i18n::phonenumbers::PhoneNumber;

// The longest spelling with punctuation and an extension that people write.
constexpr size_t kMaxSpelling = 48;

const PhoneNumberUtil& Library() {
  return *PhoneNumberUtil::GetInstance();
}

// Fills `out` when `number` is valid.
bool Accept(const LibraryNumber& number, PhoneNumber* out) {
  std::string region;
  Library().GetRegionCodeForNumber(number, &region);
  if (region.empty() || region == "ZZ" || !Library().IsValidNumberForRegion(number, region)) {
    return false;
  }
  std::string e164;
  Library().Format(number, PhoneNumberUtil::E164, &e164);
  if (e164.size() > out->digits.size()) return false;
  out->size = static_cast<unsigned char>(e164.copy(out->digits.data(), out->digits.size()));
  // `001` stands for numbers without a country, such as +800.
  if (region.size() == 2) out->country = TwoLetters(region[0], region[1]);
  out->verdict = PhoneVerdict::kValid;
  return true;
}

// Countries and territories of the North American Numbering Plan, country code 1.
bool IsNorthAmerican(std::string_view country) {
  return country == "US" || country == "CA" || country == "PR" || country == "DO" ||
         country == "JM" || country == "TT" || country == "BS" || country == "BB";
}

struct WrittenNumber {
  std::array<char, kMaxSpelling> digits;
  size_t size = 0;
  bool plus = false;
  bool plain = true;  // digits and punctuation only
};

WrittenNumber Scan(std::string_view text) {
  WrittenNumber out;
  for (const char c : text) {
    if (IsDigit(c)) {
      out.digits[out.size++] = c;
    } else if (c == '+' && out.size == 0 && !out.plus) {
      out.plus = true;
    } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/') {
      out.plain = false;
    }
  }
  return out;
}

// What the library says about every number of one area code, packed: verdict, then two letters.
enum AreaVerdict : uint32_t { kUnasked = 0, kAllValid = 1, kNoneValid = 2, kMixed = 3 };

uint32_t AskAboutArea(uint64_t area) {
  uint32_t seen = kUnasked;
  std::string_view country;
  // Exchanges 2xx..9xx by their first two digits: the plan's finer rules show up as kMixed.
  for (uint64_t exchange = 200; exchange < 1000; exchange += 10) {
    LibraryNumber number;
    number.set_country_code(1);
    number.set_national_number(area * 10'000'000 + exchange * 10'000 + 1234);
    PhoneNumber read;
    const uint32_t verdict = Accept(number, &read) ? kAllValid : kNoneValid;
    if (seen == kUnasked) {
      seen = verdict;
      country = read.country;
    } else if (seen != verdict || country != read.country) {
      return kMixed;
    }
  }
  if (seen == kNoneValid) return kNoneValid;
  if (country.size() != 2) return kMixed;
  return kAllValid | static_cast<uint32_t>(country[0]) << 8 |
         static_cast<uint32_t>(country[1]) << 16;
}

// kMixed also when the area needs the library each time.
uint32_t AreaFacts(uint64_t area) {
  // Each word is a whole answer, so relaxed order is enough and asking twice does no harm.
  static std::array<std::atomic<uint32_t>, 800> areas{};
  std::atomic<uint32_t>& slot = areas[area - 200];
  uint32_t facts = slot.load(std::memory_order_relaxed);
  if (facts == kUnasked) {
    facts = AskAboutArea(area);
    slot.store(facts, std::memory_order_relaxed);
  }
  return facts;
}

// True when `out` holds the answer.
bool ReadNorthAmerican(const WrittenNumber& spelling, std::string_view country, PhoneNumber* out) {
  std::string_view digits(spelling.digits.data(), spelling.size);
  if (!spelling.plain) return false;
  if (spelling.plus) {
    if (digits.size() != 11 || digits[0] != '1') return false;
    digits.remove_prefix(1);
  } else {
    if (!IsNorthAmerican(country)) return false;
    if (digits.size() == 11 && digits[0] == '1') digits.remove_prefix(1);
  }
  if (digits.size() != 10 || digits[0] < '2' || digits[3] < '2') return false;
  const auto area =
      static_cast<uint64_t>((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0'));
  const uint32_t facts = AreaFacts(area);
  if ((facts & 3) == kMixed) return false;
  if ((facts & 3) == kNoneValid) {
    out->verdict = PhoneVerdict::kInvalid;
    return true;
  }
  out->verdict = PhoneVerdict::kValid;
  out->country = TwoLetters(static_cast<char>(facts >> 8), static_cast<char>(facts >> 16));
  out->digits[0] = '+';
  out->digits[1] = '1';
  out->size = static_cast<unsigned char>(2 + digits.copy(out->digits.data() + 2, 10));
  return true;
}

// Country codes whose numbers need no parsing when they are written with the code and without a
// trunk prefix, only checking. Left out are plans in which digits after the code may still be a
// prefix (Mexico's old 1, Argentina's 9, China's carrier codes) and Italy's leading zeros.
constexpr int kPlainCodes[] = {31, 32, 33, 34, 41, 43, 44,  45,  46,  47,  48,
                               49, 64, 65, 81, 82, 91, 351, 353, 358, 971, 972};

// The country code of a number that needs no parsing, 0 for any other. `used` is its digits.
int PlainCode(const WrittenNumber& spelling, size_t* used) {
  if (!spelling.plain || !spelling.plus || spelling.size < 7 || spelling.size > 15) return 0;
  int code = 0;
  for (*used = 0; *used < 3;) {
    code = code * 10 + (spelling.digits[(*used)++] - '0');
    if (std::find(std::begin(kPlainCodes), std::end(kPlainCodes), code) != std::end(kPlainCodes))
      return spelling.digits[*used] == '0' ? 0 : code;
  }
  return 0;
}

// True when `out` holds the answer.
bool ReadInternational(const WrittenNumber& spelling, PhoneNumber* out) {
  size_t used = 0;
  const int code = PlainCode(spelling, &used);
  if (code == 0) return false;
  uint64_t national = 0;
  for (size_t i = used; i < spelling.size; ++i) {
    national = national * 10 + static_cast<uint64_t>(spelling.digits[i] - '0');
  }
  LibraryNumber number;
  number.set_country_code(code);
  number.set_national_number(national);
  return Accept(number, out);
}

PhoneNumber Parse(std::string_view text, const WrittenNumber& spelling, std::string_view country) {
  PhoneNumber out;
  LibraryNumber number;
  const std::string region = country.empty() ? "ZZ" : std::string(country);
  const auto fault = Library().Parse(std::string(text), region, &number);
  if (fault == PhoneNumberUtil::NO_PARSING_ERROR) {
    if (!Accept(number, &out)) out.verdict = PhoneVerdict::kInvalid;
  } else if (fault == PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR && !spelling.plus &&
             spelling.size >= 7 && spelling.size <= 15) {
    out.verdict = PhoneVerdict::kUnsure;
  } else {
    out.verdict = PhoneVerdict::kInvalid;
  }
  return out;
}

}  // namespace

PhoneNumber ReadPhone(std::string_view text, std::string_view country) {
  text = TrimBlanks(text);
  PhoneNumber out;
  if (text.empty()) return out;
  if (text.size() > kMaxSpelling) {
    out.verdict = PhoneVerdict::kInvalid;
    return out;
  }
  const WrittenNumber spelling = Scan(text);
  // Validating and normalising ask about one number right after one another, and the library's
  // answer costs more than all else that is done for a lead.
  thread_local std::string last_text, last_country;
  thread_local PhoneNumber last;
  if (last_text == text && last_country == country) return last;
  // The same number again, as it was normalised: code and national number, all that is judged, are
  // those of `text` where the code needs no parsing.
  size_t used = 0;
  if (last.size != 0 && last.e164() == text && PlainCode(spelling, &used) != 0) return last;
  if (!ReadNorthAmerican(spelling, country, &out) && !ReadInternational(spelling, &out))
    out = Parse(text, spelling, country);
  last_text = text;
  last_country = country;
  last = out;
  return out;
}

PhoneNumber ReadPhoneSlowly(std::string_view text, std::string_view country) {
  text = TrimBlanks(text);
  if (text.empty()) return {};
  return Parse(text, Scan(text), country);
}

}  // namespace signalbox::reference
