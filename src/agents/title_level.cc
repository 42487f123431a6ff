#include "agents/title_level.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace signalbox::reference {
namespace {

enum Level : unsigned char { kNone, kStaff, kMgr, kDirector, kExec };

struct LevelWord {
  std::string_view word;
  Level level;
};

// Sorted by word.
constexpr LevelWord kLevelWords[] = {
    {"assistant", kStaff},    {"ceo", kExec},           {"cfo", kExec},
    {"chair", kExec},         {"chairman", kExec},      {"chief", kExec},
    {"cio", kExec},           {"ciso", kExec},          {"cmo", kExec},
    {"coo", kExec},           {"cpo", kExec},           {"cro", kExec},
    {"cto", kExec},           {"directeur", kDirector}, {"director", kDirector},
    {"direktor", kDirector},  {"diretor", kDirector},   {"direttore", kDirector},
    {"evp", kExec},           {"founder", kExec},       {"gerente", kMgr},
    {"head", kDirector},      {"inhaber", kExec},       {"jefe", kMgr},
    {"lead", kMgr},           {"leiter", kMgr},         {"manager", kMgr},
    {"owner", kExec},         {"partner", kExec},       {"pdg", kExec},
    {"president", kExec},     {"principal", kDirector}, {"responsable", kMgr},
    {"supervisor", kMgr},     {"svp", kExec},           {"teamleiter", kMgr},
    {"vicepresident", kExec}, {"vorstand", kExec},      {"vp", kExec}};

constexpr bool ByWord(const LevelWord& a, const LevelWord& b) {
  return a.word < b.word;
}
static_assert(std::is_sorted(std::begin(kLevelWords), std::end(kLevelWords), ByWord));

Level LevelOf(std::string_view word) {
  // Compounds that no list of words holds.
  if (word.starts_with("geschaeftsf") || word.starts_with("gesch\xc3\xa4"
                                                          "ftsf"))
    return kExec;
  const auto at = std::lower_bound(std::begin(kLevelWords), std::end(kLevelWords),
                                   LevelWord{word, kNone}, ByWord);
  return at == std::end(kLevelWords) || at->word != word ? kNone : at->level;
}

}  // namespace

std::string_view TitleLevel(std::string_view title) {
  constexpr size_t kMaxTitle = 120;
  title = TrimBlanks(title).substr(0, kMaxTitle);
  if (title.empty()) return {};
  Level best = kNone;
  bool assists = false;
  std::array<char, 24> word;
  size_t size = 0;
  for (size_t i = 0; i <= title.size(); ++i) {
    const char c = i < title.size() ? title[i] : ' ';
    if (IsAsciiLetter(c) || !IsAscii(c)) {
      if (size < word.size()) word[size++] = LowerAscii(c);
      continue;
    }
    const Level level = LevelOf({word.data(), size});
    assists = assists || level == kStaff;
    best = std::max(best, level);
    size = 0;
  }
  // The assistant to the director decides for nobody; an assistant director stays one below.
  if (assists) best = best == kDirector ? kMgr : kStaff;
  switch (best) {
    case kExec:
      return "exec";
    case kDirector:
      return "director";
    case kMgr:
      return "mgr";
    default:
      return "staff";
  }
}

}  // namespace signalbox::reference
