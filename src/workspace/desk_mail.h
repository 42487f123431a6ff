// Requests that come by mail: a message opens a request, and an answer to one joins its
// conversation (docs/desk.md).
//
// Who hands messages over has a right of its own (`mail.deliver`) and is trusted to have checked
// that `From` is true, as mail servers do (SPF, DKIM, DMARC). Any thread but the engine's; returns
// when what came of it is durable.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permissions.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

class DeskLibrary;

enum class MailOutcome : uint8_t {
  kOpened,    // a request
  kSaid,      // something in the conversation of one
  kRepeated,  // the message came before
  kIgnored,   // a machine wrote it, so nobody is answered
};
std::string_view MailOutcomeName(MailOutcome outcome);  // `opened`, ...

struct LeftOutFile {
  std::string name, reason;
};

struct MailDelivery {
  MailOutcome outcome = MailOutcome::kIgnored;
  std::string request_id;             // empty where it is ignored
  std::string status;                 // of the request now
  std::vector<LeftOutFile> left_out;  // attachments that a request or message cannot have
  // `{"outcome","request_id","status","left_out":[{"name","reason"}]}`
  std::string Json() const;
};

// `deliverer` is the name of the token that handed it over; `library` as in DeskCaller; `roles_of`
// tells the roles of whoever wrote it, and as DeskCaller has it; none where it is not set.
// kForbidden for a sender who is nobody active of the roster, or may not join the conversation,
// which is recorded; kInvalid for what is no message, or says nothing; kConflict for an answer to a
// request that is over.
Result<MailDelivery> DeliverMail(Workspace& workspace, const std::string& deliverer,
                                 std::string_view raw, DeskLibrary* library = nullptr,
                                 const std::function<RoleSet(const std::string&)>& roles_of = {});

}  // namespace signalbox
