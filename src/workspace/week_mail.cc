#include "workspace/week_mail.h"

#include <optional>
#include <utility>

#include "base/log.h"
#include "policy/business_time.h"
#include "workspace/lead_sight.h"
#include "workspace/report_reader.h"

namespace signalbox {
namespace {

constexpr int kSentAtMinute = 7 * 60;
// A morning mail may come some minutes late.
constexpr auto kBetweenMails = std::chrono::minutes(5);

struct Addressee {
  ReportPeople people;
  std::string zone;
  PersonRef ref = 0;
  bool reachable = false;
};

Result<Addressee> FindAddressee(Workspace& workspace, const Principal& reader) {
  Addressee found;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Person* person = state.roster.FindPerson(reader.person);
    if (person == nullptr || !person->active || person->email.empty()) return;
    found.reachable = true;
    found.zone = person->zone.empty() ? "UTC" : person->zone;
    found.ref = state.RefOf(reader.person);
    found.people = PeopleOf(state, SightIn(state, reader));
  }));
  return found;
}

}  // namespace

bool IsWeekMailDue(TimeUs now, std::string_view zone) {
  const LocalTime local = ToLocal(now, zone);
  const LocalTime utc = ToLocal(now, "UTC");
  // Late on a Monday in the west it is Tuesday already.
  return local.weekday == 0 && local.minute >= kSentAtMinute && utc.weekday <= 1;
}

std::vector<Principal> WeekMailReaders(const std::vector<User>& users) {
  std::vector<Principal> readers;
  for (const User& user : users) {
    if (!user.active || user.person.empty()) continue;
    const Reach reach = ReachOf(user.roles, Permission::kReadFigures);
    if (reach != Reach::kTeam && reach != Reach::kAll) continue;
    readers.push_back({.kind = Principal::Kind::kUser,
                       .name = FormatId("user", user.id),
                       .roles = user.roles,
                       .person = user.person});
  }
  return readers;
}

WeekMailRound::WeekMailRound(Workspace& workspace, NoticeDesk& desk, std::string views_path,
                             Users users)
    : workspace_(workspace),
      desk_(desk),
      views_path_(std::move(views_path)),
      users_(std::move(users)) {}

Result<bool> WeekMailRound::SendTo(const Principal& reader, TimeUs now) {
  SB_ASSIGN(const Addressee to, FindAddressee(workspace_, reader));
  if (!to.reachable || !IsWeekMailDue(now, to.zone)) return false;
  const std::string key = "week " + FormatTime(LastWeek(now).from) + " " + reader.person;
  if (sent_.contains(key)) return false;
  SB_ASSIGN(const std::optional<NoticeSettings> settings, desk_.book().Settings(to.ref));
  if (!settings.value_or(desk_.default_settings()).mail) return false;
  SB_ASSIGN(const ReportMessage message, MondayMessage(views_path_, to.people, now));
  SB_TRY(desk_.SendText(reader.person, message.subject, message.text, key));
  sent_.insert(key);
  return true;
}

Result<int> WeekMailRound::Run(TimeUs now) {
  int sent = 0;
  if (!desk_.mails()) return sent;
  Status failed;
  for (const Principal& reader : WeekMailReaders(users_())) {
    const Result<bool> done = SendTo(reader, now);
    if (!done.ok()) failed = done.error();
    if (done.ok() && *done) ++sent;
  }
  if (!failed.ok()) return failed.error();
  return sent;
}

WeekMail::WeekMail(const Clock& clock, WeekMailRound round)
    : clock_(clock), round_(std::move(round)), rounds_(kBetweenMails, [this] { Once(); }) {}

void WeekMail::Once() {
  const Result<int> sent = round_.Run(clock_.Now());
  if (!sent.ok() && sent.error().code != Code::kUnavailable)
    Log(LogLevel::kWarning, "the report of the week was not mailed: " + sent.error().message);
}

}  // namespace signalbox
