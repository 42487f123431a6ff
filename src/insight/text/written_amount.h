// Numbers and currencies as people write them. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "insight/text/text_tokens.h"

namespace signalbox {

// One number with what multiplies it: `20k`, `1.5 million`, `2,5 Mio`, `twenty-five thousand`,
// `half a million`, `5 lakh`, `1 500 000` where a currency stands beside it.
struct WrittenAmount {
  int64_t milli = 0;  // thousandths, multiplied
  int64_t times = 1;  // what multiplied its digits
  size_t end = 0;     // the token after it
  bool is_in_words = false;
};
// `has_currency` says that one stands before it. Nothing for what is no number or beyond 10^15.
std::optional<WrittenAmount> ReadWrittenAmount(const std::vector<TextToken>& tokens, size_t at,
                                               bool has_currency);

struct WrittenCurrency {
  std::string_view word;
  std::string_view code;  // ISO 4217; empty where the word is one of several countries, as `kr`
};
struct CurrencySpan {
  const WrittenCurrency* currency = nullptr;  // null where there is none
  size_t end = 0;                             // the token after it
};
// The currency that stands at `at`: `$`, `US$`, `EUR`, `USD $`, `francs`.
CurrencySpan CurrencyFrom(const std::vector<TextToken>& tokens, size_t at);

}  // namespace signalbox
