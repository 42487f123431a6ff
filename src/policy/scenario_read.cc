// Reading the files under tests/.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lead/week_hours.h"
#include "policy/business_time.h"
#include "policy/compiled.h"
#include "policy/scenario.h"

namespace signalbox {

namespace {

// What `expect` may say; `lost` and `due` are maps of their own.
constexpr std::string_view kExpected[] = {"status", "owner",  "role", "rule", "row",
                                          "queue",  "reason", "pool", "asked"};

class ScenarioReader {
 public:
  ScenarioReader(const Policy& policy, std::string_view file, const Roster* workspace,
                 Findings* findings)
      : policy_(policy), file_(file), workspace_(workspace), findings_(findings) {}

  std::vector<Scenario> Read(const YamlNode& root) {
    std::vector<Scenario> scenarios;
    if (!IsMap(root, "a test file")) return scenarios;
    Keys(root, "a test file", {"roster", "defaults", "tests"});
    auto roster = std::make_shared<Roster>();
    if (const YamlNode* people = root.Find("roster")) People(*people, roster.get());
    AddWorkspace(roster.get());
    Scenario base{.file = std::string(file_), .roster = roster};
    if (const YamlNode* defaults = root.Find("defaults"); defaults != nullptr) {
      if (IsMap(*defaults, "`defaults`")) {
        Keys(*defaults, "`defaults`", {"now", "given", "lead"});
        good_ = true;
        Situation(*defaults, &base);
        has_now_ = defaults->Find("now") != nullptr;
      }
    }
    const YamlNode* tests = root.Find("tests");
    if (tests == nullptr || !tests->is_list()) {
      Fail(tests == nullptr ? root : *tests, "a test file needs `tests`: a list");
      return scenarios;
    }
    for (const YamlNode& item : tests->items) {
      Scenario scenario = base;
      good_ = true;
      Test(item, &scenario);
      if (good_) scenarios.push_back(std::move(scenario));
    }
    return scenarios;
  }

 private:
  bool Fail(const YamlNode& at, std::string message) {
    good_ = false;
    findings_->Error(file_, at.at, std::move(message));
    return false;
  }
  bool IsMap(const YamlNode& node, std::string_view what) {
    return node.is_map() || Fail(node, fmt::format("{} is a map: `key: value` pairs", what));
  }
  void Keys(const YamlNode& map, std::string_view what,
            std::initializer_list<std::string_view> known) {
    CheckKeys(map, what, known, {}, file_, findings_);
    for (const YamlNode& key : map.keys) {
      if (std::find(known.begin(), known.end(), key.text) == known.end()) good_ = false;
    }
  }

  // People of teams that the file does not list, and who are not in it themselves.
  void AddWorkspace(Roster* roster) {
    if (workspace_ == nullptr) return;
    std::set<std::string, std::less<>> listed;
    for (const auto& [id, person] : roster->people()) listed.insert(person.team);
    for (const auto& [id, person] : workspace_->people()) {
      if (!listed.contains(person.team) && roster->FindPerson(id) == nullptr) {
        roster->Upsert(person);
      }
    }
    for (const auto& [id, team] : workspace_->teams()) roster->Upsert(team);
  }

  void People(const YamlNode& node, Roster* roster) {
    if (!IsMap(node, "`roster`")) return;
    for (size_t i = 0; i < node.keys.size(); ++i) OnePerson(node.keys[i], node.items[i], roster);
  }

  void OnePerson(const YamlNode& key, const YamlNode& spec, Roster* roster) {
    if (!IsMap(spec, "a person of the roster")) return;
    Keys(spec, "a person",
         {"name", "team", "weight", "zone", "hours", "skills", "manager", "delegate", "active"});
    Person person{.id = key.text};
    auto text = [&](std::string_view name, std::string* out) {
      if (const YamlNode* node = spec.Find(name)) *out = node->text;
    };
    text("name", &person.name);
    text("team", &person.team);
    text("zone", &person.zone);
    text("manager", &person.manager);
    text("delegate", &person.delegate);
    if (!person.zone.empty() && !IsKnownZone(person.zone)) {
      Fail(*spec.Find("zone"),
           fmt::format("`{}` is no time zone; write a name such as `Europe/Berlin`", person.zone));
    }
    if (const YamlNode* weight = spec.Find("weight")) {
      std::optional<int64_t> number = ParseWholeNumber(weight->text);
      if (!number || *number < 0) Fail(*weight, "`weight` is a whole number, 0 or more");
      person.weight = number.value_or(1);
    }
    if (const YamlNode* hours = spec.Find("hours")) {
      Result<WeekHours> parsed = ParseWeekHours(hours->text);
      if (!parsed.ok()) Fail(*hours, parsed.error().message);
      if (parsed.ok()) person.hours = *parsed;
    }
    if (const YamlNode* active = spec.Find("active")) person.active = YesNo(*active, "`active`");
    if (const YamlNode* skills = spec.Find("skills")) person.skills = Texts(*skills, "`skills`");
    roster->Upsert(std::move(person));
  }

