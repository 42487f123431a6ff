#include "policy/salesforce/import_bundle.h"

#include <fmt/format.h>

#include <set>

#include "policy/salesforce/criterion.h"
#include "policy/salesforce/entry_condition.h"

namespace signalbox {

namespace {

using Assignee = SalesforceEntry::Assignee;

constexpr std::string_view kUnrouted = "unrouted";
// An id of the roster is no longer; no name in Salesforce is.
constexpr size_t kMaxAssigneeBytes = 256;
constexpr std::string_view kPlan =
    R"(# The imported rules decide on the text as received: no step before them holds or changes a lead.
plan: route_lead
record: lead
steps:
  - {id: route, kind: decide, needs: route}
  - {id: assign, kind: decide, needs: assign, after: [route]}
)";

std::string CsvCell(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell.push_back('"');
    cell.push_back(c);
  }
  return cell + "\"";
}

class BundleWriter {
 public:
  BundleWriter(const SalesforceRule& rule, std::string_view file) : rule_(rule), file_(file) {
    out_.rule = rule.name;
    out_.entries = static_cast<int>(rule.entries.size());
  }

  ImportedBundle Write() {
    if (!rule_.active) Note(ImportNote::Kind::kWarning, nullptr, "the rule is not active");
    for (const SalesforceEntry& entry : rule_.entries) Entry(entry);
    queues_.insert(std::string(kUnrouted));
    Note(ImportNote::Kind::kWarning, nullptr,
         "every queue has `owner: {team: imported}` and `empty_within: 24h`; say in policy.yaml "
         "who owns each and how fast it is worked");
    out_.attributes = fields_.Attributes();
    out_.people.assign(people_.begin(), people_.end());
    out_.queues.assign(queues_.begin(), queues_.end());
    out_.files["policy.yaml"] = Policy();
    AddImportedRoster(out_.people, &out_.files, &out_.roster);
    return std::move(out_);
  }

 private:
  void Note(ImportNote::Kind kind, const SalesforceEntry* entry, std::string message) {
    out_.notes.push_back({kind, entry == nullptr ? 0 : entry->number,
                          entry == nullptr ? rule_.line : entry->line, std::move(message)});
  }

  Result<EntryCondition> Condition(const SalesforceEntry& entry) {
    if (entry.assigned_to.size() > kMaxAssigneeBytes) {
      return Err(Code::kUnsupported,
                 fmt::format("the name of its owner is longer than {} bytes", kMaxAssigneeBytes));
    }
    return ConditionOf(entry, &fields_);
  }

  void Entry(const SalesforceEntry& entry) {
    Result<EntryCondition> condition = Condition(entry);
    if (!condition.ok()) {
      Note(ImportNote::Kind::kUnsupported, &entry,
           condition.error().message + "; leads that it would take go on to the next entry");
      rules_ += fmt::format("  # {}: not imported: {}\n", entry.Name(),
                            OneCommentLine(condition.error().message));
      return;
    }
    for (std::string& note : condition->notes) {
      Note(ImportNote::Kind::kWarning, &entry, std::move(note));
    }
    ++out_.imported;
    Comments(entry);
    rules_ += fmt::format("  - name: {}\n", entry.Name());
    if (!condition->always) rules_ += "    when:" + condition->yaml;
    switch (entry.assignee) {
      case Assignee::kUser:
        people_.insert(entry.assigned_to);
        rules_ += fmt::format("    assign: {{person: {}}}\n", YamlQuoted(entry.assigned_to));
        break;
      case Assignee::kQueue:
        queues_.insert(entry.assigned_to);
        rules_ += fmt::format("    assign: {{queue: {}}}\n", YamlQuoted(entry.assigned_to));
        break;
      case Assignee::kNobody:
        Note(ImportNote::Kind::kWarning, &entry,
             "it does not reassign the owner; such leads wait in the queue `unrouted`");
        rules_ += fmt::format(
            "    queue: {{queue: {}, reason: the entry does not reassign the owner}}\n", kUnrouted);
        break;
    }
  }

