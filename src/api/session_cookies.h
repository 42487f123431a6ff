// How a sign-in that went well, by whatever way, becomes a session of the browser.
#pragma once

#include "access/access_book.h"
#include "api/api_parts.h"
#include "api/auth.h"
#include "api/http_message.h"
#include "api/router.h"
#include "base/result.h"

namespace signalbox {

// The session with its cookies, in place of any that the browser had; or why not: 401 for whoever
// may not come in. Both are noted in the record of readings.
HttpResponse EnterSession(ApiParts& parts, const RouteContext& context,
                          const Result<AccessBook::SignedIn>& signed_in);

// `NAME=...; HttpOnly; SameSite=Strict; Path=/`, and `Max-Age` from 0 on.
std::string StrictCookie(const std::string& name, std::string_view value, TimeUs lasts_us,
                         bool secure);

}  // namespace signalbox
