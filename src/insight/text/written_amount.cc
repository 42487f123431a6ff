#include "insight/text/written_amount.h"

#include <algorithm>
#include <array>
#include <string>

#include "insight/text/date_words.h"

namespace signalbox {
namespace {

using Words = std::vector<TextToken>;

// Beyond it no budget is meant, and a product stays in range.
constexpr int64_t kMostMilli = 1'000'000'000'000'000'000;

constexpr WrittenCurrency kCurrencies[] = {
    {"$", "USD"},        {"€", "EUR"},       {"£", "GBP"},       {"¥", "JPY"},
    {"₹", "INR"},        {"₽", "RUB"},     {"₩", "KRW"},       {"₺", "TRY"},
    {"₪", "ILS"},        {"usd", "USD"},     {"eur", "EUR"},     {"gbp", "GBP"},
    {"chf", "CHF"},      {"jpy", "JPY"},     {"cad", "CAD"},     {"aud", "AUD"},
    {"inr", "INR"},      {"sek", "SEK"},     {"nok", "NOK"},     {"dkk", "DKK"},
    {"pln", "PLN"},      {"czk", "CZK"},     {"huf", "HUF"},     {"brl", "BRL"},
    {"mxn", "MXN"},      {"zar", "ZAR"},     {"sgd", "SGD"},     {"hkd", "HKD"},
    {"nzd", "NZD"},      {"cny", "CNY"},     {"rmb", "CNY"},     {"krw", "KRW"},
    {"aed", "AED"},      {"ils", "ILS"},     {"thb", "THB"},     {"rub", "RUB"},
    {"dollar", "USD"},   {"dollars", "USD"}, {"bucks", "USD"},   {"euro", "EUR"},
    {"euros", "EUR"},    {"pound", "GBP"},   {"pounds", "GBP"},  {"quid", "GBP"},
    {"sterling", "GBP"}, {"francs", "CHF"},  {"franken", "CHF"}, {"fr", "CHF"},
    {"sfr", "CHF"},      {"yen", "JPY"},     {"rupees", "INR"},  {"zł", "PLN"},
    {"zloty", "PLN"},    {"kč", "CZK"},      {"kronor", "SEK"},  {"reais", "BRL"},
    {"kr", ""},          {"kroner", ""},     {"pesos", ""}};

// What stands before `$` without a gap.
constexpr WrittenCurrency kDollars[] = {{"us", "USD"},  {"a", "AUD"},  {"au", "AUD"}, {"c", "CAD"},
                                        {"ca", "CAD"},  {"nz", "NZD"}, {"hk", "HKD"}, {"s", "SGD"},
                                        {"mex", "MXN"}, {"mx", "MXN"}, {"r", "BRL"}};

bool Touches(const Words& tokens, size_t at) {
  return at > 0 && at < tokens.size() && tokens[at].span.begin == tokens[at - 1].span.end;
}

// What the word behind a number multiplies it by; 1 for another word.
int64_t MultiplierAt(const Words& tokens, size_t at, bool has_currency) {
  const std::string& word = tokens[at].lower;
  constexpr std::pair<std::string_view, int64_t> kWords[] = {
      {"hundred", 100},         {"thousand", 1'000},        {"grand", 1'000},
      {"tsd", 1'000},           {"tausend", 1'000},         {"mille", 1'000},
      {"mil", 1'000},           {"lakh", 100'000},          {"lac", 100'000},
      {"million", 1'000'000},   {"millions", 1'000'000},    {"mn", 1'000'000},
      {"mm", 1'000'000},        {"mio", 1'000'000},         {"mln", 1'000'000},
      {"millionen", 1'000'000}, {"millones", 1'000'000},    {"crore", 10'000'000},
      {"bn", 1'000'000'000},    {"billion", 1'000'000'000}, {"mrd", 1'000'000'000}};
  for (const auto& [name, times] : kWords) {
    if (word == name) return times;
  }
  // A letter alone is a unit of something else, unless it stands at the number or beside money.
  if (!Touches(tokens, at) && !has_currency) return 1;
  return word == "k" ? 1'000 : word == "m" ? 1'000'000 : word == "b" ? 1'000'000'000 : 1;
}

bool Multiply(int64_t by, WrittenAmount* amount) {
  if (amount->milli > kMostMilli / by) return false;
  amount->milli *= by;
  amount->times *= by;
  return true;
}

// `1 500 000`: groups of three digits, one blank between them.
void JoinThousands(const Words& tokens, WrittenAmount* amount) {
  const auto is_group = [&tokens](size_t at, size_t least) {
    return at < tokens.size() && tokens[at].kind == TextToken::Kind::kNumber &&
           tokens[at].lower.size() <= 3 && tokens[at].lower.size() >= least &&
           tokens[at].lower.find_first_of(",.'") == std::string::npos;
  };
  const auto follows = [&tokens](size_t at) {
    const size_t gap = tokens[at].span.begin - tokens[at - 1].span.end;
    return gap >= 1 && gap <= std::string_view("\u202f").size();
  };
  size_t at = amount->end;
  if (!is_group(at - 1, 1) || tokens[at - 1].lower[0] == '0') return;
  WrittenAmount joined = *amount;
  while (is_group(at, 3) && follows(at) && joined.milli < kMostMilli / 1000)
    joined.milli = joined.milli * 1000 + tokens[at++].milli;
  joined.end = at;
  if (at == amount->end) return;
  // `May 5 500 people came`.
  const bool is_day = amount->end >= 2 && MonthNamed(tokens[amount->end - 2].lower) >= 0;
  const bool is_counted = at < tokens.size() && tokens[at].kind == TextToken::Kind::kWord;
  if (!is_day && (is_counted || CurrencyFrom(tokens, at).currency != nullptr)) *amount = joined;
}

bool IsSmallWord(const TextToken& token) {
  return token.kind == TextToken::Kind::kWord && token.is_number && token.milli < 100'000;
}

// `twenty-five`, `one hundred and fifty`, `two thousand five hundred`.
std::optional<WrittenAmount> InWords(const Words& tokens, size_t at, bool has_currency) {
  int64_t total = 0, part = 0;
  size_t end = at;
  int64_t last_ten = 0;
  while (end < tokens.size()) {
    const TextToken& token = tokens[end];
    if (IsSmallWord(token)) {
      const bool is_unit_of_ten = last_ten != 0 && token.milli < 10'000 && token.milli > 0;
      const bool begins = part == 0 || part % 100'000 == 0;
      if (!is_unit_of_ten && !begins) break;
      part += token.milli;
      last_ten = token.milli >= 20'000 ? token.milli : 0;
    } else if (const int64_t times = MultiplierAt(tokens, end, has_currency);
               times > 1 && part + total > 0 && token.kind == TextToken::Kind::kWord &&
               token.lower.size() > 1) {
      if (part > kMostMilli / times || part == 0) break;
      part *= times;
      if (times > 100) {
        total += part;
        part = 0;
      }
      last_ten = 0;
    } else if (token.lower == "-" && last_ten != 0 && end + 1 < tokens.size() &&
               IsSmallWord(tokens[end + 1]) && tokens[end + 1].milli < 10'000) {
      // Its unit is the next token.
    } else if (token.lower == "and" && total + part >= 100'000 && last_ten == 0 &&
               end + 1 < tokens.size() && IsSmallWord(tokens[end + 1]) && (part % 100'000 == 0)) {
    } else {
      break;
    }
    ++end;
  }
  if (end == at) return std::nullopt;
  return WrittenAmount{total + part, 1, end, true};
}

// `a hundred thousand`, `half a million`, `a dozen`.
std::optional<WrittenAmount> WithArticle(const Words& tokens, size_t at) {
  const bool is_half = tokens[at].lower == "half";
  size_t next = is_half ? at + 1 : at;
  if (next >= tokens.size() || (tokens[next].lower != "a" && tokens[next].lower != "an"))
    return std::nullopt;
  if (++next >= tokens.size()) return std::nullopt;
  WrittenAmount amount{is_half ? 500 : 1000, 1, next, true};
  if (tokens[next].lower == "dozen" && !is_half) return WrittenAmount{12'000, 1, next + 1, true};
  while (amount.end < tokens.size() && tokens[amount.end].lower.size() > 2) {
    const int64_t times = MultiplierAt(tokens, amount.end, false);
    if (times == 1 || !Multiply(times, &amount)) break;
    ++amount.end;
  }
  return amount.end > next ? std::optional(amount) : std::nullopt;
}

}  // namespace

CurrencySpan CurrencyFrom(const Words& tokens, size_t at) {
  if (at >= tokens.size()) return {};
  const std::string& word = tokens[at].lower;
  if (at + 1 < tokens.size() && tokens[at + 1].lower == "$" && Touches(tokens, at + 1)) {
    for (const WrittenCurrency& each : kDollars) {
      if (each.word == word) return {&each, at + 2};
    }
  }
  for (const WrittenCurrency& each : kCurrencies) {
    if (each.word != word) continue;
    size_t end = at + 1;
    // `USD $5,000`, `Fr. 200`.
    const bool is_code = each.word.size() == 3 && each.word[0] >= 'a' && each.word[0] <= 'z';
    if (is_code && end < tokens.size() && tokens[end].lower == "$") ++end;
    if (each.word.ends_with("fr") && end < tokens.size() && tokens[end].lower == ".") ++end;
    return {&each, end};
  }
  return {};
}

std::optional<WrittenAmount> ReadWrittenAmount(const Words& tokens, size_t at, bool has_currency) {
  if (at >= tokens.size()) return std::nullopt;
  if (tokens[at].kind == TextToken::Kind::kWord) {
    if (const auto amount = WithArticle(tokens, at)) return amount;
    if (!tokens[at].is_number) return std::nullopt;
    if (tokens[at].lower == "hundred") return std::nullopt;
    return InWords(tokens, at, has_currency);
  }
  if (!tokens[at].is_number) return std::nullopt;
  WrittenAmount amount{tokens[at].milli, 1, at + 1, false};
  if (has_currency) {
    // `EUR 1 500 000`: nothing but the end of a number tells where it ends.
    while (amount.end < tokens.size() && tokens[amount.end].lower.size() == 3 &&
           tokens[amount.end].kind == TextToken::Kind::kNumber && tokens[at].lower.size() <= 3 &&
           tokens[amount.end].lower.find_first_of(",.") == std::string::npos &&
           tokens[amount.end].span.begin - tokens[amount.end - 1].span.end <= 3 &&
           tokens[amount.end].span.begin > tokens[amount.end - 1].span.end &&
           amount.milli < kMostMilli / 1000) {
      amount.milli = amount.milli * 1000 + tokens[amount.end++].milli;
    }
  } else {
    JoinThousands(tokens, &amount);
  }
  constexpr size_t kMostMultipliers = 2;
  for (size_t more = 0; more < kMostMultipliers && amount.end < tokens.size(); ++more) {
    const int64_t times = MultiplierAt(tokens, amount.end, has_currency);
    if (times == 1 || !Multiply(times, &amount)) break;
    ++amount.end;
    // `2,5 Mio. EUR`.
    if (amount.end + 1 < tokens.size() && tokens[amount.end].lower == "." &&
        CurrencyFrom(tokens, amount.end + 1).currency != nullptr) {
      ++amount.end;
    }
  }
  return amount;
}

}  // namespace signalbox
