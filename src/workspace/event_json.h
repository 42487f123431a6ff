// Events as JSON for people and programs: `/v1/runs/{id}/events`, `/v1/events`, differences of a
// replay.
//
// Pure; thread safe. Members have the names of engine/events.h; what is not set is left out.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/events.h"
#include "store/event.h"
#include "store/keyring.h"
#include "store/store.h"

namespace signalbox {

// An event with the plaintext of its sealed part.
struct OpenedEvent {
  Event event;
  Bytes sealed;         // empty when it has none, or it was erased
  bool erased = false;  // its subject was forgotten
  bool masked = false;  // whoever reads it may not see the personal part
};

inline EventType TypeOf(const OpenedEvent& opened) {
  return static_cast<EventType>(opened.event.type);
}

// kCorrupt when the bytes are no event or the part does not open.
Result<OpenedEvent> OpenEvent(BytesView bytes, const Keyring& keys);
Result<OpenedEvent> ReadOpened(const Store& store, const Keyring& keys, int64_t position);

// Takes the personal part away, for readers who may not see it.
void MaskPersonal(OpenedEvent* opened);

// A person's id by number; empty writes the number.
using PersonNames = std::function<std::string(PersonRef)>;

// `{"position","type","time","entity","run_id","fields"}`, and `"erased":true` where the personal
// part is gone, `"masked":true` where it is not shown. `run_id` is null for events that are not a
// run's.
std::string EventJson(const OpenedEvent& opened, const PersonNames& person);
// The `fields` alone. A body that does not read is `{}`.
std::string FieldsJson(const OpenedEvent& opened, const PersonNames& person);

// What stands before an entity's id: `lead`, `run`, `person`.
std::string_view EntityKindName(EntityKind kind);
std::string_view DispositionName(Disposition disposition);

// Attributes as an object of their names (`lead.` is left out); times (`..._at`) as RFC 3339, as
// everywhere else in what callers read.
std::string AttributesJson(const Attributes& attributes);

// The attributes that an event brought, clear and sealed together; empty for types without any.
Attributes AttributesOf(const Attributes& clear, BytesView sealed);

}  // namespace signalbox
