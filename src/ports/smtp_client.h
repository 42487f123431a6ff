// Handing a mail to an SMTP server (RFC 5321), over libcurl.
//
// Effect class: blind. SMTP has no key: when the answer to the message is lost, nobody can say
// whether it was taken. Thread safe; a call is one connection and blocks for up to the timeout.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "ports/notifier.h"

namespace signalbox {

enum class SmtpTls : uint8_t {
  kStartTls,  // RFC 3207, and nothing is said before it
  kImplicit,  // RFC 8314, usually port 465
  kNone,      // everybody on the way can read it
};

struct SmtpSettings {
  std::string host;
  int port = 587;
  SmtpTls tls = SmtpTls::kStartTls;
  std::string user, password;  // empty: nobody signs in
  std::string ca_file;         // PEM, in place of the system's; empty: the system's
  // A stopping server waits for a message that is out, and is itself waited for half a minute.
  TimeUs timeout_us = 20 * kSecondUs;
};

class MailTransport {
 public:
  virtual ~MailTransport() = default;
  // `from` and `to` are plain addresses, `message` is whole, lines ended by CRLF. kInvalid where
  // the server refuses the message or the address for good (5yz), or they cannot be sent at all;
  // kUnavailable, kDeadline where it may be tried again.
  virtual Result<NoticeOutcome> Send(const std::string& from, const std::string& to,
                                     const std::string& message) = 0;
};

// Checks certificates and the server's name against them.
class SmtpClient : public MailTransport {
 public:
  explicit SmtpClient(SmtpSettings settings) : settings_(std::move(settings)) {}
  Result<NoticeOutcome> Send(const std::string& from, const std::string& to,
                             const std::string& message) override;

 private:
  const SmtpSettings settings_;
};

}  // namespace signalbox
