// Notices of one workspace while it is served: the book, the thread that writes it, the thread that
// sends, and the links that act. What routes and reports use.
//
// Owned by whoever serves; ends before the workspace. Thread safe. Nothing that routes waits for
// it: where the book cannot be opened, everything here says so and leads go on.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "workspace/notice_actions.h"
#include "workspace/notice_book.h"
#include "workspace/notice_sender.h"
#include "workspace/notice_writer.h"

namespace signalbox {

struct NoticeDeskOptions {
  Notifier* notifier = nullptr;  // null: the list in the program alone; outlives the desk
  std::string base_url;          // of links; needed with a notifier
  NoticeSettings settings;       // of whoever said nothing
  MailReading record;            // of personal fields that a message shows
  RolesOf roles_of;              // of whom messages are for
  UsersOf users;                 // for whoever may decide what nobody is asked about
};

class NoticeDesk {
 public:
  static Result<std::unique_ptr<NoticeDesk>> Open(Workspace& workspace, NoticeDeskOptions options);
  ~NoticeDesk();

  NoticeBook& book() { return *book_; }
  NoticeActions& actions() { return actions_; }
  const NoticeWriter& writer() const { return *writer_; }
  bool WaitFor(int64_t position, TimeUs wait_us) { return writer_->WaitFor(position, wait_us); }
  const std::string& base_url() const { return options_.base_url; }
  bool mails() const { return options_.notifier != nullptr; }
  NoticeSettings default_settings() const { return options_.settings; }
  // Events that were not followed yet.
  int64_t behind() const;
  Result<NoticeCounts> Counts() { return book_->Counts(workspace_.clock().Now()); }
  // Settings changed, or something was put off: what waits is looked at anew.
  void Wake();

  // A text of its own to one person (a report on Monday morning), past their hours: whoever sends
  // it chose the time. Once for a `key`; saying it again does nothing. kUnsupported where there is
  // no channel, kNotFound for nobody of the roster, kInvalid for one without an address.
  Status SendText(const std::string& person, std::string_view subject, std::string_view text,
                  std::string_view key);

 private:
  NoticeDesk(Workspace& workspace, std::unique_ptr<NoticeBook> book, NoticeDeskOptions options);

  Workspace& workspace_;
  const std::unique_ptr<NoticeBook> book_;
  const NoticeDeskOptions options_;
  NoticeActions actions_;
  std::unique_ptr<NoticeSender> sender_;  // null without a channel
  std::unique_ptr<NoticeWriter> writer_;
};

}  // namespace signalbox
