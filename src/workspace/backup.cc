#include "workspace/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/json_writer.h"
#include "store/sqlite/log_copy.h"

namespace signalbox {
namespace {

Error FileProblem(std::string_view what, const std::string& path) {
  const int why = errno;
  return Err(why == ENOSPC || why == EDQUOT ? Code::kExhausted : Code::kIo,
             fmt::format("cannot {} `{}`: {}", what, path, std::strerror(why)));
}

Status SyncFolderOf(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  return synced ? Status() : Status(FileProblem("sync", folder));
}

}  // namespace

std::string BackupReport::Json() const {
  std::string text;
  JsonWriter(&text).BeginObject().Member("events", events).Member("bytes", bytes).EndObject();
  return text;
}

Result<BackupReport> WriteBackup(Workspace& workspace, const std::string& file) {
  if (access(file.c_str(), F_OK) == 0)
    return Err(Code::kConflict, "`" + file + "` is there already; name a new file");
  std::string folder = std::filesystem::path(file).parent_path();
  if (folder.empty()) folder = ".";
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    const bool gone = errno == ENOENT || errno == ENOTDIR;
    Error problem = FileProblem("write", file);
    if (gone) problem.code = Code::kInvalid;
    return problem;
  }
  BackupReport report;
  SB_TRY(workspace.Ask([&](const Engine& engine) { report.events = engine.tree().size(); }));
  const std::string draft = file + ".part";
  // Left by a backup that was cut short.
  unlink(draft.c_str());
  const Result<LogCopy> copy = CopyLog(workspace.directory() + "/log.db", draft, report.events);
  if (!copy.ok()) {
    unlink(draft.c_str());
    return copy.error();
  }
  struct stat made {};
  if (stat(draft.c_str(), &made) != 0) return FileProblem("look at", draft);
  report.bytes = made.st_size;
  if (rename(draft.c_str(), file.c_str()) != 0) return FileProblem("rename", draft);
  SB_TRY(SyncFolderOf(file));
  return report;
}

}  // namespace signalbox
