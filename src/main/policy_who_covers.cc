// `signalbox policy who-covers --country DE --postal 80331 --employees 200`: who gets leads of a
// place and size on a day, without sending one.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include "agents/contract.h"
#include "base/json_writer.h"
#include "intake/byte_source.h"
#include "intake/reference_rows.h"
#include "main/policy.h"
#include "main/whole_number.h"
#include "notify/delivery_time.h"
#include "plans/plan_loader.h"
#include "policy/business_time.h"
#include "policy/coverage.h"
#include "workspace/event_json.h"
#include "workspace/reason_words.h"
#include "workspace/stored_state.h"
#include "workspace/system_zones.h"

namespace signalbox {
namespace {

struct CoverCommand {
  WorkspaceOptions workspace;
  std::string country, postal, on;
  int64_t employees = -1;
  std::vector<std::string> set;
  bool json = false;
};

// What an answer is decided on.
struct CoverBasis {
  std::shared_ptr<const PolicyVersion> version;
  Roster roster;
  PoolStates pools;
};

bool Exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

Result<CoverBasis> BasisOfBundle(const std::string& directory) {
  SB_ASSIGN(const BundleFiles files, ReadGivenBundle(directory));
  std::vector<Finding> findings;
  CoverBasis basis;
  basis.version = LoadVersion(files, nullptr, &findings);
  if (basis.version == nullptr) {
    PrintFindings(findings, stderr);
    return Err(Code::kInvalid, "bundle `" + directory + "` does not compile");
  }
  const std::string people = directory + "/roster/people.csv";
  if (!Exists(people)) return basis;
  SB_ASSIGN(const std::string text, ReadWhole(people));
  TextSource source(text);
  SB_ASSIGN(ReferenceRows<Person> rows, ReadPeople(&source, SystemZones()));
  for (Person& person : rows.rows) basis.roster.Upsert(std::move(person));
  return basis;
}

Result<CoverBasis> BasisOf(const WorkspaceOptions& workspace) {
  if (!Exists(workspace.directory + "/log.db") && Exists(workspace.directory + "/policy.yaml"))
    return BasisOfBundle(workspace.directory);
  Result<StoredWorkspace> stored = OpenStored(workspace);
  if (!stored.ok()) return AsWrongUse(stored.error());
  SB_ASSIGN(const std::unique_ptr<State> state, LoadStored(*stored, LoadStoredVersion));
  if (state->Active() == nullptr)
    return Err(Code::kInvalid, "the workspace has no policy; publish one first");
  return CoverBasis{state->Active(), state->roster, state->pools};
}

Status SetAttribute(const std::string& assignment, Attributes* record) {
  const size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    return Err(Code::kInvalid, "`--set " + assignment + "`: write `lead.segment=smb`");
  const std::string name = assignment.substr(0, equals);
  const std::string value = assignment.substr(equals + 1);
  const std::optional<Field> field = FieldByName(name);
  if (!field.has_value()) {
    if (!name.starts_with("lead."))
      return Err(Code::kInvalid, "`--set " + name + "`: attributes are written `lead.segment`");
    record->SetExtra(name.substr(5), value);
    return {};
  }
  switch (SpecOf(*field).type) {
    case FieldType::kText:
      record->SetText(*field, value);
      return {};
    case FieldType::kBool:
      if (value != "true" && value != "false")
        return Err(Code::kInvalid, "`" + name + "` is true or false, not `" + value + "`");
      record->SetBool(*field, value == "true");
      return {};
    case FieldType::kInt:
      break;
  }
  char* end = nullptr;
  const int64_t number = std::strtoll(value.c_str(), &end, 10);
  if (value.empty() || *end != 0)
    return Err(Code::kInvalid, "`" + name + "` is a whole number, not `" + value + "`");
  record->SetInt(*field, number);
  return {};
}

// What the question is not about is taken as good, so that no guard stands before every answer;
// what the plan would learn from the rest (region, size band) is learned by the same agents.
Result<Attributes> RecordOf(const CoverCommand& command, TimeUs now) {
  Attributes record;
  record.SetText(Field::kConsent, "given");
  for (const Field field : {Field::kValid, Field::kMayContact, Field::kMayEmail, Field::kMayCall})
    record.SetBool(field, true);
  record.SetText(Field::kMatchOutcome, "none");
  record.SetText(Field::kCountry, command.country);
  record.SetText(Field::kPostalCode, command.postal);
  if (command.employees >= 0) record.SetInt(Field::kEmployees, command.employees);
  for (const std::string& one : command.set) SB_TRY(SetAttribute(one, &record));
  for (const std::string_view capability : {"normalise", "enrich"}) {
    for (const LocalAgent& agent : LocalAgents()) {
      const auto& can = agent.spec.capabilities;
      if (std::find(can.begin(), can.end(), capability) == can.end()) continue;
      const AgentResult result = agent.run(AgentInput{record, now});
      if (result.outcome != Outcome::kError) record.Overlay(result.output);
    }
  }
  // Standard forms of what was asked, and nothing said otherwise.
  for (const std::string& one : command.set) SB_TRY(SetAttribute(one, &record));
  return record;
}

std::string TargetText(const Decision& decision) {
  if (!decision.pool.empty()) return "pool " + decision.pool;
  if (!decision.owner.empty()) return decision.owner;
  if (!decision.queue.empty()) return "queue " + decision.queue;
  return std::string(DispositionName(decision.disposition));
}

std::string CoverJson(const Coverage& coverage, const std::string& version) {
  const Decision& decision = coverage.decision;
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("target", TargetText(decision));
  json.Member("disposition", DispositionName(decision.disposition));
  json.MemberOrNull("owner", decision.owner).MemberOrNull("pool", decision.pool);
  json.MemberOrNull("queue", decision.queue).MemberOrNull("queue_owner", coverage.queue_owner);
  json.MemberOrNull("rule", decision.rule).MemberOrNull("row", decision.row);
  json.MemberOrNull("reason", decision.reason).Member("policy_version", version);
  json.Member("at", FormatTime(coverage.at)).MemberOrNull("next_in_turn", coverage.next);
  json.Key("members").BeginArray();
  for (const CoveringMember& member : coverage.members) {
    json.BeginObject().Member("owner", member.person).Member("name", member.name);
    json.Member("available", member.lost.empty()).MemberOrNull("absence", member.lost);
    json.MemberOrNull("works_from", member.from < 0 ? "" : FormatTime(member.from));
    json.MemberOrNull("works_until", member.until < 0 ? "" : FormatTime(member.until)).EndObject();
  }
  json.EndArray().Key("unknowns").BeginArray();
  for (const Unknown& one : decision.unknowns) {
    json.BeginObject().Member("rule", one.rule).Member("missing", one.attribute).EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

std::string ClockText(TimeUs time, const std::string& zone) {
  const int minute = ToLocal(time, zone).minute;
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

// By the member's own clock.
std::string HoursText(const CoveringMember& member, const Roster& roster) {
  if (member.from < 0 || member.until < 0) return "not at work that day";
  if (member.until >= member.from + kDayUs) return "works around the clock";
  const Person* person = roster.FindPerson(member.person);
  const std::string zone = person == nullptr ? "" : person->zone;
  return fmt::format("works {} to {}, time of {}", ClockText(member.from, zone),
                     ClockText(member.until, zone), zone.empty() ? "UTC" : zone);
}

void PrintCoverage(const Coverage& coverage, const Roster& roster) {
  const Decision& decision = coverage.decision;
  std::printf("%s\n", TargetText(decision).c_str());
  std::printf("  at %s\n", LocalTimeText(coverage.at, "").c_str());
  std::printf("  by %s%s%s\n", decision.rule.c_str(), decision.row.empty() ? "" : ", row ",
              decision.row.c_str());
  if (!decision.reason.empty()) std::printf("  %s\n", ReasonWords(decision.reason).c_str());
  if (!coverage.queue_owner.empty()) std::printf("  of %s\n", coverage.queue_owner.c_str());
  for (const CoveringMember& member : coverage.members) {
    std::string words = member.lost.empty() ? "can take it" : member.lost;
    if (member.person == decision.owner) words = "takes the next";
    std::printf("    %-40s %s, %s\n", member.person.c_str(), words.c_str(),
                HoursText(member, roster).c_str());
  }
  for (const Unknown& one : decision.unknowns)
    std::printf("  %s cannot say without %s\n", one.rule.c_str(), one.attribute.c_str());
}

Result<int> RunWhoCovers(const CoverCommand& command) {
  SB_ASSIGN(const CoverBasis basis, BasisOf(command.workspace));
  TimeUs now = SystemClock().Now();
  if (!command.on.empty() && command.on.find('T') != std::string::npos) {
    SB_ASSIGN(now, ParseTime(command.on));
  } else if (!command.on.empty()) {
    SB_ASSIGN(now, NoonOf(*basis.version->policy, command.on));
  }
  SB_ASSIGN(const Attributes record, RecordOf(command, now));
  const Coverage coverage =
      WhoCovers(*basis.version->policy, {record, basis.roster, basis.pools, now, {}});
  if (command.json)
    std::printf("%s\n", CoverJson(coverage, basis.version->name).c_str());
  else
    PrintCoverage(coverage, basis.roster);
  return coverage.decision.rule == "nothing_matched" ? kExitNotSo : kExitDone;
}

}  // namespace

void AddPolicyWhoCovers(CLI::App& policy, int* exit) {
  auto options = std::make_shared<CoverCommand>();
  CLI::App* command =
      policy.add_subcommand("who-covers", "who gets leads of a place and size on a day");
  command->add_option("--country", options->country, "of the lead, as the lead would say it");
  command->add_option("--postal", options->postal, "postal code");
  command->add_option("--employees", options->employees, "of the company")
      ->check(WholeNumber())
      ->check(CLI::NonNegativeNumber);
  command->add_option("--set", options->set, "any other attribute: lead.segment=smb");
  command->add_option("--on", options->on,
                      "a day (its noon, in the policy's zone) or a time; default: now");
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] {
    const Result<int> done = RunWhoCovers(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
