// A notice as a mail: RFC 5322 with MIME (RFC 2045, 2046, 2047), a text and an HTML part.
//
// Every text is taken for hostile: a customer writes the subject with their name. Header values
// lose control characters and line ends and are encoded where they are not plain ASCII; bodies are
// base64, so nothing in them can end a part; HTML is escaped and its links are our own. The
// Message-ID is made of the notice's key, so a repeat is recognised. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/notifier.h"
#include "ports/smtp_client.h"

namespace signalbox {

// `name@host` of printable ASCII, without blanks, quotes or brackets: what a roster's address must
// be to be written to.
bool IsMailAddress(std::string_view text);

// The value of an unstructured header: on one line, encoded words where they are needed.
std::string HeaderText(std::string_view text);

// Whole, lines ended by CRLF. kInvalid where sender or reader have no address.
Result<std::string> ComposeMail(const Notice& notice, std::string_view from);

// The mail channel. `transport` outlives it.
class MailNotifier : public Notifier {
 public:
  MailNotifier(MailTransport& transport, std::string from)
      : transport_(transport), from_(std::move(from)) {}
  bool keyed() const override { return false; }
  Result<NoticeOutcome> Send(const Notice& notice) override;

 private:
  MailTransport& transport_;
  const std::string from_;
};

}  // namespace signalbox
