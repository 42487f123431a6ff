#include "reference/versions.h"

#include <libpsl.h>
#include <link.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <filesystem>
#include <string_view>

#include "base/clock.h"

namespace signalbox::reference {
namespace {

template <typename Read>
std::string Dotted(Read read) {
  UVersionInfo version;
  char text[U_MAX_VERSION_STRING_LENGTH];
  read(version);
  u_versionToString(version, text);
  return text;
}

}  // namespace

std::string IcuVersion() {
  return Dotted(u_getVersion) + " (Unicode " + Dotted(u_getUnicodeVersion) + ")";
}

std::string PhonesVersion() {
  std::string version = "unknown";
  dl_iterate_phdr(
      [](dl_phdr_info* library, size_t, void* found) {
        constexpr std::string_view kName = "libphonenumber.so.";
        std::error_code error;
        const std::string file = std::filesystem::canonical(library->dlpi_name, error).filename();
        if (error || !file.starts_with(kName)) return 0;
        *static_cast<std::string*>(found) = file.substr(kName.size());
        return 1;
      },
      &version);
  return version;
}

std::string SuffixesVersion() {
  const std::string made = FormatTime(static_cast<TimeUs>(psl_builtin_file_time()) * kSecondUs);
  return std::string(psl_get_version()) + " (" + made.substr(0, made.find('T')) + ")";
}

}  // namespace signalbox::reference