  bool YesNo(const YamlNode& node, std::string_view what) {
    if (node.text != "true" && node.text != "false") {
      Fail(node, fmt::format("{} is `true` or `false`", what));
    }
    return node.text == "true";
  }
  std::vector<std::string> Texts(const YamlNode& node, std::string_view what) {
    std::vector<std::string> texts;
    if (!node.is_list()) {
      Fail(node, fmt::format("{} is a list", what));
      return texts;
    }
    for (const YamlNode& item : node.items) texts.push_back(item.text);
    return texts;
  }

  void Test(const YamlNode& item, Scenario* scenario) {
    if (!IsMap(item, "a test")) return;
    Keys(item, "a test", {"name", "now", "given", "lead", "expect"});
    scenario->at = item.at;
    const YamlNode* name = item.Find("name");
    if (name == nullptr || name->text.empty()) {
      Fail(item, "a test needs `name`");
      return;
    }
    scenario->name = name->text;
    Situation(item, scenario);
    if (!has_now_ && item.Find("now") == nullptr) {
      Fail(item, "a test needs `now`: `now: 2026-11-20T16:40:00+01:00`");
    }
    const YamlNode* expect = item.Find("expect");
    if (expect == nullptr || !expect->is_map() || expect->keys.empty()) {
      Fail(item, "a test needs `expect`: `expect: {status: routed, owner: ID}`");
      return;
    }
    Expect(*expect, scenario);
  }

  // `now`, `given` and `lead`, of a test or of `defaults`.
  void Situation(const YamlNode& map, Scenario* scenario) {
    if (const YamlNode* now = map.Find("now")) {
      Result<TimeUs> time = ParseTime(now->text);
      if (!time.ok()) Fail(*now, time.error().message);
      if (time.ok()) scenario->now = *time;
    }
    if (const YamlNode* given = map.Find("given")) Given(*given, scenario);
    const YamlNode* lead = map.Find("lead");
    if (lead == nullptr || !IsMap(*lead, "`lead`")) return;
    for (size_t i = 0; i < lead->keys.size(); ++i) {
      Attribute("lead." + lead->keys[i].text, lead->keys[i], lead->items[i], &scenario->record);
    }
  }

  void Given(const YamlNode& given, Scenario* scenario) {
    if (!IsMap(given, "`given`")) return;
    Keys(given, "`given`",
         {"next_in", "away", "previous_owners", "open", "contact", "account", "opportunity",
          "prior", "match", "campaign", "flags"});
    for (size_t i = 0; i < given.keys.size(); ++i) {
      const YamlNode& key = given.keys[i];
      const YamlNode& value = given.items[i];
      if (key.text == "next_in") {
        NextIn(value, scenario);
      } else if (key.text == "away" || key.text == "previous_owners") {
        Known(value, key.text == "away" ? &scenario->away : &scenario->previous_owners, *scenario);
      } else if (key.text == "open") {
        Open(value, scenario);
      } else if (good_ && IsMap(value, fmt::format("`{}`", key.text))) {
        for (size_t k = 0; k < value.keys.size(); ++k) {
          Attribute(key.text + "." + value.keys[k].text, value.keys[k], value.items[k],
                    &scenario->record);
        }
      }
    }
  }

  // `open: {lena@acme.example: 12}`
  void Open(const YamlNode& value, Scenario* scenario) {
    if (!IsMap(value, "`open`")) return;
    for (size_t i = 0; i < value.keys.size(); ++i) {
      const std::optional<int64_t> count = ParseWholeNumber(value.items[i].text);
      if (!count || *count < 0) Fail(value.items[i], "`open` counts leads: a whole number");
      if (!IsKnownPerson(value.keys[i], *scenario)) continue;
      scenario->open[value.keys[i].text] = count.value_or(0);
    }
  }

  void NextIn(const YamlNode& value, Scenario* scenario) {
    if (!IsMap(value, "`next_in`")) return;
    for (size_t i = 0; i < value.keys.size(); ++i) {
      const YamlNode& pool = value.keys[i];
      if (!policy_.pools.contains(pool.text)) {
        std::vector<std::string> names;
        for (const auto& [id, spec] : policy_.pools) names.push_back(id);
        Fail(pool, fmt::format("there is no pool `{}`{}", pool.text, DidYouMean(pool.text, names)));
        continue;
      }
      if (!IsKnownPerson(value.items[i], *scenario)) continue;
      std::erase_if(scenario->next_in, [&](const auto& one) { return one.first == pool.text; });
      scenario->next_in.emplace_back(pool.text, value.items[i].text);
    }
  }

  void Known(const YamlNode& value, std::vector<std::string>* people, const Scenario& scenario) {
    if (!value.is_list()) {
      Fail(value, "a list of people is `[lena@acme.example]`");
      return;
    }
    people->clear();
    for (const YamlNode& item : value.items) {
      if (IsKnownPerson(item, scenario)) people->push_back(item.text);
    }
  }

