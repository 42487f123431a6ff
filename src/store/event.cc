#include "store/event.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/cbor.h"
#include "base/check.h"
#include "store/event_view.h"

namespace signalbox {
namespace {

// Keys of the map. Stored: never renumber, never reuse.
enum Field : int {
  kVersion = 0,
  kLogId = 1,
  kEpoch = 2,
  kPosition = 3,
  kEntityKind = 4,
  kEntity = 5,
  kSequence = 6,
  kPrevious = 7,
  kType = 8,
  kSchema = 9,
  kTime = 10,
  kActor = 11,
  kCausation = 12,
  kPins = 13,
  kTrace = 14,
  kClear = 15,
  kSealed = 16,
};

// Fields that stand in every event: all but kPrevious, kActor, kCausation, kPins, kTrace, kSealed.
constexpr size_t kRequiredFields = 11;

constexpr BytesView kEmptyMap = "\xa0";
constexpr uint8_t kMapMajor = 5;

bool IsPlainEngine(const Actor& actor) {
  return actor.kind == ActorKind::kEngine && actor.ref.empty();
}

void AppendSealed(const std::vector<SealedPart>& parts, CborWriter& writer) {
  writer.Array(parts.size());
  for (const SealedPart& part : parts) {
    writer.Array(4);
    writer.Int(part.subject);
    writer.Blob(View(part.nonce));
    writer.Blob(View(part.digest));
    writer.Blob(part.ciphertext);
  }
}

// Decodes the fields in their order. Optional fields present with the value that omission means are
// refused, so that no event has two encodings.
class EventDecoder {
 public:
  explicit EventDecoder(BytesView bytes) : bytes_(bytes), reader_(bytes) {}

  Result<Event> Decode() {
    SB_TRY(Head());
    SB_TRY(Entity());
    SB_TRY(Cause());
    SB_TRY(Body());
    if (!reader_.AtEnd() || pairs_ != 0) return Fail("bytes after the last field");
    return std::move(event_);
  }

  Status Head() {
    pairs_ = reader_.Map();
    if (!reader_.ok()) return Fail("not a map");
    if (!Next(kVersion)) return Missing(kVersion);
    const int64_t version = reader_.Int();
    if (!reader_.ok()) return Bad(kVersion);
    if (version != kEnvelopeVersion) {
      return Err(
          Code::kUnsupported,
          fmt::format("the event has envelope version {}, this program reads {}; use a newer "
                      "signalbox",
                      version, kEnvelopeVersion));
    }
    if (!Next(kLogId)) return Missing(kLogId);
    SB_TRY(ReadId(kLogId, &event_.log_id));
    SB_TRY(ReadCount(kEpoch, &event_.epoch));
    return ReadCount(kPosition, &event_.position);
  }

  Result<EventView> View() {
    SB_TRY(Head());
    SB_TRY(Entity());
    if (!Next(kTime)) return Missing(kTime);
    EventView view{.type = event_.type, .time = reader_.Int(), .clear = {}};
    if (Next(kActor)) {
      reader_.Array();
      view.actor = static_cast<ActorKind>(reader_.Int());
      view.names_actor = !reader_.Text().empty();
    }
    for (const int passed : {kCausation, kPins, kTrace}) {
      if (Next(passed)) reader_.Skip();
    }
    if (!Next(kClear)) return Missing(kClear);
    if (reader_.Peek() != CborKind::kMap) return Bad(kClear);
    const size_t start = reader_.position();
    reader_.Skip();
    if (!reader_.ok()) return Bad(kClear);
    view.clear = bytes_.substr(start, reader_.position() - start);
    return view;
  }

  const Event& event() const { return event_; }

 private:
  // Takes the key when it is the one that comes next; leaves the reader alone when it is not.
  bool Next(int field) {
    if (!reader_.ok() || pairs_ == 0) return false;
    const size_t at = reader_.position();
    if (at >= bytes_.size() || static_cast<uint8_t>(bytes_[at]) != field) return false;
    reader_.Int();
    --pairs_;
    return true;
  }

