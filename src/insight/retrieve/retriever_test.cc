#include "insight/retrieve/retriever.h"

#include <gmock/gmock.h>

#include "base/hash.h"
#include "insight/retrieve/chunks.h"
#include "insight/retrieve/word_ranking.h"
#include "insight/text/test_encoder.h"

namespace signalbox {
namespace {

constexpr const char* kRefunds = R"(# Refunds

Customers may ask for a refund within thirty days of the invoice. The refund goes back to the card that was charged.

## Late requests

After thirty days a refund needs the approval of a manager, and is paid as credit.
)";
constexpr const char* kDiscounts = R"(# Discounts

A seller may give ten percent. More than ten percent is for the deal desk to decide.
)";
constexpr const char* kSalaries = R"(# Salaries

Sellers are paid a refund of their travel and a bonus for each quarter. The refund table is secret.
)";

std::unique_ptr<Retriever> Filled(const SentenceEncoder* encoder) {
  auto opened = Retriever::Open(":memory:", encoder);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  std::unique_ptr<Retriever> retriever = std::move(*opened);
  EXPECT_TRUE(retriever->Put({"refunds", "3", kRefunds, {}}).ok());
  EXPECT_TRUE(retriever->Put({"discounts", "1", kDiscounts, {}}).ok());
  EXPECT_TRUE(retriever->Put({"salaries", "1", kSalaries, {"hr", "board"}}).ok());
  return retriever;
}

TEST(RetrieveChunks, LieUnderTheirHeadingsAndAreByteRanges) {
  const std::vector<MarkdownChunk> chunks = CutMarkdown(kRefunds);
  ASSERT_EQ(chunks.size(), 2U);
  EXPECT_EQ(chunks[0].title, "Refunds");
  EXPECT_EQ(chunks[1].title, "Refunds > Late requests");
  EXPECT_EQ(std::string_view(kRefunds).substr(chunks[1].begin, 5), "After");
}

TEST(RetrieveChunks, AreShortAndLoseNothingOfALongText) {
  std::string text = "# Long\n\n";
  for (int i = 0; i < 200; ++i) text += "Sentence number " + std::to_string(i) + " is here. ";
  text += "\n\n" + std::string(3000, 'x') + "ü\n```\n# no heading\n```\n";
  size_t before = 0, letters = 0;
  for (const MarkdownChunk& chunk : CutMarkdown(text)) {
    EXPECT_LE(chunk.end - chunk.begin, kMostChunkBytes);
    EXPECT_GE(chunk.begin, before);
    EXPECT_EQ(chunk.title, "Long");
    before = chunk.end;
    for (size_t i = chunk.begin; i < chunk.end; ++i) letters += text[i] > ' ' || text[i] < 0;
  }
  size_t wanted = 0;
  for (size_t i = 8; i < text.size(); ++i) wanted += text[i] > ' ' || text[i] < 0;
  EXPECT_EQ(letters, wanted);
  EXPECT_TRUE(CutMarkdown("").empty());
  EXPECT_TRUE(CutMarkdown("# \n#\n\n").size() <= 1);
}

TEST(Retrieve, CitesBytesThatHaveTheHash) {
  const auto retriever = Filled(nullptr);
  const auto answer = retriever->Search({"late refund approval manager", {}, 5});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  ASSERT_FALSE(answer->abstained);
  const Citation& first = answer->passages.front();
  EXPECT_EQ(first.document, "refunds");
  EXPECT_EQ(first.version, "3");
  EXPECT_EQ(first.title, "Refunds > Late requests");
  const std::string_view bytes = std::string_view(kRefunds).substr(
      static_cast<size_t>(first.begin), static_cast<size_t>(first.end - first.begin));
  EXPECT_EQ(bytes, first.text);
  EXPECT_EQ(ToHex(View(Sha256(bytes))), first.sha256);
}

