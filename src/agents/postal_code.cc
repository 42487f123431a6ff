#include "agents/postal_code.h"

#include <algorithm>

#include "agents/place.h"
#include "base/ascii.h"

namespace signalbox::reference {
namespace {

// No country's code is longer (ISO has none; the UPU's longest is 10).
constexpr size_t kMaxCode = 16;

std::string WithoutSpaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!IsAsciiSpace(c)) out.push_back(c);
  }
  return out;
}

// `D-10115`, `CH-8001`, `F 75001`: the sign of a vehicle or the code of the country.
std::string_view WithoutCountry(std::string_view country, std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == 0 || dash > 2 || dash + 1 >= text.size()) return text;
  const std::string_view sign = text.substr(0, dash);
  const bool letter = dash == 1 && !country.empty() && sign[0] == country[0];
  return letter || sign == country ? text.substr(dash + 1) : text;
}

std::string SplitBefore(std::string_view country, std::string code) {
  size_t back = 0;
  if (country == "GB" && code.size() >= 5 && code.size() <= 7) back = 3;
  if (country == "CA" && code.size() == 6) back = 3;
  if (country == "NL" && code.size() == 6) back = 2;
  if (back != 0) code.insert(code.size() - back, 1, ' ');
  return code;
}

}  // namespace

std::string TidyPostalCode(std::string_view country, std::string_view state,
                           std::string_view text) {
  text = TrimBlanks(text);
  if (text.size() > kMaxCode) return std::string(text);
  std::string code(text);
  std::transform(code.begin(), code.end(), code.begin(), UpperAscii);
  if (country == "US" && IsZipOf(state, code)) {
    const size_t digits = std::min(code.find('-'), code.size());
    if (digits < 5) code.insert(0, 5 - digits, '0');
    return code;
  }
  if (country == "GB" || country == "CA" || country == "NL") {
    return SplitBefore(country, WithoutSpaces(code));
  }
  return std::string(WithoutCountry(country, code));
}

}  // namespace signalbox::reference
