// Gradient boosted trees: grown by libxgboost, walked by code of ours. This is the only door to the
// library.
//
// The model keeps the library's own bytes. A score walks the trees read from them, a row at a time,
// in the library's order of additions, and so is the library's number to the bit; what each column
// did (SHAP values, Lundberg and others 2020) is asked of the library, which is loaded for it the
// first time.
//
// A number is one input; a category is one input for each of its bins (column_bins.h), 1 or 0.
// Immutable; RawScore in any thread, Effects under a lock of its own.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "insight/score/column_bins.h"
#include "insight/score/scorer.h"

namespace signalbox {

// How columns become the floats that trees read.
class TreeInputs {
 public:
  TreeInputs() = default;
  // One entry a column; the bins of a number are not used.
  explicit TreeInputs(std::vector<ColumnBins> bins);

  size_t width() const { return width_; }
  size_t columns() const { return bins_.size(); }
  const ColumnBins& bins(size_t column) const { return bins_[column]; }
  // The column of an input.
  uint32_t ColumnOf(size_t input) const { return column_of_[input]; }
  // `out` is `width()` long. A missing number is NaN.
  void Fill(std::span<const ColumnValue> values, std::span<float> out) const;

 private:
  std::vector<ColumnBins> bins_;
  std::vector<uint32_t> first_, column_of_;
  size_t width_ = 0;
};

// Rows for growing, row by row.
struct TreeRows {
  size_t width = 0;
  std::vector<float> inputs;
  std::vector<uint8_t> outcome;
};

struct TreeGrowth {
  int rounds = 200;
  uint64_t seed = 1;
  std::vector<int> monotone;  // of each input: -1, 0, 1
};

// The library's bytes of the trees. The same rows and growth give the same bytes. kUnavailable when
// the library fails.
Result<Bytes> GrowTrees(const TreeRows& rows, const TreeGrowth& growth);

// Scores by the library itself of the first `rounds` trees; for choosing how many, and for tests.
Result<std::vector<double>> ScoreByLibrary(const Bytes& trees, std::span<const float> inputs,
                                           size_t width, int rounds);

// The library's booster; known only inside the door.
class TreeLibrary;

class BoostedTrees : public Scorer {
 public:
  ~BoostedTrees() override;

  // kCorrupt when `trees` are not what GrowTrees gives for that many inputs.
  static Result<std::unique_ptr<Scorer>> Make(TreeInputs inputs, Bytes trees);
  static Result<std::unique_ptr<Scorer>> Decode(CborReader* in, size_t columns);

  std::string_view kind() const override { return "boosted_trees"; }
  double RawScore(std::span<const ColumnValue> values) const override;
  Result<std::vector<ScoreEffect>> Effects(std::span<const ColumnValue> values) const override;
  void Encode(CborWriter* out) const override;

  double Walk(std::span<const float> inputs) const;
  size_t tree_count() const { return roots_.size(); }

 private:
  struct Node {
    float value = 0;     // what the input is compared with; a leaf's score
    int32_t input = -1;  // -1 for a leaf
    uint32_t left = 0;   // below `value`
    uint32_t right = 0;
    bool missing_left = false;
  };
  BoostedTrees();
  Status ReadTrees();

  TreeInputs inputs_;
  Bytes trees_;
  std::vector<Node> nodes_;  // of all trees
  std::vector<uint32_t> roots_;
  mutable std::mutex library_mutex_;
  mutable std::unique_ptr<TreeLibrary> library_;  // under library_mutex_
};

}  // namespace signalbox
