#include "insight/match/street_words.h"

#include <algorithm>

#include "base/ascii.h"

namespace signalbox {
namespace {

struct StreetSpelling {
  std::string_view from, to;
};

constexpr StreetSpelling kKinds[] = {
    {"al", "avenue"},     {"all", "allee"},       {"alley", "allee"},    {"av", "avenue"},
    {"avda", "avenue"},   {"ave", "avenue"},      {"avenida", "avenue"}, {"bd", "boulevard"},
    {"bld", "boulevard"}, {"bldg", "building"},   {"blvd", "boulevard"}, {"boul", "boulevard"},
    {"bvd", "boulevard"}, {"c", "calle"},         {"calle", "calle"},    {"chem", "chemin"},
    {"che", "chemin"},    {"cir", "circle"},      {"circ", "circuit"},   {"cl", "close"},
    {"cr", "crescent"},   {"cres", "crescent"},   {"crt", "court"},      {"ct", "court"},
    {"dr", "drive"},      {"expy", "expressway"}, {"fbg", "faubourg"},   {"fg", "faubourg"},
    {"fl", "floor"},      {"fwy", "freeway"},     {"gdns", "gardens"},   {"gr", "grove"},
    {"hwy", "highway"},   {"imp", "impasse"},     {"ln", "lane"},        {"ml", "mall"},
    {"pde", "parade"},    {"pkwy", "parkway"},    {"pky", "parkway"},    {"pl", "place"},
    {"plaza", "place"},   {"platz", "place"},     {"pza", "place"},      {"qu", "quai"},
    {"r", "rue"},         {"rd", "road"},         {"rte", "route"},      {"sq", "square"},
    {"st", "street"},     {"str", "street"},      {"strasse", "street"}, {"strase", "street"},
    {"sts", "street"},    {"tce", "terrace"},     {"ter", "terrace"},    {"terr", "terrace"},
    {"tpke", "turnpike"}, {"via", "via"},         {"wy", "way"}};

constexpr std::string_view kLittle[] = {
    "a",     "and",   "apt", "at",   "bat",  "batiment", "between", "bp",    "building", "cs",
    "cedex", "d",     "de",  "del",  "der",  "des",      "du",      "e",     "east",     "et",
    "etage", "floor", "in",  "l",    "la",   "le",       "les",     "n",     "ne",       "north",
    "nw",    "of",    "off", "rm",   "room", "s",        "se",      "south", "ste",      "suite",
    "sur",   "sw",    "the", "unit", "w",    "west",     "zac",     "zi"};

std::string StreetWord(std::string_view word) {
  for (const StreetSpelling& one : kKinds) {
    if (one.from == word) return std::string(one.to);
  }
  // `64th`, `1st` are the number.
  size_t digits = 0;
  while (digits < word.size() && IsDigit(word[digits])) ++digits;
  if (digits > 0 && digits + 2 == word.size()) {
    const std::string_view ending = word.substr(digits);
    if (ending == "st" || ending == "nd" || ending == "rd" || ending == "th") {
      return std::string(word.substr(0, digits));
    }
  }
  // `hauptstr` and `hauptstrasse` are one.
  if (word.size() > 6 && word.ends_with("strasse"))
    return std::string(word.substr(0, word.size() - 4));
  return std::string(word);
}

// Calls `each` with every word.
template <typename Each>
void ForWords(std::string_view text, Each each) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t space = std::min(text.find(' ', at), text.size());
    if (space > at) each(text.substr(at, space - at));
    at = space + 1;
  }
}

}  // namespace

std::vector<std::string> StreetWords(std::string_view folded) {
  constexpr size_t kMaxWords = 16;
  std::vector<std::string> words;
  ForWords(folded, [&](std::string_view word) {
    const bool little = std::ranges::find(kLittle, word) != std::end(kLittle);
    if (!little && words.size() < kMaxWords) words.push_back(StreetWord(word));
  });
  return words;
}

std::string CityKey(std::string_view folded) {
  std::string key;
  ForWords(folded, [&](std::string_view word) {
    if (word == "cedex" || word == "city") return;
    if (!key.empty() && IsDigit(word[0])) return;
    key += word == "st" || word == "ste" || word == "sainte" ? "saint" : word;
  });
  return key;
}

}  // namespace signalbox
