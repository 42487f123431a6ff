#include "reference/email_address.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"
#include "reference/domain.h"
#include "reference/fold.h"

namespace signalbox::reference {
namespace {

// RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.2, RFC 1035 section 2.3.4.
constexpr size_t kMaxLocal = 64;
constexpr size_t kMaxLabel = 63;

constexpr std::string_view kAtomMarks = "!#$%&'*+-/=?^_`{|}~";

bool IsAtomChar(char c) {
  return IsAsciiAlnum(c) || !IsAscii(c) || kAtomMarks.find(c) != std::string_view::npos;
}

bool IsDotAtom(std::string_view local) {
  char before = '.';
  for (const char c : local) {
    if (c == '.' ? before == '.' : !IsAtomChar(c)) return false;
    before = c;
  }
  return before != '.';
}

bool IsQuoted(std::string_view local) {
  if (local.size() < 3 || local.front() != '"' || local.back() != '"') return false;
  for (size_t i = 1; i + 1 < local.size(); ++i) {
    if (local[i] == '\\') {
      if (++i + 1 >= local.size()) return false;
    } else if (local[i] == '"') {
      return false;
    }
    if (IsAscii(local[i]) && (local[i] < ' ' || local[i] == 0x7f)) return false;
  }
  return true;
}

// One fault for characters that no host name has, another for a name that is well formed but that
// the domain name system cannot hold.
EmailFault CheckDomain(std::string_view domain) {
  if (domain.empty() || domain.size() > kMaxDomain) return EmailFault::kSyntax;
  size_t labels = 0;
  std::string_view last;
  for (size_t from = 0; from <= domain.size();) {
    const size_t to = std::min(domain.find('.', from), domain.size());
    last = domain.substr(from, to - from);
    if (last.empty() || last.size() > kMaxLabel || last.front() == '-' || last.back() == '-' ||
        !std::all_of(last.begin(), last.end(),
                     [](char c) { return IsAsciiAlnum(c) || c == '-'; })) {
      return EmailFault::kSyntax;
    }
    ++labels;
    from = to + 1;
  }
  // RFC 3696 section 2: a top level is not all digits. RFC 6761: `.invalid` and `.localhost`.
  if (labels < 2 || std::all_of(last.begin(), last.end(), IsDigit) || last.size() < 2 ||
      last == "invalid" || last == "localhost") {
    return EmailFault::kNoDomain;
  }
  return EmailFault::kNone;
}

std::string_view StripDecoration(std::string_view text) {
  text = TrimBlanks(text);
  if (!text.empty() && text.back() == '>') {
    const size_t open = text.rfind('<');
    if (open != std::string_view::npos) text = text.substr(open + 1, text.size() - open - 2);
  }
  if (text.size() > 7 && EqualsIgnoreCase(text.substr(0, 7), "mailto:")) {
    text.remove_prefix(7);
  }
  return TrimBlanks(text);
}

constexpr std::string_view kRoles[] = {
    "abuse",       "accounting", "accounts",   "admin",       "administrator",
    "all",         "billing",    "biuro",      "bonjour",     "buchhaltung",
    "careers",     "comercial",  "compras",    "contact",     "contacto",
    "contato",     "einkauf",    "enquiries",  "enquiry",     "everyone",
    "facturacion", "feedback",   "finance",    "hello",       "help",
    "helpdesk",    "hola",       "hostmaster", "hr",          "info",
    "inquiries",   "inquiry",    "invoices",   "it",          "jobs",
    "kontakt",     "legal",      "mail",       "mailbox",     "mailer-daemon",
    "marketing",   "media",      "news",       "newsletter",  "no-reply",
    "noc",         "noreply",    "office",     "orders",      "post",
    "postmaster",  "press",      "privacy",    "procurement", "purchasing",
    "recepcion",   "reception",  "root",       "sales",       "secretariat",
    "security",    "service",    "spam",       "staff",       "subscribe",
    "support",     "sysadmin",   "team",       "tech",        "unsubscribe",
    "usenet",      "ventas",     "verkauf",    "vertrieb",    "webmaster",
    "www"};

}  // namespace

EmailAddress ReadEmail(std::string_view text) {
  EmailAddress out;
  text = StripDecoration(text);
  if (text.empty()) return out;
  out.fault_ = EmailFault::kSyntax;
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > kMaxLocal) return out;
  const std::string_view local = text.substr(0, at);
  if (!IsDotAtom(local) && !IsQuoted(local)) return out;
  std::string_view domain = text.substr(at + 1);
  std::string converted;
  if (!IsAscii(text)) {
    if (!IsCleanUtf8(text)) return out;
    if (!IsAscii(domain)) {
      converted = DomainToAscii(domain);
      domain = converted;
    }
  }
  if (at + 1 + domain.size() > EmailAddress::kMaxAddress) return out;
  const auto lower = [](char c) { return LowerAscii(c); };
  char* end = std::transform(local.begin(), local.end(), out.text_.data(), lower);
  *end++ = '@';
  std::transform(domain.begin(), domain.end(), end, lower);
  const size_t size = at + 1 + domain.size();
  out.fault_ = CheckDomain({out.text_.data() + at + 1, domain.size()});
  if (out.fault_ != EmailFault::kNone) return out;
  out.size_ = size;
  out.at_ = at;
  return out;
}

bool IsRoleMailbox(std::string_view local) {
  return std::binary_search(std::begin(kRoles), std::end(kRoles), local.substr(0, local.find('+')));
}

}  // namespace signalbox::reference
