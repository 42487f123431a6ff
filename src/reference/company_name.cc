#include "reference/company_name.h"

#include <algorithm>

#include "reference/fold.h"

namespace signalbox::reference {
namespace {

// Legal forms as they stand folded at the end of a name. Sorted.
constexpr std::string_view kForms[] = {"a s",
                                       "ab",
                                       "ab publ",
                                       "ag",
                                       "ag and co kg",
                                       "ag co kg",
                                       "aktiebolag",
                                       "aktiengesellschaft",
                                       "ans",
                                       "aps",
                                       "as",
                                       "asa",
                                       "b v",
                                       "berhad",
                                       "besloten vennootschap",
                                       "bhd",
                                       "bv",
                                       "bvba",
                                       "cic",
                                       "co",
                                       "co inc",
                                       "co kg",
                                       "co limited",
                                       "co llc",
                                       "co ltd",
                                       "company",
                                       "company inc",
                                       "company limited",
                                       "company ltd",
                                       "corp",
                                       "corporation",
                                       "cv",
                                       "cvba",
                                       "d o o",
                                       "doo",
                                       "e k",
                                       "e v",
                                       "eeig",
                                       "eg",
                                       "ehf",
                                       "ei",
                                       "eingetragener kaufmann",
                                       "eirl",
                                       "ek",
                                       "eood",
                                       "esv",
                                       "eurl",
                                       "ev",
                                       "gbr",
                                       "gesellschaft mit beschrankter haftung",
                                       "gesmbh",
                                       "ggmbh",
                                       "gie",
                                       "gmbh",
                                       "gmbh and co",
                                       "gmbh and co kg",
                                       "gmbh and co kgaa",
                                       "gmbh and co ohg",
                                       "gmbh co kg",
                                       "hf",
                                       "inc",
                                       "incorporated",
                                       "k k",
                                       "kabushiki kaisha",
                                       "kft",
                                       "kg",
                                       "kgaa",
                                       "kk",
                                       "ky",
                                       "l l c",
                                       "limitada",
                                       "limited",
                                       "limited company",
                                       "limited liability company",
                                       "llc",
                                       "llp",
                                       "lp",
                                       "ltd",
                                       "ltd co",
                                       "ltd sti",
                                       "ltda",
                                       "ltee",
                                       "mbh",
                                       "n v",
                                       "naamloze vennootschap",
                                       "nv",
                                       "nyrt",
                                       "ohg",
                                       "ood",
                                       "oy",
                                       "oy ab",
                                       "oyj",
                                       "p c",
                                       "pc",
                                       "plc",
                                       "pllc",
                                       "pt",
                                       "pte",
                                       "pte limited",
                                       "pte ltd",
                                       "pty",
                                       "pty limited",
                                       "pty ltd",
                                       "public limited company",
                                       "pvt",
                                       "pvt limited",
                                       "pvt ltd",
                                       "rt",
                                       "s a",
                                       "s a de c v",
                                       "s a s",
                                       "s c",
                                       "s l",
                                       "s p a",
                                       "s r l",
                                       "s r o",
                                       "sa",
                                       "sa de cv",
                                       "sa nv",
                                       "sab de cv",
                                       "sapi de cv",
                                       "sarl",
                                       "sas",
                                       "sasu",
                                       "sc",
                                       "sca",
                                       "sci",
                                       "scop",
                                       "scs",
                                       "sdn bhd",
                                       "se",
                                       "sia",
                                       "sl",
                                       "sll",
                                       "slu",
                                       "snc",
                                       "societa per azioni",
                                       "societe anonyme",
                                       "sp j",
                                       "sp k",
                                       "sp z o o",
                                       "sp z oo",
                                       "sp zoo",
                                       "spa",
                                       "spol s r o",
                                       "spol s ro",
                                       "spol sro",
                                       "sprl",
                                       "sr l",
                                       "srl",
                                       "srl de cv",
                                       "sro",
                                       "tbk",
                                       "uab",
                                       "ug",
                                       "ug haftungsbeschrankt",
                                       "unlimited",
                                       "vof",
                                       "zrt",
                                       "зао",
                                       "оао",
                                       "ооо",
                                       "пао",
                                       "有限公司",
                                       "有限责任公司",
                                       "株式会社"};

static_assert(std::is_sorted(std::begin(kForms), std::end(kForms)));

// Forms that stand before the name in some countries (RU, ID, BG, JP).
constexpr std::string_view kLeading[] = {"the ", "ооо ", "оао ", "зао ", "пао ", "ип ", "pt "};

constexpr int kMostWords = 5;  // of a legal form

bool IsForm(std::string_view words) {
  return std::binary_search(std::begin(kForms), std::end(kForms), words);
}

// Where the longest legal form at the end begins; npos when there is none or nothing would be left.
size_t FormAt(std::string_view name) {
  size_t found = std::string_view::npos;
  size_t end = name.size();
  for (int words = 1; words <= kMostWords; ++words) {
    const size_t space = name.rfind(' ', end - 1);
    if (space == std::string_view::npos || space == 0) break;
    if (IsForm(name.substr(space + 1))) found = space;
    end = space;
  }
  return found;
}

// Takes one part off either end; false when there is none left to take.
bool StripOnce(std::string* key) {
  for (const std::string_view leading : kLeading) {
    if (key->size() > leading.size() && key->starts_with(leading)) {
      key->erase(0, leading.size());
      return true;
    }
  }
  // `Bauer GmbH & Co. KG` may leave its conjunction behind.
  const size_t at = key->ends_with(" and") ? key->size() - 4 : FormAt(*key);
  if (at == std::string::npos) return false;
  key->resize(at);
  return true;
}

}  // namespace

std::string CompanyKey(std::string_view name) {
  // No company's name is longer; what is, is prose.
  constexpr size_t kMaxName = 300;
  std::string key;
  FoldInto(name.substr(0, kMaxName), &key);
  while (StripOnce(&key)) continue;
  return key;
}

}  // namespace signalbox::reference
