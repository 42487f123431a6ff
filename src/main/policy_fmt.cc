// `signalbox policy fmt`: writes the files of a bundle in the one way.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/json_writer.h"
#include "main/policy.h"
#include "policy/format_bundle.h"

namespace signalbox {
namespace {

struct FmtOptions {
  std::string bundle;
  bool check = false;
  bool json = false;
};

void PrintChanged(const FmtOptions& options, const BundleFiles& changed,
                  const std::vector<Finding>& findings) {
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Key("changed").BeginArray();
    for (const auto& [path, content] : changed) json.String(path);
    json.EndArray().Key("findings").Raw(FindingsJson(findings)).EndObject();
    std::printf("%s\n", text.c_str());
    return;
  }
  for (const auto& [path, content] : changed) {
    std::printf("%s %s\n", options.check ? "not formatted:" : "formatted", path.c_str());
  }
  PrintFindings(findings, stdout);
}

Result<int> RunFmt(const FmtOptions& options) {
  SB_ASSIGN(const BundleFiles files, ReadGivenBundle(options.bundle));
  Findings collected;
  const BundleFiles changed = FormatBundle(files, &collected);
  const std::vector<Finding> findings = collected.Take();
  if (!options.check) {
    for (const auto& [path, content] : changed) {
      SB_TRY(WriteWhole((std::filesystem::path(options.bundle) / path).string(), content));
    }
  }
  PrintChanged(options, changed, findings);
  const bool not_so = !findings.empty() || (options.check && !changed.empty());
  return int{not_so ? kExitNotSo : kExitDone};
}

}  // namespace

void AddPolicyFmt(CLI::App& policy, int* exit) {
  auto options = std::make_shared<FmtOptions>();
  CLI::App* command = policy.add_subcommand("fmt", "write the files of a bundle in the one way");
  command->add_option("bundle", options->bundle, "the bundle's directory")->required();
  command->add_flag("--check", options->check, "change nothing; 1 when something would change");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] {
    const Result<int> done = RunFmt(*options);
    *exit = done.ok() ? *done : Fail(done.error());
  });
}

}  // namespace signalbox
