// What somebody may say about when a person is there: leave, pauses, who stands in, and that they
// left for good; as callers write it, and what it makes of the person (docs/people.md).
//
// Pure: the roster's event is written by workspace/availability.h.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/leaves_ahead.h"
#include "intake/reference_rows.h"
#include "lead/person.h"

namespace signalbox {

enum class AvailabilityVerb : uint8_t {
  kLeave,
  kEndLeave,
  kPause,
  kResume,
  kDelegate,
  kDeactivate,
  kActivate,
};

struct AvailabilityVerbSpec {
  AvailabilityVerb verb;
  std::string_view name;     // of the command and the address: `end-leave`
  std::string_view summary;  // for the API's description
  // The members of a request that it takes, `from,to,part,...`.
  std::string_view members;
};
std::span<const AvailabilityVerbSpec> AvailabilityVerbs();
const AvailabilityVerbSpec& SpecOf(AvailabilityVerb verb);

// What a verb does not take stays empty.
struct AvailabilityRequest {
  std::string from, to;  // a day, a local time `2026-11-20 13:00`, or an instant
  std::string part;      // `09:00-12:00` of each day from `from` to `to`
  std::string span;      // `for`: of a pause, such as `2h`
  std::string until;     // of a pause
  std::string delegate;  // person id; empty takes the delegate away
  InHandThen then = InHandThen::kKeep;
  bool dry_run = false;
};

// From `{"from": "2026-12-21", ...}`; empty text is an empty request. kInvalid names the member
// that the verb does not take, or that is no text.
Result<AvailabilityRequest> ParseAvailabilityRequest(AvailabilityVerb verb, std::string_view json);
std::string AvailabilityRequestJson(AvailabilityVerb verb, const AvailabilityRequest& request);
// kInvalid names the three.
Result<InHandThen> InHandThenByName(std::string_view name);

// A person's stretches away; older ones make room.
inline constexpr size_t kMaxLeaves = 500;
// Longer is no leave but a departure.
inline constexpr TimeUs kLongestLeaveUs = 5 * 366 * kDayUs;
// `--part` on each of so many days at most; what comes every day is a matter of working hours.
inline constexpr int kMaxPartDays = 62;
// A longer pause is a leave, which others can see coming.
inline constexpr TimeUs kLongestPauseUs = 30 * kDayUs;

// The person as they are after it. kInvalid for what cannot be read, or is out of the limits above.
// Leave that is there already, or a pause that runs, changes nothing, so a repeat is harmless.
Result<Person> WithAvailability(const Person& person, AvailabilityVerb verb,
                                const AvailabilityRequest& request, const ZoneRules& zones,
                                TimeUs now);

// The days or hours of a request, from the first beginning to the last end; none where it names no
// days. kInvalid as above.
Result<std::optional<Leave>> StretchOfRequest(const AvailabilityRequest& request,
                                              std::string_view zone, const ZoneRules& zones);

// Adds `leave` unless it is there, in order. kExhausted beyond kMaxLeaves that are not over.
Status AddLeave(const Leave& leave, TimeUs now, Person* person);

// On leave, paused or not active at `now`; evenings and weekends are no absence.
bool IsAbsent(const Person& person, TimeUs now);

}  // namespace signalbox
