#include "store/state_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "store/sqlite/test_directory.h"

namespace signalbox {
namespace {

class StateFileTest : public testing::Test {
 protected:
  void Open() {
    file_.reset();
    auto file = OpenStateFile(directory_ / "", {});
    ASSERT_TRUE(file.ok()) << file.error().message;
    file_ = std::move(*file);
  }
  void SetUp() override { Open(); }

  Status Save(int64_t position, std::vector<PageRow> put, std::vector<PageRange> drop = {}) {
    SavedMark mark;
    mark.log_id.bytes[0] = 7;
    mark.position = position;
    mark.root[3] = 9;
    return file_->Save({mark, std::move(put), std::move(drop)});
  }
  std::map<int64_t, Bytes> All(PageKind kind) {
    std::map<int64_t, Bytes> pages;
    const Status read =
        file_->VisitPages({kind, 0, kAllPages}, [&](int64_t number, BytesView bytes) -> Status {
          pages[number] = Bytes(bytes);
          return {};
        });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return pages;
  }

  TestDirectory directory_;
  std::unique_ptr<StateFile> file_;
};

TEST_F(StateFileTest, WhatWasSavedLastIsThereAfterReopening) {
  EXPECT_FALSE(file_->ReadMark()->has_value());
  ASSERT_TRUE(Save(10, {{{PageKind::kLeads, 0}, "one"}, {{PageKind::kRuns, 5}, "run"}}).ok());
  ASSERT_TRUE(Save(20, {{{PageKind::kLeads, 0}, "two"}, {{PageKind::kLeads, 1}, "more"}}).ok());
  Open();
  ASSERT_TRUE(file_->ReadMark()->has_value());
  EXPECT_EQ((*file_->ReadMark())->position, 20);
  EXPECT_EQ((*file_->ReadMark())->root[3], 9);
  EXPECT_EQ(*file_->ReadPage({PageKind::kLeads, 0}), "two");
  EXPECT_EQ(All(PageKind::kLeads), (std::map<int64_t, Bytes>{{0, "two"}, {1, "more"}}));
  EXPECT_EQ(All(PageKind::kRuns), (std::map<int64_t, Bytes>{{5, "run"}}));
  EXPECT_EQ(file_->ReadPage({PageKind::kKeys, 0}).error().code, Code::kNotFound);
}

TEST_F(StateFileTest, WhatIsDroppedIsGoneBeforeWhatIsPutComes) {
  ASSERT_TRUE(
      Save(10,
           {{{PageKind::kPart, 1}, "a"}, {{PageKind::kPart, 2}, "b"}, {{PageKind::kPart, 3}, "c"}})
          .ok());
  ASSERT_TRUE(Save(20, {{{PageKind::kPart, 2}, "anew"}}, {{PageKind::kPart, 1, 3}}).ok());
  EXPECT_EQ(All(PageKind::kPart), (std::map<int64_t, Bytes>{{2, "anew"}, {3, "c"}}));
}

TEST_F(StateFileTest, NothingOfADroppedPageIsLeftInTheFiles) {
  const Bytes planted(3000, 'Z');
  ASSERT_TRUE(Save(10, {{{PageKind::kPart, 1}, planted}}).ok());
  ASSERT_TRUE(Save(20, {}, {{PageKind::kPart, 0, 10}}).ok());
  for (const char* name : {"state.db", "state.db-wal"}) {
    std::ifstream in(directory_ / name, std::ios::binary);
    const Bytes content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_EQ(content.find("ZZZZZZZZ"), Bytes::npos) << name;
  }
}

TEST_F(StateFileTest, AFlippedBitOfAPageIsFound) {
  ASSERT_TRUE(Save(10, {{{PageKind::kLeads, 4}, Bytes(500, 'x') + "needle"}}).ok());
  file_.reset();
  const std::string path = directory_ / "state.db";
  std::fstream raw(path, std::ios::binary | std::ios::in | std::ios::out);
  Bytes content((std::istreambuf_iterator<char>(raw)), std::istreambuf_iterator<char>());
  const size_t at = content.find("needle");
  ASSERT_NE(at, Bytes::npos);
  raw.clear();
  raw.seekp(static_cast<std::streamoff>(at));
  raw.put('N');
  raw.close();
  Open();
  EXPECT_EQ(file_->ReadPage({PageKind::kLeads, 4}).error().code, Code::kCorrupt);
}

TEST_F(StateFileTest, AFileThatIsNoneOfOursIsMadeAnew) {
  ASSERT_TRUE(Save(10, {}).ok());
  file_.reset();
  std::ofstream(directory_ / "state.db") << "this is no database at all, and long enough to say so";
  Open();
  EXPECT_FALSE(file_->ReadMark()->has_value());
  EXPECT_TRUE(Save(30, {}).ok());
}

}  // namespace
}  // namespace signalbox
