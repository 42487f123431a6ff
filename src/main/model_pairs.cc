// `signalbox model pairs`: the weights that `signalbox match` compares by, as a model file with
// thresholds of one's own, to be promoted as `match_account` of a workspace.
#include <cmath>
#include <cstdio>

#include "insight/match/match_model.h"
#include "main/command.h"
#include "main/match_table.h"
#include "main/model_command.h"

namespace signalbox {
namespace {

struct PairsOptions {
  std::string kind, out;
  double match_from = 0.70, none_below = 0.25;
  bool json = false;
};

int32_t TenThousandths(double share) {
  return static_cast<int32_t>(std::lround(share * 10'000));
}

Status WritePairs(const PairsOptions& options) {
  SB_ASSIGN(const PairWeights* weights, WeightsOf(options.kind, false));
  const MatchModel model{*weights,
                         {TenThousandths(options.match_from), TenThousandths(options.none_below)}};
  const Bytes bytes = model.Encode();
  SB_ASSIGN(const ModelFile file, DecodeModelFile(bytes));
  if (!MatchModel::Decode(file).ok())
    return Err(Code::kInvalid, "`--none-below` has to be less than `--match-from`");
  SB_TRY(WriteWhole(options.out, bytes));
  if (!options.json) {
    std::printf("%s\n", file.Id().c_str());
    return {};
  }
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("model", file.Id()).Member("kind", file.kind).EndObject();
  std::printf("%s\n", text.c_str());
  return {};
}

}  // namespace

void AddModelPairs(CLI::App* model, int* exit) {
  auto options = std::make_shared<PairsOptions>();
  CLI::App* pairs = model->add_subcommand(
      "pairs", "write what `match` compares by as a model file, with thresholds");
  pairs->add_option("--out", options->out, "the model file")->required();
  pairs->add_option("--kind", options->kind, "companies (default) or places");
  pairs->add_option("--match-from", options->match_from, "chance from which it is a match (.70)")
      ->check(CLI::Range(0.0, 1.0));
  pairs->add_option("--none-below", options->none_below, "chance below which it is none (.25)")
      ->check(CLI::Range(0.0, 1.0));
  pairs->add_flag("--json", options->json, "print JSON");
  pairs->callback([options, exit] {
    const Status done = WritePairs(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace signalbox
