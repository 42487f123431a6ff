// Coverage watch: what a policy's own decisions say about it, after it went live.
//
// Values that no rule and no row names, rules, guards and rows that decided nothing, the share of
// the fallback, people who are gone and are still named, rows that end soon, fields that stopped
// arriving, values beyond those that a field declares: of a period, beside the period before it.
//
// Fed with decisions in order of time, from a stream of any length; memory is kMaxWatchedValues
// values of each attribute that the policy reads, and a count for each rule and row. Personal data
// stays out: a record is named by its id, and values are kept of categorical attributes alone
// (codes, and fields that declare their values), and of those none that looks like an address or a
// number of somebody. Owned by one computation, on one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"
#include "policy/decision.h"

namespace signalbox {

// Different unnamed values that are kept of one attribute; the rest is counted together.
inline constexpr size_t kMaxWatchedValues = 1'000;
// Days ahead in which a row that ends is told.
inline constexpr int64_t kEndsSoonDays = 30;
// A field stopped arriving when it was there in a twentieth of at least this many records, and now
// is in less than a fifth of that part.
inline constexpr int64_t kEnoughRecords = 20;

struct WatchPeriod {
  TimeUs now = 0;  // the period ends here
  int64_t days = 90;
  TimeUs active_since = 0;  // of the policy
  TimeUs begin() const { return now - days * kDayUs; }
  TimeUs before() const { return begin() - days * kDayUs; }
};

// What was decided, as it is stored. Of `decision` the rule, the row, where it went and the losers.
struct WatchedDecision {
  Id lead;
  TimeUs at = 0;
  const Decision& decision;
  // What the policy saw; null when it is not to be looked at.
  const Attributes* record = nullptr;
};

// Counts of the period before and of the period.
struct BeforeAndNow {
  int64_t before = 0, now = 0;
  bool operator==(const BeforeAndNow&) const = default;
};

// A value of an attribute, or several that are told together (`value` empty).
struct WatchedValue {
  std::string attribute;
  std::string value;                                 // folded; empty: not shown
  int64_t leads = 0;                                 // in the period
  std::optional<int64_t> fallback;                   // of them, nothing matched; or not told
  std::optional<std::pair<int64_t, int64_t>> range;  // least and greatest, of numbers
  Id example;                                        // zero: none is told
};

// A guard, a rule or a row, and how often it decided or, of a guard, took somebody out.
struct WatchedPart {
  enum class Kind : uint8_t { kGuard, kRule, kRow };
  Kind kind = Kind::kRule;
  std::string name;  // `territory`, `territories/de-south`
  int line = 0;
  BeforeAndNow decided = {};
  std::string ends = {};  // `2026-12-31`, of a row that has ended or ends soon
  bool ended = false;
};

// Somebody whom the policy or the decisions name and who takes nothing any more.
struct WatchedAbsentee {
  std::string person;           // empty: nobody whom the workspace ever knew
  bool on_roster = false;       // there, and inactive
  std::set<std::string> named;  // guards, rules, rows and queues that name them
  int64_t passed_over = 0;      // decisions that matched and had to go on
  int64_t owns = 0;             // decisions of the period that gave to them
};

struct WatchedField {
  std::string attribute;
  BeforeAndNow records;  // that have it
};

struct WatchReport {
  WatchPeriod period;
  std::string policy, version;
  BeforeAndNow decisions, records, fallback;
  int64_t left_out = 0;  // records that were not looked at
  // Values that a field does not declare stand in `unexpected` alone.
  std::vector<WatchedValue> unnamed, unexpected;
  // Of which period the values are, where it is another: for readers who do not see the fields.
  std::optional<WatchPeriod> values_of;
  std::vector<WatchedPart> parts;  // all guards and rules, then all rows
  std::vector<WatchedAbsentee> absentees;
  std::vector<WatchedField> gone;

  // For people: lists are cut after twenty lines. JSON has everything, and the text too.
  std::string Text() const;
  std::string Json() const;
};

struct NamedValues;  // coverage_names.h
class SlotValues;

class CoverageWatch {
 public:
  // Both outlive it.
  CoverageWatch(const Policy& policy, const Roster& roster, const WatchPeriod& period);
  ~CoverageWatch();

  // Decisions outside of the two periods are passed over.
  void Take(const WatchedDecision& decided);
  // A record of the period that cannot be looked at: its data was erased, or it began too long ago.
  void LeaveOut() { ++report_.left_out; }
  WatchReport Finish();

 private:
  struct Tally {
    int64_t leads = 0, fallback = 0;
    Id example;
  };
  // What was seen of one attribute.
  struct Seen {
    BeforeAndNow present;
    std::map<std::string, Tally, std::less<>> unnamed, unexpected;
    Tally others, unexpected_others;  // not shown, or beyond kMaxWatchedValues
    int64_t least = INT64_MAX, greatest = INT64_MIN;
  };

  void CountParts(const Decision& decision, bool now);
  void TakeRecord(const WatchedDecision& decided, bool now);
  void TakeValue(const NamedValues& named, const SlotValues& values, const WatchedDecision& decided,
                 Seen* seen);
  static void Count(const WatchedDecision& decided, Tally* tally);
  static void CountValue(const std::string& value, const WatchedDecision& decided,
                         std::map<std::string, Tally, std::less<>>* kept, Tally* others);
  void ListParts();
  void ListAbsentees();
  void ListValues();
  void ListGone();

  const Policy& policy_;
  const Roster& roster_;
  WatchReport report_;
  std::vector<NamedValues> names_;
  std::vector<Seen> seen_;                                    // by place in names_
  std::map<std::string, BeforeAndNow, std::less<>> decided_;  // by rule, guard, `nothing_matched`
  std::map<std::string, BeforeAndNow, std::less<>> rows_;     // by row
  std::map<std::string, WatchedAbsentee, std::less<>> absentees_;
};

}  // namespace signalbox
