#include "insight/score/judge.h"

#include <fmt/format.h>

#include "insight/score/significance.h"

namespace signalbox {

Result<JudgedRows> JudgeModel(const LeadModel& model, const TextRows& rows) {
  SB_ASSIGN(const LabelledRows labelled, LabelRows(model.spec(), rows));
  JudgedRows out;
  out.outcome = labelled.outcome;
  out.left_out = labelled.left_out;
  std::vector<std::string_view> cells(labelled.cells.size());
  for (size_t row = 0; row < labelled.rows(); ++row) {
    labelled.Row(row, cells);
    out.raw.push_back(model.RawScore(cells));
    out.predicted.push_back(model.calibrator().Probability(out.raw.back()));
  }
  out.figures = MeasureScores(out.predicted, out.outcome);
  return out;
}

Result<PromotionVerdict> JudgePromotion(const LeadModel& candidate, const LeadModel* champion,
                                        const TextRows& rows, std::string_view rows_digest) {
  const TrainingReport& report = candidate.report();
  if (!report.promotable) return PromotionVerdict{report.verdict, ""};
  if (report.rows_digest == rows_digest) {
    return PromotionVerdict{
        "it was trained on the rows that should judge it; give others with `--data`", ""};
  }
  SB_ASSIGN(const JudgedRows judged, JudgeModel(candidate, rows));
  if (!AucAgainstChance(judged.raw, judged.outcome).significant()) {
    return PromotionVerdict{fmt::format("on the held-back rows its AUC of {:.3f} does not beat "
                                        "chance by a significant margin",
                                        judged.figures.auc),
                            ""};
  }
  PromotionVerdict verdict;
  verdict.why = fmt::format("AUC {:.3f}, log loss {:.4f} on {} held-back rows", judged.figures.auc,
                            judged.figures.log_loss, judged.figures.rows);
  if (champion == nullptr) return verdict;
  SB_ASSIGN(const JudgedRows now, JudgeModel(*champion, rows));
  if (now.outcome != judged.outcome)
    return PromotionVerdict{"it has another label than the model in use", ""};
  const PairedTest loss = CompareMeans(RowLosses(now.predicted, now.outcome),
                                       RowLosses(judged.predicted, judged.outcome));
  const std::string against = fmt::format(", the model in use has {:.3f} and {:.4f} (p {:.4f})",
                                          now.figures.auc, now.figures.log_loss, loss.p_value);
  if (!loss.significant()) {
    verdict.objection =
        "it is not better than the model in use by more than chance: " + verdict.why + against;
  }
  verdict.why += against;
  return verdict;
}

}  // namespace signalbox
