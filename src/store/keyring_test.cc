#include "store/keyring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <set>

#include "store/event_samples.h"
#include "store/key_files.h"
#include "store/key_rotation.h"
#include "store/sqlite/test_directory.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

unsigned ModeOf(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777U;
}

class KeyringTest : public testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    keys_.reset();
    Result<std::unique_ptr<Keyring>> opened = Keyring::Open(path_, true, random_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    keys_ = std::move(*opened);
  }
  int64_t NewSubject() {
    const Result<int64_t> subject = keys_->NewSubject();
    EXPECT_TRUE(subject.ok()) << subject.error().message;
    return *subject;
  }
  Result<SealedPart> SealAt(int64_t subject, BytesView body, int64_t position = 5) {
    return Seal(*keys_, subject, IdOf(1), position, 101, body, random_);
  }

  TestDirectory directory_;
  const std::string path_ = directory_ / "ws.keys";
  SeededRandom random_{1};
  std::unique_ptr<Keyring> keys_;
};

TEST_F(KeyringTest, FilesAreForTheirOwnerOnly) {
  NewSubject();
  EXPECT_EQ(ModeOf(path_), 0700U);
  for (const char* name : {"/master.key", "/keys.db", "/keys.db-wal", "/keys.db-shm"}) {
    EXPECT_EQ(ModeOf(path_ + name), 0600U) << name;
  }
}

TEST_F(KeyringTest, SecretsAreTheSameAfterReopeningAndDifferFromEachOther) {
  const std::set<Key> before = {keys_->identity_secret(), keys_->index_secret(),
                                keys_->audit_seed()};
  EXPECT_EQ(before.size(), 3);
  EXPECT_EQ(keys_->token_hash(), Digest{});
  ASSERT_TRUE(keys_->SetTokenHash(Sha256("token")).ok());
  Reopen();
  const std::set<Key> after = {keys_->identity_secret(), keys_->index_secret(),
                               keys_->audit_seed()};
  EXPECT_EQ(before, after);
  EXPECT_EQ(keys_->token_hash(), Sha256("token"));
}

TEST_F(KeyringTest, KeysThatAreNotThereAreNotFound) {
  EXPECT_EQ(Keyring::Open(directory_ / "none", false, random_).error().code, Code::kNotFound);
}

TEST_F(KeyringTest, AnotherMasterKeyOpensNothing) {
  keys_.reset();
  std::ofstream(path_ + "/master.key") << std::string(64, 'a') << "\n";
  const auto opened = Keyring::Open(path_, false, random_);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Code::kForbidden);
  EXPECT_THAT(opened.error().message, HasSubstr("master key does not open"));
}

TEST_F(KeyringTest, AMasterKeyThatIsNotHexIsNamed) {
  keys_.reset();
  std::ofstream(path_ + "/master.key") << "hello";
  EXPECT_EQ(Keyring::Open(path_, false, random_).error().code, Code::kInvalid);
}

TEST_F(KeyringTest, ALostMasterKeyIsNeverReplaced) {
  keys_.reset();
  std::filesystem::remove(path_ + "/master.key");
  EXPECT_EQ(Keyring::Open(path_, true, random_).error().code, Code::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path_ + "/master.key"));
}

TEST_F(KeyringTest, AMasterKeyFromElsewhereNeedsNoFile) {
  Key master{};
  master.fill(7);
  const std::string path = directory_ / "elsewhere.keys";
  const KeyringOptions options{.create = true, .master = master, .vfs = {}};
  ASSERT_TRUE(Keyring::Open(path, options, random_).ok());
  EXPECT_FALSE(std::filesystem::exists(path + "/master.key"));
  EXPECT_TRUE(Keyring::Open(path, options, random_).ok());
}

