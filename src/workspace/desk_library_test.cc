#include "workspace/desk_library.h"

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
  ev::CaseToolCalled Searched(const std::string& summary, DeskLibrary* library) {
    CaseRequest request;
    request.summary = summary;
    request.justification = "-";
    const auto story = OpenCase(*workspace_, {"revo", "test", "", library}, request);
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
  PolicyReading reading{said.Question(), {{"ownership", Sha256(kText)}}, {}};
  EXPECT_TRUE(current(said, reading));
  EXPECT_FALSE(current({"", "summary", "otherwise", {}}, reading));
  Set("2", std::string(kText) + "More.\n");
  EXPECT_FALSE(current(said, reading)) << "a later version took its place";
  reading.documents["ownership"] = Sha256(std::string(kText) + "More.\n");
  EXPECT_TRUE(current(said, reading));
  reading.documents["gone"] = Digest{};
  EXPECT_FALSE(current(said, reading)) << "a document was removed";
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
