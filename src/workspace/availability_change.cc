#include "workspace/availability_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "intake/local_moment.h"
#include "lead/week_hours.h"

namespace signalbox {
namespace {

constexpr AvailabilityVerbSpec kVerbs[] = {
    {AvailabilityVerb::kLeave, "leave", "Say when a person is on leave, in days or parts of days",
     "from,to,part,then,dry_run"},
    {AvailabilityVerb::kEndLeave, "end-leave",
     "Take leave away: what lies in the stretch, or what is not over", "from,to"},
    {AvailabilityVerb::kPause, "pause", "Give a person no leads for a while",
     "for,until,then,dry_run"},
    {AvailabilityVerb::kResume, "resume", "End a person's pause", ""},
    {AvailabilityVerb::kDelegate, "delegate",
     "Say who stands in for a person; with days, also that they are away on them",
     "delegate,from,to,then,dry_run"},
    {AvailabilityVerb::kDeactivate, "deactivate",
     "Say that a person left: they take no leads any more", "delegate,then,dry_run"},
    {AvailabilityVerb::kActivate, "activate", "Say that a person is back for good", ""},
};

struct TextOfRequest {
  std::string_view name;
  std::string AvailabilityRequest::*text;
};
constexpr TextOfRequest kTexts[] = {
    {"from", &AvailabilityRequest::from},   {"to", &AvailabilityRequest::to},
    {"part", &AvailabilityRequest::part},   {"for", &AvailabilityRequest::span},
    {"until", &AvailabilityRequest::until}, {"delegate", &AvailabilityRequest::delegate},
};

bool Takes(AvailabilityVerb verb, std::string_view member) {
  std::string_view members = SpecOf(verb).members;
  while (!members.empty()) {
    const size_t end = std::min(members.find(','), members.size());
    if (members.substr(0, end) == member) return true;
    members.remove_prefix(std::min(end + 1, members.size()));
  }
  return false;
}

Error NotTaken(AvailabilityVerb verb, std::string_view member) {
  const AvailabilityVerbSpec& spec = SpecOf(verb);
  const std::string taken =
      spec.members.empty() ? "nothing" : "`" + std::string(spec.members) + "`";
  return Err(Code::kInvalid,
             fmt::format("`{}` is nothing that `{}` takes; it takes {}", member, spec.name, taken));
}

Result<Leave> StretchOf(const AvailabilityRequest& request, std::string_view zone,
                        const ZoneRules& zones) {
  const auto from = ReadAwayMoment(request.from, zone, zones, 0);
  const auto to = ReadAwayMoment(request.to, zone, zones, 1);
  constexpr std::string_view kForms =
      "a day such as `2026-12-21`, a local time such as `2026-12-21 13:00`, or an RFC 3339 time";
  if (!from) return Err(Code::kInvalid, fmt::format("`from` is {}", kForms));
  if (!to) return Err(Code::kInvalid, fmt::format("`to` is {}", kForms));
  if (to->at <= from->at) return Err(Code::kInvalid, "`to` is before `from`");
  if (to->at - from->at > kLongestLeaveUs)
    return Err(Code::kInvalid, "a leave is five years at most; who is gone is deactivated");
  return Leave{from->at, to->at};
}

// `09:00-12:00` on each day; in local time, so that it is the same hour in summer and winter.
Result<std::vector<Leave>> PartsOf(const AvailabilityRequest& request, std::string_view zone,
                                   const ZoneRules& zones) {
  Result<WeekHours> hours = ParseWeekHours("Mon " + request.part);
  if (!hours.ok() || hours->days[0].empty())
    return Err(Code::kInvalid, "`part` is hours of a day, such as `09:00-12:00`");
  const Result<TimeUs> first = ParseTime(request.from);
  const Result<TimeUs> last = ParseTime(request.to);
  const bool days = request.from.size() == 10 && request.to.size() == 10 && first.ok() && last.ok();
  if (!days)
    return Err(Code::kInvalid, "with `part`, `from` and `to` are days such as `2026-12-21`");
  if (*last < *first) return Err(Code::kInvalid, "`to` is before `from`");
  if (*last - *first >= kMaxPartDays * kDayUs) {
    return Err(Code::kInvalid, fmt::format("`part` is for {} days at most; what comes every day "
                                           "belongs into the person's hours",
                                           kMaxPartDays));
  }
  std::vector<Leave> parts;
  for (TimeUs day = *first; day <= *last; day += kDayUs) {
    for (const DayHours& span : hours->days[0]) {
      parts.push_back({ToUtc(zones, zone, day + span.from_minute * kMinuteUs),
                       ToUtc(zones, zone, day + span.to_minute * kMinuteUs)});
    }
  }
  return parts;
}

Result<std::vector<Leave>> LeavesOfRequest(const AvailabilityRequest& request,
                                           std::string_view zone, const ZoneRules& zones) {
  if (!request.part.empty()) return PartsOf(request, zone, zones);
  SB_ASSIGN(const Leave whole, StretchOf(request, zone, zones));
  return std::vector<Leave>{whole};
}

Status TakeLeave(const AvailabilityRequest& request, const ZoneRules& zones, TimeUs now,
                 Person* person) {
  SB_ASSIGN(const std::vector<Leave> leaves, LeavesOfRequest(request, person->zone, zones));
  for (const Leave& leave : leaves) SB_TRY(AddLeave(leave, now, person));
  return {};
}

// What lies in `gone` is no leave any more; what reaches over its ends is cut.
void CutLeaves(const Leave& gone, Person* person) {
  std::vector<Leave> left;
  for (const Leave& leave : person->leaves) {
    if (leave.to <= gone.from || leave.from >= gone.to) {
      left.push_back(leave);
      continue;
    }
    if (leave.from < gone.from) left.push_back({leave.from, gone.from});
    if (leave.to > gone.to) left.push_back({gone.to, leave.to});
  }
  person->leaves = std::move(left);
}

Status EndLeave(const AvailabilityRequest& request, const ZoneRules& zones, TimeUs now,
                Person* person) {
  Leave gone{now, INT64_MAX};
  if (!request.from.empty() || !request.to.empty()) {
    AvailabilityRequest both = request;
    if (both.from.empty()) both.from = both.to;
    if (both.to.empty()) both.to = both.from;
    SB_ASSIGN(gone, StretchOf(both, person->zone, zones));
  }
  CutLeaves(gone, person);
  return {};
}

Status Pause(const AvailabilityRequest& request, const ZoneRules& zones, TimeUs now,
             Person* person) {
  if (request.span.empty() == request.until.empty())
    return Err(Code::kInvalid, "say `for`, such as `2h`, or `until`, and not both");
  TimeUs until = 0;
  if (!request.span.empty()) {
    SB_ASSIGN(const TimeUs span, ParseDuration(request.span));
    if (span <= 0) return Err(Code::kInvalid, "`for` is longer than nothing");
    until = span > kLongestPauseUs ? now + kLongestPauseUs + 1 : now + span;
  } else {
    const auto moment = ReadAwayMoment(request.until, person->zone, zones, 0);
    if (!moment) return Err(Code::kInvalid, "`until` is a day or a time");
    until = moment->at;
  }
  if (until <= now) return Err(Code::kInvalid, "`until` has passed");
  if (until > now + kLongestPauseUs)
    return Err(Code::kInvalid, "a pause is 30 days at most; say a longer absence as `leave`");
  person->paused_until = until;
  return {};
}

Status SetDelegate(const AvailabilityRequest& request, const ZoneRules& zones, TimeUs now,
                   Person* person) {
  if (request.delegate == person->id) return Err(Code::kInvalid, "nobody stands in for themselves");
  person->delegate = request.delegate;
  if (request.from.empty() && request.to.empty()) return {};
  if (request.delegate.empty())
    return Err(Code::kInvalid, "`from` and `to` are days on which `delegate` stands in");
  return TakeLeave(request, zones, now, person);
}

Status ReadRequestMember(const std::string& name, const nlohmann::json& value,
                         AvailabilityRequest* request) {
  if (value.is_null()) return {};
  if (name == "dry_run") {
    if (!value.is_boolean()) return Err(Code::kInvalid, "`dry_run` is true or false");
    request->dry_run = value.get<bool>();
    return {};
  }
  const auto* text = value.get_ptr<const std::string*>();
  if (text == nullptr) return Err(Code::kInvalid, "`" + name + "` is a text");
  if (name == "then") {
    SB_ASSIGN(request->then, InHandThenByName(*text));
    return {};
  }
  for (const TextOfRequest& known : kTexts) {
    if (known.name == name) request->*known.text = *text;
  }
  return {};
}

}  // namespace

std::span<const AvailabilityVerbSpec> AvailabilityVerbs() {
  return kVerbs;
}

const AvailabilityVerbSpec& SpecOf(AvailabilityVerb verb) {
  return kVerbs[static_cast<size_t>(verb)];
}

Result<InHandThen> InHandThenByName(std::string_view name) {
  for (const InHandThen then :
       {InHandThen::kKeep, InHandThen::kDelegate, InHandThen::kRouteAgain}) {
    if (InHandThenName(then) == name) return then;
  }
  return Err(Code::kInvalid,
             "what becomes of the leads in hand is `keep`, `delegate` or "
             "`route_again`");
}

Result<AvailabilityRequest> ParseAvailabilityRequest(AvailabilityVerb verb, std::string_view json) {
  AvailabilityRequest request;
  if (json.empty()) return request;
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object()) return Err(Code::kInvalid, "send a JSON object, or nothing");
  for (const auto& [name, value] : root.items()) {
    if (!Takes(verb, name)) return NotTaken(verb, name);
    SB_TRY(ReadRequestMember(name, value, &request));
  }
  return request;
}

