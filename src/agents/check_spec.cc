#include <algorithm>
#include <optional>

#include "agents/registry.h"
#include "base/ascii.h"

namespace signalbox {
namespace {

constexpr std::string_view kLifecycles[] = {"draft",  "shadow",     "canary",
                                            "active", "deprecated", "retired"};
constexpr std::string_view kKinds[] = {"local", "http", "mcp", "llm", "human", "model"};

// Names of agents and capabilities appear in events, files and URLs.
constexpr size_t kMaxName = 64;
// Longer than any honest answer takes; a person's work is a person step, not an agent.
constexpr TimeUs kMaxTimeout = 10 * kMinuteUs;
// More attempts than this belong to a queue, not to a step.
constexpr int kMaxRetries = 20;

template <size_t kCount>
std::optional<size_t> IndexOf(const std::string_view (&names)[kCount], std::string_view name) {
  const auto at = std::find(std::begin(names), std::end(names), name);
  if (at == std::end(names)) return std::nullopt;
  return static_cast<size_t>(at - std::begin(names));
}

template <size_t kCount>
std::string Joined(const std::string_view (&names)[kCount]) {
  std::string out;
  for (const std::string_view name : names) {
    out.append(out.empty() ? "" : ", ").append(name);
  }
  return out;
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && IsAsciiLetter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return (IsAsciiAlnum(c) && c == LowerAscii(c)) || c == '_'; });
}

bool IsModelHash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Error Bad(const AgentSpec& spec, std::string message) {
  return Within("agent `" + spec.id + "`", Err(Code::kInvalid, std::move(message)));
}

Status CheckNumbers(const AgentSpec& spec) {
  if (spec.timeout_us <= 0 || spec.timeout_us > kMaxTimeout) {
    return Bad(spec, "`timeout` is " + FormatDuration(std::max<TimeUs>(spec.timeout_us, 0)) +
                         "; write one above 0 and up to " + FormatDuration(kMaxTimeout));
  }
  if (spec.retry.times < 0 || spec.retry.times > kMaxRetries || spec.retry.first_backoff_us <= 0 ||
      spec.retry.max_backoff_us < spec.retry.first_backoff_us) {
    return Bad(spec, "`retry` needs `times` from 0 to " + std::to_string(kMaxRetries) +
                         " and a `backoff` above 0 that is not above `max_backoff`");
  }
  if (spec.breaker.failures < 1 || spec.breaker.open_for_us <= 0) {
    return Bad(spec, "`breaker` needs `failures` of 1 or more and `open_for` above 0");
  }
  if (spec.quota.concurrency < 1 || spec.quota.per_minute < 0 || spec.quota.per_day < 0) {
    return Bad(spec, "`quota` needs a `concurrency` of 1 or more and no negative number");
  }
  if (spec.canary_percent < 0 || spec.canary_percent > 100) {
    return Bad(spec, "`canary_percent` is `" + std::to_string(spec.canary_percent) +
                         "`; write a percentage from 0 to 100");
  }
  return {};
}

}  // namespace

Status CheckSpec(const AgentSpec& spec) {
  if (!IsName(spec.id)) {
    return Err(Code::kInvalid, "`" + spec.id +
                                   "` is no agent id; write a verb and a noun in lower case, such "
                                   "as `score_lead`");
  }
  const auto version = ParseVersion(spec.version);
  if (!version.ok()) return Within("agent `" + spec.id + "`", version.error());
  if (spec.owner.empty()) return Bad(spec, "`owner` is missing; name who answers for it");
  if (spec.capabilities.empty()) {
    return Bad(spec, "`capabilities` is empty; name at least one, such as `score`");
  }
  for (const std::string& capability : spec.capabilities) {
    if (!IsName(capability)) {
      return Bad(spec, "`" + capability + "` is no capability; write lower case letters and `_`");
    }
  }
  const bool http = spec.url.starts_with("http://") || spec.url.starts_with("https://");
  if (spec.kind == AgentKind::kHttp && !http) {
    return Bad(spec,
               "`url` is `" + spec.url + "`; an agent of kind http needs an http or https one");
  }
  if ((spec.kind == AgentKind::kModel) != IsModelHash(spec.model)) {
    return Bad(spec, "an agent of kind model, and no other, has a `model`: 64 digits of its hash");
  }
  if (spec.lifecycle == Lifecycle::kDeprecated && spec.successor == spec.id) {
    return Bad(spec, "`successor` is the agent itself; name another, or leave it out");
  }
  return CheckNumbers(spec);
}

std::string_view LifecycleName(Lifecycle lifecycle) {
  return kLifecycles[static_cast<size_t>(lifecycle)];
}

Result<Lifecycle> ParseLifecycle(std::string_view name) {
  const auto at = IndexOf(kLifecycles, name);
  if (at) return static_cast<Lifecycle>(*at);
  return Err(Code::kInvalid,
             "`" + std::string(name) + "` is no state; use one of " + Joined(kLifecycles));
}

std::string_view AgentKindName(AgentKind kind) {
  return kKinds[static_cast<size_t>(kind)];
}

Result<AgentKind> ParseAgentKind(std::string_view name) {
  const auto at = IndexOf(kKinds, name);
  if (at) return static_cast<AgentKind>(*at);
  return Err(Code::kInvalid,
             "`" + std::string(name) + "` is no kind; use one of " + Joined(kKinds));
}

}  // namespace signalbox
