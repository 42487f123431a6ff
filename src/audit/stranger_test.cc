// A verifier written in another language from docs/formats.md alone must say the same as ours of
// the same workspace, good or damaged.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "audit/fake_log.h"
#include "audit/proofs.h"
#include "audit/verify.h"
#include "base/random.h"
#include "store/sqlite/sqlite_store.h"

namespace signalbox {
namespace {

struct Answer {
  int exit_code = -1;
  std::string text;
};

class StrangerTest : public testing::TestWithParam<RecordCodec> {
 protected:
  StrangerTest() : key_(Key{7}, events_.log_id()) {
    std::string pattern = (std::filesystem::temp_directory_path() / "stranger-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    workspace_ = (directory_ / "ws").string();
    std::ofstream(directory_ / "vkey") << key_.verifier().Text() << "\n";
  }
  ~StrangerTest() override { std::filesystem::remove_all(directory_); }

  // Commits `commits` batches of 37 events to a real store; a head is signed after each.
  void Write(int commits) {
    OpenOptions options;
    options.create = true;
    options.log_id = events_.log_id();
    options.codec = GetParam();
    std::unique_ptr<Store> store = *OpenSqliteStore(workspace_, options);
    events_.epoch_ = store->epoch();
    for (int i = 0; i < commits; ++i) {
      CommitBatch batch;
      const int64_t first = events_.next_;
      for (int n = 0; n < 37; ++n) {
        Event event = events_.Next(static_cast<uint8_t>(1 + n % 5));
        if (n % 9 == 0) event.sealed = {{n, {}, {}, Bytes(30, 'c')}};
        batch.events.push_back(EncodeEvent(event));
        const auto before = events_.nodes_;
        events_.AddBytes(batch.events.back(), event);
        for (const auto& [place, node] : events_.nodes_) {
          if (!before.contains(place)) batch.merkle.push_back(node);
        }
      }
      const Status committed = store->Commit(batch, store->epoch(), first);
      ASSERT_TRUE(committed.ok()) << committed.error().message;
      head_ =
          key_.Sign({store->log_id(), events_.tree_.size(), events_.tree_.Root(), store->epoch()});
      heads_ += head_ + "\n";
    }
    std::ofstream(directory_ / "heads.log") << heads_;
  }

  Answer Run(const std::string& arguments) const {
    const std::string command = "PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 '" SB_SOURCE_DIR
                                "/tests/conformance/" +
                                arguments;
    Answer answer;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4'096> chunk;
    while (const size_t got = fread(chunk.data(), 1, chunk.size(), pipe)) {
      answer.text.append(chunk.data(), got);
    }
    answer.exit_code = WEXITSTATUS(pclose(pipe));
    return answer;
  }
  Answer VerifyLogByStranger(const std::string& more = "") const {
    return Run("verify_log.py' '" + workspace_ + "' --vkey '" + (directory_ / "vkey").string() +
               "' --heads '" + (directory_ / "heads.log").string() + "' " + more);
  }
  Answer CheckByStranger(const std::string& json, const std::string& more = "") const {
    std::ofstream(directory_ / "proof.json") << json;
    return Run("verify_proof.py' '" + (directory_ / "proof.json").string() + "' " + more);
  }
  std::string KeyOption() const { return "--vkey '" + (directory_ / "vkey").string() + "'"; }

  std::unique_ptr<Store> OpenToRead() const {
    OpenOptions options;
    options.read_only = true;
    return *OpenSqliteStore(workspace_, options);
  }
  VerifyReport VerifyByUs() const {
    return *VerifyLog(*OpenToRead(), {.heads = heads_, .key = key_.verifier()});
  }

  void Sql(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((workspace_ + "/log.db").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  // Changes one bit of the record that holds `position`; returns the record's key.
  int64_t FlipBit(int64_t position, Random& random) const {
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_open((workspace_ + "/log.db").c_str(), &database), SQLITE_OK);
    sqlite3_prepare_v2(database,
                       "SELECT first_position, record FROM records WHERE first_position <= ? "
                       "ORDER BY 1 DESC LIMIT 1",
                       -1, &statement, nullptr);
    sqlite3_bind_int64(statement, 1, position);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const int64_t first = sqlite3_column_int64(statement, 0);
    Bytes record(static_cast<const char*>(sqlite3_column_blob(statement, 1)),
                 static_cast<size_t>(sqlite3_column_bytes(statement, 1)));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    record[random.Below(record.size())] ^= static_cast<char>(1U << random.Below(8));
    Sql("UPDATE records SET record = x'" + ToHex(record) +
        "' WHERE first_position = " + std::to_string(first));
    return first;
  }

  FakeLog events_;
  AuditKey key_;
  std::filesystem::path directory_;
  std::string workspace_, heads_, head_;
};

TEST_P(StrangerTest, BothVerifiersAgreeOnAGoodLog) {
  Write(20);
  const VerifyReport ours = VerifyByUs();
  EXPECT_TRUE(ours.ok) << ours.problem;
  EXPECT_EQ(ours.tree_size, 740);
  EXPECT_EQ(ours.root, events_.tree_.Root());
  const Answer theirs = VerifyLogByStranger();
  EXPECT_EQ(theirs.exit_code, 0);
  EXPECT_EQ(theirs.text, "{\"ok\": true, \"tree_size\": 740, \"root\": \"" +
                             ToHex(View(ours.root)) +
                             "\", \"first_bad\": null, \"problem\": null}\n");
}

TEST_P(StrangerTest, BothVerifiersNameTheRecordOfAFlippedBit) {
  Write(20);
  std::filesystem::copy(workspace_, directory_ / "good");
  SeededRandom random(3);
  for (int round = 0; round < 25; ++round) {
    std::filesystem::remove_all(workspace_);
    std::filesystem::copy(directory_ / "good", workspace_);
    const auto position = static_cast<int64_t>(random.Below(740));
    const int64_t first = FlipBit(position, random);
    const VerifyReport ours = VerifyByUs();
    ASSERT_FALSE(ours.ok);
    ASSERT_EQ(ours.first_bad->record, first);
    if (round >= 5) continue;  // a whole Python process for each
    const Answer theirs = VerifyLogByStranger();
    EXPECT_EQ(theirs.exit_code, 1);
    EXPECT_NE(theirs.text.find("\"record\": " + std::to_string(first) + "}"), std::string::npos)
        << theirs.text;
  }
}

TEST_P(StrangerTest, BothVerifiersFindATouchedNode) {
  Write(20);
  Sql("UPDATE merkle_nodes SET hash = zeroblob(32) WHERE level = 1 AND idx = 1");
  EXPECT_EQ(VerifyByUs().first_bad->position, 256);
  EXPECT_NE(VerifyLogByStranger().text.find("\"position\": 256"), std::string::npos);
}

TEST_P(StrangerTest, TheStrangerAcceptsOurProofsAndRefusesTouchedOnes) {
  Write(20);
  const std::unique_ptr<Store> store = OpenToRead();
  for (const int64_t position : {0, 255, 256, 511, 739}) {
    const std::string json = InclusionJson(*ProveInclusion(*store, position, head_));
    EXPECT_EQ(CheckByStranger(json, KeyOption()).exit_code, 0) << json;
    std::string touched = json;
    char& digit = touched[touched.find("\"path\":[\"") + 12];
    digit = digit == '0' ? '1' : '0';
    EXPECT_EQ(CheckByStranger(touched).exit_code, 1);
  }
  EXPECT_EQ(CheckByStranger(ConsistencyJson(*ProveConsistency(*store, 300, 740))).exit_code, 0);
  std::string consistency = ConsistencyJson(*ProveConsistency(*store, 300, 740));
  consistency.replace(consistency.find(":300"), 4, ":301");
  EXPECT_EQ(CheckByStranger(consistency).exit_code, 1);
}

TEST_P(StrangerTest, TheStrangerAcceptsAnEvidenceBundle) {
  Write(20);
  const std::unique_ptr<Store> store = OpenToRead();
  const std::array<int64_t, 4> positions = {500, 3, 3, 256};
  const Result<std::string> bundle = EvidenceJson(*store, positions, head_);
  ASSERT_TRUE(bundle.ok());
  EXPECT_EQ(CheckByStranger(*bundle, KeyOption()).exit_code, 0) << *bundle;
  EXPECT_NE(bundle->find("\"clear\":{\"0\":42,\"1\":\"ok\"}"), std::string::npos) << *bundle;
  const std::array<int64_t, 1> outside = {740};
  EXPECT_EQ(EvidenceJson(*store, outside, head_).error().code, Code::kNotFound);
}

TEST_P(StrangerTest, AProofAgainstAnEarlierHeadHoldsAndAForeignHeadIsRefused) {
  Write(20);
  const std::unique_ptr<Store> store = OpenToRead();
  const std::string first_head = heads_.substr(0, heads_.find("\n\nsignalbox") + 1);
  const Result<InclusionProof> proof = ProveInclusion(*store, 36, first_head);
  ASSERT_TRUE(proof.ok()) << proof.error().message;
  EXPECT_EQ(proof->tree_size, 37);
  EXPECT_EQ(CheckByStranger(InclusionJson(*proof), KeyOption()).exit_code, 0);
  EXPECT_EQ(ProveInclusion(*store, 37, first_head).error().code, Code::kNotFound);
  const std::string wrong = key_.Sign({store->log_id(), 740, Digest{1}, 1});
  EXPECT_EQ(ProveInclusion(*store, 1, wrong).error().code, Code::kCorrupt);
}

TEST_P(StrangerTest, TheStrangerDecodesAnEvent) {
  Write(1);
  const Answer dumped = VerifyLogByStranger("--dump 9");
  EXPECT_EQ(dumped.exit_code, 0);
  EXPECT_NE(dumped.text.find("\"position\": 9"), std::string::npos) << dumped.text;
  EXPECT_NE(dumped.text.find("\"clear\": {\"0\": 42, \"1\": \"ok\"}"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Codecs, StrangerTest,
                         testing::Values(RecordCodec::kRaw, RecordCodec::kZstd),
                         [](const auto& codec) {
                           return codec.param == RecordCodec::kRaw ? "Raw" : "Zstd";
                         });

}  // namespace
}  // namespace signalbox