TEST(Retrieve, WhatTheReaderMayNotReadIsNeverThere) {
  for (const SentenceEncoder* encoder :
       {static_cast<const SentenceEncoder*>(nullptr), TestEncoder()}) {
    const auto retriever = Filled(encoder);
    const auto hidden = retriever->Search({"secret refund table of sellers", {"sales"}, 50});
    ASSERT_TRUE(hidden.ok());
    for (const Citation& passage : hidden->passages) EXPECT_NE(passage.document, "salaries");
    const auto shown = retriever->Search({"secret refund table of sellers", {"board"}, 50});
    EXPECT_THAT(shown->passages,
                testing::Contains(testing::Field(&Citation::document, "salaries")));
    // The answer is what it would be if the document were not there at all.
    ASSERT_TRUE(retriever->Remove("salaries").ok());
    const auto without = retriever->Search({"secret refund table of sellers", {"sales"}, 50});
    EXPECT_EQ(without->best_fit_e4, hidden->best_fit_e4);
    EXPECT_EQ(without->passages.size(), hidden->passages.size());
  }
}

TEST(Retrieve, WordsThatMostPassagesHaveNeitherHideNorFindWhatARarerOneSays) {
  auto opened = Retriever::Open(":memory:", nullptr);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  Retriever& retriever = **opened;
  retriever.set_margin(0);
  for (int i = 0; i < 9; ++i) {
    const std::string text = "# Part " + std::to_string(i) + "\n\nLead owner lead owner region.";
    ASSERT_TRUE(retriever.Put({"common" + std::to_string(i), "1", text, {}}).ok());
  }
  ASSERT_TRUE(retriever.Put({"rare", "1", "# Fees\n\nA lead with a refund.", {}}).ok());
  const auto first = [&](std::string_view question) {
    const auto answer = retriever.Search({std::string(question), {}, 5});
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer->passages.empty() ? std::string() : answer->passages.front().document;
  };
  // Asked twice: what is remembered of the words says the same.
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(first("lead owner region refund"), "rare");
    EXPECT_THAT(first("lead owner region"), testing::StartsWith("common"));
  }
  // A word is as common as it is among what the documents say now.
  for (int i = 0; i < 20; ++i) {
    const std::string text = "# Refund " + std::to_string(i) + "\n\nrefund refund";
    ASSERT_TRUE(retriever.Put({"refund" + std::to_string(i), "1", text, {}}).ok());
  }
  EXPECT_THAT(first("refund owner"), testing::StartsWith("common"));
}

// Of two passages, each with one of the question's words, the one with the rarer word comes first.
TEST(Retrieve, WhatTheReaderMayNotReadDoesNotTellHowRareAWordIs) {
  for (const SentenceEncoder* encoder :
       {static_cast<const SentenceEncoder*>(nullptr), TestEncoder()}) {
    auto opened = Retriever::Open(":memory:", encoder);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    Retriever& retriever = **opened;
    retriever.set_margin(0);
    ASSERT_TRUE(retriever.Put({"a", "1", "# One\n\nThe merger is near.", {}}).ok());
    ASSERT_TRUE(retriever.Put({"b", "1", "# Two\n\nThe layoff is near.", {}}).ok());
    for (const char* id : {"c", "d", "e"}) {
      ASSERT_TRUE(retriever.Put({id, "1", "# Three\n\nThe weather is fine.", {}}).ok());
    }
    const auto order = [&] {
      std::vector<std::string> documents;
      const auto answer = retriever.Search({"merger layoff", {"sales"}, 5});
      EXPECT_TRUE(answer.ok()) << answer.error().message;
      for (const Citation& passage : answer->passages) documents.push_back(passage.document);
      return documents;
    };
    const std::vector<std::string> before = order();
    ASSERT_GE(before.size(), 2U);
    // Each way in turn, so that whichever came first would no longer.
    for (const char* word : {"merger", "layoff"}) {
      for (int i = 0; i < 9; ++i) {
        const std::string text = std::string("# Plan\n\nThe ") + word + " of this year.";
        ASSERT_TRUE(retriever.Put({"x" + std::to_string(i), "1", text, {"board"}}).ok());
      }
      EXPECT_EQ(order(), before) << word;
    }
  }
}

TEST(Retrieve, AWordThatTheIndexHasNoLettersForIsPassedOver) {
  const auto retriever = Filled(nullptr);
  const auto answer = retriever->Search({"refund \xcc\x81 manager approval", {}, 5});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_FALSE(answer->abstained);
}

