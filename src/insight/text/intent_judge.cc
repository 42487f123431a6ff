#include "insight/text/intent_judge.h"

#include <algorithm>
#include <map>

#include "insight/paired_promotion.h"

namespace signalbox {
namespace {

std::vector<uint8_t> RightOf(const IntentModel& model, const std::vector<LabelledText>& rows) {
  std::vector<uint8_t> right;
  for (const LabelledText& row : rows)
    right.push_back(model.Understand(row.text).intent == row.label ? 1 : 0);
  return right;
}

std::vector<uint8_t> CommonestOf(const std::vector<LabelledText>& rows) {
  std::map<std::string, size_t> counts;
  for (const LabelledText& row : rows) ++counts[row.label];
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<uint8_t> right;
  for (const LabelledText& row : rows) right.push_back(row.label == most->first ? 1 : 0);
  return right;
}

}  // namespace

PromotionVerdict JudgeIntents(const IntentModel& candidate, const IntentModel* champion,
                              const std::vector<LabelledText>& rows) {
  const Digest judged_by = DigestOfTexts(rows);
  if (judged_by == candidate.taught_by())
    return {"it was taught by the texts that should judge it; give others with `--data`", ""};
  if (champion != nullptr && judged_by == champion->taught_by())
    return {"the model in use was taught by these texts; give others with `--data`", ""};
  if (rows.empty()) return {"there are no texts to judge it by", ""};
  return JudgePairedAnswers(RightOf(candidate, rows),
                            champion == nullptr ? std::vector<uint8_t>() : RightOf(*champion, rows),
                            CommonestOf(rows), "always saying the commonest intent");
}

}  // namespace signalbox
