// `signalbox init DIR [--bundle B] [--demo]`: makes a workspace and prints its bearer token on the
// last line.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "main/command.h"
#include "main/demo.h"
#include "main/policy.h"
#include "main/reference_import.h"
#include "main/shipped_bundles.h"
#include "plans/plan_loader.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

struct InitOptions {
  WorkspaceOptions workspace;
  std::string bundle;
  bool demo = false;
};

Status PublishFiles(Workspace& workspace, const BundleFiles& files) {
  std::vector<Finding> findings;
  const auto version = workspace.Publish(files, &findings);
  PrintFindings(findings, stderr);
  if (!version.ok()) return version.error();
  std::printf("policy %s\n", (*version)->name.c_str());
  return {};
}

Status Fill(const InitOptions& options) {
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, Workspace::Open(options.workspace));
  if (options.demo) return FillDemo(*workspace);
  if (options.bundle.empty()) {
    SB_TRY(
        ImportText(*workspace, "teams", "teams", "id,name,manager\nrevops,Revenue operations,\n"));
    return PublishFiles(*workspace, StarterBundle());
  }
  SB_TRY(ImportRosterOf(*workspace, options.bundle));
  SB_ASSIGN(const BundleFiles files, ReadBundle(options.bundle));
  return PublishFiles(*workspace, files);
}

// A file that is in the workspace while it is made. What is left of a making that was killed has a
// token that nobody knows and half of its policy, so it is never taken for a workspace.
std::string Unfinished(const std::string& directory) {
  return directory + "/unfinished";
}

// kConflict while another makes it, or for ever after one was killed.
Status BeginMaking(const std::string& directory, const std::string& keys) {
  std::error_code made;
  std::filesystem::create_directories(directory, made);
  if (made) return Err(Code::kIo, "cannot make `" + directory + "`: " + made.message());
  const std::string mark = Unfinished(directory);
  const int file = ::open(mark.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  const int why = errno;
  if (why != EEXIST) return Err(Code::kIo, "cannot write `" + mark + "`: " + std::strerror(why));
  return Err(Code::kConflict, "`" + directory +
                                  "` is left of an `init` that was cut short, unless one is at "
                                  "work; remove `" +
                                  directory + "` and `" + keys + "`, and try again");
}

// The token. Nothing is written into a workspace that is there, and nothing is left where none
// could be made.
Result<std::string> Make(const WorkspaceOptions& options, const std::string& keys) {
  std::error_code ignored;
  const std::string mark = Unfinished(options.directory);
  if (std::filesystem::exists(options.directory + "/log.db", ignored) &&
      !std::filesystem::exists(mark, ignored))
    return CreateWorkspace(options);
  SB_TRY(BeginMaking(options.directory, keys));
  Result<std::string> token = CreateWorkspace(options);
  if (token.ok()) return token;
  std::filesystem::remove(mark, ignored);
  std::filesystem::remove(options.directory, ignored);  // only where it is empty
  return token;
}

int RunInit(const InitOptions& options) {
  if (!options.bundle.empty()) {
    // A bundle that cannot be read leaves no half-made workspace behind.
    const Result<BundleFiles> files = ReadBundle(options.bundle);
    if (!files.ok()) return Fail(Error{Code::kInvalid, files.error().message});
    std::vector<Finding> findings;
    if (LoadVersion(*files, nullptr, &findings) == nullptr) {
      PrintFindings(findings, stderr);
      return Fail(Err(Code::kInvalid, "the bundle does not compile; no workspace was made"));
    }
  }
  const std::string keys =
      KeysDirectory(options.workspace.directory, options.workspace.keys_directory);
  const Result<std::string> token = Make(options.workspace, keys);
  if (!token.ok()) return Fail(token.error());
  if (const Status filled = Fill(options); !filled.ok()) {
    Fail(filled.error());
    std::fprintf(stderr, "the workspace is not complete; remove `%s` and `%s` and try again\n",
                 options.workspace.directory.c_str(), keys.c_str());
    return kExitFailed;
  }
  std::printf("workspace %s\nkeys %s\nkeep the bearer token; it is stored nowhere:\n%s\n",
              options.workspace.directory.c_str(), keys.c_str(), token->c_str());
  std::fflush(stdout);
  std::error_code ignored;
  std::filesystem::remove(Unfinished(options.workspace.directory), ignored);
  return kExitDone;
}

}  // namespace

void AddInit(CLI::App& app, int* exit) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command = app.add_subcommand("init", "make a workspace");
  command->add_option("directory", options->workspace.directory, "where the workspace is made")
      ->required();
  auto* bundle = command->add_option("--bundle", options->bundle,
                                     "policy bundle; its roster/*.csv is imported first");
  command->add_flag("--demo", options->demo, "the demo company with leads already routed")
      ->excludes(bundle);
  command->add_flag(
      "--production", options->workspace.production,
      "for real leads and addresses; without it the workspace is a sandbox, for ever");
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory (default: DIR.keys)");
  command->callback([options, exit] { *exit = RunInit(*options); });
}

}  // namespace signalbox
