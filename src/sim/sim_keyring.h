// A keyring that outlives every crash: store/keyring_test.cc holds the real one to that. One
// thread.
#pragma once

#include "store/keyring.h"

namespace signalbox {

class SimKeyring : public Keyring {
 public:
  explicit SimKeyring(uint64_t seed) {
    SeededRandom random(seed);
    random.Fill(identity_);
    random.Fill(index_);
    random.Fill(audit_);
  }

  Result<int64_t> NewSubject() override { return ++subjects_; }
  Result<Key> SubjectKey(int64_t subject) const override {
    if (subject < 1 || subject > subjects_) return Err(Code::kNotFound, "no such subject");
    return HmacSha256(index_, {std::to_string(subject)});
  }
  Status Forget(int64_t) override {
    return Err(Code::kUnsupported, "the simulation forgets nobody");
  }
  const Key& identity_secret() const override { return identity_; }
  const Key& index_secret() const override { return index_; }
  const Key& audit_seed() const override { return audit_; }
  Digest token_hash() const override { return {}; }
  Status SetTokenHash(const Digest&) override { return {}; }

 private:
  Key identity_{}, index_{}, audit_{};
  int64_t subjects_ = 0;
};

}  // namespace signalbox
