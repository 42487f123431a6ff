#include "workspace/desk_mail.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/json_writer.h"
#include "desk/attachment.h"
#include "desk/mail_message.h"
#include "desk/mail_text.h"
#include "engine/submission.h"
#include "expr/utf8.h"
#include "workspace/desk_cases.h"

namespace signalbox {
namespace {

constexpr std::string_view kCut = "\n[the rest was left out]";
constexpr std::string_view kRecordLine = "record:";
// Of a name in a note.
constexpr size_t kShownName = 60;

// `at_most` bytes, cut between letters.
std::string CutWithNote(const std::string& text, size_t at_most, std::string_view note) {
  if (text.size() <= at_most) return text;
  return std::string(cel::Clip(text, at_most - note.size())) + std::string(note);
}

// The one active person with this address.
std::string SenderOf(const State& state, const std::string& address) {
  const std::string wanted = LowerAscii(address);
  std::string found;
  for (const auto& [id, person] : state.roster.people()) {
    if (!person.active || LowerAscii(person.email) != wanted) continue;
    if (!found.empty()) return {};
    found = id;
  }
  return found;
}

// `REV-1048` anywhere in the subject.
int64_t NumberIn(std::string_view subject) {
  constexpr std::string_view kDigits = "0123456789";
  const std::string prefix = CaseNumberText(0).substr(0, CaseNumberText(0).size() - 1);
  for (size_t at = subject.find(prefix); at != std::string_view::npos;
       at = subject.find(prefix, at + 1)) {
    const size_t end =
        std::min(subject.find_first_not_of(kDigits, at + prefix.size()), subject.size());
    const Result<int64_t> number = ParseCaseNumber(subject.substr(at, end - at));
    if (number.ok()) return *number;
  }
  return 0;
}

// The rest of a line `Record: x-17` of the text; empty for none.
std::string RecordLine(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!LowerAscii(line.substr(0, kRecordLine.size())).starts_with(kRecordLine)) continue;
    const std::string_view rest = line.substr(kRecordLine.size());
    const size_t begin = rest.find_first_not_of(" \t");
    if (begin != std::string_view::npos) return std::string(rest.substr(begin));
  }
  return {};
}

struct Addressed {
  std::string sender;   // a person's id; empty for a stranger
  int64_t answers = 0;  // number of the request; 0 for a new one
  int64_t repeats = 0;  // number of the request that it made, or joined, before
};

Addressed LookUpMail(const State& state, const Keyring& keys, const MailMessage& message,
                     const std::string& id) {
  Addressed found;
  found.sender = SenderOf(state, message.from);
  const auto& mail = state.cases.mail;
  if (const auto at = mail.find(IdentityHash(keys, kMailKey, id)); at != mail.end())
    found.repeats = at->second;
  const int64_t number = NumberIn(message.subject);
  if (number > 0 && state.cases.Find(number) != nullptr) found.answers = number;
  for (const std::string& reference : message.references) {
    if (found.answers != 0) break;
    const auto at = mail.find(IdentityHash(keys, kMailKey, reference));
    if (at != mail.end()) found.answers = at->second;
  }
  return found;
}

Status RefuseStranger(Workspace& workspace, const std::string& deliverer) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    ev::CaseRefused body;
    body.reason = "unknown_sender";
    return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kCaseRefused,
                      {ActorKind::kOperator, deliverer}, body);
  }));
  return Err(Code::kForbidden,
             "`From` is the address of nobody active of the roster, or of several; a request is "
             "made by one of them");
}

std::string FileNameOf(const MailFile& file) {
  return file.name.empty() ? std::string("attachment") : file.name;
}

// Those that a request, or what is said in it, may have; the others are named.
std::vector<GivenFile> FilesOf(MailMessage* message, MailDelivery* delivery) {
  std::vector<GivenFile> files;
  for (MailFile& file : message->files) {
    const std::string name = FileNameOf(file);
    // A mail program's guess of the type is no claim of the sender's.
    const Result<std::string> type = CheckAttachment(name, "", file.content);
    if (!type.ok())
      delivery->left_out.push_back({name, type.error().message});
    else if (files.size() == kMaxAttachments)
      delivery->left_out.push_back(
          {name, fmt::format("a message has at most {} attachments", kMaxAttachments)});
    else
      files.push_back({name, *type, std::move(file.content)});
  }
  return files;
}