TEST_F(KeyringTest, SubjectsAreNeverHandedOutTwice) {
  std::set<int64_t> seen;
  std::set<Key> keys;
  for (const int count : {1, 255, 2, 1'000}) {
    for (int i = 0; i < count; ++i) {
      const int64_t subject = NewSubject();
      EXPECT_TRUE(seen.insert(subject).second) << subject;
      EXPECT_TRUE(keys.insert(*keys_->SubjectKey(subject)).second) << subject;
    }
    Reopen();
  }
}

TEST_F(KeyringTest, TwoOpenersNeverHandOutTheSameSubject) {
  const auto other = Keyring::Open(path_, false, random_);
  ASSERT_TRUE(other.ok());
  std::set<int64_t> seen;
  for (int i = 0; i < 600; ++i) {
    EXPECT_TRUE(seen.insert(NewSubject()).second);
    EXPECT_TRUE(seen.insert(*(*other)->NewSubject()).second);
  }
}

TEST_F(KeyringTest, KeysComeBackAfterTheyLeftTheCache) {
  std::vector<std::pair<int64_t, Key>> known;
  for (int i = 0; i < 300 * 256; ++i) {
    const int64_t subject = NewSubject();
    if (i % 999 == 0) known.emplace_back(subject, *keys_->SubjectKey(subject));
  }
  for (const auto& [subject, key] : known) EXPECT_EQ(*keys_->SubjectKey(subject), key);
}

TEST_F(KeyringTest, UnknownSubjectsAreNotFound) {
  for (const int64_t subject : {int64_t{-1}, int64_t{0}, int64_t{1} << 40, INT64_MAX}) {
    EXPECT_EQ(keys_->SubjectKey(subject).error().code, Code::kNotFound) << subject;
    EXPECT_EQ(keys_->Forget(subject).error().code, Code::kNotFound) << subject;
  }
}

TEST_F(KeyringTest, AForgottenSubjectIsGoneAndItsNeighboursStay) {
  const int64_t a = NewSubject(), b = NewSubject(), c = NewSubject();
  const Key key_a = *keys_->SubjectKey(a), key_c = *keys_->SubjectKey(c);
  const SealedPart part = *SealAt(b, "personal");
  ASSERT_TRUE(keys_->Forget(b).ok());
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(keys_->SubjectKey(b).error().code, Code::kNotFound);
    EXPECT_EQ(*keys_->SubjectKey(a), key_a);
    EXPECT_EQ(*keys_->SubjectKey(c), key_c);
    EXPECT_EQ(Unseal(*keys_, part, IdOf(1), 5, 101).error().code, Code::kNotFound);
    EXPECT_EQ(SealAt(b, "more").error().code, Code::kNotFound);
    Reopen();
  }
  EXPECT_TRUE(keys_->Forget(b).ok());
}

TEST_F(KeyringTest, NothingOfTheOldBlockIsLeftInTheFilesAfterForgetting) {
  const int64_t subject = NewSubject();
  keys_.reset();
  // A stretch of the block's old ciphertext, as it lies on the page that the key is on.
  const std::string before = ReadFile(path_ + "/keys.db");
  Reopen();
  ASSERT_TRUE(keys_->Forget(subject).ok());
  EXPECT_EQ(ReadFile(path_ + "/keys.db-wal"), "");
  const std::string after = ReadFile(path_ + "/keys.db");
  ASSERT_EQ(before.size(), after.size());
  // 8 KB of wrapped keys were replaced; equal stretches of 16 bytes may stand outside of it only.
  size_t equal = 0;
  for (size_t at = 0; at + 16 <= before.size(); at += 16) {
    const std::string stretch = before.substr(at, 16);
    if (stretch.find_first_not_of('\0') == std::string::npos) continue;
    if (after.find(stretch) != std::string::npos) ++equal;
  }
  EXPECT_LT(equal, 100) << "old pages remain";
}

TEST_F(KeyringTest, WhoWasForgottenIsToldFromWhoNeverWas) {
  const int64_t subject = NewSubject(), other = NewSubject();
  ASSERT_TRUE(keys_->Forget(subject).ok());
  Reopen();
  EXPECT_TRUE(keys_->IsForgotten(subject));
  EXPECT_FALSE(keys_->IsForgotten(other));
  EXPECT_FALSE(keys_->IsForgotten(1'000'000));
  EXPECT_FALSE(keys_->IsForgotten(-1));
}

TEST_F(KeyringTest, WhatWasSealedOpensAfterEveryRotation) {
  std::vector<std::pair<int64_t, SealedPart>> sealed;
  for (int i = 0; i < 300; ++i) {
    const int64_t subject = NewSubject();
    sealed.emplace_back(subject, *SealAt(subject, "body"));
  }
  ASSERT_TRUE(keys_->Forget(sealed[7].first).ok());
  const Key identity = keys_->identity_secret();
  const std::string master = ReadFile(path_ + "/master.key");
  KeyRotation* rotation = *RotationOf(*keys_);
  Key next{}, seed{};
  next.fill(9);
  seed.fill(8);
  ASSERT_TRUE(rotation->RotateMaster(next).ok());
  ASSERT_TRUE(rotation->RotateWorkspace().ok());
  ASSERT_TRUE(rotation->SetAuditSeed(seed).ok());
  EXPECT_NE(ReadFile(path_ + "/master.key"), master);
  for (int start = 0; start < 2; ++start) {
    for (size_t i = 0; i < sealed.size(); ++i)
      EXPECT_EQ(Unseal(*keys_, sealed[i].second, IdOf(1), 5, 101).ok(), i != 7) << i;
    EXPECT_EQ(keys_->identity_secret(), identity);
    EXPECT_EQ(keys_->audit_seed(), seed);
    EXPECT_TRUE(keys_->IsForgotten(sealed[7].first));
    Reopen();
  }
}