  Error Fail(std::string_view what) const {
    return Err(Code::kCorrupt,
               fmt::format("not an event: {} at byte {}", what, reader_.position()));
  }
  Error Missing(int field) const { return Fail(fmt::format("field {} is not", field)); }
  Error Bad(int field) const { return Fail(fmt::format("field {} is wrong", field)); }

  Status ReadCount(int field, int64_t* value) {
    if (!Next(field)) return Missing(field);
    *value = reader_.Int();
    if (!reader_.ok() || *value < 0) return Bad(field);
    return {};
  }

  template <typename Number>
  Status ReadSmall(int field, int64_t newest, Number* value) {
    int64_t number = 0;
    SB_TRY(ReadCount(field, &number));
    if (number > newest) {
      return Err(Code::kUnsupported,
                 fmt::format("field {} of the event is {}, which this program does not know; use a "
                             "newer signalbox",
                             field, number));
    }
    *value = static_cast<Number>(number);
    return {};
  }

  template <size_t kSize>
  bool ReadArray(std::array<uint8_t, kSize>* value) {
    const BytesView bytes = reader_.Blob();
    if (bytes.size() != kSize) return false;
    std::memcpy(value->data(), bytes.data(), kSize);
    return true;
  }

  Status ReadId(int field, Id* id) {
    if (!ReadArray(&id->bytes)) return Bad(field);
    return {};
  }

  Status Entity() {
    SB_TRY(ReadSmall(kEntityKind, static_cast<int64_t>(EntityKind::kConversation),
                     &event_.entity_kind));
    if (!Next(kEntity)) return Missing(kEntity);
    SB_TRY(ReadId(kEntity, &event_.entity));
    SB_TRY(ReadCount(kSequence, &event_.sequence));
    if (Next(kPrevious)) {
      event_.previous = reader_.Int();
      if (!reader_.ok() || event_.previous < 0) return Bad(kPrevious);
    }
    SB_TRY(ReadSmall(kType, UINT16_MAX, &event_.type));
    return ReadSmall(kSchema, UINT16_MAX, &event_.schema);
  }

  Status Cause() {
    if (!Next(kTime)) return Missing(kTime);
    event_.time = reader_.Int();
    if (!reader_.ok()) return Bad(kTime);
    if (Next(kActor)) SB_TRY(ReadActor());
    if (Next(kCausation)) {
      event_.causation = reader_.Int();
      if (!reader_.ok() || event_.causation < 0) return Bad(kCausation);
    }
    if (Next(kPins)) {
      if (reader_.Array() != 2) return Bad(kPins);
      event_.pins.policy = reader_.Blob();
      event_.pins.plan = reader_.Blob();
      if (!reader_.ok() || event_.pins.empty()) return Bad(kPins);
    }
    if (Next(kTrace)) {
      SB_TRY(ReadId(kTrace, &event_.trace));
      if (event_.trace.IsZero()) return Bad(kTrace);
    }
    return {};
  }

  Status ReadActor() {
    if (reader_.Array() != 2) return Bad(kActor);
    const int64_t kind = reader_.Int();
    // Whatever text was once stored stays readable, so the reference is not checked for UTF-8 here.
    event_.actor.ref = reader_.Text();
    if (!reader_.ok() || kind < 0) return Bad(kActor);
    if (kind > static_cast<int64_t>(ActorKind::kOutside)) {
      return Err(Code::kUnsupported,
                 fmt::format("the event has actor kind {}, which this program does not know; use a "
                             "newer signalbox",
                             kind));
    }
    event_.actor.kind = static_cast<ActorKind>(kind);
    if (IsPlainEngine(event_.actor)) return Bad(kActor);
    return {};
  }

  Status Body() {
    if (!Next(kClear)) return Missing(kClear);
    if (reader_.Peek() != CborKind::kMap) return Bad(kClear);
    const size_t start = reader_.position();
    reader_.Skip();
    if (!reader_.ok()) return Bad(kClear);
    event_.clear = bytes_.substr(start, reader_.position() - start);
    if (!IsDeterministicCbor(event_.clear)) return Bad(kClear);
    if (Next(kSealed)) SB_TRY(ReadSealed());
    return {};
  }

