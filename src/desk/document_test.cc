#include "desk/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk/document_readers.h"
#include "desk/document_search.h"

namespace signalbox {
namespace {

constexpr std::string_view kFile =
    "---\ntitle: \"Lead ownership\"\nversion: 3\nowner: lena\n---\n# Ownership\n\nOwners keep "
    "leads.\n```\n# no heading\n```\n## Corrections\nA wrong owner is corrected.\n";

TEST(DeskDocument, FrontMatterAndSectionsAreRead) {
  const Result<DeskDocument> document = ParseDeskDocument(kFile);
  ASSERT_TRUE(document.ok()) << document.error().message;
  EXPECT_EQ(document->title, "Lead ownership");
  EXPECT_EQ(document->version, "3");
  EXPECT_EQ(document->owner, "lena");
  EXPECT_EQ(document->text.find("owner: lena"), std::string::npos) << "who it is stays outside";
  const std::vector<DocumentSection> sections = SectionsOf(document->text);
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_EQ(sections[0].heading, "Ownership");
  EXPECT_EQ(sections[1].heading, "Corrections");
  EXPECT_EQ(document->text.substr(sections[1].from, 14), "## Corrections");
  EXPECT_EQ(sections[1].to, document->text.size());
}

TEST(DeskDocument, WhatIsMissingIsNamed) {
  const auto error = [](std::string_view file) {
    const Result<DeskDocument> document = ParseDeskDocument(file);
    return document.ok() ? std::string() : document.error().message;
  };
  EXPECT_NE(error("# Title\n").find("line 1"), std::string::npos);
  EXPECT_NE(error("---\ntitle: a\n").find("does not end"), std::string::npos);
  EXPECT_NE(error("---\ntitle: a\nversion: 1\n---\ntext here\n").find("no `owner`"),
            std::string::npos);
  EXPECT_NE(error("---\ncolour: red\n---\ntext\n").find("line 2"), std::string::npos);
  EXPECT_NE(error("---\ntitle: a\nversion: 1\nowner: b\n---\n\n").find("says nothing"),
            std::string::npos);
  EXPECT_NE(error(std::string("---\n\xff\n---\n")).find("UTF-8"), std::string::npos);
}

TEST(DeskDocument, ReadersStandBeforeTheTextAndBelongToNoSection) {
  const Result<DeskDocument> document = ParseDeskDocument(
      "---\ntitle: t\nversion: 1\nowner: lena\nreaders: team:revops, person:mona, "
      "team:revops\n---\n"
      "First.\n## Corrections\nA wrong owner is corrected.\n");
  ASSERT_TRUE(document.ok()) << document.error().message;
  const std::vector<std::string> readers = {"person:lena", "person:mona", "team:revops"};
  EXPECT_EQ(document->readers, readers) << "the owner reads it too";
  EXPECT_EQ(ReadersOf(document->text), readers);
  const std::vector<DocumentSection> sections = SectionsOf(document->text);
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_EQ(document->text.substr(sections[0].from, 6), "First.");
  const std::string without = WithoutReaders(document->text);
  EXPECT_EQ(without.size(), document->text.size());
  EXPECT_EQ(without.find("mona"), std::string::npos);
  EXPECT_EQ(without.substr(sections[1].from), document->text.substr(sections[1].from));
  const Result<DeskDocument> again =
      ParseDeskDocument("---\ntitle: t\nversion: 2\nowner: lena\n---\n" + document->text);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->text, document->text) << "the next version keeps its readers";
}

TEST(DeskDocument, WhoeverIsNamedOrInATeamOrLeadsItMayReadIt) {
  Roster roster;
  const auto add = [&roster](const std::string& id, const std::string& team) {
    Person person;
    person.id = id, person.team = team;
    roster.Upsert(person);
  };
  add("mona", "board"), add("revo", "revops"), add("jonas", "dach"), add("head", "");
  roster.Upsert(Team{"revops", "RevOps", "head"});
  const std::vector<std::string> readers = {"person:mona", "team:revops"};
  for (const std::string may : {"mona", "revo", "head"})
    EXPECT_TRUE(MayRead(readers, ReaderLabels(roster, may))) << may;
  for (const std::string may_not : {"jonas", "nobody", ""})
    EXPECT_FALSE(MayRead(readers, ReaderLabels(roster, may_not))) << may_not;
  EXPECT_TRUE(MayRead({}, ReaderLabels(roster, "jonas"))) << "without readers it is for everybody";
  EXPECT_TRUE(CheckReaders(roster, readers).ok());
  EXPECT_FALSE(CheckReaders(roster, {"team:mona"}).ok());
  EXPECT_FALSE(CheckReaders(roster, {"person:revops"}).ok());
}

TEST(DeskDocument, ReadersThatAreNoneAreRefusedAndABlockThatCannotBeReadLetsNobodyIn) {
  for (const std::string list : {"", "revops", "team:", "team:a b", "team:a,,team:b", "role:admin"})
    EXPECT_FALSE(ParseReaders(list).ok()) << list;
  std::string many;
  for (size_t i = 0; i <= kMaxReaders; ++i)
    many += (i == 0 ? "" : ",") + ("team:t" + std::to_string(i));
  EXPECT_FALSE(ParseReaders(many).ok());
  const std::vector<std::string> readers = ReadersOf("---\nreaders: all of us\n---\nText.\n");
  EXPECT_FALSE(readers.empty());
  Roster roster;
  Person person;
  person.id = "all of us", person.team = "all of us";
  roster.Upsert(person);
  EXPECT_FALSE(MayRead(readers, ReaderLabels(roster, "all of us")));
}

TEST(DeskDocument, WordsAreComparedWithoutCaseAndPlural) {
  EXPECT_EQ(WordsOf("The OWNERS of leads, re-routed: ABCs"),
            (std::vector<std::string>{"owner", "lead", "routed", "abc"}));
  EXPECT_EQ(WordsOf("process of to a is"), (std::vector<std::string>{"process"}));
}

TEST(DocumentSearch, TheSectionThatSpeaksAboutItComesFirst) {
  const std::string ownership =
      "## Corrections\nA wrong owner is corrected by the matching rule.\n"
      "## Named accounts\nA named account keeps its owner.\n";
  const std::string travel = "## Hotels\nBook hotels early.\n";
  const std::vector<SearchedDocument> documents = {{"ownership", ownership}, {"travel", travel}};
  const auto hits = SearchDocuments(documents, "please correct: wrong owner by rule", 3);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits.front().section.heading, "Corrections");
  EXPECT_TRUE(SearchDocuments(documents, "coffee machine broken", 3).empty());
  EXPECT_TRUE(SearchDocuments(documents, "owner of coffee machines", 3).empty())
      << "one word of several is no answer";
  EXPECT_EQ(SearchDocuments(documents, "hotels", 3).size(), 1u);
  EXPECT_TRUE(SearchDocuments({}, "owner rule", 3).empty());
}

TEST(DocumentSearch, ARareWordCountsForMoreThanOneThatIsEverywhere) {
  const std::string text =
      "## One\nlead lead lead owner\n## Two\nlead territory owner\n"
      "## Three\nlead owner\n";
  const auto hits = SearchDocuments({{"a", text}}, "lead owner territory", 3);
  ASSERT_EQ(hits.size(), 3u);
  EXPECT_EQ(hits.front().section.heading, "Two");
}

RC_GTEST_PROP(DeskDocument, AnyTextIsReadWithoutHarmAndSectionsLieInIt, (const std::string& text)) {
  const std::string file = "---\ntitle: t\nversion: v\nowner: o\n---\n" + text;
  const Result<DeskDocument> document = ParseDeskDocument(file);
  if (!document.ok()) return;
  size_t before = 0;
  for (const DocumentSection& section : SectionsOf(document->text)) {
    RC_ASSERT(section.from >= before && section.from <= section.to);
    RC_ASSERT(section.to <= document->text.size());
    before = section.to;
  }
  SearchDocuments({{"a", document->text}}, text, 3);
}

}  // namespace
}  // namespace signalbox
