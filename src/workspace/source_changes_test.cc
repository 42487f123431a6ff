#include "workspace/source_changes.h"

#include <gmock/gmock.h>

#include "workspace/replay.h"
#include "workspace/stored_state.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

const Actor kSomebody{ActorKind::kOperator, "test"};
constexpr char kMap[] = "columns: {mail: email}\n";

class SourceChangesTest : public WorkspaceFixture {
 protected:
  IntakeSources Sources() {
    IntakeSources sources;
    EXPECT_TRUE(
        workspace_->Ask([&](const Engine& engine) { sources = engine.state().sources; }).ok());
    return sources;
  }
};

TEST_F(SourceChangesTest, WhatWasSetComesBackFromTheLog) {
  ASSERT_TRUE(SetSource(*workspace_, kSomebody, {"web", kMap, "hub_sha256", "hush"}).ok());
  ASSERT_TRUE(SetSource(*workspace_, kSomebody, {"form", "", "", "hush"}).ok());
  ASSERT_TRUE(SetSource(*workspace_, kSomebody, {"gone", "", "", ""}).ok());
  const Result<IntakeSources> left = RemoveSource(*workspace_, kSomebody, "gone");
  ASSERT_TRUE(left.ok());
  EXPECT_EQ(left->size(), 2u);
  Reopen();
  EXPECT_EQ(Sources(), *left);
  EXPECT_EQ(left->at("form").signature, SignatureKind::kStandardWebhooks);
  const Result<std::string> json = SourceJson(workspace_->store(), left->at("web"));
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(*json, R"({"name":"web","signature":"hub_sha256","signed":true,)"
                   R"("mapping":"columns: {mail: email}\n"})");
  const auto replayed = Replay(workspace_->store(), workspace_->keys(), LoadStoredVersion, {});
  ASSERT_TRUE(replayed.ok()) << replayed.error().message;
  EXPECT_EQ(replayed->different, 0);
}

TEST_F(SourceChangesTest, TheSameAgainChangesNothingAndOtherSettingsReplaceAll) {
  ASSERT_TRUE(SetSource(*workspace_, kSomebody, {"web", kMap, "", "hush"}).ok());
  const int64_t before = workspace_->store().next_position();
  ASSERT_TRUE(SetSource(*workspace_, kSomebody, {"web", kMap, "", "hush"}).ok());
  EXPECT_EQ(workspace_->store().next_position(), before);
  ASSERT_TRUE(SetSource(*workspace_, kSomebody, {"web", "", "", ""}).ok());
  EXPECT_EQ(Sources().at("web"), (IntakeSource{"web", {}, SignatureKind::kNone, {}}));
}

TEST_F(SourceChangesTest, SettingsThatCannotBeMeantAreRefusedAndLeaveNoTrace) {
  const int64_t before = workspace_->store().next_position();
  const auto fault = [&](const SourceSettings& settings) {
    const Result<IntakeSources> set = SetSource(*workspace_, kSomebody, settings);
    EXPECT_FALSE(set.ok());
    return set.ok() ? std::string() : set.error().message;
  };
  EXPECT_THAT(fault({"a b", "", "", ""}), HasSubstr("a source's name is"));
  EXPECT_THAT(fault({"", "", "", ""}), HasSubstr("a source's name is"));
  EXPECT_THAT(fault({"a", "colums: {}", "", ""}), HasSubstr("unknown key `colums`"));
  EXPECT_THAT(fault({"a", "", "md5", "x"}), HasSubstr("hub_sha256"));
  EXPECT_THAT(fault({"a", "", "hex_sha256", ""}), HasSubstr("needs a secret"));
  EXPECT_THAT(fault({"a", "", "none", "x"}), HasSubstr("which kind"));
  EXPECT_THAT(fault({"a", "", "", "whsec_!"}), HasSubstr("base64"));
  EXPECT_EQ(RemoveSource(*workspace_, kSomebody, "a").error().code, Code::kNotFound);
  EXPECT_EQ(workspace_->store().next_position(), before);
}

}  // namespace
}  // namespace signalbox