  Status ReadSealed() {
    const size_t count = reader_.Array();
    if (count == 0) return Bad(kSealed);
    std::vector<int64_t> subjects;
    for (size_t i = 0; i < count; ++i) {
      if (reader_.Array() != 4) return Bad(kSealed);
      SealedPart& part = event_.sealed.emplace_back();
      part.subject = reader_.Int();
      if (!ReadArray(&part.nonce) || !ReadArray(&part.digest)) return Bad(kSealed);
      part.ciphertext = reader_.Blob();
      if (!reader_.ok() || part.subject < 0) return Bad(kSealed);
      subjects.push_back(part.subject);
    }
    std::sort(subjects.begin(), subjects.end());
    if (std::adjacent_find(subjects.begin(), subjects.end()) != subjects.end()) {
      return Fail("two sealed parts of one subject");
    }
    return {};
  }

  BytesView bytes_;
  CborReader reader_;
  size_t pairs_ = 0;
  Event event_;
};

}  // namespace

void AppendEvent(const Event& event, Bytes* out) {
  CHECK(event.epoch >= 0 && event.position >= 0 && event.sequence >= 0);
  const BytesView clear = event.clear.empty() ? kEmptyMap : BytesView(event.clear);
  CHECK(static_cast<uint8_t>(clear[0]) >> 5 == kMapMajor);
  const bool has_actor = !IsPlainEngine(event.actor);
  const bool has_previous = event.previous >= 0, has_causation = event.causation >= 0;
  const bool has_pins = !event.pins.empty(), has_trace = !event.trace.IsZero();

  CborWriter writer(out);
  writer.Map(kRequiredFields + has_previous + has_actor + has_causation + has_pins + has_trace +
             !event.sealed.empty());
  writer.Int(kVersion), writer.Int(kEnvelopeVersion);
  writer.Int(kLogId), writer.Blob(event.log_id.View());
  writer.Int(kEpoch), writer.Int(event.epoch);
  writer.Int(kPosition), writer.Int(event.position);
  writer.Int(kEntityKind), writer.Int(static_cast<int64_t>(event.entity_kind));
  writer.Int(kEntity), writer.Blob(event.entity.View());
  writer.Int(kSequence), writer.Int(event.sequence);
  if (has_previous) writer.Int(kPrevious), writer.Int(event.previous);
  writer.Int(kType), writer.Int(event.type);
  writer.Int(kSchema), writer.Int(event.schema);
  writer.Int(kTime), writer.Int(event.time);
  if (has_actor) {
    writer.Int(kActor), writer.Array(2);
    writer.Int(static_cast<int64_t>(event.actor.kind)), writer.Text(event.actor.ref);
  }
  if (has_causation) writer.Int(kCausation), writer.Int(event.causation);
  if (has_pins) {
    writer.Int(kPins), writer.Array(2);
    writer.Blob(event.pins.policy), writer.Blob(event.pins.plan);
  }
  if (has_trace) writer.Int(kTrace), writer.Blob(event.trace.View());
  writer.Int(kClear), out->append(clear);
  if (!event.sealed.empty()) writer.Int(kSealed), AppendSealed(event.sealed, writer);
}

Bytes EncodeEvent(const Event& event) {
  // All heads and fixed fields together stay below this, so most events are one allocation.
  constexpr size_t kEnvelopeBytes = 160;
  constexpr size_t kSealedOverhead = 64;
  size_t size = kEnvelopeBytes + event.clear.size() + event.actor.ref.size();
  for (const SealedPart& part : event.sealed) size += kSealedOverhead + part.ciphertext.size();
  Bytes bytes;
  bytes.reserve(size);
  AppendEvent(event, &bytes);
  return bytes;
}

Result<Event> DecodeEvent(BytesView bytes) {
  return EventDecoder(bytes).Decode();
}

Result<EventPrefix> PeekEvent(BytesView bytes) {
  EventDecoder decoder(bytes);
  SB_TRY(decoder.Head());
  const Event& event = decoder.event();
  return EventPrefix{event.log_id, event.epoch, event.position};
}

Result<EventView> ViewEvent(BytesView bytes) {
  return EventDecoder(bytes).View();
}

Digest LeafHash(BytesView event_bytes) {
  constexpr BytesView kLeafPrefix{"\0", 1};
  return Sha256({kLeafPrefix, event_bytes});
}

}  // namespace signalbox
