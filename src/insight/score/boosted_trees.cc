#include "insight/score/boosted_trees.h"

#include <xgboost/c_api.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/check.h"

namespace signalbox {
namespace {

// Far above what a round of growing chooses; a longer list is no model of ours.
constexpr size_t kMostTrees = 10'000;
constexpr size_t kMostNodes = size_t{4} << 20;

Error LibraryFailed() {
  return Err(Code::kUnavailable, std::string("libxgboost: ") + XGBGetLastError());
}

Error DamagedTrees() {
  return Err(Code::kCorrupt, "the boosted trees are damaged");
}

class Matrix {
 public:
  ~Matrix() {
    if (handle_ != nullptr) XGDMatrixFree(handle_);
  }
  Status Open(std::span<const float> inputs, size_t width) {
    const float missing = std::numeric_limits<float>::quiet_NaN();
    // By itself the library takes as many threads as there are, which then wait for each other.
    constexpr int kThreads = 1;
    if (XGDMatrixCreateFromMat_omp(inputs.data(), inputs.size() / width, width, missing, &handle_,
                                   kThreads) != 0) {
      return LibraryFailed();
    }
    return {};
  }
  Status Label(std::span<const uint8_t> outcome) {
    const std::vector<float> labels(outcome.begin(), outcome.end());
    if (XGDMatrixSetFloatInfo(handle_, "label", labels.data(), labels.size()) != 0)
      return LibraryFailed();
    return {};
  }
  DMatrixHandle handle() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
};

}  // namespace

class TreeLibrary {
 public:
  ~TreeLibrary() {
    if (handle_ != nullptr) XGBoosterFree(handle_);
  }
  Status Open(const Matrix* rows) {
    const DMatrixHandle matrix = rows == nullptr ? nullptr : rows->handle();
    if (XGBoosterCreate(rows == nullptr ? nullptr : &matrix, rows == nullptr ? 0 : 1, &handle_) !=
        0)
      return LibraryFailed();
    return Set("nthread", "1");
  }
  Status Set(const char* name, const std::string& value) {
    return XGBoosterSetParam(handle_, name, value.c_str()) == 0 ? Status{} : LibraryFailed();
  }
  Status Load(const Bytes& trees) {
    SB_TRY(Open(nullptr));
    if (XGBoosterLoadModelFromBuffer(handle_, trees.data(), trees.size()) != 0)
      return LibraryFailed();
    // What was loaded says nothing of threads, and the library then takes as many as there are.
    return Set("nthread", "1");
  }
  Status Grow(const Matrix& rows, int rounds) {
    for (int round = 0; round < rounds; ++round)
      if (XGBoosterUpdateOneIter(handle_, round, rows.handle()) != 0) return LibraryFailed();
    return {};
  }
  Result<Bytes> Save() {
    bst_ulong length = 0;
    const char* bytes = nullptr;
    if (XGBoosterSaveModelToBuffer(handle_, R"({"format":"ubj"})", &length, &bytes) != 0)
      return LibraryFailed();
    return Bytes(bytes, length);
  }
  // `type` 1 is margins, 2 what each input did with the base at the end.
  Result<std::vector<double>> Predict(const Matrix& rows, int type, int rounds) {
    const std::string how = nlohmann::json{
        {"type", type},
        {"training", false},
        {"iteration_begin", 0},
        {"iteration_end", rounds},
        {"strict_shape", false}}.dump();
    bst_ulong const* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    if (XGBoosterPredictFromDMatrix(handle_, rows.handle(), how.c_str(), &shape, &dimensions,
                                    &values) != 0) {
      return LibraryFailed();
    }
    size_t count = 1;
    for (bst_ulong i = 0; i < dimensions; ++i) count *= shape[i];
    return std::vector<double>(values, values + count);
  }