std::string AvailabilityRequestJson(AvailabilityVerb verb, const AvailabilityRequest& request) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (const TextOfRequest& member : kTexts) {
    if (Takes(verb, member.name)) json.MemberOrNull(member.name, request.*member.text);
  }
  if (Takes(verb, "then")) json.Member("then", InHandThenName(request.then));
  if (Takes(verb, "dry_run")) json.Member("dry_run", request.dry_run);
  json.EndObject();
  return text;
}

Result<std::optional<Leave>> StretchOfRequest(const AvailabilityRequest& request,
                                              std::string_view zone, const ZoneRules& zones) {
  if (request.from.empty() && request.to.empty()) return std::optional<Leave>();
  SB_ASSIGN(const std::vector<Leave> leaves, LeavesOfRequest(request, zone, zones));
  return std::optional<Leave>(Leave{leaves.front().from, leaves.back().to});
}

Status AddLeave(const Leave& leave, TimeUs now, Person* person) {
  std::vector<Leave>& leaves = person->leaves;
  if (std::find(leaves.begin(), leaves.end(), leave) != leaves.end()) return {};
  if (leaves.size() >= kMaxLeaves)
    std::erase_if(leaves, [now](const Leave& old) { return old.to <= now; });
  if (leaves.size() >= kMaxLeaves) {
    return Err(Code::kExhausted, fmt::format("`{}` has {} leaves to come already; take some away "
                                             "with `end-leave`",
                                             person->id, leaves.size()));
  }
  const auto after = [](const Leave& a, const Leave& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  };
  leaves.insert(std::upper_bound(leaves.begin(), leaves.end(), leave, after), leave);
  return {};
}

