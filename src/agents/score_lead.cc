#include <algorithm>

#include "agents/local_agents.h"
#include "agents/reasons.h"
#include "agents/source_kind.h"
#include "agents/title_level.h"

namespace signalbox::local {
namespace {

// The points card, version 1. Each row that applies is one evidence with its points; the score is
// their sum, held to 0..100. A change of any number is a new version.
constexpr std::string_view kModel = "points-card@1";
constexpr int64_t kHotFrom = 70;
constexpr int64_t kWarmFrom = 40;

struct ValuePoints {
  std::string_view value;
  int32_t points;
};

constexpr ValuePoints kTitle[] = {{"exec", 25}, {"director", 20}, {"mgr", 12}, {"staff", 5}};
constexpr ValuePoints kSize[] = {
    {"enterprise", 20}, {"large", 18}, {"mid", 15}, {"small", 10}, {"micro", 4}};
constexpr ValuePoints kIntent[] = {
    {"demo", 20}, {"pricing", 20}, {"partnership", 5}, {"support", -10}};

constexpr int32_t kHandRaise = 15;
constexpr int32_t kReferral = 12;
constexpr int32_t kEvent = 8;
constexpr int32_t kCompanyMail = 5;
constexpr int32_t kFreeMail = -5;
constexpr int32_t kRoleMail = -5;
constexpr int32_t kDisposableMail = -40;
constexpr int32_t kPerTouch = 5;
constexpr int64_t kTouchesCounted = 2;
constexpr int32_t kConsentGiven = 5;

class Card {
 public:
  explicit Card(AgentResult* out) : out_(out) {}

  void Add(std::string_view code, Field field, int32_t points) {
    if (points == 0) return;
    sum_ += points;
    Note(out_, code, field, points);
  }
  template <size_t kCount>
  void AddRow(const ValuePoints (&rows)[kCount], std::string_view value, std::string_view code,
              Field field) {
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const ValuePoints& each) { return each.value == value; });
    if (row != std::end(rows)) Add(code, field, row->points);
  }
  int64_t sum() const { return std::clamp<int64_t>(sum_, 0, 100); }

 private:
  AgentResult* out_;
  int64_t sum_ = 0;
};

int32_t SourcePoints(std::string_view source) {
  switch (reference::KindOfSource(source)) {
    case reference::SourceKind::kHandRaise:
      return kHandRaise;
    case reference::SourceKind::kReferral:
      return kReferral;
    case reference::SourceKind::kEvent:
      return kEvent;
    default:
      return 0;
  }
}

int32_t MailPoints(const Attributes& record) {
  if (!record.Bool(Field::kEmailValid)) return 0;
  if (record.Bool(Field::kDisposable)) return kDisposableMail;
  int32_t points = record.Bool(Field::kFreeMail) ? kFreeMail : kCompanyMail;
  if (record.Bool(Field::kRoleAddress)) points += kRoleMail;
  return points;
}

}  // namespace

AgentResult ScoreLead(const AgentInput& input) {
  const Attributes& record = input.record;
  AgentResult out;
  out.evidence.reserve(8);
  out.model_ids.emplace_back(kModel);
  Card card(&out);
  const std::string_view level = record.Has(Field::kTitleLevel)
                                     ? record.Text(Field::kTitleLevel)
                                     : reference::TitleLevel(record.Text(Field::kTitle));
  card.AddRow(kTitle, level, reason::kScoreTitle, Field::kTitle);
  card.AddRow(kSize, record.Text(Field::kSizeBand), reason::kScoreSize, Field::kSizeBand);
  card.AddRow(kIntent, record.Text(Field::kIntent), reason::kScoreIntent, Field::kIntent);
  card.Add(reason::kScoreSource, Field::kSource, SourcePoints(record.Text(Field::kSource)));
  const int64_t quality = std::clamp<int64_t>(record.Int(Field::kDataQuality), 0, 100);
  card.Add(reason::kScoreQuality, Field::kDataQuality, static_cast<int32_t>(quality / 10));
  card.Add(reason::kScoreMail, Field::kEmail, MailPoints(record));
  const int64_t touches = std::clamp<int64_t>(record.Int(Field::kTouches), 0, kTouchesCounted);
  card.Add(reason::kScoreTouches, Field::kTouches, static_cast<int32_t>(touches) * kPerTouch);
  if (record.Text(Field::kConsent) == "given") {
    card.Add(reason::kScoreConsent, Field::kConsent, kConsentGiven);
  }
  const int64_t score = card.sum();
  out.output.SetInt(Field::kScore, score);
  out.output.SetText(Field::kScoreBand, score >= kHotFrom    ? "hot"
                                        : score >= kWarmFrom ? "warm"
                                                             : "cold");
  return out;
}

}  // namespace signalbox::local
