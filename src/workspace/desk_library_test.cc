#include "workspace/desk_library.h"

#include "desk/document_readers.h"
#include "insight/text/test_encoder.h"
#include "workspace/desk_cases.h"
#include "workspace/desk_documents.h"
#include "workspace/desk_facts.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr const char* kPolicy = R"(policy: desk
record: lead
rules:
  - {name: germany, when: {lead.country: DE}, assign: {person: jonas}}
nothing_matched: {queue: unrouted}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";

std::string Document(const std::string& version, const std::string& text) {
  return "---\ntitle: Ownership\nversion: " + version + "\nowner: revo\n---\n" + text;
}

constexpr const char* kText =
    "# Ownership\n\n## Corrections\n\nA lead whose owner is not the one that the routing rules "
    "give "
    "is corrected: the owner is changed to whom the matching rule names.\n\n"
    "## Holidays\n\nThe office is closed on public holidays and between Christmas and New Year.\n";
// What kText says of holidays answers it, and has one word of it.
constexpr const char* kInOtherWords = "Do we have to come in at Christmas?";

std::unique_ptr<SentenceEncoder> NewEncoder() {
  auto loaded = SentenceEncoder::Load(
      WholeTestFile(std::string(SB_SOURCE_DIR) + "/build/encoder/sentence_encoder.bin"));
  return loaded.ok() ? std::move(*loaded) : nullptr;
}

class Library : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    AddPerson("jonas", "dach");
    AddPerson("revo", "revops");
    Publish(kPolicy);
    Set("1", kText);
  }
  void Set(const std::string& version, const std::string& text) {
    const Status set = SetDocument(*workspace_, "test", "ownership", Document(version, text));
    ASSERT_TRUE(set.ok()) << set.error().message;
  }
  ev::CaseToolCalled Searched(const std::string& summary, DeskLibrary* library,
                              const std::string& requester = "revo") {
    CaseRequest request;
    request.summary = summary;
    request.justification = "-";
    const auto story = OpenCase(*workspace_, {requester, "test", "", library}, request);
    EXPECT_TRUE(story.ok()) << story.error().message;
    for (const OpenedEvent& opened : story->events) {
      if (static_cast<EventType>(opened.event.type) != EventType::kCaseToolCalled) continue;
      auto body = DecodeBody<ev::CaseToolCalled>(opened.event.clear);
      if (body.ok() && body->tool == CaseTool::kSearchDocuments) return *std::move(body);
    }
    ADD_FAILURE() << "the documents were not searched";
    return {};
  }
};

TEST_F(Library, ARequestInOtherWordsCitesTheSectionThatSaysIt) {
  SKIP_WITHOUT_ENCODER();
  DeskLibrary library(*workspace_, NewEncoder);
  const ev::CaseToolCalled found = Searched(kInOtherWords, &library);
  EXPECT_EQ(found.reason, kByWordsAndMeaning);
  EXPECT_EQ(found.outcome, "cited");
  ASSERT_FALSE(found.citations.empty());
  const ev::CaseCitation& first = found.citations.front();
  EXPECT_EQ(first.section, "Holidays");
  EXPECT_EQ(first.version, "1");
  const auto text = workspace_->store().ReadBlob(first.hash);
  ASSERT_TRUE(text.ok());
  const std::string cited =
      text->substr(static_cast<size_t>(first.from), static_cast<size_t>(first.to - first.from));
  EXPECT_TRUE(cited.starts_with("## Holidays")) << cited;
  EXPECT_EQ(Searched(kInOtherWords + std::string("!"), nullptr).outcome, "nothing")
      << "by words alone it is not found, so the case above shows something";
}

TEST_F(Library, WhatNoSectionSaysIsNotCited) {
  SKIP_WITHOUT_ENCODER();
  DeskLibrary library(*workspace_, NewEncoder);
  const ev::CaseToolCalled found = Searched("How do I bake sourdough bread", &library);
  EXPECT_EQ(found.reason, kByWordsAndMeaning);
  EXPECT_EQ(found.outcome, "nothing");
  EXPECT_TRUE(found.citations.empty());
}

