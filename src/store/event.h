// An event: the unit of truth. Its exact bytes are kept for ever and are the Merkle leaf; upcasters
// act after hashing.
//
// Bytes: deterministic CBOR (RFC 8949 section 4.2.1), one map with ascending integer keys,
// documented to the byte in docs/formats.md. This header knows the envelope only; what a type's
// clear part means stands in engine/events.h.
//
// Values own their bytes and are freely copied; no thread is involved.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/ids.h"
#include "base/result.h"

namespace signalbox {

// What an event is about. Numbers are stored: never renumber, never reuse.
enum class EntityKind : uint8_t {
  kWorkspace = 0,
  kLead = 1,
  kRun = 2,
  kPerson = 3,
  kTeam = 4,
  kAccount = 5,
  kContact = 6,
  kOpportunity = 7,
  kCampaign = 8,
  kAgent = 9,
  kPolicy = 10,
  kPool = 11,
  kCase = 12,
  kConversation = 13,
};

// Who caused it. Numbers are stored.
enum class ActorKind : uint8_t {
  kEngine = 0,
  kIntake = 1,
  kAgent = 2,
  kPerson = 3,
  kOperator = 4,
  kOutside = 5
};

struct Actor {
  ActorKind kind = ActorKind::kEngine;
  // A reference (an agent id, a token's name), never personal data; may be empty.
  std::string ref;
  bool operator==(const Actor&) const = default;
};

// Versions that hold from this event on for its entity; empty fields stay as they were.
struct Pins {
  Bytes policy;  // first 8 bytes of the bundle's content hash
  Bytes plan;    // first 8 bytes of the plan's content hash
  bool operator==(const Pins&) const = default;
  bool empty() const { return policy.empty() && plan.empty(); }
};

// Personal data of one subject, sealed with that subject's key (store/keyring.h).
// plaintext = codec byte ‖ salt (16 bytes) ‖ body as the codec stores it; digest = SHA-256(salt ‖
// body before the codec) proves the content to whoever may open it. AAD = log id (16) ‖ position
// (8, big endian) ‖ type (2, big endian) ‖ subject (8, big endian).
struct SealedPart {
  int64_t subject = 0;  // key slot, see store/keyring.h
  Nonce nonce{};
  Digest digest{};
  Bytes ciphertext;  // with the 16-byte GCM tag at its end
  bool operator==(const SealedPart&) const = default;
};

struct Event {
  Id log_id;
  int64_t epoch = 0;
  int64_t position = 0;  // leaf index, from 0, no gaps
  EntityKind entity_kind = EntityKind::kWorkspace;
  Id entity;
  int64_t sequence = 0;   // of this entity, from 0, no gaps
  int64_t previous = -1;  // position of the entity's previous event, -1 for its first
  uint16_t type = 0;      // engine/event_type.h; never reused
  uint16_t schema = 1;    // version of the type's clear and sealed layout
  TimeUs time = 0;        // never below the previous event's
  Actor actor;
  int64_t causation =
      -1;  // position of the event that caused this one, -1 when the cause came from outside
  Pins pins;
  Id trace;  // zero when there is none
  // One deterministic CBOR map; no personal data and no unkeyed hash of any. Empty is written as
  // the empty map.
  Bytes clear;
  std::vector<SealedPart> sealed;  // at most one a subject

  bool operator==(const Event&) const = default;
};

// Layout version of the envelope, key 0 of the map.
inline constexpr int64_t kEnvelopeVersion = 1;

// An event has exactly one encoding. CHECKs what only a bug can break: numbers that are never
// negative and a clear part that is a map.
Bytes EncodeEvent(const Event& event);
// The same, appended to `out`.
void AppendEvent(const Event& event, Bytes* out);

// kCorrupt when the bytes are no event, or not its one encoding; kUnsupported for a newer envelope
// version or kind.
Result<Event> DecodeEvent(BytesView bytes);

// The first fields of an event, read without decoding the rest.
struct EventPrefix {
  Id log_id;
  int64_t epoch = 0;
  int64_t position = 0;
};
Result<EventPrefix> PeekEvent(BytesView bytes);

// Merkle leaf hash of an event's bytes: SHA-256(0x00 ‖ bytes), RFC 6962 section 2.1.
Digest LeafHash(BytesView event_bytes);

}  // namespace signalbox
