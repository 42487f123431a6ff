#include "agents/industry.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace signalbox::reference {
namespace {

struct SectorStem {
  std::string_view stem;
  std::string_view sector;
};

// A word belongs to the row whose stem it begins with; the longest stem wins. Sorted by stem.
constexpr SectorStem kSectorStems[] = {{"accounting", "54"},
                                       {"advertis", "54"},
                                       {"aerospace", "31-33"},
                                       {"agricult", "11"},
                                       {"airline", "48-49"},
                                       {"apparel", "31-33"},
                                       {"architect", "54"},
                                       {"attorney", "54"},
                                       {"automotive", "31-33"},
                                       {"bank", "52"},
                                       {"biotech", "54"},
                                       {"broadcast", "51"},
                                       {"brokerage", "52"},
                                       {"chemical", "31-33"},
                                       {"clinic", "62"},
                                       {"college", "61"},
                                       {"construction", "23"},
                                       {"consult", "54"},
                                       {"contractor", "23"},
                                       {"cpa", "54"},
                                       {"credit", "52"},
                                       {"dental", "62"},
                                       {"ecommerce", "44-45"},
                                       {"education", "61"},
                                       {"electronics", "31-33"},
                                       {"energy", "22"},
                                       {"engineering", "54"},
                                       {"entertainment", "71"},
                                       {"esq", "54"},
                                       {"estate", "53"},
                                       {"factory", "31-33"},
                                       {"farm", "11"},
                                       {"finan", "52"},
                                       {"fintech", "52"},
                                       {"food", "31-33"},
                                       {"forestry", "11"},
                                       {"freight", "48-49"},
                                       {"gaming", "51"},
                                       {"government", "92"},
                                       {"health", "62"},
                                       {"hospital", "62"},
                                       {"hospitality", "72"},
                                       {"hotel", "72"},
                                       {"insurance", "52"},
                                       {"internet", "51"},
                                       {"investment", "52"},
                                       {"law", "54"},
                                       {"legal", "54"},
                                       {"logistic", "48-49"},
                                       {"machin", "31-33"},
                                       {"manufactur", "31-33"},
                                       {"marketing", "54"},
                                       {"media", "51"},
                                       {"medical", "62"},
                                       {"metal", "31-33"},
                                       {"mining", "21"},
                                       {"motel", "72"},
                                       {"municipal", "92"},
                                       {"museum", "71"},
                                       {"nonprofit", "81"},
                                       {"oil", "21"},
                                       {"pharma", "31-33"},
                                       {"plumbing", "23"},
                                       {"printing", "31-33"},
                                       {"public", "92"},
                                       {"publish", "51"},
                                       {"realt", "53"},
                                       {"recruit", "56"},
                                       {"resort", "72"},
                                       {"restaurant", "72"},
                                       {"retail", "44-45"},
                                       {"saas", "51"},
                                       {"school", "61"},
                                       {"securit", "56"},
                                       {"shipping", "48-49"},
                                       {"software", "51"},
                                       {"staffing", "56"},
                                       {"steel", "31-33"},
                                       {"telecom", "51"},
                                       {"textile", "31-33"},
                                       {"transport", "48-49"},
                                       {"travel", "56"},
                                       {"trucking", "48-49"},
                                       {"universit", "61"},
                                       {"utilit", "22"},
                                       {"warehous", "48-49"},
                                       {"waste", "56"},
                                       {"wholesale", "42"}};

constexpr bool ByStem(const SectorStem& a, const SectorStem& b) {
  return a.stem < b.stem;
}
static_assert(std::is_sorted(std::begin(kSectorStems), std::end(kSectorStems), ByStem));

// A stem of fewer letters must be the whole word: `law` is not `lawn`.
constexpr size_t kOpenStem = 4;

std::string_view SectorOfWord(std::string_view word) {
  const SectorStem* at = std::upper_bound(std::begin(kSectorStems), std::end(kSectorStems),
                                          SectorStem{word, {}}, ByStem);
  // Stems that begin the word sort before it, the longest nearest.
  for (int tries = 0; tries < 3 && at != std::begin(kSectorStems); ++tries) {
    --at;
    if (word == at->stem || (at->stem.size() >= kOpenStem && word.starts_with(at->stem))) {
      return at->sector;
    }
  }
  return {};
}

}  // namespace

std::string_view SectorOf(std::string_view text) {
  constexpr size_t kMaxText = 120;
  text = text.substr(0, kMaxText);
  std::array<char, 32> word;
  size_t size = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (c == '-') continue;  // `non-profit`, `e-commerce`
    if (IsAsciiLetter(c)) {
      if (size < word.size()) word[size++] = LowerAscii(c);
      continue;
    }
    const std::string_view sector = SectorOfWord({word.data(), size});
    if (size != 0 && !sector.empty()) return sector;
    size = 0;
  }
  return {};
}

}  // namespace signalbox::reference
