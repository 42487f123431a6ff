// The registry: which agents exist, in which versions and states, and which of them takes a step.
//
// Folded state: it changes only through Register, SetState, Started, Finished and Abandoned, called
// with what events say, so the same events give the same registry and the same choices. A spec is
// immutable under its id@version; only its lifecycle moves. Not thread safe; owned by the
// workspace's state.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent_health.h"
#include "agents/contract.h"
#include "agents/version.h"
#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// What a step asks of an agent.
struct AgentNeed {
  std::string_view capability;
  VersionRange versions;
  // lead.region; empty while it is not known, and then agents with regions are passed over.
  std::string_view region;
  // The class of what the step would show: `personal` or `code`.
  std::string_view data_class = "personal";
  // Agents already tried for this step, as `id@version`.
  std::vector<std::string> tried;
  TimeUs now = 0;
  // What decides canary shares: stable for the lead, the same on every attempt.
  BytesView identity;
};

struct PassedOver {
  const AgentSpec* agent;
  std::string_view code;  // a code of agents/reasons.h
};

// Pointers are valid until the registry changes.
struct AgentSelection {
  std::vector<const AgentSpec*> ordered;  // the one to use first, then its stand-ins
  std::vector<const AgentSpec*> shadows;  // run beside it; their answers act on nothing
  std::vector<PassedOver> passed_over;
  void Clear();
};

struct LifecycleChange {
  Lifecycle lifecycle = Lifecycle::kActive;
  int canary_percent = 100;    // of kCanary
  TimeUs sunset = 0;           // of kDeprecated, 0 for none
  std::string successor = {};  // of kDeprecated, an agent id
};

class Registry {
 public:
  Registry() = default;
  Registry(const Registry& other);
  Registry& operator=(const Registry& other);
  Registry(Registry&&) = default;
  Registry& operator=(Registry&&) = default;

  // kConflict when the id@version exists with another content; the same content again
  // changes nothing but the webhook secret.
  // kInvalid for a spec that breaks the contract (CheckSpec).
  Status Register(AgentSpec spec);
  // Every version of `id` when `version` is empty. kNotFound when there is none; kConflict for a
  // version that is retired: retired is final.
  Status SetState(std::string_view id, std::string_view version, const LifecycleChange& change);

  // A call of a known agent began or ended; of an unknown one it is ignored.
  void Started(std::string_view id, std::string_view version, TimeUs at);
  void Finished(std::string_view id, std::string_view version, bool good, TimeUs at);
  // Its answer is no longer waited for, through no fault of the agent.
  void Abandoned(std::string_view id, std::string_view version);

  // Fills `out`, reusing its memory. Order: canaries whose share holds the lead, active agents from
  // outside, active local ones, deprecated ones; within these by id, the newest version first.
  void Select(const AgentNeed& need, AgentSelection* out) const;

  // Nullptr when there is none. Without a version: the newest that is active, else the newest.
  const AgentSpec* Find(std::string_view id, std::string_view version = {}) const;
  const AgentHealth* HealthOf(std::string_view id, std::string_view version) const;
  // Calls that began and did not end, of all agents.
  int64_t calls_out() const;
  // By id, then by version.
  std::vector<const AgentSpec*> All() const;

  // For the saved state. A webhook secret is not part of it (agents/spec_codec.h).
  void Encode(Bytes* out) const;
  static Result<Registry> Decode(CborReader& reader);

 private:
  struct Entry {
    AgentSpec spec;
    Version version;
    AgentHealth health;
  };
  // Id, then version; node-based, so pointers to entries stay valid while others come.
  using Entries = std::map<std::string, std::map<Version, Entry>, std::less<>>;

  void Index(const Entry& entry);
  Entry* FindEntry(std::string_view id, std::string_view version);
  std::string_view WhyNot(const Entry& entry, const AgentNeed& need) const;

  Entries entries_;
  std::map<std::string, std::vector<const Entry*>, std::less<>> by_capability_;
};

// What every agent must say about itself: kInvalid names the field and what to write.
Status CheckSpec(const AgentSpec& spec);

// True when SHA-256(experiment ‖ identity) falls in the first `percent` of its range.
bool InCanaryShare(std::string_view experiment, BytesView identity, int percent);

std::string_view LifecycleName(Lifecycle lifecycle);
Result<Lifecycle> ParseLifecycle(std::string_view name);
std::string_view AgentKindName(AgentKind kind);
Result<AgentKind> ParseAgentKind(std::string_view name);

}  // namespace signalbox
