// The file of `serve --notify`: how people are told beside the list in the program
// (docs/notifications.md has every key).
#pragma once

#include <string>

#include "base/result.h"
#include "notify/delivery_time.h"
#include "ports/smtp_client.h"

namespace signalbox {

struct NotifyFile {
  SmtpSettings smtp;
  std::string from;         // a plain address
  std::string base_url;     // where people reach the program, without a slash at its end
  NoticeSettings settings;  // of whoever said nothing
};

// kInvalid names the file and the key.
Result<NotifyFile> ReadNotifyFile(const std::string& path);

}  // namespace signalbox
