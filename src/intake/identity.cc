#include "intake/identity.h"

#include <algorithm>

#include "base/ascii.h"
#include "intake/fold_case.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

// Shorter numbers are extensions and short codes, which many people share.
constexpr size_t kMinPhoneDigits = 6;

std::string SingleSpaced(std::string_view text) {
  std::string out;
  for (const char c : TrimBlanks(text)) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) {
      out.push_back(c);
    } else if (out.back() != ' ') {
      out.push_back(' ');
    }
  }
  return out;
}

// A bar inside a part would make two different lists of parts one text.
void AppendPart(std::string_view part, std::string* key) {
  for (const char c : part) key->push_back(c == '|' ? '\x1f' : c);
}

}  // namespace

std::string NormalEmail(std::string_view email) {
  email = TrimBlanks(email);
  const size_t at = email.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == email.size()) return {};
  if (email.find_first_of(" \t\r\n,;<>") != std::string_view::npos) return {};
  return FoldCase(email);
}

std::string NormalPhone(std::string_view phone) {
  phone = TrimBlanks(phone);
  if (phone.size() > 4 && (phone.starts_with("tel:") || phone.starts_with("TEL:"))) {
    phone.remove_prefix(4);
  }
  // `x208`, `ext. 208`, `;ext=208`, `#208`
  phone = phone.substr(0, phone.find_first_of("xX;#eE"));
  std::string digits;
  for (size_t i = 0; i < phone.size(); ++i) {
    if (phone.substr(i).starts_with("(0)")) {
      i += 2;
    } else if (IsDigit(phone[i])) {
      digits.push_back(phone[i]);
    }
  }
  if (digits.starts_with("00")) digits.erase(0, 2);
  if (digits.size() < kMinPhoneDigits) digits.clear();
  return digits;
}

PersonName NameOf(const Attributes& lead) {
  PersonName name{SingleSpaced(lead.Text(Field::kFirstName)),
                  SingleSpaced(lead.Text(Field::kLastName))};
  if (!name.first.empty() && !name.last.empty()) return name;
  const std::string whole = SingleSpaced(lead.Text(Field::kName));
  std::string first, last;
  if (const size_t comma = whole.find(','); comma != std::string::npos) {
    first = SingleSpaced(std::string_view(whole).substr(comma + 1));
    last = SingleSpaced(std::string_view(whole).substr(0, comma));
  } else {
    const size_t space = std::min(whole.find(' '), whole.size());
    first = whole.substr(0, space);
    last = whole.substr(std::min(space + 1, whole.size()));
  }
  if (name.first.empty()) name.first = std::move(first);
  if (name.last.empty()) name.last = std::move(last);
  return name;
}

std::vector<std::string> IdentityKeys(const Attributes& lead) {
  std::vector<std::string> keys;
  if (std::string email = NormalEmail(lead.Text(Field::kEmail)); !email.empty()) {
    keys.push_back("e:" + email);
  } else if (std::string phone = NormalPhone(lead.Text(Field::kPhone)); !phone.empty()) {
    const PersonName name = NameOf(lead);
    if (!name.first.empty() && !name.last.empty()) {
      std::string key = "p:" + phone + '|';
      AppendPart(FoldCase(name.first), &key);
      key += '|';
      AppendPart(FoldCase(name.last), &key);
      keys.push_back(std::move(key));
    }
  }
  if (const std::string_view id = TrimBlanks(lead.Text(Field::kExternalId)); !id.empty()) {
    std::string key = "x:";
    AppendPart(FoldCase(TrimBlanks(lead.Text(Field::kSource))), &key);
    key += '|';
    key += id;
    keys.push_back(std::move(key));
  }
  return keys;
}

Bytes ContentForm(const Attributes& lead) {
  Attributes content = lead;
  content.Remove(Field::kExternalId);
  content.Remove(Field::kReceivedAt);
  content.Remove(Field::kConsentAt);
  // What steps learned is no content of the sender's.
  for (const Field field : lead.Fields()) {
    if (field > Field::kConsentAt) content.Remove(field);
  }
  Bytes bytes;
  EncodeAttributes(content, Part::kAll, &bytes);
  return bytes;
}

bool HasContactData(const Attributes& lead) {
  for (const Field field : {Field::kEmail, Field::kPhone, Field::kName, Field::kFirstName,
                            Field::kLastName, Field::kCompany}) {
    if (!TrimBlanks(lead.Text(field)).empty()) return true;
  }
  return false;
}

}  // namespace signalbox