TEST_F(Library, WithoutAnEncoderItGoesByWords) {
  DeskLibrary library(*workspace_, [] { return nullptr; });
  const ev::CaseToolCalled found = Searched("The routing rules name another owner", &library);
  EXPECT_EQ(found.reason, kByWords);
  ASSERT_FALSE(found.citations.empty());
  EXPECT_EQ(found.citations.front().section, "Corrections");
}

TEST_F(Library, FollowsTheDocuments) {
  SKIP_WITHOUT_ENCODER();
  DeskLibrary library(*workspace_, NewEncoder);
  EXPECT_EQ(Searched(kInOtherWords, &library).outcome, "cited");
  Set("2", "# Ownership\n\n## Corrections\n\nThe owner is whom the routing rules name.\n");
  EXPECT_EQ(Searched(kInOtherWords + std::string("?"), &library).outcome, "nothing");
  const ev::CaseToolCalled later = Searched("Which owner do the routing rules name?", &library);
  ASSERT_EQ(later.citations.size(), 1U);
  EXPECT_EQ(later.citations.front().version, "2");
  ASSERT_TRUE(RemoveDocument(*workspace_, "test", "ownership").ok());
  EXPECT_EQ(Searched("Whom do the routing rules name?", &library).outcome, "nothing");
}

TEST_F(Library, MoreNewPassagesThanAQuestionWaitsForAreSearchedByWordsUntilTheyAreThere) {
  SKIP_WITHOUT_ENCODER();
  DeskLibrary library(*workspace_, NewEncoder);
  std::string many = "# Many\n\n";
  for (size_t i = 0; i < DeskLibrary::kTakenInAtOnce; ++i)
    many += "## Number " + std::to_string(i) + "\n\nSay " + std::to_string(i) + ".\n\n";
  ASSERT_TRUE(SetDocument(*workspace_, "test", "many", Document("1", many)).ok());
  EXPECT_EQ(Searched(kInOtherWords, &library).reason, kByWords);
  EXPECT_EQ(Searched(kInOtherWords + std::string("!"), &library).reason, kByWordsAndMeaning);
}

TEST_F(Library, WhatWasReadIsOnlyUsedForTheSameQuestionAndDocuments) {
  const auto current = [&](const CaseSaid& said, const PolicyReading& reading) {
    bool is_current = false;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      is_current = IsCurrent(engine.state(), said, reading);
                    })
                    .ok());
    return is_current;
  };
  const CaseSaid said{"", "summary", "why", {}};
  PolicyReading reading{said.Question(), {}, {{"ownership", Sha256(kText)}}, {}};
  EXPECT_TRUE(current(said, reading));
  EXPECT_FALSE(current({"", "summary", "otherwise", {}}, reading));
  Set("2", std::string(kText) + "More.\n");
  EXPECT_FALSE(current(said, reading)) << "a later version took its place";
  reading.documents["ownership"] = Sha256(std::string(kText) + "More.\n");
  EXPECT_TRUE(current(said, reading));
  reading.documents["gone"] = Digest{};
  EXPECT_FALSE(current(said, reading)) << "a document was removed";
  reading.documents.erase("gone");
  CaseSaid of_revo = said;
  of_revo.requester = "revo";
  EXPECT_FALSE(current(of_revo, reading)) << "it was read for somebody else";
  reading.labels = {"person:revo", "team:revops"};
  EXPECT_TRUE(current(of_revo, reading));
}

// Of two documents that both answer, jonas may read one.
class LabelledLibrary : public Library {
 protected:
  static constexpr const char* kSecret =
      "## Holidays\n\nAt Christmas the office is closed, and "
      "the owner of every lead is Lena by the routing rules.\n";
  void SetUp() override {
    Library::SetUp();
    const std::string file =
        "---\ntitle: Secret\nversion: 1\nowner: revo\nreaders: team:revops\n"
        "---\n" +
        std::string(kSecret);
    const Status set = SetDocument(*workspace_, "test", "secret", file);
    ASSERT_TRUE(set.ok()) << set.error().message;
  }
  static bool Cites(const ev::CaseToolCalled& found, const std::string& document) {
    return std::any_of(found.citations.begin(), found.citations.end(),
                       [&](const auto& one) { return one.document == document; });
  }
};

