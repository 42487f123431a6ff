// The pure steps of the peer benchmark, each with the semantics of the peers' own JavaScript, so
// that the engines are measured on the same work.
#include <algorithm>
#include <string>

#include "agents/local_agents.h"
#include "agents/reasons.h"
#include "base/ascii.h"
#include "reference/domain.h"

namespace signalbox::local {
namespace {

// /^[^@]+@[^@]+\.[a-z]+$/
bool LooksLikeEmail(std::string_view email) {
  const size_t at = email.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view domain = email.substr(at + 1);
  const size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == domain.size()) return false;
  return domain.find('@') == std::string_view::npos &&
         std::all_of(domain.begin() + static_cast<ptrdiff_t>(dot) + 1, domain.end(),
                     [](char c) { return c >= 'a' && c <= 'z'; });
}

// One buffer a thread for texts that are put together; an output copies them.
std::string& Scratch() {
  thread_local std::string scratch;
  scratch.clear();
  return scratch;
}

}  // namespace

AgentResult PeerValidate(const AgentInput& input) {
  const std::string_view email = input.record.Text(Field::kEmail);
  AgentResult out;
  out.output.SetBool(Field::kValid, LooksLikeEmail(email) && input.record.Has(Field::kCountry));
  std::string& text = Scratch();
  text.assign(email);
  for (char& c : text) c = LowerAscii(c);
  out.output.SetText(Field::kEmail, text);
  text.assign(input.record.Text(Field::kExternalId)).append(1, ':').append(email);
  out.output.SetText(Field::kKey, text);
  return out;
}

AgentResult PeerConsent(const AgentInput& input) {
  const bool email = input.record.Bool(Field::kConsentEmail);
  const bool phone = input.record.Bool(Field::kConsentPhone);
  AgentResult out;
  out.output.SetBool(Field::kMayEmail, email);
  out.output.SetText(Field::kConsent, input.record.Text(Field::kConsent));
  out.output.SetText(Field::kChannels, email && phone ? "email|phone"
                                       : email        ? "email"
                                       : phone        ? "phone"
                                                      : "");
  out.output.SetInt(Field::kCheckedAt, input.record.Int(Field::kReceivedAt));
  return out;
}

AgentResult PeerEnrich(const AgentInput& input) {
  const Attributes& record = input.record;
  const int64_t employees = record.Int(Field::kEmployees);
  const std::string_view title = record.Text(Field::kTitle);
  const bool exec =
      title.find("VP") != std::string_view::npos || title.find("CTO") != std::string_view::npos;
  AgentResult out;
  out.output.SetText(Field::kDomain, record.Has(Field::kDomain)
                                         ? record.Text(Field::kDomain)
                                         : reference::HostOf(record.Text(Field::kWebsite)));
  out.output.SetText(Field::kSizeBand, employees > 5000 ? "XL" : employees > 500 ? "L" : "M");
  out.output.SetText(Field::kRegion, record.Text(Field::kCountry) == "US" ? "NA" : "INTL");
  out.output.SetText(Field::kTitleLevel, exec ? "exec" : "mgr");
  out.output.SetText(Field::kTech, "crm|cloud");
  return out;
}

AgentResult PeerScore(const AgentInput& input) {
  const int32_t size = input.record.Text(Field::kSizeBand) == "XL" ? 40 : 20;
  const int32_t title = input.record.Text(Field::kTitleLevel) == "exec" ? 30 : 10;
  const int32_t source = input.record.Text(Field::kSource) == "webinar" ? 15 : 5;
  AgentResult out;
  out.output.SetInt(Field::kScore, size + title + source);
  out.model_ids.emplace_back("v3");
  out.evidence.reserve(3);
  Note(&out, reason::kScoreSize, Field::kSizeBand, size);
  Note(&out, reason::kScoreTitle, Field::kTitleLevel, title);
  Note(&out, reason::kScoreSource, Field::kSource, source);
  return out;
}

AgentResult PeerCrm(const AgentInput& input) {
  const std::string_view id = input.record.Text(Field::kExternalId);
  AgentResult out;
  std::string& text = Scratch();
  text.assign("CRM-").append(id);
  out.output.SetText(Field::kCrmId, text);
  out.output.SetText(Field::kOwner, input.record.Text(Field::kOwner));
  out.output.SetText(Field::kCrmStatus, "ASSIGNED");
  text.assign(id).append(":crm");
  out.output.SetText(Field::kKey, text);
  out.output.SetInt(Field::kCheckedAt, input.record.Int(Field::kReceivedAt));
  return out;
}

}  // namespace signalbox::local
