// Stored bytes: any bytes as an event, a record of events or an attribute set are read, or are said
// to be no such thing; what is read has no other encoding.
#include <cstddef>
#include <cstdint>

#include "base/cbor.h"
#include "base/check.h"
#include "lead/attributes.h"
#include "store/event.h"
#include "store/record.h"

namespace signalbox {
namespace {

void ReadEvent(BytesView bytes) {
  const Result<Event> event = DecodeEvent(bytes);
  if (!event.ok()) return;
  CHECK(EncodeEvent(*event) == bytes);
  const Result<EventPrefix> prefix = PeekEvent(bytes);
  CHECK(prefix.ok() && prefix->position == event->position);
}

void ReadAttributes(BytesView bytes) {
  CborReader reader(bytes);
  Attributes attributes;
  DecodeAttributes(reader, &attributes);
  if (!reader.AtEnd()) return;
  Bytes again;
  EncodeAttributes(attributes, Part::kAll, &again);
  CborReader second(again);
  Attributes same;
  DecodeAttributes(second, &same);
  CHECK(second.AtEnd() && same == attributes);
}

void ReadRecord(BytesView bytes) {
  const Result<Record> record = DecodeRecord(bytes, 0);
  if (!record.ok()) return;
  for (size_t i = 0; i < record->count(); ++i) ReadEvent(record->event(i));
}

// The bytes as the payload of a record that is whole otherwise.
void ReadFramed(BytesView bytes) {
  const Bytes event(bytes);
  std::vector<EncodedRecord> records;
  CHECK(EncodeRecords(std::span(&event, 1), 0, RecordCodec::kZstd, &records).ok());
  const Result<Record> record = DecodeRecord(records.front().bytes, 0);
  CHECK(record.ok() && record->count() == 1 && record->event(0) == bytes);
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const signalbox::BytesView input(reinterpret_cast<const char*>(bytes), size);
  signalbox::ReadEvent(input);
  signalbox::ReadAttributes(input);
  signalbox::ReadRecord(input);
  signalbox::ReadFramed(input);
  return 0;
}
