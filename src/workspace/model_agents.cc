#include "workspace/model_agents.h"

#include "agents/model_agent.h"
#include "agents/reasons.h"
#include "base/log.h"
#include "workspace/asked_model.h"
#include "workspace/shipped_encoder.h"

namespace signalbox {
namespace {

// A champion and a challenger of each agent, and those before while runs of their time go on.
constexpr size_t kModelsOpen = 9;

Result<Digest> DigestOf(std::string_view hex) {
  Digest digest{};
  const Result<Bytes> bytes = FromHex(hex);
  if (!bytes.ok() || bytes->size() != digest.size())
    return Err(Code::kInvalid, "the agent names no blob for its model");
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

}  // namespace

ModelAgents::ModelAgents(const Store& store, AccountIndex* accounts, FeatureCells features)
    : store_(store), accounts_(accounts), features_(std::move(features)) {}
ModelAgents::~ModelAgents() = default;

const SentenceEncoder* ModelAgents::Encoder() {
  if (!encoder_looked_for_) encoder_ = LoadShippedEncoder();
  encoder_looked_for_ = true;
  return encoder_.get();
}

Result<std::shared_ptr<const AskedModel>> ModelAgents::Open(const AgentSpec& agent) {
  const std::lock_guard lock(mutex_);
  if (const auto found = open_.find(agent.model); found != open_.end()) return found->second;
  SB_ASSIGN(const Digest blob, DigestOf(ModelBlobOf(agent)));
  SB_ASSIGN(const Bytes file, store_.ReadBlob(blob));
  SB_ASSIGN(AskedModel model, AskedModel::Read(file, Encoder()));
  if (model.id() != agent.model) {
    return Err(Code::kCorrupt, "the file holds model " + model.id() + " and not " + agent.model);
  }
  if (open_.size() >= kModelsOpen) open_.clear();
  return open_[agent.model] = std::make_shared<const AskedModel>(std::move(model));
}

AgentResult ModelAgents::Ask(const Activity& activity, TimeUs now) {
  const Result<std::shared_ptr<const AskedModel>> model = Open(activity.agent);
  if (model.ok()) {
    std::map<std::string, std::string> extra;
    if (features_ && (*model)->reads_features()) extra = features_(activity, now);
    return (*model)->Ask(activity.record, now, extra, accounts_);
  }
  Log(LogLevel::kError, "model " + activity.agent.model + " of " + activity.agent.id + "@" +
                            activity.agent.version + " is refused: " + model.error().message +
                            "; promote it again, or roll back");
  AgentResult refused;
  refused.outcome = Outcome::kError;
  refused.reason = reason::kModelRefused;
  refused.confidence_e4 = 0;
  return refused;
}

}  // namespace signalbox
