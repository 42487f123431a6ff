#include "workspace/leave_import.h"

#include <gmock/gmock.h>

#include "workspace/availability_change.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

class LeaveImportTest : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"lena", "jonas"}) AddPerson(id, "dach");
  }
  Result<LeaveImport> Import(const std::string& file, const std::string& person = "",
                             bool dry_run = false) {
    const MaySetLeave may = [this](const State&, const std::string& id) { return id != barred_; };
    return ImportLeave(*workspace_, file, person, dry_run, may, {}, {ActorKind::kOperator, "test"});
  }
  size_t LeavesOfPerson(const std::string& id) {
    size_t count = 0;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      count = engine.state().roster.FindPerson(id)->leaves.size();
                    })
                    .ok());
    return count;
  }
  std::string barred_;
};

constexpr std::string_view kRows =
    "person,from,to,note\nlena,2099-12-21,2099-12-23,x\nJonas@acme.example,2099-12-21,2099-12-23,"
    "\n";

TEST_F(LeaveImportTest, PeopleAreFoundByIdAndByAddressAndTwiceIsOnce) {
  const auto first = Import(std::string(kRows));
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(first->people, 2);
  EXPECT_TRUE(first->faults.empty());
  EXPECT_EQ(LeavesOfPerson("jonas"), 1u);
  const int64_t before = workspace_->store().next_position();
  const auto again = Import(std::string(kRows));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->people, 0);
  EXPECT_EQ(workspace_->store().next_position(), before);
}

TEST_F(LeaveImportTest, ADryRunStoresNothing) {
  const auto dry = Import(std::string(kRows), "", true);
  ASSERT_TRUE(dry.ok());
  EXPECT_EQ(dry->people, 2);
  EXPECT_EQ(LeavesOfPerson("lena"), 0u);
}

TEST_F(LeaveImportTest, BadLinesAndStrangersAreNamedAndTheRestIsImported) {
  barred_ = "jonas";
  const auto done = Import(
      "person,from,to\nlena,soon,2099-12-23\nnobody,2099-12-21,2099-12-23\n"
      "jonas,2099-12-21,2099-12-23\nlena,2099-12-21,2099-12-23\n");
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->people, 1);
  ASSERT_EQ(done->faults.size(), 3u);
  EXPECT_EQ(done->faults[0].line, 2u);
  EXPECT_THAT(done->faults[1].error, HasSubstr("nobody called `nobody`"));
  EXPECT_THAT(done->faults[2].error, HasSubstr("not yours"));
  EXPECT_EQ(LeavesOfPerson("lena"), 1u);
  EXPECT_EQ(LeavesOfPerson("jonas"), 0u);
}

TEST_F(LeaveImportTest, ARowSaysWhatBecomesOfTheLeadsInHandWhenTheLeaveBegins) {
  const auto done = Import(
      "person,from,to,then\nlena,2099-12-21,2099-12-23,route_again\n"
      "jonas,2099-12-21,2099-12-23,delegate\njonas,2099-11-02,2099-11-03,sell\n"
      "jonas,2099-10-02,2099-10-03,\n");
  ASSERT_TRUE(done.ok()) << done.error().message;
  ASSERT_EQ(done->faults.size(), 2u);
  EXPECT_THAT(done->faults[0].error, HasSubstr("nobody stands in for `jonas`"));
  EXPECT_THAT(done->faults[1].error, HasSubstr("`route_again`"));
  std::vector<LeaveAhead> ahead;
  ASSERT_TRUE(
      workspace_->Ask([&](const Engine& engine) { ahead = engine.state().leaves_ahead; }).ok());
  ASSERT_EQ(ahead.size(), 1u);
  EXPECT_EQ(ahead[0].then, InHandThen::kRouteAgain);
  EXPECT_EQ(LeavesOfPerson("jonas"), 1u) << "a line that cannot be followed is not half followed";
}

TEST_F(LeaveImportTest, ACalendarOfOnePersonIsTheirsWhateverItSays) {
  const auto done = Import(
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE:mailto:x@y.example\nDTSTART;VALUE=DATE:20991221\n"
      "END:VEVENT\nEND:VCALENDAR\n",
      "lena");
  ASSERT_TRUE(done.ok()) << done.error().message;
  // Two years ahead is how far a rule is followed; a single day may lie further.
  EXPECT_EQ(LeavesOfPerson("lena"), 1u);
  EXPECT_EQ(Import("person,from,to\n", "nobody").error().code, Code::kNotFound);
}

}  // namespace
}  // namespace signalbox
