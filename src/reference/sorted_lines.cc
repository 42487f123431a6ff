#include "reference/sorted_lines.h"

namespace signalbox::reference {

std::string_view WithoutHeader(std::string_view text) {
  while (!text.empty() && text.front() == '#') {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text;
}

bool HasLine(std::string_view text, std::string_view line) {
  size_t low = 0;  // always the start of a line
  size_t high = text.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const size_t newline = middle == 0 ? std::string_view::npos : text.rfind('\n', middle - 1);
    const size_t start = newline == std::string_view::npos || newline < low ? low : newline + 1;
    const size_t end = text.find('\n', start);
    if (end == std::string_view::npos) return false;
    const int order = text.substr(start, end - start).compare(line);
    if (order == 0) return true;
    if (order < 0) {
      low = end + 1;
    } else {
      high = start;
    }
  }
  return false;
}

}  // namespace signalbox::reference
