#include "workspace/environment_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "policy/findings.h"

namespace signalbox {
namespace {

constexpr std::string_view kCrms[] = {"salesforce", "hubspot"};
constexpr size_t kMaxCrmIdBytes = 256;

// Scheme and host compare without case (RFC 3986, 6.2.2.1); what follows is the server's own.
std::string Comparable(std::string_view url) {
  std::string text(url);
  const size_t host = text.find("://");
  const size_t path = host == std::string::npos ? text.size() : text.find('/', host + 3);
  std::transform(text.begin(),
                 text.begin() + static_cast<std::ptrdiff_t>(std::min(path, text.size())),
                 text.begin(), [](char c) { return LowerAscii(c); });
  if (path == std::string::npos) text += '/';
  return text;
}

class EnvironmentReader {
 public:
  explicit EnvironmentReader(std::string_view file) : file_(file) {}

  Result<EnvironmentFile> Read(std::string_view text) {
    const std::optional<YamlNode> root = ParseYaml(file_, text, &findings_);
    if (root.has_value()) Root(*root);
    if (!findings_.has_error()) return std::move(read_);
    std::string message = fmt::format("`{}` cannot be used:", file_);
    for (const Finding& finding : findings_.Take()) message += "\n" + finding.Text();
    return Err(Code::kInvalid, std::move(message));
  }

 private:
  void Error(const YamlNode& at, std::string message) {
    findings_.Error(file_, at.at, std::move(message));
  }

  void Root(const YamlNode& root) {
    if (!root.is_map()) return Error(root, "an environment is a map: `key: value` pairs");
    CheckKeys(root, "an environment", {"environment", "people", "queues", "production_endpoints"},
              {}, file_, &findings_);
    const YamlNode* kind = root.Find("environment");
    if (kind == nullptr)
      Error(root,
            "`environment` is missing; write `environment: sandbox` or `environment: "
            "production`");
    else if (kind->text != kSandbox && kind->text != kProduction)
      Error(*kind, "`environment` is `sandbox` or `production`");
    else
      read_.production = kind->text == kProduction;
    if (const YamlNode* people = root.Find("people")) Keys(*people, "`people`", &read_.people);
    if (const YamlNode* queues = root.Find("queues")) Keys(*queues, "`queues`", &read_.queues);
    if (const YamlNode* addresses = root.Find("production_endpoints")) Endpoints(*addresses);
  }

  void Keys(const YamlNode& node, std::string_view what,
            std::map<std::string, EnvironmentFile::Ids, std::less<>>* keys) {
    if (!node.is_map()) return Error(node, fmt::format("{} is a map: `key: value` pairs", what));
    if (node.keys.size() > kMaxEnvironmentKeys)
      return Error(node, fmt::format("{} has more than {} keys", what, kMaxEnvironmentKeys));
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const YamlNode& ids = node.items[i];
      if (!ids.is_map() || ids.keys.empty()) {
        Error(ids.is_nothing() ? node.keys[i] : ids,
              fmt::format("`{}` has ids by CRM: `{{salesforce: 005..., hubspot: ...}}`",
                          node.keys[i].text));
        continue;
      }
      CheckKeys(ids, "a key", {"salesforce", "hubspot"}, {}, file_, &findings_);
      for (const std::string_view crm : kCrms) Id(node.keys[i].text, crm, ids, keys);
    }
  }

  void Id(const std::string& key, std::string_view crm, const YamlNode& ids,
          std::map<std::string, EnvironmentFile::Ids, std::less<>>* keys) {
    const YamlNode* id = ids.Find(crm);
    if (id == nullptr) return;
    if (!id->is_text() || id->text.empty() || id->text.size() > kMaxCrmIdBytes)
      return Error(*id, fmt::format("the id of `{}` in {} is a text", key, crm));
    const bool record = crm == "salesforce";
    const bool good = !record || ((id->text.size() == 15 || id->text.size() == 18) &&
                                  (id->text.starts_with("005") || id->text.starts_with("00G")));
    if (!good)
      return Error(*id, fmt::format("`{}` is no id of a user or queue in Salesforce; they have 15 "
                                    "or 18 letters and digits from 005 or 00G",
                                    id->text));
    (*keys)[key][std::string(crm)] = id->text;
  }

