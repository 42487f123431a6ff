#include "main/bundle_folder.h"

#include <filesystem>

#include "main/command.h"
#include "policy/salesforce/import_bundle.h"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

Status CheckNotWritten(const std::string& path) {
  SB_ASSIGN(const std::optional<std::string> there, ReadIfThere(path));
  if (!there || there->starts_with(kImportMark)) return {};
  return Err(Code::kInvalid,
             "`" + path + "` was not made by an import and stays as it is; choose another folder");
}

}  // namespace

Status WriteBundleFolder(const std::string& directory, const BundleFiles& files) {
  for (const auto& [name, content] : files) {
    if (name.ends_with(".yaml")) SB_TRY(CheckNotWritten(directory + "/" + name));
  }
  for (const auto& [name, content] : files) {
    const fs::path path = fs::path(directory) / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) {
      return Err(Code::kIo,
                 "cannot make `" + path.parent_path().string() + "`: " + error.message());
    }
    SB_TRY(WriteWhole(path.string(), content));
  }
  return {};
}

}  // namespace signalbox
