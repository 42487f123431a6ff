// One model file, read and ready to be asked: a lead score, an intent model or a pair scorer.
// Immutable once made; any thread. For model_agents.cc and whoever checks a file before it is used.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "agents/contract.h"
#include "insight/match/match_model.h"
#include "insight/score/lead_model.h"
#include "insight/text/intent_model.h"
#include "workspace/account_index.h"
#include "workspace/score_cells.h"

namespace signalbox {

class AskedModel {
  using Intent = std::unique_ptr<IntentModel>;

 public:
  // Reads a model file of a kind that an agent asks (agents/model_agent.h). kInvalid, kUnsupported,
  // kCorrupt. `encoder` may be null and outlives it.
  static Result<AskedModel> Read(BytesView file, const SentenceEncoder* encoder);

  const std::string& kind() const { return kind_; }
  const std::string& id() const { return id_; }  // hash in hex
  const Digest& digest() const { return digest_; }
  // Null for another kind.
  const LeadModel* score() const { return std::get_if<LeadModel>(&model_); }
  const IntentModel* intents() const {
    const Intent* intent = std::get_if<Intent>(&model_);
    return intent == nullptr ? nullptr : intent->get();
  }
  const MatchModel* pairs() const { return std::get_if<MatchModel>(&model_); }

  // Whether it is a score of something that is no field of a lead.
  bool reads_features() const;

  // Its answer names it. `extra` are the cells of features that are no fields.
  AgentResult Ask(const Attributes& record, TimeUs now,
                  const std::map<std::string, std::string>& extra, AccountIndex* accounts) const;

 private:
  AgentResult Score(const LeadModel& model, const Attributes& record,
                    const std::map<std::string, std::string>& extra) const;

  std::string kind_, id_;
  Digest digest_{};
  std::variant<std::monostate, LeadModel, Intent, MatchModel> model_;
  std::vector<ScoreCell> cells_;
};

// `hot` where fewer than a tenth of the leads that the model learned from are in a higher tenth,
// `warm` where fewer than four tenths are.
std::string_view ScoreBandOf(const LeadModel& model, int64_t score_e6);

}  // namespace signalbox
