#include "insight/text/entities.h"

#include <date/tz.h>

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
  out->push_back({TextEntityKind::kEmail, {begin, end}, std::move(value)});
}

// Reads digits with the signs that people put between them; where it ended.
size_t AddPhone(std::string_view text, size_t begin, std::vector<TextEntity>* out) {
  size_t end = begin, last = begin, digits = 0, groups = 0;
  std::string value;
  for (bool between = true; end < text.size(); ++end) {
    const char c = text[end];
    if (IsDigit(c)) {
      groups += between ? 1 : 0;
      between = false;
      value += c;
      ++digits;
      last = end + 1;
    } else if (c == '+' && end == begin) {
      value += c;
    } else if (c == ' ' || c == '-' || c == '(' || c == ')' || c == '/' || c == '.') {
      if (end + 1 < text.size() && text[end + 1] == ' ' && c == ' ') break;
      between = true;
    } else {
      break;
    }
  }
  const bool is_marked = text[begin] == '+' || text[begin] == '0' || text[begin] == '(';
  // A date such as 2026-11-27 has as many digits as a short number.
  const bool is_date = digits == 8 && groups == 3 && !is_marked;
  if (digits >= kFewestPhoneDigits && digits <= kMostPhoneDigits && !is_date &&
      (is_marked || groups >= 3)) {
    out->push_back({TextEntityKind::kPhone, {begin, last}, std::move(value)});
  }
  return std::max(last, begin + 1);
}

Result<CivilDay> LocalDay(TimeUs now, const std::string& zone) {
  try {
    const date::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(now)};
    const auto local = date::locate_zone(zone)->to_local(instant);
    return CivilDay{date::floor<date::days>(local).time_since_epoch().count()};
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
  constexpr std::string_view kNames[] = {"money",      "seats",    "quantity", "date",  "deadline",
                                         "company",    "person",   "email",    "phone", "product",
                                         "competitor", "industry", "country"};
  return kNames[static_cast<size_t>(kind)];
}

bool IsPersonal(TextEntityKind kind) {
  return kind == TextEntityKind::kPerson || kind == TextEntityKind::kEmail ||
         kind == TextEntityKind::kPhone;
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
  SB_ASSIGN(const CivilDay today, LocalDay(context.now, context.zone));
  const std::vector<TextToken> tokens = CutTokens(text);
  if (!tokens.empty()) text = text.substr(0, tokens.back().span.end);
  std::vector<TextEntity> found;
  ReadAddresses(text, &found);
  ReadDates(tokens, today, &found);
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
