// What the commands share: how they are added, what they exit with, how errors are shown.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signalbox {

// Exit codes (interfaces.md, "Command line").
enum Exit : int {
  kExitDone = 0,
  kExitNotSo = 1,  // the thing asked about is not so
  kExitWrongUse = 2,
  kExitFailed = 3,  // disk, port
};

// Prints `signalbox: ` and the message on standard error; the exit code that fits.
int Fail(const Error& error);
// For what the command line names: that it is not there is wrong use.
Error AsWrongUse(Error error);

// Each adds one command; its callback sets `*exit`.
void AddInit(CLI::App& app, int* exit);
void AddServe(CLI::App& app, int* exit);
void AddRoute(CLI::App& app, int* exit);
void AddExplain(CLI::App& app, int* exit);
void AddLead(CLI::App& app, int* exit);
void AddReplay(CLI::App& app, int* exit);
void AddRebuild(CLI::App& app, int* exit);
void AddAudit(CLI::App& app, int* exit);
// Of the command `audit`.
void AddAuditVerify(CLI::App* audit, int* exit);
void AddPolicy(CLI::App& app, int* exit);
void AddAdopt(CLI::App& app, int* exit);
void AddImport(CLI::App& app, int* exit);
void AddExport(CLI::App& app, int* exit);
void AddGenerate(CLI::App& app, int* exit);
void AddAgent(CLI::App& app, int* exit);
void AddRun(CLI::App& app, int* exit);
void AddRecord(CLI::App& app, int* exit);
void AddEnvironment(CLI::App& app, int* exit);
void AddSource(CLI::App& app, int* exit);
void AddRealign(CLI::App& app, int* exit);
void AddRefresh(CLI::App& app, int* exit);
void AddForget(CLI::App& app, int* exit);
void AddHold(CLI::App& app, int* exit);
void AddMatch(CLI::App& app, int* exit);
void AddDedupe(CLI::App& app, int* exit);
void AddCase(CLI::App& app, int* exit);
void AddDocument(CLI::App& app, int* exit);
void AddNlu(CLI::App& app, int* exit);

// Reads a whole file that the command line names, of `-` standard input; kInvalid where there is no
// file, kIo.
Result<std::string> ReadWhole(const std::string& path);
// The same of a file that need not be there; nothing where it is not.
Result<std::optional<std::string>> ReadIfThere(const std::string& path);
// Writes a whole file through a temporary name beside it, so that a crash leaves the old one.
Status WriteWhole(const std::string& path, std::string_view text);

}  // namespace signalbox
