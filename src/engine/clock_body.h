// One clock of a lead, as events carry it and the state keeps it.
//
// A clock is known by its kind and name: one per SLA, one per queue, one until a recycled lead
// comes back. Every event that touches a clock carries the whole of it, so folding never computes a
// time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// 1 + a person's number; 0 is nobody. Numbers are given once and never reused.
using PersonRef = int64_t;

// Numbers are stored.
enum class ClockKind : uint8_t { kSla = 0, kQueue = 1, kRecycle = 2 };
enum class ClockPhase : uint8_t {
  kRunning = 0,
  kPaused = 1,
  kStopped = 2,  // somebody did what stops it
  kOver = 3,     // every step was taken and nobody did
  kLeft = 4,     // the lead went where the clock does not count
};
std::string_view ClockPhaseName(ClockPhase phase);

namespace ev {

struct ClockBody {
  ClockKind kind = ClockKind::kSla;
  std::string name;  // of the SLA or the queue
  ClockPhase phase = ClockPhase::kRunning;
  int64_t started = 0;              // when the time that counts began
  int64_t counted_from = 0;         // `worked` is known up to here
  int64_t worked = 0;               // working time from `started` to `counted_from`
  int64_t step = 0;                 // the next one
  int64_t times = 0;                // that an escalation was told already
  int64_t due = 0;                  // of the next step; 0 never
  int64_t expires = 0;              // when the time is up; 0 never
  bool breached = false;            // it was up before anything stopped the clock
  std::vector<int64_t> reassigned;  // by step: how often this lead was taken from an owner
  std::string zone;                 // of the lead, where its time counts
  int64_t roster_revision = 0;      // that the times above were computed with
  bool operator==(const ClockBody&) const = default;
  bool open() const { return phase <= ClockPhase::kPaused; }
  bool runs() const { return phase == ClockPhase::kRunning && due > 0; }
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.kind), v(1, s.name), v(2, s.phase), v(3, s.started), v(4, s.counted_from);
    v(5, s.worked), v(6, s.step), v(7, s.times), v(8, s.due), v(9, s.expires), v(10, s.breached);
    v(11, s.reassigned), v(12, s.zone), v(13, s.roster_revision);
  }
};

}  // namespace ev
}  // namespace signalbox
