#include "workspace/search_index.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "engine/record_events.h"
#include "workspace/engine_fixture.h"
#include "workspace/search_words.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SearchIndexTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    AddPerson("lena", "Lena Vogt", "dach");
    Publish({{"policy.yaml", FixturePolicy()}});
    OpenIndex();
  }
  void TearDown() override {
    index_.reset(), views_.reset();
    EngineFixture::TearDown();
  }

  std::string Path() const { return root_ + "/search.db"; }
  void OpenIndex() {
    index_.reset(), views_.reset();
    auto views = Views::Open(root_ + "/views.db");
    ASSERT_TRUE(views.ok());
    views_ = std::move(*views);
    auto index = SearchIndex::Open(Path(), *keys_, store_->log_id());
    ASSERT_TRUE(index.ok()) << index.error().message;
    index_ = std::move(*index);
  }
  void CatchUp() {
    const int64_t end = store_->next_position();
    for (Result<bool> more = true; *more;) {
      more = views_->CatchUp(*store_, end);
      ASSERT_TRUE(more.ok());
    }
    for (Result<bool> more = true; *more;) {
      more = index_->CatchUp(*store_, *views_, end);
      ASSERT_TRUE(more.ok()) << more.error().message;
    }
  }
  std::vector<int64_t> Find(const std::string& text, int64_t before = INT64_MAX) {
    CatchUp();
    const auto terms = ReadSearch(text);
    EXPECT_TRUE(terms.ok());
    std::vector<std::vector<std::string>> texts;
    for (const SearchTerm& term : *terms) texts.push_back(term.IndexTexts());
    const Result<SearchFound> found = index_->Find(texts, before, 1'000);
    EXPECT_TRUE(found.ok());
    return found.ok() ? found->numbers : std::vector<int64_t>();
  }
  Id SendPerson(const std::string& name, const std::string& company, const std::string& email) {
    return Send(R"({"email":")" + email + R"(","name":")" + name + R"(","company":")" + company +
                R"(","country":"DE","consent":"given"})")
        .lead;
  }
  template <typename B>
  void Say(const Id& lead, EventType type, const B& body) {
    Apply([&](Turn& turn) { return turn.Input(EntityKind::kLead, lead, type, {}, body); });
  }
  void ForgetLead(const Id& lead) {
    const int64_t subject = EntryOf(lead).subject;
    Say(lead, EventType::kForgotten, ev::Forgotten{{subject}});
    ASSERT_TRUE(keys_->Forget(subject).ok());
  }
  Digest Contents() {
    CatchUp();
    const Result<Digest> contents = index_->Contents();
    EXPECT_TRUE(contents.ok());
    return contents.ok() ? *contents : Digest{};
  }
  Digest ContentsMadeAnew() {
    index_.reset();
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(Path() + end);
    OpenIndex();
    return Contents();
  }

  std::unique_ptr<Views> views_;
  std::unique_ptr<SearchIndex> index_;
};

TEST_F(SearchIndexTest, LeadsAreFoundNewestFirstWhereAllWordsFit) {
  SendPerson("Ada King", "Acme GmbH", "ada@acme.example");
  SendPerson("Bo King", "Acme GmbH", "bo@acme.example");
  SendPerson("Cy Berg", "Zeta AG", "cy@zeta.example");
  EXPECT_THAT(Find("king"), ElementsAre(2, 1));
  EXPECT_THAT(Find("king", 2), ElementsAre(1));
  EXPECT_THAT(Find("acme bo"), ElementsAre(2));
  EXPECT_THAT(Find("acme berg"), IsEmpty());
  EXPECT_THAT(Find("ze"), ElementsAre(3));
  EXPECT_THAT(Find("zeta.example"), ElementsAre(3));
}

TEST_F(SearchIndexTest, WhatATouchSaysFindsTheRecord) {
  SendPerson("Ada King", "Acme GmbH", "ada@acme.example");
  CatchUp();
  SendPerson("Ada Lovelace", "Acme GmbH", "ada@acme.example");
  EXPECT_THAT(Find("lovelace"), ElementsAre(1));
}

TEST_F(SearchIndexTest, AMergedRecordFindsTheOneThatStandsForIt) {
  const Id first = SendPerson("Ada King", "Acme GmbH", "ada@acme.example");
  const Id second = SendPerson("Adele Kong", "Umbra AG", "adele@umbra.example");
  const Id third = SendPerson("Ada Kang", "Umbra AG", "kang@umbra.example");
  CatchUp();
  Say(first, EventType::kRecordMerged, ev::RecordMerged{second, 0});
  EXPECT_THAT(Find("king"), ElementsAre(2));
  Say(second, EventType::kRecordMerged, ev::RecordMerged{third, 0});
  EXPECT_THAT(Find("king"), ElementsAre(3));
  EXPECT_THAT(Find("kong"), ElementsAre(3));
  EXPECT_THAT(*index_->MergedInto(3), ElementsAre(1, 2));
  // What the first had said goes with it, wherever it stands now, and the rest stays.
  ForgetLead(first);
  EXPECT_THAT(Find("king"), IsEmpty());
  EXPECT_THAT(Find("kong"), ElementsAre(3));
  EXPECT_THAT(Find("kang"), ElementsAre(3));
}

TEST_F(SearchIndexTest, WhatIsForgottenOrDeletedLeavesNoRow) {
  const Digest empty = Contents();
  const Id ada = SendPerson("Ada King", "Acme GmbH", "ada@acme.example");
  const Id bo = SendPerson("Bo Berg", "Zeta AG", "bo@zeta.example");
  EXPECT_NE(Contents(), empty);
  ForgetLead(ada);
  EXPECT_THAT(Find("ada"), IsEmpty());
  EXPECT_THAT(Find("berg"), ElementsAre(2));
  Say(bo, EventType::kRecordDeleted, ev::RecordDeleted{});
  EXPECT_EQ(Contents(), empty);
}

TEST_F(SearchIndexTest, TheFileMayBeDeletedAndComesBackTheSame) {
  const Id first = SendPerson("Ada King", "Acme GmbH", "ada@acme.example");
  CatchUp();
  const Id second = SendPerson("Bo Berg", "Zeta AG", "bo@zeta.example");
  SendPerson("Bo Berg-Lund", "Zeta AG", "bo@zeta.example");
  CatchUp();
  Say(first, EventType::kRecordMerged, ev::RecordMerged{second, 0});
  const Digest before = Contents();
  OpenIndex();
  EXPECT_EQ(Contents(), before);
  EXPECT_EQ(ContentsMadeAnew(), before);
}

TEST_F(SearchIndexTest, TheFileOfAnotherLogIsMadeAnew) {
  SendPerson("Ada King", "Acme GmbH", "ada@acme.example");
  CatchUp();
  index_.reset();
  const Id other = IdMaker(random_).Make(clock_.Now());
  auto index = SearchIndex::Open(Path(), *keys_, other);
  ASSERT_TRUE(index.ok());
  EXPECT_EQ((*index)->applied_position(), 0);
  EXPECT_EQ(*(*index)->Contents(), Digest{});
}

TEST_F(SearchIndexTest, NoWordStandsInTheFile) {
  SendPerson("Plantedfirst Plantedlast", "Plantedcompany", "planted@plantedsite.example");
  EXPECT_THAT(Find("plantedlast"), ElementsAre(1));
  index_.reset(), views_.reset();
  std::ifstream file(Path(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_GT(bytes.size(), 4'096u);
  EXPECT_EQ(bytes.find("planted"), std::string::npos);
  OpenIndex();
}

}  // namespace
}  // namespace signalbox
