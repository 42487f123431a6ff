#include "agents/version.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace signalbox {
namespace {

// A number of a version; more digits than this is a mistake, and cannot overflow.
constexpr size_t kMaxDigits = 9;

Error BadVersion(std::string_view text) {
  return Err(Code::kInvalid,
             "`" + std::string(text) + "` is not a version; write it like `1.4.0` or `1.4.0-rc.1`");
}

bool ReadNumber(std::string_view text, int64_t* out) {
  if (text.empty() || text.size() > kMaxDigits || (text.size() > 1 && text[0] == '0')) return false;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return fault == std::errc() && end == text.data() + text.size() && IsDigit(text[0]);
}

std::string_view TakeUntil(std::string_view* text, char mark) {
  const size_t at = std::min(text->find(mark), text->size());
  const std::string_view head = text->substr(0, at);
  text->remove_prefix(std::min(at + 1, text->size()));
  return head;
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// Semver section 11.4.
std::strong_ordering ComparePreRelease(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty()) {
    const std::string_view x = TakeUntil(&a, '.');
    const std::string_view y = TakeUntil(&b, '.');
    const bool x_number = AllDigits(x);
    const bool y_number = AllDigits(y);
    if (x_number != y_number) {
      return x_number ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    if (x_number && x.size() != y.size()) return x.size() <=> y.size();
    if (x != y) return x < y ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return b.empty() <=> a.empty();
}

// `1`, `1.2` or `1.2.3`, missing numbers 0; `given` counts those that stand there.
Result<Version> ParsePartial(std::string_view text, int* given) {
  Version out;
  std::string_view rest = text.substr(0, text.find('-'));
  if (rest.size() < text.size()) out.pre_release = std::string(text.substr(rest.size() + 1));
  for (int64_t* number : {&out.major_number, &out.minor_number, &out.patch}) {
    if (rest.empty()) break;
    if (!ReadNumber(TakeUntil(&rest, '.'), number)) return BadVersion(text);
    ++*given;
  }
  const bool dash = text.find('-') != std::string_view::npos;
  if (!rest.empty() || *given == 0 || text.back() == '.' || (dash && out.pre_release.empty())) {
    return BadVersion(text);
  }
  for (const char c : out.pre_release) {
    if (!IsAsciiAlnum(c) && c != '-' && c != '.') return BadVersion(text);
  }
  return out;
}

}  // namespace

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto order = major_number <=> other.major_number; order != 0) return order;
  if (const auto order = minor_number <=> other.minor_number; order != 0) return order;
  if (const auto order = patch <=> other.patch; order != 0) return order;
  return ComparePreRelease(pre_release, other.pre_release);
}

Result<Version> ParseVersion(std::string_view text) {
  int given = 0;
  if (text.empty()) return BadVersion(text);
  SB_ASSIGN(Version out, ParsePartial(text, &given));
  if (given != 3) return BadVersion(text);
  return out;
}

bool VersionRange::Contains(const Version& version) const {
  if (any_) return true;
  if (exact_) return version == from_;
  if (version < from_ || (!open_ && version >= below_)) return false;
  return version.pre_release.empty() ||
         (version.major_number == from_.major_number &&
          version.minor_number == from_.minor_number && version.patch == from_.patch);
}

Result<VersionRange> ParseVersionRange(std::string_view text) {
  VersionRange out;
  text = TrimBlanks(text);
  if (text.empty() || text == "*") return out;
  out.any_ = false;
  int given = 0;
  if (text.starts_with(">=")) {
    out.open_ = true;
    text = TrimBlanks(text.substr(2));
  } else if (text.starts_with("^")) {
    text.remove_prefix(1);
  } else {
    out.exact_ = true;
  }
  if (text.empty()) return BadVersion(text);
  SB_ASSIGN(out.from_, ParsePartial(text, &given));
  if (out.exact_ && given != 3) {
    return Err(Code::kInvalid, "`" + std::string(text) + "` names no single version; write `^" +
                                   std::string(text) + "` for every compatible one");
  }
  if (out.from_.major_number > 0 || given == 1) {
    out.below_.major_number = out.from_.major_number + 1;
  } else {
    out.below_.minor_number = out.from_.minor_number + 1;
  }
  return out;
}

}  // namespace signalbox
