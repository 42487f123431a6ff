// Measures matching against a store of many accounts on one thread, and prints a JSON line a
// figure.
//
//   match_bench STORE.db [ACCOUNTS]     1,000,000 accounts unless said; the file is made when it is
//                                       not there, and kept
//
// Accounts have made-up names of two or three words out of some 30,000, a sixth of them common
// ones, and a domain, phone and town where people give them. A lead is an account with a respelled
// name, without what is not known of leads; a tenth of the leads are strangers. Time is the
// thread's own.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "insight/match/match_store.h"
#include "insight/match/matcher.h"

namespace signalbox {
namespace {

constexpr size_t kLeads = 20'000;
constexpr uint64_t kSeed = 20'240'501;

int64_t ThreadNanoseconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

// Numbers that follow from one number, so that the account of a lead can be made again.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + kSeed) {}
  uint64_t Below(uint64_t bound) {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % bound;
  }

 private:
  uint64_t state_;
};

std::string MadeWord(uint64_t number) {
  static constexpr const char* kParts[] = {"ba",  "co",  "di",  "fer", "gal",  "hum", "jor", "kel",
                                           "lim", "mon", "nar", "pol", "quin", "ros", "sal", "tur",
                                           "vex", "win", "xan", "yor", "zel",  "bri", "cla", "dro",
                                           "fla", "gre", "plo", "sta", "tri",  "vol", "mar", "net"};
  Dice dice(number);
  std::string word;
  for (uint64_t parts = 2 + dice.Below(2); parts > 0; --parts) word += kParts[dice.Below(32)];
  return word;
}

std::string CompanyWord(Dice* dice) {
  static constexpr const char* kUsual[] = {
      "Bank",   "Hotel",    "Energy",     "Logistics", "Foods",  "Media",  "Capital", "Health",
      "Design", "Partners", "Consulting", "Motors",    "Estate", "Travel", "Systems"};
  if (dice->Below(6) == 0) return kUsual[dice->Below(15)];
  return MadeWord(dice->Below(30'000));
}

MatchRecord MadeAccount(uint64_t number) {
  static constexpr const char* kForms[] = {" Ltd", " GmbH", " SA", " Inc.", ""};
  static constexpr const char* kTowns[] = {"Lyon", "Leeds", "Berlin", "Boston", "Madrid", "Lille"};
  Dice dice(number);
  MatchRecord record;
  record[MatchField::kId] = "a" + std::to_string(number);
  std::string name = MadeWord(dice.Below(30'000));
  for (uint64_t more = 1 + dice.Below(2); more > 0; --more) name += ' ' + CompanyWord(&dice);
  if (dice.Below(10) < 8) {
    std::string label = name;
    std::erase(label, ' ');
    for (char& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    record[MatchField::kWebsite] = "www." + label + (dice.Below(2) == 0 ? ".com" : ".fr");
  }
  record[MatchField::kName] = name + kForms[dice.Below(5)];
  if (dice.Below(10) < 6) {
    record[MatchField::kPhone] = "+331" + std::to_string(40'000'000 + dice.Below(50'000'000));
    record[MatchField::kCity] = kTowns[dice.Below(6)];
    record[MatchField::kPostalCode] = std::to_string(10'000 + dice.Below(80'000));
    record[MatchField::kStreet] =
        std::to_string(1 + dice.Below(200)) + " rue " + MadeWord(dice.Below(2'000));
  }
  return record;
}

MatchRecord MadeLead(uint64_t number, uint64_t accounts) {
  Dice dice(number + (uint64_t{1} << 40));
  const bool stranger = dice.Below(10) == 0;
  MatchRecord lead = MadeAccount(stranger ? accounts + number : dice.Below(accounts));
  if (dice.Below(2) == 0) lead[MatchField::kWebsite].clear();
  if (dice.Below(2) == 0) lead[MatchField::kPhone].clear();
  std::string& name = lead[MatchField::kName];
  if (dice.Below(4) == 0) name += " Group";
  if (dice.Below(5) == 0) name.erase(1 + dice.Below(name.size() - 1), 1);
  return lead;
}

Status Fill(MatchStore* store, uint64_t accounts) {
  constexpr uint64_t kBatch = 250'000;
  SB_ASSIGN(const int64_t there, store->Count());
  std::vector<MatchRecord> batch;
  for (uint64_t number = static_cast<uint64_t>(there); number < accounts; ++number) {
    batch.push_back(MadeAccount(number));
    if (batch.size() < kBatch && number + 1 < accounts) continue;
    const int64_t from_ns = ThreadNanoseconds();
    SB_TRY(store->Put(batch));
    std::printf("{\"bench\":\"match_fill\",\"accounts\":%zu,\"us_each\":%.1f}\n", batch.size(),
                static_cast<double>(ThreadNanoseconds() - from_ns) / 1e3 /
                    static_cast<double>(batch.size()));
    batch.clear();
  }
  return {};
}

Status MeasureMatches(MatchStore* store, uint64_t accounts) {
  std::vector<int64_t> times_ns;
  size_t outcomes[3] = {};
  size_t right = 0;
  for (uint64_t number = 0; number < kLeads; ++number) {
    const MatchRecord lead = MadeLead(number, accounts);
    const int64_t from_ns = ThreadNanoseconds();
    SB_ASSIGN(const MatchAnswer answer,
              MatchLead(ReadMatchProfile(lead), kCompanyWeights, MatchThresholds{}, store));
    times_ns.push_back(ThreadNanoseconds() - from_ns);
    ++outcomes[static_cast<size_t>(answer.outcome)];
    right += answer.outcome == MatchOutcome::kMatch &&
             answer.candidates.front().id == lead[MatchField::kId];
  }
  // The first tenth finds no page in memory, as after a start; it is not left out.
  std::ranges::sort(times_ns);
  const auto at_us = [&](size_t per_mille) {
    return static_cast<double>(times_ns[times_ns.size() * per_mille / 1000]) / 1e3;
  };
  std::printf(
      "{\"bench\":\"match\",\"accounts\":%llu,\"leads\":%zu,\"p50_us\":%.1f,\"p90_us\":%.1f,"
      "\"p99_us\":%.1f,\"max_us\":%.1f,\"match\":%zu,\"none\":%zu,\"ambiguous\":%zu,"
      "\"right\":%zu}\n",
      static_cast<unsigned long long>(accounts), kLeads, at_us(500), at_us(900), at_us(990),
      static_cast<double>(times_ns.back()) / 1e3, outcomes[0], outcomes[1], outcomes[2], right);
  return {};
}

Status MeasurePut(MatchStore* store) {
  std::vector<int64_t> times_ns;
  for (int i = 0; i < 200; ++i) {
    MatchRecord record = MadeAccount(uint64_t{1} << 41 | static_cast<uint64_t>(i));
    record[MatchField::kId] = "new" + std::to_string(i);
    const int64_t from_ns = ThreadNanoseconds();
    SB_TRY(store->Put(std::vector{record}));
    times_ns.push_back(ThreadNanoseconds() - from_ns);
    SB_ASSIGN(const bool removed, store->Remove(record[MatchField::kId]));
    if (!removed) return Err(Code::kCorrupt, "an account that was put is not there");
  }
  std::ranges::sort(times_ns);
  std::printf("{\"bench\":\"match_put_one\",\"p50_us\":%.1f,\"p99_us\":%.1f}\n",
              static_cast<double>(times_ns[times_ns.size() / 2]) / 1e3,
              static_cast<double>(times_ns[times_ns.size() * 99 / 100]) / 1e3);
  return {};
}

Status Measure(const std::string& path, uint64_t accounts) {
  SB_ASSIGN(const std::unique_ptr<MatchStore> store, MatchStore::Open(path));
  SB_TRY(Fill(store.get(), accounts));
  SB_TRY(MeasureMatches(store.get(), accounts));
  return MeasurePut(store.get());
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  const uint64_t accounts = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  if (argc < 2 || accounts == 0) {
    std::fprintf(stderr, "usage: match_bench STORE.db [ACCOUNTS]\n");
    return 2;
  }
  const signalbox::Status measured = signalbox::Measure(argv[1], accounts);
  if (measured.ok()) return 0;
  std::fprintf(stderr, "match_bench: %s\n", measured.error().message.c_str());
  return 3;
}
