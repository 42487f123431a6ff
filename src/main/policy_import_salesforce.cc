// `signalbox policy import-salesforce FILE... --out DIR`: a bundle from assignment rules, and
// matching.yaml from matching and duplicate rules.
#include <cstdio>
#include <memory>
#include <optional>

#include "base/counted.h"
#include "base/json_writer.h"
#include "main/bundle_folder.h"
#include "main/policy.h"
#include "plans/plan_loader.h"
#include "policy/salesforce/import_bundle.h"
#include "policy/salesforce/matching_rules.h"
#include "policy/salesforce/metadata_kind.h"

namespace signalbox {
namespace {

struct ImportRulesOptions {
  std::vector<std::string> files;
  std::string rule, out;
  bool json = false;
};

// What one run found in all its files.
struct FoundRules {
  std::string file;  // of the assignment rule
  std::optional<ImportedBundle> bundle;
  std::vector<SalesforceMatchingRule> matching;
  std::vector<SalesforceDuplicateRule> duplicates;
  std::vector<std::string> standard_objects;  // of files of matching rules without rules
  bool any_matching = false;
};

std::string NameOfFile(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

Status ReadAssignments(const XmlElement& root, const std::string& name,
                       const ImportRulesOptions& options, FoundRules* found) {
  if (found->bundle) {
    return Err(Code::kInvalid, name + " and " + found->file +
                                   " both hold assignment rules; import them into two folders");
  }
  SB_ASSIGN(const std::vector<SalesforceRule> rules, ReadAssignmentRules(root, name));
  SB_ASSIGN(const SalesforceRule* rule, ChooseRule(rules, options.rule, name));
  found->file = name;
  found->bundle = ImportRule(*rule, name);
  return {};
}

Status ReadMatching(const XmlElement& root, const std::string& name, FoundRules* found) {
  SB_ASSIGN(std::vector<SalesforceMatchingRule> rules, ReadMatchingRules(root, name));
  found->any_matching = true;
  if (rules.empty()) found->standard_objects.push_back(ObjectOfFile(name));
  for (SalesforceMatchingRule& rule : rules) found->matching.push_back(std::move(rule));
  return {};
}

Status ReadRules(const std::string& path, const ImportRulesOptions& options, FoundRules* found) {
  SB_ASSIGN(const std::string text, ReadWhole(path));
  const std::string name = NameOfFile(path);
  SB_ASSIGN(const XmlElement root, ParseXml(name, text));
  SB_ASSIGN(const MetadataKind kind, MetadataKindOf(root, name));
  switch (kind) {
    case MetadataKind::kAssignmentRules:
      return ReadAssignments(root, name, options, found);
    case MetadataKind::kMatchingRules:
      return ReadMatching(root, name, found);
    case MetadataKind::kDuplicateRule: {
      SB_ASSIGN(SalesforceDuplicateRule rule, ReadDuplicateRule(root, name));
      found->any_matching = true;
      found->duplicates.push_back(std::move(rule));
      return {};
    }
  }
  return {};
}

// A bundle that does not compile is not written: it would say nothing to its reader.
Status CheckCompiles(const ImportedBundle& bundle) {
  std::vector<Finding> findings;
  if (LoadVersion(bundle.files, nullptr, &findings) != nullptr) return {};
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kError) {
      return Err(Code::kInvalid, "the imported rules do not compile: " + finding.Text());
    }
  }
  return Err(Code::kInvalid, "the imported rules do not compile");
}

void WriteNames(JsonWriter& json, const char* key, const std::vector<std::string>& names) {
  json.Key(key).BeginArray();
  for (const std::string& name : names) json.String(name);
  json.EndArray();
}

void WriteBundle(JsonWriter& json, const ImportedBundle& bundle) {
  json.Member("rule", bundle.rule).Member("entries", int64_t{bundle.entries});
  json.Member("imported", int64_t{bundle.imported});
  WriteNames(json, "people", bundle.people);
  WriteNames(json, "queues", bundle.queues);
  json.Key("notes").BeginArray();
  for (const ImportNote& note : bundle.notes) {
    const bool unsupported = note.kind == ImportNote::Kind::kUnsupported;
    json.BeginObject().Member("kind", unsupported ? "unsupported" : "warning");
    json.MemberOrNull("rule", note.entry > 0 ? "entry-" + std::to_string(note.entry) : "");
    json.Member("line", int64_t{note.line}).Member("message", note.message).EndObject();
  }
  json.EndArray();
}

std::string FoundJson(const FoundRules& found, const std::string& out) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("out", out);
  if (found.bundle) WriteBundle(json, *found.bundle);
  if (found.any_matching) {
    json.Member("matching_rules", static_cast<int64_t>(found.matching.size()));
    json.Member("duplicate_rules", static_cast<int64_t>(found.duplicates.size()));
    json.Member("matching_acted_on", false);
  }
  json.EndObject();
  return text;
}

void PrintFound(const FoundRules& found, const ImportRulesOptions& options) {
  if (options.json) {
    std::printf("%s\n", FoundJson(found, options.out).c_str());
    return;
  }
  if (found.bundle) {
    const ImportedBundle& bundle = *found.bundle;
    for (const ImportNote& note : bundle.notes) std::printf("%s\n", note.Text(found.file).c_str());
    std::printf("rule `%s`: %d of %s, %s and %s, written to %s\n", bundle.rule.c_str(),
                bundle.imported, Counted(bundle.entries, "entry", "entries").c_str(),
                Counted(static_cast<int64_t>(bundle.people.size()), "person", "people").c_str(),
                Counted(static_cast<int64_t>(bundle.queues.size()), "queue").c_str(),
                options.out.c_str());
  }
  if (found.any_matching) {
    std::printf(
        "%zu matching and %zu duplicate rules, written to %s/matching.yaml; nothing acts on "
        "them yet, duplicates are found by e-mail, phone and name, or external id\n",
        found.matching.size(), found.duplicates.size(), options.out.c_str());
  }
}

Status ImportSalesforce(const ImportRulesOptions& options) {
  FoundRules found;
  for (const std::string& path : options.files) {
    if (Status read = ReadRules(path, options, &found); !read.ok()) {
      return AsWrongUse(read.error());
    }
  }
  BundleFiles files;
  if (found.bundle) {
    SB_TRY(CheckCompiles(*found.bundle));
    files = found.bundle->files;
    files.insert(found.bundle->roster.begin(), found.bundle->roster.end());
  }
  if (found.any_matching) {
    files["matching.yaml"] = MatchingYaml(found.matching, found.duplicates, found.standard_objects);
  }
  SB_TRY(WriteBundleFolder(options.out, files));
  PrintFound(found, options);
  return {};
}

}  // namespace

void AddPolicyImportSalesforce(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ImportRulesOptions>();
  CLI::App* command =
      policy.add_subcommand("import-salesforce", "make a bundle from Salesforce's rules");
  command
      ->add_option("files", options->files,
                   "assignment, matching and duplicate rules, as XML of the Metadata API")
      ->required();
  command->add_option("--rule", options->rule, "the assignment rule; default: the active one");
  command->add_option("--out", options->out, "the bundle's folder")->required();
  command->add_flag("--json", options->json, "the report as JSON");
  command->callback([options, exit] {
    const Status done = ImportSalesforce(*options);
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace signalbox