  static Result<Bytes> GrowNew(const TreeRows& rows, const TreeGrowth& growth) {
    Matrix matrix;
    SB_TRY(matrix.Open(rows.inputs, rows.width));
    SB_TRY(matrix.Label(rows.outcome));
    TreeLibrary library;
    SB_TRY(library.Open(&matrix));
    std::string monotone;
    for (const int way : growth.monotone)
      monotone += (monotone.empty() ? "(" : ",") + std::to_string(way);
    const std::pair<const char*, std::string> settings[] = {
        {"objective", "binary:logistic"},
        {"base_score", "0.5"},
        {"tree_method", "hist"},
        {"max_bin", "64"},
        {"max_depth", "4"},
        {"eta", "0.05"},
        {"subsample", "0.8"},
        {"colsample_bytree", "0.6"},
        {"min_child_weight", "5"},
        {"verbosity", "0"},
        // The library takes 31 bits.
        {"seed", std::to_string(growth.seed & 0x7fffffff)},
        {"monotone_constraints", monotone.empty() ? "()" : monotone + ")"},
    };
    for (const auto& [name, value] : settings) SB_TRY(library.Set(name, value));
    SB_TRY(library.Grow(matrix, growth.rounds));
    return library.Save();
  }

  static Result<std::vector<double>> ScoreNew(const Bytes& trees, std::span<const float> inputs,
                                              size_t width, int rounds) {
    Matrix matrix;
    SB_TRY(matrix.Open(inputs, width));
    TreeLibrary library;
    SB_TRY(library.Load(trees));
    return library.Predict(matrix, 1, rounds);
  }

