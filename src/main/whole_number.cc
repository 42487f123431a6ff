#include "main/whole_number.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

CLI::Validator WholeNumber() {
  const auto check = [](const std::string& text) -> std::string {
    const std::string_view digits = std::string_view(text).substr(text.starts_with('-') ? 1 : 0);
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool decimal = digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!decimal || digits.empty() || (digits.size() > 1 && digits.front() == '0'))
      return "`" + text + "` is no whole number; write it in digits, such as 30";
    if (error != std::errc() || end != text.data() + text.size())
      return "`" + text + "` does not fit 64 bits";
    return {};
  };
  return CLI::Validator(check, "");
}

}  // namespace signalbox
