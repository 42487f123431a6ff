// What people say to the desk, as the API and commands take it.
//
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "desk/case_state.h"

namespace signalbox {

// A page of text; more is an attachment.
inline constexpr size_t kMaxDeskText = 8'000;
inline constexpr size_t kMaxDeskTarget = 500;
// In the conversation of one request; all of it is read whenever the request is shown.
inline constexpr int64_t kMaxCaseMessages = 200;

struct GivenFile {
  std::string name, type;  // `type` as its content says
  Bytes content;
};

struct CaseRequest {
  std::string summary, justification, target;
  CasePriority priority = CasePriority::kMedium;
  std::vector<GivenFile> files;
};
// `{summary, business_justification, target_record?, priority?, attachments?: [{name, type?,
// content}]}`, contents as base64. kInvalid names the member.
Result<CaseRequest> ParseCaseRequest(std::string_view json);

struct CaseMessageRequest {
  std::string text;  // empty where files alone are sent
  std::vector<GivenFile> files;
};
// `{text?, attachments?}`, one of them at least; attachments as those of a request.
Result<CaseMessageRequest> ParseCaseMessage(std::string_view json);

struct RulingRequest {
  CaseMove move = CaseMove::kApprove;  // kApprove, kDecline or kReturn
  std::string comment;                 // needed but to approve
  std::string shown_hash;
  std::string next_owner;  // of an approval: somebody else than was proposed; empty: the proposal
};
// `{decision: approve|reject|return, comment, shown_hash, next_owner?}`
Result<RulingRequest> ParseRulingRequest(std::string_view json);

}  // namespace signalbox
