#include "store/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "store/event_samples.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

std::vector<EncodedRecord> Encode(const std::vector<Bytes>& events, int64_t first,
                                  RecordCodec codec) {
  std::vector<EncodedRecord> records;
  EXPECT_TRUE(EncodeRecords(events, first, codec, &records).ok());
  return records;
}

std::vector<Bytes> Decoded(const std::vector<EncodedRecord>& records) {
  std::vector<Bytes> events;
  for (const EncodedRecord& encoded : records) {
    const Result<Record> record = DecodeRecord(encoded.bytes, encoded.first_position);
    if (!record.ok()) {
      ADD_FAILURE() << record.error().message;
      return {};
    }
    for (size_t i = 0; i < record->count(); ++i) events.emplace_back(record->event(i));
  }
  return events;
}

TEST(Record, TheGoldenRecordHasTheBytesOfTheFormatsPage) {
  const std::vector<EncodedRecord> records = Encode({"first event", "2nd"}, 298, RecordCodec::kRaw);
  ASSERT_EQ(records.size(), 1);
  EXPECT_EQ(ToHex(records[0].bytes),
            "01"
            "00"
            "0000"
            "02000000"
            "2a01000000000000"
            "1e000000"
            "7e99aeaa"
            "0b000000"
            "2d1e60db"
            "6669727374206576656e74"
            "03000000"
            "18c4f66c"
            "326e64");
}

TEST(Record, HoldsAtMost256EventsAndAbout64Kilobytes) {
  const Id log = IdOf(1);
  EXPECT_EQ(Encode(LogEvents(log, 0, 600), 0, RecordCodec::kRaw).size(), 3);
  const std::vector<EncodedRecord> large =
      Encode(LogEvents(log, 0, 100, 10'000), 0, RecordCodec::kRaw);
  EXPECT_GT(large.size(), 10);
  for (const EncodedRecord& record : large) {
    EXPECT_LE(record.bytes.size(), kRecordHeaderBytes + kRecordRawBytes);
  }
}

TEST(Record, AnEventAboveTheTargetIsARecordOfItsOwn) {
  const Id log = IdOf(1);
  const std::vector<Bytes> events = {LogEvent(log, 0), LogEvent(log, 1, kRecordRawBytes * 3),
                                     LogEvent(log, 2)};
  const std::vector<EncodedRecord> records = Encode(events, 0, RecordCodec::kRaw);
  EXPECT_EQ(records.size(), 3);
  EXPECT_EQ(Decoded(records), events);
}

TEST(Record, AnEventAboveTheLimitIsRefusedByPosition) {
  std::vector<EncodedRecord> records;
  const std::vector<Bytes> events = {"small", Bytes(kMaxEventBytes + 1, 'x')};
  const Status status = EncodeRecords(events, 10, RecordCodec::kRaw, &records);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::kInvalid);
  EXPECT_THAT(status.error().message, HasSubstr("position 11"));
  EXPECT_TRUE(records.empty());
}

TEST(Record, ZstdIsUsedOnlyWhereItIsShorter) {
  const std::vector<Bytes> repeated(100, Bytes(200, 'x'));
  const std::vector<EncodedRecord> small = Encode(repeated, 5, RecordCodec::kZstd);
  ASSERT_EQ(small.size(), 1);
  EXPECT_EQ(small[0].bytes[1], 1);
  EXPECT_LT(small[0].bytes.size(), 1'000);
  EXPECT_EQ(Decoded(small), repeated);
  EXPECT_EQ(Encode({"abc"}, 5, RecordCodec::kZstd)[0].bytes[1], 0);
}

TEST(Record, AFlippedBitInAnEventIsPinnedToThatEvent) {
  const std::vector<Bytes> events = LogEvents(IdOf(1), 40, 5);
  EncodedRecord record = Encode(events, 40, RecordCodec::kRaw)[0];
  const size_t third = record.bytes.find(events[2]);
  record.bytes[third + events[2].size() / 2] ^= 0x10;
  const Result<Record> decoded = DecodeRecord(record.bytes, 40);
  ASSERT_FALSE(decoded.ok());
  EXPECT_THAT(decoded.error().message, HasSubstr("record 40: event at position 42"));
}

TEST(Record, ARecordStoredUnderAnotherPositionIsRefused) {
  const EncodedRecord record = Encode({"event"}, 40, RecordCodec::kRaw)[0];
  EXPECT_EQ(DecodeRecord(record.bytes, 41).error().code, Code::kCorrupt);
}

TEST(Record, EverySingleFlippedBitIsFound) {
  for (const RecordCodec codec : {RecordCodec::kRaw, RecordCodec::kZstd}) {
    EncodedRecord record = Encode(LogEvents(IdOf(1), 7, 6, 40), 7, codec)[0];
    ASSERT_EQ(record.bytes[1], static_cast<char>(codec));
    for (size_t bit = 0; bit < record.bytes.size() * 8; ++bit) {
      record.bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
      const Result<Record> decoded = DecodeRecord(record.bytes, 7);
      ASSERT_FALSE(decoded.ok()) << "bit " << bit;
      EXPECT_EQ(decoded.error().code, Code::kCorrupt) << "bit " << bit;
      EXPECT_THAT(decoded.error().message, HasSubstr("record 7")) << "bit " << bit;
      record.bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
    }
    EXPECT_TRUE(DecodeRecord(record.bytes, 7).ok());
  }
}

TEST(Record, EveryShorteningIsFound) {
  const EncodedRecord record = Encode(LogEvents(IdOf(1), 7, 3), 7, RecordCodec::kRaw)[0];
  for (size_t size = 0; size < record.bytes.size(); ++size) {
    EXPECT_FALSE(DecodeRecord(BytesView(record.bytes).substr(0, size), 7).ok()) << size;
  }
}

RC_GTEST_PROP(RecordProperty, RoundTrips, (const std::vector<std::string>& events, bool zstd)) {
  const auto first = *rc::gen::inRange<int64_t>(0, INT64_MAX / 2);
  const RecordCodec codec = zstd ? RecordCodec::kZstd : RecordCodec::kRaw;
  RC_ASSERT(Decoded(Encode(events, first, codec)) == events);
}

RC_GTEST_PROP(RecordProperty, AFlippedBitOfAnyRecordIsFound,
              (const std::vector<std::string>& events, bool zstd)) {
  RC_PRE(!events.empty());
  EncodedRecord record = Encode(events, 3, zstd ? RecordCodec::kZstd : RecordCodec::kRaw)[0];
  const auto bit = *rc::gen::inRange<size_t>(0, record.bytes.size() * 8);
  record.bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
  const Result<Record> decoded = DecodeRecord(record.bytes, 3);
  RC_ASSERT(!decoded.ok());
  RC_ASSERT(decoded.error().code == Code::kCorrupt);
}

RC_GTEST_PROP(RecordProperty, ArbitraryBytesNeverCrashTheDecoder, (const std::string& bytes)) {
  RC_ASSERT(!DecodeRecord(bytes, 0).ok());
}

}  // namespace
}  // namespace signalbox
