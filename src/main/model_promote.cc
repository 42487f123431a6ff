// `signalbox model promote`, `rollback` and `history`: which model is in use, in a workspace
// (model_workspace.cc) or in a folder of models.
//
// DIR/<id>.sbm are models, DIR/active the id of the one in use, DIR/history.ndjson a line for each
// thing that happened, refusals too. A line is written before what it says is done.
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/clock.h"
#include "main/command.h"
#include "main/model_command.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

struct HistoryLine {
  std::string event, model, before, because;
};

// Its members, into an open object.
void AppendLine(const HistoryLine& line, JsonWriter& json) {
  json.Member("event", line.event).MemberOrNull("model", line.model);
  json.MemberOrNull("before", line.before).MemberOrNull("because", line.because);
}

class ModelShelf {
 public:
  explicit ModelShelf(std::string folder) : folder_(std::move(folder)) {}

  std::string PathOf(const std::string& id) const { return folder_ + "/" + id + ".sbm"; }

  // Empty when none is in use.
  Result<std::string> Active() const {
    SB_ASSIGN(std::optional<std::string> text, ReadIfThere(folder_ + "/active"));
    if (text && text->ends_with('\n')) text->pop_back();
    return text.value_or("");
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
    SB_ASSIGN(const std::optional<std::string> text, ReadIfThere(folder_ + "/history.ndjson"));
    return text.value_or("");
  }

