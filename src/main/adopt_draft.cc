#include "main/adopt_draft.h"

#include "intake/csv_writer.h"
#include "main/command.h"
#include "main/csv_table.h"
#include "plans/plan_loader.h"
#include "policy/salesforce/import_bundle.h"
#include "policy/territory_import.h"

namespace signalbox {
namespace {

std::string FileName(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

Status FromXml(const std::string& name, const std::string& text, const std::string& wanted,
               AdoptedRules* out) {
  SB_ASSIGN(const XmlElement root, ParseXml(name, text));
  SB_ASSIGN(const std::vector<SalesforceRule> rules, ReadAssignmentRules(root, name));
  SB_ASSIGN(const SalesforceRule* rule, ChooseRule(rules, wanted, name));
  ImportedBundle bundle = ImportRule(*rule, name);
  for (const ImportNote& note : bundle.notes) {
    const bool unsupported = note.kind == ImportNote::Kind::kUnsupported;
    (unsupported ? out->unsupported : out->notes).push_back(note.Text(name));
  }
  for (const SalesforceEntry& entry : rule->entries) out->rules.push_back(entry.Name());
  out->files = std::move(bundle.files);
  out->roster = std::move(bundle.roster);
  out->users = std::move(bundle.people);
  out->queues = std::move(bundle.queues);
  out->attributes = std::move(bundle.attributes);
  return {};
}

Status FromTerritories(const std::string& path, AdoptedRules* out) {
  SB_ASSIGN(CsvTable table, ReadCsvTable(path));
  std::vector<TerritoryRow> rows;
  for (CsvTable::Row& row : table.rows) rows.push_back({row.line, std::move(row.cells)});
  SB_ASSIGN(TerritoryBundle bundle, ImportTerritories(FileName(path), table.header, rows));
  out->notes = std::move(table.faults);
  out->notes.insert(out->notes.end(), bundle.notes.begin(), bundle.notes.end());
  out->rules.emplace_back("territory");
  out->files = std::move(bundle.files);
  out->roster = std::move(bundle.roster);
  out->users = std::move(bundle.people);
  out->queues = std::move(bundle.queues);
  out->attributes = std::move(bundle.attributes);
  return {};
}

Status CompileDraft(AdoptedRules* out) {
  std::vector<Finding> findings;
  out->version = LoadVersion(out->files, nullptr, &findings);
  if (out->version != nullptr) return {};
  std::string all;
  for (const Finding& finding : findings) all += "\n" + finding.Text();
  return Err(Code::kInvalid, "the rules do not make a policy that compiles:" + all);
}

// The people of the draft, with what the export of users knows of them.
void NamePeople(const Organisation& org, AdoptedRules* out) {
  std::string csv;
  CsvWriter writer(&csv);
  writer.Row({"id", "name", "email", "team", "active"});
  for (const std::string& id : out->users) {
    const OrgMember* user = org.FindUser(id);
    const bool mailbox = id.find('@') != std::string::npos;
    const std::string name = user != nullptr && !user->name.empty() ? user->name : id;
    const std::string email = user != nullptr && !user->email.empty() ? user->email
                              : mailbox                               ? id
                                                                      : "";
    writer.Row({id, name, email, "imported", "true"});
    Person person;
    person.id = id;
    person.team = "imported";
    out->people.Upsert(std::move(person));
  }
  out->roster["roster/people.csv"] = std::move(csv);
}

}  // namespace

Result<AdoptedRules> AdoptRules(const std::string& path, const std::string& rule,
                                const Organisation& org) {
  const Result<std::string> text = ReadWhole(path);
  if (!text.ok()) return text.error();
  AdoptedRules out;
  const size_t first = text->find_first_not_of(" \t\r\n\xef\xbb\xbf");
  const bool xml = first != std::string::npos && (*text)[first] == '<';
  if (xml)
    SB_TRY(FromXml(FileName(path), *text, rule, &out));
  else
    SB_TRY(FromTerritories(path, &out));
  SB_TRY(CompileDraft(&out));
  NamePeople(org, &out);
  return out;
}

}  // namespace signalbox
