#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "insight/model_file.h"
#include "insight/text/byte_cursor.h"
#include "insight/text/intent_training.h"
#include "insight/text/test_encoder.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

// Three intents that share few words, in so many ways of saying it.
std::vector<LabelledText> Rows() {
  const std::vector<std::pair<std::string, std::vector<std::string>>> texts = {
      {"price",
       {"how much does it cost", "what is the price", "send me a quote please",
        "is there a discount", "what are the fees", "price for ten seats", "cost per month",
        "your price list please", "what do you charge", "how expensive is it", "quote for a team",
        "is the price per user"}},
      {"cancel",
       {"cancel my plan", "i want to cancel", "please end the contract", "stop my subscription",
        "terminate the agreement", "close my account", "cancel the subscription today",
        "we want to end our plan", "how do i cancel", "end my contract now",
        "please close our account", "i want out of the contract"}},
      {"job",
       {"are you hiring", "i want a job", "here is my resume", "open positions please",
        "apply for the role", "do you have a vacancy", "my application for the job",
        "is the position still open", "i look for work", "career at your company",
        "send my resume to whom", "internship in summer"}},
      {std::string(kOutOfScope),
       {"play some music", "the weather is nice", "tell me a joke", "my dog is hungry",
        "who won the match", "what time is it", "bake a cake", "turn off the light",
        "good night moon", "the bus is late", "paint it blue", "a cup of tea"}}};
  std::vector<LabelledText> rows;
  for (const auto& [label, lines] : texts) {
    for (const std::string& line : lines) rows.push_back({line, label});
  }
  return rows;
}

std::unique_ptr<IntentModel> Loaded(const Bytes& file, const SentenceEncoder* encoder) {
  auto model = IntentModel::Load(file, encoder);
  EXPECT_TRUE(model.ok()) << model.error().message;
  return model.ok() ? std::move(*model) : nullptr;
}

TEST(Intent, IsLearntFromWordsAlone) {
  const Result<Bytes> file = TrainIntents(Rows(), {}, nullptr, 1);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto model = Loaded(*file, nullptr);
  const IntentAnswer answer = model->Understand("What's the PRICE of twenty seats?");
  ASSERT_FALSE(answer.likeliest.empty());
  EXPECT_EQ(answer.likeliest.front().intent, "price");
  EXPECT_TRUE(answer.words_alone);
  EXPECT_EQ(model->WhyWordsAlone(), "");
  EXPECT_EQ(model->Understand("please cancel the contract").likeliest.front().intent, "cancel");
}

TEST(Intent, GivesProbabilitiesThatFallAndNeverOffersOutOfScopeAsAnIntent) {
  const auto model = Loaded(*TrainIntents(Rows(), {}, nullptr, 1), nullptr);
  for (const char* text : {"", "tell me a joke about music", "cancel", "\xff\xfe", "price job"}) {
    const IntentAnswer answer = model->Understand(text);
    ASSERT_EQ(answer.likeliest.size(), 3U);
    int before = kProbabilityUnit;
    for (const IntentGuess& guess : answer.likeliest) {
      EXPECT_NE(guess.intent, kOutOfScope);
      EXPECT_LE(guess.probability_e6, before);
      EXPECT_GE(guess.probability_e6, 0);
      before = guess.probability_e6;
    }
    EXPECT_EQ(answer.intent == kOutOfScope, !answer.enough_for[0]);
    // What is enough to act is enough for what costs less.
    EXPECT_LE(answer.enough_for[2], answer.enough_for[1]);
    EXPECT_LE(answer.enough_for[1], answer.enough_for[0]);
  }
}

TEST(Intent, ATextThatSaysNothingHasNone) {
  std::vector<LabelledText> rows = Rows();
  std::erase_if(rows, [](const LabelledText& row) { return row.label == kOutOfScope; });
  const auto model = Loaded(*TrainIntents(rows, {}, nullptr, 1), nullptr);
  for (const char* text : {"", "  ", "?!", "\xf0\x9f\x98\x80", "xyzzyxyzzy"}) {
    const IntentAnswer answer = model->Understand(text);
    EXPECT_EQ(answer.intent, kOutOfScope) << text;
    EXPECT_FALSE(answer.enough_for[0]) << text;
  }
  EXPECT_EQ(model->Understand("the price please").intent, "price");
}

