// Measures one search over 10,000 passages and prints a JSON line: `retrieve_bench [ENCODER]`. Time
// is the thread's own, so that others on the machine disturb less.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/random.h"
#include "insight/retrieve/retriever.h"

namespace signalbox {
namespace {

constexpr size_t kChunks = 10'000;
constexpr int kSearches = 400;

double CpuMs() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

// Words as often as in language: the nth about 1/n of the first (Zipf).
// With fewer than kDraws `draws`, those of rank kDraws / draws and beyond alone.
constexpr uint64_t kDraws = 20'000;
std::string Text(Random& random, int words, uint64_t draws = kDraws) {
  std::string text;
  for (int i = 0; i < words; ++i) {
    const uint64_t rank = kDraws / (1 + random.Below(draws)) + random.Below(40);
    text += (i == 0 ? "w" : " w") + std::to_string(rank * 37 % 20'011);
  }
  return text;
}

int Run(const SentenceEncoder* encoder) {
  auto retriever = Retriever::Open(":memory:", encoder);
  if (!retriever.ok()) return 3;
  SeededRandom random(1);
  constexpr size_t kPerDocument = 500;
  for (size_t at = 0; at < kChunks; at += kPerDocument) {
    std::string markdown;
    for (size_t i = 0; i < kPerDocument; ++i)
      markdown += "# Section " + std::to_string(at + i) + "\n\n" + Text(random, 40) + "\n\n";
    if (!(*retriever)->Put({"doc" + std::to_string(at), "1", markdown, {}}).ok()) return 3;
  }
  // The words of every question are left out before a search, so those that are asked for begin
  // behind the fifty commonest; the second row of figures is of questions of nothing else.
  std::vector<double> times_ms, common_ms;
  for (int i = 0; i < 2 * kSearches; ++i) {
    const bool is_common = i % 2 == 1;
    const std::string question = Text(random, 8, is_common ? kDraws : kDraws / 50);
    const double begun = CpuMs();
    if (!(*retriever)->Search({question, {}, 5}).ok()) return 3;
    (is_common ? common_ms : times_ms).push_back(CpuMs() - begun);
  }
  std::sort(times_ms.begin(), times_ms.end());
  std::sort(common_ms.begin(), common_ms.end());
  std::printf(
      "{\"name\":\"retrieve\",\"chunks\":%zu,\"encoder\":%s,\"p50_ms\":%.2f,\"p95_ms\":%.2f,"
      "\"p95_of_common_words_ms\":%.2f}\n",
      (*retriever)->chunks(), encoder == nullptr ? "false" : "true", times_ms[kSearches / 2],
      times_ms[kSearches * 95 / 100], common_ms[kSearches * 95 / 100]);
  return 0;
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  if (argc < 2) return signalbox::Run(nullptr);
  std::ifstream file(argv[1], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto encoder = signalbox::SentenceEncoder::Load(bytes);
  if (!encoder.ok()) {
    std::fprintf(stderr, "retrieve_bench: %s\n", encoder.error().message.c_str());
    return 2;
  }
  return signalbox::Run(encoder->get());
}
