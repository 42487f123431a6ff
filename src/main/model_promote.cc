// `signalbox model promote`, `rollback` and `history`: which model is in use, in a folder of
// models.
//
// DIR/<id>.sbm are models, DIR/active the id of the one in use, DIR/history.ndjson a line for each
// thing that happened, refusals too. A line is written before what it says is done.
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "insight/score/significance.h"
#include "main/command.h"
#include "main/model_command.h"

namespace signalbox {
namespace {

struct ShelfOptions {
  std::string model, folder, rows, because;
  bool json = false;
};

struct HistoryLine {
  std::string event, model, before, because;
};

class ModelShelf {
 public:
  explicit ModelShelf(std::string folder) : folder_(std::move(folder)) {}

  std::string PathOf(const std::string& id) const { return folder_ + "/" + id + ".sbm"; }

  // Empty when none is in use.
  Result<std::string> Active() const {
    Result<std::string> text = ReadWhole(folder_ + "/active");
    if (!text.ok() && text.error().code == Code::kNotFound) return std::string();
    if (text.ok() && text->ends_with('\n')) text->pop_back();
    return text;
  }

  Result<std::vector<HistoryLine>> History() const {
    std::vector<HistoryLine> lines;
    SB_ASSIGN(const std::string text, Text());
    size_t number = 0;
    for (size_t begin = 0; begin < text.size();) {
      const size_t end = std::min(text.find('\n', begin), text.size());
      const auto json = nlohmann::json::parse(text.substr(begin, end - begin), nullptr, false);
      begin = end + 1;
      ++number;
      if (!json.is_object()) {
        return Err(Code::kCorrupt, "`" + folder_ + "/history.ndjson`:" + std::to_string(number) +
                                       ": this is no line of the history");
      }
      const auto member = [&](const char* key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string();
      };
      lines.push_back({member("event"), member("model"), member("before"), member("because")});
    }
    return lines;
  }

  Result<std::string> Text() const {
    Result<std::string> text = ReadWhole(folder_ + "/history.ndjson");
    if (!text.ok() && text.error().code == Code::kNotFound) return std::string();
    return text;
  }

  Status Note(const HistoryLine& line) const {
    SB_ASSIGN(std::string text, Text());
    JsonWriter json(&text);
    json.BeginObject().Member("time", FormatTime(SystemClock().Now()));
    json.Member("event", line.event).MemberOrNull("model", line.model);
    json.MemberOrNull("before", line.before).MemberOrNull("because", line.because).EndObject();
    text += '\n';
    return WriteWhole(folder_ + "/history.ndjson", text);
  }

  Status Use(const std::string& id) const { return WriteWhole(folder_ + "/active", id + "\n"); }

  Status Make() const {
    if (mkdir(folder_.c_str(), 0755) == 0 || errno == EEXIST) return {};
    return Err(Code::kIo, "cannot make `" + folder_ + "`: " + std::strerror(errno));
  }

