#include "expr/regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

class Re2Regex : public Regex {
 public:
  Re2Regex(std::string_view pattern, const RE2::Options& options)
      : regex_(re2::StringPiece(pattern.data(), pattern.size()), options) {}

  bool Matches(std::string_view text) const override {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex_);
  }
  const RE2& regex() const { return regex_; }

 private:
  RE2 regex_;
};

}  // namespace

Result<std::shared_ptr<const Regex>> CompileRegex(std::string_view pattern, int64_t memory_bytes) {
  if (pattern.size() > kMaxPatternBytes) {
    return Err(Code::kExhausted, fmt::format("regular expression of {} bytes is longer than {}",
                                             pattern.size(), kMaxPatternBytes));
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory_bytes);
  auto regex = std::make_shared<Re2Regex>(pattern, options);
  if (!regex->regex().ok()) {
    return Err(Code::kInvalid, fmt::format("`{}` is not a regular expression: {}",
                                           Clip(pattern, 80), regex->regex().error()));
  }
  return std::shared_ptr<const Regex>(std::move(regex));
}

}  // namespace signalbox::cel
