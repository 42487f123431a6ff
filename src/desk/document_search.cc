#include "desk/document_search.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <tuple>

namespace signalbox {
namespace {

// k1 = 1.2 and b = 0.75, the usual values, in thousandths and quarters.
constexpr int64_t kK1 = 1'200;
constexpr int64_t kThousand = 1'000;

struct Indexed {
  size_t document = 0;
  DocumentSection section;
  std::map<std::string, int64_t> counts;
  int64_t length = 0;
};

std::vector<Indexed> IndexOf(const std::vector<SearchedDocument>& documents) {
  std::vector<Indexed> all;
  for (size_t i = 0; i < documents.size(); ++i) {
    for (DocumentSection& section : SectionsOf(documents[i].text)) {
      Indexed one{i, std::move(section), {}, 0};
      const auto text =
          documents[i].text.substr(one.section.from, one.section.to - one.section.from);
      for (std::string& word : WordsOf(text)) {
        ++one.counts[std::move(word)];
        ++one.length;
      }
      all.push_back(std::move(one));
    }
  }
  return all;
}

// Of 1 + count/with, the binary logarithm in thousandths: between two powers of two a straight
// line, which keeps the order of words by how rare they are.
int64_t Rarity(int64_t sections, int64_t with) {
  const auto ratio = static_cast<uint64_t>(kThousand + kThousand * sections / with);
  const int whole = std::bit_width(ratio / kThousand) - 1;
  const uint64_t rest = (ratio >> whole) - kThousand;
  return kThousand * whole + static_cast<int64_t>(rest);
}

}  // namespace

std::vector<DocumentHit> SearchDocuments(const std::vector<SearchedDocument>& documents,
                                         std::string_view question, size_t limit) {
  const std::vector<Indexed> sections = IndexOf(documents);
  const std::vector<std::string> words = WordsOf(question);
  const std::set<std::string> asked(words.begin(), words.end());
  int64_t total = 0;
  for (const Indexed& one : sections) total += one.length;
  const int64_t count = std::ssize(sections);
  const int64_t average = std::max<int64_t>(1, count == 0 ? 1 : total / count);
  std::map<std::string_view, int64_t> with;
  for (const std::string& word : asked) {
    for (const Indexed& one : sections) with[word] += one.counts.contains(word) ? 1 : 0;
  }
  std::vector<DocumentHit> hits;
  for (const Indexed& one : sections) {
    int64_t score = 0;
    size_t shared = 0;
    for (const std::string& word : asked) {
      const auto found = one.counts.find(word);
      if (found == one.counts.end()) continue;
      ++shared;
      const int64_t times = found->second;
      const int64_t norm = kK1 * (average + 3 * one.length) / (4 * average);
      score += Rarity(count, with[word]) * (times * (kK1 + kThousand)) / (times * kThousand + norm);
    }
    if (shared >= std::min<size_t>(2, asked.size()) && shared > 0)
      hits.push_back({one.document, one.section, score});
  }
  std::sort(hits.begin(), hits.end(), [](const DocumentHit& a, const DocumentHit& b) {
    return std::tuple(-a.score, a.document, a.section.from) <
           std::tuple(-b.score, b.document, b.section.from);
  });
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

}  // namespace signalbox
