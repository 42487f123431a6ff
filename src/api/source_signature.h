// Whether a request to a source was signed by who knows the source's secret. Pure but for the time
// it is given; compares in constant time.
#pragma once

#include <string>

#include "api/http_message.h"
#include "base/clock.h"
#include "base/result.h"
#include "engine/intake_source.h"

namespace signalbox {

// Whether the headers of the source's kind of signature are there at all, right or wrong.
bool HasSignature(const IntakeSource& source, const HttpRequest& request);

// The idempotency key of the request: of a Standard Webhook its id, so that what is sent again is
// answered as it was the first time; else the `Idempotency-Key` header. It is the source's own, so
// that it meets nobody else's. kForbidden says what does not fit; a timestamp may be 5 minutes off.
Result<std::string> CheckSignature(const IntakeSource& source, const HttpRequest& request,
                                   TimeUs now);

}  // namespace signalbox
