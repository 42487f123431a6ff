// A company's name in the form in which two spellings of it meet.
//
// Scripts other than Latin are transliterated (ICU `Any-Latin; Latin-ASCII`), then the name is
// folded and freed of its legal form (reference/fold.h, reference/company_name.h); abbreviations
// and number words are written one way. Thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

struct MatchName {
  // Without its legal form and what stands in brackets: `societe generale`.
  std::vector<std::string> words;
  // Bit n: word n says little (`group`, `france`, `services`).
  uint64_t generic = 0;
  std::string key;       // all words, run together: `societegenerale`
  std::string core;      // the words that are not generic, run together; `key` when all are
  std::string initials;  // of the words, `sg`; empty for one word
  // Keys of the parts of a name in parts: `UBP - Union Bancaire Privée`, `PSG (Paris Saint
  // Germain)`.
  std::vector<std::string> aliases;
  // Written in Chinese, Japanese, Korean, Arabic, Hebrew or Thai: what it is called in Latin
  // letters seldom is what its signs read as, so that a Latin name that differs says nothing
  // against it.
  bool hides_sound = false;

  bool IsGeneric(size_t word) const { return (generic >> word & 1) != 0; }
};

inline constexpr size_t kMaxNameWords = 24;  // the rest of a longer name is prose

MatchName ReadMatchName(std::string_view text);

// Latin letters for text in other scripts (`Газпром` is `Gazprom`); text in Latin letters as it is.
// Bytes that are no UTF-8 are dropped.
std::string Latinised(std::string_view text);

}  // namespace signalbox