  bool IsKnownPerson(const YamlNode& id, const Scenario& scenario) {
    if (scenario.roster->FindPerson(id.text) != nullptr) return true;
    std::vector<std::string> people;
    for (const auto& [known, person] : scenario.roster->people()) people.push_back(known);
    return Fail(id, fmt::format("the roster of this test has nobody called `{}`{}", id.text,
                                DidYouMean(id.text, people)));
  }

  // `name` is the attribute's full name; `key` is where it stands.
  void Attribute(const std::string& name, const YamlNode& key, const YamlNode& value,
                 Attributes* record) {
    std::optional<Slot> slot = policy_.slots.Find(name);
    if (!slot || policy_.slots.IsPerson(slot->number)) {
      Fail(key, UnknownAttributeMessage(name, policy_.slots, false));
      return;
    }
    if (!value.is_text()) {
      Fail(value.is_nothing() ? key : value, fmt::format("`{}` is one value", name));
      return;
    }
    if (policy_.slots.FlagDefault(slot->number)) YesNo(value, fmt::format("`{}`", name));
    if (policy_.slots.IsExtra(slot->number)) {
      record->SetExtra(policy_.slots.ExtraName(slot->number), value.text);
      return;
    }
    const auto field = static_cast<Field>(slot->number);
    if (slot->type == SlotType::kText) {
      record->SetText(field, value.text);
    } else if (slot->type == SlotType::kBool) {
      record->SetBool(field, YesNo(value, fmt::format("`{}`", name)));
    } else if (std::optional<int64_t> number = ParseWholeNumber(value.text)) {
      record->SetInt(field, *number);
    } else if (Result<TimeUs> time = ParseTime(value.text); name.ends_with("_at") && time.ok()) {
      record->SetInt(field, *time);
    } else {
      Fail(value, fmt::format("`{}` is a whole number, not `{}`", name, value.text));
    }
  }

  void Expect(const YamlNode& expect, Scenario* scenario) {
    Keys(expect, "`expect`",
         {"status", "owner", "role", "rule", "row", "queue", "reason", "pool", "asked", "lost",
          "due"});
    for (size_t i = 0; i < expect.keys.size(); ++i) {
      const YamlNode& key = expect.keys[i];
      const YamlNode& value = expect.items[i];
      if (key.text == "lost" || key.text == "due") {
        key.text == "lost" ? Lost(value, scenario) : Due(value, scenario);
        continue;
      }
      if (std::find(std::begin(kExpected), std::end(kExpected), key.text) == std::end(kExpected)) {
        continue;
      }
      if (!value.is_text()) {
        Fail(value.is_nothing() ? key : value, fmt::format("`{}` is one value", key.text));
        continue;
      }
      if (key.text == "status") Status(value);
      scenario->expect.push_back({key.text, {}, value.text, value.at.line});
    }
  }

  void Status(const YamlNode& value) {
    static const std::vector<std::string> kStatus = {"routed", "queued", "held", "rejected"};
    if (std::find(kStatus.begin(), kStatus.end(), value.text) != kStatus.end()) return;
    Fail(value, fmt::format("unknown status `{}`{}; write `{}`", value.text,
                            DidYouMean(value.text, kStatus), fmt::join(kStatus, "`, `")));
  }

  void Lost(const YamlNode& value, Scenario* scenario) {
    if (!IsMap(value, "`lost`")) return;
    for (size_t i = 0; i < value.keys.size(); ++i) {
      if (!IsKnownPerson(value.keys[i], *scenario)) continue;
      scenario->expect.push_back(
          {"lost", value.keys[i].text, value.items[i].text, value.keys[i].at.line});
    }
  }

  // `due: {first_touch: 2026-11-23T09:40:00+01:00}`
  void Due(const YamlNode& value, Scenario* scenario) {
    if (!IsMap(value, "`due`")) return;
    for (size_t i = 0; i < value.keys.size(); ++i) {
      const YamlNode& sla = value.keys[i];
      if (!policy_.slas.contains(sla.text)) {
        std::vector<std::string> names;
        for (const auto& [id, spec] : policy_.slas) names.push_back(id);
        Fail(sla, fmt::format("there is no sla `{}`{}", sla.text, DidYouMean(sla.text, names)));
      } else if (Result<TimeUs> time = ParseTime(value.items[i].text); !time.ok()) {
        Fail(value.items[i], time.error().message);
      } else {
        scenario->expect.push_back({"due", sla.text, FormatTime(*time), sla.at.line});
      }
    }
  }

  const Policy& policy_;
  std::string_view file_;
  const Roster* workspace_;
  Findings* findings_;
  bool good_ = true;  // of the test in hand
  bool has_now_ = false;
};

}  // namespace

std::vector<Scenario> ReadScenarios(const Policy& policy, std::string_view file,
                                    std::string_view text, const Roster* workspace,
                                    Findings* findings) {
  std::optional<YamlNode> root = ParseYaml(file, text, findings);
  if (!root) return {};
  return ScenarioReader(policy, file, workspace, findings).Read(*root);
}

}  // namespace signalbox
