// SLAs and the reasons to hand back.
#include <fmt/format.h>

#include <algorithm>

#include "policy/bundle_compiler.h"

namespace signalbox {

namespace {

// Longer than any promise to a customer; further off, working time has no closed form either.
constexpr TimeUs kMaxSlaUs = 366 * kDayUs;

template <typename T>
struct Named {
  std::string_view name;
  T value;
};

constexpr Named<SlaClock> kClocks[] = {{"owner", SlaClock::kOwner},
                                       {"team", SlaClock::kTeam},
                                       {"lead", SlaClock::kLead},
                                       {"always", SlaClock::kAlways}};
constexpr Named<SlaStart> kStarts[] = {{"assigned", SlaStart::kAssigned},
                                       {"received", SlaStart::kReceived}};
constexpr Named<SlaStop> kStops[] = {{"crm.activity_by_owner", SlaStop::kActivityByOwner},
                                     {"meeting.booked", SlaStop::kMeetingBooked},
                                     {"desk.contacted", SlaStop::kContacted},
                                     {"desk.accepted", SlaStop::kAccepted}};
constexpr Named<SlaPause> kPauses[] = {{"held", SlaPause::kHeld},
                                       {"waiting_for_customer", SlaPause::kWaitingForCustomer}};
constexpr Named<HandBackThen> kThens[] = {{"route_again", HandBackThen::kRouteAgain},
                                          {"correct", HandBackThen::kCorrect},
                                          {"recycle", HandBackThen::kRecycle},
                                          {"disqualify", HandBackThen::kDisqualify}};

template <typename T, size_t N>
std::vector<std::string> KnownNames(const Named<T> (&all)[N]) {
  std::vector<std::string> names;
  for (const auto& one : all) names.emplace_back(one.name);
  return names;
}

// One of a few words, or nothing with a finding that lists them.
template <typename T, size_t N>
std::optional<T> ValueNamed(const Named<T> (&all)[N], std::string_view key, const YamlNode& node,
                            Findings* findings) {
  for (const auto& one : all) {
    if (node.is_text() && node.text == one.name) return one.value;
  }
  const std::vector<std::string> names = KnownNames(all);
  findings->Error(kPolicyFile, node.at,
                  fmt::format("`{}: {}` is not known; write one of `{}`{}", key, node.text,
                              fmt::join(names, "`, `"), DidYouMean(node.text, names)));
  return std::nullopt;
}

}  // namespace

TimeUs BundleCompiler::Duration(const YamlNode& node) {
  const Result<TimeUs> duration = ParseDuration(node.is_text() ? node.text : std::string());
  if (duration.ok() && *duration > 0 && *duration <= kMaxSlaUs) return *duration;
  Error(node, duration.ok() && *duration > kMaxSlaUs
                  ? fmt::format("`{}` is more than a year", node.text)
                  : fmt::format("`{}` is not a time; write `30m`, `4h` or `2d`", node.text));
  return 0;
}

void BundleCompiler::Slas(const YamlNode& node) {
  if (!IsMap(node, "`slas`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) Sla(node.keys[i], node.items[i]);
}

void BundleCompiler::ClockOf(const YamlNode& spec, SlaSpec* sla) {
  const YamlNode* clock = spec.Find("clock");
  if (clock == nullptr) return;
  if (!clock->is_map()) {
    if (clock->text == "calendar") {
      Error(*clock, "say which calendar: `clock: {calendar: NAME}`");
    } else if (const auto word = ValueNamed(kClocks, "clock", *clock, findings_)) {
      sla->clock = *word;
    }
    return;
  }
  CheckKeys(*clock, "`clock`", {"calendar"}, {}, kPolicyFile, findings_);
  sla->clock = SlaClock::kCalendar;
  sla->calendar = RequiredText(*clock, "calendar", "`clock`");
  if (sla->calendar.empty() || policy_->calendars.contains(sla->calendar)) return;
  std::vector<std::string> names;
  for (const auto& [name, calendar] : policy_->calendars) names.push_back(name);
  Error(*clock->Find("calendar"), fmt::format("there is no calendar `{}`{}", sla->calendar,
                                              DidYouMean(sla->calendar, names)));
}

void BundleCompiler::Sla(const YamlNode& key, const YamlNode& spec) {
  SlaSpec sla{.id = key.text, .calendar = {}, .steps = {}, .at = key.at};
  if (IsMap(spec, "an SLA")) {
    CheckKeys(spec, "an SLA",
              {"within", "clock", "starts", "stops", "pauses", "on_reassign", "steps"}, {},
              kPolicyFile, findings_);
    if (const YamlNode* within = spec.Find("within"))
      sla.within_us = Duration(*within);
    else
      Error(key, fmt::format("SLA `{}` has no time; add `within: 1h`", key.text));
    ClockOf(spec, &sla);
    if (const YamlNode* starts = spec.Find("starts"))
      sla.starts = ValueNamed(kStarts, "starts", *starts, findings_).value_or(SlaStart::kAssigned);
    const YamlNode* stops = spec.Find("stops");
    if (stops == nullptr || !stops->is_list() || stops->items.empty()) {
      Error(
          stops == nullptr ? key : *stops,
          fmt::format("nothing stops SLA `{}`; add `stops: [desk.contacted]`, one or more of `{}`",
                      key.text, fmt::join(KnownNames(kStops), "`, `")));
    } else {
      for (const YamlNode& item : stops->items) {
        if (item.text.find("status") != std::string::npos) {
          Error(item,
                fmt::format("`{}` stops no clock: a status is changed without anybody calling; "
                            "write one or more of `{}`",
                            item.text, fmt::join(KnownNames(kStops), "`, `")));
        } else if (const auto word = ValueNamed(kStops, "stops", item, findings_)) {
          sla.stops |= static_cast<uint8_t>(*word);
        }
      }
    }
    const YamlNode* pauses = spec.Find("pauses");
    if (pauses != nullptr && IsList(*pauses, "`pauses`")) {
      for (const YamlNode& item : pauses->items) {
        if (const auto word = ValueNamed(kPauses, "pauses", item, findings_))
          sla.pauses |= static_cast<uint8_t>(*word);
      }
    }
    static constexpr Named<bool> kOnReassign[] = {{"restart", true}, {"continue", false}};
    if (const YamlNode* again = spec.Find("on_reassign"))
      sla.restarts = ValueNamed(kOnReassign, "on_reassign", *again, findings_).value_or(true);
    const YamlNode* steps = spec.Find("steps");
    if (steps != nullptr && IsList(*steps, "`steps`")) Steps(*steps, &sla);
    const bool marked = std::any_of(sla.steps.begin(), sla.steps.end(),
                                    [&](const SlaStep& s) { return s.at_us == sla.within_us; });
    if (!marked) {
      SlaStep expire;
      expire.kind = SlaStep::Kind::kExpire;
      expire.at_us = sla.within_us;
      expire.at = key.at;
      const auto place = std::find_if(sla.steps.begin(), sla.steps.end(),
                                      [&](const SlaStep& s) { return s.at_us > sla.within_us; });
      sla.steps.insert(place, std::move(expire));
    }
  }
  policy_->slas.emplace(key.text, std::move(sla));
}

void BundleCompiler::HandBackReasons(const YamlNode& node) {
  if (!IsMap(node, "`hand_back_reasons`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) {
    const YamlNode& key = node.keys[i];
    const YamlNode& spec = node.items[i];
    HandBackReason reason{.id = key.text, .queue = {}};
    if (!IsMap(spec, "a reason to hand back")) continue;
    CheckKeys(spec, "a reason to hand back", {"then", "queue", "after"}, {}, kPolicyFile,
              findings_);
    const YamlNode* then = spec.Find("then");
    if (then == nullptr) {
      Error(key, fmt::format("`{}` does not say what follows; add `then:`, one of `{}`", key.text,
                             fmt::join(KnownNames(kThens), "`, `")));
      continue;
    }
    const auto word = ValueNamed(kThens, "then", *then, findings_);
    if (!word) continue;
    reason.then = *word;
    const YamlNode* queue = spec.Find("queue");
    if (queue == nullptr && reason.then == HandBackThen::kCorrect) {
      Error(key, fmt::format("`{}` needs `queue`: whose desk puts the record right", key.text));
    } else if (queue != nullptr && reason.then != HandBackThen::kCorrect) {
      Error(*queue, "`queue` belongs to `then: correct`: whose desk puts the record right");
    } else if (queue != nullptr && QueueExists(*queue, queue->text)) {
      reason.queue = queue->text;
    }
    if (const YamlNode* after = spec.Find("after")) {
      if (reason.then == HandBackThen::kRecycle)
        reason.after_us = Duration(*after);
      else
        Error(*after, "`after` belongs to `then: recycle`");
    }
    policy_->hand_back_reasons.emplace(key.text, std::move(reason));
  }
}

std::vector<std::string> BundleCompiler::SlasOfRule(const YamlNode& rule) {
  std::vector<std::string> slas;
  const YamlNode* node = rule.Find("sla");
  if (node == nullptr || !IsList(*node, "`sla`")) return slas;
  std::vector<std::string> names;
  for (const auto& [name, sla] : policy_->slas) names.push_back(name);
  for (const YamlNode& item : node->items) {
    if (!policy_->slas.contains(item.text)) {
      Error(item, fmt::format("there is no SLA `{}`{}", item.text, DidYouMean(item.text, names)));
    } else if (std::find(slas.begin(), slas.end(), item.text) != slas.end()) {
      Error(item, fmt::format("SLA `{}` stands twice", item.text));
    } else {
      slas.push_back(item.text);
    }
  }
  return slas;
}

}  // namespace signalbox