TEST(Intent, SameRowsAndSeedGiveTheSameBytes) {
  const Result<Bytes> once = TrainIntents(Rows(), {}, nullptr, 7);
  const Result<Bytes> again = TrainIntents(Rows(), {}, nullptr, 7);
  const Result<Bytes> other = TrainIntents(Rows(), {}, nullptr, 8);
  ASSERT_TRUE(once.ok() && again.ok() && other.ok());
  EXPECT_EQ(*once, *again);
  EXPECT_NE(*once, *other);
}

TEST(Intent, ReadBackAnswersAsBefore) {
  SKIP_WITHOUT_ENCODER();
  const Result<Bytes> file = TrainIntents(Rows(), Rows(), TestEncoder(), 1);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto model = Loaded(*file, TestEncoder());
  EXPECT_EQ(model->Save(), *file);
  EXPECT_FALSE(model->reads_words_alone());
  EXPECT_EQ(model->Understand("I'd like to terminate our deal").likeliest.front().intent, "cancel");
}

// A model's file with the first `kept` of its dense features.
Bytes WithFewerDense(const Bytes& file, size_t kept) {
  const Bytes payload = DecodeModelFile(file)->payload;
  ByteCursor from(payload);
  from.Number<uint32_t>();
  const uint32_t labels = from.Number<uint32_t>();
  for (uint32_t i = 0; i < labels; ++i) from.Text();
  from.Counted<uint32_t>();
  from.Counted<float>();
  ValenceWords().Read(&from);
  const auto at = [&] { return payload.size() - from.left(); };
  Bytes out = payload.substr(0, at());
  for (int i = 0; i < 2; ++i) {
    std::vector<float> values = from.Counted<float>();
    values.resize(kept);
    AppendNumbers(values, &out);
  }
  const size_t middle = at();
  from.Take(2 * sizeof(Digest) + sizeof(float) + kIntentUses * sizeof(int32_t));
  from.Counted<float>();
  from.Counted<int8_t>();
  from.Take(sizeof(float) + kIntentUses * sizeof(int32_t));
  out += payload.substr(middle, at() - middle);
  std::vector<float> scales = from.Counted<float>();
  std::vector<int8_t> cells = from.Counted<int8_t>();
  // The last row is that of the bias.
  if (kept + 1 < scales.size()) {
    scales.erase(scales.begin() + static_cast<ptrdiff_t>(kept), scales.end() - 1);
    cells.erase(cells.begin() + static_cast<ptrdiff_t>(kept * labels), cells.end() - labels);
  }
  AppendNumbers(scales, &out);
  AppendNumbers(cells, &out);
  return EncodeModelFile(IntentModel::kKind, out);
}

size_t DenseOf(const Bytes& file) {
  for (const size_t kept : {IntentModel::kDenseOfFew, IntentModel::kDense}) {
    if (WithFewerDense(file, kept) == file) return kept;
  }
  return 0;
}

TEST(Intent, ManyTextsTeachMoreOfWhatTheEncoderSaysAndFewLess) {
  SKIP_WITHOUT_ENCODER();
  const Result<Bytes> few = TrainIntents(Rows(), Rows(), TestEncoder(), 1);
  ASSERT_TRUE(few.ok());
  EXPECT_EQ(DenseOf(*few), IntentModel::kDenseOfFew);
  std::vector<LabelledText> rows;
  for (int i = 0; i < 7; ++i) {
    for (LabelledText& row : Rows()) rows.push_back(std::move(row));
  }
  const Result<Bytes> many = TrainIntents(rows, Rows(), TestEncoder(), 1);
  ASSERT_TRUE(many.ok());
  EXPECT_EQ(DenseOf(*many), IntentModel::kDense);
  for (const Bytes& file : {*many, WithFewerDense(*many, IntentModel::kDenseOfFew)}) {
    const auto model = Loaded(file, TestEncoder());
    EXPECT_FALSE(model->reads_words_alone());
    EXPECT_EQ(model->Understand("I'd like to terminate our deal").likeliest.front().intent,
              "cancel");
  }
  const Bytes odd = WithFewerDense(*few, kEncodedSize);
  EXPECT_THAT(IntentModel::Load(odd, TestEncoder()).error().message, HasSubstr("the shape"));
}

TEST(Intent, GoesOnWithWordsWhenTheEncoderIsMissing) {
  SKIP_WITHOUT_ENCODER();
  const Result<Bytes> file = TrainIntents(Rows(), Rows(), TestEncoder(), 1);
  ASSERT_TRUE(file.ok());
  const auto model = Loaded(*file, nullptr);
  EXPECT_TRUE(model->Understand("cancel my subscription").words_alone);
  EXPECT_EQ(model->Understand("cancel my subscription").likeliest.front().intent, "cancel");
  EXPECT_THAT(model->WhyWordsAlone(), HasSubstr("no sentence encoder"));
}