 private:
  BoosterHandle handle_ = nullptr;
};

TreeInputs::TreeInputs(std::vector<ColumnBins> bins) : bins_(std::move(bins)) {
  for (uint32_t c = 0; c < bins_.size(); ++c) {
    first_.push_back(static_cast<uint32_t>(width_));
    width_ += bins_[c].is_number() ? 1 : bins_[c].Count();
    column_of_.resize(width_, c);
  }
}

void TreeInputs::Fill(std::span<const ColumnValue> values, std::span<float> out) const {
  for (size_t c = 0; c < bins_.size(); ++c) {
    float* const at = out.data() + first_[c];
    if (bins_[c].is_number()) {
      *at = values[c].missing ? std::numeric_limits<float>::quiet_NaN()
                              : static_cast<float>(values[c].number);
    } else {
      std::fill(at, at + bins_[c].Count(), 0.0F);
      at[bins_[c].BinOf(values[c])] = 1;
    }
  }
}

Result<Bytes> GrowTrees(const TreeRows& rows, const TreeGrowth& growth) {
  CHECK(rows.width > 0 && rows.inputs.size() == rows.width * rows.outcome.size());
  return TreeLibrary::GrowNew(rows, growth);
}

Result<std::vector<double>> ScoreByLibrary(const Bytes& trees, std::span<const float> inputs,
                                           size_t width, int rounds) {
  return TreeLibrary::ScoreNew(trees, inputs, width, rounds);
}

BoostedTrees::BoostedTrees() = default;
BoostedTrees::~BoostedTrees() = default;

Result<std::unique_ptr<Scorer>> BoostedTrees::Make(TreeInputs inputs, Bytes trees) {
  std::unique_ptr<BoostedTrees> model(new BoostedTrees());
  model->inputs_ = std::move(inputs);
  model->trees_ = std::move(trees);
  SB_TRY(model->ReadTrees());
  return std::unique_ptr<Scorer>(std::move(model));
}

// The library's own form, Universal Binary JSON: learner.gradient_booster.model.trees, each a set
// of arrays by node (its document model.schema). A child of -1 makes a leaf.
Status BoostedTrees::ReadTrees() {
  using nlohmann::json;
  const json root = json::from_ubjson(trees_, true, false);
  if (root.is_discarded()) return DamagedTrees();
  try {
    for (const json& tree : root.at("learner").at("gradient_booster").at("model").at("trees")) {
      const auto left = tree.at("left_children").get<std::vector<int32_t>>();
      const auto right = tree.at("right_children").get<std::vector<int32_t>>();
      const auto input = tree.at("split_indices").get<std::vector<int32_t>>();
      const auto value = tree.at("split_conditions").get<std::vector<float>>();
      const auto missing_left = tree.at("default_left").get<std::vector<int32_t>>();
      const size_t count = left.size();
      if (count == 0 || right.size() != count || input.size() != count || value.size() != count ||
          missing_left.size() != count || nodes_.size() + count > kMostNodes ||
          roots_.size() == kMostTrees) {
        return DamagedTrees();
      }
      const auto root_at = static_cast<uint32_t>(nodes_.size());
      roots_.push_back(root_at);
      for (size_t i = 0; i < count; ++i) {
        Node node{value[i], -1, 0, 0, missing_left[i] != 0};
        if (left[i] != -1) {
          // Children stand after their parent, so that a walk ends.
          const auto is_child = [&](int32_t at) {
            return at > static_cast<int32_t>(i) && at < static_cast<int32_t>(count);
          };
          if (!is_child(left[i]) || !is_child(right[i]) || input[i] < 0 ||
              static_cast<size_t>(input[i]) >= inputs_.width()) {
            return DamagedTrees();
          }
          node.input = input[i];
          node.left = root_at + static_cast<uint32_t>(left[i]);
          node.right = root_at + static_cast<uint32_t>(right[i]);
        }
        nodes_.push_back(node);
      }
    }
  } catch (const json::exception&) {
    return DamagedTrees();
  }
  return {};
}

double BoostedTrees::Walk(std::span<const float> inputs) const {
  float sum = 0;
  for (const uint32_t root : roots_) {
    const Node* node = &nodes_[root];
    while (node->input >= 0) {
      const float value = inputs[static_cast<size_t>(node->input)];
      const bool go_left = std::isnan(value) ? node->missing_left : value < node->value;
      node = &nodes_[go_left ? node->left : node->right];
    }
    sum += node->value;
  }
  return static_cast<double>(sum);
}

double BoostedTrees::RawScore(std::span<const ColumnValue> values) const {
  // Inputs of one lead; kept by the thread, since a score must not allocate.
  thread_local std::vector<float> inputs;
  inputs.resize(inputs_.width());
  inputs_.Fill(values, inputs);
  return Walk(inputs);
}

Result<std::vector<ScoreEffect>> BoostedTrees::Effects(std::span<const ColumnValue> values) const {
  std::vector<float> inputs(inputs_.width());
  inputs_.Fill(values, inputs);
  const std::lock_guard lock(library_mutex_);
  if (library_ == nullptr) {
    auto library = std::make_unique<TreeLibrary>();
    SB_TRY(library->Load(trees_));
    library_ = std::move(library);
  }
  Matrix matrix;
  SB_TRY(matrix.Open(inputs, inputs.size()));
  SB_ASSIGN(const std::vector<double> shap,
            library_->Predict(matrix, 2, static_cast<int>(roots_.size())));
  if (shap.size() != inputs.size() + 1) return DamagedTrees();
  std::vector<ScoreEffect> effects;
  for (uint32_t c = 0; c < inputs_.columns(); ++c) {
    const ColumnBins& bins = inputs_.bins(c);
    const std::string value = values[c].missing  ? "blank"
                              : bins.is_number() ? NumberText(values[c].number)
                                                 : std::string(values[c].level);
    effects.push_back({c, 0, value});
  }
  for (size_t i = 0; i < inputs.size(); ++i)
    effects[inputs_.ColumnOf(i)].points += shap[i] / kLogOddsOfPoint;
  return effects;
}

void BoostedTrees::Encode(CborWriter* out) const {
  out->Array(1 + inputs_.columns());
  out->Blob(trees_);
  for (size_t c = 0; c < inputs_.columns(); ++c) inputs_.bins(c).Encode(out);
}

Result<std::unique_ptr<Scorer>> BoostedTrees::Decode(CborReader* in, size_t columns) {
  if (in->Array() != columns + 1) return DamagedTrees();
  Bytes trees(in->Blob());
  std::vector<ColumnBins> bins;
  for (size_t c = 0; c < columns && in->ok(); ++c) {
    SB_ASSIGN(ColumnBins each, ColumnBins::Decode(in));
    bins.push_back(std::move(each));
  }
  if (!in->ok()) return DamagedTrees();
  return Make(TreeInputs(std::move(bins)), std::move(trees));
}

}  // namespace signalbox
