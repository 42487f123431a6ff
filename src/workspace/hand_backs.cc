#include "workspace/hand_backs.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/counted.h"
#include "base/json_writer.h"
#include "engine/apply.h"
#include "workspace/policy_changes.h"
#include "workspace/read_ahead.h"
#include "workspace/ten_thousandths.h"

namespace signalbox {
namespace {

using nlohmann::json;

struct Counter {
  int64_t given = 0, handed_back = 0;
  std::map<std::string, int64_t> reasons;
};

class HandBackReader {
 public:
  explicit HandBackReader(const State& state) : state_(state) {}

  // Before the event is folded, so that the record says who has it and by which rule.
  Status Take(const Event& event) {
    const auto at = state_.lead_by_id.find(event.entity);
    if (event.entity_kind != EntityKind::kLead || at == state_.lead_by_id.end()) return {};
    const LeadEntry& entry = state_.leads[at->second];
    const auto type = static_cast<EventType>(event.type);
    if (type == EventType::kOwnerAssigned) {
      SB_ASSIGN(const ev::OwnerAssigned body, DecodeBody<ev::OwnerAssigned>(event.clear));
      if (body.owner == 0) return {};
      const Run* run = state_.FindRun(entry.run);
      const bool decided = run != nullptr && run->decided;
      for (Counter* one : {&all_, &people_[body.owner],
                           &rules_[decided ? run->decision.rule : state_.words.Of(entry.rule)]})
        ++one->given;
    } else if (type == EventType::kLeadActed) {
      SB_ASSIGN(const ev::LeadActed body, DecodeBody<ev::LeadActed>(event.clear));
      if (body.verb != Verb::kHandBack) return {};
      for (Counter* one : {&all_, &people_[static_cast<PersonRef>(entry.owner)],
                           &rules_[state_.words.Of(entry.rule)]}) {
        ++one->handed_back;
        ++one->reasons[body.reason];
      }
    }
    return {};
  }

  HandBackReport Finish() const {
    HandBackReport report;
    report.all = LineOf("", all_);
    for (const auto& [person, counter] : people_)
      report.people.push_back(LineOf(state_.PersonOf(person), counter));
    for (const auto& [rule, counter] : rules_) report.rules.push_back(LineOf(rule, counter));
    for (std::vector<HandBackLine>* lines : {&report.people, &report.rules}) {
      std::sort(lines->begin(), lines->end(), [](const HandBackLine& a, const HandBackLine& b) {
        return a.RateE4() != b.RateE4() ? a.RateE4() > b.RateE4() : a.name < b.name;
      });
    }
    return report;
  }

 private:
  static HandBackLine LineOf(const std::string& name, const Counter& counter) {
    return {name, counter.given, counter.handed_back, counter.reasons};
  }

  const State& state_;
  Counter all_;
  std::map<PersonRef, Counter> people_;
  std::map<std::string, Counter> rules_;
};

void WriteLineCounts(const HandBackLine& line, JsonWriter* out) {
  out->Member("given", line.given).Member("handed_back", line.handed_back);
  out->Member("rate", ShareText(line.RateE4())).Key("reasons").BeginObject();
  for (const auto& [reason, count] : line.reasons) out->Member(reason, count);
  out->EndObject();
}

void WriteLines(const char* key, const char* name, const std::vector<HandBackLine>& lines,
                JsonWriter* out) {
  out->Key(key).BeginArray();
  for (const HandBackLine& line : lines) {
    out->BeginObject().MemberOrNull(name, line.name);
    WriteLineCounts(line, out);
    out->EndObject();
  }
  out->EndArray();
}

HandBackLine ReadLine(const json& object, const char* name) {
  HandBackLine line;
  if (name != nullptr && object.at(name).is_string()) line.name = object.at(name);
  line.given = object.at("given");
  line.handed_back = object.at("handed_back");
  for (const auto& [reason, count] : object.at("reasons").items()) line.reasons[reason] = count;
  return line;
}

std::string LineText(const HandBackLine& line) {
  std::string text = fmt::format("  {:32} {:>7} of {:<7} {:>7}",
                                 line.name.empty() ? "somebody since forgotten" : line.name,
                                 line.handed_back, line.given, ShareText(line.RateE4()));
  for (const auto& [reason, count] : line.reasons) text += fmt::format("  {} {}", reason, count);
  return text + "\n";
}

}  // namespace

int64_t HandBackLine::RateE4() const {
  if (handed_back == 0) return 0;
  return given == 0 ? kAllE4 : handed_back * kAllE4 / given;
}

std::string HandBackReport::Json() const {
  std::string text;
  JsonWriter out(&text);
  out.BeginObject();
  WriteLineCounts(all, &out);
  WriteLines("people", "person", people, &out);
  WriteLines("rules", "rule", rules, &out);
  out.EndObject();
  return text;
}

std::string HandBackReport::Text() const {
  std::string text = fmt::format("{} of {} were handed back: {}\n", all.handed_back,
                                 Counted(all.given, "lead"), ShareText(all.RateE4()));
  if (all.handed_back == 0) return text;
  text += "by person\n";
  for (const HandBackLine& line : people) text += LineText(line);
  text += "by rule\n";
  for (const HandBackLine& line : rules) text += LineText(line);
  return text;
}

Result<HandBackReport> CountHandBacks(const Store& store, const Keyring& keys,
                                      const StoredPolicyLoader& load_policy,
                                      const HandBackOptions& options) {
  const ApplyContext context = StoredContext(store, load_policy);
  State state;
  state.log_id = store.log_id();
  HandBackReader reader(state);
  SB_TRY(ReadOpenedAhead(store, keys, 0, store.next_position(), [&](OpenedEvent& opened) -> Status {
    const Event& event = opened.event;
    if (event.time >= options.since && event.time < options.until) SB_TRY(reader.Take(event));
    return FoldEvent(event, opened.sealed, context, &state);
  }));
  return reader.Finish();
}

Result<HandBackReport> ReadHandBackReport(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  HandBackReport report;
  try {
    report.all = ReadLine(object, nullptr);
    for (const json& one : object.at("people")) report.people.push_back(ReadLine(one, "person"));
    for (const json& one : object.at("rules")) report.rules.push_back(ReadLine(one, "rule"));
  } catch (const json::exception&) {
    return Err(Code::kCorrupt, "the answer is no report about hand-backs");
  }
  return report;
}

}  // namespace signalbox
