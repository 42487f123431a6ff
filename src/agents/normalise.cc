#include <string>

#include "agents/local_agents.h"
#include "agents/place.h"
#include "agents/postal_code.h"
#include "agents/reasons.h"
#include "base/ascii.h"
#include "reference/company_name.h"
#include "reference/countries.h"
#include "reference/domain.h"
#include "reference/email_address.h"
#include "reference/fold.h"
#include "reference/mail_domains.h"
#include "reference/phone.h"

namespace signalbox::local {
namespace {

// Sites on which a company has a page and not a home.
constexpr std::string_view kShared[] = {"facebook.com",   "linkedin.com", "instagram.com",
                                        "twitter.com",    "x.com",        "youtube.com",
                                        "crunchbase.com", "google.com",   "wixsite.com"};

class Writer {
 public:
  Writer(const Attributes& record, AgentResult* out) : record_(record), out_(out) {}

  // Writes what is new or differs from what is there, and says so where it replaced something.
  void Set(Field field, std::string_view text) {
    const std::string_view before = record_.Text(field);
    if (text.empty() || text == before) return;
    out_->output.SetText(field, text);
    if (!before.empty()) Note(out_, reason::kChanged, field);
  }

 private:
  const Attributes& record_;
  AgentResult* out_;
};

void TidyNames(const Attributes& record, Writer* writer) {
  const std::string_view first = TrimBlanks(record.Text(Field::kFirstName));
  const std::string_view last = TrimBlanks(record.Text(Field::kLastName));
  writer->Set(Field::kFirstName, first);
  writer->Set(Field::kLastName, last);
  const std::string_view whole = TrimBlanks(record.Text(Field::kName));
  if (!whole.empty()) return writer->Set(Field::kName, whole);
  thread_local std::string joined;
  joined.assign(first);
  if (!first.empty() && !last.empty()) joined.push_back(' ');
  joined.append(last);
  writer->Set(Field::kName, joined);
}

bool IsShared(std::string_view domain) {
  for (const std::string_view shared : kShared) {
    if (domain == shared) return true;
  }
  return false;
}

// The host in lower-case ASCII, in `buffer`.
std::string_view TidyHost(std::string_view website, std::string* buffer) {
  const std::string_view host = reference::HostOf(website);
  if (!IsAscii(host)) {
    *buffer = reference::DomainToAscii(host);
  } else {
    buffer->resize(host.size());
    for (size_t i = 0; i < host.size(); ++i) (*buffer)[i] = LowerAscii(host[i]);
  }
  return *buffer;
}

void FindDomain(const Attributes& record, const reference::EmailAddress& email, Writer* writer) {
  thread_local std::string buffer;
  const std::string_view website = record.Text(Field::kWebsite);
  if (!website.empty()) {
    const std::string_view domain = reference::RegistrableDomain(TidyHost(website, &buffer));
    if (!domain.empty() && !IsShared(domain)) return writer->Set(Field::kDomain, domain);
  }
  if (!email.valid() || reference::IsFreeMail(email.domain()) ||
      reference::IsDisposable(email.domain())) {
    return;
  }
  writer->Set(Field::kDomain, reference::RegistrableDomain(email.domain()));
}

std::string_view PlaceState(const Attributes& record, std::string_view country, Writer* writer,
                            AgentResult* out) {
  const std::string_view given = record.Text(Field::kState);
  if (given.empty() || country.empty()) return {};
  const std::string_view state = reference::StateCode(country, given);
  if (state.empty()) {
    Note(out, reason::kStateUnknown, Field::kState);
    writer->Set(Field::kState, TrimBlanks(given));
  } else {
    writer->Set(Field::kState, state);
  }
  return state;
}

}  // namespace

AgentResult Normalise(const AgentInput& input) {
  const Attributes& record = input.record;
  AgentResult out;
  out.evidence.reserve(6);
  Writer writer(record, &out);

  const reference::CountryFinding place = reference::FindCountry(record);
  Note(&out, place.code, place.from);
  writer.Set(Field::kCountry, place.country);
  if (!place.country.empty()) out.confidence_e4 = place.confidence_e4;
  const std::string_view state = PlaceState(record, place.country, &writer, &out);
  if (record.Has(Field::kPostalCode)) {
    writer.Set(Field::kPostalCode,
               reference::TidyPostalCode(place.country, state, record.Text(Field::kPostalCode)));
  }
  if (record.Has(Field::kPhone)) {
    writer.Set(Field::kPhone,
               reference::ReadPhone(record.Text(Field::kPhone), place.country).e164());
  }
  const reference::EmailAddress email = reference::ReadEmail(record.Text(Field::kEmail));
  writer.Set(Field::kEmail, email.address());
  TidyNames(record, &writer);
  FindDomain(record, email, &writer);
  const std::string_view company = TrimBlanks(record.Text(Field::kCompany));
  writer.Set(Field::kCompany, company);
  if (!company.empty()) writer.Set(Field::kCompanyKey, reference::CompanyKey(company));
  if (place.given_but_unknown) Stop(&out, Outcome::kNeedsHuman, reason::kUnknownCountry);
  return out;
}

}  // namespace signalbox::local
