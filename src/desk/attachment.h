// Files that come with a request: how many, how large, and what they may be, told by their content
// and not by their name.
//
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// A screenshot or a letter; base64 of all of them fits into one request's body.
inline constexpr size_t kMaxAttachments = 5;
inline constexpr size_t kMaxAttachmentBytes = size_t{1} << 20;
inline constexpr size_t kMaxAttachmentName = 200;

// `image/png`, `image/jpeg`, `image/gif`, `application/pdf`, `text/plain`; empty for anything else.
// Archives and documents that carry programs are none of them, so nothing is ever unpacked; nor is
// a text that a browser would take for a page.
std::string_view SniffType(BytesView content);

// kInvalid says what is wrong with it; the type where nothing is. A name with a path or a control
// character is refused, a type that the caller claims must be what the content is.
Result<std::string> CheckAttachment(std::string_view name, std::string_view claimed_type,
                                    BytesView content);

}  // namespace signalbox
