// What the subcommands of `signalbox model` share: reading rows and models, judging one on the
// other, printing figures.
#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "insight/score/judge.h"
#include "workspace/workspace.h"

namespace signalbox {

// `signalbox model`; its callback sets `*exit`.
void AddModel(CLI::App& app, int* exit);
// Each adds one subcommand of it.
void AddModelTrain(CLI::App* model, int* exit);
void AddModelEval(CLI::App* model, int* exit);
void AddModelScore(CLI::App* model, int* exit);
void AddModelCompare(CLI::App* model, int* exit);
void AddModelExplain(CLI::App* model, int* exit);
void AddModelCard(CLI::App* model, int* exit);
void AddModelWatch(CLI::App* model, int* exit);
void AddModelBias(CLI::App* model, int* exit);
// Adds `promote`, `approve`, `rollback` and `history`.
void AddModelPromote(CLI::App* model, int* exit);

// Where models are in use, and what is done about it: of a folder, or of a workspace.
struct ShelfOptions {
  std::string model, folder, rows, because;
  WorkspaceOptions workspace;
  std::string agent = "score_lead";
  std::string version, by;
  bool json = false, challenger = false, to_none = false;
};
Result<int> PromoteInWorkspace(const ShelfOptions& options);
Result<int> ApproveInWorkspace(const ShelfOptions& options);
Result<int> RollBackInWorkspace(const ShelfOptions& options);
Result<int> ShowWorkspaceModels(const ShelfOptions& options);
// `model watch --workspace`.
Result<int> WatchInWorkspace(const ShelfOptions& options, bool recalibrate);
// Adds `model pairs`.
void AddModelPairs(CLI::App* model, int* exit);
// Adds `model rows`.
void AddModelRows(CLI::App* model, int* exit);

struct ModelRows {
  TextRows rows;
  std::vector<std::string> faults;  // of rows that were left out
  std::string digest;               // SHA-256 of the file, in hex
};

// kInvalid for a file that is not there or no CSV.
Result<ModelRows> ReadModelRows(const std::string& path);

// The file's header alone. kInvalid when it is not there.
Result<ModelFile> ReadModelFile(const std::string& path);
struct ScoringModel {
  std::string id;
  LeadModel model;
};
Result<ScoringModel> ReadScoringModel(const std::string& path);

// `0.8712`; so many decimals.
std::string Decimal(double number, int decimals);
// The members `rows` to `calibration` into an open object. The area is null with one class only.
void WriteFigures(const ScoreFigures& figures, JsonWriter* json);

}  // namespace signalbox
