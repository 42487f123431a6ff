#include "audit/heads.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace signalbox {
namespace {

class HeadsTest : public testing::Test {
 protected:
  HeadsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "heads-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    path_ = directory_ / "heads.log";
  }
  ~HeadsTest() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path directory_;
  std::string path_;
};

TEST_F(HeadsTest, WhatIsAppendedIsReadBackInOrder) {
  {
    HeadsWriter writer = *HeadsWriter::Open(path_);
    ASSERT_TRUE(writer.Append("a\n\nsig a\n").ok());
    ASSERT_TRUE(writer.Append("b\n\nsig b\nsig c\n").ok());
  }
  HeadsWriter again = *HeadsWriter::Open(path_);
  ASSERT_TRUE(again.Append("c\n\nsig\n").ok());
  const std::string text = *ReadHeadsFile(path_);
  EXPECT_EQ(text, "a\n\nsig a\n\nb\n\nsig b\nsig c\n\nc\n\nsig\n\n");
  const HeadsText heads = SplitHeads(text);
  EXPECT_EQ(heads.notes,
            (std::vector<std::string>{"a\n\nsig a\n", "b\n\nsig b\nsig c\n", "c\n\nsig\n"}));
  EXPECT_FALSE(heads.has_rest);
}

TEST_F(HeadsTest, AnyUnfinishedNoteIsCutOffBeforeTheNext) {
  const std::string whole = "a\n\nsig a\n\n", second = "b\n\nsig b\n\n";
  for (size_t cut = 0; cut < second.size(); ++cut) {
    std::ofstream(path_, std::ios::trunc) << whole << second.substr(0, cut);
    HeadsWriter writer = *HeadsWriter::Open(path_);
    ASSERT_TRUE(writer.Append("c\n\nsig c\n").ok());
    EXPECT_EQ(*ReadHeadsFile(path_), whole + "c\n\nsig c\n\n") << cut;
  }
}

TEST_F(HeadsTest, OnlyTheOwnerMayReadTheFile) {
  const HeadsWriter writer = *HeadsWriter::Open(path_);
  EXPECT_EQ(std::filesystem::status(path_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(HeadsTest, WhatCannotBeOpenedIsAnAnswer) {
  EXPECT_EQ(ReadHeadsFile(path_).error().code, Code::kNotFound);
  EXPECT_EQ(HeadsWriter::Open((directory_ / "no" / "heads.log").string()).error().code,
            Code::kNotFound);
}

}  // namespace
}  // namespace signalbox