  // What Salesforce does beside giving an owner, and we do not.
  void Comments(const SalesforceEntry& entry) {
    if (!entry.boolean_filter.empty()) {
      rules_ += fmt::format("  # filter logic: {}\n", OneCommentLine(entry.boolean_filter));
    }
    if (!entry.email_template.empty()) {
      rules_ += fmt::format("  # told the new owner with the template {}{}\n",
                            OneCommentLine(entry.email_template),
                            entry.notify_cc_recipients ? ", and the queue's other recipients" : "");
    }
    if (entry.teams.empty()) return;
    std::vector<std::string> teams;
    for (const std::string& team : entry.teams) teams.push_back(OneCommentLine(team));
    rules_ += fmt::format("  # {} the predefined teams {}\n",
                          entry.override_existing_teams ? "replaced existing teams by" : "added",
                          fmt::join(teams, ", "));
    Note(ImportNote::Kind::kWarning, &entry,
         fmt::format("its predefined teams are not imported: {}", fmt::join(teams, ", ")));
  }

  std::string Policy() const {
    std::string text = fmt::format(
        "{}-salesforce` from {}, rule {}.\n"
        "# {} of {} entries. A rule's name is the entry's place, counted from 1; the first that\n"
        "# matches decides. docs/import-salesforce.md says how each criterion is read.\n"
        "policy: {}\n"
        "record: lead\n"
        "triggers: [created, came_back, by_hand]\n",
        kImportMark, OneCommentLine(file_), YamlQuoted(rule_.name), out_.imported, out_.entries,
        YamlQuoted(rule_.name));
    if (const auto declared = fields_.Declared(); !declared.empty()) {
      text += "\nfields:                            # under their own names in Salesforce\n";
      for (const auto& [attribute, name] : declared) {
        text += fmt::format("  {}: {{type: text}}\n", attribute);
      }
    }
    text += rules_.empty() || out_.imported == 0 ? "\nrules: []\n" + rules_ : "\nrules:\n" + rules_;
    text += fmt::format("nothing_matched: {{queue: {}, reason: no entry matched}}\n\n", kUnrouted);
    text += ImportedQueues(out_.queues);
    return text;
  }

  const SalesforceRule& rule_;
  std::string_view file_;
  SalesforceFields fields_;
  std::set<std::string> people_, queues_;
  std::string rules_;
  ImportedBundle out_;
};

}  // namespace

std::string ImportNote::Text(std::string_view file) const {
  std::string text = line > 0 ? fmt::format("{}:{}: ", file, line) : fmt::format("{}: ", file);
  if (entry > 0) text += fmt::format("entry-{}: ", entry);
  return text + (kind == Kind::kUnsupported ? "not supported: " : "warning: ") + message;
}

std::string OneCommentLine(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return line;
}

std::string ImportedQueues(const std::vector<std::string>& queues) {
  std::string text = "queues:                            # owner and time are ours: put your own\n";
  for (const std::string& queue : queues) {
    text +=
        fmt::format("  {}: {{owner: {{team: imported}}, empty_within: 24h}}\n", YamlQuoted(queue));
  }
  return text;
}

void AddImportedRoster(const std::vector<std::string>& people, BundleFiles* files,
                       BundleFiles* roster) {
  (*files)["plans/route_lead.yaml"] = fmt::format("{}`.\n{}", kImportMark, kPlan);
  (*roster)["roster/teams.csv"] = "id,name,manager\nimported,Imported,\n";
  std::string text = "id,name,email,team,active\n";
  for (const std::string& person : people) {
    const std::string cell = CsvCell(person);
    const bool mailbox = person.find('@') != std::string::npos;
    text += fmt::format("{0},{0},{1},imported,true\n", cell, mailbox ? cell : "");
  }
  (*roster)["roster/people.csv"] = std::move(text);
}

ImportedBundle ImportRule(const SalesforceRule& rule, std::string_view file) {
  return BundleWriter(rule, file).Write();
}

}  // namespace signalbox
