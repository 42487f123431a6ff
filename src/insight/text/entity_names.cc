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

constexpr std::array<std::string_view, 21> kLegalForms = {
    "inc", "ltd", "llc", "gmbh", "ag", "corp",    "plc",         "bv",   "sa",      "sas", "srl",
    "ab",  "oy",  "aps", "kg",   "nv", "limited", "corporation", "sarl", "holding", "spa"};
// Behind a name they make it a company's, but where every word has a capital.
constexpr std::array<std::string_view, 20> kCompanyWords = {
    "group",         "holdings",   "technologies", "solutions",  "partners",
    "bank",          "university", "systems",      "labs",       "industries",
    "consulting",    "logistics",  "software",     "pharma",     "robotics",
    "manufacturing", "foundation", "hospital",     "associates", "enterprises"};
constexpr std::array<std::string_view, 9> kTitles = {"mr",   "mrs",  "ms",  "dr", "prof",
                                                     "herr", "frau", "sig", "mme"};
constexpr std::array<std::string_view, 10> kClosings = {
    "regards", "wishes", "thanks",    "sincerely", "cheers",
    "yours",   "best",   "greetings", "you",       "faithfully"};
constexpr std::array<std::string_view, 5> kGreetings = {"hi", "hello", "hey", "dear", "morning"};
constexpr std::array<std::string_view, 15> kRoles = {
    "ceo",   "cto",     "cfo",   "coo",       "cio",      "vp",   "director", "manager",
    "owner", "founder", "buyer", "assistant", "engineer", "boss", "head"};
// Words that begin with a capital at the start of a sentence, or always, and are no name.
constexpr std::array<std::string_view, 131> kNoNames = {
    "i",        "the",       "a",         "an",       "we",        "our",        "you",
    "your",     "it",        "this",      "that",     "is",        "are",        "can",
    "could",    "do",        "does",      "please",   "how",       "what",       "when",
    "where",    "who",       "why",       "hi",       "hello",     "dear",       "thanks",
    "monday",   "tuesday",   "wednesday", "thursday", "friday",    "saturday",   "sunday",
    "january",  "february",  "march",     "april",    "may",       "june",       "july",
    "august",   "september", "october",   "november", "december",  "english",    "german",
    "french",   "spanish",   "italian",   "dutch",    "polish",    "american",   "british",
    "european", "indian",    "chinese",   "japanese", "swiss",     "austrian",   "canadian",
    "sales",    "support",   "crm",       "api",      "i'm",       "i'd",        "i've",
    "i'll",     "we're",     "we've",     "we'd",     "we'll",     "you're",     "it's",
    "there",    "all",       "team",      "everyone", "everybody", "folks",      "sir",
    "madam",    "customer",  "customers", "service",  "friends",   "colleagues", "hey",
    "yes",      "no",        "not",       "just",     "if",        "and",        "but",
    "for",      "from",      "to",        "in",       "on",        "at",         "by",
    "of",       "as",        "so",        "my",       "me",        "us",         "they",
    "he",       "she",       "have",      "has",      "need",      "want",       "looking",
    "here",     "regards",   "best",      "kind",     "cheers",    "sincerely",  "yours",
    "hr",       "it's",      "ceo",       "cto",      "cfo"};
// Where people write from; a company only with its legal form.
constexpr std::array<std::string_view, 66> kCities = {
    "london",    "paris",     "berlin",    "munich",    "hamburg",   "frankfurt",  "cologne",
    "vienna",    "zurich",    "geneva",    "basel",     "madrid",    "barcelona",  "lisbon",
    "rome",      "milan",     "amsterdam", "rotterdam", "brussels",  "dublin",     "copenhagen",
    "stockholm", "oslo",      "helsinki",  "warsaw",    "prague",    "budapest",   "athens",
    "istanbul",  "moscow",    "kyiv",      "bucharest", "sofia",     "manchester", "birmingham",
    "edinburgh", "glasgow",   "bristol",   "leeds",     "boston",    "chicago",    "seattle",
    "denver",    "austin",    "dallas",    "houston",   "atlanta",   "miami",      "toronto",
    "montreal",  "vancouver", "sydney",    "melbourne", "auckland",  "tokyo",      "singapore",
    "shanghai",  "beijing",   "mumbai",    "delhi",     "bangalore", "dubai",      "lyon",
    "york",      "francisco", "angeles"};

