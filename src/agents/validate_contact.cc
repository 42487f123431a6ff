#include <algorithm>

#include "agents/local_agents.h"
#include "agents/person_name.h"
#include "agents/place.h"
#include "agents/reasons.h"
#include "base/ascii.h"
#include "reference/domain.h"
#include "reference/email_address.h"
#include "reference/mail_domains.h"
#include "reference/phone.h"

namespace signalbox::local {
namespace {

using reference::EmailAddress;
using reference::EmailFault;
using reference::NameVerdict;
using reference::PhoneVerdict;

// What a seller can work with, in points of 100.
constexpr int32_t kEmailPoints = 30;
constexpr int32_t kPhonePoints = 15;
constexpr int32_t kNamePoints = 15;
constexpr int32_t kCompanyPoints = 15;
constexpr int32_t kTitlePoints = 10;
constexpr int32_t kPlacePoints = 10;
constexpr int32_t kSizePoints = 5;
// What makes the rest doubtful.
constexpr int32_t kRolePoints = -5;
constexpr int32_t kFreePoints = -5;
constexpr int32_t kDisposablePoints = -25;
constexpr int32_t kPlaceholderPoints = -15;

struct Findings {
  bool email_valid = false;
  bool role = false;
  bool disposable = false;
  EmailFault email_fault = EmailFault::kMissing;
  PhoneVerdict phone = PhoneVerdict::kMissing;
  NameVerdict name = NameVerdict::kMissing;
  int32_t quality = 0;
};

void Weigh(AgentResult* out, Findings* found, std::string_view code, Field field, int32_t weight) {
  Note(out, code, field, weight);
  found->quality += weight;
}

void JudgeEmail(const Attributes& record, AgentResult* out, Findings* found) {
  const EmailAddress email = reference::ReadEmail(record.Text(Field::kEmail));
  found->email_fault = email.fault();
  found->email_valid = email.valid();
  out->output.SetBool(Field::kEmailValid, email.valid());
  switch (email.fault()) {
    case EmailFault::kMissing:
      return Note(out, reason::kEmailMissing, Field::kEmail);
    case EmailFault::kSyntax:
      return Note(out, reason::kEmailSyntax, Field::kEmail);
    case EmailFault::kNoDomain:
      return Note(out, reason::kEmailNoDomain, Field::kEmail);
    case EmailFault::kNone:
      break;
  }
  Weigh(out, found, reason::kEmailValid, Field::kEmail, kEmailPoints);
  const std::string_view domain = email.domain();
  found->role = reference::IsRoleMailbox(email.local());
  found->disposable = reference::IsDisposable(domain);
  const bool free = reference::IsFreeMail(domain);
  out->output.SetBool(Field::kRoleAddress, found->role);
  out->output.SetBool(Field::kDisposable, found->disposable);
  out->output.SetBool(Field::kFreeMail, free);
  if (found->role) Weigh(out, found, reason::kEmailRole, Field::kEmail, kRolePoints);
  if (found->disposable) {
    Weigh(out, found, reason::kEmailDisposable, Field::kEmail, kDisposablePoints);
  }
  if (free) Weigh(out, found, reason::kEmailFree, Field::kEmail, kFreePoints);
  if (!reference::HasKnownSuffix(domain)) Note(out, reason::kEmailSuffix, Field::kEmail);
}

void JudgePhone(const Attributes& record, AgentResult* out, Findings* found) {
  const std::string_view text = record.Text(Field::kPhone);
  if (TrimBlanks(text).empty()) return;
  found->phone = reference::ReadPhone(text, reference::FindCountry(record).country).verdict;
  switch (found->phone) {
    case PhoneVerdict::kValid:
      out->output.SetBool(Field::kPhoneValid, true);
      return Weigh(out, found, reason::kPhoneValid, Field::kPhone, kPhonePoints);
    case PhoneVerdict::kInvalid:
      out->output.SetBool(Field::kPhoneValid, false);
      return Note(out, reason::kPhoneInvalid, Field::kPhone);
    case PhoneVerdict::kUnsure:
      return Note(out, reason::kPhoneUnsure, Field::kPhone);
    case PhoneVerdict::kMissing:
      return;
  }
}

void JudgeRest(const Attributes& record, AgentResult* out, Findings* found) {
  found->name = reference::JudgeName(record.Text(Field::kFirstName), record.Text(Field::kLastName),
                                     record.Text(Field::kName));
  const Field name = record.Has(Field::kLastName) ? Field::kLastName : Field::kName;
  if (found->name == NameVerdict::kPlausible) {
    found->quality += kNamePoints;
  } else if (found->name == NameVerdict::kMissing) {
    Note(out, reason::kNameMissing, name);
  } else {
    Weigh(out, found, reason::kNamePlaceholder, name, kPlaceholderPoints);
  }
  if (record.Has(Field::kCompany)) {
    found->quality += kCompanyPoints;
  } else {
    Note(out, reason::kCompanyMissing, Field::kCompany);
  }
  if (record.Has(Field::kTitle)) found->quality += kTitlePoints;
  if (record.Has(Field::kCountry) || record.Has(Field::kState)) found->quality += kPlacePoints;
  if (record.Has(Field::kEmployees) || record.Has(Field::kIndustry)) found->quality += kSizePoints;
}

bool HasNobody(const Attributes& record, const Findings& found) {
  return found.email_fault == EmailFault::kMissing && found.phone == PhoneVerdict::kMissing &&
         found.name == NameVerdict::kMissing && TrimBlanks(record.Text(Field::kCompany)).empty();
}

}  // namespace

AgentResult ValidateContact(const AgentInput& input) {
  AgentResult out;
  out.evidence.reserve(8);
  Findings found;
  JudgeEmail(input.record, &out, &found);
  JudgePhone(input.record, &out, &found);
  JudgeRest(input.record, &out, &found);

  const bool phone_may_work =
      found.phone == PhoneVerdict::kValid || found.phone == PhoneVerdict::kUnsure;
  const bool email_given = found.email_fault != EmailFault::kMissing;
  const bool suspect_address = found.disposable || found.role || !found.email_valid;
  out.output.SetInt(Field::kDataQuality, std::clamp(found.quality, 0, 100));
  out.output.SetBool(Field::kValid, (found.email_valid || phone_may_work) && !found.disposable &&
                                        found.name != NameVerdict::kPlaceholder);
  if (HasNobody(input.record, found)) {
    Stop(&out, Outcome::kNeedsHuman, reason::kNoContactData);
  } else if (email_given && !found.email_valid && !phone_may_work) {
    Stop(&out, Outcome::kReject, reason::kEmailUnusable);
  } else if (!email_given && found.phone == PhoneVerdict::kInvalid) {
    Stop(&out, Outcome::kNeedsHuman, reason::kPhoneUnusable);
  } else if (found.name == NameVerdict::kPlaceholder && suspect_address && !phone_may_work) {
    Stop(&out, Outcome::kNeedsHuman, reason::kNotAPerson);
  }
  return out;
}

}  // namespace signalbox::local