TEST_F(LabelledLibrary, WhatTheRequesterMayNotReadIsNotCitedByWords) {
  const std::string asked = "Who has the office closed at Christmas by the routing rules";
  const ev::CaseToolCalled for_reader = Searched(asked, nullptr);
  EXPECT_TRUE(Cites(for_reader, "secret")) << "it is what fits, so the next lines show something";
  const ev::CaseToolCalled for_other = Searched(asked, nullptr, "jonas");
  EXPECT_FALSE(Cites(for_other, "secret"));
  ASSERT_TRUE(RemoveDocument(*workspace_, "test", "secret").ok());
  EXPECT_EQ(Searched(asked + "!", nullptr, "jonas").citations, for_other.citations)
      << "it was not counted either";
}

TEST_F(LabelledLibrary, WhatTheRequesterMayNotReadIsNotCitedByMeaning) {
  SKIP_WITHOUT_ENCODER();
  DeskLibrary library(*workspace_, NewEncoder);
  const ev::CaseToolCalled for_reader = Searched(kInOtherWords, &library);
  EXPECT_EQ(for_reader.reason, kByWordsAndMeaning);
  EXPECT_TRUE(Cites(for_reader, "secret"));
  const ev::CaseToolCalled for_other = Searched(kInOtherWords, &library, "jonas");
  EXPECT_EQ(for_other.reason, kByWordsAndMeaning);
  EXPECT_FALSE(Cites(for_other, "secret"));
  EXPECT_TRUE(Cites(for_other, "ownership"));
}

TEST_F(LabelledLibrary, WhatSomebodyMayNotReadIsNotThereForThem) {
  const auto list = [&](const DocumentReader& reader) {
    const Result<std::string> all = ListDocuments(*workspace_, reader);
    return all.ok() ? *all : all.error().message;
  };
  const std::string named = R"("name":"secret")";
  EXPECT_NE(list({false, "revo"}).find(named), std::string::npos);
  EXPECT_NE(list(KeeperOfDocuments()).find(R"("readers":["person:revo","team:revops"])"),
            std::string::npos);
  EXPECT_EQ(list({false, "jonas"}).find(named), std::string::npos);
  EXPECT_EQ(list({}).find(named), std::string::npos);
  const Result<std::string> gone = ReadDocument(*workspace_, {false, "jonas"}, "secret");
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().message, "there is no policy document `secret`");
  const std::vector<std::string> readers = {"person:revo", "team:revops"};
  const std::string hash = ToHex(View(Sha256(WithReaders(readers, kSecret))));
  EXPECT_TRUE(ReadDocument(*workspace_, {false, "revo"}, "secret", hash).ok());
  EXPECT_FALSE(ReadDocument(*workspace_, {false, "jonas"}, "secret", hash).ok());
}

TEST_F(LabelledLibrary, AReaderWhoIsNobodyOfTheRosterIsRefused) {
  const Status set = SetDocument(
      *workspace_, "test", "other",
      "---\ntitle: t\nversion: 1\nowner: revo\nreaders: team:nowhere\n---\nText here.\n");
  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error().message, "`readers`: the roster has no team `nowhere`");
}

TEST_F(Library, ADocumentTakenAwayBetweenReadingAndTurnIsNotCited) {
  SKIP_WITHOUT_ENCODER();
  int loads = 0;
  DeskLibrary library(*workspace_, [&] {
    // The first reading has seen by now which documents there are.
    EXPECT_TRUE(RemoveDocument(*workspace_, "test", "ownership").ok());
    ++loads;
    return NewEncoder();
  });
  const ev::CaseToolCalled found = Searched(kInOtherWords, &library);
  EXPECT_EQ(loads, 1);
  EXPECT_EQ(found.reason, kByWordsAndMeaning) << "it was read again";
  EXPECT_EQ(found.outcome, "nothing");
}

}  // namespace
}  // namespace signalbox
