// `signalbox token add|list|revoke`.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/markup.h"
#include "main/access_command.h"
#include "main/command.h"
#include "main/control.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

struct TokenOptions {
  WorkspaceOptions workspace;
  std::string name, person, expires_in = "90d";
  std::vector<std::string> roles, scopes;
  bool json = false;
};

std::string JoinedTexts(const nlohmann::json& texts) {
  std::string joined;
  for (const nlohmann::json& text : texts)
    joined += (joined.empty() ? "" : ",") + text.get<std::string>();
  return joined;
}

// The secret stands alone on the last line, as that of `init` does.
int RunAddToken(const TokenOptions& options) {
  nlohmann::json body = {{"name", options.name},
                         {"roles", options.roles},
                         {"scopes", options.scopes},
                         {"expires_in", options.expires_in}};
  if (!options.person.empty()) body["person"] = options.person;
  const Result<std::string> json = SendAccess(options.workspace, Method::kPost, "/v1/tokens", body);
  if (!json.ok()) return Fail(json.error());
  const nlohmann::json made = nlohmann::json::parse(*json, nullptr, false);
  if (options.json)
    std::printf("%s\n", json->c_str());
  else
    std::printf("%s until %s; this is shown once:\n%s\n", made.at("id").get<std::string>().c_str(),
                made.at("expires_at").get<std::string>().c_str(),
                made.at("token").get<std::string>().c_str());
  return kExitDone;
}

int RunListTokens(const TokenOptions& options) {
  const Result<std::string> json = AskAccess(options.workspace, Method::kGet, "/v1/tokens", "");
  if (!json.ok()) return Fail(json.error());
  if (options.json) {
    std::printf("%s\n", json->c_str());
    return kExitDone;
  }
  const nlohmann::json tokens = nlohmann::json::parse(*json, nullptr, false);
  for (const nlohmann::json& token : tokens.at("tokens")) {
    const std::string scopes = JoinedTexts(token.at("scopes"));
    std::printf("%s  %s  %s%s  until %s\n", token.at("id").get<std::string>().c_str(),
                token.at("name").get<std::string>().c_str(), JoinedTexts(token.at("roles")).c_str(),
                scopes.empty() ? "" : (" only " + scopes).c_str(),
                token.at("expires_at").get<std::string>().c_str());
  }
  return kExitDone;
}

int RunRevoke(const TokenOptions& options) {
  const Result<std::string> json =
      AskAccess(options.workspace, Method::kDelete, "/v1/tokens/" + UrlEscape(options.name), "");
  if (!json.ok()) return Fail(json.error());
  std::printf("%s\n", options.json ? json->c_str() : ("revoked " + options.name).c_str());
  return kExitDone;
}

}  // namespace

void AddToken(CLI::App& app, int* exit) {
  auto options = std::make_shared<TokenOptions>();
  CLI::App* token = app.add_subcommand("token", "API tokens for programs");
  token->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const TokenOptions&)) {
    return AddToGroup(*token, options, exit, name, what, run);
  };
  CLI::App* made = add("add", "make a token; its secret is printed once", RunAddToken);
  made->add_option("name", options->name, "what it is for")->required();
  made->add_option("--roles", options->roles, "such as service")->delimiter(',')->required();
  made->add_option("--scopes", options->scopes, "the only rights of its roles that it has")
      ->delimiter(',');
  made->add_option("--person", options->person,
                   "whose it is, a person who may sign in (default: nobody's, a program's)");
  made->add_option("--expires-in", options->expires_in, "90d (default), at most 366d");
  add("list", "every token, without its secret", RunListTokens);
  add("revoke", "revoke a token, at once", RunRevoke)
      ->add_option("id", options->name, "its id")
      ->required();
}

}  // namespace signalbox
