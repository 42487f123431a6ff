#include <array>
#include <cstdio>

#include "insight/text/entity_readers.h"

namespace signalbox {
namespace {

struct Currency {
  std::string_view word, code;
};
constexpr std::array<Currency, 25> kCurrencies = {{
    {"$", "USD"},     {"€", "EUR"},      {"£", "GBP"},     {"¥", "JPY"},      {"₹", "INR"},
    {"usd", "USD"},   {"eur", "EUR"},    {"gbp", "GBP"},   {"chf", "CHF"},    {"jpy", "JPY"},
    {"cad", "CAD"},   {"aud", "AUD"},    {"inr", "INR"},   {"dollar", "USD"}, {"dollars", "USD"},
    {"bucks", "USD"}, {"euro", "EUR"},   {"euros", "EUR"}, {"pound", "GBP"},  {"pounds", "GBP"},
    {"quid", "GBP"},  {"francs", "CHF"}, {"yen", "JPY"},   {"rupees", "INR"}, {"sek", "SEK"},
}};

constexpr std::array<std::string_view, 20> kSeatWords = {
    "seat",     "seats",   "user",    "users",     "licence",   "licences",   "license",
    "licenses", "people",  "person",  "employees", "staff",     "colleagues", "agents",
    "reps",     "sellers", "members", "logins",    "headcount", "accounts"};
constexpr std::array<std::string_view, 18> kThingWords = {
    "leads",   "contacts", "records",    "emails",  "messages",  "calls",
    "tickets", "offices",  "branches",   "stores",  "sites",     "countries",
    "units",   "servers",  "workspaces", "devices", "customers", "teams"};

template <size_t N>
bool Has(const std::array<std::string_view, N>& words, std::string_view word) {
  for (const std::string_view each : words) {
    if (each == word) return true;
  }
  return false;
}

std::string_view CodeOf(std::string_view word) {
  for (const Currency& each : kCurrencies) {
    if (each.word == word) return each.code;
  }
  return {};
}

int64_t Multiplier(std::string_view word) {
  if (word == "k" || word == "thousand" || word == "grand") return 1'000;
  if (word == "m" || word == "mn" || word == "million") return 1'000'000;
  return 1;
}

std::string Whole(int64_t milli) {
  return std::to_string(milli / 1000);
}

std::string Money(std::string_view code, int64_t milli) {
  char text[40];
  std::snprintf(text, sizeof text, "%s%s%lld.%02lld", std::string(code).c_str(),
                code.empty() ? "" : " ", static_cast<long long>(milli / 1000),
                static_cast<long long>(milli % 1000 / 10));
  return text;
}

// One number with what multiplies it: `20k`, `1.5 million`, `two hundred`.
struct Amount {
  int64_t milli = 0;
  size_t end = 0;  // the token after it
};

Amount ReadAmount(const std::vector<TextToken>& tokens, size_t at) {
  // Beyond it no budget is meant, and a product stays in range.
  constexpr int64_t kMost = 1'000'000'000'000;
  Amount amount{tokens[at].milli, at + 1};
  while (amount.end < tokens.size() && amount.end < at + 3) {
    const TextToken& next = tokens[amount.end];
    const int64_t by = next.lower == "hundred" ? 100 : Multiplier(next.lower);
    if (by == 1 || amount.milli > kMost) break;
    amount.milli *= by;
    ++amount.end;
  }
  return amount;
}

bool MeansMoney(const std::vector<TextToken>& tokens, size_t at) {
  for (size_t i = at; i-- > 0 && at - i <= 5;) {
    const std::string& word = tokens[i].lower;
    if (word == "budget" || word == "spend" || word == "pay" || word == "cost" || word == "costs" ||
        word == "price" || word == "charged") {
      return true;
    }
    if (tokens[i].is_number || word == ".") return false;
  }
  return false;
}

}  // namespace

void ReadAmounts(const std::vector<TextToken>& tokens, std::vector<TextEntity>* out) {
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (!tokens[at].is_number) continue;
    const Amount amount = ReadAmount(tokens, at);
    const TextSpan number = {tokens[at].span.begin, tokens[amount.end - 1].span.end};
    const std::string_view before = at == 0 ? std::string_view() : CodeOf(tokens[at - 1].lower);
    const TextToken* next = amount.end < tokens.size() ? &tokens[amount.end] : nullptr;
    const std::string_view after = next == nullptr ? std::string_view() : CodeOf(next->lower);
    if (!before.empty()) {
      out->push_back({TextEntityKind::kMoney,
                      {tokens[at - 1].span.begin, number.end},
                      Money(before, amount.milli)});
    } else if (!after.empty()) {
      out->push_back(
          {TextEntityKind::kMoney, {number.begin, next->span.end}, Money(after, amount.milli)});
    } else if (next != nullptr && Has(kSeatWords, next->lower)) {
      out->push_back({TextEntityKind::kSeats, {number.begin, next->span.end}, Whole(amount.milli)});
    } else if (next != nullptr && Has(kThingWords, next->lower)) {
      out->push_back({TextEntityKind::kQuantity,
                      {number.begin, next->span.end},
                      Whole(amount.milli) + " " + next->lower});
    } else if (amount.milli >= 100'000 && MeansMoney(tokens, at)) {
      out->push_back({TextEntityKind::kMoney, number, Money({}, amount.milli)});
    } else if (at >= 2 && tokens[at - 1].lower == "of" &&
               (tokens[at - 2].lower == "team" || tokens[at - 2].lower == "company" ||
                tokens[at - 2].lower == "department")) {
      out->push_back({TextEntityKind::kSeats, number, Whole(amount.milli)});
    }
    at = amount.end - 1;
  }
}

}  // namespace signalbox
