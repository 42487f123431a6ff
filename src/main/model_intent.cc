#include "main/model_intent.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include "base/counted.h"
#include "base/json_writer.h"
#include "insight/model_file.h"
#include "main/command.h"
#include "main/csv_table.h"
#include "main/encoder_file.h"

namespace signalbox {
namespace {

// What makes figures say less than they seem to.
struct EvalCaveats {
  bool is_taught = false;         // by the very rows that judge
  int64_t of_unknown_labels = 0;  // rows; no answer to them is right
};

std::string FiguresJson(const std::string& id, const IntentFigures& figures,
                        const EvalCaveats& caveats) {
  std::string text;
  JsonWriter json(&text);
  const auto share = [&json](std::string_view key, int e4) { json.Key(key).Raw(ShareText(e4)); };
  json.BeginObject().Member("model", id).Member("kind", IntentModel::kKind);
  json.Member("rows_in_scope", figures.in_scope).Member("rows_oos", figures.out_of_scope);
  share("accuracy_in_scope", figures.accuracy_in_scope_e4);
  share("accuracy_of_best", figures.accuracy_of_best_e4);
  if (figures.out_of_scope != 0)
    share("oos_recall", figures.oos_recall_e4);
  else
    json.Key("oos_recall").Null();
  share("ece", figures.ece_e4);
  share("macro_f1", figures.macro_f1_e4);
  json.Member("trained_on_these_rows", caveats.is_taught);
  json.Member("rows_of_unknown_labels", caveats.of_unknown_labels);
  json.Member("words_alone", figures.words_alone).EndObject();
  return text;
}

void PrintIntentFigures(const std::string& id, const IntentFigures& figures) {
  std::printf("model              %s%s\n", id.c_str(), figures.words_alone ? ", words alone" : "");
  std::printf("rows               %lld in scope, %lld out of scope\n",
              static_cast<long long>(figures.in_scope),
              static_cast<long long>(figures.out_of_scope));
  std::printf("accuracy_in_scope  %s\n", ShareText(figures.accuracy_in_scope_e4).c_str());
  std::printf("accuracy_of_best   %s\n", ShareText(figures.accuracy_of_best_e4).c_str());
  if (figures.out_of_scope != 0)
    std::printf("oos_recall         %s\n", ShareText(figures.oos_recall_e4).c_str());
  std::printf("ece                %s\n", ShareText(figures.ece_e4).c_str());
  std::printf("macro_f1           %s\n", ShareText(figures.macro_f1_e4).c_str());
}

Result<ValenceWords> ReadValences(const std::string& path) {
  if (path.empty()) return ValenceWords();
  SB_ASSIGN(const CsvTable table, ReadCsvTable(path));
  const int word = table.Find({"word"});
  const int valence = table.Find({"valence"});
  std::vector<std::pair<std::string, int>> words;
  for (const CsvTable::Row& row : table.rows) {
    const std::string_view cell = CsvTable::Cell(row, valence);
    int number = 0;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (read.ec == std::errc() && read.ptr == cell.data() + cell.size())
      words.emplace_back(CsvTable::Cell(row, word), number);
  }
  if (word < 0 || valence < 0 || words.empty()) {
    return Err(Code::kInvalid, "`" + path +
                                   "` needs a column `word` and a column `valence` with whole "
                                   "numbers from -5 to 5");
  }
  return ValenceWords(words);
}

// Names the intents that will hardly be recognised.
void TellOfRareIntents(const std::vector<LabelledText>& rows) {
  std::map<std::string, size_t> texts;
  for (const LabelledText& row : rows) ++texts[row.label];
  std::string names;
  size_t rare = 0;
  constexpr size_t kNamed = 5;
  for (const auto& [label, count] : texts) {
    if (count >= kLeastOfAnIntent || label == kOutOfScope) continue;
    if (++rare <= kNamed) names += (names.empty() ? "`" : ", `") + label + "`";
  }
  if (rare == 0) return;
  std::fprintf(stderr,
               "note: %zu %s fewer than %zu texts and will seldom be recognised: %s%s; 40 make an "
               "intent reliable\n",
               rare, rare == 1 ? "intent has" : "intents have", kLeastOfAnIntent, names.c_str(),
               rare > kNamed ? " and others" : "");
}

Status Train(const IntentOptions& options) {
  SB_ASSIGN(const std::unique_ptr<SentenceEncoder> encoder, OpenEncoder(options.encoder));
  SB_ASSIGN(const std::vector<LabelledText> rows, ReadLabelledTexts(options.rows));
  std::vector<LabelledText> validation;
  if (!options.validation.empty()) {
    SB_ASSIGN(validation, ReadLabelledTexts(options.validation));
  }
  SB_ASSIGN(const ValenceWords valences, ReadValences(options.valences));
  Result<Bytes> file = TrainIntents(rows, validation, encoder.get(), options.seed, valences);
  if (!file.ok()) return Within("`" + options.rows + "`", file.error());
  SB_TRY(WriteWhole(options.model, *file));
  TellOfRareIntents(rows);
  SB_ASSIGN(const auto model, IntentModel::Load(*file, encoder.get()));
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("model", model->id()).Member("kind", IntentModel::kKind);
    json.Member("rows", static_cast<int64_t>(rows.size()));
    json.Member("intents", static_cast<int64_t>(model->labels().size()));
    json.Member("bytes", static_cast<int64_t>(file->size()));
    if (options.added >= 0) json.Member("added", options.added);
    json.Member("words_alone", encoder == nullptr).EndObject();
    std::printf("%s\n", text.c_str());
  } else {
    std::printf("wrote %s: %s from %s, %.1f MB, %s\n", options.model.c_str(),
                Counted(static_cast<int64_t>(model->labels().size()), "label").c_str(),
                Counted(static_cast<int64_t>(rows.size()), "text").c_str(),
                static_cast<double>(file->size()) / 1e6,
                encoder == nullptr ? "words alone" : "with the sentence encoder");
  }
  return {};
}

// Told on standard error as well.
EvalCaveats CaveatsOf(const IntentModel& model, const std::vector<LabelledText>& rows) {
  EvalCaveats caveats;
  caveats.is_taught = DigestOfTexts(rows) == model.taught_by();
  if (caveats.is_taught)
    std::fprintf(stderr, "note: the model was trained on these very rows; these figures flatter\n");
  std::set<std::string> unknown;
  for (const LabelledText& row : rows) {
    const auto& taught = model.labels();
    if (row.label == kOutOfScope ||
        std::find(taught.begin(), taught.end(), row.label) != taught.end())
      continue;
    unknown.insert(row.label);
    ++caveats.of_unknown_labels;
  }
  if (!unknown.empty()) {
    std::fprintf(
        stderr, "note: %s count as wrong because the model was not taught %s, such as `%s`\n",
        Counted(caveats.of_unknown_labels, "row", "rows").c_str(),
        Counted(static_cast<int64_t>(unknown.size()), "label").c_str(), unknown.begin()->c_str());
  }
  return caveats;
}

Status EvalIntents(const IntentOptions& options) {
  SB_ASSIGN(const std::unique_ptr<SentenceEncoder> encoder, OpenEncoder(options.encoder));
  SB_ASSIGN(const auto model, OpenIntents(options.model, encoder.get()));
  SB_ASSIGN(const std::vector<LabelledText> rows, ReadLabelledTexts(options.rows));
  const EvalCaveats caveats = CaveatsOf(*model, rows);
  const IntentFigures figures = MeasureIntents(*model, rows);
  if (options.json)
    std::printf("%s\n", FiguresJson(model->id(), figures, caveats).c_str());
  else
    PrintIntentFigures(model->id(), figures);
  return {};
}

}  // namespace

