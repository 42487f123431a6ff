#include "workspace/asked_model.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include "agents/local_agents.h"
#include "agents/model_agent.h"
#include "agents/reasons.h"
#include "base/ascii.h"
#include "insight/text/understanding.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

using local::Note;
using local::Stop;

constexpr size_t kReasonsEachWay = 3;
// Of ten leads that the model learned from, fewer score higher.
constexpr int64_t kHotTenths = 1;
constexpr int64_t kWarmTenths = 4;

// Which field a pair's finding is about; the order is that of PairFeature.
Field FieldOfFinding(PairFeature feature) {
  static constexpr std::pair<std::string_view, Field> kPrefixes[] = {
      {"domain", Field::kWebsite}, {"phone", Field::kPhone},    {"postal", Field::kPostalCode},
      {"city", Field::kCity},      {"street", Field::kStreet},  {"house", Field::kStreet},
      {"place", Field::kStreet},   {"elsewhere", Field::kCity}, {"country", Field::kCountry},
      {"email", Field::kEmail},    {"state", Field::kState}};
  const std::string_view name = PairFeatureName(feature);
  for (const auto& [prefix, field] : kPrefixes) {
    if (name.starts_with(prefix)) return field;
  }
  return Field::kCompany;
}

void NoteFindings(const PairFeatures& features, const PairWeights& weights, AgentResult* out) {
  std::map<Field, int64_t> sums;
  for (size_t i = 0; i < kPairFeatures; ++i) {
    const auto feature = static_cast<PairFeature>(i);
    if (features[feature] == 0) continue;
    sums[FieldOfFinding(feature)] += int64_t{features[feature]} * weights.weights_e3[i] / 1'000;
  }
  for (const auto& [field, sum_e3] : sums)
    Note(out, reason::kMatchField, field, static_cast<int32_t>(sum_e3 / 100));
  std::stable_sort(out->evidence.begin(), out->evidence.end(), [](const auto& a, const auto& b) {
    return std::abs(a.weight) > std::abs(b.weight);
  });
}

AgentResult MatchAccountOf(const MatchModel& model, const Attributes& record,
                           AccountIndex* accounts) {
  AgentResult out;
  if (!record.Has(Field::kCompany) && !record.Has(Field::kWebsite) && !record.Has(Field::kEmail)) {
    Stop(&out, Outcome::kAbstain, reason::kNoCompany);
    out.confidence_e4 = 0;
    return out;
  }
  const Result<MatchAnswer> answer = accounts->Match(record, model);
  if (!answer.ok()) {
    Stop(&out, Outcome::kError, reason::kAgentFailed);
    out.confidence_e4 = 0;
    return out;
  }
  out.output.SetText(Field::kMatchOutcome, MatchOutcomeName(answer->outcome));
  out.output.SetText(Field::kMatchBy, kMatchedByModel);
  out.confidence_e4 = answer->confidence_e4;
  const bool matched = answer->outcome == MatchOutcome::kMatch;
  if (matched) out.output.SetText(Field::kAccountId, answer->candidates.front().id);
  if (answer->outcome != MatchOutcome::kNone)
    NoteFindings(answer->candidates.front().features, model.weights, &out);
  if (answer->rule == "parent") Note(&out, reason::kMatchParent, Field::kAccountId);
  if (answer->rule == "owner") Note(&out, reason::kMatchOwner, Field::kAccountId);
  if (answer->rule == "fuller") Note(&out, reason::kMatchFuller, Field::kAccountId);
  if (answer->candidates.size() > 1 && answer->outcome != MatchOutcome::kNone) {
    Note(&out, reason::kMatchSeveral, Field::kAccountId, answer->candidates[1].chance_e4 / 100);
  }
  return out;
}

AgentResult ReadTextOf(const IntentModel& model, const Attributes& record, TimeUs now) {
  AgentResult out;
  const std::string_view text = TrimBlanks(record.Text(Field::kMessage));
  out.confidence_e4 = 0;
  if (text.empty()) {
    Stop(&out, Outcome::kAbstain, reason::kNothingToRead);
    return out;
  }
  EntityContext context;
  context.now = now;
  if (record.Has(Field::kTimeZone)) context.zone = record.Text(Field::kTimeZone);
  Result<Understanding> all = UnderstandText(text, {&model, nullptr}, context);
  if (!all.ok()) {
    // A zone that nobody knows; what `tomorrow` is hardly moves the urgency.
    context.zone = "UTC";
    all = UnderstandText(text, {&model, nullptr}, context);
  }
  if (!all.ok()) {
    Stop(&out, Outcome::kError, reason::kAgentFailed);
    return out;
  }
  out.output.SetText(Field::kLanguage, all->language.code);
  if (!all->language.is_read) {
    Stop(&out, Outcome::kAbstain, reason::kNotEnglish);
    return out;
  }
  out.output.SetInt(Field::kUrgency, all->urgency_e4 / 100);
  if (!all->intent.likeliest.empty())
    out.confidence_e4 = all->intent.likeliest.front().probability_e6 / 100;
  if (all->intent.words_alone) Note(&out, reason::kModelWords, Field::kIntent);
  if (!all->intent.enough_for[static_cast<size_t>(IntentUse::kRoute)] ||
      all->intent.intent == kOutOfScope) {
    Stop(&out, Outcome::kAbstain, reason::kNotSure);
    return out;
  }
  out.output.SetText(Field::kIntent, all->intent.intent);
  Note(&out, reason::kModelIntent, Field::kIntent, out.confidence_e4 / 100);
  return out;
}

}  // namespace

