// A keyring, a clock and a folder of their own, for tests of what access keeps.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "access/password.h"
#include "base/clock.h"
#include "base/random.h"
#include "store/keyring.h"

namespace signalbox {

// Hashing of real strength would take most of the suite's time.
inline constexpr PasswordCost kTestPasswordCost{.memory_kb = 64, .passes = 1, .lanes = 1};

class AccessFixture : public testing::Test {
 protected:
  AccessFixture() {
    char name[] = "/tmp/signalbox-access-XXXXXX";
    folder_ = mkdtemp(name);
    auto keys = Keyring::Open(folder_ + "/keys", true, random_);
    EXPECT_TRUE(keys.ok());
    keys_ = std::move(*keys);
  }
  ~AccessFixture() override {
    keys_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string folder_;
  FakeClock clock_{1'790'000'000 * kSecondUs};
  SeededRandom random_{7};
  std::unique_ptr<Keyring> keys_;
};

}  // namespace signalbox
