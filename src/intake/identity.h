// Who a lead is: the keys by which two leads are the same person (interfaces.md, "The same
// person").
//
// Keys are stored (as keyed hashes) and compared for years: the forms here never change. Pure and
// thread safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "lead/attributes.h"

namespace signalbox {

// Trimmed and lower-cased; nothing that one provider alone does (dots, tags) is undone. Empty for
// what is no address at all (`n/a`), so that such leads are not all one person.
std::string NormalEmail(std::string_view email);

// Digits alone, without `+`, a leading `00`, `(0)` and an extension. Empty below 6 digits.
std::string NormalPhone(std::string_view phone);

struct PersonName {
  std::string first, last;  // trimmed, inner spaces single
};
// `first_name` and `last_name`, where one is missing from `name`: `Ada King Lovelace`, or
// `Lovelace, Ada`; the first word is the first name and the rest the last.
PersonName NameOf(const Attributes& lead);

// `e:<e-mail>`; without one `p:<digits>|<first>|<last>`, names folded; and `x:<source>|<id>` where
// there is an external id (no source is a source too). Two leads are the same person when they
// share a key. Empty: no identity, never a duplicate.
std::vector<std::string> IdentityKeys(const Attributes& lead);

// What a double submit repeats: every field and extra as received, without the sender's id and
// times, in one form that does not depend on their order.
Bytes ContentForm(const Attributes& lead);

// False when nobody can be contacted: no name, e-mail, phone or company.
bool HasContactData(const Attributes& lead);

}  // namespace signalbox
