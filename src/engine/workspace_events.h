// The clear parts of the events of a workspace itself: who it is, its people and records, agents
// and sources (docs/formats.md lists the keys).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agents/contract.h"
#include "base/ids.h"
#include "engine/body_codec.h"
#include "engine/clock_body.h"
#include "engine/event_type.h"
#include "engine/in_hand.h"
#include "engine/intake_source.h"

namespace signalbox::ev {

struct WorkspaceCreated {
  static constexpr EventType kType = EventType::kWorkspaceCreated;
  std::string purpose;  // sandbox | production
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.purpose);
  }
};

// Sealed: the file as it was imported (workspace/environment_file.h), which names people by their
// ids.
struct EnvironmentSet {
  static constexpr EventType kType = EventType::kEnvironmentSet;
  int64_t keys = 0;       // people and queues that it maps
  int64_t endpoints = 0;  // addresses that it declares production's
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.keys), v(1, s.endpoints);
  }
};

struct EngineStarted {
  static constexpr EventType kType = EventType::kEngineStarted;
  std::string build;
  int64_t decider_version = 0;
  std::string tzdata;
  std::string icu, phones, suffixes;  // versions of the tables of the world that agents read
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.build), v(1, s.decider_version), v(2, s.tzdata), v(3, s.icu), v(4, s.phones);
    v(5, s.suffixes);
  }
};

// The clock of the machine was set: what it said moved by so much more (less, below zero) than time
// passed. Events do not go back with it; what came due at once is paced.
struct ClockJumped {
  static constexpr EventType kType = EventType::kClockJumped;
  int64_t by_us = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.by_us);
  }
};

// An input that was in hand each time the process died: from now on it is not carried out
// (engine/in_hand.h). Of a run or a lead, it is whatever comes for that one; of the workspace, a
// lead by the keyed hash of everything it said.
struct InputQuarantined {
  static constexpr EventType kType = EventType::kInputQuarantined;
  InputKind kind = InputKind::kLead;
  KeyedHash content{};  // of a lead
  int64_t deaths = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.kind), v(1, s.content), v(2, s.deaths);
  }
};

// Somebody set how many turns a person takes beside the others; why is sealed with the person.
struct WeightSet {
  int64_t before = 0, after = 0;
  PersonRef by = 0;
  bool operator==(const WeightSet&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.before), v(1, s.after), v(2, s.by);
  }
};

// Reference records: the whole value is sealed (engine/records.h); the clear part says who it is by
// number.
struct Upserted {
  int64_t subject = 0;
  PersonRef number = 0;             // of a person
  std::vector<WeightSet> weight{};  // of a person whose weight was set by itself: one
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.subject), v(1, s.number), v(2, s.weight);
  }
};
struct Removed {
  PersonRef number = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(1, s.number);
  }
};

// Sealed: the webhook secret, as its bytes; none where the agent has none.
struct AgentRegistered {
  static constexpr EventType kType = EventType::kAgentRegistered;
  Digest spec{};  // blob with the specification as it was given
  std::string id, version;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.spec), v(1, s.id), v(2, s.version);
  }
};
struct AgentStateSet {
  static constexpr EventType kType = EventType::kAgentStateSet;
  std::string id, version;
  Lifecycle state = Lifecycle::kDraft;
  int64_t canary_percent = 0;
  int64_t sunset = 0;     // of a deprecated agent, 0 for none
  std::string successor;  // of a deprecated agent, an agent's id
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.id), v(1, s.version), v(2, s.state), v(3, s.canary_percent), v(4, s.sunset),
        v(5, s.successor);
  }
};

// The source's settings in place of what they were. Sealed: its signing secret, as its bytes; none
// where requests are not signed.
struct SourceSet {
  static constexpr EventType kType = EventType::kSourceSet;
  std::string name;
  Digest mapping{};  // blob with the field map as it was given; zero: the usual names
  SignatureKind signature = SignatureKind::kNone;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.name), v(1, s.mapping), v(2, s.signature);
  }
};
struct SourceRemoved {
  static constexpr EventType kType = EventType::kSourceRemoved;
  std::string name;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.name);
  }
};

}  // namespace signalbox::ev
