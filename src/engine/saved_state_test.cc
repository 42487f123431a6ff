// Starting from a saved state. That it is the state which the log gives, whatever happens in
// between, is the simulation's to show (sim/checks.cc, CheckFold).
#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "engine/engine_at_hand.h"
#include "engine/state_codec.h"

namespace signalbox {
namespace {

class SavedStateTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    save_every_events_ = 50;
    plan_.steps = {Step("route", StepKind::kDecide, "route")};
  }
  int64_t SavedPosition() const {
    const auto mark = state_file_->ReadMark();
    return mark.ok() && mark->has_value() ? (*mark)->position : -1;
  }
};

TEST_F(SavedStateTest, AStartKnowsEveryRecordIdentityAndOwnerThatWasSaved) {
  Begin();
  std::vector<Id> leads;
  for (int i = 0; i < 200; ++i) leads.push_back(Send("a" + std::to_string(i) + "@example.com"));
  ASSERT_GT(SavedPosition(), 500);
  Bytes live = EncodeLivePart(engine_->state());
  const auto owner = engine_->state().leads[7].owner;
  Start();
  EXPECT_EQ(engine_->state().leads.size(), 200u);
  EXPECT_EQ(engine_->state().leads.At(7).owner, owner);
  EXPECT_LT(engine_->state().leads.resident_pages(), 4u) << "and it did not read them all";
  for (int i = 0; i < 200; i += 17) {
    EXPECT_EQ(engine_->state().lead_by_id.at(leads[static_cast<size_t>(i)]),
              static_cast<uint32_t>(i));
  }
  Send("a3@example.com");
  EXPECT_EQ(engine_->state().leads.size(), 200u) << "who comes back is known";
  EXPECT_EQ(answer_->lead, leads[3]);
}

TEST_F(SavedStateTest, ARunThatWaitsGoesOnAfterAStart) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  Begin();
  AddAgent("looker");
  Send("one@example.com");
  ASSERT_EQ(out_.size(), 1u);
  ASSERT_TRUE(engine_->SaveNow().ok());
  EXPECT_EQ(SavedPosition(), engine_->state().next_position);
  const Bytes before = EncodeRunSecret(*engine_->state().FindRun(Latest().run));
  Start();
  const signalbox::Run* run = engine_->state().FindRun(Latest().run);
  ASSERT_NE(run, nullptr);
  EXPECT_EQ(EncodeRunSecret(*run), before) << "with all that is known of the person";
  RunTurn();
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 2u) << "what was out is asked again";
  Answer(out_[1], Outcome::kOk, "", "software");
  EXPECT_EQ(Latest().status, LeadStatus::kRouted) << "and the step after it is taken";
}

TEST_F(SavedStateTest, NoPersonalValueStandsInTheFileInTheClear) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("looker");
  Send("planted.value@example.com");
  ASSERT_TRUE(engine_->SaveNow().ok());
  state_file_.reset();
  engine_.reset();
  std::ifstream in(root_ + "/ws/state.db", std::ios::binary);
  const Bytes content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ASSERT_GT(content.size(), 8192u);
  for (const char* planted : {"planted", "jonas", "lena"})
    EXPECT_EQ(content.find(planted), Bytes::npos) << planted;
}

TEST_F(SavedStateTest, ADamagedFileIsLeftAndTheLogFolded) {
  Begin();
  for (int i = 0; i < 100; ++i) Send("a" + std::to_string(i) + "@example.com");
  ASSERT_TRUE(engine_->SaveNow().ok());
  engine_.reset();
  state_file_.reset();
  // Past the first page, every byte of every second page.
  const int file = open((root_ + "/ws/state.db").c_str(), O_WRONLY);
  const Bytes junk(8192, '\x5a');
  for (int page = 2; page < 12; page += 2)
    ASSERT_EQ(pwrite(file, junk.data(), junk.size(), page * 8192), 8192);
  close(file);
  Start();
  EXPECT_EQ(engine_->state().leads.size(), 100u);
  Send("new@example.com");
  EXPECT_EQ(engine_->state().leads.size(), 101u);
  EXPECT_EQ(Latest().status, LeadStatus::kRouted);
}

TEST_F(SavedStateTest, AStateOfAnotherLogIsNotTaken) {
  Begin();
  for (int i = 0; i < 30; ++i) Send("a" + std::to_string(i) + "@example.com");
  ASSERT_TRUE(engine_->SaveNow().ok());
  SavedMark mark = **state_file_->ReadMark();
  mark.root[0] ^= 1;
  ASSERT_TRUE(state_file_->Save({mark, {}, {}}).ok());
  Start();
  EXPECT_EQ(engine_->state().leads.size(), 30u);
  EXPECT_EQ(SavedPosition(), -1) << "it was cleared";
}

TEST_F(SavedStateTest, AFileThatCannotBeWrittenCostsNoLead) {
  Begin();
  Send("one@example.com");
  // Everything it had is gone under the engine's feet.
  ASSERT_TRUE(engine_->SaveNow().ok());
  ASSERT_TRUE(state_file_->Clear().ok());
  for (int i = 0; i < 200; ++i) Send("b" + std::to_string(i) + "@example.com");
  EXPECT_EQ(engine_->state().leads.size(), 201u);
  Start();
  EXPECT_EQ(engine_->state().leads.size(), 201u);
}

}  // namespace
}  // namespace signalbox
