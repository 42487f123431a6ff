// The sealed bodies of reference records: people, teams, accounts, contacts, opportunities,
// campaigns.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "lead/account.h"
#include "lead/person.h"

namespace signalbox {

Bytes EncodeRecord(const Person& person);
Bytes EncodeRecord(const Team& team);
Bytes EncodeRecord(const Account& account);
Bytes EncodeRecord(const Contact& contact);
Bytes EncodeRecord(const Opportunity& opportunity);
Bytes EncodeRecord(const Campaign& campaign);

// kCorrupt for bytes that EncodeRecord did not write. T is one of the types above.
template <typename T>
Result<T> DecodeRecord(BytesView bytes);

}  // namespace signalbox