  void Endpoints(const YamlNode& node) {
    if (!node.is_list()) return Error(node, "`production_endpoints` is a list of addresses");
    if (node.items.size() > kMaxEnvironmentEndpoints)
      return Error(node, fmt::format("more than {} addresses", kMaxEnvironmentEndpoints));
    for (const YamlNode& one : node.items) {
      const bool web = one.is_text() && (Comparable(one.text).starts_with("https://") ||
                                         Comparable(one.text).starts_with("http://"));
      if (!web)
        Error(one, fmt::format("`{}` is no address; write `https://host/path`", one.text));
      else
        read_.production_endpoints.push_back(one.text);
    }
  }

  const std::string file_;
  Findings findings_;
  EnvironmentFile read_;
};

const std::string* IdIn(const std::map<std::string, EnvironmentFile::Ids, std::less<>>& keys,
                        std::string_view crm, std::string_view key) {
  const auto ids = keys.find(key);
  if (ids == keys.end()) return nullptr;
  const auto id = ids->second.find(crm);
  return id == ids->second.end() ? nullptr : &id->second;
}

}  // namespace

const std::string* EnvironmentFile::PersonIn(std::string_view crm, std::string_view person) const {
  return IdIn(people, crm, person);
}

const std::string* EnvironmentFile::QueueIn(std::string_view crm, std::string_view queue) const {
  return IdIn(queues, crm, queue);
}

const std::string* EnvironmentFile::EndpointOf(std::string_view url) const {
  const std::string asked = Comparable(url);
  for (const std::string& one : production_endpoints) {
    const std::string declared = Comparable(one);
    // `https://a.example/hooks` is that address and what lies under it, not `/hooks-of-others`.
    const bool whole = declared.ends_with('/') || asked.size() == declared.size() ||
                       (asked.size() > declared.size() &&
                        std::string_view("/?#").find(asked[declared.size()]) != std::string::npos);
    if (asked.starts_with(declared) && whole) return &one;
  }
  return nullptr;
}

Result<EnvironmentFile> ReadEnvironmentFile(std::string_view file, std::string_view text) {
  return EnvironmentReader(file).Read(text);
}

Result<EnvironmentFile> FileOf(const Environment& environment) {
  if (environment.text.empty()) return EnvironmentFile{};
  return ReadEnvironmentFile("environment.yaml", environment.text);
}

Status CheckEnvironment(const Environment& environment, const EnvironmentFile& file,
                        const Registry& registry) {
  if (file.production != environment.production) {
    return Err(Code::kInvalid,
               fmt::format("this environment is written for {}, and this workspace is a {} one; "
                           "import the file that belongs to it",
                           file.production ? kProduction : kSandbox,
                           environment.production ? kProduction : kSandbox));
  }
  if (environment.production) return {};
  for (const AgentSpec* agent : registry.All()) {
    if (agent->url.empty() || agent->lifecycle == Lifecycle::kRetired) continue;
    const std::string* endpoint = file.EndpointOf(agent->url);
    if (endpoint == nullptr) continue;
    return Err(Code::kConflict, fmt::format("agent `{}` of this sandbox calls `{}`, which the file "
                                            "declares production's; retire it first (`agent "
                                            "set-state {} retired`)",
                                            agent->id, *endpoint, agent->id));
  }
  return {};
}

Status CheckEndpoint(const Environment& environment, std::string_view url) {
  if (environment.production || url.empty()) return {};
  SB_ASSIGN(const EnvironmentFile file, FileOf(environment));
  const std::string* endpoint = file.EndpointOf(url);
  if (endpoint == nullptr) return {};
  return Err(Code::kForbidden, fmt::format("`{}` is production's, and this workspace is a sandbox; "
                                           "use an address of the sandbox, or a production "
                                           "workspace",
                                           *endpoint));
}

}  // namespace signalbox
