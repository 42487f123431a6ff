#include <algorithm>
#include <array>

#include "insight/text/entity_readers.h"

namespace signalbox {
namespace {

using Words = std::vector<TextToken>;

template <size_t N>
bool OneOf(std::string_view word, const std::array<std::string_view, N>& words) {
  for (const std::string_view each : words) {
    if (each == word) return true;
  }
  return false;
}

constexpr std::array<std::string_view, 17> kLegalForms = {
    "inc", "ltd", "llc", "gmbh", "ag",  "corp", "plc",     "bv",         "sa",
    "sas", "srl", "ab",  "oy",   "aps", "kg",   "limited", "corporation"};
constexpr std::array<std::string_view, 7> kTitles = {"mr",   "mrs",  "ms",  "dr",
                                                     "prof", "herr", "frau"};
constexpr std::array<std::string_view, 8> kClosings = {"regards", "wishes", "thanks", "sincerely",
                                                       "cheers",  "yours",  "best",   "greetings"};
// Words that begin with a capital at the start of a sentence, or always, and are no name.
constexpr std::array<std::string_view, 46> kNoNames = {
    "i",       "the",    "a",     "an",      "we",     "our",     "you",    "your",
    "it",      "this",   "that",  "is",      "are",    "can",     "could",  "do",
    "does",    "please", "how",   "what",    "when",   "where",   "who",    "why",
    "hi",      "hello",  "dear",  "thanks",  "monday", "tuesday", "friday", "sunday",
    "january", "march",  "april", "may",     "june",   "july",    "august", "english",
    "german",  "french", "sales", "support", "crm",    "api"};

bool IsName(const TextToken& token) {
  return token.kind == TextToken::Kind::kWord && token.is_capital && !OneOf(token.lower, kNoNames);
}

// Capitalised words from `at` on, at most `most`, with `&` and `-` between them.
size_t NamesEnd(const Words& tokens, size_t at, size_t most) {
  size_t end = at, count = 0;
  while (end < tokens.size() && count < most) {
    if (IsName(tokens[end])) {
      ++count;
      ++end;
    } else if (end > at && end + 1 < tokens.size() && IsName(tokens[end + 1]) &&
               (tokens[end].lower == "&" || tokens[end].lower == "-")) {
      ++end;
    } else {
      break;
    }
  }
  return end;
}

TextSpan SpanOf(const Words& tokens, size_t first, size_t end) {
  return {tokens[first].span.begin, tokens[end - 1].span.end};
}

void Add(TextEntityKind kind, std::string_view text, const Words& tokens, size_t first, size_t end,
         std::vector<TextEntity>* out) {
  const TextSpan span = SpanOf(tokens, first, end);
  out->push_back({kind, span, std::string(text.substr(span.begin, span.end - span.begin))});
}

std::string_view WordAt(const Words& tokens, size_t at) {
  return at < tokens.size() ? std::string_view(tokens[at].lower) : std::string_view();
}

// Where a name begins that the words before `at` announce; 0 for none. `my name is`, `i am`, `ask`.
bool AnnouncesPerson(const Words& tokens, size_t at) {
  const auto back = [&](size_t by) {
    return by <= at ? std::string_view(tokens[at - by].lower) : std::string_view();
  };
  if (back(1) == "is" && back(2) == "name") return true;
  if (back(1) == "." && OneOf(back(2), kTitles)) return true;
  if (OneOf(back(1), kTitles)) return true;
  if (back(1) == "am" && back(2) == "i") return true;
  if (back(1) == "m" || back(1) == "i'm" || back(1) == "contact" || back(1) == "ask" ||
      back(1) == "colleague" || back(1) == "attn") {
    return true;
  }
  return back(1) == "," && OneOf(back(2), kClosings);
}

// A closing on a line of its own, and the name on the next.
bool FollowsClosing(std::string_view text, const Words& tokens, size_t at) {
  if (at == 0 || !OneOf(WordAt(tokens, at - 1), kClosings)) return false;
  const size_t from = tokens[at - 1].span.end;
  return text.substr(from, tokens[at].span.begin - from).find('\n') != std::string_view::npos;
}

bool AnnouncesCompany(const Words& tokens, size_t at) {
  if (at == 0) return false;
  const std::string& before = tokens[at - 1].lower;
  if (before == "from" || before == "at" || before == "company") return true;
  if (before == "behalf") return false;
  if (at >= 2 && before == "of" && tokens[at - 2].lower == "behalf") return true;
  return at >= 2 && before == "for" && tokens[at - 2].lower == "work";
}

}  // namespace

void ReadNames(std::string_view text, const Words& tokens, std::vector<TextEntity>* out) {
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (!IsName(tokens[at])) continue;
    // A name that is too long to be one still ends here, so that the scan goes on behind it.
    constexpr size_t kMostWords = 6;
    size_t end = NamesEnd(tokens, at, kMostWords);
    size_t form = end;
    while (form > at && !OneOf(WordAt(tokens, form - 1), kLegalForms)) --form;
    if (form > at + 1) {
      Add(TextEntityKind::kCompany, text, tokens, at, form, out);
    } else if (form == at && (WordAt(tokens, end) == "gmbh" || WordAt(tokens, end) == "ltd" ||
                              WordAt(tokens, end) == "inc" || WordAt(tokens, end) == "llc")) {
      Add(TextEntityKind::kCompany, text, tokens, at, ++end, out);
    } else if (AnnouncesPerson(tokens, at) || FollowsClosing(text, tokens, at)) {
      end = std::min(end, at + 3);
      Add(TextEntityKind::kPerson, text, tokens, at, end, out);
    } else if (AnnouncesCompany(tokens, at)) {
      Add(TextEntityKind::kCompany, text, tokens, at, std::min(end, at + 4), out);
    }
    at = std::max(end, at + 1) - 1;
  }
}

}  // namespace signalbox
