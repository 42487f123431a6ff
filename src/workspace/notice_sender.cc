#include "workspace/notice_sender.h"

#include <algorithm>

#include "base/log.h"
#include "workspace/lead_sight.h"
#include "workspace/notice_texts.h"

namespace signalbox {
namespace {

// Nobody's hours or settings change what is due without the wall clock moving, so a look now and
// then is enough where nothing wakes the thread.
constexpr TimeUs kLookAgainUs = kMinuteUs;
constexpr TimeUs kAfterErrorUs = 5 * kSecondUs;
constexpr TimeUs kUnwrittenRetryUs = kMinuteUs;

}  // namespace

Result<NoticeRound::Reader> NoticeRound::ReaderOf(PersonRef ref) {
  Reader reader;
  reader.ref = ref;
  SB_TRY(parts_.workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Person* person = state.roster.FindPerson(state.PersonOf(ref));
    reader.known = person != nullptr && person->active;
    if (reader.known) reader.person = *person;
  }));
  SB_ASSIGN(const std::optional<NoticeSettings> own, parts_.book.Settings(ref));
  reader.settings = own.value_or(parts_.settings);
  return reader;
}

Result<Sight> NoticeRound::SightOfReader(const Reader& reader) const {
  Principal principal;
  principal.kind = Principal::Kind::kUser;
  principal.person = reader.person.id;
  if (parts_.roles_of) principal.roles = parts_.roles_of(reader.person.id);
  return SightOf(parts_.workspace, principal);
}

Status NoticeRound::MakeMessages(TimeUs now) {
  SB_ASSIGN(const std::vector<NoticeBook::WaitingFor> waiting, parts_.book.Waiting(now));
  for (const NoticeBook::WaitingFor& one : waiting) {
    SB_ASSIGN(const Reader reader, ReaderOf(one.person));
    const bool digest = reader.settings.digest_minute >= 0;
    if (!reader.known || !reader.settings.mail) {
      SB_TRY(parts_.book.LeaveUnsent(one.person, now));
      continue;
    }
    // What was put off until the digest's time does not wait for the next day's.
    NoticeSettings rules = reader.settings;
    if (one.put_off > 0) rules.digest_minute = -1;
    const TimeUs at = DeliverAt(reader.person, rules, now);
    if (at > now) {
      SB_TRY(parts_.book.Postpone(one.person, now, at));
      continue;
    }
    SB_ASSIGN(const std::vector<TimeUs> sent, parts_.book.SentTo(one.person, now - kBurstWindowUs));
    const FoldPlan plan = PlanMessages(static_cast<size_t>(one.notices), sent, digest, now);
    if (plan.kind == FoldPlan::Kind::kWait) {
      SB_TRY(parts_.book.Postpone(one.person, now, plan.until));
      continue;
    }
    SB_TRY(parts_.book.MakeMessages(one.person, plan.kind == FoldPlan::Kind::kSingles, digest,
                                    one.notices, now));
  }
  return {};
}

Status NoticeRound::AddActions(const NoticeRow& row, TimeUs made_at, NoticeTold* told) const {
  for (const NoticeAction action : told->actions) {
    ActionLink link;
    link.action = action;
    link.position = row.position;
    link.person = row.person;
    link.ends_at = (made_at + kActionLinkLastsUs) / kSecondUs * kSecondUs;
    told->item.actions.push_back({action, std::string(NoticeActionLabel(action)),
                                  parts_.base_url + "/n/" + parts_.signer.Sign(link)});
  }
  return {};
}

Result<Notice> NoticeRound::Write(const NoticeMessage& message, const Reader& reader,
                                  bool* nothing_left) {
  Notice notice;
  notice.to = reader.person.id;
  notice.name = reader.person.name;
  notice.address = reader.person.email;
  notice.at = message.made_at;
  notice.key = message.key;
  notice.subject = message.subject;
  notice.text = message.text;
  if (!message.subject.empty()) return notice;
  SB_ASSIGN(const Sight sight, SightOfReader(reader));
  // A mail is for whom the policy tells, whatever their roles; the workspace's rules hold in it
  // too.
  const NoticeSight sees = [&](NoticeKind kind, const std::string& owner) {
    const bool theirs = IsTheirsToRead(kind, owner == reader.person.id);
    const bool of_request = kind >= NoticeKind::kApprovalAsked;
    if (!theirs) return PersonalFields();
    return of_request ? FieldSet() : sight.KeptOf(owner);
  };
  SB_ASSIGN(std::vector<NoticeTold> told,
            TellNotices(parts_.workspace, message.person, message.rows, sees, parts_.base_url));
  std::vector<NoticeItem> items;
  int64_t total = message.total, personal = 0;
  for (size_t i = 0; i < told.size(); ++i) {
    if (told[i].overtaken) {
      SB_TRY(parts_.book.Overtaken(message.rows[i].number));
      --total;
      continue;
    }
    SB_TRY(AddActions(message.rows[i], message.made_at, &told[i]));
    personal += told[i].personal ? 1 : 0;
    items.push_back(std::move(told[i].item));
  }
  *nothing_left = items.empty();
  if (personal > 0 && parts_.record) SB_TRY(parts_.record(message.person, personal));
  AddressItems(std::move(items), static_cast<size_t>(total), message.digest, &notice);
  return notice;
}

