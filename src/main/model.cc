// `signalbox model`: learned models, from training to what their figures are worth.
#include "main/command.h"
#include "main/model_command.h"

namespace signalbox {

void AddModel(CLI::App& app, int* exit) {
  CLI::App* model = app.add_subcommand("model", "train, judge, explain and promote learned models");
  model->require_subcommand(1);
  AddModelTrain(model, exit);
  AddModelEval(model, exit);
  AddModelScore(model, exit);
  AddModelCompare(model, exit);
  AddModelExplain(model, exit);
  AddModelCard(model, exit);
  AddModelWatch(model, exit);
  AddModelBias(model, exit);
  AddModelPromote(model, exit);
  AddModelRows(model, exit);
  AddModelPairs(model, exit);
}

}  // namespace signalbox
