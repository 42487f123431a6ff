#include "agents/contact_law.h"
#include "agents/local_agents.h"
#include "agents/place.h"
#include "agents/reasons.h"
#include "agents/source_kind.h"
#include "agents/zoned_time.h"

namespace signalbox::local {
namespace {

struct Open {
  bool email = false;
  bool call = false;
};

Open ByLaw(const reference::ContactLaw& law, bool asked, AgentResult* out) {
  if (asked) {
    Note(out, reason::kConsentAsked, Field::kSource);
    return {true, true};
  }
  const bool all_closed = law.email_opt_in && law.call_opt_in;
  Note(out, all_closed ? reason::kConsentOptIn : reason::kConsentOptOut, Field::kCountry);
  return {!law.email_opt_in, !law.call_opt_in};
}

bool Closed(const Attributes& record, Field flag) {
  return record.Has(flag) && !record.Bool(flag);
}

}  // namespace

AgentResult CheckConsent(const AgentInput& input) {
  const Attributes& record = input.record;
  AgentResult out;
  out.evidence.reserve(4);
  const std::string_view consent = record.Text(Field::kConsent);
  const reference::CountryFinding place = reference::FindCountry(record);
  const reference::ContactLaw& law = reference::ContactLawOf(place.country);

  Open open{true, true};
  if (consent == "refused") {
    Note(&out, reason::kConsentRefused, Field::kConsent);
    open = {false, false};
    Stop(&out, Outcome::kReject, reason::kNoLawfulBasis);
  } else if (consent == "given") {
    Note(&out, reason::kConsentGiven, Field::kConsent);
  } else if (consent == "legitimate_interest") {
    Note(&out, reason::kConsentInterest, Field::kConsent);
  } else {
    open = ByLaw(law, reference::AskedForContact(record), &out);
  }

  const bool no_email = Closed(record, Field::kConsentEmail);
  const bool no_call = Closed(record, Field::kConsentPhone);
  if (no_email) Note(&out, reason::kConsentNoEmail, Field::kConsentEmail);
  if (no_call) Note(&out, reason::kConsentNoPhone, Field::kConsentPhone);
  if (no_email && no_call && out.outcome == Outcome::kOk) {
    Stop(&out, Outcome::kReject, reason::kDoNotContact);
  }
  open.email = open.email && !no_email;
  open.call = open.call && !no_call;
  if (open.call && record.Has(Field::kTimeZone)) {
    const auto local = reference::LocalTimeAt(input.now, record.Text(Field::kTimeZone));
    if (local && (local->minute < law.calls_from || local->minute >= law.calls_to)) {
      Note(&out, reason::kQuietHours, Field::kTimeZone);
    }
  }
  out.output.SetBool(Field::kMayEmail, open.email);
  out.output.SetBool(Field::kMayCall, open.call);
  out.output.SetBool(Field::kMayContact, open.email || open.call);
  return out;
}

}  // namespace signalbox::local
