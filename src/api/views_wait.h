// Waiting for the views, so that whoever asks finds what they did. Any thread but the engine's and
// the views'.
#pragma once

#include "api/api_parts.h"
#include "api/router.h"
#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

// A writer that is further behind is not waited for any longer.
inline constexpr TimeUs kViewsWaitUs = 5 * kSecondUs;

// As far as the request's `at_least` says; kUnavailable where the views do not get there in time.
Status WaitForViews(ApiParts& parts, const RouteContext& context);
// Until they have what is committed now.
Status WaitForAllViews(ApiParts& parts);
// Until what was erased by the event at `position` is out of the index of the search too.
Status WaitForErasure(ApiParts& parts, int64_t position);

}  // namespace signalbox
