#include "workspace/notice_desk.h"

#include <algorithm>

namespace signalbox {

Result<std::unique_ptr<NoticeDesk>> NoticeDesk::Open(Workspace& workspace,
                                                     NoticeDeskOptions options) {
  SB_ASSIGN(std::unique_ptr<NoticeBook> book,
            NoticeBook::Open(workspace.directory() + "/notices.db", workspace.keys(),
                             workspace.clock().Now()));
  return std::unique_ptr<NoticeDesk>(
      new NoticeDesk(workspace, std::move(book), std::move(options)));
}

NoticeDesk::NoticeDesk(Workspace& workspace, std::unique_ptr<NoticeBook> book,
                       NoticeDeskOptions options)
    : workspace_(workspace),
      book_(std::move(book)),
      options_(std::move(options)),
      actions_(workspace, *book_) {
  if (mails()) {
    sender_ = std::make_unique<NoticeSender>(
        SenderParts{workspace_, *book_, *options_.notifier,
                    LinkSigner(workspace_.keys().index_secret(), workspace_.store().log_id()),
                    options_.base_url, options_.settings, options_.record, options_.roles_of});
  }
  writer_ = std::make_unique<NoticeWriter>(
      workspace_, *book_, mails(), [this] { Wake(); }, options_.users);
}

NoticeDesk::~NoticeDesk() {
  // The writer wakes the sender.
  writer_.reset();
}

int64_t NoticeDesk::behind() const {
  return std::max<int64_t>(0, workspace_.store().next_position() - writer_->followed());
}

void NoticeDesk::Wake() {
  if (sender_ != nullptr) sender_->Wake();
}

Status NoticeDesk::SendText(const std::string& person, std::string_view subject,
                            std::string_view text, std::string_view key) {
  if (!mails())
    return Err(
        Code::kUnsupported,
        "no channel is set; `signalbox serve --notify FILE` sets one (docs/notifications.md)");
  if (subject.empty()) return Err(Code::kInvalid, "a text needs a subject");
  PersonRef ref = 0;
  bool reachable = false;
  SB_TRY(workspace_.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Person* found = state.roster.FindPerson(person);
    if (found == nullptr) return;
    ref = state.RefOf(person);
    reachable = found->active && !found->email.empty();
  }));
  if (ref == 0) return Err(Code::kNotFound, "the roster has nobody with this id");
  if (!reachable)
    return Err(Code::kInvalid, "this person is not active, or the roster has no e-mail for them");
  const Status added = book_->AddReport(ref, subject, text, key, workspace_.clock().Now());
  if (!added.ok() && added.error().code != Code::kConflict) return added;
  Wake();
  return {};
}

}  // namespace signalbox
