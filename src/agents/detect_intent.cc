#include <algorithm>
#include <array>

#include "agents/local_agents.h"
#include "agents/reasons.h"
#include "base/ascii.h"

namespace signalbox::local {
namespace {

// The start of a message says what it is about; the rest is read for nobody's gain.
constexpr size_t kMaxRead = 4096;

enum Meaning : unsigned char { kDemo, kPricing, kSupport, kPartnership, kUrgent, kMeanings };
constexpr std::string_view kIntents[] = {"demo", "pricing", "support", "partnership"};

struct WeightedWords {
  std::string_view words;  // one word, or two with a space
  Meaning meaning;
  int weight;
};

// Sorted. Words of English, German, French, Spanish, Portuguese and Italian, lower case; letters
// beyond ASCII as they are.
constexpr WeightedWords kRows[] = {
    {"affiliate", kPartnership, 3},
    {"angebot", kPricing, 3},
    {"asap", kUrgent, 50},
    {"broken", kSupport, 3},
    {"budget", kPricing, 2},
    {"bug", kSupport, 3},
    {"buy", kPricing, 2},
    {"collaborate", kPartnership, 2},
    {"comprar", kPricing, 2},
    {"cost", kPricing, 3},
    {"costs", kPricing, 3},
    {"cotización", kPricing, 3},
    {"crash", kSupport, 3},
    {"deadline", kUrgent, 30},
    {"demo", kDemo, 4},
    {"demonstration", kDemo, 4},
    {"demos", kDemo, 4},
    {"devis", kPricing, 3},
    {"dringend", kUrgent, 50},
    {"error", kSupport, 3},
    {"essai", kDemo, 3},
    {"evaluate", kDemo, 2},
    {"evaluating", kDemo, 2},
    {"fehler", kSupport, 3},
    {"how much", kPricing, 3},
    {"immediately", kUrgent, 40},
    {"invoice", kSupport, 2},
    {"issue", kSupport, 2},
    {"kaufen", kPricing, 2},
    {"kosten", kPricing, 3},
    {"license", kPricing, 2},
    {"licenses", kPricing, 2},
    {"log in", kSupport, 3},
    {"login", kSupport, 3},
    {"not working", kSupport, 4},
    {"outage", kSupport, 4},
    {"partner", kPartnership, 2},
    {"partnership", kPartnership, 4},
    {"password", kSupport, 3},
    {"poc", kDemo, 3},
    {"precio", kPricing, 3},
    {"precios", kPricing, 3},
    {"preis", kPricing, 3},
    {"preise", kPricing, 3},
    {"presupuesto", kPricing, 3},
    {"preventivo", kPricing, 3},
    {"preço", kPricing, 3},
    {"price", kPricing, 3},
    {"prices", kPricing, 3},
    {"pricing", kPricing, 4},
    {"prix", kPricing, 3},
    {"proposal", kPricing, 2},
    {"prueba", kDemo, 3},
    {"purchase", kPricing, 2},
    {"quotation", kPricing, 3},
    {"quote", kPricing, 3},
    {"refund", kSupport, 3},
    {"reseller", kPartnership, 4},
    {"right away", kUrgent, 40},
    {"soon", kUrgent, 15},
    {"tarif", kPricing, 3},
    {"testen", kDemo, 2},
    {"this month", kUrgent, 20},
    {"this quarter", kUrgent, 15},
    {"this week", kUrgent, 35},
    {"ticket", kSupport, 2},
    {"today", kUrgent, 40},
    {"tomorrow", kUrgent, 35},
    {"trial", kDemo, 3},
    {"try out", kDemo, 2},
    {"urgence", kUrgent, 50},
    {"urgent", kUrgent, 50},
    {"urgente", kUrgent, 50},
    {"urgently", kUrgent, 50},
    {"walkthrough", kDemo, 3},
    {"white label", kPartnership, 3},
};

constexpr bool Before(const WeightedWords& a, const WeightedWords& b) {
  return a.words < b.words;
}
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows), Before));

using Sums = std::array<int, kMeanings>;

void AddWords(std::string_view words, Sums* sums) {
  const WeightedWords* at =
      std::lower_bound(std::begin(kRows), std::end(kRows), words,
                       [](const WeightedWords& row, std::string_view w) { return row.words < w; });
  if (at != std::end(kRows) && at->words == words) (*sums)[at->meaning] += at->weight;
}

// Counts every word and every pair of neighbours. A word too long for the table is no keyword.
void ReadWords(std::string_view text, Sums* sums) {
  constexpr size_t kMaxWord = 31;
  std::array<char, 2 * kMaxWord + 2> pair;  // the word before, a space, this word
  size_t before = 0;
  size_t size = 0;
  text = text.substr(0, kMaxRead);
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (IsAsciiAlnum(c) || !IsAscii(c)) {
      if (before + size + 1 < pair.size() && size <= kMaxWord) {
        pair[before + size++] = LowerAscii(c);
      }
      continue;
    }
    if (size == 0) continue;
    const std::string_view word(pair.data() + before, size);
    AddWords(word, sums);
    if (before != 0) AddWords({pair.data(), before + size}, sums);
    if (size > kMaxWord) {
      before = 0;
    } else {
      std::copy(word.begin(), word.end(), pair.begin());
      pair[size] = ' ';
      before = size + 1;
    }
    size = 0;
  }
}

}  // namespace

AgentResult DetectIntent(const AgentInput& input) {
  const std::string_view message = TrimBlanks(input.record.Text(Field::kMessage));
  Sums sums{};
  ReadWords(input.record.Text(Field::kSource).substr(0, 64), &sums);
  AgentResult out;
  if (message.empty() && std::all_of(sums.begin(), sums.end(), [](int s) { return s == 0; })) {
    Stop(&out, Outcome::kAbstain, reason::kNothingToRead);
    out.confidence_e4 = 0;
    return out;
  }
  ReadWords(message, &sums);
  // On a tie the earlier intent: who wants to see or buy must not wait for a support desk.
  const auto best = std::max_element(sums.begin(), sums.begin() + kUrgent);
  const int weight = *best;
  int second = 0;
  for (auto each = sums.begin(); each != sums.begin() + kUrgent; ++each) {
    if (each != best) second = std::max(second, *each);
  }
  out.output.SetText(Field::kIntent, weight == 0 ? "other" : kIntents[best - sums.begin()]);
  out.output.SetInt(Field::kUrgency, std::min(sums[kUrgent], 100));
  out.confidence_e4 = weight == 0 ? 5000 : std::min(9000, 5000 + 1000 * (weight - second));
  out.evidence.reserve(2);
  if (weight != 0) Note(&out, reason::kByKeyword, Field::kIntent, weight);
  if (sums[kUrgent] != 0) Note(&out, reason::kByKeyword, Field::kUrgency, sums[kUrgent]);
  return out;
}

}  // namespace signalbox::local
