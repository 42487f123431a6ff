// The program: reads the command line and hands over to one command.
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "main/access_command.h"
#include "main/command.h"
#include "main/law_command.h"
#include "main/model_command.h"
#include "main/person_command.h"
#include "main/report_command.h"

namespace {

// What was asked for, as it is called: `signalbox audit verify`.
struct AskedCommand {
  const CLI::App* app;
  std::string name = "signalbox";
};

AskedCommand AskedOf(const CLI::App& program) {
  AskedCommand asked{&program};
  for (auto below = program.get_subcommands(); !below.empty();
       below = below.front()->get_subcommands()) {
    asked.app = below.front();
    asked.name += " " + asked.app->get_name();
  }
  return asked;
}

// CLI11 only says that something is missing where something is not known.
std::string WhatIsWrong(const AskedCommand& asked, const std::vector<std::string>& left,
                        const std::string& said) {
  const auto flag = std::find_if(left.begin(), left.end(), [](const std::string& word) {
    return word.size() > 1 && word.starts_with('-');
  });
  if (flag != left.end()) return "`" + asked.name + "` has no option `" + *flag + "`";
  if (said != CLI::RequiredError::Subcommand(1).what()) return said;
  if (!left.empty()) return "there is no command `" + left.front() + "` here";
  std::string names;
  for (const CLI::App* one : asked.app->get_subcommands({}))
    names += (names.empty() ? "" : ", ") + one->get_name();
  return "`" + asked.name + "` goes on with one of: " + names;
}

int FailToParse(const CLI::App& app, const CLI::ParseError& error) {
  // CLI11 exits 0 for --help and --version, else with codes of its own.
  if (error.get_exit_code() == 0) {
    app.exit(error);
    return signalbox::kExitDone;
  }
  const AskedCommand asked = AskedOf(app);
  std::fprintf(stderr, "signalbox: %s\n`%s --help` says more\n",
               WhatIsWrong(asked, app.remaining(true), error.what()).c_str(), asked.name.c_str());
  return signalbox::kExitWrongUse;
}

// What was printed must have arrived: a full disk would lose a token that is shown once, and a
// cut result would look whole. Whoever reads a pipe may stop when they have read enough.
int AfterPrinting(int exit_code) {
  const bool flushed = std::fflush(stdout) == 0;
  const std::string why = flushed ? "" : std::string(": ") + std::strerror(errno);
  if (flushed && std::ferror(stdout) == 0) return exit_code;
  struct stat output {};
  if (fstat(STDOUT_FILENO, &output) == 0 && (S_ISFIFO(output.st_mode) || S_ISSOCK(output.st_mode)))
    return exit_code;
  std::fprintf(stderr, "signalbox: cannot write standard output%s; what it got is not whole\n",
               why.c_str());
  return exit_code == signalbox::kExitDone ? signalbox::kExitFailed : exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  // A client that goes away is an error of the write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Signalbox routes revenue leads and follows them until they are orders."};
  app.set_version_flag("--version", "signalbox 0.1.0");
  app.require_subcommand(1);
  int exit_code = 0;
  signalbox::AddInit(app, &exit_code);
  signalbox::AddServe(app, &exit_code);
  signalbox::AddRoute(app, &exit_code);
  signalbox::AddExplain(app, &exit_code);
  signalbox::AddLead(app, &exit_code);
  signalbox::AddReplay(app, &exit_code);
  signalbox::AddRebuild(app, &exit_code);
  signalbox::AddReport(app, &exit_code);
  signalbox::AddAudit(app, &exit_code);
  signalbox::AddPolicy(app, &exit_code);
  signalbox::AddAdopt(app, &exit_code);
  signalbox::AddImport(app, &exit_code);
  signalbox::AddExport(app, &exit_code);
  signalbox::AddAgent(app, &exit_code);
  signalbox::AddRun(app, &exit_code);
  signalbox::AddRecord(app, &exit_code);
  signalbox::AddEnvironment(app, &exit_code);
  signalbox::AddSource(app, &exit_code);
  signalbox::AddRealign(app, &exit_code);
  signalbox::AddRefresh(app, &exit_code);
  signalbox::AddForget(app, &exit_code);
  signalbox::AddHold(app, &exit_code);
  signalbox::AddUser(app, &exit_code);
  signalbox::AddToken(app, &exit_code);
  signalbox::AddAccessRules(app, &exit_code);
  signalbox::AddCase(app, &exit_code);
  signalbox::AddDocument(app, &exit_code);
  signalbox::AddBackup(app, &exit_code);
  signalbox::AddRestore(app, &exit_code);
  signalbox::AddKeys(app, &exit_code);
  signalbox::AddRetention(app, &exit_code);
  signalbox::AddGenerate(app, &exit_code);
  signalbox::AddMatch(app, &exit_code);
  signalbox::AddDedupe(app, &exit_code);
  signalbox::AddModel(app, &exit_code);
  signalbox::AddNlu(app, &exit_code);
  signalbox::AddPerson(app, &exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = FailToParse(app, error);
  }
  return AfterPrinting(exit_code);
}
