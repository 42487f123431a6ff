#include "policy/format_source.h"

#include <algorithm>

#include "policy/findings.h"
#include "policy/format_bundle.h"

namespace signalbox {

namespace {

// Values that start with a sign in one file: each is mended by one more reading of it.
constexpr int kMaxMended = 1'000;

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t';
}

class Scanner {
 public:
  YamlSource Scan(std::string_view text) {
    const std::vector<std::string_view> lines = LinesOf(text);
    for (size_t i = 0; i < lines.size(); ++i) {
      line_ = static_cast<int>(i) + 1;
      Line(lines[i]);
    }
    return std::move(source_);
  }

 private:
  void Line(std::string_view line) {
    const size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
      if (quote_ != 0 || !open_.empty()) return;
      (in_block_ ? block_blanks_ : source_.blank_lines).push_back(line_);
      return;
    }
    if (in_block_ && InBlock(static_cast<int>(first))) return;
    if (quote_ == 0 && open_.empty() && (line.starts_with("---") || line.starts_with('%'))) return;
    token_start_ = true;
    for (size_t at = quote_ == 0 ? first : 0; at < line.size();) {
      if (quote_ != 0) {
        at = SkipQuoted(line, at);
        continue;
      }
      if (line[at] == '#' && (at == 0 || IsBlank(line[at - 1]))) return Comment(line, at);
      if (token_start_ && open_.empty() && (line[at] == '|' || line[at] == '>') &&
          BlockHeader(line, at, first)) {
        return;
      }
      Character(line, at);
      ++at;
    }
  }

  // A line of the text of a `|` or `>`.
  bool InBlock(int indent) {
    if (block_indent_ < 0 && indent > block_parent_) block_indent_ = indent;
    if (block_indent_ >= 0 && indent >= block_indent_) {
      block_blanks_.clear();
      return true;
    }
    in_block_ = false;
    source_.blank_lines.insert(source_.blank_lines.end(), block_blanks_.begin(),
                               block_blanks_.end());
    block_blanks_.clear();
    return false;
  }

  bool BlockHeader(std::string_view line, size_t at, size_t first) {
    size_t end = at + 1;
    while (end < line.size() &&
           std::string_view("+-0123456789").find(line[end]) != std::string_view::npos) {
      ++end;
    }
    const size_t rest = line.find_first_not_of(" \t", end);
    if (rest != std::string_view::npos && (line[rest] != '#' || rest == end)) return false;
    if (rest != std::string_view::npos) Comment(line, rest);
    in_block_ = true;
    block_indent_ = -1;
    block_parent_ = static_cast<int>(first);
    size_t key = first;
    while (key + 1 < line.size() && line[key] == '-' && IsBlank(line[key + 1])) {
      block_parent_ = static_cast<int>(key);
      key = line.find_first_not_of(" \t", key + 1);
    }
    if (key != at) block_parent_ = static_cast<int>(key);
    return true;
  }

  size_t SkipQuoted(std::string_view line, size_t at) {
    for (; at < line.size(); ++at) {
      if (quote_ == '"' && line[at] == '\\') {
        ++at;
      } else if (line[at] == quote_) {
        if (quote_ == '\'' && at + 1 < line.size() && line[at + 1] == '\'') {
          ++at;
          continue;
        }
        quote_ = 0;
        token_start_ = false;
        return at + 1;
      }
    }
    return line.size();
  }

  void Comment(std::string_view line, size_t at) {
    std::string_view before = line.substr(0, at);
    std::string_view text = line.substr(at);
    while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
    source_.comments.push_back({{line_, static_cast<int>(at) + 1},
                                std::string(text),
                                before.find_first_not_of(" \t-") == std::string_view::npos});
  }

  void Character(std::string_view line, size_t at) {
    const char c = line[at];
    const bool spaced = at + 1 >= line.size() || IsBlank(line[at + 1]);
    if (IsBlank(c)) return;
    if ((c == '"' || c == '\'') && token_start_) {
      quote_ = c;
    } else if ((c == '{' || c == '[') && (token_start_ || !open_.empty())) {
      open_.emplace_back(line_, static_cast<int>(at) + 1);
      Depth(at);
      token_start_ = true;
      return;
    } else if ((c == '}' || c == ']') && !open_.empty()) {
      source_.closes[open_.back()] = {line_, static_cast<int>(at) + 1};
      open_.pop_back();
      Depth(at);
    } else if ((c == ',' && !open_.empty()) || (c == ':' && (spaced || AfterQuote(line, at))) ||
               (c == '-' && token_start_ && spaced) || (c == '?' && token_start_ && spaced)) {
      token_start_ = true;
      return;
    }
    token_start_ = false;
  }
  bool AfterQuote(std::string_view line, size_t at) const {
    return !open_.empty() && at > 0 && (line[at - 1] == '"' || line[at - 1] == '\'');
  }
  void Depth(size_t at) {
    source_.depths.push_back({{line_, static_cast<int>(at) + 1}, static_cast<int>(open_.size())});
  }

  YamlSource source_;
  int line_ = 0;
  std::vector<std::pair<int, int>> open_;
  char quote_ = 0;
  bool token_start_ = true;
  bool in_block_ = false;
  int block_indent_ = -1;  // not known yet
  int block_parent_ = 0;
  std::vector<int> block_blanks_;  // perhaps of the text, perhaps after it
};

// Where a value that begins at `at` ends: in a flow before what closes it, else with its line.
size_t ValueEnd(std::string_view line, size_t at, bool in_flow) {
  int depth = 0;
  char quote = 0;
  size_t end = at;
  for (; end < line.size(); ++end) {
    const char c = line[end];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '#' && end > at && IsBlank(line[end - 1])) break;
    if (c == ':' && depth == 0 && !IsBlank(line[end - 1]) &&
        (end + 1 == line.size() || IsBlank(line[end + 1]))) {
      break;  // it was a key
    }
    if (!in_flow) continue;
    if (c == '"' || c == '\'') quote = c;
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
  }
  while (end > at && IsBlank(line[end - 1])) --end;
  return end;
}

}  // namespace

YamlSource ScanYaml(std::string_view text) {
  return Scanner().Scan(text);
}

std::string QuoteRefusedValues(std::string_view file, std::string text) {
  for (int mended = 0; mended < kMaxMended; ++mended) {
    Findings findings;
    if (ParseYaml(file, text, &findings)) return text;
    const std::vector<Finding> found = findings.Take();
    if (found.empty() || found.front().line == 0) return text;
    const Finding& first = found.front();
    size_t begin = 0;
    for (int line = 1; line < first.line && begin != std::string::npos; ++line) {
      begin = text.find('\n', begin);
      if (begin != std::string::npos) ++begin;
    }
    if (begin == std::string::npos) return text;
    std::string_view line = std::string_view(text).substr(begin);
    line = line.substr(0, line.find_first_of("\r\n"));
    size_t at = static_cast<size_t>(std::max(first.column, 1)) - 1;
    // A `*` alone is refused for what follows it.
    if (at > 0 && at <= line.size() && line[at - 1] == '*') --at;
    if (at >= line.size() || std::string_view("!&*").find(line[at]) == std::string_view::npos) {
      return text;
    }
    const YamlSource source = ScanYaml(text);
    int depth = 0;
    for (const auto& [place, deep] : source.depths) {
      if (place < std::pair(first.line, first.column)) depth = deep;
    }
    const size_t end = ValueEnd(line, at, depth > 0);
    if (end == at) return text;
    text = text.substr(0, begin + at) + QuotedScalar(line.substr(at, end - at)) +
           text.substr(begin + end);
  }
  return text;
}

}  // namespace signalbox