std::string ShareText(int e4) {
  char text[16];
  std::snprintf(text, sizeof text, "%d.%04d", e4 / 10'000, e4 % 10'000);
  return text;
}

TextColumns TextColumnsOf(const CsvTable& table) {
  return {table.Find({"text", "utterance"}), table.Find({"label", "category", "intent"})};
}

Result<std::vector<LabelledText>> ReadLabelledTexts(const std::string& path) {
  SB_ASSIGN(CsvTable table, ReadCsvTable(path));
  const TextColumns columns = TextColumnsOf(table);
  if (columns.text < 0 || columns.label < 0) {
    return Err(Code::kInvalid, "`" + path +
                                   "` needs a column `text` and a column `label` "
                                   "(or `category`, or `intent`)");
  }
  std::vector<std::string> left_out = std::move(table.faults);
  std::vector<LabelledText> rows;
  for (const CsvTable::Row& row : table.rows) {
    const std::string_view text = CsvTable::Cell(row, columns.text);
    const std::string_view label = CsvTable::Cell(row, columns.label);
    if (text.empty() || label.empty()) {
      left_out.push_back(path + ":" + std::to_string(row.line) +
                         (label.empty() ? ": no label" : ": no text"));
      continue;
    }
    rows.push_back({std::string(text), std::string(label)});
  }
  PrintLeftOut(left_out);
  if (rows.empty()) return Err(Code::kInvalid, "`" + path + "` has no rows");
  return rows;
}

int RunIntentTrain(const IntentOptions& options) {
  const Status done = Train(options);
  return done.ok() ? kExitDone : Fail(done.error());
}

int RunIntentEval(const IntentOptions& options) {
  const Status done = EvalIntents(options);
  return done.ok() ? kExitDone : Fail(done.error());
}

}  // namespace signalbox
