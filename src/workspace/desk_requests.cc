#include "workspace/desk_requests.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "desk/attachment.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

Result<Json> ObjectOf(std::string_view json, std::initializer_list<std::string_view> known) {
  Json root = Json::parse(json, nullptr, false);
  if (!root.is_object()) return Err(Code::kInvalid, "send a JSON object");
  for (const auto& [name, value] : root.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return Err(Code::kInvalid, fmt::format("`{}` is nothing that is known here; there are `{}`",
                                             name.substr(0, 60), fmt::join(known, "`, `")));
    }
  }
  return root;
}

Result<std::string> ReadRequestText(const Json& root, const char* name, size_t at_most,
                                    bool needed) {
  const auto at = root.find(name);
  const bool there = at != root.end() && !at->is_null();
  const auto* text = there ? at->get_ptr<const std::string*>() : nullptr;
  if (there && text == nullptr) return Err(Code::kInvalid, fmt::format("`{}` is a text", name));
  std::string value = text == nullptr ? std::string() : *text;
  const size_t begin = value.find_first_not_of(" \t\r\n");
  value = begin == std::string::npos
              ? std::string()
              : value.substr(begin, value.find_last_not_of(" \t\r\n") - begin + 1);
  if (needed && value.empty()) return Err(Code::kInvalid, fmt::format("`{}` is missing", name));
  if (value.size() > at_most)
    return Err(Code::kInvalid, fmt::format("`{}` is longer than {} bytes", name, at_most));
  if (!IsCleanUtf8(value)) return Err(Code::kInvalid, fmt::format("`{}` is not UTF-8", name));
  return value;
}

Result<GivenFile> FileOf(const Json& one) {
  if (!one.is_object())
    return Err(Code::kInvalid, "an attachment is an object {\"name\", \"type\", \"content\"}");
  GivenFile file;
  SB_ASSIGN(file.name, ReadRequestText(one, "name", kMaxAttachmentName, true));
  SB_ASSIGN(const std::string type, ReadRequestText(one, "type", kMaxAttachmentName, false));
  const auto content = one.find("content");
  const auto* text = content == one.end() ? nullptr : content->get_ptr<const std::string*>();
  if (text == nullptr)
    return Err(Code::kInvalid, fmt::format("attachment `{}` has no `content`", file.name));
  Result<Bytes> bytes = FromBase64(*text);
  if (!bytes.ok())
    return Err(Code::kInvalid,
               fmt::format("`content` of attachment `{}` is not base64", file.name));
  file.content = *std::move(bytes);
  SB_ASSIGN(file.type, CheckAttachment(file.name, type, file.content));
  return file;
}

Result<std::vector<GivenFile>> FilesIn(const Json& root, std::string_view whose) {
  std::vector<GivenFile> files;
  const auto at = root.find("attachments");
  if (at == root.end() || at->is_null()) return files;
  if (!at->is_array()) return Err(Code::kInvalid, "`attachments` is an array");
  if (at->size() > kMaxAttachments) {
    return Err(Code::kInvalid,
               fmt::format("{} has at most {} attachments", whose, kMaxAttachments));
  }
  for (const Json& one : *at) {
    SB_ASSIGN(GivenFile file, FileOf(one));
    files.push_back(std::move(file));
  }
  return files;
}

Result<CaseMove> RulingByName(std::string_view name) {
  if (name == "approve") return CaseMove::kApprove;
  if (name == "reject") return CaseMove::kDecline;
  if (name == "return") return CaseMove::kReturn;
  return Err(Code::kInvalid, "`decision` is `approve`, `reject` or `return`");
}

}  // namespace

Result<CaseRequest> ParseCaseRequest(std::string_view json) {
  SB_ASSIGN(const Json root, ObjectOf(json, {"summary", "business_justification", "target_record",
                                             "priority", "attachments"}));
  CaseRequest request;
  SB_ASSIGN(request.summary, ReadRequestText(root, "summary", kMaxDeskText, true));
  SB_ASSIGN(request.justification,
            ReadRequestText(root, "business_justification", kMaxDeskText, true));
  SB_ASSIGN(request.target, ReadRequestText(root, "target_record", kMaxDeskTarget, false));
  SB_ASSIGN(const std::string priority, ReadRequestText(root, "priority", kMaxDeskTarget, false));
  if (!priority.empty()) {
    SB_ASSIGN(request.priority, CasePriorityByName(priority));
  }
  SB_ASSIGN(request.files, FilesIn(root, "a request"));
  return request;
}

Result<CaseMessageRequest> ParseCaseMessage(std::string_view json) {
  SB_ASSIGN(const Json root, ObjectOf(json, {"text", "attachments"}));
  CaseMessageRequest message;
  SB_ASSIGN(message.files, FilesIn(root, "a message"));
  SB_ASSIGN(message.text, ReadRequestText(root, "text", kMaxDeskText, message.files.empty()));
  return message;
}

Result<RulingRequest> ParseRulingRequest(std::string_view json) {
  SB_ASSIGN(const Json root, ObjectOf(json, {"decision", "comment", "shown_hash", "next_owner"}));
  RulingRequest request;
  SB_ASSIGN(const std::string decision, ReadRequestText(root, "decision", kMaxDeskTarget, true));
  SB_ASSIGN(request.move, RulingByName(decision));
  const bool says_why = request.move != CaseMove::kApprove;
  SB_ASSIGN(request.comment, ReadRequestText(root, "comment", kMaxDeskText, says_why));
  SB_ASSIGN(request.shown_hash, ReadRequestText(root, "shown_hash", kMaxDeskTarget, true));
  SB_ASSIGN(request.next_owner, ReadRequestText(root, "next_owner", kMaxDeskTarget, false));
  if (!request.next_owner.empty() && says_why)
    return Err(Code::kInvalid, "`next_owner` goes with `approve` alone");
  return request;
}

}  // namespace signalbox
