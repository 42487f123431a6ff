#include "policy/salesforce/filter_logic.h"

#include <fmt/format.h>

#include <charconv>

#include "base/ascii.h"
#include "base/limits.h"

namespace signalbox {

namespace {

class LogicParser {
 public:
  LogicParser(std::string_view text, int criteria) : text_(text), criteria_(criteria) {}

  Result<FilterLogic> Whole() {
    SB_ASSIGN(FilterLogic logic, Or(0));
    if (Skip() < text_.size()) {
      return Fail(text_[at_] == ')' ? "a `)` without its `(`" : "expected AND, OR or the end");
    }
    return logic;
  }

 private:
  Error Fail(std::string_view what) const {
    return Err(Code::kInvalid, fmt::format("column {}: {}", at_ + 1, what));
  }

  size_t Skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r')))
      ++at_;
    return at_;
  }

  // Takes `word`, given in lower case, when it stands next.
  bool Take(std::string_view word) {
    Skip();
    if (text_.size() - at_ < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
      if ((text_[at_ + i] | 0x20) != word[i]) return false;
    }
    const size_t end = at_ + word.size();
    if (end < text_.size() && IsAsciiLetter(text_[end])) return false;
    at_ = end;
    return true;
  }

  Result<FilterLogic> Chain(FilterLogic::Kind kind, std::string_view word, int depth) {
    const bool is_or = kind == FilterLogic::Kind::kOr;
    FilterLogic chain{.kind = kind};
    do {
      SB_ASSIGN(FilterLogic part,
                is_or ? Chain(FilterLogic::Kind::kAnd, "and", depth) : Not(depth));
      chain.parts.push_back(std::move(part));
    } while (Take(word));
    if (chain.parts.size() > 1) return chain;
    FilterLogic only = std::move(chain.parts.front());
    return only;
  }

  Result<FilterLogic> Or(int depth) { return Chain(FilterLogic::Kind::kOr, "or", depth); }

  Result<FilterLogic> Not(int depth) {
    if (depth > kMaxNesting) return Fail(fmt::format("nested deeper than {}", kMaxNesting));
    if (!Take("not")) return Primary(depth);
    FilterLogic logic{.kind = FilterLogic::Kind::kNot};
    SB_ASSIGN(FilterLogic part, Not(depth + 1));
    logic.parts.push_back(std::move(part));
    return logic;
  }

  Result<FilterLogic> Primary(int depth) {
    if (Skip() == text_.size()) return Fail("the filter ends here; expected a number or `(`");
    if (text_[at_] == '(') {
      ++at_;
      SB_ASSIGN(FilterLogic logic, Or(depth + 1));
      if (Skip() == text_.size() || text_[at_] != ')') return Fail("expected AND, OR or `)`");
      ++at_;
      return logic;
    }
    int number = 0;
    const char* const begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
    if (end == begin) return Fail("expected the number of a criterion, NOT or `(`");
    if (error != std::errc() || number < 1 || number > criteria_) {
      return Fail(fmt::format("there is no criterion {}; the entry has {}",
                              std::string_view(begin, static_cast<size_t>(end - begin)),
                              criteria_));
    }
    at_ += static_cast<size_t>(end - begin);
    return FilterLogic{.kind = FilterLogic::Kind::kCriterion, .criterion = number};
  }

  std::string_view text_;
  int criteria_;
  size_t at_ = 0;
};

}  // namespace

Result<FilterLogic> ParseFilterLogic(std::string_view text, int criteria) {
  if (text.size() > kMaxFilterBytes) {
    return Err(Code::kInvalid, fmt::format("longer than {} bytes", kMaxFilterBytes));
  }
  return LogicParser(text, criteria).Whole();
}

FilterLogic AllCriteria(int criteria) {
  FilterLogic all{.kind = FilterLogic::Kind::kAnd};
  for (int number = 1; number <= criteria; ++number) {
    all.parts.push_back({.kind = FilterLogic::Kind::kCriterion, .criterion = number});
  }
  return all;
}

}  // namespace signalbox
