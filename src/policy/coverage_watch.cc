#include "policy/coverage_watch.h"

#include <algorithm>
#include <set>

#include "policy/business_time.h"
#include "policy/coverage_names.h"
#include "policy/decision_words.h"
#include "policy/folded_text.h"

namespace signalbox {
namespace {

int64_t& Side(bool now, BeforeAndNow* counts) {
  return now ? counts->now : counts->before;
}

int32_t DayOf(TimeUs time, const std::string& zone) {
  const LocalTime local = ToLocal(time, zone);
  return local.year * 10'000 + local.month * 100 + local.day;
}

std::string DayText(int32_t day) {
  const std::string digits = std::to_string(day);
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
}

bool IsGuard(const Policy& policy, std::string_view name) {
  return std::any_of(policy.guards.begin(), policy.guards.end(),
                     [&](const Guard& guard) { return guard.name == name; });
}

BeforeAndNow CountOf(const std::map<std::string, BeforeAndNow, std::less<>>& counts,
                     std::string_view name) {
  const auto found = counts.find(name);
  return found == counts.end() ? BeforeAndNow{} : found->second;
}

}  // namespace

CoverageWatch::CoverageWatch(const Policy& policy, const Roster& roster, const WatchPeriod& period)
    : policy_(policy), roster_(roster), names_(NamedValuesOf(policy)), seen_(names_.size()) {
  report_.period = period;
  report_.policy = policy.name;
  report_.version = VersionName(policy.hash);
}

CoverageWatch::~CoverageWatch() = default;

void CoverageWatch::Take(const WatchedDecision& decided) {
  if (decided.at < report_.period.before() || decided.at >= report_.period.now) return;
  const bool now = decided.at >= report_.period.begin();
  ++Side(now, &report_.decisions);
  if (decided.decision.rule == kNothingMatched) ++Side(now, &report_.fallback);
  CountParts(decided.decision, now);
  if (decided.record != nullptr) TakeRecord(decided, now);
}

void CoverageWatch::CountParts(const Decision& decision, bool now) {
  std::set<std::string_view> acted = {decision.rule};
  for (const Considered& one : decision.considered) {
    const bool gone =
        one.lost == AbsenceName(Absence::kInactive) || one.lost == AbsenceName(Absence::kUnknown);
    // A pool passes its members over without a rule of its own.
    if (now && gone && !one.by.empty()) {
      WatchedAbsentee& absentee = absentees_[one.owner];
      ++absentee.passed_over;
      absentee.named.insert(one.by);
    }
    if (!gone && !one.by.empty()) acted.insert(one.by);
  }
  for (const std::string_view name : acted) ++Side(now, &decided_[std::string(name)]);
  if (!decision.row.empty()) ++Side(now, &rows_[decision.row]);
  if (!now || decision.owner.empty()) return;
  const Person* owner = roster_.FindPerson(decision.owner);
  if (owner == nullptr || !owner->active) ++absentees_[decision.owner].owns;
}

void CoverageWatch::TakeRecord(const WatchedDecision& decided, bool now) {
  ++Side(now, &report_.records);
  const SlotValues values(policy_.slots, *decided.record);
  for (size_t i = 0; i < names_.size(); ++i) {
    if (!values.Has(names_[i].slot)) continue;
    ++Side(now, &seen_[i].present);
    if (now) TakeValue(names_[i], values, decided, &seen_[i]);
  }
}

void CoverageWatch::TakeValue(const NamedValues& named, const SlotValues& values,
                              const WatchedDecision& decided, Seen* seen) {
  const bool is_text = named.slot.type == SlotType::kText;
  const int64_t number = values.Int(named.slot).value_or(0);
  const std::string text = is_text ? Folded(values.Text(named.slot)) : std::to_string(number);
  if (named.expected != nullptr &&
      std::find(named.expected->folded.begin(), named.expected->folded.end(), text) ==
          named.expected->folded.end()) {
    return CountValue(text, decided, &seen->unexpected, &seen->unexpected_others);
  }
  // A guard that decided left the rules nothing to name.
  if (!named.by_value || named.Names(text, number) || IsGuard(policy_, decided.decision.rule))
    return;
  if (named.slot.type == SlotType::kBool) return;
  if (is_text && named.categorical) return CountValue(text, decided, &seen->unnamed, &seen->others);
  // Of what may be anything (a domain, a code of a place) only what nothing took is worth a line.
  if (decided.decision.rule != kNothingMatched) return;
  Count(decided, &seen->others);
  if (is_text) return;
  seen->least = std::min(seen->least, number);
  seen->greatest = std::max(seen->greatest, number);
}

void CoverageWatch::Count(const WatchedDecision& decided, Tally* tally) {
  if (tally->leads++ == 0) tally->example = decided.lead;
  tally->fallback += decided.decision.rule == kNothingMatched;
}

void CoverageWatch::CountValue(const std::string& value, const WatchedDecision& decided,
                               std::map<std::string, Tally, std::less<>>* kept, Tally* others) {
  const auto found = kept->find(value);
  if (found != kept->end()) return Count(decided, &found->second);
  if (kept->size() >= kMaxWatchedValues || !MayBeShown(value)) return Count(decided, others);
  Count(decided, &(*kept)[value]);
}

WatchReport CoverageWatch::Finish() {
  ListParts();
  ListAbsentees();
  ListValues();
  ListGone();
  return std::move(report_);
}

void CoverageWatch::ListParts() {
  using Kind = WatchedPart::Kind;
  for (const Guard& guard : policy_.guards)
    report_.parts.push_back(
        {Kind::kGuard, guard.name, guard.at.line, CountOf(decided_, guard.name)});
  for (const Rule& rule : policy_.rules)
    report_.parts.push_back({Kind::kRule, rule.name, rule.at.line, CountOf(decided_, rule.name)});
  const int32_t today = DayOf(report_.period.now, policy_.zone);
  const int32_t soon = DayOf(report_.period.now + kEndsSoonDays * kDayUs, policy_.zone);
  for (const auto& [id, table] : policy_.tables) {
    std::set<std::string_view> told;  // a row of several places is several
    for (const TableRow& row : table->rows()) {
      if (row.from_day > today || !told.insert(row.id).second) continue;
      WatchedPart part{Kind::kRow, id + "/" + row.id, row.line};
      part.decided = CountOf(rows_, part.name);
      part.ended = row.to_day < today;
      if (row.to_day <= soon) part.ends = DayText(row.to_day);
      report_.parts.push_back(std::move(part));
    }
  }
}

void CoverageWatch::ListAbsentees() {
  const auto name = [&](const std::string& person, const std::string& part) {
    const Person* found = roster_.FindPerson(person);
    if (found != nullptr && found->active) return;
    absentees_[person].named.insert(part);
  };
  const auto of_effect = [&](const Effect& effect, const std::string& part) {
    if (effect.kind == Effect::Kind::kPerson) name(effect.name, part);
  };
  for (const Guard& guard : policy_.guards) {
    if (guard.require) of_effect(guard.otherwise, guard.name);
  }
  for (const Rule& rule : policy_.rules) of_effect(rule.effect, rule.name);
  of_effect(policy_.nothing_matched, std::string(kNothingMatched));
  for (const auto& [node_name, node] : policy_.escalations) {
    of_effect(node.otherwise, node_name);
    of_effect(node.unless, node_name);
  }
  for (const auto& [id, table] : policy_.tables) {
    for (const TableRow& row : table->rows()) {
      if (row.target.kind == TargetKind::kPerson) name(row.target.name, id + "/" + row.id);
    }
  }
  for (const auto& [id, queue] : policy_.queues) {
    if (!queue.owner_person.empty()) name(queue.owner_person, "queue " + id);
  }
  for (auto& [person, absentee] : absentees_) {
    absentee.person = person;
    absentee.on_roster = roster_.FindPerson(person) != nullptr;
    report_.absentees.push_back(std::move(absentee));
  }
}

void CoverageWatch::ListValues() {
  const auto list = [](const NamedValues& named, const std::string& value, const Tally& tally,
                       std::vector<WatchedValue>* out) {
    if (tally.leads > 0)
      out->push_back({named.attribute, value, tally.leads, tally.fallback, {}, tally.example});
  };
  for (size_t i = 0; i < names_.size(); ++i) {
    const Seen& seen = seen_[i];
    for (const auto& [value, tally] : seen.unnamed) list(names_[i], value, tally, &report_.unnamed);
    list(names_[i], "", seen.others, &report_.unnamed);
    if (seen.others.leads > 0 && seen.least <= seen.greatest)
      report_.unnamed.back().range = {seen.least, seen.greatest};
    for (const auto& [value, tally] : seen.unexpected)
      list(names_[i], value, tally, &report_.unexpected);
    list(names_[i], "", seen.unexpected_others, &report_.unexpected);
  }
  // What nothing took comes first.
  for (std::vector<WatchedValue>* values : {&report_.unnamed, &report_.unexpected}) {
    std::stable_sort(values->begin(), values->end(), [](const auto& a, const auto& b) {
      return std::pair(a.fallback, a.leads) > std::pair(b.fallback, b.leads);
    });
  }
}

void CoverageWatch::ListGone() {
  const BeforeAndNow& all = report_.records;
  if (all.before < kEnoughRecords || all.now < kEnoughRecords) return;
  for (size_t i = 0; i < names_.size(); ++i) {
    const BeforeAndNow& present = seen_[i].present;
    const bool was_there = present.before * 20 >= all.before;
    if (was_there && present.now * 5 * all.before < present.before * all.now)
      report_.gone.push_back({names_[i].attribute, present});
  }
}

}  // namespace signalbox
