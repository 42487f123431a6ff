// Intake while very many timers are due at one moment: leads come at a steady rate to an engine on
// a real store, first with no timer due, then with COUNT of them. Prints one JSON line.
//
//   timers_bench WORKSPACE_DIR COUNT RATE SECONDS
//
// The workspace is made by `init --bundle bench/timer-bundle`. While the leads with the timers are
// stored the engine's clock stands, so that all their times are up at the same microsecond; then it
// jumps there and goes on with the real one. The load is open: lead i is due at i / RATE seconds
// whatever the engine does, and its latency counts from then until it is answered, which is when it
// is durable (Tene, "How NOT to Measure Latency", 2013).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "intake/identity.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Stands until it runs; the steady half is always real.
class BenchClock : public Clock {
 public:
  TimeUs Now() const override { return runs_ ? base_ + real_.Steady() - began_ : base_; }
  TimeUs Steady() const override { return real_.Steady(); }
  void RunFrom(TimeUs now) { base_ = now, began_ = real_.Steady(), runs_ = true; }
  void StandAt(TimeUs now) { base_ = now, runs_ = false; }

 private:
  SystemClock real_;
  TimeUs base_ = real_.Now(), began_ = 0;
  bool runs_ = false;
};

constexpr TimeUs kWithin = 4 * kHourUs;
// Leads stored a turn while there is nothing to measure.
constexpr int64_t kStoredTogether = 512;

class TimersBench {
 public:
  static Result<std::unique_ptr<TimersBench>> Open(const std::string& directory) {
    std::unique_ptr<TimersBench> bench(new TimersBench);
    SB_ASSIGN(bench->store_, OpenSqliteStore(directory, OpenOptions{}));
    SB_ASSIGN(bench->keys_, Keyring::Open(KeysDirectory(directory, ""), false, bench->random_));
    EngineParts parts;
    parts.store = bench->store_.get();
    parts.keys = bench->keys_.get();
    parts.clock = &bench->clock_;
    parts.random = &bench->random_;
    parts.load_policy = LoadStoredVersion;
    bench->engine_ = std::make_unique<Engine>(std::move(parts));
    SB_TRY(bench->engine_->Recover());
    return bench;
  }

  // `count` leads, whose times are all up at one moment.
  Status Fill(int64_t count) {
    for (int64_t stored = 0; stored < count;) {
      const int64_t until = std::min(count, stored + kStoredTogether);
      for (; stored < until; ++stored) SB_TRY(Send(nullptr));
      SB_TRY(Turn(0));
    }
    return {};
  }
  void LetThemBeDue() { clock_.StandAt(clock_.Now() + kWithin); }
  size_t timers() const { return engine_->timers().size(); }

  // Latencies of `seconds` of leads at `rate`, in microseconds, sorted.
  Result<std::vector<TimeUs>> Load(int64_t rate, int64_t seconds) {
    std::vector<TimeUs> latencies;
    const int64_t count = rate * seconds;
    latencies.reserve(static_cast<size_t>(count));
    clock_.RunFrom(clock_.Now());
    const TimeUs began = clock_.Steady();
    for (int64_t sent = 0; static_cast<int64_t>(latencies.size()) < count;) {
      for (; sent < count && began + sent * kSecondUs / rate <= clock_.Steady(); ++sent) {
        const TimeUs due = began + sent * kSecondUs / rate;
        SB_TRY(Send([this, due, &latencies] { latencies.push_back(clock_.Steady() - due); }));
      }
      const TimeUs next = began + sent * kSecondUs / rate - clock_.Steady();
      SB_TRY(Turn(std::max<TimeUs>(0, next)));
    }
    clock_.StandAt(clock_.Now());
    std::sort(latencies.begin(), latencies.end());
    return latencies;
  }

 private:
  TimersBench() = default;

  Status Send(std::function<void()> answered) {
    Attributes lead;
    const std::string number = std::to_string(++number_);
    lead.SetText(Field::kEmail, "person" + number + "@huber-werke.de");
    lead.SetText(Field::kName, "Petra Huber" + number);
    lead.SetText(Field::kCountry, "DE");
    const auto identities = IdentityKeys(lead);
    const Bytes content = ContentForm(lead);
    Submission submission = MakeSubmission(*keys_, std::move(lead), identities, content, "", "");
    submission.answer = [answered = std::move(answered)](const Result<LeadAnswer>&) {
      if (answered) answered();
    };
    if (!engine_->Submit(std::move(submission)))
      return Err(Code::kExhausted, "the queue is full; choose a lower rate");
    return {};
  }
  Status Turn(TimeUs wait) {
    bool open = true;
    const auto turn = engine_->RunTurn(std::chrono::microseconds(wait), &open);
    if (!turn.ok()) return turn.error();
    return {};
  }

  BenchClock clock_;
  SystemRandom random_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Keyring> keys_;
  std::unique_ptr<Engine> engine_;
  int64_t number_ = 0;
};

TimeUs Quantile(const std::vector<TimeUs>& sorted, size_t of_thousand) {
  if (sorted.empty()) return 0;
  return sorted[std::max<size_t>((sorted.size() * of_thousand + 999) / 1000, 1) - 1];
}

Status Measure(const std::string& directory, int64_t count, int64_t rate, int64_t seconds) {
  SB_ASSIGN(const std::unique_ptr<TimersBench> bench, TimersBench::Open(directory));
  SB_TRY(bench->Fill(count));
  const size_t open = bench->timers();
  SB_ASSIGN(const std::vector<TimeUs> without, bench->Load(rate, seconds));
  bench->LetThemBeDue();
  const size_t due = bench->timers();
  SB_ASSIGN(const std::vector<TimeUs> with, bench->Load(rate, seconds));
  const size_t left = bench->timers();
  // Each lead that came meanwhile set a timer of its own.
  const auto came = static_cast<size_t>(rate * seconds);
  std::printf(
      "{\"timers\":%zu,\"rate\":%ld,\"without\":{\"p50_us\":%ld,\"p99_us\":%ld,\"max_us\":%ld},"
      "\"with\":{\"p50_us\":%ld,\"p99_us\":%ld,\"max_us\":%ld},\"ratio_p99\":%.2f,"
      "\"fired\":%zu}\n",
      open, static_cast<long>(rate), static_cast<long>(Quantile(without, 500)),
      static_cast<long>(Quantile(without, 990)), static_cast<long>(Quantile(without, 1000)),
      static_cast<long>(Quantile(with, 500)), static_cast<long>(Quantile(with, 990)),
      static_cast<long>(Quantile(with, 1000)),
      static_cast<double>(Quantile(with, 990)) /
          static_cast<double>(std::max<TimeUs>(1, Quantile(without, 990))),
      due + came - left);
  return {};
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  const int64_t count = argc == 5 ? std::atoll(argv[2]) : 0;
  const int64_t rate = argc == 5 ? std::atoll(argv[3]) : 0;
  const int64_t seconds = argc == 5 ? std::atoll(argv[4]) : 0;
  if (count <= 0 || rate <= 0 || seconds <= 0) {
    std::fprintf(stderr, "timers_bench WORKSPACE_DIR (made by `init`) COUNT RATE SECONDS\n");
    return 2;
  }
  const signalbox::Status measured = signalbox::Measure(argv[1], count, rate, seconds);
  if (measured.ok()) return 0;
  std::fprintf(stderr, "%s\n", measured.error().message.c_str());
  return 3;
}
