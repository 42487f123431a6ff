// `signalbox nlu understand|add-intent`: what a text wants and names; docs/understanding.md.
#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/counted.h"
#include "base/json_writer.h"
#include "insight/text/understanding.h"
#include "intake/byte_source.h"
#include "intake/csv.h"
#include "intake/csv_writer.h"
#include "intake/written_value.h"
#include "main/command.h"
#include "main/encoder_file.h"
#include "main/model_intent.h"
#include "main/output_path.h"
#include "main/whole_number.h"

namespace signalbox {
namespace {

struct NluOptions {
  std::string text, model, encoder, now;
  EntityContext context;
  bool redact = false, json = false;
  std::string intent, examples;
  IntentOptions training;
};

void PrintUnderstanding(const Understanding& all) {
  std::printf("language   %s%s\n", all.language.code.c_str(),
              all.language.is_read ? "" : " (not read for intent: route it by policy)");
  if (all.language.is_read) {
    std::printf("intent     %s%s\n", all.intent.intent.c_str(),
                all.intent.words_alone ? "   (words alone)" : "");
    for (const IntentGuess& guess : all.intent.likeliest) {
      std::printf("           %5.1f %%  %s\n", guess.probability_e6 / 10'000.0,
                  guess.intent.c_str());
    }
    for (size_t use = 0; use < kIntentUses; ++use) {
      std::printf("           %s to %s\n",
                  all.intent.enough_for[use] ? "sure enough" : "not enough",
                  std::string(IntentUseName(static_cast<IntentUse>(use))).c_str());
    }
    if (!all.sentiment.likeliest.empty()) {
      const IntentGuess& best = all.sentiment.likeliest.front();
      std::printf("sentiment  %s %.1f %%\n", best.intent.c_str(), best.probability_e6 / 10'000.0);
    }
    std::printf("urgency    %.2f\n", all.urgency_e4 / 10'000.0);
  }
  for (const TextEntity& entity : all.entities) {
    const std::string other = entity.other.empty() ? "" : " or " + entity.other;
    std::printf("%-10s %s%s   (%zu-%zu)\n", std::string(TextEntityKindName(entity.kind)).c_str(),
                entity.value.c_str(), other.c_str(), entity.span.begin, entity.span.end);
  }
}

Status UnderstandTexts(const NluOptions& options) {
  SB_ASSIGN(const std::unique_ptr<SentenceEncoder> encoder, OpenEncoder(options.encoder));
  SB_ASSIGN(const std::unique_ptr<IntentModel> intents, OpenIntents(options.model, encoder.get()));
  SB_ASSIGN(const std::unique_ptr<IntentModel> sentiment, OpenSentiment(encoder.get()));
  const TextModels models = {intents.get(), sentiment.get()};
  EntityContext context = options.context;
  context.now = SystemClock().Now();
  if (!options.now.empty()) {
    SB_ASSIGN(context.now, ParseTime(options.now));
  }
  SB_ASSIGN(const Understanding all, UnderstandText(options.text, models, context));
  if (options.redact)
    std::printf("%s\n", Redact(options.text, all.entities).c_str());
  else if (options.json)
    std::printf("%s\n", UnderstandingJson(all, models).c_str());
  else
    PrintUnderstanding(all);
  return {};
}

// One example a line, each once.
Result<std::vector<std::string>> Examples(const std::string& path) {
  SB_ASSIGN(const std::string file, ReadWhole(path));
  std::string_view rest = file;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  std::vector<std::string> lines;
  for (size_t number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string line(TrimBlanks(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!IsCleanUtf8(line)) {
      return Err(Code::kInvalid, "`" + path + "`:" + std::to_string(number) +
                                     ": this is not UTF-8; save the file as UTF-8");
    }
    if (!line.empty() && std::find(lines.begin(), lines.end(), line) == lines.end())
      lines.push_back(line);
  }
  if (lines.size() < kLeastOfAnIntent) {
    return Err(Code::kInvalid, "`" + path + "` has " + std::to_string(lines.size()) +
                                   " different examples, one a line; an intent needs at least " +
                                   std::to_string(kLeastOfAnIntent) + ", and 40 to be reliable");
  }
  return lines;
}

// Adds rows to the end of a CSV of taught texts, in its own columns and with its own separator;
// what is there stays as it is.
Status AppendTexts(const std::string& path, const std::vector<LabelledText>& added) {
  SB_ASSIGN(std::string file, ReadWhole(path));
  TextSource source(file);
  CsvReader reader(&source);
  CsvRow header;
  SB_TRY(reader.Next(&header));
  CsvTable names;
  for (const std::string_view name : header.fields) names.header.emplace_back(TrimBlanks(name));
  const TextColumns columns = TextColumnsOf(names);
  std::string rows;
  CsvWriter writer(&rows, reader.delimiter());
  for (const LabelledText& one : added) {
    std::vector<std::string> cells(names.header.size());
    cells[static_cast<size_t>(columns.text)] = one.text;
    cells[static_cast<size_t>(columns.label)] = one.label;
    writer.Row(cells);
  }
  if (!file.ends_with('\n')) file += '\n';
  return WriteWhole(path, file + rows);
}

bool IsIntentName(std::string_view name) {
  const bool is_plain = std::none_of(name.begin(), name.end(), [](char c) {
    return c == ',' || c == '"' || static_cast<unsigned char>(c) < ' ';
  });
  return !name.empty() && name != kOutOfScope && is_plain && TrimBlanks(name) == name &&
         IsCleanUtf8(name);
}

// How many examples were added.
Result<int64_t> AddIntent(const NluOptions& options) {
  SB_TRY(CheckOutput(options.training.model,
                     {options.training.rows, options.examples, options.training.encoder}));
  if (!IsIntentName(options.intent)) {
    return Err(Code::kInvalid, "`" + options.intent +
                                   "` cannot be an intent's name; use one such as `billing`, not "
                                   "`oos`, without commas, quotes and spaces at its ends");
  }
  SB_ASSIGN(const std::vector<LabelledText> known, ReadLabelledTexts(options.training.rows));
  SB_ASSIGN(const std::vector<std::string> lines, Examples(options.examples));
  std::vector<LabelledText> added;
  for (const std::string& line : lines) {
    const bool is_there = std::any_of(known.begin(), known.end(), [&](const LabelledText& row) {
      return row.text == line && row.label == options.intent;
    });
    if (!is_there) added.push_back({line, options.intent});
  }
  if (!added.empty()) SB_TRY(AppendTexts(options.training.rows, added));
  return static_cast<int64_t>(added.size());
}

int RunAddIntent(const NluOptions& options) {
  const Result<int64_t> added = AddIntent(options);
  if (!added.ok()) return Fail(added.error());
  IntentOptions training = options.training;
  training.added = *added;
  if (!training.json)
    std::printf("%s: %s added to %s\n", options.intent.c_str(), Counted(*added, "example").c_str(),
                training.rows.c_str());
  return RunIntentTrain(training);
}

void AddUnderstand(CLI::App* nlu, int* exit) {
  auto options = std::make_shared<NluOptions>();
  CLI::App* understand = nlu->add_subcommand("understand", "what a text wants and names");
  understand->add_option("TEXT", options->text, "the text")->required();
  understand->add_option("--model", options->model, "an intent model (default: the product's own)");
  understand->add_option("--encoder", options->encoder, "the sentence encoder");
  understand->add_option("--now", options->now, "what `tomorrow` counts from (default: now)");
  understand->add_option("--zone", options->context.zone, "the writer's time zone (default: UTC)");
  understand->add_option("--product", options->context.products, "a product of the catalogue");
  understand->add_option("--competitor", options->context.competitors, "a competitor");
  understand->add_flag("--redact", options->redact, "print the text without what is personal");
  understand->add_flag("--json", options->json, "print JSON");
  understand->callback([options, exit] {
    const Status done = UnderstandTexts(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace

void AddNlu(CLI::App& app, int* exit) {
  CLI::App* nlu = app.add_subcommand("nlu", "understand what people write");
  nlu->require_subcommand(1);
  AddUnderstand(nlu, exit);
  auto options = std::make_shared<NluOptions>();
  CLI::App* add = nlu->add_subcommand("add-intent", "teach a new intent from examples");
  add->add_option("NAME", options->intent, "the intent's name")->required();
  add->add_option("--examples", options->examples, "a text file, one example a line")->required();
  add->add_option("--data", options->training.rows, "CSV of all taught texts; is added to")
      ->required();
  add->add_option("--out", options->training.model, "the model file to write")->required();
  add->add_option("--encoder", options->training.encoder, "the sentence encoder");
  add->add_option("--seed", options->training.seed, "of what is drawn by lot (default: 1)")
      ->check(WholeNumber())
      ->check(CLI::NonNegativeNumber);
  add->add_flag("--json", options->training.json, "print the report as JSON");
  add->callback([options, exit] { *exit = RunAddIntent(*options); });
}

}  // namespace signalbox
