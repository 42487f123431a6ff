// The sealed bodies of reference records: people, teams, accounts, contacts, opportunities,
// campaigns.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "lead/account.h"
#include "lead/person.h"

namespace signalbox {

// `reason` is why somebody changed the person, in their own words, where they said it.
Bytes EncodeRecord(const Person& person, std::string_view reason = {});
Bytes EncodeRecord(const Team& team);
Bytes EncodeRecord(const Account& account);
Bytes EncodeRecord(const Contact& contact);
Bytes EncodeRecord(const Opportunity& opportunity);
Bytes EncodeRecord(const Campaign& campaign);

// The reason with which a person was encoded; empty for none. kCorrupt as below.
Result<std::string> ReasonInRecord(BytesView person);

// kCorrupt for bytes that EncodeRecord did not write. T is one of the types above.
template <typename T>
Result<T> DecodeRecord(BytesView bytes);

}  // namespace signalbox
