#include "insight/match/match_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "insight/match/account_codec.h"
#include "insight/match/match_list.h"
#include "insight/match/matcher.h"

namespace signalbox {
namespace {

MatchRecord StoredCompany(std::string id, std::string name, std::string website = "") {
  MatchRecord record;
  record[MatchField::kId] = std::move(id);
  record[MatchField::kName] = std::move(name);
  record[MatchField::kWebsite] = std::move(website);
  return record;
}

class MatchStoreTest : public ::testing::Test {
 protected:
  MatchStoreTest() {
    std::filesystem::create_directories(folder_);
    path_ = folder_ / "match.db";
  }
  ~MatchStoreTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<MatchStore> Open() {
    auto store = MatchStore::Open(path_);
    EXPECT_TRUE(store.ok()) << store.error().message;
    return std::move(*store);
  }
  static MatchAnswer Ask(MatchStore* store, const std::string& name) {
    auto answer = MatchLead(ReadMatchProfile(StoredCompany("lead", name)), kCompanyWeights,
                            MatchThresholds{}, store);
    EXPECT_TRUE(answer.ok());
    return *answer;
  }

  std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      ("match_store_" +
       std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::string path_;
};

TEST_F(MatchStoreTest, AnAccountPutNowIsFoundNowAndAfterOpening) {
  auto store = Open();
  EXPECT_EQ(Ask(store.get(), "Procoplast").outcome, MatchOutcome::kNone);
  ASSERT_TRUE(store->Put(std::vector{StoredCompany("a1", "Procoplast SA")}).ok());
  EXPECT_EQ(Ask(store.get(), "PROCOPLAST").candidates.at(0).id, "a1");
  store.reset();
  store = Open();
  EXPECT_EQ(Ask(store.get(), "PROCOPLAST").candidates.at(0).id, "a1");
  EXPECT_EQ(*store->Count(), 1);
}

TEST_F(MatchStoreTest, AnAccountPutAgainIsThereOnceUnderItsNewName) {
  auto store = Open();
  ASSERT_TRUE(store->Put(std::vector{StoredCompany("a1", "Procoplast")}).ok());
  ASSERT_TRUE(
      store->Put(std::vector{StoredCompany("a1", "Heytens"), StoredCompany("a1", "Suttons")}).ok());
  EXPECT_EQ(*store->Count(), 1);
  EXPECT_EQ(store->counts().names(), 1U);
  EXPECT_EQ(Ask(store.get(), "Procoplast").outcome, MatchOutcome::kNone);
  EXPECT_EQ(Ask(store.get(), "Suttons").outcome, MatchOutcome::kMatch);
}

TEST_F(MatchStoreTest, ARemovedAccountLeavesNoKeyBehind) {
  auto store = Open();
  ASSERT_TRUE(store->Put(std::vector{StoredCompany("a1", "Procoplast")}).ok());
  EXPECT_TRUE(*store->Remove("a1"));
  EXPECT_FALSE(*store->Remove("a1"));
  EXPECT_EQ(Ask(store.get(), "Procoplast").outcome, MatchOutcome::kNone);
  EXPECT_EQ(store->counts().names(), 0U);
}

TEST_F(MatchStoreTest, ABatchWithARecordWithoutIdChangesNothing) {
  auto store = Open();
  const auto put =
      store->Put(std::vector{StoredCompany("a1", "Procoplast"), StoredCompany("", "Heytens")});
  EXPECT_EQ(put.error().code, Code::kInvalid);
  EXPECT_EQ(*store->Count(), 0);
  EXPECT_EQ(store->counts().names(), 0U);
  EXPECT_EQ(Ask(store.get(), "Procoplast").outcome, MatchOutcome::kNone);
}

TEST_F(MatchStoreTest, AFileOfAnotherVersionIsRefusedByName) {
  {
    Database::Options options;
    options.create = true;
    auto other = Database::Open(path_, options);
    ASSERT_TRUE(other->Execute("CREATE TABLE x(y); PRAGMA user_version=77").ok());
  }
  const auto store = MatchStore::Open(path_);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.error().code, Code::kCorrupt);
  EXPECT_THAT(store.error().message, ::testing::HasSubstr("match.db"));
}

TEST_F(MatchStoreTest, TheStoreAnswersAsTheListDoes) {
  std::vector<MatchRecord> records;
  for (const char* name : {"Acme Group", "Acme France", "Bolt Energy", "Bolt", "Heytens Decor",
                           "Ramsay Générale de Santé", "Crédit Mutuel", "Crédit Agricole"}) {
    records.push_back(StoredCompany("a" + std::to_string(records.size()), name));
  }
  auto store = Open();
  ASSERT_TRUE(store->Put(records).ok());
  MatchList list;
  for (const MatchRecord& record : records) list.Add(record);
  for (const char* name : {"ACME", "Bolt Energie", "Groupe Ramsay Generale de Sante", "credit"}) {
    const auto from_list = MatchLead(ReadMatchProfile(StoredCompany("l", name)), kCompanyWeights,
                                     MatchThresholds{}, &list);
    const MatchAnswer from_store = Ask(store.get(), name);
    EXPECT_EQ(from_store.outcome, from_list->outcome) << name;
    EXPECT_EQ(from_store.confidence_e4, from_list->confidence_e4) << name;
    ASSERT_EQ(from_store.candidates.size(), from_list->candidates.size()) << name;
    for (size_t i = 0; i < from_store.candidates.size(); ++i) {
      EXPECT_EQ(from_store.candidates[i].id, from_list->candidates[i].id) << name;
    }
  }
}

TEST(MatchAccountCodec, BytesThatItDidNotWriteAreCorruptAndNeverACrash) {
  const Bytes whole =
      EncodeAccount(ReadMatchAccount(StoredCompany("a1", "Acme - Bolt", "acme.fr")));
  MatchAccount account;
  ASSERT_TRUE(DecodeAccount(whole, &account).ok());
  EXPECT_EQ(EncodeAccount(account), whole);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(DecodeAccount(whole.substr(0, size), &account).ok());
  }
  EXPECT_FALSE(DecodeAccount(whole + "x", &account).ok());
}

}  // namespace
}  // namespace signalbox
