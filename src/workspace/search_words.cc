#include "workspace/search_words.h"

#include <algorithm>

#include "base/ascii.h"
#include "intake/identity.h"
#include "reference/company_name.h"
#include "reference/domain.h"
#include "reference/fold.h"
#include "reference/mail_domains.h"

namespace signalbox {
namespace {

// Letters of the beginnings that are indexed; what was typed is looked up by the longest that it
// has, and the record says whether the rest fits.
constexpr size_t kBeginnings[] = {2, 3, 4, 6, 8, 12};
// Digits at a number's end that are the same however the country is written, or left out.
constexpr size_t kPhoneEnd = 8;
// Longer names are prose, or were sent to fill the index.
constexpr size_t kMostNameWords = 6, kMostCompanyWords = 6, kMostWordBytes = 64;

// The first `letters` of UTF-8; empty where there are fewer.
std::string_view Beginning(std::string_view word, size_t letters) {
  size_t at = 0;
  for (; letters > 0; --letters) {
    if (at == word.size()) return {};
    for (++at; at < word.size() && (static_cast<unsigned char>(word[at]) & 0xc0) == 0x80;) ++at;
  }
  return word.substr(0, at);
}

std::vector<std::string> WordsOf(std::string_view folded, size_t most) {
  std::vector<std::string> words;
  while (!folded.empty() && words.size() < most) {
    const size_t end = std::min(folded.find(' '), folded.size());
    if (end > 0) words.emplace_back(folded.substr(0, std::min(end, kMostWordBytes)));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

std::string PhoneDigits(std::string_view text) {
  std::string digits = NormalPhone(text);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

std::string_view EndOf(std::string_view digits) {
  return digits.substr(digits.size() - std::min(digits.size(), kPhoneEnd));
}

// With and without the country, one number ends as the other.
bool SamePhone(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (std::min(a.size(), b.size()) < kPhoneEnd) return false;
  return a.ends_with(b) || b.ends_with(a);
}

void AddDomain(std::string_view host, std::vector<std::string>* domains) {
  std::string domain = reference::DomainToAscii(host);
  if (domain.starts_with("www.")) domain.erase(0, 4);
  const std::string registered(reference::RegistrableDomain(domain));
  if (registered.empty() || reference::IsFreeMail(registered)) return;
  for (const std::string& one : {domain, registered}) {
    if (std::find(domains->begin(), domains->end(), one) == domains->end()) domains->push_back(one);
  }
}

void AddBeginnings(std::string_view word, std::vector<std::string>* texts) {
  for (const size_t letters : kBeginnings) {
    const std::string_view beginning = Beginning(word, letters);
    if (!beginning.empty()) texts->push_back("b" + std::string(beginning));
  }
  // Too short for any: one letter.
  if (Beginning(word, kBeginnings[0]).empty()) texts->push_back("b" + std::string(word));
}

// The one beginning that an indexed word has whenever it begins with `word`.
std::string LongestBeginning(std::string_view word) {
  std::string_view longest = word;
  for (const size_t letters : kBeginnings) {
    const std::string_view beginning = Beginning(word, letters);
    if (!beginning.empty()) longest = beginning;
  }
  return std::string(longest);
}

bool LooksLikePhone(std::string_view text) {
  return text.find_first_not_of("+0123456789 ()-./") == std::string_view::npos &&
         !PhoneDigits(text).empty();
}

// `acme.com`, `https://www.acme.com/about`, `@acme.com`.
std::string DomainIn(std::string_view piece) {
  if (piece.starts_with('@')) piece.remove_prefix(1);
  if (piece.find('.') == std::string_view::npos || piece.find('@') != std::string_view::npos)
    return {};
  std::string domain = reference::DomainToAscii(reference::HostOf(piece));
  if (domain.starts_with("www.")) domain.erase(0, 4);
  return reference::RegistrableDomain(domain).empty() ? std::string() : domain;
}

// Every reading of what stands between two blanks.
SearchTerm TermOf(std::string_view piece) {
  SearchTerm term;
  term.email = NormalEmail(piece);
  if (!term.email.empty()) return term;
  term.domain = DomainIn(piece);
  // `U.S.Steel` is a word as well.
  if (std::string word = reference::Fold(piece); word.find(' ') == std::string::npos)
    term.word = std::move(word);
  return term;
}

}  // namespace

SearchFacts FactsOf(const Attributes& record) {
  SearchFacts facts;
  facts.email = NormalEmail(record.Text(Field::kEmail));
  facts.external_id = record.Text(Field::kExternalId);
  if (std::string digits = PhoneDigits(record.Text(Field::kPhone)); !digits.empty())
    facts.phones.push_back(std::move(digits));
  if (!facts.email.empty())
    AddDomain(std::string_view(facts.email).substr(facts.email.rfind('@') + 1), &facts.domains);
  AddDomain(reference::HostOf(record.Text(Field::kWebsite)), &facts.domains);
  std::string name(record.Text(Field::kFirstName));
  for (const Field field : {Field::kLastName, Field::kName})
    name.append(" ").append(record.Text(field));
  facts.name_words = WordsOf(reference::Fold(name), 2 * kMostNameWords);
  std::sort(facts.name_words.begin(), facts.name_words.end());
  facts.name_words.erase(std::unique(facts.name_words.begin(), facts.name_words.end()),
                         facts.name_words.end());
  facts.company_words =
      WordsOf(reference::CompanyKey(record.Text(Field::kCompany)), kMostCompanyWords);
  return facts;
}

std::vector<std::string> IndexTexts(const SearchFacts& facts) {
  std::vector<std::string> texts;
  if (!facts.email.empty()) texts.push_back("e" + facts.email);
  if (!facts.external_id.empty()) texts.push_back("x" + facts.external_id);
  for (const std::string& phone : facts.phones) texts.push_back("p" + std::string(EndOf(phone)));
  for (const std::string& domain : facts.domains) texts.push_back("d" + domain);
  for (const std::string& word : facts.name_words) texts.push_back("n" + word);
  for (const std::string& word : facts.company_words) AddBeginnings(word, &texts);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

std::vector<std::string> SearchTerm::IndexTexts() const {
  std::vector<std::string> texts;
  if (!email.empty()) texts.push_back("e" + email);
  if (!external_id.empty()) texts.push_back("x" + external_id);
  if (!phone.empty()) texts.push_back("p" + std::string(EndOf(phone)));
  if (!domain.empty()) texts.push_back("d" + domain);
  if (!word.empty()) {
    texts.push_back("n" + word);
    texts.push_back("b" + LongestBeginning(word));
  }
  return texts;
}

bool SearchTerm::Fits(const SearchFacts& facts) const {
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  if (!email.empty() && facts.email == email) return true;
  if (!external_id.empty() && facts.external_id == external_id) return true;
  if (!phone.empty() && std::any_of(facts.phones.begin(), facts.phones.end(),
                                    [&](const auto& one) { return SamePhone(one, phone); }))
    return true;
  if (!domain.empty() && has(facts.domains, domain)) return true;
  return !word.empty() &&
         (has(facts.name_words, word) ||
          std::any_of(facts.company_words.begin(), facts.company_words.end(),
                      [&](const std::string& one) { return one.starts_with(word); }));
}

Result<std::vector<SearchTerm>> ReadSearch(std::string_view text) {
  text = TrimBlanks(text);
  if (text.size() > kMostSearchBytes)
    return Err(Code::kInvalid, "`search` is longer than " + std::to_string(kMostSearchBytes) +
                                   " bytes; look for fewer words");
  std::vector<SearchTerm> terms;
  std::string plain;  // what reads as words alone
  const bool one_piece = text.find_first_of(" \t") == std::string_view::npos;
  const bool phone = LooksLikePhone(text);
  for (std::string_view rest = phone ? std::string_view() : text; !rest.empty();) {
    const size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    const std::string_view piece = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    SearchTerm term = TermOf(piece);
    // `S.p.A.` behind a name has a domain's dots.
    const bool is_legal_form =
        !one_piece && reference::CompanyKey("name " + std::string(piece)) == "name";
    if (!is_legal_form && (!term.email.empty() || !term.domain.empty()))
      terms.push_back(std::move(term));
    else
      plain.append(plain.empty() ? "" : " ").append(piece);
  }
  // A legal form is not indexed, so it is not asked for either.
  for (std::string& word : WordsOf(reference::CompanyKey(plain), kMostSearchWords + 1))
    terms.emplace_back().word = std::move(word);
  if (phone) terms.emplace_back().phone = PhoneDigits(text);
  if (one_piece && !text.empty()) {
    // Whatever words it folds to, the sender's id alone is enough.
    if (terms.empty()) terms.emplace_back();
    for (SearchTerm& term : terms) term.external_id = text;
  }
  if (terms.empty())
    return Err(Code::kInvalid,
               "`search` has no letters or digits; give words of a name or company");
  if (terms.size() > kMostSearchWords)
    return Err(Code::kInvalid, "`search` has more than " + std::to_string(kMostSearchWords) +
                                   " words; look for fewer");
  return terms;
}

}  // namespace signalbox
