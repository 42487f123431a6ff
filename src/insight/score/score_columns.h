// The columns that a score is computed from: each feature of a spec becomes one or several columns
// that hold a number or a category. A date gives its day, weekday, month and hour, a text its
// number of words and whether it says the words that training found often.
//
// The same code reads a cell in training and in serving. Any cell can be read: a blank one, and a
// number, date or boolean that is none, is missing. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/cbor.h"
#include "base/result.h"
#include "insight/score/score_spec.h"

namespace signalbox {

// Rows of a file as texts. Every row is as wide as the header.
struct TextRows {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  // The place of the column spelled so, else of the one spelled so but for case; -1 for none.
  int Find(std::string_view column) const;
};

// For each feature of `spec` its place in `rows`. kInvalid naming every column that is not there.
Result<std::vector<size_t>> FeaturePlaces(const ScoreSpec& spec, const TextRows& rows);

struct ScoreColumn {
  enum class Part : uint8_t {
    kValue = 0,
    kDay = 1,      // days since 1970
    kWeekday = 2,  // a category
    kMonth = 3,    // a category
    kHour = 4,
    kWords = 5,  // how many
    kSays = 6,   // a category: whether `word` is there
  };
  std::string name;      // as people read it
  uint32_t feature = 0;  // in ScoreSpec::features
  FeatureType type = FeatureType::kNumber;
  Part part = Part::kValue;
  Monotone monotone = Monotone::kNone;
  bool day_first = true;
  std::string word;

  bool is_number() const;
};

// What a cell says to one column.
struct ColumnValue {
  bool missing = true;
  double number = 0;
  std::string_view level;  // into the cell, or a constant
};

ColumnValue ReadCell(const ScoreColumn& column, std::string_view cell);

// `cells[i]` are the cells of feature i in the training rows; needed for the words of texts.
std::vector<ScoreColumn> ColumnsOf(const ScoreSpec& spec,
                                   std::span<const std::vector<std::string_view>> cells);

void EncodeColumn(const ScoreColumn& column, CborWriter* out);
Result<ScoreColumn> DecodeColumn(CborReader* in);

}  // namespace signalbox
