#include "intake/calendar_lines.h"

#include <algorithm>

namespace signalbox {
namespace {

char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

bool IsNameByte(char c) {
  const char upper = Upper(c);
  return (upper >= 'A' && upper <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

// Takes a name of letters, digits and `-` off the front.
std::string TakeName(std::string_view* rest) {
  std::string name;
  while (!rest->empty() && IsNameByte(rest->front())) {
    name.push_back(Upper(rest->front()));
    rest->remove_prefix(1);
  }
  return name;
}

// A parameter's value; of a list of values the first is kept. False where a quote is not closed.
bool TakeValue(std::string_view* rest, std::string* value) {
  for (bool first = true;; first = false) {
    std::string one;
    if (!rest->empty() && rest->front() == '"') {
      const size_t end = rest->find('"', 1);
      if (end == std::string_view::npos) return false;
      one = rest->substr(1, end - 1);
      rest->remove_prefix(end + 1);
    } else {
      const size_t end = std::min(rest->find_first_of(",;:"), rest->size());
      one = rest->substr(0, end);
      rest->remove_prefix(end);
    }
    if (first) *value = std::move(one);
    if (rest->empty() || rest->front() != ',') return true;
    rest->remove_prefix(1);
  }
}

void TakeApart(std::string_view text, CalendarLine* line) {
  line->name = TakeName(&text);
  while (!line->name.empty() && !text.empty() && text.front() == ';') {
    text.remove_prefix(1);
    std::string name = TakeName(&text);
    std::string value;
    const bool valued = !name.empty() && !text.empty() && text.front() == '=';
    if (valued) text.remove_prefix(1);
    if (!valued || !TakeValue(&text, &value)) {
      line->fault = "a parameter of `" + line->name + "` cannot be read";
      return;
    }
    line->parameters.emplace_back(std::move(name), std::move(value));
  }
  if (line->name.empty() || text.empty() || text.front() != ':') {
    line->fault = "this is no line of a calendar; one is such as `DTSTART:20261221T090000Z`";
    return;
  }
  line->value = text.substr(1);
}

}  // namespace

std::string_view CalendarLine::Parameter(std::string_view parameter) const {
  for (const auto& [known, text] : parameters) {
    if (known == parameter) return text;
  }
  return {};
}

std::string_view CalendarLines::Physical() {
  const size_t end = text_.find('\n');
  std::string_view line = text_.substr(0, end);
  text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
  ++line_;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool CalendarLines::Next(CalendarLine* line) {
  std::string unfolded;
  do {
    if (text_.empty()) return false;
    *line = CalendarLine{};
    line->line = line_;
    unfolded = Physical();
  } while (unfolded.empty());
  bool too_long = unfolded.size() > kMaxCalendarLineBytes;
  while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t')) {
    const std::string_view more = Physical().substr(1);
    too_long = too_long || unfolded.size() + more.size() > kMaxCalendarLineBytes;
    if (!too_long) unfolded += more;
  }
  if (too_long)
    line->fault = "the line is longer than " + std::to_string(kMaxCalendarLineBytes) + " bytes";
  else
    TakeApart(unfolded, line);
  return true;
}

std::string CalendarText(std::string_view value) {
  std::string text;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text.push_back(value[i]);
      continue;
    }
    const char escaped = value[++i];
    text.push_back(escaped == 'n' || escaped == 'N' ? '\n' : escaped);
  }
  return text;
}

}  // namespace signalbox
