#include "engine/policy_stages.h"

#include <algorithm>
#include <array>

#include "base/hash.h"

namespace signalbox {
namespace {

constexpr int64_t kMillion = 1'000'000;
// A canary of most of the leads leaves few to compare with; one lead alone says nothing.
constexpr int64_t kBesideShare = 5;

template <size_t N>
uint64_t FirstWord(const std::array<uint8_t, N>& bytes) {
  uint64_t word = 0;
  for (size_t i = 0; i < 8; ++i) word = word << 8 | bytes[i];
  return word;
}

int64_t RateE6(int64_t count, int64_t decided) {
  return count * kMillion / decided;
}

}  // namespace

std::string_view StageName(PolicyStage stage) {
  switch (stage) {
    case PolicyStage::kDraft:
      return "draft";
    case PolicyStage::kShadow:
      return "shadow";
    case PolicyStage::kCanary:
      return "canary";
    case PolicyStage::kActive:
      return "active";
    case PolicyStage::kRetired:
      return "retired";
  }
  return "draft";
}

uint64_t ShareKey(const KeyedHash& identity) {
  return FirstWord(identity);
}

int64_t ShareBucket(const Digest& version, uint64_t key) {
  std::array<char, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(key >> (56 - 8 * i) & 0xff);
  const Digest hash = Sha256({View(version), BytesView(bytes.data(), bytes.size())});
  return static_cast<int64_t>(FirstWord(hash) % 10'000);
}

std::optional<ev::PolicyHalted> BrokenGuard(const PolicyStages& stages, const Digest& active) {
  if (!stages.has_canary()) return std::nullopt;
  const VersionStage& canary = stages.versions.at(stages.canary);
  const auto beside = stages.versions.find(active);
  if (beside == stages.versions.end()) return std::nullopt;
  const StageCounts& tried = canary.counts;
  const StageCounts& held_to = beside->second.counts;
  const int64_t least = std::max<int64_t>(1, canary.halt_after / kBesideShare);
  if (tried.decided == 0 || tried.decided < canary.halt_after || held_to.decided < least)
    return std::nullopt;
  struct Rate {
    const char* name;
    int64_t StageCounts::*count;
  };
  constexpr Rate kRates[] = {{"rejected", &StageCounts::rejected},
                             {"held", &StageCounts::held},
                             {"unassigned", &StageCounts::unassigned},
                             {"sla_breached", &StageCounts::breached}};
  for (const Rate& rate : kRates) {
    const int64_t count = tried.*rate.count, beside_count = held_to.*rate.count;
    const int64_t limit = RateE6(beside_count, held_to.decided) + canary.halt_margin_e4 * 100;
    if (RateE6(count, tried.decided) <= limit) continue;
    return ev::PolicyHalted{stages.canary,        rate.name,    count,
                            tried.decided,        beside_count, held_to.decided,
                            canary.halt_margin_e4};
  }
  return std::nullopt;
}

}  // namespace signalbox
