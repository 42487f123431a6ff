#include "api/metric_text.h"

#include <charconv>
#include <cstdio>

namespace signalbox {
namespace {

void AppendNumber(uint64_t value, std::string* out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value);
  out->append(digits, static_cast<size_t>(end.ptr - digits));
}

}  // namespace

void AppendFamily(std::string_view name, std::string_view type, std::string_view help,
                  std::string* out) {
  out->append("# HELP ").append(name).append(" ").append(help).append("\n");
  out->append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void AppendSample(std::string_view name, std::string_view labels, uint64_t value,
                  std::string* out) {
  out->append(name);
  if (!labels.empty()) out->append("{").append(labels).append("}");
  out->push_back(' ');
  AppendNumber(value, out);
  out->push_back('\n');
}

void AppendOne(std::string_view name, std::string_view type, std::string_view help, uint64_t value,
               std::string* out) {
  AppendFamily(name, type, help, out);
  AppendSample(name, {}, value, out);
}

void AppendSeconds(uint64_t us, std::string* out) {
  AppendNumber(us / 1'000'000, out);
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ".%06u", static_cast<unsigned>(us % 1'000'000));
  out->append(fraction);
}

std::string MetricLabel(std::string_view name, std::string_view value) {
  std::string text(name);
  text += "=\"";
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text.push_back('\\');
    text.push_back(c);
  }
  return text + '"';
}

}  // namespace signalbox