std::string_view ScoreBandOf(const LeadModel& model, int64_t score_e6) {
  const auto& [edges, rows] = model.score_histogram();
  const auto bin = std::upper_bound(edges.begin(), edges.end(), score_e6) - edges.begin();
  const int64_t all = std::accumulate(rows.begin(), rows.end(), int64_t{0});
  const int64_t above = std::accumulate(rows.begin() + bin + 1, rows.end(), int64_t{0});
  if (above * 10 < all * kHotTenths) return "hot";
  return above * 10 < all * kWarmTenths ? "warm" : "cold";
}

Result<AskedModel> AskedModel::Read(BytesView bytes, const SentenceEncoder* encoder) {
  SB_ASSIGN(const ModelFile file, DecodeModelFile(bytes));
  const std::string_view agent = AgentOfModelKind(file.kind);
  AskedModel asked;
  asked.kind_ = file.kind;
  asked.id_ = file.Id();
  asked.digest_ = file.digest;
  if (agent == "score_lead") {
    SB_ASSIGN(LeadModel model, LeadModel::Decode(file));
    asked.cells_ = ScoreCellsOf(model.spec());
    asked.model_ = std::move(model);
  } else if (agent == "understand_text") {
    SB_ASSIGN(asked.model_, IntentModel::Load(bytes, encoder));
  } else if (agent == "match_account") {
    SB_ASSIGN(asked.model_, MatchModel::Decode(file));
  } else {
    return Err(Code::kUnsupported, "no agent asks a model of kind `" + file.kind + "`");
  }
  return asked;
}

bool AskedModel::reads_features() const {
  return std::any_of(cells_.begin(), cells_.end(),
                     [](const ScoreCell& cell) { return !cell.field; });
}

AgentResult AskedModel::Score(const LeadModel& model, const Attributes& record,
                              const std::map<std::string, std::string>& extra) const {
  std::vector<std::string> texts = CellsOf(record, cells_);
  for (size_t i = 0; i < cells_.size(); ++i) {
    const auto found = cells_[i].field ? extra.end() : extra.find(cells_[i].column);
    if (found != extra.end()) texts[i] = found->second;
  }
  const std::vector<std::string_view> cells(texts.begin(), texts.end());
  AgentResult out;
  const int64_t score_e6 = model.ScoreE6(cells);
  out.confidence_e4 = static_cast<int32_t>(score_e6 / 100);
  out.output.SetInt(Field::kScore, (score_e6 + 5'000) / 10'000);
  out.output.SetText(Field::kScoreBand, ScoreBandOf(model, score_e6));
  const Result<LeadModel::Reasons> reasons = model.ReasonsFor(cells, kReasonsEachWay);
  if (!reasons.ok()) return out;
  const auto tell = [&](const ScoreReason& one, std::string_view code) {
    for (const ScoreColumn& column : model.columns()) {
      if (column.name != one.column) continue;
      const ScoreCell& cell = cells_[column.feature];
      return Note(&out, cell.field ? code : reason::kModelFeature,
                  cell.field.value_or(Field::kScore), one.points);
    }
  };
  for (const ScoreReason& one : reasons->for_it) tell(one, reason::kModelFor);
  for (const ScoreReason& one : reasons->against_it) tell(one, reason::kModelAgainst);
  return out;
}

AgentResult AskedModel::Ask(const Attributes& record, TimeUs now,
                            const std::map<std::string, std::string>& extra,
                            AccountIndex* accounts) const {
  AgentResult out;
  if (const auto* model = std::get_if<LeadModel>(&model_))
    out = Score(*model, record, extra);
  else if (const auto* intent = std::get_if<Intent>(&model_))
    out = ReadTextOf(**intent, record, now);
  else
    out = MatchAccountOf(std::get<MatchModel>(model_), record, accounts);
  out.model_ids.push_back(kind_ + "@" + id_);
  return out;
}

}  // namespace signalbox
