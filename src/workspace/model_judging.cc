#include "workspace/model_judging.h"

#include <algorithm>

#include "engine/directory.h"
#include "insight/paired_promotion.h"
#include "insight/score/judge.h"
#include "insight/text/intent_judge.h"
#include "workspace/account_index.h"
#include "workspace/model_changes.h"
#include "workspace/shipped_encoder.h"

namespace signalbox {
namespace {

// One that cannot be read answers nobody, and is no reason to keep it.
std::optional<AskedModel> ChampionOf(const ModelCandidate& candidate,
                                     const SentenceEncoder* encoder) {
  if (!candidate.champion) return std::nullopt;
  Result<AskedModel> opened = AskedModel::Read(*candidate.champion, encoder);
  if (!opened.ok()) return std::nullopt;
  return std::move(*opened);
}

int FirstColumn(const TextRows& rows, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const int place = rows.Find(name); place >= 0) return place;
  return -1;
}

std::string CellAt(const std::vector<std::string>& row, int place) {
  const auto at = static_cast<size_t>(place);
  return at < row.size() ? row[at] : std::string();
}

Result<PromotionVerdict> JudgeScore(const ModelCandidate& candidate, const std::string& csv) {
  const LeadModel& score = *candidate.model->score();
  SB_TRY(BindScoreCells(score.spec(), candidate.known));
  if (csv.empty()) {
    return Err(Code::kInvalid,
               "a score is judged before it is used; give rows with outcomes that it was not "
               "trained on with `--data`");
  }
  SB_ASSIGN(const ModelRowsText rows, ReadModelRowsText(csv));
  const std::optional<AskedModel> champion = ChampionOf(candidate, nullptr);
  return JudgePromotion(score, champion ? champion->score() : nullptr, rows.rows, rows.digest);
}

Result<std::vector<LabelledText>> LabelledTexts(const TextRows& rows) {
  const int text = FirstColumn(rows, {"text", "utterance"});
  const int label = FirstColumn(rows, {"label", "category", "intent"});
  if (text < 0 || label < 0) {
    return Err(Code::kInvalid,
               "the rows need a column `text` and a column `label` (or `category`, or `intent`)");
  }
  std::vector<LabelledText> texts;
  for (const std::vector<std::string>& row : rows.rows) {
    if (!CellAt(row, label).empty()) texts.push_back({CellAt(row, text), CellAt(row, label)});
  }
  return texts;
}

Result<PromotionVerdict> JudgeTexts(const ModelCandidate& candidate, const std::string& csv) {
  if (csv.empty()) {
    return Err(Code::kInvalid,
               "an intent model is judged before it is used; give texts with their intents that it "
               "was not taught by with `--data`");
  }
  SB_ASSIGN(const ModelRowsText rows, ReadModelRowsText(csv));
  SB_ASSIGN(const std::vector<LabelledText> texts, LabelledTexts(rows.rows));
  // As workers will ask it.
  const std::unique_ptr<SentenceEncoder> encoder = LoadShippedEncoder();
  SB_ASSIGN(const AskedModel model, AskedModel::Read(candidate.file, encoder.get()));
  const std::optional<AskedModel> champion = ChampionOf(candidate, encoder.get());
  return JudgeIntents(*model.intents(), champion ? champion->intents() : nullptr, texts);
}

// `company` or `lead.company`.
std::optional<Field> LeadFieldOf(const std::string& column) {
  const std::optional<Field> field = FieldByName(column);
  return field ? field : FieldByName("lead." + column);
}

struct KnownPair {
  Attributes lead;
  std::string account;  // empty: none is right
};

Result<std::vector<KnownPair>> PairsOf(const TextRows& rows) {
  const int account = rows.Find("account_id");
  std::vector<std::pair<int, Field>> columns;
  for (size_t i = 0; i < rows.header.size(); ++i) {
    const std::optional<Field> field = LeadFieldOf(rows.header[i]);
    if (field && SpecOf(*field).type == FieldType::kText && static_cast<int>(i) != account)
      columns.emplace_back(static_cast<int>(i), *field);
  }
  if (account < 0 || columns.empty()) {
    return Err(Code::kInvalid,
               "the rows need a column `account_id`, the account that is right or blank, and "
               "columns of a lead, such as `company`, `email` and `phone`");
  }
  std::vector<KnownPair> pairs;
  for (const std::vector<std::string>& row : rows.rows) {
    KnownPair& pair = pairs.emplace_back();
    pair.account = CellAt(row, account);
    for (const auto& [place, field] : columns)
      if (std::string cell = CellAt(row, place); !cell.empty()) pair.lead.SetText(field, cell);
  }
  return pairs;
}

// What is ambiguous goes to a person: right where no account is, and wrong where one is.
Result<std::vector<uint8_t>> RightOf(const MatchModel& model, const std::vector<KnownPair>& pairs,
                                     AccountIndex* accounts) {
  std::vector<uint8_t> right;
  for (const KnownPair& pair : pairs) {
    SB_ASSIGN(const MatchAnswer answer, accounts->Match(pair.lead, model));
    const bool matched = answer.outcome == MatchOutcome::kMatch;
    const bool good =
        pair.account.empty() ? !matched : matched && answer.candidates.front().id == pair.account;
    right.push_back(good ? 1 : 0);
  }
  return right;
}

Result<PromotionVerdict> JudgePairs(Workspace& workspace, const ModelCandidate& candidate,
                                    const std::string& csv) {
  const std::optional<AskedModel> champion = ChampionOf(candidate, nullptr);
  if (csv.empty() && champion) {
    return Err(Code::kInvalid,
               "a pair scorer is judged before it replaces another; give leads with the "
               "`account_id` that is right with `--data`");
  }
  // Its weights are those of the program; docs/models/match.md says how they were judged.
  if (csv.empty()) return PromotionVerdict{"", "nothing was in use, and no rows were given"};
  SB_ASSIGN(const ModelRowsText rows, ReadModelRowsText(csv));
  SB_ASSIGN(const std::vector<KnownPair> pairs, PairsOf(rows.rows));
  AccountIndex accounts([&](const std::function<void(const Directory&)>& take) {
    return workspace.Ask([&](const Engine& engine) { take(engine.state().directory); });
  });
  SB_ASSIGN(const std::vector<uint8_t> right, RightOf(*candidate.model->pairs(), pairs, &accounts));
  std::vector<uint8_t> now, never;
  if (champion) {
    SB_ASSIGN(now, RightOf(*champion->pairs(), pairs, &accounts));
  }
  for (const KnownPair& pair : pairs) never.push_back(pair.account.empty() ? 1 : 0);
  return JudgePairedAnswers(right, now, never, "matching nothing");
}

}  // namespace

Result<PromotionVerdict> JudgeCandidate(Workspace& workspace, const ModelCandidate& candidate,
                                        const std::string& rows) {
  if (candidate.model->score() != nullptr) return JudgeScore(candidate, rows);
  if (candidate.model->intents() != nullptr) return JudgeTexts(candidate, rows);
  return JudgePairs(workspace, candidate, rows);
}

}  // namespace signalbox
