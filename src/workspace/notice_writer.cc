#include "workspace/notice_writer.h"

#include <algorithm>

#include "base/log.h"
#include "base/scheduling.h"
#include "engine/purge.h"
#include "workspace/desk_deciders.h"

namespace signalbox {
namespace {

// Events of one transaction of the book: some hundred KB of the log.
constexpr int64_t kEventsPerBookWrite = 2'048;
// Commits come by the hundred a second under load; nobody reads a notice faster than this.
constexpr auto kBetweenBookWrites = std::chrono::milliseconds(200);
constexpr auto kAfterBookFailure = std::chrono::seconds(1);
// Some MB; whoever is further behind reads the store.
constexpr size_t kMostHeard = 10'000;
// Of a team without a manager: what more people are told is nobody's.
constexpr size_t kMostListeners = 20;

Result<Digest> LeafAt(const Store& store, int64_t position) {
  std::vector<Digest> leaves;
  if (position >= store.next_position()) return Digest{};
  SB_TRY(store.ReadLeaves(position, 1, &leaves));
  return leaves.front();
}

// Whoever looks after the team, or each of its people: else nobody would hear of it.
std::vector<PersonRef> ListenersOf(const State& state, const std::string& id) {
  const Team* team = state.roster.FindTeam(id);
  if (team != nullptr && state.RefOf(team->manager) != 0) return {state.RefOf(team->manager)};
  std::vector<PersonRef> people;
  for (const Person* member : state.roster.MembersOf(id)) {
    if (people.size() < kMostListeners) people.push_back(state.RefOf(member->id));
  }
  return people;
}

PersonRef OwnerOfLead(const State& state, const Id& lead) {
  const auto at = state.lead_by_id.find(lead);
  if (at == state.lead_by_id.end()) return 0;
  const LeadEntry& entry = state.leads[at->second];
  return entry.status == LeadStatus::kRouted ? static_cast<PersonRef>(entry.owner) : 0;
}

// Who is meant, by the roster, the owners and the users of this moment.
std::vector<PersonRef> FindPeople(const State& state, const NoticeDue& due,
                                  const std::vector<User>& users, TimeUs now) {
  switch (due.audience) {
    case NoticeAudience::kPerson:
      return {due.person};
    case NoticeAudience::kTeam:
      return ListenersOf(state, due.team);
    case NoticeAudience::kLeadOwner:
      return {OwnerOfLead(state, due.about)};
    case NoticeAudience::kCaseRequester: {
      const CaseEntry* entry = state.cases.Find(due.about);
      return {entry == nullptr ? PersonRef{0} : entry->requester};
    }
    case NoticeAudience::kCaseDeciders: {
      const CaseEntry* entry = state.cases.Find(due.about);
      return entry == nullptr ? std::vector<PersonRef>()
                              : DecidersToTell(state, *entry, users, now);
    }
  }
  return {};
}

// A reminder of a request that waits for its requester is their question, not an approval.
NoticeKind KindFor(const State& state, const NoticeDue& due, PersonRef person) {
  if (due.kind != NoticeKind::kApprovalLate) return due.kind;
  const CaseEntry* entry = state.cases.Find(due.about);
  const bool asked_back =
      entry != nullptr && entry->requester == person && entry->approver != person;
  return asked_back ? NoticeKind::kCaseQuestion : due.kind;
}

}  // namespace

NoticeWriter::NoticeWriter(Workspace& workspace, NoticeBook& book, bool mails,
                           std::function<void()> told, UsersOf users)
    : workspace_(workspace),
      book_(book),
      mails_(mails),
      told_(std::move(told)),
      users_(std::move(users)) {
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
  RunInBulk();
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
    const auto pause =
        done.ok() ? kBetweenBookWrites : std::chrono::milliseconds(kAfterBookFailure);
    changed_.wait_for(lock, pause, [this] { return stopped_; });
  }
}

// A new book knows nobody's past; it begins some weeks back, and mails what comes from now on.
Status NoticeWriter::Begin() {
  const Store& store = workspace_.store();
  const int64_t end = store.next_position();
  SB_ASSIGN(const int64_t since,
            FirstPositionFrom(store, workspace_.clock().Now() - kNoticesKeptUs));
  const int64_t first = std::min(since, end);
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
      SB_TRY(FollowHeard(heard, next));
    } else if (next < end) {
      SB_TRY(FollowStored(next, std::min(end, next + kEventsPerBookWrite)));
    } else {
      return {};
    }
  }
}

Status NoticeWriter::FollowHeard(const Heard& heard, int64_t from) {
  std::vector<NoticeDue> dues;
  for (const Event& event : heard.events) {
    if (event.position >= from) SB_TRY(reader_.Take(event, &dues));
  }
  return Write(dues, heard.to);
}

Status NoticeWriter::FollowStored(int64_t from, int64_t to) {
  std::vector<NoticeDue> dues;
  SB_TRY(workspace_.store().ReadEvents(from, to, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    return reader_.Take(event, &dues);
  }));
  return Write(dues, to);
}

Status NoticeWriter::Write(const std::vector<NoticeDue>& dues, int64_t to) {
  std::vector<NoticeBook::Addressed> addressed;
  if (!dues.empty()) SB_TRY(Address(dues, &addressed));
  SB_ASSIGN(const Digest last, LeafAt(workspace_.store(), to - 1));
  SB_TRY(book_.Follow(addressed, to, last, workspace_.clock().Now()));
  if (!addressed.empty() && told_) told_();
  return {};
}

Status NoticeWriter::Address(const std::vector<NoticeDue>& dues,
                             std::vector<NoticeBook::Addressed>* out) {
  const bool for_deciders = std::any_of(dues.begin(), dues.end(), [](const NoticeDue& due) {
    return due.audience == NoticeAudience::kCaseDeciders;
  });
  const std::vector<User> users = for_deciders && users_ ? users_() : std::vector<User>();
  const TimeUs now = workspace_.clock().Now();
  return workspace_.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    for (const NoticeDue& due : dues) {
      for (const PersonRef ref : FindPeople(state, due, users, now)) {
        const Person* person = state.roster.FindPerson(state.PersonOf(ref));
        if (ref == 0 || person == nullptr || !person->active) continue;
        NoticeBook::Addressed one{due, mails_ && !person->email.empty()};
        one.due.person = ref;
        one.due.kind = KindFor(state, due, ref);
        out->push_back(std::move(one));
      }
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
