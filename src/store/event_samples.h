// Events for tests: one with every field, one anybody may shrink, and small ones for a log.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/cbor.h"
#include "store/event.h"

namespace signalbox {

inline Id IdOf(uint8_t first) {
  Id id;
  for (size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<uint8_t>(first + i);
  return id;
}

// The example of docs/formats.md.
inline Event FullEvent() {
  Event event;
  event.log_id = IdOf(0x01);
  event.epoch = 3;
  event.position = 300;
  event.entity_kind = EntityKind::kLead;
  event.entity = IdOf(0xa1);
  event.sequence = 2;
  event.previous = 298;
  event.type = 101;
  event.schema = 1;
  event.time = 1'763'719'200'000'000;
  event.actor = {ActorKind::kAgent, "enrich@1"};
  event.causation = 299;
  event.pins = {Bytes(8, '\x01'), Bytes(8, '\x02')};
  event.trace = IdOf(0xc1);
  CborWriter clear(&event.clear);
  clear.Map(2), clear.Int(0), clear.Int(42), clear.Int(1), clear.Int(-7);
  SealedPart part{.subject = 42, .ciphertext = Bytes(18, '\x0e')};
  part.nonce.fill(0x0b);
  part.digest.fill(0x0d);
  event.sealed = {part};
  return event;
}

// An event that a store with this log accepts at `position`.
inline Bytes LogEvent(const Id& log_id, int64_t position, size_t clear_bytes = 8) {
  Event event;
  event.log_id = log_id;
  event.position = position;
  event.type = 7;
  CborWriter clear(&event.clear);
  clear.Map(1), clear.Int(0),
      clear.Blob(Bytes(clear_bytes, static_cast<char>('a' + position % 26)));
  return EncodeEvent(event);
}

inline std::vector<Bytes> LogEvents(const Id& log_id, int64_t first, size_t count,
                                    size_t clear_bytes = 8) {
  std::vector<Bytes> events;
  for (size_t i = 0; i < count; ++i) {
    events.push_back(LogEvent(log_id, first + static_cast<int64_t>(i), clear_bytes));
  }
  return events;
}

inline int64_t AnyCount() {
  return *rc::gen::inRange<int64_t>(0, INT64_MAX);
}

inline Id AnyId() {
  Id id;
  for (uint8_t& byte : id.bytes) byte = *rc::gen::arbitrary<uint8_t>();
  return id;
}

// To be called inside a rapidcheck property.
inline Event AnyEvent() {
  Event event;
  event.log_id = AnyId();
  event.epoch = AnyCount();
  event.position = AnyCount();
  event.entity_kind = static_cast<EntityKind>(*rc::gen::inRange(0, 14));
  event.entity = AnyId();
  event.sequence = AnyCount();
  event.previous = *rc::gen::inRange<int64_t>(-1, 100'000);
  event.type = *rc::gen::arbitrary<uint16_t>();
  event.schema = *rc::gen::arbitrary<uint16_t>();
  event.time = *rc::gen::arbitrary<int64_t>();
  event.actor.kind = static_cast<ActorKind>(*rc::gen::inRange(0, 6));
  event.actor.ref = *rc::gen::string<std::string>();
  event.causation = *rc::gen::inRange<int64_t>(-1, 100'000);
  event.pins.policy = *rc::gen::string<std::string>();
  event.pins.plan = *rc::gen::string<std::string>();
  if (*rc::gen::arbitrary<bool>()) event.trace = AnyId();
  CborWriter clear(&event.clear);
  clear.Map(2);
  clear.Int(0), clear.Int(*rc::gen::arbitrary<int64_t>());
  clear.Int(1), clear.Blob(*rc::gen::string<std::string>());
  const int parts = *rc::gen::inRange(0, 3);
  for (int i = 0; i < parts; ++i) {
    SealedPart& part = event.sealed.emplace_back();
    part.subject = i * 1'000 + *rc::gen::inRange(0, 1'000);
    for (uint8_t& byte : part.nonce) byte = *rc::gen::arbitrary<uint8_t>();
    part.ciphertext = *rc::gen::string<std::string>();
  }
  return event;
}

}  // namespace signalbox
