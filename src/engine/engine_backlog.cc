// Backlogs of pools: whoever waits longest is asked about first, as soon as somebody may be free.
//
// This only decides when to ask, which the log records as the timer that fired; what the answer is
// follows from the state. A record that nobody can take waits on, and those behind it with it.
#include <algorithm>
#include <utility>

#include "base/log.h"
#include "engine/engine.h"
#include "policy/pool_opening.h"

namespace signalbox {
namespace {

// As for timers that are due: a backlog of thousands never keeps intake waiting.
constexpr size_t kAskedPerTurn = kBatchInputs / 4;

}  // namespace

bool Engine::AskAgain(const Id& id, TimeUs now) {
  const Run* run = state_->FindRun(id);
  if (run == nullptr) return false;
  Hold({InputKind::kTimer, id});
  if (ContinueAsNew(*run, now)) return true;
  for (size_t i = 0; i < run->timers.size(); ++i) {
    const RunTimer& timer = run->timers[i];
    if (!timer.open || timer.purpose != ev::TimerPurpose::kRouteAgain) continue;
    const ev::TimerFired body{static_cast<int64_t>(i), timer.generation, timer.purpose, timer.step};
    Event event = core_->Envelope(EntityKind::kRun, id, EventType::kTimerFired, now);
    event.clear = EncodeBody(body);
    const Status status = FeedInput(std::move(event), {}, 0);
    if (!status.ok()) Log(LogLevel::kError, "a timer was refused: " + status.error().message);
    const Run* after = state_->FindRun(id);
    return status.ok() && (after == nullptr || after->waits_for.pool.empty());
  }
  return false;
}

void Engine::DrainPool(const std::string& pool, TimeUs now) {
  for (const bool list : {false, true}) {
    const PoolLane lane{pool, list};
    for (auto at = state_->waiting.find(lane); at != state_->waiting.end();
         at = state_->waiting.find(lane)) {
      if (asked_ >= kAskedPerTurn) return;
      ++asked_;
      const Id first = at->second.begin()->second;
      if (!AskAgain(first, now)) {
        NoteOpening(pool, first, now);
        return;
      }
    }
  }
  opens_.erase(pool);
}

void Engine::NoteOpening(const std::string& pool, const Id& waiting, TimeUs now) {
  const Run* run = state_->FindRun(waiting);
  const TimeUs at =
      run == nullptr ? -1
                     : PoolOpensAt(*run->policy->policy, pool, state_->roster, state_->pools, now);
  // A pool that does not open by itself is asked by its records' own timers.
  opens_[pool] = at < 0 ? INT64_MAX : at;
}

size_t Engine::DrainPools(TimeUs now) {
  std::vector<std::string> pools;
  for (const auto& [lane, waiting] : state_->waiting) {
    if (pools.empty() || pools.back() != lane.pool) pools.push_back(lane.pool);
  }
  std::erase_if(opens_, [&](const auto& one) {
    return !std::binary_search(pools.begin(), pools.end(), one.first);
  });
  for (const std::string& pool : pools) {
    const auto opens = opens_.find(pool);
    if (opens == opens_.end()) {
      const auto lane = state_->waiting.lower_bound({pool, false});
      NoteOpening(pool, lane->second.begin()->second, now);
      if (!somebody_freed_) continue;
    } else if (opens->second > now && !somebody_freed_) {
      continue;
    }
    DrainPool(pool, now);
  }
  // What this turn had no time for is asked in the next one.
  if (asked_ < kAskedPerTurn) somebody_freed_ = false;
  return std::exchange(asked_, 0);
}

TimeUs Engine::NextOpening() const {
  TimeUs next = somebody_freed_ && !state_->waiting.empty() ? 0 : INT64_MAX;
  for (const auto& [pool, at] : opens_) next = std::min(next, at);
  return next;
}

}  // namespace signalbox
