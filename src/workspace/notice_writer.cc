#include "workspace/notice_writer.h"

#include <algorithm>

#include "base/log.h"

namespace signalbox {
namespace {

// Events of one transaction of the book: some hundred KB of the log.
constexpr int64_t kEventsPerChunk = 2'048;
// Commits come by the hundred a second under load; nobody reads a notice faster than this.
constexpr auto kBetweenWrites = std::chrono::milliseconds(50);
constexpr auto kAfterFailure = std::chrono::seconds(1);
// Some MB; whoever is further behind reads the store.
constexpr size_t kMostHeard = 10'000;

Result<TimeUs> TimeAt(const Store& store, int64_t position) {
  TimeUs at = 0;
  SB_TRY(store.ReadEvents(position, position + 1, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    at = event.time;
    return {};
  }));
  return at;
}

Result<Digest> LeafAt(const Store& store, int64_t position) {
  Digest leaf{};
  SB_TRY(store.ReadEvents(position, position + 1, [&](int64_t, BytesView bytes) -> Status {
    leaf = LeafHash(bytes);
    return {};
  }));
  return leaf;
}

// The first position whose event is not older than `since`: times of the log never go back.
Result<int64_t> FirstSince(const Store& store, TimeUs since, int64_t end) {
  int64_t low = 0, high = end;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    SB_ASSIGN(const TimeUs at, TimeAt(store, middle));
    if (at < since) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

PersonRef ManagerOfTeam(const State& state, const std::string& id) {
  const Team* team = state.roster.FindTeam(id);
  return team == nullptr ? 0 : state.RefOf(team->manager);
}

// Finds who is meant, by the roster and the owners of this moment.
void FindPerson(const State& state, NoticeDue* due) {
  switch (due->audience) {
    case NoticeAudience::kPerson:
      break;
    case NoticeAudience::kTeamManager:
      due->person = ManagerOfTeam(state, due->team);
      break;
    case NoticeAudience::kLeadOwner: {
      const auto at = state.lead_by_id.find(due->about);
      if (at == state.lead_by_id.end()) break;
      const LeadEntry& entry = state.leads[at->second];
      if (entry.status == LeadStatus::kRouted) due->person = static_cast<PersonRef>(entry.owner);
      break;
    }
    case NoticeAudience::kCaseRequester:
      if (const CaseEntry* entry = state.cases.Find(due->about); entry != nullptr)
        due->person = entry->requester;
      break;
  }
  // A reminder of a request that waits for its requester is their question, not an approval.
  if (due->kind == NoticeKind::kApprovalLate) {
    const CaseEntry* entry = state.cases.Find(due->about);
    if (entry != nullptr && entry->requester == due->person && entry->approver != due->person)
      due->kind = NoticeKind::kCaseQuestion;
  }
}

}  // namespace

NoticeWriter::NoticeWriter(Workspace& workspace, NoticeBook& book, bool mails,
                           std::function<void()> told)
    : workspace_(workspace), book_(book), mails_(mails), told_(std::move(told)) {
  subscription_ =
      workspace_.feed().Subscribe([this](const std::vector<Emitted>& events) { Hear(events); });
  thread_ = std::thread([this] { Run(); });
}

NoticeWriter::~NoticeWriter() {
  workspace_.feed().Unsubscribe(subscription_);
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// On the engine's thread.
void NoticeWriter::Hear(const std::vector<Emitted>& events) {
  if (events.empty()) return;
  const int64_t from = events.front().event.position;
  const int64_t to = events.back().event.position + 1;
  {
    const std::lock_guard lock(mutex_);
    if (heard_.to != from || heard_.events.size() > kMostHeard) heard_ = {from, from, {}};
    heard_.to = to;
    for (const Emitted& one : events) {
      if (!IsOfNotices(static_cast<EventType>(one.event.type))) continue;
      heard_.events.push_back(one.event);
      heard_.events.back().sealed.clear();
    }
    if (std::exchange(woken_, true)) return;
  }
  changed_.notify_all();
}

void NoticeWriter::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopped_ || woken_; });
    const bool last = stopped_;
    woken_ = false;
    lock.unlock();
    const Status done = CatchUp();
    lock.lock();
    if (!done.ok() && failure_.empty() && !last)
      Log(LogLevel::kError, "notices are not written: " + done.error().message);
    failure_ = done.ok() ? std::string() : done.error().message;
    changed_.notify_all();
    if (last) return;
    if (!done.ok()) woken_ = true;
    const auto pause = done.ok() ? kBetweenWrites : std::chrono::milliseconds(kAfterFailure);
    changed_.wait_for(lock, pause, [this] { return stopped_; });
  }
}

