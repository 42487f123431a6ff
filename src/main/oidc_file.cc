#include "main/oidc_file.h"

#include <yaml-cpp/yaml.h>

#include <filesystem>

#include "main/command.h"

namespace signalbox {
namespace {

Error WrongFile(const std::string& path, const std::string& why) {
  return Err(Code::kInvalid, "`" + path + "`: " + why);
}

struct OidcKey {
  std::string_view name;
  std::string OidcSettings::*text;
};
constexpr OidcKey kOidcKeys[] = {{"issuer", &OidcSettings::issuer},
                                 {"client_id", &OidcSettings::client_id},
                                 {"redirect_uri", &OidcSettings::redirect_uri}};
constexpr std::string_view kSecretKey = "client_secret_file";

Result<OidcSettings> ReadOidcKeys(const std::string& path, const YAML::Node& root) {
  OidcSettings settings;
  for (const auto& entry : root) {
    const auto name = entry.first.as<std::string>();
    if (!entry.second.IsScalar()) return WrongFile(path, "`" + name + "` is one text");
    const auto text = entry.second.as<std::string>();
    if (name == kSecretKey) {
      const std::filesystem::path folder = std::filesystem::path(path).parent_path();
      SB_ASSIGN(settings.client_secret, ReadWhole((folder / text).string()));
      while (settings.client_secret.ends_with('\n')) settings.client_secret.pop_back();
      continue;
    }
    const auto* known = std::find_if(std::begin(kOidcKeys), std::end(kOidcKeys),
                                     [&](const OidcKey& key) { return key.name == name; });
    if (known == std::end(kOidcKeys))
      return WrongFile(path, "`" + name +
                                 "` is nothing that is known here; there are issuer, client_id, "
                                 "redirect_uri and client_secret_file");
    settings.*known->text = text;
  }
  for (const OidcKey& key : kOidcKeys) {
    if ((settings.*key.text).empty())
      return WrongFile(path, "`" + std::string(key.name) + "` is missing");
  }
  return settings;
}

}  // namespace

Result<OidcSettings> ReadOidcFile(const std::string& path) {
  SB_ASSIGN(const std::string text, ReadWhole(path));
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) return WrongFile(path, "write `issuer: ...`, a key a line");
    return ReadOidcKeys(path, root);
  } catch (const YAML::Exception& error) {
    return WrongFile(path, error.what());
  }
}

}  // namespace signalbox
