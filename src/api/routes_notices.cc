// /v1/notices: what somebody is told, and how they want to be told. Each of their own, whatever
// their role.
#include <charconv>

#include "api/access_json.h"
#include "api/acting_person.h"
#include "api/answer_route.h"
#include "api/query_number.h"
#include "api/recorded_reading.h"
#include "workspace/notice_desk.h"
#include "workspace/notice_texts.h"

namespace signalbox {
namespace {

constexpr int64_t kDefaultNotices = 50;
// Each costs a read of the log.
constexpr int64_t kMaxNotices = 200;
constexpr TimeUs kNoticesWaitUs = 5 * kSecondUs;
// Longer is not putting off but forgetting.
constexpr TimeUs kLongestSnoozeUs = 30 * kDayUs;
constexpr std::string_view kNoticeId = "notice_";

Result<NoticeDesk*> DeskOf(ApiParts& parts) {
  if (parts.notices != nullptr) return parts.notices;
  return Err(Code::kUnavailable, "notices are not kept now; the server's log says why");
}

// Who asks, by number.
Result<PersonRef> Asker(ApiParts& parts, const RouteContext& context) {
  const std::string id = ActingPerson(context);
  PersonRef ref = 0;
  if (!id.empty())
    SB_TRY(parts.workspace.Ask([&](const Engine& engine) { ref = engine.state().RefOf(id); }));
  if (ref != 0) return ref;
  return Err(Code::kForbidden, "you are nobody of the roster, so there are no notices for you");
}

// The position of the event that a notice tells of; with its reader it names the notice.
Result<int64_t> PositionOf(const RouteContext& context) {
  const std::string_view id = context.Path("id");
  int64_t position = 0;
  if (id.starts_with(kNoticeId)) {
    const char* begin = id.data() + kNoticeId.size();
    const auto read = std::from_chars(begin, id.data() + id.size(), position);
    if (read.ec == std::errc() && read.ptr == id.data() + id.size() && *begin != '-')
      return position;
  }
  return Err(Code::kNotFound, "you have no notice with this id");
}

std::string NoticeIdOf(const NoticeRow& row) {
  return std::string(kNoticeId) + std::to_string(row.position);
}

std::string TimeOrNone(TimeUs time) {
  return time > 0 ? FormatTime(time) : std::string();
}

void AppendNotice(const NoticeRow& row, const NoticeTold& told, JsonWriter* json) {
  const bool of_case = row.about_kind == EntityKind::kCase;
  json->BeginObject().Member("id", NoticeIdOf(row)).Member("kind", NoticeKindName(row.kind));
  json->Member("title", told.item.title).Member("why", told.item.why);
  json->MemberOrNull("words", told.item.words).MemberOrNull("deadline", told.item.deadline);
  json->MemberOrNull("due_at", TimeOrNone(told.due));
  json->MemberOrNull("lead_id", of_case ? std::string() : told.id);
  json->MemberOrNull("request_id", of_case ? told.id : std::string());
  json->Key("actions").BeginArray();
  for (const NoticeAction action : told.actions) json->String(NoticeActionName(action));
  json->EndArray().Member("at", FormatTime(row.at));
  json->MemberOrNull("read_at", TimeOrNone(row.read_at));
  json->MemberOrNull("snoozed_until", TimeOrNone(row.snoozed_until));
  json->Member("overtaken", told.overtaken).EndObject();
}

Result<SeenAnswer> PageJson(ApiParts& parts, PersonRef reader, const NoticeBook::Page& page,
                            int64_t as_of, const NoticeSight& sees) {
  SB_ASSIGN(const std::vector<NoticeTold> told,
            TellNotices(parts.workspace, reader, page.rows, sees, ""));
  SeenAnswer answer;
  JsonWriter json(&answer.text);
  json.BeginObject().Key("items").BeginArray();
  for (size_t i = 0; i < told.size(); ++i) {
    AppendNotice(page.rows[i], told[i], &json);
    answer.personal += told[i].personal ? 1 : 0;
  }
  json.EndArray().Member("unread", page.unread);
  json.MemberOrNull("next_cursor", page.next > 0 ? std::to_string(page.next) : std::string());
  json.Member("as_of", as_of).EndObject();
  return answer;
}

Result<std::string> ListNotices(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(NoticeDesk * desk, DeskOf(parts));
  SB_ASSIGN(const PersonRef reader, Asker(parts, context));
  SB_ASSIGN(const int64_t at_least, QueryNumber(context, "at_least", -1, 0));
  if (at_least >= 0 && !desk->WaitFor(at_least, kNoticesWaitUs))
    return Err(Code::kUnavailable, "the notices have not reached this position yet; try again");
  SB_ASSIGN(const int64_t before, QueryNumber(context, "cursor", 0, 0));
  SB_ASSIGN(int64_t limit, QueryNumber(context, "limit", kDefaultNotices, 0));
  // None: how many are unread is all that is asked, which reads nobody's words.
  const bool counted_alone = limit == 0;
  limit = std::clamp<int64_t>(limit, 1, kMaxNotices);
  const std::string* unread = context.Query("unread");
  const int64_t as_of = desk->writer().followed();
  SB_ASSIGN(NoticeBook::Page page, desk->book().List(reader, unread != nullptr && *unread == "true",
                                                     before, limit, parts.workspace.clock().Now()));
  if (counted_alone) {
    page.rows.clear();
    page.next = 0;
  }
  const std::string me = ActingPerson(context);
  bool recorded = true;  // false the second time, when the reading could not be
  return AnswerSeen(parts, context, FilterNames(context), [&](const Sight& sight) {
    const bool masked = !std::exchange(recorded, false);
    // A request is seen by who made it and who decides it, which is who is told of it.
    return PageJson(parts, reader, page, as_of, [&, masked](NoticeKind kind, const auto& owner) {
      if (masked || !IsTheirsToRead(kind, owner == me)) return PersonalFields();
      return kind >= NoticeKind::kApprovalAsked ? FieldSet() : sight.HiddenOf(owner);
    });
  });
}

Result<std::string> DoneJson(int64_t position) {
  std::string text;
  JsonWriter(&text)
      .BeginObject()
      .Member("id", std::string(kNoticeId) + std::to_string(position))
      .EndObject();
  return text;
}

Result<std::string> ReadNotice(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(NoticeDesk * desk, DeskOf(parts));
  SB_ASSIGN(const PersonRef reader, Asker(parts, context));
  SB_ASSIGN(const int64_t position, PositionOf(context));
  SB_TRY(desk->book().MarkRead(reader, position, parts.workspace.clock().Now()));
  return DoneJson(position);
}

Result<std::string> SnoozeNotice(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(NoticeDesk * desk, DeskOf(parts));
  SB_ASSIGN(const PersonRef reader, Asker(parts, context));
  SB_ASSIGN(const int64_t position, PositionOf(context));
  const std::string_view sent = context.request.body;
  SB_ASSIGN(RequestBody body, RequestBody::Read(sent.empty() ? "{}" : sent));
  SB_ASSIGN(const auto lasts, body.Text("for"));
  SB_ASSIGN(const auto until, body.Text("until"));
  SB_TRY(body.Finish());
  const TimeUs now = parts.workspace.clock().Now();
  TimeUs at = now + kHourUs;
  if (lasts) {
    SB_ASSIGN(const TimeUs duration, ParseDuration(*lasts));
    at = now + std::min(duration, kLongestSnoozeUs + 1);
  }
  if (until) {
    SB_ASSIGN(at, ParseTime(*until));
  }
  if (at <= now || at > now + kLongestSnoozeUs)
    return Err(Code::kInvalid, "a notice is put off until a time within the next 30 days");
  SB_TRY(desk->book().Snooze(reader, position, at));
  desk->Wake();
  return DoneJson(position);
}

void AppendMinute(std::string_view name, int minute, JsonWriter* json) {
  json->MemberOrNull(name, minute < 0 ? std::string() : FormatDayMinute(minute));
}

std::string SettingsJson(const NoticeSettings& settings) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("mail", settings.mail);
  AppendMinute("digest_at", settings.digest_minute, &json);
  AppendMinute("quiet_from", settings.quiet_from_minute, &json);
  AppendMinute("quiet_to", settings.quiet_to_minute, &json);
  json.Member("in_working_hours", settings.in_working_hours).EndObject();
  return text;
}

Result<std::string> ShowSettings(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(NoticeDesk * desk, DeskOf(parts));
  SB_ASSIGN(const PersonRef reader, Asker(parts, context));
  SB_ASSIGN(const auto own, desk->book().Settings(reader));
  return SettingsJson(own.value_or(desk->default_settings()));
}

Result<int> MinuteOf(RequestBody* body, std::string_view name) {
  SB_ASSIGN(const auto text, body->Text(name));
  if (!text) return -1;
  Result<int> minute = ParseDayMinute(*text);
  if (!minute.ok()) return Within("`" + std::string(name) + "`", minute.error());
  return minute;
}

Result<std::string> PutSettings(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(NoticeDesk * desk, DeskOf(parts));
  SB_ASSIGN(const PersonRef reader, Asker(parts, context));
  SB_ASSIGN(RequestBody body, RequestBody::Read(context.request.body));
  NoticeSettings settings;
  SB_ASSIGN(const auto mail, body.Flag("mail"));
  SB_ASSIGN(const auto hours, body.Flag("in_working_hours"));
  SB_ASSIGN(settings.digest_minute, MinuteOf(&body, "digest_at"));
  SB_ASSIGN(settings.quiet_from_minute, MinuteOf(&body, "quiet_from"));
  SB_ASSIGN(settings.quiet_to_minute, MinuteOf(&body, "quiet_to"));
  SB_TRY(body.Finish());
  if ((settings.quiet_from_minute < 0) != (settings.quiet_to_minute < 0))
    return Err(Code::kInvalid, "quiet hours need both `quiet_from` and `quiet_to`");
  settings.mail = mail.value_or(true);
  settings.in_working_hours = hours.value_or(true);
  SB_TRY(desk->book().PutSettings(reader, settings));
  desk->Wake();
  return SettingsJson(settings);
}

}  // namespace

