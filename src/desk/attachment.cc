#include "desk/attachment.h"

#include <fmt/format.h>

#include <algorithm>

namespace signalbox {
namespace {

struct Magic {
  std::string_view bytes, type;
};
// Signatures as the WHATWG MIME Sniffing Standard has them, section 6.
constexpr Magic kMagic[] = {{"\x89PNG\r\n\x1a\n", "image/png"},
                            {"\xff\xd8\xff", "image/jpeg"},
                            {"GIF87a", "image/gif"},
                            {"GIF89a", "image/gif"},
                            {"%PDF-", "application/pdf"}};

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// What a browser would show as a page when asked for a plain text of unknown type.
bool LooksLikePage(std::string_view text) {
  const size_t at = text.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && text[at] == '<';
}

}  // namespace

std::string_view SniffType(BytesView content) {
  for (const Magic& magic : kMagic) {
    if (content.starts_with(magic.bytes)) return magic.type;
  }
  const bool text = !content.empty() && IsCleanUtf8(content) && !LooksLikePage(content) &&
                    std::none_of(content.begin(), content.end(), [](char c) {
                      return IsControl(c) && c != '\n' && c != '\r' && c != '\t';
                    });
  return text ? "text/plain" : "";
}

Result<std::string> CheckAttachment(std::string_view name, std::string_view claimed_type,
                                    BytesView content) {
  const bool path = name.find('/') != std::string_view::npos ||
                    name.find('\\') != std::string_view::npos || name == "." || name == "..";
  if (name.empty() || name.size() > kMaxAttachmentName || path || !IsCleanUtf8(name) ||
      std::any_of(name.begin(), name.end(), IsControl)) {
    return Err(Code::kInvalid, "an attachment's `name` is a file name without a path");
  }
  if (content.empty()) return Err(Code::kInvalid, fmt::format("attachment `{}` is empty", name));
  if (content.size() > kMaxAttachmentBytes) {
    return Err(Code::kInvalid, fmt::format("attachment `{}` is larger than {} KB", name,
                                           kMaxAttachmentBytes >> 10));
  }
  const std::string_view type = SniffType(content);
  if (type.empty()) {
    return Err(Code::kInvalid,
               fmt::format("attachment `{}` is neither a PNG, JPEG or GIF picture nor a PDF nor a "
                           "plain text",
                           name));
  }
  const std::string_view claimed = claimed_type.substr(0, claimed_type.find(';'));
  const bool text = type == "text/plain" && claimed.starts_with("text/") && claimed != "text/html";
  if (!claimed.empty() && claimed != type && !text) {
    return Err(Code::kInvalid, fmt::format("attachment `{}` says that it is `{}`, but its content "
                                           "is `{}`",
                                           name, claimed.substr(0, 60), type));
  }
  return std::string(type);
}

}  // namespace signalbox