 private:
  std::string folder_;
};

// Why the candidate may not replace what is in use; empty when it may. `why` says what spoke for
// it.
Result<std::string> Objection(const ScoringModel& candidate, const std::string& active,
                              const ModelShelf& shelf, const ModelRows& held, std::string* why) {
  const TrainingReport& report = candidate.model.report();
  if (!report.promotable) return report.verdict;
  if (report.rows_digest == held.digest)
    return std::string(
        "it was trained on the rows that should judge it; give others with `--data`");
  SB_ASSIGN(const JudgedRows judged, JudgeModel(candidate.model, held.rows));
  const PairedTest area = AucAgainstChance(judged.raw, judged.outcome);
  if (!area.significant()) {
    return "on the held-back rows its AUC of " + Decimal(judged.figures.auc, 3) +
           " does not beat chance by a significant margin";
  }
  *why = "AUC " + Decimal(judged.figures.auc, 3) + ", log loss " +
         Decimal(judged.figures.log_loss, 4) + " on " + std::to_string(judged.figures.rows) +
         " held-back rows";
  if (active.empty()) return std::string();
  SB_ASSIGN(const ScoringModel champion, ReadScoringModel(shelf.PathOf(active)));
  SB_ASSIGN(const JudgedRows now, JudgeModel(champion.model, held.rows));
  if (now.outcome != judged.outcome)
    return std::string("it has another label than the model in use");
  const PairedTest loss = CompareMeans(RowLosses(now.predicted, now.outcome),
                                       RowLosses(judged.predicted, judged.outcome));
  const std::string against = ", the model in use has " + Decimal(now.figures.auc, 3) + " and " +
                              Decimal(now.figures.log_loss, 4) + " (p " + Decimal(loss.p_value, 4) +
                              ")";
  if (!loss.significant())
    return "it is not better than the model in use by more than chance: " + *why + against;
  *why += against;
  return std::string();
}

Result<int> Promote(const ShelfOptions& options) {
  const ModelShelf shelf(options.folder);
  SB_ASSIGN(const ScoringModel candidate, ReadScoringModel(options.model));
  SB_ASSIGN(const ModelRows held, ReadModelRows(options.rows));
  SB_TRY(shelf.Make());
  SB_ASSIGN(const std::string active, shelf.Active());
  if (active == candidate.id) {
    std::printf("model %s is in use already\n", candidate.id.c_str());
    return kExitDone;
  }
  std::string why;
  SB_ASSIGN(const std::string objection, Objection(candidate, active, shelf, held, &why));
  if (!objection.empty()) {
    SB_TRY(shelf.Note({"refused", candidate.id, active, objection}));
    std::fprintf(stderr, "signalbox: not promoted: %s\n", objection.c_str());
    return kExitNotSo;
  }
  if (!options.because.empty()) why += "; " + options.because;
  SB_TRY(WriteWhole(shelf.PathOf(candidate.id), candidate.model.Encode()));
  SB_TRY(shelf.Note({"promoted", candidate.id, active, why}));
  SB_TRY(shelf.Use(candidate.id));
  std::printf("promoted %s: %s\n", candidate.id.c_str(), why.c_str());
  return kExitDone;
}

Result<int> Rollback(const ShelfOptions& options) {
  const ModelShelf shelf(options.folder);
  SB_ASSIGN(const std::string active, shelf.Active());
  if (active.empty()) return Err(Code::kNotFound, "no model is in use in `" + options.folder + "`");
  SB_ASSIGN(const std::vector<HistoryLine> history, shelf.History());
  // The model before the newest promotion of the one in use: a rollback of a rollback goes further
  // back, never forth.
  std::string before;
  for (const HistoryLine& line : history)
    if (line.event == "promoted" && line.model == active) before = line.before;
  if (before.empty())
    return Err(Code::kNotFound, "there is no model before " + active + " to go back to");
  SB_ASSIGN(const ScoringModel old, ReadScoringModel(shelf.PathOf(before)));
  if (old.id != before)
    return Err(Code::kCorrupt, "`" + shelf.PathOf(before) + "` holds another model, " + old.id);
  SB_TRY(shelf.Note({"rolled_back", before, active, options.because}));
  SB_TRY(shelf.Use(before));
  std::printf("rolled back to %s\n", before.c_str());
  return kExitDone;
}

Result<int> ShowHistory(const ShelfOptions& options) {
  const ModelShelf shelf(options.folder);
  SB_ASSIGN(const std::string active, shelf.Active());
  SB_ASSIGN(const std::string text, shelf.Text());
  std::printf("%s", text.c_str());
  std::fprintf(stderr, "in use: %s\n", active.empty() ? "none" : active.c_str());
  return kExitDone;
}

CLI::App* AddShelf(CLI::App* model, const char* name, const char* what,
                   const std::shared_ptr<ShelfOptions>& options,
                   Result<int> (*run)(const ShelfOptions&), int* exit) {
  CLI::App* command = model->add_subcommand(name, what);
  command->add_option("--models", options->folder, "the folder of models")->required();
  command->callback([options, run, exit] {
    const Result<int> done = run(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
  return command;
}

}  // namespace

void AddModelPromote(CLI::App* model, int* exit) {
  auto options = std::make_shared<ShelfOptions>();
  CLI::App* promote = AddShelf(model, "promote", "use a model, if it is better on rows held back",
                               options, Promote, exit);
  promote->add_option("MODEL", options->model, "the model file")->required();
  promote->add_option("--data", options->rows, "CSV with outcomes that no model was trained on")
      ->required();
  promote->add_option("--because", options->because, "a word for the history");
  auto back = std::make_shared<ShelfOptions>();
  CLI::App* rollback =
      AddShelf(model, "rollback", "use the model before again", back, Rollback, exit);
  rollback->add_option("--because", back->because, "a word for the history");
  AddShelf(model, "history", "what was promoted, refused and rolled back, as NDJSON",
           std::make_shared<ShelfOptions>(), ShowHistory, exit);
}

}  // namespace signalbox
