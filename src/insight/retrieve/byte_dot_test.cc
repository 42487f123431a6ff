#include "insight/retrieve/byte_dot.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace signalbox {
namespace {

RC_GTEST_PROP(ByteDot, IsTheSumOfProductsAtEveryLength, (const std::vector<int8_t>& a)) {
  const auto b = *rc::gen::container<std::vector<int8_t>>(a.size(), rc::gen::arbitrary<int8_t>());
  int64_t wanted = 0;
  for (size_t i = 0; i < a.size(); ++i) wanted += int64_t{a[i]} * b[i];
  RC_ASSERT(ByteDot(a.data(), b.data(), a.size()) == wanted);
}

TEST(ByteDot, TheLargestNumbersDoNotPassItsSum) {
  const std::vector<int8_t> least(131'071, -128);
  EXPECT_EQ(ByteDot(least.data(), least.data(), least.size()), 131'071 * 128 * 128);
}

}  // namespace
}  // namespace signalbox
