#include "audit/verify.h"

#include <gtest/gtest.h>

#include "audit/fake_log.h"
#include "audit/leaf.h"
#include "base/random.h"

namespace signalbox {
namespace {

class VerifyTest : public testing::Test {
 protected:
  VerifyTest() : key_(Key{7}, log_.log_id()) {}

  std::string Head() {
    return key_.Sign({log_.log_id(), log_.tree_.size(), log_.tree_.Root(), log_.epoch_});
  }
  VerifyReport Verify(const std::string& heads = "") {
    Result<VerifyReport> report =
        VerifyLog(log_, {.heads = heads, .key = key_.verifier(), .max_entities = 1'000});
    EXPECT_TRUE(report.ok());
    return *report;
  }
  void ExpectBad(const VerifyReport& report, int64_t position, int64_t record) {
    ASSERT_FALSE(report.ok);
    ASSERT_TRUE(report.first_bad.has_value());
    EXPECT_EQ(report.first_bad->position, position) << report.problem;
    EXPECT_EQ(report.first_bad->record, record) << report.problem;
    EXPECT_FALSE(report.problem.empty());
  }

  FakeLog log_;
  AuditKey key_;
};

TEST_F(VerifyTest, AnEmptyLogVerifies) {
  const VerifyReport report = Verify();
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.root, EmptyRoot());
}

TEST_F(VerifyTest, AGoodLogWithItsHeadsVerifies) {
  std::string heads;
  for (int i = 0; i < 5; ++i) {
    log_.Fill(133);
    heads += Head() + "\n";
    log_.epoch_ += 1;
  }
  const VerifyReport report = Verify(heads);
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_EQ(report.tree_size, 665);
  EXPECT_EQ(report.root, log_.tree_.Root());
  EXPECT_EQ(report.heads, 5);
  EXPECT_EQ(VerifyReportJson(report),
            "{\"ok\":true,\"tree_size\":665,\"root\":\"" + ToHex(View(report.root)) +
                "\",\"first_bad\":null,\"problem\":null,\"heads\":5,\"superseded_heads\":0,"
                "\"unfinished_head\":false,\"forks\":[]}");
}

TEST_F(VerifyTest, EveryFlippedBitIsFoundAndItsRecordNamed) {
  log_.Fill(20);
  for (auto& [first, record] : log_.records_) {
    for (size_t bit = 0; bit < record.size() * 8; ++bit) {
      record[bit / 8] ^= static_cast<char>(1U << (bit % 8));
      const VerifyReport report = Verify();
      ASSERT_FALSE(report.ok) << "bit " << bit << " of record " << first;
      ASSERT_EQ(report.first_bad->record, first) << "bit " << bit;
      ASSERT_GE(report.first_bad->position, first);
      ASSERT_LT(report.first_bad->position, first + 5);
      record[bit / 8] ^= static_cast<char>(1U << (bit % 8));
    }
  }
}

TEST_F(VerifyTest, AFlippedBitInARawEventIsNamedByItsPosition) {
  log_.Fill(5);
  Bytes& record = log_.records_[0];
  record[record.size() - 1] ^= 1;
  ExpectBad(Verify(), 4, 0);
}

TEST_F(VerifyTest, AMissingRecordIsNamed) {
  log_.Fill(20);
  log_.records_.erase(5);
  ExpectBad(Verify(), 5, 10);
}

TEST_F(VerifyTest, DamageAroundTheRecordsIsAFindingAndAFailingDiskAnError) {
  log_.Fill(20);
  log_.unreadable_ = 10;
  ExpectBad(Verify(), 10, -1);
  log_.unreadable_code_ = Code::kIo;
  EXPECT_EQ(VerifyLog(log_, {}).error().code, Code::kIo);
}

TEST_F(VerifyTest, ARecordThatWasMovedIsNamed) {
  log_.Fill(10);
  log_.records_[0] = log_.records_[5];
  ExpectBad(Verify(), 0, 0);
}

// Whoever can write the file can also fix its checksums and nodes; a head from outside stops them.
TEST_F(VerifyTest, ARewrittenLogIsFoundByASignedHead) {
  log_.Fill(300);
  const std::string heads = Head() + "\n";
  log_.CutTo(100);
  log_.Add(log_.Next(200, 9));
  log_.Fill(199);
  EXPECT_TRUE(Verify().ok);
  ExpectBad(Verify(heads), 300, -1);
}

TEST_F(VerifyTest, AShortenedLogIsFoundByASignedHead) {
  log_.Fill(300);
  const std::string heads = Head() + "\n";
  log_.CutTo(295);
  EXPECT_TRUE(Verify().ok);
  ExpectBad(Verify(heads), 295, -1);
}

TEST_F(VerifyTest, ADeclaredForkVerifiesAndIsReported) {
  log_.Fill(300);
  std::string heads = Head() + "\n";
  log_.CutTo(100);
  log_.epoch_ = 2;
  log_.Add(log_.Next(250, kLogForkedType));
  log_.Fill(50);
  heads += Head() + "\n";
  const VerifyReport report = Verify(heads);
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_EQ(report.superseded_heads, 1);
  ASSERT_EQ(report.forks.size(), 1U);
  EXPECT_EQ(report.forks[0].position, 100);
  EXPECT_EQ(report.forks[0].epoch, 2);
}

// A backup was put back and served for a while; then a newer one was, with the same keys.
TEST_F(VerifyTest, AHeadOfAnotherCopyOfTheLogIsSuperseded) {
  log_.Fill(300);
  std::string heads = Head() + "\n";
  const FakeLog original = log_;
  log_.CutTo(50);
  log_.epoch_ = 2;
  log_.Add(log_.Next(250, kLogForkedType));
  log_.Fill(20);
  heads += Head() + "\n";
  log_ = original;
  log_.CutTo(250);
  log_.epoch_ = 3;
  log_.Add(log_.Next(251, kLogForkedType));
  log_.Fill(5);
  const VerifyReport report = Verify(heads + Head() + "\n");
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_EQ(report.superseded_heads, 2);
}

TEST_F(VerifyTest, AForkDoesNotExcuseWhatCameBeforeIt) {
  log_.Fill(300);
  const std::string heads = Head() + "\n";
  log_.CutTo(0);
  log_.Fill(99);
  log_.Add(log_.Next(200, 9));
  log_.Fill(200);
  log_.epoch_ = 2;
  log_.Add(log_.Next(250, kLogForkedType));
  log_.EndRecord();
  ExpectBad(Verify(heads), 300, -1);
}

TEST_F(VerifyTest, AForkInTheMiddleOfAnEpochIsRefused) {
  log_.Fill(10);
  log_.Add(log_.Next(250, kLogForkedType));
  log_.EndRecord();
  ExpectBad(Verify(), 10, 10);
}

TEST_F(VerifyTest, ASecondRootOfOneSizeIsFound) {
  log_.Fill(10);
  std::string heads = Head() + "\n";
  heads += key_.Sign({log_.log_id(), 10, Digest{1}, 1}) + "\n";
  ExpectBad(Verify(heads), 10, -1);
}

TEST_F(VerifyTest, AHeadSmallerThanTheOneBeforeItIsFound) {
  log_.Fill(10);
  const std::string small = Head();
  log_.Fill(10);
  ExpectBad(Verify(Head() + "\n" + small + "\n"), 10, -1);
  EXPECT_TRUE(Verify(small + "\n" + Head() + "\n").ok);
}

TEST_F(VerifyTest, AHeadOfAnotherKeyOrATouchedOneIsFound) {
  log_.Fill(10);
  const AuditKey other(Key{8}, log_.log_id());
  EXPECT_FALSE(Verify(other.Sign({log_.log_id(), 10, log_.tree_.Root(), 1}) + "\n").ok);
  std::string touched = Head() + "\n";
  touched[touched.find("\n10\n") + 2] = '1';
  EXPECT_FALSE(Verify(touched).ok);
}

TEST_F(VerifyTest, AnUnfinishedHeadIsToldAndHarmless) {
  log_.Fill(10);
  const std::string heads = Head() + "\n" + Head().substr(0, 40);
  const VerifyReport report = Verify(heads);
  EXPECT_TRUE(report.ok);
  EXPECT_TRUE(report.has_unfinished_head);
  EXPECT_EQ(report.heads, 1);
}

TEST_F(VerifyTest, HeadsWithoutAKeyAreAWrongUse) {
  EXPECT_EQ(VerifyLog(log_, {.heads = "x"}).error().code, Code::kInvalid);
}

TEST_F(VerifyTest, AStoredNodeThatIsNotOfTheEventsIsFound) {
  log_.Fill(600);
  const auto nodes = log_.nodes_;
  log_.nodes_[{1, 1}].hash[0] ^= 1;
  ExpectBad(Verify(), 256, -1);
  log_.nodes_ = nodes;
  log_.nodes_.erase({1, 0});
  ExpectBad(Verify(), 0, -1);
  log_.nodes_ = nodes;
  log_.nodes_[{1, 2}] = {1, 2, Digest{}};
  ExpectBad(Verify(), 512, -1);
}

// Each of these is a well-formed record, so only the rule itself can find it.
TEST_F(VerifyTest, EveryBrokenRuleOfTheEnvelopeIsFound) {
  using Change = void (*)(Event*);
  const Change changes[] = {
      [](Event* event) { event->log_id.bytes[0] ^= 1; },
      [](Event* event) { event->position += 1; },
      [](Event* event) { event->epoch = 0; },
      [](Event* event) { event->time -= 1'000; },
      [](Event* event) { event->sequence += 1; },
      [](Event* event) { event->previous = 1; },
      [](Event* event) { event->previous = -1; },
      [](Event* event) { event->causation = 10; },
  };
  int number = 0;
  for (const Change change : changes) {
    log_.CutTo(0);
    log_.Fill(10, 5, 3);
    Event event = log_.Next(2);
    change(&event);
    log_.AddBytes(EncodeEvent(event), event);
    log_.EndRecord();
    SCOPED_TRACE(number++);
    ExpectBad(Verify(), 10, 10);
  }
}

TEST_F(VerifyTest, MemoryIsBoundedByReadingAgain) {
  log_.Fill(2'000, 50, 200);
  for (const size_t limit : {1U, 3U, 50U, 199U}) {
    EXPECT_TRUE(VerifyLog(log_, {.max_entities = limit})->ok) << limit;
  }
  Event event = log_.Next(3);
  event.sequence += 1;
  log_.AddBytes(EncodeEvent(event), event);
  log_.EndRecord();
  for (const size_t limit : {1U, 3U, 50U, 199U, 1'000U}) {
    const VerifyReport report = *VerifyLog(log_, {.max_entities = limit});
    ASSERT_FALSE(report.ok) << limit;
    EXPECT_EQ(report.first_bad->position, 2'000);
  }
}

TEST(ReadLeaf, ReadsWhatTheWriterWrites) {
  FakeLog log;
  log.Fill(3);
  Event event = log.Next(2);
  event.actor = {ActorKind::kPerson, "token:ops"};
  event.causation = 1;
  event.pins = {Bytes(8, 'p'), Bytes(8, 'q')};
  event.trace.bytes[3] = 9;
  event.sealed = {{500, {}, {}, Bytes(40, 'c')}, {3, {}, {}, {}}};
  const Bytes bytes = EncodeEvent(event);
  const Result<Leaf> leaf = ReadLeaf(bytes);
  ASSERT_TRUE(leaf.ok()) << leaf.error().message;
  EXPECT_EQ(leaf->log_id, event.log_id);
  EXPECT_EQ(leaf->entity, event.entity);
  EXPECT_EQ(leaf->sequence, event.sequence);
  EXPECT_EQ(leaf->previous, event.previous);
  EXPECT_EQ(leaf->causation, 1);
  EXPECT_EQ(leaf->time, event.time);
  EXPECT_EQ(leaf->clear, event.clear);
}

// Two readers written apart must call the same bytes an event; kinds that only one knows are left
// out.
TEST(ReadLeaf, AgreesWithTheStoresDecoderOnDamagedEvents) {
  FakeLog log;
  log.Fill(3);
  Event event = log.Next(2);
  event.actor = {ActorKind::kPerson, "token:ops"};
  event.pins = {Bytes(8, 'p'), Bytes()};
  event.sealed = {{500, {}, {}, Bytes(40, 'c')}};
  const Bytes good = EncodeEvent(event);
  SeededRandom random(11);
  for (int round = 0; round < 50'000; ++round) {
    Bytes bytes = good;
    for (uint64_t n = 1 + random.Below(3); n > 0; --n) {
      bytes[random.Below(bytes.size())] = static_cast<char>(random.Below(256));
    }
    if (random.Below(8) == 0) bytes.resize(random.Below(bytes.size()));
    const Result<Event> decoded = DecodeEvent(bytes);
    if (decoded.ok() || decoded.error().code == Code::kUnsupported) continue;
    // Text is checked here and not there, so only what the store refuses is compared.
    ASSERT_FALSE(ReadLeaf(bytes).ok()) << ToHex(bytes) << " " << decoded.error().message;
  }
}

}  // namespace
}  // namespace signalbox
