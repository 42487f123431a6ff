// ModelBook: which learned models a workspace has, which is in use, and what was told about them.
//
// Part of State; changed by ApplyModel only. A model is an agent of kind kModel in the registry
// (agents/contract.h): one agent id, a version for each model. Its file is a blob of the store.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "engine/clock_body.h"

namespace signalbox {

struct Event;
struct State;
enum class EventType : uint16_t;

// Numbers are stored.
enum class ModelStanding : uint8_t {
  kFormer = 0,      // was in use, or in the shadow
  kChampion = 1,    // is asked
  kChallenger = 2,  // in the shadow: it is scored over the same leads when they are watched
};
std::string_view ModelStandingName(ModelStanding standing);

struct ModelEntry {
  std::string kind;  // of its file: `scorecard`, `boosted_trees`, `intent`, `pair_scorer`
  Digest model{};    // the hash in the file, that names it
  Digest file{};     // of the file as a blob
  ModelStanding standing = ModelStanding::kFormer;
  TimeUs since = 0;       // that it stands so
  int64_t position = -1;  // of the event that says so
  std::string before;     // the version in use before it was promoted
  // Who brought it, and who approved of it in the shadow; 0: nobody who is known, nobody yet.
  PersonRef author = 0, approver = 0;
};

// What was told of one agent's models: drift, alarms, refusals. Older ones are in the log alone.
inline constexpr size_t kMostTellings = 200;

struct AgentModels {
  std::map<std::string, ModelEntry> versions;
  std::string champion, challenger;  // versions; empty for none
  std::vector<int64_t> tellings;     // positions of the newest, ascending
};

struct ModelBook {
  std::map<std::string, AgentModels, std::less<>> by_agent;

  // Null for none.
  const AgentModels* Find(std::string_view agent) const;
  const ModelEntry* Find(std::string_view agent, std::string_view version) const;
};

// What match.by says where an agent of capability `match` found the account.
inline constexpr std::string_view kMatchedByModel = "model";

bool IsOfModels(EventType type);
// The registry moves with the book: the champion is active, the challenger in the shadow, all
// others are drafts. kCorrupt for a version that was not registered before.
Status ApplyModel(const Event& event, State* state);

}  // namespace signalbox