TEST(Intent, RefusesRowsThatTeachNothing) {
  EXPECT_FALSE(TrainIntents({}, {}, nullptr, 1).ok());
  std::vector<LabelledText> one_intent(20, {"some text", "only"});
  EXPECT_THAT(TrainIntents(one_intent, {}, nullptr, 1).error().message, HasSubstr("two intents"));
  const std::vector<LabelledText> once = {{"lonely", "rare"}, {"also lonely", "odd"}};
  EXPECT_THAT(TrainIntents(once, {}, nullptr, 1).error().message, HasSubstr("held back"));
  EXPECT_THAT(TrainIntents(Rows(), {{"x", "unheard"}}, nullptr, 1).error().message,
              HasSubstr("`unheard`"));
}

TEST(Intent, AnIntentOfFewTextsIsLearntBesideTheOthers) {
  std::vector<LabelledText> rows = Rows();
  rows.push_back({"xylophone", "rare"});
  rows.push_back({"ukulele strings", "odd"});
  rows.push_back({"ukulele chords", "odd"});
  const Result<Bytes> file = TrainIntents(rows, {}, nullptr, 1);
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto model = Loaded(*file, nullptr);
  EXPECT_EQ(model->labels().size(), 6U);  // `oos` among them
  EXPECT_EQ(model->Understand("how much does it cost").likeliest.front().intent, "price");
  EXPECT_EQ(model->Understand("ukulele").likeliest.front().intent, "odd");
}

TEST(Intent, AModelFileThatWasChangedIsRefused) {
  const Bytes file = *TrainIntents(Rows(), {}, nullptr, 1);
  for (size_t cut = 0; cut < file.size(); cut += 997)
    EXPECT_FALSE(IntentModel::Load(file.substr(0, cut), nullptr).ok()) << cut;
  for (size_t at = 0; at < file.size(); at += 1009) {
    Bytes changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    EXPECT_FALSE(IntentModel::Load(changed, nullptr).ok()) << at;
  }
  EXPECT_THAT(IntentModel::Load(EncodeModelFile("scorecard", "x"), nullptr).error().message,
              HasSubstr("kind `scorecard`"));
  // The container is right, what is in it is not.
  const Bytes payload = DecodeModelFile(file)->payload;
  for (size_t cut = 0; cut < payload.size(); cut += 499) {
    EXPECT_FALSE(
        IntentModel::Load(EncodeModelFile("intent", payload.substr(0, cut)), nullptr).ok());
  }
}

TEST(Intent, FiguresCountRefusalsAsWrongInScopeAndRightOutside) {
  const auto model = Loaded(*TrainIntents(Rows(), Rows(), nullptr, 1), nullptr);
  const IntentFigures figures = MeasureIntents(*model, Rows());
  EXPECT_EQ(figures.in_scope, 36);
  EXPECT_EQ(figures.out_of_scope, 12);
  EXPECT_GE(figures.accuracy_of_best_e4, figures.accuracy_in_scope_e4);
  // Chosen on these very rows.
  EXPECT_GE(figures.oos_recall_e4, 7500);
  EXPECT_GE(figures.accuracy_of_best_e4, 9500);
  const IntentFigures nothing = MeasureIntents(*model, {});
  EXPECT_EQ(nothing.in_scope + nothing.accuracy_in_scope_e4 + nothing.ece_e4, 0);
}

TEST(TextFeatures, WordsAreFoldedAndDigitsAreOneDigit) {
  EXPECT_THAT(FoldedWords("What's THE price of 25-seats, Zoë?"),
              testing::ElementsAre("whats", "the", "price", "of", "00", "seats", "zoë"));
  EXPECT_TRUE(FoldedWords(" ... \xff ").empty());
}

TEST(TextFeatures, OnlyWhatTwoTextsHaveIsKept) {
  const FeatureTable table =
      FeatureTable::Learn({HashText("blue sky"), HashText("blue sea"), HashText("red")});
  EXPECT_GT(table.rows(), 0U);
  EXPECT_TRUE(table.Weigh(HashText("red")).empty());
  float squares = 0;
  const std::vector<RowWeight> weights = table.Weigh(HashText("blue"));
  for (const RowWeight& one : weights) squares += one.weight * one.weight;
  EXPECT_NEAR(squares, 2, 1e-5) << "words and letters, each of length 1";
}

}  // namespace
}  // namespace signalbox