TEST_F(KeyringTest, NothingOfTheOldWrappingIsLeftAfterARotation) {
  NewSubject();
  keys_.reset();
  const std::string before = ReadFile(path_ + "/keys.db");
  Reopen();
  ASSERT_TRUE((*RotationOf(*keys_))->RotateWorkspace().ok());
  EXPECT_EQ(ReadFile(path_ + "/keys.db-wal"), "");
  const std::string after = ReadFile(path_ + "/keys.db");
  // As after forgetting: what is equal is the tables' own structure.
  size_t equal = 0;
  for (size_t at = 0; at + 16 <= before.size(); at += 16) {
    const std::string stretch = before.substr(at, 16);
    if (stretch.find_first_not_of('\0') == std::string::npos) continue;
    if (after.find(stretch) != std::string::npos) ++equal;
  }
  EXPECT_LT(equal, 100) << "old pages remain";
}

TEST_F(KeyringTest, ARotationOfTheMasterKeyThatWasCutShortIsSettledEitherWay) {
  const int64_t subject = NewSubject();
  const SealedPart part = *SealAt(subject, "body");
  const std::string old = ReadFile(path_ + "/master.key");
  Key next{};
  next.fill(5);
  // Before the database was changed: the old key opens it.
  ASSERT_TRUE(StageMasterKey(path_, next).ok());
  Reopen();
  EXPECT_TRUE(Unseal(*keys_, part, IdOf(1), 5, 101).ok());
  // After it: the next one does, and takes its place.
  ASSERT_TRUE((*RotationOf(*keys_))->RotateMaster(next).ok());
  ASSERT_TRUE(StageMasterKey(path_, next).ok());
  std::ofstream(path_ + "/master.key") << old;
  Reopen();
  EXPECT_TRUE(Unseal(*keys_, part, IdOf(1), 5, 101).ok());
  EXPECT_EQ(ReadFile(path_ + "/master.key"), ToHex(View(next)) + "\n");
}

TEST_F(KeyringTest, ASealOpensOnlyAtItsOwnPlace) {
  const int64_t subject = NewSubject(), other = NewSubject();
  const SealedPart part = *SealAt(subject, "ada@example.com");
  EXPECT_EQ(*Unseal(*keys_, part, IdOf(1), 5, 101), "ada@example.com");
  EXPECT_EQ(Unseal(*keys_, part, IdOf(2), 5, 101).error().code, Code::kCorrupt);
  EXPECT_EQ(Unseal(*keys_, part, IdOf(1), 6, 101).error().code, Code::kCorrupt);
  EXPECT_EQ(Unseal(*keys_, part, IdOf(1), 5, 102).error().code, Code::kCorrupt);
  SealedPart moved = part;
  moved.subject = other;
  EXPECT_EQ(Unseal(*keys_, moved, IdOf(1), 5, 101).error().code, Code::kCorrupt);
  SealedPart changed = part;
  changed.digest[0] ^= 1;
  EXPECT_EQ(Unseal(*keys_, changed, IdOf(1), 5, 101).error().code, Code::kCorrupt);
}

TEST_F(KeyringTest, EverySingleFlippedBitOfASealIsFound) {
  SealedPart part = *SealAt(NewSubject(), "ada@example.com");
  for (size_t bit = 0; bit < part.ciphertext.size() * 8; ++bit) {
    part.ciphertext[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_FALSE(Unseal(*keys_, part, IdOf(1), 5, 101).ok()) << bit;
    part.ciphertext[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
}

TEST_F(KeyringTest, LargeRepetitiveBodiesAreCompressedAndComeBack) {
  const int64_t subject = NewSubject();
  for (const size_t size : {0, 1, 400, 511, 512, 5'000, 200'000}) {
    const Bytes body(size, 'x');
    const SealedPart part = *SealAt(subject, body);
    const size_t plain_size = 17 + size + kGcmTagSize;
    if (size < 512) {
      EXPECT_EQ(part.ciphertext.size(), plain_size);
    } else {
      EXPECT_LT(part.ciphertext.size(), 200U) << size;
    }
    EXPECT_EQ(*Unseal(*keys_, part, IdOf(1), 5, 101), body);
  }
}

TEST_F(KeyringTest, EqualBodiesSealToDifferentBytesAndDigests) {
  const int64_t subject = NewSubject();
  const SealedPart first = *SealAt(subject, "same"), second = *SealAt(subject, "same");
  EXPECT_NE(first.ciphertext, second.ciphertext);
  EXPECT_NE(first.digest, second.digest);
}

TEST_F(KeyringTest, AnyBodyComesBack) {
  const int64_t subject = NewSubject();
  EXPECT_TRUE(rc::check([&](const std::string& body) {
    const SealedPart part = *SealAt(subject, body);
    RC_ASSERT(*Unseal(*keys_, part, IdOf(1), 5, 101) == body);
  }));
}

}  // namespace
}  // namespace signalbox
