// Folding: the form in which names of companies, countries and places are compared.
//
// Lower case, without accents (Unicode NFKC_Casefold, then NFD without marks; ICU), `.` and
// apostrophes dropped, `&` and `+` written `and`, every other punctuation one space, trimmed. ASCII
// text takes a path without ICU and without allocation beyond the result. Thread safe.
#pragma once

#include <string>
#include <string_view>

namespace signalbox::reference {

std::string Fold(std::string_view text);
// Into a buffer that the caller keeps from call to call.
void FoldInto(std::string_view text, std::string* out);

// A domain name in lower-case ASCII (UTS #46, non-transitional); empty when it has no such form.
std::string DomainToAscii(std::string_view domain);

}  // namespace signalbox::reference
