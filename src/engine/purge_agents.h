// What a purge takes of agents by the rule of retention for them (docs/law.md): of runs that have
// been over for long enough, what was sealed of their agents' answers. That an agent answered,
// which version, when, and what stands in the clear of its answer stay, and so does the run's
// decision.
//
// Whoever has a legal hold is left alone, and so is a run that still waits. What goes follows from
// the log alone, so a purge that was cut short is finished as it was declared (engine/purge.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>

#include "base/ids.h"
#include "base/result.h"
#include "store/event.h"
#include "store/store.h"

namespace signalbox {

class OldAnswers {
 public:
  // Of runs that ended below `before`, where no legal hold is in force at `holds_below`. Reads the
  // log below either once. Nothing goes where `before` is 0.
  static Result<OldAnswers> Find(const Store& store, int64_t before, int64_t holds_below);

  // Whether what is sealed in the event goes.
  bool Has(const Event& event) const;
  size_t runs() const { return over_.size(); }

 private:
  std::unordered_set<Id, IdHash> over_;
};

// The rule for agents as the log has it, in days; 0 for none. Reads the envelopes of the whole log.
Result<int64_t> AgentDaysOf(const Store& store);

}  // namespace signalbox