// What was left out is said where both sides read it.
std::string WithNotes(const std::string& text, const MailDelivery& delivery) {
  std::string notes;
  for (const LeftOutFile& file : delivery.left_out)
    notes += fmt::format("\n[not taken: {}: {}]", CutWithNote(file.name, kShownName, "..."),
                         file.reason);
  notes = CutWithNote(notes, kMaxDeskText / 2, kCut);
  return CutWithNote(text, kMaxDeskText - notes.size(), kCut) + notes;
}

Result<CaseStory> Open(Workspace& workspace, const DeskCaller& caller, MailMessage* message,
                       MailDelivery* delivery) {
  CaseRequest request;
  request.files = FilesOf(message, delivery);
  request.summary = CutWithNote(message->subject, kMaxDeskText, kCut);
  if (request.summary.empty() || message->text.empty())
    return Err(Code::kInvalid,
               "a request has a subject, and says in its text why; attachments alone say neither");
  request.target = CutWithNote(RecordLine(message->text), kMaxDeskTarget, "");
  request.justification = WithNotes(message->text, *delivery);
  return OpenCase(workspace, caller, request);
}

Result<CaseStory> Say(Workspace& workspace, const DeskCaller& caller, const std::string& id,
                      MailMessage* message, MailDelivery* delivery) {
  const std::vector<GivenFile> files = FilesOf(message, delivery);
  if (message->text.empty() && files.empty())
    return Err(Code::kInvalid, "the answer says nothing but what it quotes");
  return SayInCase(workspace, caller, id, WithNotes(message->text, *delivery), files);
}

}  // namespace

std::string_view MailOutcomeName(MailOutcome outcome) {
  switch (outcome) {
    case MailOutcome::kOpened:
      return "opened";
    case MailOutcome::kSaid:
      return "said";
    case MailOutcome::kRepeated:
      return "repeated";
    case MailOutcome::kIgnored:
      break;
  }
  return "ignored";
}

std::string MailDelivery::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("outcome", MailOutcomeName(outcome));
  json.MemberOrNull("request_id", request_id).MemberOrNull("status", status);
  json.Key("left_out").BeginArray();
  for (const LeftOutFile& file : left_out)
    json.BeginObject().Member("name", file.name).Member("reason", file.reason).EndObject();
  json.EndArray().EndObject();
  return text;
}

Result<MailDelivery> DeliverMail(Workspace& workspace, const std::string& deliverer,
                                 std::string_view raw, DeskLibrary* library,
                                 const std::function<RoleSet(const std::string&)>& roles_of) {
  SB_ASSIGN(MailMessage message, ParseMail(raw));
  MailDelivery delivery;
  if (message.automatic) return delivery;
  // A message without an id is known by what it is.
  const std::string id = message.id.empty() ? ToHex(View(Sha256(raw))) : message.id;
  Addressed found;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    found = LookUpMail(engine.state(), workspace.keys(), message, id);
  }));
  if (found.sender.empty()) return RefuseStranger(workspace, deliverer).error();
  const DeskCaller caller{
      found.sender, deliverer, id, library, roles_of ? roles_of(found.sender) : RoleSet(),
      roles_of};
  Result<CaseStory> story = Err(Code::kInvalid, "");
  if (found.repeats != 0) {
    delivery.outcome = MailOutcome::kRepeated;
    story = ReadCase(workspace, CaseNumberText(found.repeats));
  } else if (found.answers != 0) {
    delivery.outcome = MailOutcome::kSaid;
    story = Say(workspace, caller, CaseNumberText(found.answers), &message, &delivery);
  } else {
    delivery.outcome = MailOutcome::kOpened;
    story = Open(workspace, caller, &message, &delivery);
  }
  if (!story.ok()) return story.error();
  delivery.request_id = story->number();
  delivery.status = CaseStatusName(story->entry.status);
  return delivery;
}

}  // namespace signalbox
