// The clear parts of the events of learned models (docs/scoring.md tells the story,
// docs/formats.md lists the keys). All are inputs and stand in the chain of the model's agent.
// Figures are in millionths.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "engine/body_codec.h"
#include "engine/clock_body.h"
#include "engine/event_type.h"

namespace signalbox::ev {

// The version was registered before, in the same turn. Sealed: a person's word about it, none where
// nobody said one.
struct ModelPromoted {
  static constexpr EventType kType = EventType::kModelPromoted;
  std::string agent, version, kind;
  Digest model{};           // the hash that names it
  Digest file{};            // blob
  std::string before;       // version that was in use
  bool challenger = false;  // into the shadow only
  std::string why;          // the figures that spoke for it
  int64_t subject = 0;
  PersonRef by = 0;  // who brought it; 0: nobody who is known
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.version), v(2, s.kind), v(3, s.model), v(4, s.file), v(5, s.before);
    v(6, s.challenger), v(7, s.why), v(8, s.subject), v(9, s.by);
  }
};

// Somebody other than who brought it approves of a version in the shadow.
struct ModelApproved {
  static constexpr EventType kType = EventType::kModelApproved;
  std::string agent, version;
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.version), v(2, s.by);
  }
};

// Empty `to`: the agent has no model in use any more. Sealed as above.
struct ModelRolledBack {
  static constexpr EventType kType = EventType::kModelRolledBack;
  std::string agent, from, to;
  int64_t subject = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.from), v(2, s.to), v(3, s.subject);
  }
};

// It was offered and is not better; nothing changed.
struct ModelRefused {
  static constexpr EventType kType = EventType::kModelRefused;
  std::string agent, kind;
  Digest model{};
  std::string why;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.kind), v(2, s.model), v(3, s.why);
  }
};

// The leads are not those that it learned from, by one column or by `score`.
struct ModelDrifted {
  static constexpr EventType kType = EventType::kModelDrifted;
  std::string agent, version, what;
  std::string level;  // watch | act
  int64_t psi_e6 = 0, p_value_e6 = 0;
  int64_t rows = 0;  // leads that were looked at
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.version), v(2, s.what), v(3, s.level), v(4, s.psi_e6);
    v(5, s.p_value_e6), v(6, s.rows);
  }
};

// Outcomes come more often, or more rarely, than it says.
struct ModelAlarmed {
  static constexpr EventType kType = EventType::kModelAlarmed;
  std::string agent, version;
  bool too_low = false;
  int64_t row = 0, since = 0;  // outcomes counted from 1: when it was told, where it began
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.version), v(2, s.too_low), v(3, s.row), v(4, s.since);
  }
};

// The same model with a new calibration is in use; its version was registered before.
struct ModelRecalibrated {
  static constexpr EventType kType = EventType::kModelRecalibrated;
  std::string agent, version, kind;
  Digest model{};
  Digest file{};
  std::string before;
  int64_t rows = 0;  // outcomes that it was calibrated by
  int64_t ece_before_e6 = 0, ece_after_e6 = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.version), v(2, s.kind), v(3, s.model), v(4, s.file), v(5, s.before);
    v(6, s.rows), v(7, s.ece_before_e6), v(8, s.ece_after_e6);
  }
};

// Calibration alone does not help any more: train it anew.
struct ModelOutworn {
  static constexpr EventType kType = EventType::kModelOutworn;
  std::string agent, version, why;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.agent), v(1, s.version), v(2, s.why);
  }
};

}  // namespace signalbox::ev
