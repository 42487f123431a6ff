// The thread that follows the log and writes into the notice book who is to be told of what.
//
// It goes on from the book's own cursor, so nothing is lost when the process ends anywhere. What it
// heard from the commit feed since it takes from there, a few events of each lead; the rest it
// reads from the store. Routing waits for nothing here. Owned by whoever serves; ends before the
// book and the workspace. Public functions are thread safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "access/user.h"
#include "notify/notices_of.h"
#include "workspace/notice_book.h"
#include "workspace/workspace.h"

namespace signalbox {

// The users of the workspace; not set: nobody signs in.
using UsersOf = std::function<std::vector<User>()>;

class NoticeWriter {
 public:
  // `mails` says whether there is a channel beside the list in the program; `told` is called after
  // something new was written, on the writer's thread.
  // `users` is asked who may decide about a request that nobody is asked about.
  NoticeWriter(Workspace& workspace, NoticeBook& book, bool mails, std::function<void()> told,
               UsersOf users = {});
  // Catches up a last time.
  ~NoticeWriter();

  // Everything below it is in the book.
  int64_t followed() const { return followed_; }
  // True once the event at `position` was followed; false after `wait_us` or when it cannot be.
  bool WaitFor(int64_t position, TimeUs wait_us);
  // Why it stands still; empty while it follows.
  std::string failure() const;

 private:
  // Events of notices that the feed told of, all of those in [from, to).
  struct Heard {
    int64_t from = 0, to = 0;
    std::vector<Event> events;
  };

  void Hear(const std::vector<Emitted>& events);
  void Run();
  Status CatchUp();
  Status Begin();
  // The book belongs to the log as it is, or is emptied: a backup may have been put back.
  Status CheckLog();
  Status FollowStored(int64_t from, int64_t to);
  Status FollowHeard(const Heard& heard, int64_t from);
  Status Write(const std::vector<NoticeDue>& dues, int64_t to);
  Status Address(const std::vector<NoticeDue>& dues, std::vector<NoticeBook::Addressed>* out);

  Workspace& workspace_;
  NoticeBook& book_;
  const bool mails_;
  const std::function<void()> told_;
  const UsersOf users_;
  NoticeReader reader_;
  bool checked_ = false;  // the writer's thread alone
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  bool woken_ = true;
  Heard heard_;
  std::string failure_;
  std::atomic<int64_t> followed_ = 0;
  int64_t subscription_ = 0;
  std::thread thread_;
};

}  // namespace signalbox
