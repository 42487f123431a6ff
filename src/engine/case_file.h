// A file that came with a request, as its blob holds it: sealed under the subject of its case, so
// that forgetting the requester makes it unreadable wherever the blob lies.
//
// Deterministic CBOR: [nonce (12), digest (32), ciphertext], sealed as an event's part is
// (store/event.h) with the number of the case in place of a position and the type of CaseOpened.
// Pure but for `random`.
#pragma once

#include "base/bytes.h"
#include "base/ids.h"
#include "base/random.h"
#include "base/result.h"
#include "store/keyring.h"

namespace signalbox {

// kNotFound when the subject was forgotten.
Result<Bytes> SealCaseFile(const Keyring& keys, int64_t subject, const Id& log_id, int64_t number,
                           BytesView content, Random& random);
// kNotFound when the subject was forgotten; kCorrupt for a blob that is none.
Result<Bytes> OpenCaseFile(const Keyring& keys, int64_t subject, const Id& log_id, int64_t number,
                           BytesView blob);

}  // namespace signalbox
