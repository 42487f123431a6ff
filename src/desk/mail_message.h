// A message as a mail server hands it over: header (RFC 5322) and MIME body (RFC 2045, 2046), as
// far as a request to the desk needs them.
//
// Bytes come from outside: whatever they are, parsing ends, in time and memory of the order of the
// input. Line ends are CRLF or LF. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// What a request's body may be, so that a message with as many attachments as a request takes fits.
inline constexpr size_t kMaxMailBytes = size_t{8} << 20;
// A header is a few KB; lists of those who passed it on may be longer.
inline constexpr size_t kMaxMailHeaderBytes = size_t{256} << 10;
// Parts of one message, and how deep they lie in one another: a forwarded answer has five.
inline constexpr size_t kMaxMailParts = 100;
inline constexpr int kMaxMailDepth = 8;
inline constexpr size_t kMaxMailReferences = 100;

struct MailFile {
  std::string name, type;  // as the message says; the content decides (desk/attachment.h)
  Bytes content;
};

struct MailMessage {
  std::string from;     // the one address of `From`, as it is written
  std::string subject;  // decoded, one line
  std::string id;       // of Message-ID, without brackets; empty where there is none
  std::vector<std::string> references;  // of In-Reply-To and References, the nearest first
  // A machine wrote it (RFC 3834, or an old server's `Precedence`): an answer to one may begin a
  // loop.
  bool automatic = false;
  std::string text;  // what was written, without the lines that it quotes at its end
  std::vector<MailFile> files;
};

// kInvalid for what has no header, no sender or more than one, or parts beyond the limits.
Result<MailMessage> ParseMail(std::string_view raw);

// Without the quoted message that mail programs put below an answer: lines that begin with `>` at
// the end, and the line that introduces them.
std::string WithoutQuote(std::string_view text);

}  // namespace signalbox
