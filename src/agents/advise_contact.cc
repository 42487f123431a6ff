#include <algorithm>

#include "agents/contact_law.h"
#include "agents/local_agents.h"
#include "agents/reasons.h"
#include "agents/zoned_time.h"
#include "reference/countries.h"

namespace signalbox::local {
namespace {

// Office hours in which a person is reached, in minutes of their local day.
constexpr int kOpens = 9 * 60;
constexpr int kCloses = 17 * 60;

// From this urgency on a call is worth more than a letter.
constexpr int64_t kUrgentFrom = 40;

enum class Channel : unsigned char { kNone, kEmail, kPhone };

Channel ChooseChannel(const Attributes& record) {
  // Where nothing judged the channel, being given is enough; where something did, its word counts.
  const auto works = [&](Field value, Field judged, Field allowed) {
    return record.Has(value) && (!record.Has(judged) || record.Bool(judged)) &&
           (!record.Has(allowed) || record.Bool(allowed));
  };
  const bool phone = works(Field::kPhone, Field::kPhoneValid, Field::kMayCall);
  const bool email = works(Field::kEmail, Field::kEmailValid, Field::kMayEmail);
  const bool pressing =
      record.Text(Field::kScoreBand) == "hot" || record.Int(Field::kUrgency) >= kUrgentFrom;
  if (phone && (pressing || !email)) return Channel::kPhone;
  return email ? Channel::kEmail : Channel::kNone;
}

struct RoleAdvice {
  std::string_view role;
  std::string_view code;
  Field field;
};

RoleAdvice ChooseRole(const Attributes& record) {
  const std::string_view intent = record.Text(Field::kIntent);
  const std::string_view size = record.Text(Field::kSizeBand);
  if (intent == "support" || record.Text(Field::kAccountType) == "customer") {
    return {"csm", reason::kByKeyword, Field::kNextContactRole};
  }
  if (intent == "partnership") {
    return {"partner_manager", reason::kByKeyword, Field::kNextContactRole};
  }
  if (size == "enterprise" || size == "large") {
    return {"ae", reason::kByEmployees, Field::kNextContactRole};
  }
  const bool hot = record.Text(Field::kScoreBand) == "hot";
  return {hot ? "ae" : "sdr", reason::kByScore, Field::kNextContactRole};
}

}  // namespace

AgentResult AdviseContact(const AgentInput& input) {
  const Attributes& record = input.record;
  AgentResult out;
  const Channel channel = ChooseChannel(record);
  if (channel == Channel::kNone) {
    Stop(&out, Outcome::kAbstain, reason::kNoChannel);
    out.confidence_e4 = 0;
    return out;
  }
  out.evidence.reserve(4);
  out.output.SetText(Field::kNextChannel, channel == Channel::kPhone ? "phone" : "email");
  Note(&out, reason::kByConsent, Field::kNextChannel);
  const RoleAdvice role = ChooseRole(record);
  out.output.SetText(Field::kNextContactRole, role.role);
  Note(&out, role.code, role.field);

  const auto& law = reference::ContactLawOf(reference::CountryCode(record.Text(Field::kCountry)));
  int opens = kOpens;
  int closes = kCloses;
  if (channel == Channel::kPhone) {
    opens = std::max<int>(opens, law.calls_from);
    closes = std::min<int>(closes, law.calls_to);
  }
  const std::string_view zone = record.Text(Field::kTimeZone);
  auto at = zone.empty() ? std::nullopt
                         : reference::NextInside(input.now, zone, opens, closes, law.days_off);
  if (!at) {
    Note(&out, reason::kZoneAssumed, Field::kTimeZone);
    at = reference::NextInside(input.now, "UTC", opens, closes, law.days_off);
  }
  if (at) {
    out.output.SetInt(Field::kNextContactAt, *at);
    Note(&out, reason::kByHours, Field::kNextContactAt);
  }
  return out;
}

}  // namespace signalbox::local
