// State: everything that Decide reads, a fold over the log. `Apply(state, event)` is the only way
// it changes.
//
// A new part that holds records, or that a decision moves, is named in SwapOwned of what_if.cc too;
// the rest is lent to a what-if as it is.
//
// Owned by the engine and touched on its thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "agents/registry.h"
#include "base/ids.h"
#include "engine/access_rules.h"
#include "engine/backlog.h"
#include "engine/cases.h"
#include "engine/directory.h"
#include "engine/environment.h"
#include "engine/events.h"
#include "engine/feature_flags.h"
#include "engine/follow_up.h"
#include "engine/key_index.h"
#include "engine/law_state.h"
#include "engine/lead_ids.h"
#include "engine/leaves_ahead.h"
#include "engine/model_book.h"
#include "engine/moves.h"
#include "engine/open_runs.h"
#include "engine/page_table.h"
#include "engine/policy_stages.h"
#include "engine/record_ends.h"
#include "engine/run.h"
#include "engine/schedules.h"
#include "policy/decision.h"
#include "policy/roster.h"
#include "store/event.h"

namespace signalbox {

// Policy words (queue, rule, row, reason) that leads share, each kept once.
class Words {
 public:
  uint32_t Intern(std::string_view word);
  const std::string& Of(uint32_t number) const { return words_[number]; }
  const std::vector<std::string>& all() const { return words_; }

 private:
  std::vector<std::string> words_ = {std::string()};
  std::unordered_map<std::string, uint32_t> numbers_ = {{std::string(), 0}};
};

// One record: what pages of the state file hold (engine/state_codec.h). Personal fields stay in the
// log, sealed; this is what lists and decisions need at once.
struct LeadEntry {
  Id id;
  Id run;  // the latest
  int64_t subject = 0;
  int64_t last_position = -1;      // of its own events
  int64_t run_last_position = -1;  // of its latest run's events
  int64_t received_position = -1;
  int64_t said_position = -1;  // of the event that last said something new
  TimeUs received_at = 0;
  TimeUs said_at = 0;  // when `content` was last said
  KeyedHash content{};
  uint64_t share_key = 0;  // ShareKey
  int32_t sequence = 0;
  int32_t touches = 0;
  uint32_t owner = 0;  // PersonRef in the workspace's own CRM records
  uint32_t queue = 0, rule = 0, row = 0, reason = 0, policy = 0;  // Words
  uint32_t record = 0;                                            // Words; empty for a lead
  uint32_t pool = 0;                                              // Words; that gave the owner
  uint32_t turn_pool = 0;  // Words; whose turn the owner took it with, empty for none
  TurnTaken turn;          // that may still be handed back
  LeadStatus status = LeadStatus::kInProgress;
  uint8_t refused_results = 0;  // of runs that are over, since its latest run began
  uint8_t acted = 0;            // SlaStop bits: what was done since this owner has it
};

struct EntityTail {
  int64_t sequence = 0;
  int64_t last_position = -1;
};

// A request seen under an idempotency key.
struct KeyedRequest {
  KeyedHash key{}, body{};
  uint32_t lead = 0;
  TimeUs at = 0;
};

// Reads a bundle's blob into a version; wired by main, because plans stand above the engine.
using PolicyLoader =
    std::function<Result<std::shared_ptr<const PolicyVersion>>(const Digest& hash)>;

// The decider version from which on leads in a queue have a clock.
inline constexpr int64_t kClocksOfQueues = 3;

struct State {
  Id log_id;
  int64_t epoch = 0;
  int64_t next_position = 0;
  int64_t decider_version = 0;  // of whoever writes the log now
  std::string build;            // the same
  TimeUs last_time = 0;

  PageTable<LeadEntry> leads;
  LeadIds lead_by_id;
  KeyIndex identities;
  KeyIndex external_ids;
  KeyIndex idempotency;  // to a place in keyed_requests
  PageTable<KeyedRequest> keyed_requests;
  // Records whose first run has not started yet: between LeadReceived and RunStarted.
  std::unordered_map<uint32_t, Attributes> arriving;
  // Contents of leads that ended the process, and how often; another build tries them again.
  std::map<KeyedHash, int64_t> quarantined;
  // Of leads that have clocks, or had owners before.
  FollowUps follow_ups;
  OpenRuns runs;                                     // in progress, or waiting
  std::unordered_map<Id, EntityTail, IdHash> tails;  // of entities that are neither lead nor run

  Roster roster;
  std::vector<std::string> person_ids;  // number to id
  std::map<std::string, PersonRef, std::less<>> person_refs;
  Directory directory;
  PoolStates pools;
  // Open records by person: those that they own. None has an entry of zero.
  std::map<std::string, int64_t, std::less<>> open;
  // Runs that wait until a pool can take their record, by the position at which they began to.
  std::map<PoolLane, std::map<int64_t, Id>> waiting;
  std::set<std::string, std::less<>> requests_wait;  // pools with requests among them
  Registry registry;
  std::map<std::string, IntakeSource, std::less<>> sources;
  std::vector<Digest> published;  // in order of publishing
  std::map<Digest, std::shared_ptr<const PolicyVersion>> versions;
  std::vector<Digest> activated;  // history; the last one is active
  PolicyStages stages;
  FlagSettings flags;
  RecordEnds ends;
  ScheduleRuns schedules;
  Environment environment;
  AccessRules access_rules;
  std::map<Id, MovePlan> moves;
  LawState law;
  Cases cases;
  ModelBook models;
  Words words;
  int64_t refused_results = 0;  // of runs that nobody knows, since the engine started
  int64_t sla_breaches = 0;     // time limits that were not kept, ever
  // Of the last event that is about neither a record nor a run: reference data is as it was since.
  int64_t reference_position = -1;
  std::vector<PurgeEntry> purges;        // declared, in the order of the log (engine/purge.h)
  std::vector<LeaveAhead> leaves_ahead;  // in the order in which they were declared

  PersonRef RefOf(std::string_view person) const;
  // Empty for nobody.
  const std::string& PersonOf(PersonRef ref) const;
  std::shared_ptr<const PolicyVersion> Active() const;
  // The version that a run of this record, begun now, is decided by: the canary for its share of
  // the leads, where it has a plan for this kind of record, else the active one.
  std::shared_ptr<const PolicyVersion> VersionFor(const LeadEntry& entry) const;
  Run* FindRun(const Id& id) const;
  // The version under which a record was last decided about; null before that.
  std::shared_ptr<const PolicyVersion> PolicyOf(uint32_t lead) const;
  // Null when there is nothing to follow up.
  const FollowUp* FollowUpOf(uint32_t lead) const;

  // The record with this key, KeyIndex::kNone where there is none or its person was forgotten.
  uint32_t FindIdentity(const KeyedHash& key) const;
  uint32_t FindExternalId(const KeyedHash& key) const;
};

// Why a person who comes back to this record starts a run, nothing where they do not. `content` is
// the digest of what they said, `changed` whether it changed a field that the policy watches. The
// version that would decide it routes whoever comes back, or what changed; a record that is held
// for something that was missing is always routed when something new is said.
std::optional<RunTrigger> RoutesAgain(const State& state, const LeadEntry& entry,
                                      const KeyedHash& content, bool changed);

}  // namespace signalbox
