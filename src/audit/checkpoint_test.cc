#include "audit/checkpoint.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

Id TestLog() {
  Id id;
  for (size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<uint8_t>(i);
  return id;
}

Key TestSeed() {
  Key seed;
  for (size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<uint8_t>(i);
  return seed;
}

Checkpoint TestCheckpoint() {
  Checkpoint checkpoint{.log_id = TestLog(), .size = 12'345, .epoch = 3};
  checkpoint.root.fill(0xab);
  return checkpoint;
}

// The public key of this seed is RFC 8032's own for 000102...1f, as other programs print it.
TEST(Checkpoint, HasExactlyThisText) {
  const AuditKey key(TestSeed(), TestLog());
  EXPECT_EQ(ToHex(View(key.verifier().public_key)),
            "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
  EXPECT_EQ(key.verifier().Text(),
            "signalbox/000102030405060708090a0b0c0d0e0f+5ba99be4+"
            "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
  EXPECT_EQ(
      key.Sign(TestCheckpoint()),
      "signalbox/000102030405060708090a0b0c0d0e0f\n12345\n"
      "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\nepoch 3\n\n"
      "\xe2\x80\x94 signalbox/000102030405060708090a0b0c0d0e0f "
      "W6mb5CJ6eIWj3r2l47FI7c2TLQF2c/v1HRVrOldJvwz1P5OqwmZ0OGLXXu7dtSyfq2PjikHA5qbU46ID79Ht9yGk"
      "9wo=\n");
}

TEST(Checkpoint, OpensWithTheKeyThatSignedIt) {
  const AuditKey key(TestSeed(), TestLog());
  const std::string note = key.Sign(TestCheckpoint());
  EXPECT_EQ(*OpenCheckpoint(note, key.verifier()), TestCheckpoint());
  EXPECT_EQ(*ParseCheckpoint(note), TestCheckpoint());
  EXPECT_EQ(*AuditVerifierKey::Parse(key.verifier().Text() + "\n"), key.verifier());
}

TEST(Checkpoint, NoTouchedByteOpens) {
  const AuditKey key(TestSeed(), TestLog());
  const std::string note = key.Sign(TestCheckpoint());
  for (size_t at = 0; at < note.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string touched = note;
      touched[at] ^= static_cast<char>(1 << bit);
      EXPECT_FALSE(OpenCheckpoint(touched, key.verifier()).ok()) << at << " bit " << bit;
    }
  }
  for (size_t size = 0; size < note.size(); ++size) {
    EXPECT_FALSE(OpenCheckpoint(note.substr(0, size), key.verifier()).ok()) << size;
  }
}

TEST(Checkpoint, AnotherKeysSignatureDoesNotOpen) {
  const AuditKey key(TestSeed(), TestLog()), other(Key{1}, TestLog());
  EXPECT_EQ(OpenCheckpoint(other.Sign(TestCheckpoint()), key.verifier()).error().code,
            Code::kInvalid);
}

TEST(Checkpoint, AWitnessMayAddItsLine) {
  const AuditKey key(TestSeed(), TestLog());
  const std::string note = key.Sign(TestCheckpoint()) + "\xe2\x80\x94 witness.example/w1 " +
                           ToBase64(Bytes(76, 'w')) + "\n";
  EXPECT_TRUE(OpenCheckpoint(note, key.verifier()).ok());
}

TEST(Checkpoint, OneCheckpointHasOneText) {
  const std::string root = ToBase64(Bytes(32, '\0'));
  const std::string id = ToHex(TestLog().View());
  const auto parses = [](const std::string& text) { return ParseCheckpoint(text + "\n").ok(); };
  const std::string good = "signalbox/" + id + "\n7\n" + root + "\nepoch 1\n";
  EXPECT_TRUE(parses(good));
  EXPECT_FALSE(parses("signalbox/" + id + "\n07\n" + root + "\nepoch 1\n"));
  EXPECT_FALSE(parses("signalbox/" + id + "\n-7\n" + root + "\nepoch 1\n"));
  EXPECT_FALSE(parses("signalbox/" + id + "\n7\n" + root + "\nepoch 01\n"));
  EXPECT_FALSE(parses("signalbox/" + id + "\n7\n" + root + "\nepoch 1\nmore\n"));
  EXPECT_FALSE(parses("signalbox/" + id + "\n7\n" + root + "\n"));
  EXPECT_FALSE(parses("elsewhere/" + id + "\n7\n" + root + "\nepoch 1\n"));
  EXPECT_FALSE(parses("signalbox/" + id + "\n99999999999999999999\n" + root + "\nepoch 1\n"));
}

TEST(AuditVerifierKey, RefusesATouchedText) {
  const std::string text = AuditKey(TestSeed(), TestLog()).verifier().Text();
  for (size_t at = 0; at < text.size(); ++at) {
    std::string touched = text;
    touched[at] = touched[at] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(AuditVerifierKey::Parse(touched).ok()) << touched;
  }
  EXPECT_FALSE(AuditVerifierKey::Parse("").ok());
  EXPECT_FALSE(AuditVerifierKey::Parse("++").ok());
}

}  // namespace
}  // namespace signalbox
