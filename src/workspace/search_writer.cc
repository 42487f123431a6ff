#include "workspace/search_writer.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "base/scheduling.h"
#include "workspace/views_writer.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Leads that came within it are written together.
constexpr auto kBetweenSearchWrites = std::chrono::milliseconds(500);
// More events a second than this are a load: about 200 leads.
constexpr int64_t kBusyEvents = 2'500;
// Under load it rests so many times as long as it worked, so that it takes a fifth of a core.
constexpr int kRestUnderLoad = 4;
// An index that is waited for looks this often whether the views are there.
constexpr auto kLooksAgain = std::chrono::milliseconds(20);

}  // namespace

SearchWriter::SearchWriter(Workspace& workspace, const Views& views,
                           const ViewsWriter& views_writer)
    : workspace_(workspace), views_(views), views_writer_(views_writer) {
  subscription_ = workspace_.feed().Subscribe([this](const std::vector<Emitted>&) {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(woken_, true)) changed_.notify_all();
  });
  thread_ = std::thread([this] { Run(); });
}

SearchWriter::~SearchWriter() {
  workspace_.feed().Unsubscribe(subscription_);
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Status SearchWriter::Open() {
  SB_ASSIGN(std::shared_ptr<SearchIndex> index,
            SearchIndex::Open(workspace_.directory() + "/search.db", workspace_.keys(),
                              workspace_.store().log_id()));
  // A log that came back from a backup may end before what was taken in.
  if (index->applied_position() > workspace_.store().next_position())
    return Err(Code::kCorrupt, "`search.db` is ahead of the log");
  applied_ = index->applied_position();
  const std::lock_guard lock(mutex_);
  index_ = std::move(index);
  return {};
}

Result<bool> SearchWriter::Step() {
  const int64_t until = std::min(views_writer_.applied(), workspace_.store().next_position());
  SB_ASSIGN(const bool more, index_->CatchUp(workspace_.store(), views_, until));
  applied_ = index_->applied_position();
  return more;
}

void SearchWriter::Fail(const Error& error) {
  Log(LogLevel::kError, "leads cannot be searched for by words: " + error.message);
  const std::lock_guard lock(mutex_);
  index_.reset();
  failed_ = true;
  changed_.notify_all();
}

void SearchWriter::Run() {
  RunInBulk();
  if (const Status opened = Open(); !opened.ok()) {
    Log(LogLevel::kWarning, "search.db is made again: " + opened.error().message);
    RemoveSearchIndex(workspace_.directory());
    if (const Status again = Open(); !again.ok()) return Fail(again.error());
  }
  const Clock& clock = workspace_.clock();
  TimeUs began = clock.Steady();
  int64_t end = workspace_.store().next_position();
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    woken_ = false;
    lock.unlock();
    const TimeUs before = clock.Steady();
    const Result<bool> more = Step();
    const TimeUs now = clock.Steady();
    if (!more.ok()) return Fail(more.error());
    const int64_t came =
        workspace_.store().next_position() - std::exchange(end, workspace_.store().next_position());
    const bool busy =
        came * kSecondUs > kBusyEvents * std::max<TimeUs>(now - std::exchange(began, now), 1);
    lock.lock();
    changed_.notify_all();
    if (stopped_) return;
    const bool hurried = hurried_to_ >= applied_;
    if (hurried) {
      if (!*more) changed_.wait_for(lock, kLooksAgain, [this] { return stopped_; });
    } else if (busy) {
      const auto rest = std::chrono::microseconds((now - before) * kRestUnderLoad);
      changed_.wait_for(lock, std::max<std::chrono::microseconds>(rest, kBetweenSearchWrites),
                        [this] { return stopped_ || hurried_to_ >= applied_; });
    } else if (!*more) {
      // The views follow a commit a little later, so it is looked once more after the last one.
      const bool behind = applied_ < workspace_.store().next_position();
      if (!behind)
        changed_.wait(lock, [this] { return stopped_ || woken_ || hurried_to_ >= applied_; });
      changed_.wait_for(lock, kBetweenSearchWrites,
                        [this] { return stopped_ || hurried_to_ >= applied_; });
    }
  }
}

bool SearchWriter::WaitFor(int64_t position, TimeUs wait_us) {
  if (applied_ > position) return true;
  std::unique_lock lock(mutex_);
  // Not for what was never said: it would be looked for without end.
  hurried_to_ = std::max(hurried_to_, std::min(position, workspace_.store().next_position() - 1));
  changed_.notify_all();
  changed_.wait_for(lock, std::chrono::microseconds(wait_us),
                    [&] { return applied_ > position || stopped_ || failed_; });
  return applied_ > position;
}

Result<std::shared_ptr<const SearchIndex>> SearchWriter::index() const {
  const std::lock_guard lock(mutex_);
  if (index_ != nullptr) return std::shared_ptr<const SearchIndex>(index_);
  return Err(Code::kUnavailable,
             failed_ ? "leads cannot be searched for by words: the log says why; restart the server"
                     : "the index of the search is being opened; try again");
}

}  // namespace signalbox
