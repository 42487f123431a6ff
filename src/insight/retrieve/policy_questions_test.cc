// What the margins below which a search abstains rest on: questions to policy documents, written
// for the project (reference_tables/retrieval). Every second one teaches, the others judge.
#include <gmock/gmock.h>

#include <fstream>

#include "insight/retrieve/retriever.h"
#include "insight/text/test_encoder.h"

namespace signalbox {
namespace {

constexpr const char* kDocuments[] = {"discounts", "lead-ownership", "response-times",
                                      "territories"};

struct PolicyQuestion {
  std::string text, section;  // empty: no document says anything about it
};

std::vector<PolicyQuestion> Questions(bool teaching) {
  std::ifstream file(std::string(SB_SOURCE_DIR) + "/reference_tables/retrieval/questions.csv");
  std::vector<PolicyQuestion> questions;
  std::string line;
  std::getline(file, line);
  for (bool is_odd = true; std::getline(file, line); is_odd = !is_odd) {
    const size_t quote = line.rfind('"');
    if (is_odd == teaching)
      questions.push_back({line.substr(1, quote - 1), line.substr(quote + 2)});
  }
  return questions;
}

std::unique_ptr<Retriever> Documents(const SentenceEncoder* encoder) {
  auto opened = Retriever::Open(":memory:", encoder);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  for (const std::string name : kDocuments) {
    const std::string text =
        WholeTestFile(std::string(SB_SOURCE_DIR) + "/reference_tables/retrieval/" + name + ".md");
    EXPECT_FALSE(text.empty()) << name;
    EXPECT_TRUE((*opened)->Put({name, "1", text, {}}).ok());
  }
  return std::move(*opened);
}

int LearntMargin(const SentenceEncoder* encoder) {
  const std::unique_ptr<Retriever> retriever = Documents(encoder);
  std::vector<FitSample> samples;
  for (const PolicyQuestion& question : Questions(true)) {
    const auto answer = retriever->Search({question.text, {}, 3});
    EXPECT_TRUE(answer.ok());
    samples.push_back({answer->best_fit_e4, !question.section.empty()});
  }
  return LearnMargin(samples);
}

struct JudgedQuestions {
  int answerable = 0, answered = 0, right_first = 0, right_of_three = 0, others = 0, refused = 0;
};

JudgedQuestions Judge(const SentenceEncoder* encoder) {
  const std::unique_ptr<Retriever> retriever = Documents(encoder);
  JudgedQuestions judged;
  for (const PolicyQuestion& question : Questions(false)) {
    const auto answer = retriever->Search({question.text, {}, 3});
    EXPECT_TRUE(answer.ok());
    if (question.section.empty()) {
      ++judged.others;
      judged.refused += answer->abstained ? 1 : 0;
      continue;
    }
    ++judged.answerable;
    judged.answered += answer->abstained ? 0 : 1;
    for (size_t i = 0; i < answer->passages.size(); ++i) {
      if (!answer->passages[i].title.ends_with(question.section)) continue;
      ++judged.right_of_three;
      judged.right_first += i == 0 ? 1 : 0;
      break;
    }
  }
  return judged;
}

TEST(PolicyQuestions, TeachTheMarginOfWordsAndMeaning) {
  SKIP_WITHOUT_ENCODER();
  EXPECT_EQ(LearntMargin(TestEncoder()), Retriever::kMargin);
}

TEST(PolicyQuestions, TeachTheMarginOfWordsAlone) {
  EXPECT_EQ(LearntMargin(nullptr), Retriever::kMarginOfWords);
}

// Of 21 that have an answer and 21 that have none.
TEST(PolicyQuestions, OthersThanThoseThatTaughtAreAnsweredByTheirSectionOrRefused) {
  SKIP_WITHOUT_ENCODER();
  const JudgedQuestions judged = Judge(TestEncoder());
  EXPECT_EQ(judged.answerable, 21);
  EXPECT_GE(judged.answered, 16);
  EXPECT_GE(judged.right_of_three, 16);
  EXPECT_GE(judged.right_first, 12);
  EXPECT_EQ(judged.others, 21);
  EXPECT_GE(judged.refused, 19);
}

TEST(PolicyQuestions, ByWordsAloneFewerOfThoseWithoutAnAnswerAreRefused) {
  const JudgedQuestions judged = Judge(nullptr);
  EXPECT_GE(judged.right_of_three, 17);
  EXPECT_GE(judged.refused, 12);
}

}  // namespace
}  // namespace signalbox
