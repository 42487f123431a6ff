#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "insight/text/entity_readers.h"

namespace signalbox {
namespace {

bool IsPlainLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a word or number begins at `at`, and none was going on.
bool BeginsAt(std::string_view text, size_t at) {
  return at == 0 || (!IsPlainLetter(text[at - 1]) && !IsDigit(text[at - 1]) &&
                     static_cast<unsigned char>(text[at - 1]) < 0x80);
}
bool EndsAt(std::string_view text, size_t at) {
  return at >= text.size() || (!IsPlainLetter(text[at]) && !IsDigit(text[at]));
}

// ISO 13616: with its first four characters at the end and A as 10, an IBAN is 1 modulo 97.
bool IsIban(std::string_view iban) {
  constexpr size_t kShortest = 15, kLongest = 34;
  if (iban.size() < kShortest || iban.size() > kLongest) return false;
  int rest = 0;
  for (size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    rest = IsDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest == 1;
}

// The longest reading that is one.
size_t AddIban(std::string_view text, size_t begin, std::vector<TextEntity>* out) {
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (begin + 4 > text.size() || !is_letter(text[begin]) || !is_letter(text[begin + 1]) ||
      !IsDigit(text[begin + 2]) || !IsDigit(text[begin + 3])) {
    return begin + 1;
  }
  std::string iban, best;
  size_t best_end = 0;
  for (size_t at = begin; at < text.size(); ++at) {
    if (is_letter(text[at]) || IsDigit(text[at])) {
      iban += text[at];
      if (EndsAt(text, at + 1) && IsIban(iban)) {
        best = iban;
        best_end = at + 1;
      }
    } else if (text[at] != ' ' && text[at] != '-') {
      break;
    }
  }
  if (best.empty()) return begin + 1;
  out->push_back({TextEntityKind::kIban, {begin, best_end}, best, {}});
  return best_end;
}

// ISO/IEC 7812: every second digit from the right doubled, the sum of all digits divisible by ten.
bool HasCardCheck(std::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

struct DigitGroups {
  std::string digits;
  std::vector<size_t> sizes;
  size_t end = 0;
};

DigitGroups GroupsFrom(std::string_view text, size_t begin, std::string_view between) {
  DigitGroups groups;
  bool is_new = true;
  for (size_t at = begin; at < text.size(); ++at) {
    if (IsDigit(text[at])) {
      if (is_new) groups.sizes.push_back(0);
      is_new = false;
      ++groups.sizes.back();
      groups.digits += text[at];
      groups.end = at + 1;
    } else if (is_new || between.find(text[at]) == std::string_view::npos) {
      break;
    } else {
      is_new = true;
    }
  }
  return groups;
}

bool AddCard(std::string_view text, size_t begin, std::vector<TextEntity>* out) {
  const DigitGroups card = GroupsFrom(text, begin, " -");
  constexpr size_t kShortest = 13, kLongest = 19;
  const bool is_issued = text[begin] >= '2' && text[begin] <= '6';
  // Cards are written in one piece or by fours; American Express 4-6-5.
  const bool is_grouped = card.sizes.size() == 1 || (card.sizes.size() >= 3 && card.sizes[0] == 4 &&
                                                     (card.sizes[1] == 4 || card.sizes[1] == 6));
  if (card.digits.size() < kShortest || card.digits.size() > kLongest || !is_issued ||
      !is_grouped || !EndsAt(text, card.end) || !HasCardCheck(card.digits)) {
    return false;
  }
  out->push_back({TextEntityKind::kCardNumber, {begin, card.end}, card.digits, {}});
  return true;
}

// `123-45-6789`. No other number is written 3-2-4.
bool AddSocialSecurity(std::string_view text, size_t begin, std::vector<TextEntity>* out) {
  const DigitGroups id = GroupsFrom(text, begin, "-");
  if (id.sizes != std::vector<size_t>{3, 2, 4} || !EndsAt(text, id.end)) return false;
  out->push_back({TextEntityKind::kNationalId,
                  {begin, id.end},
                  std::string(text.substr(begin, id.end - begin)),
                  {}});
  return true;
}

bool AddIpAddress(std::string_view text, size_t begin, std::vector<TextEntity>* out) {
  const DigitGroups parts = GroupsFrom(text, begin, ".");
  if (parts.sizes.size() != 4 || !EndsAt(text, parts.end)) return false;
  size_t at = 0;
  for (const size_t size : parts.sizes) {
    if (size > 3 || std::stoi(parts.digits.substr(at, size)) > 255) return false;
    at += size;
  }
  // A version has four parts too, and says so.
  const std::string_view before = text.substr(0, begin);
  if (before.ends_with("ersion ") || before.ends_with("elease ") || before.ends_with("v"))
    return false;
  out->push_back({TextEntityKind::kIpAddress,
                  {begin, parts.end},
                  std::string(text.substr(begin, parts.end - begin)),
                  {}});
  return true;
}

bool IsStreetKind(std::string_view word) {
  for (const std::string_view kind :
       {"street", "st", "avenue", "ave", "road", "rd", "lane", "ln", "drive", "boulevard", "blvd",
        "highway", "hwy", "parkway", "pkwy", "square", "terrace", "broadway"}) {
    if (word == kind) return true;
  }
  return false;
}

bool EndsLikeStreet(std::string_view word) {
  for (const std::string_view ending : {"straße", "strasse", "gasse", "platz", "allee", "ufer"}) {
    if (word.size() > ending.size() && word.ends_with(ending)) return true;
  }
  return false;
}

}  // namespace

void ReadIdentities(std::string_view text, std::vector<TextEntity>* out) {
  for (size_t at = 0; at < text.size();) {
    if (!BeginsAt(text, at)) {
      ++at;
      continue;
    }
    const size_t found = out->size();
    if (text[at] >= 'A' && text[at] <= 'Z') {
      at = AddIban(text, at, out);
    } else if (IsDigit(text[at]) && (AddCard(text, at, out) || AddSocialSecurity(text, at, out) ||
                                     AddIpAddress(text, at, out))) {
      at = out->at(found).span.end;
    } else {
      ++at;
    }
  }
}

void ReadStreets(std::string_view text, const std::vector<TextToken>& tokens,
                 std::vector<TextEntity>* out) {
  const auto add = [&](size_t first, size_t last) {
    const TextSpan span = {tokens[first].span.begin, tokens[last].span.end};
    out->push_back({TextEntityKind::kStreetAddress,
                    span,
                    std::string(text.substr(span.begin, span.end - span.begin)),
                    {}});
  };
  const auto is_number = [&](size_t at) {
    return at < tokens.size() && tokens[at].kind == TextToken::Kind::kNumber &&
           tokens[at].lower.size() <= 5;
  };
  constexpr size_t kMostWords = 4;
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (EndsLikeStreet(tokens[at].lower) && tokens[at].is_capital && is_number(at + 1)) {
      add(at, at + 1);
    } else if (is_number(at)) {
      for (size_t last = at + 1; last < tokens.size() && last <= at + kMostWords; ++last) {
        if (!tokens[last].is_capital && tokens[last].kind != TextToken::Kind::kNumber) break;
        if (last > at + 1 && IsStreetKind(tokens[last].lower)) {
          add(at, last);
          break;
        }
      }
    }
  }
}

}  // namespace signalbox