TEST(Retrieve, FindsANumberAsItIsWritten) {
  const auto retriever = Filled(nullptr);
  for (const char* days : {"14", "30", "90"}) {
    const std::string text =
        "# Terms\n\nAn order is payable within " + std::string(days) + " days.";
    ASSERT_TRUE(retriever->Put({"terms " + std::string(days), "1", text, {}}).ok());
  }
  const auto answer = retriever->Search({"payable within 90 days", {}, 1});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  ASSERT_FALSE(answer->passages.empty());
  EXPECT_EQ(answer->passages.front().document, "terms 90");
}

TEST(WordRanking, PutsRareWordsAndShortPassagesFirst) {
  WordRanking ranking(10, 100);
  const auto hits = [](uint8_t first_title, uint8_t first_body, uint8_t second_body) {
    return Bytes{static_cast<char>(first_title), static_cast<char>(first_body), '\0',
                 static_cast<char>(second_body)};
  };
  const Bytes rare = hits(0, 1, 0), common = hits(0, 0, 1), titled = hits(1, 0, 0);
  ranking.Add(0, 100, rare);
  ranking.Add(1, 100, common);
  ranking.Add(2, 200, rare);
  ranking.Add(3, 100, titled);
  ranking.Add(4, 100, common);
  ranking.Add(5, 100, common);
  ranking.Add(6, 100, common);
  const auto scores = ranking.Scores();
  ASSERT_EQ(scores.size(), 7U);
  EXPECT_GT(scores[0].second, scores[1].second);
  EXPECT_GT(scores[0].second, scores[2].second);
  EXPECT_GT(scores[3].second, scores[0].second);
  // Three of ten have it: ln(7.5 / 3.5), once, in a passage of the mean length.
  EXPECT_NEAR(scores[0].second, 0.762140, 1e-6);
}

TEST(Retrieve, AbstainsWhenNothingFits) {
  for (const SentenceEncoder* encoder :
       {static_cast<const SentenceEncoder*>(nullptr), TestEncoder()}) {
    const auto retriever = Filled(encoder);
    for (const char* text : {"how do volcanoes erupt", "", "the of and", "日本語", "\" OR *"}) {
      const auto answer = retriever->Search({text, {}, 5});
      ASSERT_TRUE(answer.ok()) << text << answer.error().message;
      EXPECT_TRUE(answer->abstained) << text;
      EXPECT_TRUE(answer->passages.empty());
    }
  }
}

TEST(Retrieve, FindsByMeaningWhatHasOtherWords) {
  SKIP_WITHOUT_ENCODER();
  const auto retriever = Filled(TestEncoder());
  retriever->set_margin(0);
  const auto answer = retriever->Search({"how can I get my money back", {}, 1});
  ASSERT_FALSE(answer->passages.empty());
  EXPECT_EQ(answer->passages.front().document, "refunds");
}

TEST(Retrieve, ANewVersionTakesThePlaceOfTheOld) {
  const auto retriever = Filled(nullptr);
  const size_t before = retriever->chunks();
  ASSERT_TRUE(
      retriever->Put({"discounts", "2", "# Discounts\n\nNobody may give a discount.", {}}).ok());
  EXPECT_EQ(retriever->chunks(), before);
  const auto answer = retriever->Search({"who may give a discount", {}, 5});
  ASSERT_FALSE(answer->passages.empty());
  EXPECT_EQ(answer->passages.front().version, "2");
  EXPECT_THAT(retriever->Search({"ten percent deal desk", {}, 5})->passages, testing::IsEmpty());
}

TEST(Retrieve, RefusesWhatItCouldNotCite) {
  const auto retriever = Filled(nullptr);
  EXPECT_FALSE(retriever->Put({"", "1", "text", {}}).ok());
  EXPECT_FALSE(retriever->Put({"broken", "1", "\xff", {}}).ok());
  EXPECT_FALSE(retriever->Put({"label", "1", "text", {"a\nb"}}).ok());
}

TEST(Retrieve, TheMarginIsLearnedWhereItTellsSamplesApartBest) {
  EXPECT_EQ(LearnMargin({}), 0);
  EXPECT_EQ(LearnMargin({{1000, false}, {2000, false}, {3000, true}, {5000, true}}), 2001);
  // One answerable question below costs less than three others above.
  EXPECT_EQ(
      LearnMargin({{100, true}, {200, false}, {300, false}, {400, true}, {500, true}, {600, true}}),
      301);
}

}  // namespace
}  // namespace signalbox
