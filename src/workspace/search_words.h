// What a lead can be found by, and what somebody who looks for one has typed, as texts: e-mail, the
// sender's id, the end of a phone number, domains, whole words of the name, beginnings of the words
// of the company.
//
// The texts are personal: they are hashed under a key before they are kept (search_index.h), and
// never logged. Pure; thread safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lead/attributes.h"

namespace signalbox {

// Longer texts are no search, and each word costs a look at every part of the index.
inline constexpr size_t kMostSearchBytes = 200, kMostSearchWords = 8;

// What a record says that it can be found by.
struct SearchFacts {
  std::string email, external_id;
  std::vector<std::string> phones;         // digits, without zeros at the front
  std::vector<std::string> domains;        // as given and as registered; of no mail provider
  std::vector<std::string> name_words;     // folded
  std::vector<std::string> company_words;  // folded, without the legal form
};
SearchFacts FactsOf(const Attributes& record);

// Texts for the index, each with a letter for its kind, sorted, each once.
std::vector<std::string> IndexTexts(const SearchFacts& facts);

// One thing that was typed, which fits what any of its readings fits.
struct SearchTerm {
  std::string email, external_id, phone, domain, word;  // empty: it reads as none
  std::vector<std::string> IndexTexts() const;
  bool Fits(const SearchFacts& facts) const;
};

// All of the terms must fit. kInvalid for a text without letters or digits, and for one that is too
// long.
Result<std::vector<SearchTerm>> ReadSearch(std::string_view text);

}  // namespace signalbox