Status NoticeRound::PutOff(const NoticeMessage& message, bool hopeless, TimeUs until, TimeUs now) {
  if (!hopeless && now - message.made_at <= kGiveUpAfterUs)
    return parts_.book.TryAgain(message.number, until);
  Log(LogLevel::kWarning, "a notice is given up after " + std::to_string(message.attempts + 1) +
                              (hopeless ? " attempts: it was refused" : " attempts"));
  return parts_.book.GiveUp(message.number, now);
}

Result<bool> NoticeRound::SendOne(const NoticeMessage& message, TimeUs now) {
  SB_ASSIGN(const Reader reader, ReaderOf(message.person));
  bool nothing_left = !reader.known;
  Notice notice;
  if (reader.known) {
    Result<Notice> written = Write(message, reader, &nothing_left);
    if (!written.ok()) {
      // One that cannot be written holds the others up no longer than this.
      Log(LogLevel::kWarning, "a notice cannot be written: " + written.error().message);
      SB_TRY(PutOff(message, false, now + kUnwrittenRetryUs, now));
      return true;
    }
    notice = std::move(*written);
  }
  if (nothing_left) {
    SB_TRY(parts_.book.Drop(message.number));
    return true;
  }
  const Result<NoticeOutcome> outcome = parts_.notifier.Send(notice);
  if (outcome.ok() && (*outcome == NoticeOutcome::kSent || parts_.notifier.keyed())) {
    retry_us_ = 0;
    SB_TRY(parts_.book.Sent(message.number, now));
    return true;
  }
  if (!outcome.ok() && outcome.error().code == Code::kInvalid) {
    SB_TRY(PutOff(message, true, 0, now));
    return true;
  }
  if (retry_us_ == 0) {
    Log(LogLevel::kWarning,
        "notices wait, the channel does not take them: " +
            (outcome.ok() ? std::string("no answer") : outcome.error().message));
  }
  retry_us_ = std::clamp(retry_us_ * 2, kFirstRetryUs, kLongestRetryUs);
  away_until_ = now + retry_us_;
  SB_TRY(PutOff(message, false, away_until_, now));
  return false;
}

Result<TimeUs> NoticeRound::Run(TimeUs now) {
  SB_TRY(MakeMessages(now));
  // A clock that was set back does not keep the channel away for longer than one pause.
  if (away_until_ > now && away_until_ <= now + kLongestRetryUs) return away_until_;
  for (;;) {
    SB_ASSIGN(const std::optional<NoticeMessage> message, parts_.book.NextMessage(now));
    if (!message.has_value()) break;
    SB_ASSIGN(const bool go_on, SendOne(*message, now));
    if (!go_on) return away_until_;
  }
  return parts_.book.NextTime();
}

NoticeSender::NoticeSender(SenderParts parts)
    : clock_(parts.workspace.clock()), round_(std::move(parts)) {
  thread_ = std::thread([this] { Run(); });
}

NoticeSender::~NoticeSender() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void NoticeSender::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void NoticeSender::Run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    woken_ = false;
    lock.unlock();
    const TimeUs now = clock_.Now();
    const Result<TimeUs> next = round_.Run(now);
    if (!next.ok()) Log(LogLevel::kWarning, "notices wait: " + next.error().message);
    lock.lock();
    const TimeUs pause =
        next.ok() ? std::clamp<TimeUs>(*next - now, kMillisecondUs, kLookAgainUs) : kAfterErrorUs;
    changed_.wait_for(lock, std::chrono::microseconds(pause),
                      [this] { return stopped_ || woken_; });
  }
}

}  // namespace signalbox
