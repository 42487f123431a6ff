#include "workspace/beside_program.h"

#include <cstdlib>
#include <filesystem>

namespace signalbox {

ShippedFile FindBesideProgram(const char* variable, const std::string& name) {
  if (const char* set = std::getenv(variable); set != nullptr && *set != '\0') return {set, true};
  std::error_code gone;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", gone);
  for (const auto& folder : {program.parent_path(), program.parent_path() / ".." / "encoder"}) {
    const std::filesystem::path path = folder / name;
    if (std::filesystem::exists(path, gone)) return {path.lexically_normal().string(), false};
  }
  return {};
}

}  // namespace signalbox