bool IsName(const TextToken& token) {
  return token.kind == TextToken::Kind::kWord && token.is_capital &&
         !OneOf(token.lower, kNoNames) && !OneOf(token.lower, kTitles);
}

// Capitalised words from `at` on, at most `most`, with `&` and `-` between them.
size_t NamesEnd(const Words& tokens, size_t at, size_t most) {
  size_t end = at, count = 0;
  while (end < tokens.size() && count < most && (end == at || !tokens[end].begins_line)) {
    if (IsName(tokens[end])) {
      ++count;
      ++end;
    } else if (end > at && end + 1 < tokens.size() && IsName(tokens[end + 1]) &&
               (tokens[end].lower == "&" || tokens[end].lower == "-")) {
      // `Anna-Lena` is one word.
      if (tokens[end].lower == "-" && tokens[end].span.end == tokens[end + 1].span.begin) --count;
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
  out->push_back({kind, span, std::string(text.substr(span.begin, span.end - span.begin)), {}});
}

std::string_view WordAt(const Words& tokens, size_t at) {
  return at < tokens.size() ? std::string_view(tokens[at].lower) : std::string_view();
}

std::string_view Back(const Words& tokens, size_t at, size_t by) {
  return by <= at ? WordAt(tokens, at - by) : std::string_view();
}

// Whether what stands in `tokens[at, end)` is the last of its line.
bool EndsLine(const Words& tokens, size_t end) {
  while (end < tokens.size() && (tokens[end].lower == "!" || tokens[end].lower == ".")) ++end;
  return end >= tokens.size() || tokens[end].begins_line;
}

// Whether a line or sentence begins at `at`.
bool BeginsSentence(const Words& tokens, size_t at) {
  if (at == 0) return true;
  const std::string_view before = tokens[at - 1].lower;
  return before == "." || before == "!" || before == "?" || EndsLine(tokens, at);
}

// Whether words before `at` announce the name in [at, end): `my name is`, `I am`, `ask`, `our CEO`.
bool AnnouncesPerson(const Words& tokens, size_t at, size_t end) {
  const auto back = [&](size_t by) { return Back(tokens, at, by); };
  if ((back(1) == "is" || back(1) == "'s") && back(2) == "name") return true;
  // `From: Tom Ford <tom@ford.com>`.
  const bool is_field = back(1) == ":" && (back(2) == "name" || back(2) == "contact" ||
                                           back(2) == "from" || back(2) == "cc" || back(2) == "to");
  if (is_field || WordAt(tokens, end) == "<") return true;
  if (back(1) == "." && OneOf(back(2), kTitles)) return true;
  if (OneOf(back(1), kTitles)) return true;
  // `I am Looking` is a title's way to write.
  const bool is_verb = tokens[at].lower.ends_with("ing");
  if ((back(1) == "am" && back(2) == "i") || back(1) == "i'm") return !is_verb;
  if (back(1) == "contact" || back(1) == "ask" || back(1) == "colleague" || back(1) == "attn")
    return true;
  if (back(1) == ":" && back(2) == "attn") return true;
  const bool is_full = end - at >= 2;
  if (back(1) == "is" && back(2) == "this")
    return is_full ? true : WordAt(tokens, end) == "from" || WordAt(tokens, end) == "at";
  if (OneOf(back(1), kRoles)) return is_full || back(2) == "our" || back(2) == "my";
  return back(1) == "," && OneOf(back(2), kClosings);
}

// `Hi Sarah,`: whom a text is for. A name of the catalogue may stand there as well.
bool IsGreeted(const Words& tokens, size_t at, size_t end) {
  if (at == 0 || !OneOf(WordAt(tokens, at - 1), kGreetings)) return false;
  if (!BeginsSentence(tokens, at - 1) && WordAt(tokens, at - 1) != "morning") return false;
  const std::string_view behind = WordAt(tokens, end);
  if (behind == "team") return false;
  return end - at <= 2 && (behind.empty() || behind == "," || behind == "!" || behind == "." ||
                           behind == "-" || behind == "\u2013" || EndsLine(tokens, end) ||
                           (end < tokens.size() && !tokens[end].is_capital) || behind == "i" ||
                           OneOf(behind, kNoNames));
}

// `Jordan from Acme`.
bool IsOfCompany(const Words& tokens, size_t at, size_t end) {
  return end - at <= 2 && BeginsSentence(tokens, at) && WordAt(tokens, end) == "from" &&
         end + 1 < tokens.size() && IsName(tokens[end + 1]) &&
         !OneOf(WordAt(tokens, end + 1), kCities);
}

// A closing on a line of its own, and the name on the next.
bool FollowsClosing(const Words& tokens, size_t at) {
  if (at > 0 && WordAt(tokens, at - 1) == ",") return FollowsClosing(tokens, at - 1);
  if (at == 0 || !OneOf(WordAt(tokens, at - 1), kClosings)) return false;
  // `Thanks John`, at the end of a line.
  const std::string_view closing = WordAt(tokens, at - 1);
  if ((closing == "thanks" || closing == "cheers" || closing == "regards") &&
      BeginsSentence(tokens, at - 1) && EndsLine(tokens, at + 1)) {
    return true;
  }
  return tokens[at].begins_line;
}

bool AnnouncesCompany(const Words& tokens, size_t at) {
  if (at == 0) return false;
  const std::string& before = tokens[at - 1].lower;
  if (before == "from" || before == "at" || before == "company") return true;
  if (before == "with" && at >= 2 &&
      (tokens[at - 2].lower == "i'm" || tokens[at - 2].lower == "am"))
    return true;
  if (before == "of" && at >= 2 && OneOf(tokens[at - 2].lower, kRoles)) return true;
  if (at >= 2 && before == "of" && tokens[at - 2].lower == "behalf") return true;
  return at >= 2 && before == "for" && tokens[at - 2].lower == "work";
}

// Every other word with a capital: a headline, where a capital says nothing.
bool IsHeadline(const Words& tokens) {
  size_t words = 0, capitals = 0;
  for (const TextToken& token : tokens) {
    if (token.kind != TextToken::Kind::kWord || token.lower.size() < 4) continue;
    ++words;
    capitals += token.is_capital ? 1 : 0;
  }
  return words >= 4 && capitals * 3 >= words * 2;
}

// Behind the legal form in [at, end), or `at` for none.
size_t LegalEnd(const Words& tokens, size_t at, size_t end) {
  size_t form = end;
  while (form > at && !OneOf(WordAt(tokens, form - 1), kLegalForms)) --form;
  if (form > at + 1) return form;
  const std::string_view behind = WordAt(tokens, end);
  const bool is_small =
      behind == "gmbh" || behind == "ltd" || behind == "inc" || behind == "llc" || behind == "plc";
  return is_small ? end + 1 : at;
}

}  // namespace

void ReadNames(std::string_view text, const Words& tokens, std::vector<TextEntity>* out) {
  const bool is_headline = IsHeadline(tokens);
  for (size_t at = 0; at < tokens.size(); ++at) {
    if (!IsName(tokens[at])) continue;
    // A name that is too long to be one still ends here, so that the scan goes on behind it.
    constexpr size_t kMostWords = 6, kMostOfPerson = 3, kMostOfCompany = 4;
    size_t end = NamesEnd(tokens, at, kMostWords);
    const size_t person = NamesEnd(tokens, at, kMostOfPerson);
    const size_t legal = LegalEnd(tokens, at, end);
    if (legal > at) {
      end = std::max(end, legal);
      Add(TextEntityKind::kCompany, text, tokens, at, legal, out);
    } else if (AnnouncesPerson(tokens, at, person) || FollowsClosing(tokens, at) ||
               IsGreeted(tokens, at, person) || IsOfCompany(tokens, at, person)) {
      end = person;
      Add(TextEntityKind::kPerson, text, tokens, at, person, out);
    } else if (end > at + 1 && !is_headline && OneOf(WordAt(tokens, end - 1), kCompanyWords)) {
      Add(TextEntityKind::kCompany, text, tokens, at, end, out);
    } else if (AnnouncesCompany(tokens, at) && !OneOf(WordAt(tokens, end - 1), kCities)) {
      Add(TextEntityKind::kCompany, text, tokens, at, NamesEnd(tokens, at, kMostOfCompany), out);
    }
    at = std::max(end, at + 1) - 1;
  }
}

}  // namespace signalbox
