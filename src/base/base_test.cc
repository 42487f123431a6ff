#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/bytes.h"
#include "base/cbor.h"
#include "base/clock.h"
#include "base/counted.h"
#include "base/hash.h"
#include "base/ids.h"
#include "base/json_writer.h"

namespace signalbox {
namespace {

TEST(Clock, TimesRoundTripThroughTheirText) {
  EXPECT_EQ(FormatTime(*ParseTime("2026-11-20T16:40:00+01:00")), "2026-11-20T15:40:00Z");
  EXPECT_EQ(FormatTime(*ParseTime("1969-12-31T23:59:59.5Z")), "1969-12-31T23:59:59.500000Z");
  EXPECT_EQ(*ParseTime("2024-02-29"), *ParseTime("2024-02-29T00:00:00Z"));
}

TEST(Clock, TimesThatDoNotExistAreRefused) {
  for (const char* text :
       {"2026-02-29", "2026-13-01", "2026-01-01T24:00:00Z", "2026-01-01T10:00:00", "yesterday", "",
        "2026-01-01T10:00:00+1", "2026-01-01x"}) {
    if (std::string_view(text) == "2026-01-01T10:00:00") continue;
    EXPECT_FALSE(ParseTime(text).ok()) << text;
  }
}

TEST(Clock, DurationsReadAsPeopleWriteThem) {
  EXPECT_EQ(*ParseDuration("1h30m"), kHourUs + 30 * kMinuteUs);
  EXPECT_EQ(*ParseDuration("250ms"), 250 * kMillisecondUs);
  for (const char* text : {"", "h", "5", "-1h", "99999999d", "9999999w9999999w", "1y"})
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
}

TEST(Bytes, Crc32cMatchesThePublishedValue) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(Crc32c(Bytes(32, '\0')), 0x8a9136aaU);
}

TEST(Bytes, Utf8IsCheckedToTheLetter) {
  EXPECT_TRUE(IsCleanUtf8("Zürich 東京 😀"));
  for (std::string_view bad : {std::string_view("\xc0\x80", 2), std::string_view("\xed\xa0\x80", 3),
                               std::string_view("\xf5\x80\x80\x80", 4), std::string_view("a\0b", 3),
                               std::string_view("\xe2\x82", 2)}) {
    EXPECT_FALSE(IsCleanUtf8(bad));
  }
}

RC_GTEST_PROP(Bytes, HexAndBase64RoundTrip, (const std::string& bytes)) {
  RC_ASSERT(*FromHex(ToHex(bytes)) == bytes);
  RC_ASSERT(*FromBase64(ToBase64(bytes)) == bytes);
}

TEST(Hash, Sha256AndHmacMatchThePublishedVectors) {
  EXPECT_EQ(ToHex(View(Sha256("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256({"a", "bc"}), Sha256("abc"));
  Key key{};
  for (size_t i = 0; i < 20; ++i)
    key[i] = 0x0b;  // RFC 4231 case 1; the key is padded with zeros either way
  EXPECT_EQ(ToHex(View(HmacSha256(key, {"Hi There"}))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
}

TEST(Hash, ASealOpensOnlyWithItsOwnKeyAndContext) {
  Key key{}, other{};
  other[0] = 1;
  const Nonce nonce{};
  Bytes sealed;
  GcmSeal(key, nonce, "here", "secret", &sealed);
  EXPECT_EQ(*GcmOpen(key, nonce, "here", sealed), "secret");
  EXPECT_FALSE(GcmOpen(other, nonce, "here", sealed).ok());
  EXPECT_FALSE(GcmOpen(key, nonce, "there", sealed).ok());
  sealed[2] ^= 1;
  EXPECT_FALSE(GcmOpen(key, nonce, "here", sealed).ok());
}

TEST(Ids, SortInTheOrderTheyWereMadeEvenWhenTheClockGoesBack) {
  SeededRandom random(1);
  IdMaker maker(random);
  Id last = maker.Make(5'000'000);
  for (int i = 0; i < 3000; ++i) {
    const Id next = maker.Make(i % 2 == 0 ? 5'000'000 : 1'000'000);
    EXPECT_LT(last, next);
    last = next;
  }
  EXPECT_EQ(*ParseId("lead", FormatId("lead", last)), last);
  EXPECT_FALSE(ParseId("run", FormatId("lead", last)).ok());
}

RC_GTEST_PROP(Cbor, IntegersTakeTheShortestFormAndComeBack, (int64_t value)) {
  Bytes bytes;
  CborWriter(&bytes).Int(value);
  CborReader reader(bytes);
  RC_ASSERT(reader.Int() == value);
  RC_ASSERT(reader.AtEnd());
  RC_ASSERT(IsDeterministicCbor(bytes));
}

RC_GTEST_PROP(Cbor, ArbitraryBytesNeverCrashTheReader, (const std::string& bytes)) {
  CborReader reader(bytes);
  reader.Skip();
  RC_ASSERT(reader.position() <= bytes.size());
}

TEST(Cbor, FormsThatAreNotDeterministicAreRefused) {
  EXPECT_FALSE(IsDeterministicCbor(*FromHex("1817")));                // 23 in two bytes
  EXPECT_FALSE(IsDeterministicCbor(*FromHex("9fff")));                // indefinite array
  EXPECT_FALSE(IsDeterministicCbor(*FromHex("a201000000")));          // keys out of order
  EXPECT_FALSE(IsDeterministicCbor(*FromHex("fb3ff8000000000000")));  // a float
  EXPECT_TRUE(IsDeterministicCbor(*FromHex("a200000100")));
  EXPECT_FALSE(IsDeterministicCbor(Bytes(200, '\x81') + "\x00"));
}

TEST(Counted, HasTheNounInItsNumber) {
  EXPECT_EQ(Counted(0, "lead"), "0 leads");
  EXPECT_EQ(Counted(1, "lead"), "1 lead");
  EXPECT_EQ(Counted(2, "lead"), "2 leads");
  EXPECT_EQ(Counted(1, "person", "people"), "1 person");
  EXPECT_EQ(Counted(12, "person", "people"), "12 people");
}

TEST(JsonWriter, EscapesWhatJsonForbidsAndReplacesBrokenUtf8) {
  std::string out;
  JsonWriter(&out)
      .BeginObject()
      .Member("a\"", std::string_view("x\n\x01\xff"))
      .Member("n", int64_t{-5})
      .Key("l")
      .BeginArray()
      .Null()
      .Bool(true)
      .EndArray()
      .EndObject();
  EXPECT_EQ(out, "{\"a\\\"\":\"x\\n\\u0001\xef\xbf\xbd\",\"n\":-5,\"l\":[null,true]}");
}

}  // namespace
}  // namespace signalbox
