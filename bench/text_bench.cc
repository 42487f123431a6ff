// Measures what one text's intent costs and prints a JSON line: `text_bench ENCODER MODEL TEXTS`,
// the last a file with a text a line. Time is the thread's own, so that others on the machine
// disturb less; memory is what the process holds at the end.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "insight/text/intent_model.h"

namespace signalbox {
namespace {

constexpr size_t kReadings = 2000;

double CpuMs() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

double ResidentMb() {
  std::ifstream file("/proc/self/statm");
  double size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

std::string ReadAll(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int Refuse(const std::string& why) {
  std::fprintf(stderr, "text_bench: %s\n", why.c_str());
  return 2;
}

int Run(const char* encoder_file, const char* model_file, const char* texts_file) {
  const auto encoder = SentenceEncoder::Load(ReadAll(encoder_file));
  if (!encoder.ok()) return Refuse(encoder.error().message);
  const auto model = IntentModel::Load(ReadAll(model_file), encoder->get());
  if (!model.ok()) return Refuse(model.error().message);
  std::vector<std::string> texts;
  std::ifstream lines(texts_file);
  for (std::string line; std::getline(lines, line);) texts.push_back(line);
  if (texts.empty()) return Refuse(std::string("`") + texts_file + "` has no lines");
  std::vector<double> times_ms;
  size_t bytes = 0;
  for (size_t i = 0; i < kReadings; ++i) {
    const std::string& text = texts[i % texts.size()];
    const double begun = CpuMs();
    const IntentAnswer answer = (*model)->Understand(text);
    times_ms.push_back(CpuMs() - begun);
    bytes += text.size();
  }
  std::sort(times_ms.begin(), times_ms.end());
  std::printf(
      "{\"name\":\"text\",\"mean_bytes\":%zu,\"intents\":%zu,\"words_alone\":%s,\"p50_ms\":%.2f,"
      "\"p95_ms\":%.2f,\"resident_mb\":%.1f}\n",
      bytes / kReadings, (*model)->labels().size(),
      (*model)->reads_words_alone() ? "true" : "false", times_ms[kReadings / 2],
      times_ms[kReadings * 95 / 100], ResidentMb());
  return 0;
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  if (argc == 4) return signalbox::Run(argv[1], argv[2], argv[3]);
  std::fprintf(stderr, "usage: text_bench ENCODER MODEL TEXTS\n");
  return 2;
}
