#include "main/notify_file.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <filesystem>
#include <map>

#include "main/command.h"
#include "notify/mail.h"

namespace signalbox {
namespace {

constexpr std::string_view kKeys[] = {
    "host", "port",     "tls",       "user",       "password_file", "ca_file",
    "from", "base_url", "digest_at", "quiet_from", "quiet_to",      "in_working_hours"};

using Keys = std::map<std::string, std::string, std::less<>>;

Error WrongNotifyFile(const std::string& path, const std::string& why) {
  return Err(Code::kInvalid, "`" + path + "`: " + why + "; see docs/notifications.md");
}

Result<Keys> ReadNotifyKeys(const std::string& path) {
  SB_ASSIGN(const std::string text, ReadWhole(path));
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) return WrongNotifyFile(path, "write `host: ...`, a key a line");
    Keys keys;
    for (const auto& entry : root) {
      const auto name = entry.first.as<std::string>();
      const auto* known = std::find(std::begin(kKeys), std::end(kKeys), name);
      if (known == std::end(kKeys))
        return WrongNotifyFile(path, "`" + name + "` is nothing that is known here");
      if (!entry.second.IsScalar()) return WrongNotifyFile(path, "`" + name + "` is one text");
      keys[name] = entry.second.as<std::string>();
    }
    return keys;
  } catch (const YAML::Exception& error) {
    return WrongNotifyFile(path, error.what());
  }
}

Result<SmtpTls> TlsNamed(std::string_view name) {
  if (name.empty() || name == "starttls") return SmtpTls::kStartTls;
  if (name == "implicit") return SmtpTls::kImplicit;
  if (name == "none") return SmtpTls::kNone;
  return Err(Code::kInvalid, "`tls` is starttls, implicit or none");
}

Result<int> PortOf(const std::string& text, SmtpTls tls) {
  if (text.empty()) return tls == SmtpTls::kImplicit ? 465 : 587;
  int port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size() && port > 0 && port < 65'536)
    return port;
  return Err(Code::kInvalid, "`port` is a number from 1 to 65535");
}

Result<int> MinuteAt(Keys& keys, const char* name) {
  const std::string& text = keys[name];
  if (text.empty()) return -1;
  Result<int> minute = ParseDayMinute(text);
  if (!minute.ok()) return Within("`" + std::string(name) + "`", minute.error());
  return minute;
}

Result<NotifyFile> NotifyFileOf(const std::filesystem::path& folder, Keys keys) {
  NotifyFile file;
  const auto beside = [&](const std::string& name) { return (folder / name).string(); };
  SB_ASSIGN(file.smtp.tls, TlsNamed(keys["tls"]));
  SB_ASSIGN(file.smtp.port, PortOf(keys["port"], file.smtp.tls));
  file.smtp.host = keys["host"];
  if (file.smtp.host.empty() || file.smtp.host.find_first_of(" /@\r\n") != std::string::npos)
    return Err(Code::kInvalid, "`host` is the name or address of the mail server");
  file.smtp.user = keys["user"];
  if (!keys["password_file"].empty()) {
    SB_ASSIGN(file.smtp.password, ReadWhole(beside(keys["password_file"])));
    while (file.smtp.password.ends_with('\n')) file.smtp.password.pop_back();
  }
  if (file.smtp.user.empty() != file.smtp.password.empty())
    return Err(Code::kInvalid, "`user` and `password_file` go together");
  if (!file.smtp.user.empty() && file.smtp.tls == SmtpTls::kNone)
    return Err(Code::kInvalid, "a password is not sent without TLS; leave `tls: none` out");
  if (!keys["ca_file"].empty()) file.smtp.ca_file = beside(keys["ca_file"]);
  file.from = keys["from"];
  if (!IsMailAddress(file.from))
    return Err(Code::kInvalid, "`from` is a plain mail address, such as signalbox@acme.example");
  file.base_url = keys["base_url"];
  while (file.base_url.ends_with('/')) file.base_url.pop_back();
  const bool of_http =
      file.base_url.starts_with("http://") || file.base_url.starts_with("https://");
  if (!of_http || file.base_url.find_first_of(" \"<>?#\r\n") != std::string::npos)
    return Err(Code::kInvalid,
               "`base_url` is where people reach Signalbox, such as https://leads.acme.example");
  SB_ASSIGN(file.settings.digest_minute, MinuteAt(keys, "digest_at"));
  SB_ASSIGN(file.settings.quiet_from_minute, MinuteAt(keys, "quiet_from"));
  SB_ASSIGN(file.settings.quiet_to_minute, MinuteAt(keys, "quiet_to"));
  if ((file.settings.quiet_from_minute < 0) != (file.settings.quiet_to_minute < 0))
    return Err(Code::kInvalid, "quiet hours need both `quiet_from` and `quiet_to`");
  const std::string& hours = keys["in_working_hours"];
  if (!hours.empty() && hours != "true" && hours != "false")
    return Err(Code::kInvalid, "`in_working_hours` is true or false");
  file.settings.in_working_hours = hours != "false";
  return file;
}

}  // namespace

Result<NotifyFile> ReadNotifyFile(const std::string& path) {
  SB_ASSIGN(Keys keys, ReadNotifyKeys(path));
  Result<NotifyFile> file =
      NotifyFileOf(std::filesystem::path(path).parent_path(), std::move(keys));
  if (!file.ok()) return WrongNotifyFile(path, file.error().message);
  return file;
}

}  // namespace signalbox