bool IsAbsent(const Person& person, TimeUs now) {
  if (!person.active || person.paused_until > now) return true;
  return std::any_of(person.leaves.begin(), person.leaves.end(),
                     [now](const Leave& leave) { return leave.from <= now && now < leave.to; });
}

Result<Person> WithAvailability(const Person& person, AvailabilityVerb verb,
                                const AvailabilityRequest& request, const ZoneRules& zones,
                                TimeUs now) {
  Person changed = person;
  switch (verb) {
    case AvailabilityVerb::kLeave:
      SB_TRY(TakeLeave(request, zones, now, &changed));
      break;
    case AvailabilityVerb::kEndLeave:
      SB_TRY(EndLeave(request, zones, now, &changed));
      break;
    case AvailabilityVerb::kPause:
      SB_TRY(Pause(request, zones, now, &changed));
      break;
    case AvailabilityVerb::kResume:
      if (changed.paused_until > now) changed.paused_until = 0;
      break;
    case AvailabilityVerb::kDelegate:
      SB_TRY(SetDelegate(request, zones, now, &changed));
      break;
    case AvailabilityVerb::kDeactivate:
      if (!request.delegate.empty()) SB_TRY(SetDelegate(request, zones, now, &changed));
      changed.active = false;
      break;
    case AvailabilityVerb::kActivate:
      changed.active = true;
      break;
  }
  return changed;
}

}  // namespace signalbox
