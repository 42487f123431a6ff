#include "insight/text/entities.h"

#include <date/tz.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <chrono>
#include <exception>

#include "base/ascii.h"
#include "insight/text/entity_readers.h"

namespace signalbox {
namespace {

constexpr size_t kFewestPhoneDigits = 8;  // fewer is an order number or a year
constexpr size_t kMostPhoneDigits = 15;   // E.164

bool IsMailLetter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         c == '-' || c == '+' || c == '%';
}

void AddMail(std::string_view text, size_t sign, std::vector<TextEntity>* out) {
  size_t begin = sign, end = sign + 1;
  while (begin > 0 && IsMailLetter(text[begin - 1])) --begin;
  while (end < text.size() && IsMailLetter(text[end])) ++end;
  while (end > sign && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  while (begin < sign && text[begin] == '.') ++begin;
  const std::string_view domain = text.substr(sign + 1, end - std::min(end, sign + 1));
  if (begin == sign || domain.find('.') == std::string_view::npos) return;
  std::string value(text.substr(begin, end - begin));
  std::transform(value.begin(), value.end(), value.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  out->push_back({TextEntityKind::kEmail, {begin, end}, std::move(value), {}});
}

struct WrittenPhone {
  std::string value;  // digits, `+` before them where it was written
  std::vector<size_t> groups;
  std::string signs;  // between the groups, one of each
  size_t digits = 0, end = 0;
};

// Reads digits with the signs that people put between them.
WrittenPhone PhoneFrom(std::string_view text, size_t begin) {
  WrittenPhone phone;
  bool is_between = true;
  phone.end = begin;
  for (size_t end = begin; end < text.size(); ++end) {
    const char c = text[end];
    // `+49 (0)30`: the zero is for callers within the country.
    if (phone.value.starts_with('+') && text.substr(end).starts_with("(0)")) {
      end += 2;
      is_between = true;
    } else if (IsDigit(c)) {
      if (is_between) phone.groups.push_back(0);
      is_between = false;
      ++phone.groups.back();
      phone.value += c;
      ++phone.digits;
      phone.end = end + 1;
    } else if (c == '+' && end == begin) {
      phone.value += c;
    } else if (c == ' ' || c == '-' || c == '(' || c == ')' || c == '/' || c == '.') {
      if (end + 1 < text.size() && text[end + 1] == ' ' && c == ' ') break;
      if (phone.digits > 0 && !is_between) phone.signs += c;
      is_between = true;
    } else {
      break;
    }
  }
  return phone;
}

// 2026-11-27 and 03/04/2026 have as many digits as a short number.
bool LooksLikeDate(const WrittenPhone& phone) {
  const std::vector<size_t>& groups = phone.groups;
  if (groups.size() != 3 || phone.signs.size() < 2 || phone.signs[0] != phone.signs[1])
    return false;
  if (phone.signs[0] == ' ') return false;
  const bool is_year_first = groups[0] == 4 && groups[1] <= 2 && groups[2] <= 2;
  return is_year_first || (groups[0] <= 2 && groups[1] <= 2 && (groups[2] == 4 || groups[2] == 2));
}

// 2021-2022-2023.
bool AreYears(const WrittenPhone& phone) {
  return phone.value.find_first_not_of("0123456789") == std::string::npos &&
         (phone.value.starts_with("20") || phone.value.starts_with("19")) &&
         std::all_of(phone.groups.begin(), phone.groups.end(), [](size_t n) { return n == 4; });
}

// Whether one of the words shortly before says that a number is to be called.
bool IsCalled(std::string_view text, size_t begin) {
  constexpr size_t kReach = 32;
  const size_t from = begin > kReach ? begin - kReach : 0;
  std::string before;
  for (const char c : text.substr(from, begin - from))
    before += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const std::string_view word : {"phone", "tel", "call", "mobile", "cell", "whatsapp", "fax",
                                      "my number", "reach me", "text me", "ring"}) {
    const size_t at = before.rfind(word);
    // The next sentence is about something else.
    if (at != std::string::npos && before.find_first_of("?!;\n", at) == std::string::npos)
      return true;
  }
  return false;
}

// Where it ended.
size_t AddPhone(std::string_view text, size_t begin, std::vector<TextEntity>* out) {
  WrittenPhone phone = PhoneFrom(text, begin);
  const bool is_international = text[begin] == '+';
  const bool is_marked = is_international || text[begin] == '0' || text[begin] == '(';
  const bool is_alone = phone.groups.size() == 1;
  const bool is_called = phone.digits <= kMostPhoneDigits && IsCalled(text, begin);
  const bool is_number = is_alone && !is_international
                             ? is_called || (is_marked && phone.digits >= 9)
                             : is_marked || phone.groups.size() >= 3;
  const bool is_other = (!is_international && LooksLikeDate(phone)) || AreYears(phone) ||
                        (begin > 0 && text[begin - 1] == '#');
  if (phone.digits >= kFewestPhoneDigits && phone.digits <= kMostPhoneDigits && !is_other &&
      is_number) {
    out->push_back({TextEntityKind::kPhone, {begin, phone.end}, std::move(phone.value), {}});
  }
  return std::max(phone.end, begin + 1);
}

// Where `03/04` is 4 March: the United States, and where they were long.
bool IsMonthFirst(const std::string& zone) {
  char region[8] = {};
  UErrorCode status = U_ZERO_ERROR;
  icu::TimeZone::getRegion(icu::UnicodeString::fromUTF8(zone), region, sizeof region, status);
  const std::string_view country = region;
  return U_SUCCESS(status) && (country == "US" || country == "PH" || country == "PR" ||
                               country == "GU" || country == "FM" || country == "MH");
}

Result<WriterNow> NowOf(TimeUs now, const std::string& zone) {
  try {
    const date::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(now)};
    const auto local = date::locate_zone(zone)->to_local(instant);
    const auto day = date::floor<date::days>(local);
    const auto minute = date::floor<std::chrono::minutes>(local - day).count();
    return WriterNow{CivilDay{day.time_since_epoch().count()}, static_cast<int>(minute),
                     IsMonthFirst(zone)};
  } catch (const std::exception&) {
    return Err(Code::kInvalid, "`" + zone + "` is no time zone; name one such as `Europe/Vienna`");
  }
}

// Of what overlaps, the longer stays; of equals, what was found first.
std::vector<TextEntity> WithoutOverlaps(std::vector<TextEntity> found) {
  std::stable_sort(found.begin(), found.end(), [](const TextEntity& a, const TextEntity& b) {
    return a.span.end - a.span.begin > b.span.end - b.span.begin;
  });
  std::vector<TextEntity> kept;
  for (TextEntity& entity : found) {
    const bool overlaps = std::any_of(kept.begin(), kept.end(), [&](const TextEntity& other) {
      return entity.span.begin < other.span.end && other.span.begin < entity.span.end;
    });
    if (!overlaps) kept.push_back(std::move(entity));
  }
  std::sort(kept.begin(), kept.end(),
            [](const TextEntity& a, const TextEntity& b) { return a.span.begin < b.span.begin; });
  return kept;
}

}  // namespace

