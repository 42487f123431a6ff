// Lines of Prometheus's text form (exposition format 0.0.4): what a family is, and its samples.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

// `type` is `counter`, `gauge` or `histogram`; `help` is one line.
void AppendFamily(std::string_view name, std::string_view type, std::string_view help,
                  std::string* out);
// A count as the value of a sample; below zero it is none.
constexpr uint64_t SampleOf(int64_t count) {
  return count < 0 ? 0 : static_cast<uint64_t>(count);
}
// `labels` as they stand between the braces; empty for none.
void AppendSample(std::string_view name, std::string_view labels, uint64_t value, std::string* out);
// A family of one sample without labels.
void AppendOne(std::string_view name, std::string_view type, std::string_view help, uint64_t value,
               std::string* out);
// Microseconds as seconds, without a detour through floating point.
void AppendSeconds(uint64_t us, std::string* out);
// `name="value"`, with quotes, backslashes and line ends escaped.
std::string MetricLabel(std::string_view name, std::string_view value);

}  // namespace signalbox
