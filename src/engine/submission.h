// What callers hand to the engine, and what they get back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "engine/events.h"
#include "lead/attributes.h"
#include "store/keyring.h"

namespace signalbox {

// The state of a record as callers see it (interfaces.md, `POST /v1/leads`).
struct LeadAnswer {
  Id lead, run;
  std::string external_id;  // as this caller gave it
  LeadStatus status = LeadStatus::kInProgress;
  std::string owner, owner_name;  // person id and name; empty for nobody
  std::string queue, rule, row, reason, policy_version;
  std::optional<Id> duplicate_of;
  std::vector<std::pair<std::string, TimeUs>> due;  // time limits that run, by name
  bool created = false;                             // a new record
  bool replayed = false;                            // the first answer to this idempotency key
  int64_t position = 0;                             // of the last event it rests on
};

// Called once, on the engine's thread, after the commit that made it true is durable.
using AnswerFn = std::function<void(Result<LeadAnswer>)>;

// A lead on its way in. Everything that costs (parsing, hashing) is done by the caller's thread.
struct Submission {
  Attributes lead;
  std::vector<KeyedHash> identities;
  KeyedHash content{}, idempotency_key{}, body{}, external_id{};
  std::string external_id_text;
  std::string record;  // kind of record: empty for a lead, else contact, account, opportunity,
                       // case, conversation
  Actor actor{ActorKind::kIntake, ""};
  bool wait = true;  // false: answer when the lead itself is durable
  AnswerFn answer;
};

// Keyed hashes under the workspace's identity secret. `identities` are the canonical texts of
// intake/identity.h, `content` everything that was said, `raw_body` the request as it came.
Submission MakeSubmission(const Keyring& keys, Attributes lead,
                          const std::vector<std::string>& identities, std::string_view content,
                          std::string_view idempotency_key, std::string_view raw_body);

// HMAC-SHA-256(identity secret, kind ‖ 0 ‖ text), first 16 bytes.
KeyedHash IdentityHash(const Keyring& keys, std::string_view kind, std::string_view text);

}  // namespace signalbox
