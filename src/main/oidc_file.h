// The file of `serve --oidc`: which identity provider people sign in with.
#pragma once

#include <string>

#include "access/oidc_flow.h"
#include "base/result.h"

namespace signalbox {

// YAML: `issuer`, `client_id`, `redirect_uri`, and `client_secret_file` for a client with a secret
// (a path; relative ones from the file's own folder). kInvalid names the file and the key.
Result<OidcSettings> ReadOidcFile(const std::string& path);

}  // namespace signalbox