std::string_view TextEntityKindName(TextEntityKind kind) {
  constexpr std::string_view kNames[] = {"money",      "seats",      "quantity",      "date",
                                         "deadline",   "company",    "person",        "email",
                                         "phone",      "product",    "competitor",    "industry",
                                         "country",    "iban",       "card_number",   "national_id",
                                         "ip_address", "birth_date", "street_address"};
  return kNames[static_cast<size_t>(kind)];
}

bool IsPersonal(TextEntityKind kind) {
  return kind == TextEntityKind::kPerson || kind == TextEntityKind::kEmail ||
         kind == TextEntityKind::kPhone || kind >= TextEntityKind::kIban;
}

void ReadAddresses(std::string_view text, std::vector<TextEntity>* out) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '@') AddMail(text, at, out);
  }
  for (size_t at = 0; at < text.size();) {
    const bool is_inside = at > 0 && (IsMailLetter(text[at - 1]) || text[at - 1] == ',');
    const bool begins = IsDigit(text[at]) || text[at] == '+' || text[at] == '(';
    at = begins && !is_inside ? AddPhone(text, at, out) : at + 1;
  }
}

Result<std::vector<TextEntity>> FindEntities(std::string_view text, const EntityContext& context) {
  SB_ASSIGN(const WriterNow now, NowOf(context.now, context.zone));
  const std::vector<TextToken> tokens = CutTokens(text);
  if (!tokens.empty()) text = text.substr(0, tokens.back().span.end);
  std::vector<TextEntity> found;
  ReadIdentities(text, &found);
  ReadAddresses(text, &found);
  ReadStreets(text, tokens, &found);
  ReadDates(tokens, now, &found);
  ReadAmounts(tokens, &found);
  ReadLists(text, tokens, context, &found);
  ReadNames(text, tokens, &found);
  return WithoutOverlaps(std::move(found));
}

std::string Redact(std::string_view text, const std::vector<TextEntity>& entities) {
  std::string out;
  size_t at = 0;
  for (const TextEntity& entity : entities) {
    if (!IsPersonal(entity.kind)) continue;
    out += text.substr(at, entity.span.begin - at);
    out += "[" + std::string(TextEntityKindName(entity.kind)) + "]";
    at = entity.span.end;
  }
  return out + std::string(text.substr(at));
}

}  // namespace signalbox