  Status Note(const HistoryLine& line) const {
    SB_ASSIGN(std::string text, Text());
    JsonWriter json(&text);
    json.BeginObject().Member("time", FormatTime(SystemClock().Now()));
    AppendLine(line, json);
    json.EndObject();
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

// What happened, as a line of the history without its time, or in words.
void TellOfShelf(const ShelfOptions& options, const HistoryLine& line, const std::string& words) {
  if (!options.json) {
    std::printf("%s\n", words.c_str());
    return;
  }
  std::string text;
  JsonWriter json(&text);
  AppendLine(line, json.BeginObject());
  json.EndObject();
  std::printf("%s\n", text.c_str());
}

Result<int> Promote(const ShelfOptions& options) {
  if (options.model.empty()) return Err(Code::kInvalid, "name the model file");
  if (!options.version.empty() || !options.by.empty())
    return Err(Code::kInvalid,
               "a folder of models has no shadow; `--version` and `--by` need a workspace");
  if (options.rows.empty())
    return Err(Code::kInvalid, "name rows with outcomes to judge it by with `--data`");
  if (options.challenger)
    return Err(Code::kInvalid,
               "a folder of models has no shadow; `--challenger` needs a workspace");
  const ModelShelf shelf(options.folder);
  SB_ASSIGN(const ScoringModel candidate, ReadScoringModel(options.model));
  SB_ASSIGN(const ModelRows held, ReadModelRows(options.rows));
  SB_TRY(shelf.Make());
  SB_ASSIGN(const std::string active, shelf.Active());
  if (active == candidate.id) {
    TellOfShelf(options, {"promoted", active, "", "it is in use already"},
                "model " + active + " is in use already");
    return kExitDone;
  }
  std::optional<ScoringModel> champion;
  if (!active.empty()) {
    SB_ASSIGN(champion, ReadScoringModel(shelf.PathOf(active)));
  }
  SB_ASSIGN(const PromotionVerdict verdict,
            JudgePromotion(candidate.model, champion ? &champion->model : nullptr, held.rows,
                           held.digest));
  if (!verdict.objection.empty()) {
    SB_TRY(shelf.Note({"refused", candidate.id, active, verdict.objection}));
    if (options.json)
      TellOfShelf(options, {"refused", candidate.id, active, verdict.objection}, "");
    std::fprintf(stderr, "signalbox: not promoted: %s\n", verdict.objection.c_str());
    return kExitNotSo;
  }
  std::string why = verdict.why;
  if (!options.because.empty()) why += "; " + options.because;
  SB_TRY(WriteWhole(shelf.PathOf(candidate.id), candidate.model.Encode()));
  SB_TRY(shelf.Note({"promoted", candidate.id, active, why}));
  SB_TRY(shelf.Use(candidate.id));
  TellOfShelf(options, {"promoted", candidate.id, active, why},
              "promoted " + candidate.id + ": " + why);
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
  TellOfShelf(options, {"rolled_back", before, active, options.because},
              "rolled back to " + before);
  return kExitDone;
}

Result<int> ShowHistory(const ShelfOptions& options) {
  const ModelShelf shelf(options.folder);
  SB_ASSIGN(const std::string active, shelf.Active());
  SB_ASSIGN(const std::string text, shelf.Text());
  if (active.empty() && text.empty())
    return Err(Code::kInvalid, "`" + options.folder +
                                   "` is no folder of models; `signalbox model "
                                   "promote` makes one");
  if (options.json) {
    std::string lines = text;
    if (lines.ends_with('\n')) lines.pop_back();
    std::replace(lines.begin(), lines.end(), '\n', ',');
    std::string told;
    JsonWriter json(&told);
    json.BeginObject().MemberOrNull("in_use", active).Key("items").Raw("[" + lines + "]");
    json.EndObject();
    std::printf("%s\n", told.c_str());
    return kExitDone;
  }
  std::printf("%s", text.c_str());
  std::fprintf(stderr, "in use: %s\n", active.empty() ? "none" : active.c_str());
  return kExitDone;
}

CLI::App* AddShelf(CLI::App* model, const char* name, const char* what,
                   const std::shared_ptr<ShelfOptions>& options,
                   Result<int> (*run)(const ShelfOptions&),
                   Result<int> (*in_workspace)(const ShelfOptions&), int* exit) {
  CLI::App* command = model->add_subcommand(name, what);
  CLI::App* where = command->add_option_group("where", "where models are in use");
  where->add_option("--models", options->folder, "a folder of models");
  where->add_option("--workspace", options->workspace.directory, "a workspace");
  where->require_option(1);
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory of the workspace (default: DIR.keys)");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, run, in_workspace, exit] {
    const bool of_folder = options->workspace.directory.empty();
    const Result<int> done = of_folder ? run(*options) : in_workspace(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
  return command;
}

}  // namespace

void AddModelPromote(CLI::App* model, int* exit) {
  auto options = std::make_shared<ShelfOptions>();
  CLI::App* promote = AddShelf(model, "promote", "use a model, if it is better on rows held back",
                               options, Promote, PromoteInWorkspace, exit);
  promote->add_option("MODEL", options->model, "the model file; or `--version`");
  promote->add_option("--version", options->version,
                      "of a workspace: put this version of the shadow into use");
  promote->add_option("--agent", options->agent, "whose version (default: score_lead)");
  promote->add_option("--by", options->by, "of a workspace: person of the roster who does it");
  promote->add_option("--data", options->rows,
                      "CSV with outcomes that no model was trained on; scores need it, but with "
                      "`--version`, where the leads since its trial began can do");
  promote->add_flag("--challenger", options->challenger,
                    "of a workspace: into the shadow, to be watched beside the one in use");
  promote->add_option("--because", options->because, "a word for the history");
  auto approval = std::make_shared<ShelfOptions>();
  CLI::App* approve = model->add_subcommand(
      "approve", "approve of a model in the shadow that somebody else brought");
  AddWorkspaceFlags(*approve, &approval->workspace, &approval->json);
  approve->add_option("VERSION", approval->version, "the version in the shadow")->required();
  approve->add_option("--by", approval->by, "person of the roster who approves")->required();
  approve->add_option("--agent", approval->agent, "whose version (default: score_lead)");
  approve->callback([approval, exit] {
    const Result<int> done = ApproveInWorkspace(*approval);
    *exit = done.ok() ? *done : Fail(done.error());
  });
  auto back = std::make_shared<ShelfOptions>();
  CLI::App* rollback = AddShelf(model, "rollback", "use the model before again", back, Rollback,
                                RollBackInWorkspace, exit);
  rollback->add_option("--because", back->because, "a word for the history");
  rollback->add_option("--agent", back->agent, "of a workspace (default: score_lead)");
  rollback->add_flag("--to-none", back->to_none, "of a workspace: back to hand-made rules");
  auto shown = std::make_shared<ShelfOptions>();
  AddShelf(model, "history", "what was promoted, refused and rolled back, as NDJSON", shown,
           ShowHistory, ShowWorkspaceModels, exit)
      ->add_option("--agent", shown->agent, "of a workspace (default: score_lead)");
}

}  // namespace signalbox
