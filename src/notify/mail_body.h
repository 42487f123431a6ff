// The two bodies of a notice's mail, plain text and HTML. They say the same. Pure; any thread.
#pragma once

#include <string>

#include "ports/notifier.h"

namespace signalbox {

// Lines end in LF; the customer's words stand behind `> `, so nobody takes them for ours.
std::string MailTextBody(const Notice& notice);

// No script, no picture, nothing from elsewhere; every text is escaped.
std::string MailHtmlBody(const Notice& notice);

}  // namespace signalbox
