#include "agents/registry.h"

#include <algorithm>
#include <tuple>

#include "agents/reasons.h"
#include "agents/spec_codec.h"
#include "base/hash.h"

namespace signalbox {
namespace {

// Basis points of a share: finer than any percentage that is asked for.
constexpr uint64_t kShares = 10'000;

bool Allows(const std::vector<std::string>& allowed, std::string_view value) {
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

std::string NameOf(const AgentSpec& spec) {
  return spec.id + '@' + spec.version;
}

// Lower comes first.
int RankOf(const AgentSpec& spec) {
  if (spec.lifecycle == Lifecycle::kCanary) return 0;
  if (spec.lifecycle == Lifecycle::kDeprecated) return 3;
  return spec.kind == AgentKind::kLocal ? 2 : 1;
}

// Two registrations are the same when all but the lifecycle, which moves on its own, is.
bool SameContent(AgentSpec a, const AgentSpec& b) {
  a.lifecycle = b.lifecycle;
  a.canary_percent = b.canary_percent;
  a.sunset = b.sunset;
  a.successor = b.successor;
  a.secret = b.secret;
  return a == b;
}

}  // namespace

void AgentSelection::Clear() {
  ordered.clear();
  shadows.clear();
  passed_over.clear();
}

// The index points into the entries of its own registry.
Registry::Registry(const Registry& other) : entries_(other.entries_) {
  for (const auto& [id, versions] : entries_) {
    for (const auto& [number, entry] : versions) Index(entry);
  }
}

Registry& Registry::operator=(const Registry& other) {
  if (this != &other) *this = Registry(other);
  return *this;
}

Status Registry::Register(AgentSpec spec) {
  SB_TRY(CheckSpec(spec));
  SB_ASSIGN(const Version version, ParseVersion(spec.version));
  auto& versions = entries_[spec.id];
  const auto at = versions.find(version);
  if (at != versions.end()) {
    if (SameContent(spec, at->second.spec)) {
      at->second.spec.secret = std::move(spec.secret);
      return {};
    }
    return Err(Code::kConflict, "`" + NameOf(spec) +
                                    "` is registered with another content; give the changed agent "
                                    "a new version");
  }
  Index(versions.emplace(version, Entry{std::move(spec), version, {}}).first->second);
  return {};
}

void Registry::Index(const Entry& entry) {
  for (const std::string& capability : entry.spec.capabilities) {
    auto& entries = by_capability_[capability];
    // By id, newest first: the order that Select hands on within one rank.
    const auto place = std::find_if(entries.begin(), entries.end(), [&](const Entry* other) {
      return std::tie(entry.spec.id, other->version) < std::tie(other->spec.id, entry.version);
    });
    entries.insert(place, &entry);
  }
}

Status Registry::SetState(std::string_view id, std::string_view version,
                          const LifecycleChange& change) {
  if (change.canary_percent < 0 || change.canary_percent > 100) {
    return Err(Code::kInvalid, "a canary share of `" + std::to_string(change.canary_percent) +
                                   "` is none; write a percentage from 0 to 100");
  }
  const auto versions = entries_.find(id);
  if (versions == entries_.end() || (!version.empty() && FindEntry(id, version) == nullptr)) {
    return Err(Code::kNotFound, "there is no agent `" + std::string(id) +
                                    (version.empty() ? "" : "@" + std::string(version)) + "`");
  }
  bool changed = false;
  for (auto& [number, entry] : versions->second) {
    if (!version.empty() && entry.spec.version != version) continue;
    if (entry.spec.lifecycle == Lifecycle::kRetired) continue;
    entry.spec.lifecycle = change.lifecycle;
    entry.spec.canary_percent = change.canary_percent;
    entry.spec.sunset = change.sunset;
    entry.spec.successor = change.successor;
    changed = true;
  }
  if (changed) return {};
  return Err(Code::kConflict,
             "agent `" + std::string(id) + "` is retired for good; register a new version of it");
}

Registry::Entry* Registry::FindEntry(std::string_view id, std::string_view version) {
  const auto versions = entries_.find(id);
  if (versions == entries_.end()) return nullptr;
  for (auto& [number, entry] : versions->second) {
    if (entry.spec.version == version) return &entry;
  }
  return nullptr;
}

void Registry::Started(std::string_view id, std::string_view version, TimeUs at) {
  if (Entry* entry = FindEntry(id, version)) entry->health.Started(entry->spec, at);
}

void Registry::Finished(std::string_view id, std::string_view version, bool good, TimeUs at) {
  if (Entry* entry = FindEntry(id, version)) entry->health.Finished(entry->spec, good, at);
}

void Registry::Abandoned(std::string_view id, std::string_view version) {
  if (Entry* entry = FindEntry(id, version)) entry->health.Abandoned();
}

std::string_view Registry::WhyNot(const Entry& entry, const AgentNeed& need) const {
  const AgentSpec& spec = entry.spec;
  if (spec.lifecycle == Lifecycle::kDraft || spec.lifecycle == Lifecycle::kRetired) {
    return reason::kPassedState;
  }
  if (spec.lifecycle == Lifecycle::kDeprecated && spec.sunset != 0 && need.now >= spec.sunset) {
    return reason::kPassedSunset;
  }
  if (!need.versions.Contains(entry.version)) return reason::kPassedVersion;
  if (!Allows(spec.regions, need.region)) return reason::kPassedRegion;
  if (!Allows(spec.data_classes, need.data_class)) return reason::kPassedClass;
  if (!need.tried.empty() &&
      std::find(need.tried.begin(), need.tried.end(), NameOf(spec)) != need.tried.end()) {
    return reason::kPassedTried;
  }
  if (spec.lifecycle == Lifecycle::kCanary &&
      !InCanaryShare(NameOf(spec), need.identity, spec.canary_percent)) {
    return reason::kPassedCanary;
  }
  if (!entry.health.BreakerAllows(spec.breaker, need.now)) return reason::kPassedBreaker;
  // A local agent runs inside the engine's turn: nothing of it is ever waiting or metered.
  if (spec.kind != AgentKind::kLocal && !entry.health.QuotaAllows(spec.quota, need.now)) {
    return reason::kPassedQuota;
  }
  return {};
}

void Registry::Select(const AgentNeed& need, AgentSelection* out) const {
  out->Clear();
  const auto entries = by_capability_.find(need.capability);
  if (entries == by_capability_.end()) return;
  for (const Entry* entry : entries->second) {
    const std::string_view why_not = WhyNot(*entry, need);
    if (!why_not.empty()) {
      out->passed_over.push_back({&entry->spec, why_not});
    } else if (entry->spec.lifecycle == Lifecycle::kShadow) {
      out->shadows.push_back(&entry->spec);
    } else {
      out->ordered.push_back(&entry->spec);
    }
  }
  if (out->ordered.size() > 1) {
    std::stable_sort(out->ordered.begin(), out->ordered.end(),
                     [](const auto* a, const auto* b) { return RankOf(*a) < RankOf(*b); });
  }
}

const AgentSpec* Registry::Find(std::string_view id, std::string_view version) const {
  const auto versions = entries_.find(id);
  if (versions == entries_.end()) return nullptr;
  const AgentSpec* newest = nullptr;
  const AgentSpec* active = nullptr;
  for (const auto& [number, entry] : versions->second) {
    if (!version.empty()) {
      if (entry.spec.version == version) return &entry.spec;
      continue;
    }
    newest = &entry.spec;
    if (entry.spec.lifecycle == Lifecycle::kActive) active = &entry.spec;
  }
  return active != nullptr ? active : newest;
}

int64_t Registry::calls_out() const {
  int64_t out = 0;
  for (const auto& [id, versions] : entries_) {
    for (const auto& [version, entry] : versions) out += entry.health.running;
  }
  return out;
}

const AgentHealth* Registry::HealthOf(std::string_view id, std::string_view version) const {
  const auto versions = entries_.find(id);
  if (versions == entries_.end()) return nullptr;
  for (const auto& [number, entry] : versions->second) {
    if (entry.spec.version == version) return &entry.health;
  }
  return nullptr;
}

std::vector<const AgentSpec*> Registry::All() const {
  std::vector<const AgentSpec*> all;
  for (const auto& [id, versions] : entries_) {
    for (const auto& [number, entry] : versions) all.push_back(&entry.spec);
  }
  return all;
}

void Registry::Encode(Bytes* out) const {
  const std::vector<const AgentSpec*> all = All();
  CborWriter(out).Array(all.size());
  for (const AgentSpec* spec : all) {
    CborWriter(out).Array(2);
    EncodeAgentSpec(*spec, out);
    EncodeHealth(*HealthOf(spec->id, spec->version), out);
  }
}

Result<Registry> Registry::Decode(CborReader& reader) {
  Registry registry;
  for (size_t n = reader.Array(); n > 0 && reader.ok(); --n) {
    if (reader.Array() != 2) reader.Fail();
    AgentSpec spec = DecodeAgentSpec(reader);
    const AgentHealth health = DecodeHealth(reader);
    if (!reader.ok()) break;
    const std::string id = spec.id;
    const std::string version = spec.version;
    SB_TRY(registry.Register(std::move(spec)));
    registry.FindEntry(id, version)->health = health;
  }
  if (!reader.ok()) return Err(Code::kCorrupt, "the stored agent registry does not decode");
  return registry;
}

bool InCanaryShare(std::string_view experiment, BytesView identity, int percent) {
  const Digest digest = Sha256({experiment, identity});
  uint64_t number = 0;
  for (size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
  return number % kShares < static_cast<uint64_t>(std::clamp(percent, 0, 100)) * (kShares / 100);
}

}  // namespace signalbox
