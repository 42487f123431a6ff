#include "engine/page_table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/state_codec.h"
#include "store/sqlite/test_directory.h"

namespace signalbox {
namespace {

using Table = PageTable<KeyedRequest>;

// A save, as the state's is: what changed is written while the table goes on.
bool Save(Table* table, StateFile* file) {
  PageChanges changes;
  for (const auto& [number, page] : table->TakeChanged())
    changes.put.push_back({{PageKind::kRequests, number}, saved::EncodePage<KeyedRequest>(page)});
  return file->Save(changes).ok();
}

RC_GTEST_PROP(PageTable, IsAVectorWhateverIsSavedAndTrimmed, ()) {
  const TestDirectory directory;
  const auto file = std::move(*OpenStateFile(directory / "", {}));
  PageSource source{file.get(), {}};
  Table table;
  table.ReadFrom(PageKind::kRequests, &source, saved::DecodePage<KeyedRequest>);
  std::vector<int64_t> expected;
  for (int step = 0; step < 40; ++step) {
    const int what = *rc::gen::inRange(0, 6);
    if (what <= 1) {
      for (int i = *rc::gen::inRange(0, 100); i > 0; --i) {
        expected.push_back(step);
        KeyedRequest one;
        one.at = step;
        table.push_back(one);
      }
    } else if (what == 2 && !expected.empty()) {
      const auto at = *rc::gen::inRange<size_t>(0, expected.size());
      table[at].at = expected[at] = -step - 1;
    } else if (what == 3) {
      RC_ASSERT(Save(&table, file.get()));
      // Changed while it was being written, and told of afterwards.
      if (!expected.empty()) table[0].at = expected[0] = 1'000 + step;
      table.Saved(true);
    } else if (what == 4) {
      table.TakeChanged();
      table.Saved(false);
    } else {
      table.Trim(1);
    }
    RC_ASSERT(table.size() == expected.size());
  }
  for (size_t i = 0; i < expected.size(); ++i) RC_ASSERT(table.At(i).at == expected[i]);
  RC_ASSERT(source.failure.ok());
}

TEST(PageTable, WhatCannotBeReadIsNotedAndReadsAsEmpty) {
  const TestDirectory directory;
  const auto file = std::move(*OpenStateFile(directory / "", {}));
  PageSource source{file.get(), {}};
  Table table;
  table.Restore(70, PageKind::kRequests, &source, saved::DecodePage<KeyedRequest>);
  EXPECT_EQ(table.At(69).at, 0);
  EXPECT_EQ(source.failure.error().code, Code::kNotFound);
}

TEST(PageTable, ATrimLetsGoOfSavedPagesAlone) {
  const TestDirectory directory;
  const auto file = std::move(*OpenStateFile(directory / "", {}));
  PageSource source{file.get(), {}};
  Table table;
  table.ReadFrom(PageKind::kRequests, &source, saved::DecodePage<KeyedRequest>);
  for (int i = 0; i < 640; ++i) table.push_back({});
  table.Trim(2);
  EXPECT_EQ(table.resident_pages(), 10u) << "nothing is saved yet";
  ASSERT_TRUE(Save(&table, file.get()));
  table.Trim(2);
  EXPECT_EQ(table.resident_pages(), 10u) << "the save has not ended";
  table.Saved(true);
  table.Trim(2);
  EXPECT_EQ(table.resident_pages(), 2u);
}

}  // namespace
}  // namespace signalbox
