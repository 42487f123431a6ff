#include "agents/person_name.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace signalbox::reference {
namespace {

// Nobody's name, wherever it stands. Sorted; compared in lower case without punctuation.
constexpr std::string_view kNeverNames[] = {
    "aaa",       "abc123",   "abcd",     "anonymous", "asd",     "asdasd",    "asdf",
    "asdfasdf",  "asdfgh",   "blah",     "dfg",       "fdsa",    "firstname", "foobar",
    "hjkl",      "lastname", "nil",      "null",      "qwe",     "qwer",      "qwerty",
    "sdf",       "sdfsdf",   "test1",    "test2",     "test123", "testtest",  "tester",
    "undefined", "unknown",  "yourname", "zxc",       "zxcv",    "zxcvbn"};

// Not a name when nothing else is given: alone they may be somebody's.
constexpr std::string_view kAloneNoNames[] = {
    "abc",   "admin", "bar",  "baz",     "demo", "dummy", "fake",   "first", "foo",
    "guest", "last",  "lead", "na",      "name", "no",    "noname", "none",  "sample",
    "tba",   "tbd",   "test", "testing", "user", "x",     "your"};

enum class Part : unsigned char { kEmpty, kFine, kAlone, kNever };

template <size_t kCount>
constexpr bool IsIn(const std::string_view (&words)[kCount], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

Part JudgePart(std::string_view text) {
  std::array<char, 16> letters;
  size_t size = 0;
  size_t seen = 0;
  bool other = false;
  for (const char c : text) {
    if (!IsAscii(c)) other = true;
    if (c == '@' || c == '<') return Part::kNever;
    if (!IsAsciiAlnum(c) && IsAscii(c)) continue;
    ++seen;
    if (size < letters.size()) letters[size++] = LowerAscii(c);
  }
  if (TrimBlanks(text).empty()) return Part::kEmpty;
  if (other) return Part::kFine;
  const std::string_view word(letters.data(), size);
  if (std::none_of(word.begin(), word.end(), IsAsciiLetter)) return Part::kNever;
  if (seen > letters.size()) return Part::kFine;
  if (size >= 3 && std::all_of(word.begin(), word.end(), [&](char c) { return c == word[0]; })) {
    return Part::kNever;
  }
  if (IsIn(kNeverNames, word)) return Part::kNever;
  return IsIn(kAloneNoNames, word) ? Part::kAlone : Part::kFine;
}

NameVerdict Combine(Part first, Part last) {
  if (first == Part::kEmpty && last == Part::kEmpty) return NameVerdict::kMissing;
  if (first == Part::kNever || last == Part::kNever) return NameVerdict::kPlaceholder;
  return first == Part::kFine || last == Part::kFine ? NameVerdict::kPlausible
                                                     : NameVerdict::kPlaceholder;
}

}  // namespace

NameVerdict JudgeName(std::string_view first, std::string_view last, std::string_view whole) {
  const NameVerdict parts = Combine(JudgePart(first), JudgePart(last));
  if (parts != NameVerdict::kMissing) return parts;
  whole = TrimBlanks(whole);
  const size_t space = whole.find(' ');
  if (space == std::string_view::npos) return Combine(JudgePart(whole), Part::kEmpty);
  return Combine(JudgePart(whole.substr(0, space)), JudgePart(whole.substr(space + 1)));
}

}  // namespace signalbox::reference
