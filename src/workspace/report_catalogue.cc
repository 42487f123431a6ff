// Which reports there are, and what each adds up.
#include "workspace/report.h"

namespace signalbox {
namespace {

using M = ReportMeasure;

constexpr FigureSpec kLeadsReceived{"leads", "Leads received", FigureKind::kCount,
                                    SetOf(M::kReceived), 0};
constexpr FigureSpec kDecisions{"decisions", "Decisions", FigureKind::kCount, SetOf(M::kDecided),
                                0};
constexpr FigureSpec kOwned{"first_owned", "Got their first owner", FigureKind::kCount,
                            SetOf(M::kPlacedByPolicy, M::kPlacedByHand), 0};
constexpr FigureSpec kTimeToOwner{"time_to_owner", "Mean time to an owner", FigureKind::kMeanTime,
                                  SetOf(M::kPlacedByPolicy, M::kPlacedByHand), 0};
constexpr FigureSpec kFirstContacts{"first_contacts", "First contacts", FigureKind::kCount,
                                    SetOf(M::kFirstContact), 0};
constexpr FigureSpec kContactMedian{"first_contact_median", "Half were contacted within",
                                    FigureKind::kMedianTime, SetOf(M::kFirstContact), 0};
constexpr FigureSpec kContactSlow{"first_contact_slow", "Nine of ten within", FigureKind::kSlowTime,
                                  SetOf(M::kFirstContact), 0};
constexpr FigureSpec kConverted{"converted", "Converted", FigureKind::kCount, SetOf(M::kConverted),
                                0};
constexpr FigureSpec kConversion{"conversion", "Conversions for each lead that got an owner",
                                 FigureKind::kRate, SetOf(M::kConverted),
                                 SetOf(M::kPlacedByPolicy, M::kPlacedByHand)};
constexpr FigureSpec kKept{"sla_kept", "Limits kept", FigureKind::kCount, SetOf(M::kSlaKept), 0};
constexpr FigureSpec kBroken{"sla_broken", "Limits broken", FigureKind::kCount,
                             SetOf(M::kSlaBroken), 0};
constexpr FigureSpec kKeptShare{"sla_kept_share", "Share of limits kept", FigureKind::kShare,
                                SetOf(M::kSlaKept), SetOf(M::kSlaBroken)};
constexpr FigureSpec kFlaws{"flaws", "Fields missing or unusable", FigureKind::kCount,
                            SetOf(M::kFlawed), 0};
constexpr FigureSpec kHeldLeads{"held", "Held", FigureKind::kCount, SetOf(M::kHeld), 0};
constexpr FigureSpec kQuality{"data_quality", "Mean data quality, of 100", FigureKind::kMeanPoints,
                              SetOf(M::kQuality), 0};
constexpr FigureSpec kByPolicy{"placed_by_policy", "First owner without a person",
                               FigureKind::kCount, SetOf(M::kPlacedByPolicy), 0};
constexpr FigureSpec kByHand{"placed_by_hand", "First owner by hand", FigureKind::kCount,
                             SetOf(M::kPlacedByHand), 0};
constexpr FigureSpec kByPolicyShare{"placed_by_policy_share", "Share placed without a person",
                                    FigureKind::kShare, SetOf(M::kPlacedByPolicy),
                                    SetOf(M::kPlacedByHand)};
constexpr FigureSpec kMisrouted{"misrouted", "Misroutes", FigureKind::kCount, SetOf(M::kMisrouted),
                                0};
constexpr FigureSpec kMisrouteRate{"misroute_rate", "Misroutes for each decision",
                                   FigureKind::kRate, SetOf(M::kMisrouted), SetOf(M::kDecided)};
constexpr FigureSpec kFallbacks{"fallback", "Decided by the fallback", FigureKind::kCount,
                                SetOf(M::kFallback), 0};
constexpr FigureSpec kFallbackRate{"fallback_share", "Share decided by the fallback",
                                   FigureKind::kRate, SetOf(M::kFallback), SetOf(M::kDecided)};
constexpr FigureSpec kHandBacks{"handed_back", "Handed back", FigureKind::kCount,
                                SetOf(M::kHandedBack), 0};
constexpr FigureSpec kHandBackRate{"hand_back_rate", "Hand-backs for each decision",
                                   FigureKind::kRate, SetOf(M::kHandedBack), SetOf(M::kDecided)};
constexpr FigureSpec kChanges{"changed_by_hand", "Changes by hand", FigureKind::kCount,
                              SetOf(M::kChangedByHand), 0};
constexpr FigureSpec kTurns{"turns",         "Turns", FigureKind::kCount,
                            SetOf(M::kTurn), 0,       SetOf(M::kDecided)};
constexpr FigureSpec kEntitled{"entitled", "Share of the turns", FigureKind::kTurns,
                               SetOf(M::kEntitled), 0};
constexpr FigureSpec kDeviation{"deviation",     "Turns above their share", FigureKind::kDeviation,
                                SetOf(M::kTurn), SetOf(M::kEntitled),       SetOf(M::kDecided)};
constexpr FigureSpec kMissed{"missed", "Turns missed", FigureKind::kTurns, SetOf(M::kMissed), 0};
constexpr FigureSpec kTurnsOfBand{"turns_of_band", "Turns", FigureKind::kCount,
                                  SetOf(M::kTurnOfBand), 0};
constexpr FigureSpec kTurnsFrom{"turns_from", "Turns", FigureKind::kCount, SetOf(M::kTurnFrom), 0};
constexpr FigureSpec kAllOut{"all_out", "Times that nobody could", FigureKind::kCount,
                             SetOf(M::kAllOut), 0};
constexpr FigureSpec kUnexplained{"unexplained", "Decisions without a reason", FigureKind::kCount,
                                  SetOf(M::kUnexplained), 0};
constexpr FigureSpec kEvents{"events", "Events recorded", FigureKind::kCount, SetOf(M::kEvents), 0};
constexpr FigureSpec kPublications{"published", "Policy versions made active", FigureKind::kCount,
                                   SetOf(M::kPublished), 0};

// What a week is judged by; the comparison around a publication shows the same.
constexpr FigureSpec kHeadline[] = {
    kLeadsReceived, kDecisions,    kByPolicyShare, kContactMedian, kKeptShare, kMisrouted,
    kMisrouteRate,  kFallbackRate, kHandBacks,     kChanges,       kConverted, kConversion,
};

// What of it is of leads that a version decided about.
constexpr std::span<const FigureSpec> kOfAVersion = std::span(kHeadline).subspan(1);

// What became of the leads.
std::vector<ReportSpec> ReportsOfLeads() {
  return {
      {"overview", "Overview", {std::begin(kHeadline), std::end(kHeadline)}, {}, false},
      {"response-time",
       "Response time",
       {kFirstContacts, kContactMedian, kContactSlow, kOwned, kTimeToOwner},
       {{"band",
         "By score band",
         GroupBy::kDetail,
         {"first_contacts", "first_contact_median", "first_contact_slow", "time_to_owner"}},
        {"person",
         "By person",
         GroupBy::kPerson,
         {"first_contacts", "first_contact_median", "first_contact_slow"}}},
       false},
      {"conversion",
       "Conversion",
       {kConverted, kOwned, kConversion},
       {{"band", "By score band", GroupBy::kDetail, {"converted", "first_owned", "conversion"}},
        {"rule", "By rule", GroupBy::kRule, {"converted", "first_owned", "conversion"}},
        {"person", "By person", GroupBy::kPerson, {"converted", "first_owned", "conversion"}}},
       false},
      {"sla",
       "Time limits",
       {kKept, kBroken, kKeptShare},
       {{"sla", "By time limit", GroupBy::kDetail, {"sla_broken", "sla_kept", "sla_kept_share"}},
        {"person", "By person", GroupBy::kPerson, {"sla_broken", "sla_kept", "sla_kept_share"}}},
       false},
      {"data-quality",
       "Data quality",
       {kLeadsReceived, kQuality, kFlaws, kHeldLeads},
       {{"flaw", "By what is missing", GroupBy::kDetail, {"flaws"}},
        {"held", "Held, by reason", GroupBy::kDetail, {"held"}}},
       false},
      {"triage",
       "Manual triage avoided",
       {kByPolicy, kByHand, kByPolicyShare, kTimeToOwner},
       {{"rule", "By rule", GroupBy::kRule, {"placed_by_policy", "placed_by_hand"}}},
       false},
  };
}

// How well they were routed.
std::vector<ReportSpec> ReportsOfRouting() {
  return {
      {"misroutes",
       "Misroutes",
       {kMisrouted, kDecisions, kMisrouteRate},
       {{"way", "By how it came out", GroupBy::kDetail, {"misrouted"}},
        {"rule", "By rule", GroupBy::kRule, {"misrouted", "decisions", "misroute_rate"}},
        {"person", "By who had it", GroupBy::kPerson, {"misrouted"}}},
       false},
      {"fallback",
       "Fallback",
       {kFallbacks, kDecisions, kFallbackRate},
       {{"queue", "By queue", GroupBy::kDetail, {"fallback"}}},
       false},
      {"returned",
       "Hand-backs",
       {kHandBacks, kDecisions, kHandBackRate},
       {{"reason", "By reason", GroupBy::kDetail, {"handed_back"}},
        {"rule", "By rule", GroupBy::kRule, {"handed_back", "decisions", "hand_back_rate"}},
        {"person", "By person", GroupBy::kPerson, {"handed_back"}}},
       false},
      {"by-hand",
       "Changes by hand",
       {kChanges},
       {{"way", "By what was done", GroupBy::kDetail, {"changed_by_hand"}},
        {"person", "By who did it", GroupBy::kPerson, {"changed_by_hand"}}},
       false},
      {"turns",
       "Turns",
       {kTurns, kAllOut},
       {{"member",
         "By pool and person",
         GroupBy::kPersonAndDetail,
         {"turns", "entitled", "deviation"}},
        {"cause", "Turns missed, by pool, person and cause", GroupBy::kPersonAndDetail, {"missed"}},
        {"grade",
         "Turns by pool, person and score band",
         GroupBy::kPersonAndDetail,
         {"turns_of_band"}},
        {"sender", "Turns by pool, person and sender", GroupBy::kPersonAndDetail, {"turns_from"}}},
       false},
      {"rules",
       "Rule use",
       {kDecisions, kFallbackRate},
       {{"rule", "By rule", GroupBy::kRule, {"decisions"}}},
       false},
      {"auditability",
       "Auditability",
       {kDecisions, kUnexplained, kEvents, kPublications},
       {},
       false},
      {"publish",
       "Before and after the last publication",
       {kOfAVersion.begin(), kOfAVersion.end()},
       {{"rule", "By rule", GroupBy::kRule, {"decisions", "misrouted", "handed_back"}}},
       true},
  };
}

const std::vector<ReportSpec>& Specs() {
  static const std::vector<ReportSpec> specs = [] {
    std::vector<ReportSpec> all = ReportsOfLeads();
    std::vector<ReportSpec> rest = ReportsOfRouting();
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
  }();
  return specs;
}

}  // namespace

const FigureSpec* FindFigure(std::string_view id) {
  for (const FigureSpec* figure :
       {&kLeadsReceived, &kDecisions,    &kOwned,         &kTimeToOwner,  &kFirstContacts,
        &kContactMedian, &kContactSlow,  &kConverted,     &kConversion,   &kKept,
        &kBroken,        &kKeptShare,    &kFlaws,         &kHeldLeads,    &kQuality,
        &kByPolicy,      &kByHand,       &kByPolicyShare, &kMisrouted,    &kMisrouteRate,
        &kFallbacks,     &kFallbackRate, &kHandBacks,     &kHandBackRate, &kChanges,
        &kTurns,         &kEntitled,     &kDeviation,     &kMissed,       &kTurnsOfBand,
        &kTurnsFrom,     &kAllOut,       &kUnexplained,   &kEvents,       &kPublications}) {
    if (figure->id == id) return figure;
  }
  return nullptr;
}

std::span<const ReportSpec> AllReports() {
  return Specs();
}

Result<const ReportSpec*> FindReport(std::string_view name) {
  std::string names;
  for (const ReportSpec& spec : Specs()) {
    if (spec.name == name) return &spec;
    names += (names.empty() ? "" : ", ") + std::string(spec.name);
  }
  return Err(Code::kNotFound, "there is no report `" + std::string(name) + "`; there are " + names);
}

}  // namespace signalbox
