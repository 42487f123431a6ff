#include "engine/key_index.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/hash.h"
#include "engine/lead_ids.h"
#include "store/sqlite/test_directory.h"

namespace signalbox {
namespace {

KeyedHash KeyOf(uint32_t number) {
  KeyedHash key{};
  const Digest hash = Sha256(std::to_string(number));
  std::copy_n(hash.begin(), key.size(), key.begin());
  return key;
}

RC_GTEST_PROP(KeyTable, FindsWhatAMapFindsAfterInsertsAndErasures, ()) {
  KeyTable table;
  std::map<uint32_t, uint32_t> expected;
  const auto steps = *rc::gen::container<std::vector<std::pair<uint8_t, bool>>>(
      rc::gen::pair(rc::gen::arbitrary<uint8_t>(), rc::gen::arbitrary<bool>()));
  for (const auto& [number, insert] : steps) {
    // Few starts, so that keys push each other on.
    KeyedHash key{};
    key[0] = number;
    const bool there = expected.contains(number);
    if (insert && !there) {
      table.Insert(key, number + 1u);
      expected[number] = number + 1u;
    } else if (!insert && there) {
      table.Erase(key);
      expected.erase(number);
    }
  }
  for (uint32_t number = 0; number < 256; ++number) {
    KeyedHash key{};
    key[0] = static_cast<uint8_t>(number);
    const auto at = expected.find(number);
    RC_ASSERT(table.Find(key) == (at == expected.end() ? KeyTable::kNone : at->second));
  }
  RC_ASSERT(table.size() == expected.size());
}

TEST(KeyRun, FindsEveryKeyOfItsPagesAndHardlyAnyOther) {
  const TestDirectory directory;
  const auto file = std::move(*OpenStateFile(directory / "", {}));
  std::vector<KeyEntry> sorted;
  for (uint32_t i = 0; i < 5'000; ++i) sorted.push_back({KeyOf(i), i});
  std::sort(sorted.begin(), sorted.end());
  PageChanges changes;
  const KeyRun made = KeyRun::Make(3, sorted, &changes.put);
  ASSERT_TRUE(file->Save(changes).ok());
  PageSource source{file.get(), {}};
  const auto run = KeyRun::Load(3, *file);
  ASSERT_TRUE(run.ok()) << run.error().message;
  for (uint32_t i = 0; i < 5'000; ++i) ASSERT_EQ(run->Find(KeyOf(i), &source), i);
  for (uint32_t i = 5'000; i < 10'000; ++i) ASSERT_EQ(run->Find(KeyOf(i), &source), KeyRun::kNone);
  KeyFilter filter(5'000);
  for (const KeyEntry& entry : sorted) filter.Add(entry.key);
  int strangers = 0;
  for (uint32_t i = 5'000; i < 105'000; ++i) strangers += filter.MayHold(KeyOf(i));
  EXPECT_LT(strangers, 3'000) << "of 100,000";
  EXPECT_TRUE(source.failure.ok());
}

TEST(KeyRun, APageThatCannotBeReadIsNoted) {
  const TestDirectory directory;
  const auto file = std::move(*OpenStateFile(directory / "", {}));
  std::vector<PageRow> pages;
  const std::vector<KeyEntry> one = {{KeyOf(1), 1}};
  const KeyRun run = KeyRun::Make(1, one, &pages);  // and never saved
  PageSource source{file.get(), {}};
  EXPECT_EQ(run.Find(KeyOf(1), &source), KeyRun::kNone);
  EXPECT_EQ(source.failure.error().code, Code::kNotFound);
}

TEST(KeyIndex, WhatASaveHasTakenStaysFindableWhetherItWorksOrNot) {
  KeyIndex index;
  for (uint32_t i = 0; i < 100; ++i) index.Insert(KeyOf(i), i);
  const auto taken = index.Take();
  ASSERT_NE(taken, nullptr);
  EXPECT_TRUE(index.Insert(KeyOf(200), 200));
  EXPECT_FALSE(index.Insert(KeyOf(5), 999)) << "what is there stays";
  EXPECT_EQ(index.Find(KeyOf(5)), 5u);
  index.Saved(nullptr);
  EXPECT_EQ(index.Find(KeyOf(5)), 5u);
  EXPECT_EQ(index.Find(KeyOf(200)), 200u);
  EXPECT_EQ(index.Take()->size(), 101u) << "the next save takes all";
  EXPECT_EQ(index.size(), 101u);
}

TEST(KeyIndex, AKeyWithAnotherValueKeepsItWhenTheSaveIsDone) {
  const TestDirectory directory;
  const auto file = std::move(*OpenStateFile(directory / "", {}));
  PageChanges changes;
  const std::vector<KeyEntry> before = {{KeyOf(1), 1}}, after = {{KeyOf(1), 2}};
  KeyIndex::Runs runs = {std::make_shared<KeyRun>(KeyRun::Make(1, before, &changes.put))};
  const auto newer = std::make_shared<KeyRun>(KeyRun::Make(2, after, &changes.put));
  ASSERT_TRUE(file->Save(changes).ok());
  PageSource source{file.get(), {}};
  KeyIndex index;
  index.Restore(runs, 1, &source);
  EXPECT_EQ(index.Find(KeyOf(1)), 1u);
  index.Replace(KeyOf(1), 2);
  ASSERT_NE(index.Take(), nullptr);
  runs.push_back(newer);
  index.Saved(&runs);
  EXPECT_EQ(index.Find(KeyOf(1)), 2u);
}

TEST(LeadIds, AreAskedAsAMapIs) {
  LeadIds ids;
  Id one, other;
  one.bytes[15] = 1;
  other.bytes[15] = 2;
  ids.Insert(one, 0);
  EXPECT_EQ(ids.find(one)->second, 0u);
  EXPECT_EQ(ids.find(other), ids.end());
  ids.Erase(one);
  EXPECT_EQ(ids.find(one), ids.end());
}

}  // namespace
}  // namespace signalbox
