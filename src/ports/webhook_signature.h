// Signatures of webhooks: the symmetric scheme of Standard Webhooks 1.0.0
// (github.com/standard-webhooks). `v1,` and the base64 of HMAC-SHA-256 over id.timestamp.body.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

// A secret that begins with `whsec_` is base64 after it; any other is taken byte for byte.
// kInvalid for a `whsec_` secret that is no base64, and for an empty one.
Result<std::string> SignWebhook(std::string_view secret, std::string_view id,
                                int64_t timestamp_seconds, std::string_view body);

// What a receiver checks. `signatures` is the header as it came: one or more signatures, separated
// by spaces. kForbidden when none is right, or when the timestamp is further than `tolerance_us`
// from `now`: an old request may be one that somebody kept. Compares in constant time.
Status CheckWebhook(std::string_view secret, std::string_view id, int64_t timestamp_seconds,
                    std::string_view body, std::string_view signatures, TimeUs now,
                    TimeUs tolerance_us = 5 * kMinuteUs);

// The plainer scheme that many senders have: HMAC-SHA-256 over the body alone, as 64 hex digits of
// either case. The secret as above. kForbidden when it does not fit; compares in constant time.
Status CheckBodySignature(std::string_view secret, std::string_view body, std::string_view hex);

}  // namespace signalbox
