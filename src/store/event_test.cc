#include "store/event.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/cbor.h"
#include "store/event_samples.h"
#include "store/event_view.h"

namespace signalbox {
namespace {

// The example of docs/formats.md; a change here is a change of the format.
constexpr char kGoldenEvent[] =
    "b1"                                        // map of 17
    "0001"                                      // 0: version 1
    "01500102030405060708090a0b0c0d0e0f10"      // 1: log id
    "0203"                                      // 2: epoch 3
    "0319012c"                                  // 3: position 300
    "0401"                                      // 4: kind 1, a lead
    "0550a1a2a3a4a5a6a7a8a9aaabacadaeafb0"      // 5: entity
    "0602"                                      // 6: sequence 2
    "071901 2a"                                 // 7: previous 298
    "081865"                                    // 8: type 101
    "0901"                                      // 9: schema 1
    "0a1b00064417e0664800"                      // 10: time
    "0b820268 656e72696368403 1"                // 11: actor [agent, "enrich@1"]
    "0c19012b"                                  // 12: causation 299
    "0d82480101010101010101480202020202020202"  // 13: pins
    "0e50c1c2c3c4c5c6c7c8c9cacbcccdcecfd0"      // 14: trace
    "0fa200182a0126"                            // 15: clear {0: 42, 1: -7}
    "10818418 2a"                               // 16: one sealed part, subject 42
    "4c0b0b0b0b0b0b0b0b0b0b0b0b"                //     nonce
    "58200d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d"  // digest
    "520e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e";  //     ciphertext of 18 bytes

std::string WithoutSpaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

TEST(Event, TheGoldenEventHasTheBytesOfTheFormatsPage) {
  EXPECT_EQ(ToHex(EncodeEvent(FullEvent())), WithoutSpaces(kGoldenEvent));
  const Result<Event> decoded = DecodeEvent(*FromHex(WithoutSpaces(kGoldenEvent)));
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_EQ(*decoded, FullEvent());
}

TEST(Event, AnEventOfTheEngineLeavesOutAllThatIsOptional) {
  Event event;
  event.log_id.bytes.fill(1);
  const Bytes bytes = EncodeEvent(event);
  EXPECT_EQ(
      ToHex(bytes),
      "ab0001015001010101010101010101010101010101020003000400055000000000000000000000000000000000"
      "0600080009010a000fa0");
  const Result<Event> decoded = DecodeEvent(bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  event.clear = "\xa0";
  EXPECT_EQ(*decoded, event);
}

TEST(Event, ThePrefixIsReadWithoutTheRest) {
  Bytes bytes = EncodeEvent(FullEvent());
  bytes.back() = '\x0f';
  bytes[60] = '\xff';
  const Result<EventPrefix> prefix = PeekEvent(bytes);
  ASSERT_TRUE(prefix.ok());
  EXPECT_EQ(prefix->position, 300);
  EXPECT_EQ(prefix->epoch, 3);
  EXPECT_EQ(prefix->log_id, FullEvent().log_id);
}

TEST(Event, AViewIsWhatDecodingWouldSay) {
  for (const Event& event : {FullEvent(), Event{}}) {
    const Bytes bytes = EncodeEvent(event);
    const Result<EventView> view = ViewEvent(bytes);
    const Result<Event> decoded = DecodeEvent(bytes);
    ASSERT_TRUE(view.ok() && decoded.ok());
    EXPECT_EQ(view->type, decoded->type);
    EXPECT_EQ(view->time, decoded->time);
    EXPECT_EQ(view->actor, decoded->actor.kind);
    EXPECT_EQ(view->names_actor, !decoded->actor.ref.empty());
    EXPECT_EQ(view->clear, decoded->clear);
    for (size_t cut = 0; cut < bytes.size(); ++cut) {
      const Result<EventView> torn = ViewEvent(BytesView(bytes).substr(0, cut));
      EXPECT_TRUE(!torn.ok() || torn->clear == decoded->clear) << cut;
    }
  }
}

TEST(Event, ANewerEnvelopeIsUnsupportedAndNotCorrupt) {
  Bytes bytes = EncodeEvent(FullEvent());
  bytes[2] = 2;
  EXPECT_EQ(DecodeEvent(bytes).error().code, Code::kUnsupported);
}

TEST(Event, AKindThisProgramDoesNotKnowIsUnsupported) {
  Event event = FullEvent();
  event.entity_kind = static_cast<EntityKind>(14);
  EXPECT_EQ(DecodeEvent(EncodeEvent(event)).error().code, Code::kUnsupported);
  event = FullEvent();
  event.actor.kind = static_cast<ActorKind>(6);
  EXPECT_EQ(DecodeEvent(EncodeEvent(event)).error().code, Code::kUnsupported);
}

void ExpectCorrupt(const Bytes& bytes, const char* what) {
  const Result<Event> decoded = DecodeEvent(bytes);
  ASSERT_FALSE(decoded.ok()) << what;
  EXPECT_EQ(decoded.error().code, Code::kCorrupt) << what;
}

TEST(Event, EveryShorteningIsRefused) {
  const Bytes bytes = EncodeEvent(FullEvent());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeEvent(BytesView(bytes).substr(0, size)).ok()) << size;
  }
  ExpectCorrupt(bytes + '\0', "one byte more");
}

TEST(Event, FormsWithASecondEncodingAreRefused) {
  const std::string id = "01500101010101010101010101010101010101";
  const std::string entity = "055000000000000000000000000000000000";
  const auto event = [&](const char* map, const std::string& middle, const std::string& tail) {
    return *FromHex(std::string(map) + "0001" + id.substr(0, 36) +
                    "02000300"
                    "0400" +
                    entity + "0600" + middle + tail);
  };
  const std::string rest = "080009010a00";
  ASSERT_TRUE(DecodeEvent(event("ab", rest, "0fa0")).ok());
  ExpectCorrupt(event("ac", "0720" + rest, "0fa0"), "previous of -1");
  ExpectCorrupt(event("ac", rest + "0b820060", "0fa0"), "the plain engine as actor");
  ExpectCorrupt(event("ac", rest + "0c20", "0fa0"), "causation of -1");
  ExpectCorrupt(event("ac", rest + "0d824040", "0fa0"), "empty pins");
  ExpectCorrupt(event("ac", rest + "0e5000000000000000000000000000000000", "0fa0"), "no trace");
  ExpectCorrupt(event("ac", rest, "0fa01080"), "no sealed parts");
  ExpectCorrupt(event("ac", rest, "0fa01100"), "an unknown key");
  ExpectCorrupt(event("ac", rest + "0a00", "0fa0"), "a key twice");
  ExpectCorrupt(event("ab", "08000a000901", "0fa0"), "keys out of order");
  ExpectCorrupt(event("ab", "08180009010a00", "0fa0"), "a longer head than needed");
  ExpectCorrupt(event("ab", rest, "0fa201000000"), "clear map out of order");
  ExpectCorrupt(event("ab", rest, "0fa200000000"), "clear map with a key twice");
  ExpectCorrupt(event("ab", rest, "0f80"), "clear part that is no map");
  ExpectCorrupt(event("ab", rest, "0fbfff"), "clear map of indefinite length");
  ExpectCorrupt(event("ab",
                      "0820"
                      "09010a00",
                      "0fa0"),
                "a negative type");
}

TEST(Event, TwoSealedPartsOfOneSubjectAreRefused) {
  Event event = FullEvent();
  event.sealed.push_back(event.sealed[0]);
  ExpectCorrupt(EncodeEvent(event), "one subject twice");
  event.sealed[1].subject = 7;
  EXPECT_EQ(*DecodeEvent(EncodeEvent(event)), event);
}

TEST(Event, TheLeafHashIsTheOneOfRfc6962) {
  // SHA-256 of the single byte 0x00: the leaf hash of the empty input in RFC 6962's own tests.
  EXPECT_EQ(ToHex(View(LeafHash(""))),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

RC_GTEST_PROP(EventProperty, RoundTrips, ()) {
  const Event event = AnyEvent();
  const Bytes bytes = EncodeEvent(event);
  RC_ASSERT(IsDeterministicCbor(bytes));
  const Result<Event> decoded = DecodeEvent(bytes);
  RC_ASSERT(decoded.ok());
  RC_ASSERT(*decoded == event);
}

RC_GTEST_PROP(EventProperty, WhateverDecodesEncodesToTheSameBytes, ()) {
  Bytes bytes = EncodeEvent(AnyEvent());
  const auto edits = *rc::gen::inRange(1, 4);
  for (int i = 0; i < edits; ++i) {
    bytes[*rc::gen::inRange<size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  }
  const Result<Event> decoded = DecodeEvent(bytes);
  if (decoded.ok()) RC_ASSERT(EncodeEvent(*decoded) == bytes);
}

RC_GTEST_PROP(EventProperty, ArbitraryBytesNeverCrashTheDecoder, (const std::string& bytes)) {
  RC_ASSERT(!DecodeEvent(bytes).ok());
}

}  // namespace
}  // namespace signalbox
