#include "workspace/lead_shown.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "engine/apply.h"
#include "engine/verbs.h"
#include "workspace/event_json.h"

namespace signalbox {
namespace {

// Of SHA-256, in hex: enough that nobody finds another lead that looks the same.
constexpr size_t kPartDigits = 32;
constexpr std::string_view kPartNames[] = {"status", "asked", "rule"};
constexpr size_t kParts = std::size(kPartNames);

struct ShownParts {
  int64_t said = -1;  // position of the event that last said something new
  std::string hashes[kParts];
  std::string Text() const {
    return fmt::format("{}.{}.{}.{}", said, hashes[0], hashes[1], hashes[2]);
  }
};

std::string HashOfPart(const LeadEntry& entry, std::string_view name,
                       std::initializer_list<std::string_view> values) {
  std::string text = FormatId("lead", entry.id) + "\n" + std::string(name);
  for (const std::string_view value : values) text += fmt::format("\n{}:{}", value.size(), value);
  return ToHex(View(Sha256(text))).substr(0, kPartDigits);
}

ShownParts PartsShown(const State& state, const LeadEntry& entry, const Run& run) {
  ShownParts parts;
  parts.said = std::max(entry.said_position, entry.received_position);
  parts.hashes[0] =
      HashOfPart(entry, kPartNames[0],
                 {StatusName(entry.status), state.PersonOf(static_cast<PersonRef>(entry.owner)),
                  FormatId("run", entry.run)});
  parts.hashes[1] = HashOfPart(entry, kPartNames[1],
                               {state.words.Of(entry.queue), state.PersonOf(run.decision.asked),
                                run.decision.queue, run.decision.role, run.waits_for.pool});
  parts.hashes[2] = HashOfPart(entry, kPartNames[2],
                               {state.words.Of(entry.rule), state.words.Of(entry.row),
                                state.words.Of(entry.reason), state.words.Of(entry.policy)});
  return parts;
}

// Null where nothing waits for a decision.
const Run* RunToDecide(const State& state, const LeadEntry& entry) {
  const Run* run = state.FindRun(entry.run);
  const bool waits = entry.status == LeadStatus::kHeld && run != nullptr && run->waits;
  return waits && StepToDecide(*run) >= 0 ? run : nullptr;
}

Result<ShownParts> ParseShown(std::string_view text) {
  const Error none =
      Err(Code::kInvalid,
          "`shown_hash` is none that a lead has; give that of `/v1/leads/{id}` as it "
          "was shown");
  ShownParts parts;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts.said);
  if (error != std::errc()) return none;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (text.size() != kParts * (kPartDigits + 1)) return none;
  for (std::string& hash : parts.hashes) {
    if (text.front() != '.') return none;
    hash = text.substr(1, kPartDigits);
    text.remove_prefix(kPartDigits + 1);
  }
  return parts;
}

bool SaysTheSame(const Attributes& before, const Attributes& now, Field field) {
  return before.Has(field) == now.Has(field) && before.Text(field) == now.Text(field) &&
         before.Int(field) == now.Int(field);
}

// What was said up to a position, and what is said now.
struct SaidThenAndNow {
  Attributes then, now;
};

Result<SaidThenAndNow> ReadSaid(const LeadEntry& entry, int64_t until,
                                const std::function<Result<Emitted>(int64_t)>& read) {
  std::vector<std::pair<int64_t, Attributes>> said;
  for (int64_t at = entry.last_position; at >= 0;) {
    SB_ASSIGN(const Emitted emitted, read(at));
    const auto type = static_cast<EventType>(emitted.event.type);
    if (type == EventType::kLeadReceived || type == EventType::kTouchRecorded) {
      SB_ASSIGN(Attributes one, AttributesOfInput(emitted.event, emitted.sealed));
      said.emplace_back(at, std::move(one));
    }
    at = emitted.event.previous;
  }
  SaidThenAndNow both;
  for (auto one = said.rbegin(); one != said.rend(); ++one) {
    if (one->first <= until) both.then.Overlay(one->second);
    both.now.Overlay(one->second);
  }
  return both;
}

std::vector<std::string> FieldsThatDiffer(const SaidThenAndNow& said) {
  std::vector<std::string> names;
  for (const Field field : said.now.Fields()) {
    if (SaysTheSame(said.then, said.now, field)) continue;
    const std::string_view name = SpecOf(field).name;
    names.emplace_back(name.starts_with("lead.") ? name.substr(5) : name);
  }
  for (const Attributes::Extra& extra : said.now.extras()) {
    const std::string* before = said.then.FindExtra(extra.name);
    if (before == nullptr || *before != extra.text) names.push_back(extra.name);
  }
  return names;
}

}  // namespace

std::string LeadShownHash(const State& state, uint32_t lead) {
  const LeadEntry& entry = state.leads[lead];
  const Run* run = RunToDecide(state, entry);
  return run == nullptr ? std::string() : PartsShown(state, entry, *run).Text();
}

Result<LeadLapse> ChangedSinceShown(const State& state, uint32_t lead, std::string_view shown,
                                    const std::function<Result<Emitted>(int64_t)>& read) {
  SB_ASSIGN(const ShownParts then, ParseShown(shown));
  const LeadEntry& entry = state.leads[lead];
  const Run* run = RunToDecide(state, entry);
  LeadLapse lapse;
  if (run == nullptr) return lapse;
  const ShownParts now = PartsShown(state, entry, *run);
  if (now.Text() == shown) return lapse;
  lapse.shown_hash = now.Text();
  if (now.said != then.said) {
    SB_ASSIGN(const SaidThenAndNow said, ReadSaid(entry, then.said, read));
    lapse.changed = FieldsThatDiffer(said);
  }
  for (size_t i = 0; i < kParts; ++i) {
    if (now.hashes[i] != then.hashes[i]) lapse.changed.emplace_back(kPartNames[i]);
  }
  return lapse;
}

}  // namespace signalbox