void AddNoticeRoutes(ApiParts& parts, Router* router) {
  const auto add = [&](Method method, const char* pattern, const char* summary, auto answer,
                       const char* request, const char* response) {
    Route route = AnswerRoute(
        parts, method, pattern, summary,
        [&parts, answer](const RouteContext& context) { return answer(parts, context); });
    route.request_schema = request;
    route.response_schema = response;
    if (method == Method::kGet && route.response_schema == "NoticeList") {
      route.query = {{"unread", "true: those alone"},
                     {"limit", "at most 200"},
                     {"cursor", "next_cursor of the page before"},
                     {"at_least", "wait until events up to this position are in it"}};
    }
    router->Add(Permission::kSignedIn, std::move(route));
  };
  add(Method::kGet, "/v1/notices", "What the caller is told, the newest first", ListNotices, "",
      "NoticeList");
  add(Method::kPost, "/v1/notices/{id}/read", "Mark a notice as read", ReadNotice, "",
      "NoticeDone");
  add(Method::kPost, "/v1/notices/{id}/snooze", "Put a notice off", SnoozeNotice, "NoticeSnooze",
      "NoticeDone");
  add(Method::kGet, "/v1/notice-settings", "How the caller wants to be told", ShowSettings, "",
      "NoticeSettings");
  add(Method::kPut, "/v1/notice-settings", "Say how the caller wants to be told", PutSettings,
      "NoticeSettings", "NoticeSettings");
}

}  // namespace signalbox
