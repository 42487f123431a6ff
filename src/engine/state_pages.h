// Pages of a state file as they are written and read: parts cut into chunks and sealed for the
// workspace, records sealed for their person.
#pragma once

#include "engine/state_codec.h"
#include "engine/state_saver.h"

namespace signalbox {

class StateSealer {
 public:
  StateSealer(const Keyring& keys, const Id& log_id, Random& random);

  // Replaces the part: compressed, sealed with a key that is derived from the workspace's, in
  // chunks.
  void PutPart(StatePart part, BytesView plain, PageChanges* pages) const;
  // Empty secret of a page whose person was forgotten meanwhile: it reads as erased.
  Result<Bytes> SealPersonal(const PersonalPage& page, int64_t position) const;

 private:
  const Keyring& keys_;
  const Id log_id_;
  const Key key_;
  Random& random_;
};

class StateOpener {
 public:
  StateOpener(const StateFile& file, const Keyring& keys, const Id& log_id);
  // kNotFound, kCorrupt.
  Result<Bytes> ReadPart(StatePart part) const;
  // The clear part and the secret; the latter is empty when its person was forgotten.
  Result<std::pair<Bytes, Bytes>> OpenPersonal(BytesView page) const;

 private:
  const StateFile& file_;
  const Keyring& keys_;
  const Id log_id_;
  const Key key_;
};

// How large each table is and which runs each index has.
struct SavedTables {
  int64_t layout = kStateLayout;
  int64_t lead_count = 0, request_count = 0, next_run = 0;
  std::vector<std::vector<int64_t>> runs;  // by index
  std::vector<int64_t> sizes;              // by index
};
Bytes EncodeTables(const StateChanges& changes, const SavedState& saved);
Result<SavedTables> DecodeTables(BytesView bytes);

}  // namespace signalbox
