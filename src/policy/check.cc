#include "policy/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/business_time.h"
#include "policy/check_run.h"
#include "policy/table_rows.h"

namespace signalbox {

namespace {

// What a rule that assigns to the owner of something finds in an example.
constexpr std::string_view kSomebody = "somebody";

void CollectPeople(const Effect& effect, Roster* roster) {
  if (effect.kind != Effect::Kind::kPerson) return;
  Person person;
  person.id = effect.name;
  roster->Upsert(std::move(person));
}

// Fields and extras of a lead as the policy names them, in the order of their numbers.
std::vector<std::pair<std::string, std::string>> Members(const Attributes& lead) {
  std::vector<std::pair<std::string, std::string>> members;
  for (Field field : lead.Fields()) {
    const FieldSpec& spec = SpecOf(field);
    std::string text = spec.type == FieldType::kText  ? std::string(lead.Text(field))
                       : spec.type == FieldType::kInt ? std::to_string(lead.Int(field))
                                                      : (lead.Bool(field) ? "true" : "false");
    members.emplace_back(spec.name, std::move(text));
  }
  for (const Attributes::Extra& extra : lead.extras()) {
    members.emplace_back("lead." + extra.name, extra.text);
  }
  return members;
}

}  // namespace

CheckRun::CheckRun(const Policy& checked, const BundleFiles& files, const Roster* given,
                   int64_t most_steps)
    : policy(checked), roster(given), steps{most_steps} {
  Person somebody;
  somebody.id = kSomebody;
  everybody_.Upsert(std::move(somebody));
  for (const Rule& rule : policy.rules) CollectPeople(rule.effect, &everybody_);
  for (const auto& [id, table] : policy.tables) {
    auto content = files.find(table->file());
    if (content == files.end()) continue;
    Findings scratch;
    std::vector<TableRow> read = ReadTableRows(table->spec(), content->second, policy, &scratch);
    for (const TableRow& row : read) {
      default_day_ = std::max(default_day_, row.from_day);
      if (row.target.kind != TargetKind::kPerson) continue;
      Person person;
      person.id = row.target.name;
      everybody_.Upsert(std::move(person));
    }
    rows.emplace(id, std::move(read));
  }
}

Decision CheckRun::Decide(const CheckExample& example) {
  steps.Spend();
  int32_t day = example.day != 0 ? example.day : default_day_;
  TimeUs now = 0;
  if (day != 0) {
    std::string text =
        fmt::format("{:04}-{:02}-{:02}T12:00:00Z", day / 10'000, day / 100 % 100, day % 100);
    if (Result<TimeUs> noon = ParseTime(text); noon.ok()) now = FromLocal(*noon, policy.zone);
  }
  return signalbox::Decide(policy, {example.lead, everybody_, pools_, now, {}});
}

std::string CheckRun::Outcome(const Decision& decision) {
  if (decision.row.empty()) return fmt::format("`{}`", decision.rule);
  return fmt::format("row `{}` of `{}`", decision.row.substr(decision.row.find('/') + 1),
                     decision.rule);
}

std::string TextOf(const Policy& policy, const CheckExample& example) {
  std::vector<std::string> parts;
  for (const auto& [name, text] : Members(example.lead)) {
    parts.push_back(fmt::format("{}: {}", name, text));
  }
  std::string text = parts.empty() ? std::string("a lead without any field")
                                   : fmt::format("{{{}}}", fmt::join(parts, ", "));
  if (example.day != 0 && policy.has_validity) {
    text += fmt::format(" on {:04}-{:02}-{:02}", example.day / 10'000, example.day / 100 % 100,
                        example.day % 100);
  }
  return text;
}

std::vector<Finding> CheckPolicy(const Policy& policy, const BundleFiles& files,
                                 const Roster* roster, CheckBudget budget) {
  CheckRun run(policy, files, roster, budget.steps);
  CheckPeople(&run);
  CheckRules(&run);
  CheckRows(&run);
  CheckGaps(&run);
  if (run.steps.spent()) {
    run.Warn("policy.yaml", {},
             "not decided: the budget of the static checks did not suffice, so rules or rows that "
             "are never reached may be among those that are not named here");
  }
  return run.findings.Take();
}

}  // namespace signalbox
