// What the engine works on right now, noted where it outlives the process, so that an input that
// ends the process is known by the next start ("Decided now" 5).
//
// Each input is held while it is taken, and all inputs of a turn while the turn is committed. A
// process that dies leaves them as suspects with one death more. A suspect has its turn alone, so
// that the second death has one cause; whoever survives its turn is cleared. What was in hand for
// kDeathsToQuarantine deaths is quarantined by an event (ev::InputQuarantined) and not carried out
// again: its run ends as failed, reason `quarantined`.
//
// Reading a request happens before the engine has it and is not covered, and neither is a change or
// a question of an operator: whoever asked sees what became of it, and asks again or not.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.h"

namespace signalbox {

// Numbers are stored.
enum class InputKind : uint8_t {
  kNone = 0,        // nobody sends it again by itself
  kLead = 1,        // by the keyed hash of everything that it said
  kAnswer = 2,      // of an agent, by its run
  kLostAnswer = 3,  // nothing was heard of a call, by its run
  kTimer = 4,       // by its run
  kClock = 5,       // by its lead
};

struct InputKey {
  InputKind kind = InputKind::kNone;
  Id id;  // of kLead the content
  auto operator<=>(const InputKey&) const = default;
};

struct Suspect {
  InputKey input;
  int64_t deaths = 0;
};

// Engine thread only. No call may wait for a disk.
class InHand {
 public:
  virtual ~InHand() = default;
  // These are being worked on until the next call; none is nothing.
  virtual void Hold(std::span<const InputKey> inputs) = 0;
  virtual bool IsSuspect(const InputKey& input) const = 0;
  virtual bool HasSuspects() const = 0;
  virtual std::vector<Suspect> Suspects() const = 0;
  // It had its turn, or is quarantined.
  virtual void Survived(const InputKey& input) = 0;
};

}  // namespace signalbox
