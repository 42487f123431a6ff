#include "notify/mail.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "notify/mail_body.h"
#include "policy/business_time.h"

namespace signalbox {
namespace {

// RFC 2047 section 2: an encoded word has at most 75 characters, 12 of them around the text, and
// base64 makes four of three.
constexpr size_t kWordBytes = 45;
// Nobody reads more of a subject, and every server takes it.
constexpr size_t kMaxHeaderText = 300;
// RFC 2045 section 6.8.
constexpr size_t kBase64Line = 76;

constexpr std::string_view kDayNames[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::string_view kMonthNames[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// RFC 5322 section 3.3.
std::string DateText(TimeUs at) {
  const LocalTime utc = ToLocal(at, "");
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", kDayNames[utc.weekday], utc.day,
                     kMonthNames[utc.month - 1], utc.year, utc.minute / 60, utc.minute % 60,
                     at / kSecondUs % 60);
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// The longest start of `text` of at most `most` bytes that ends between two characters.
std::string_view WholeCharacters(std::string_view text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && IsContinuation(text[end])) --end;
  return text.substr(0, end == 0 ? most : end);
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : WholeCharacters(text, kMaxHeaderText)) {
    const bool control = static_cast<unsigned char>(c) < ' ' || c == 0x7f;
    if (control && (line.empty() || line.back() == ' ')) continue;
    line.push_back(control ? ' ' : c);
  }
  while (line.ends_with(' ')) line.pop_back();
  return IsCleanUtf8(line) ? line : std::string("(unreadable)");
}

std::string Base64Lines(std::string_view text) {
  const std::string whole = ToBase64(text);
  std::string lines;
  for (size_t at = 0; at < whole.size(); at += kBase64Line)
    lines += whole.substr(at, kBase64Line) + "\r\n";
  return lines;
}

void AppendPart(std::string_view boundary, std::string_view type, std::string_view body,
                std::string* out) {
  *out += fmt::format("--{}\r\nContent-Type: {}; charset=utf-8\r\n", boundary, type);
  *out += "Content-Transfer-Encoding: base64\r\n\r\n" + Base64Lines(body);
}

}  // namespace

bool IsMailAddress(std::string_view text) {
  const size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 254)
    return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("<>()[]\\,;:\"").find(c) == std::string::npos;
  });
}

std::string HeaderText(std::string_view text) {
  const std::string line = OneLine(text);
  const bool plain = line.find("=?") == std::string::npos &&
                     std::all_of(line.begin(), line.end(), [](char c) { return c >= ' '; });
  if (plain && line.size() <= 60) return line;
  std::string encoded;
  for (std::string_view rest = line; !rest.empty();) {
    const std::string_view word = WholeCharacters(rest, kWordBytes);
    rest.remove_prefix(word.size());
    encoded += (encoded.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + ToBase64(word) + "?=");
  }
  return encoded;
}

Result<std::string> ComposeMail(const Notice& notice, std::string_view from) {
  if (!IsMailAddress(from))
    return Err(Code::kInvalid, "`from` is no mail address that can be sent from");
  if (!IsMailAddress(notice.address))
    return Err(Code::kInvalid, "the roster has no mail address for this person");
  const std::string_view host = from.substr(from.find('@') + 1);
  const std::string boundary = "=_" + notice.key;
  const std::string name = HeaderText(notice.name);
  std::string mail = "From: Signalbox <" + std::string(from) + ">\r\n";
  // A plain name is quoted, because commas and dots mean something there; an encoded one must not.
  const bool quoted = !name.empty() && !name.starts_with("=?");
  std::string shown = name;
  std::erase_if(shown, [&](char c) { return quoted && (c == '"' || c == '\\'); });
  if (!shown.empty()) shown = quoted ? "\"" + shown + "\" " : shown + "\r\n ";
  mail += "To: " + shown + "<" + notice.address + ">\r\n";
  mail += "Subject: " + HeaderText(notice.subject) + "\r\n";
  mail += "Date: " + DateText(notice.at) + "\r\n";
  mail += fmt::format("Message-ID: <{}@{}>\r\n", notice.key, host);
  // RFC 3834: no holiday reply answers this.
  mail += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  mail += fmt::format("Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n", boundary);
  AppendPart(boundary, "text/plain", MailTextBody(notice), &mail);
  AppendPart(boundary, "text/html", MailHtmlBody(notice), &mail);
  return mail + "--" + boundary + "--\r\n";
}

Result<NoticeOutcome> MailNotifier::Send(const Notice& notice) {
  SB_ASSIGN(const std::string message, ComposeMail(notice, from_));
  return transport_.Send(from_, notice.address, message);
}

}  // namespace signalbox
