#include "main/output_path.h"

#include <filesystem>
#include <string>

namespace signalbox {

Status CheckOutput(std::string_view out, std::initializer_list<std::string_view> read) {
  for (const std::string_view path : read) {
    std::error_code absent;
    if (!std::filesystem::is_regular_file(path, absent) ||
        !std::filesystem::equivalent(path, out, absent)) {
      continue;
    }
    return Err(Code::kInvalid, "`" + std::string(out) +
                                   "` is read here, and what is written would take its place; name "
                                   "another file with `--out`");
  }
  return {};
}

}  // namespace signalbox
