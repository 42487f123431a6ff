// The page behind a link of a notice: small, made by the server, without a script. Pure.
#pragma once

#include <string>

#include "api/http_message.h"
#include "workspace/notice_actions.h"

namespace signalbox {

// `posted`: somebody pressed the button. 404 for a link that was not made here, 410 for one that is
// over, 409 where nothing was done.
HttpResponse NoticePage(const LinkView& view, bool posted);

}  // namespace signalbox