// A new book knows nobody's past; it begins some weeks back, and mails what comes from now on.
Status NoticeWriter::Begin() {
  const Store& store = workspace_.store();
  const int64_t end = store.next_position();
  SB_ASSIGN(const int64_t first, FirstSince(store, workspace_.clock().Now() - kNoticesKeptUs, end));
  return book_.Begin(first, end);
}

Status NoticeWriter::CheckLog() {
  const int64_t next = book_.next_position();
  SB_ASSIGN(const std::optional<Digest> last, book_.LastFollowed());
  if (next < 0 || !last.has_value()) return {};
  if (next <= workspace_.store().next_position()) {
    SB_ASSIGN(const Digest there, LeafAt(workspace_.store(), next - 1));
    if (there == *last) return {};
  }
  Log(LogLevel::kWarning,
      "notices: the log is not the one that was followed, as after a backup; they begin anew");
  return book_.Reset(workspace_.clock().Now());
}

Status NoticeWriter::CatchUp() {
  if (!checked_) SB_TRY(CheckLog());
  checked_ = true;
  if (book_.next_position() < 0) SB_TRY(Begin());
  for (;;) {
    const int64_t next = book_.next_position();
    Heard heard;
    {
      const std::lock_guard lock(mutex_);
      // Nobody tells of the events of a start, so what was heard may begin behind them.
      if (next >= heard_.from && next < heard_.to) heard = std::exchange(heard_, {});
    }
    const int64_t end = workspace_.store().next_position();
    followed_ = next;
    if (heard.to > next) {
      SB_TRY(FollowHeard(std::move(heard), next));
    } else if (next < end) {
      SB_TRY(FollowStored(next, std::min(end, next + kEventsPerChunk)));
    } else {
      return {};
    }
  }
}

Status NoticeWriter::FollowHeard(Heard heard, int64_t from) {
  std::vector<NoticeDue> dues;
  for (const Event& event : heard.events) {
    if (event.position >= from) SB_TRY(reader_.Take(event, &dues));
  }
  return Write(std::move(dues), heard.to);
}

Status NoticeWriter::FollowStored(int64_t from, int64_t to) {
  std::vector<NoticeDue> dues;
  SB_TRY(workspace_.store().ReadEvents(from, to, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    return reader_.Take(event, &dues);
  }));
  return Write(std::move(dues), to);
}

Status NoticeWriter::Write(std::vector<NoticeDue> dues, int64_t to) {
  std::vector<NoticeBook::Addressed> addressed;
  if (!dues.empty()) SB_TRY(Address(std::move(dues), &addressed));
  SB_ASSIGN(const Digest last, LeafAt(workspace_.store(), to - 1));
  SB_TRY(book_.Follow(addressed, to, last, workspace_.clock().Now()));
  if (!addressed.empty() && told_) told_();
  return {};
}

Status NoticeWriter::Address(std::vector<NoticeDue> dues, std::vector<NoticeBook::Addressed>* out) {
  return workspace_.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    for (NoticeDue& due : dues) {
      FindPerson(state, &due);
      const Person* person = state.roster.FindPerson(state.PersonOf(due.person));
      if (due.person == 0 || person == nullptr || !person->active) continue;
      out->push_back({std::move(due), mails_ && !person->email.empty()});
    }
  });
}

bool NoticeWriter::WaitFor(int64_t position, TimeUs wait_us) {
  if (followed_ > position) return true;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::microseconds(wait_us),
                    [&] { return followed_ > position || stopped_ || !failure_.empty(); });
  return followed_ > position;
}

std::string NoticeWriter::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace signalbox
