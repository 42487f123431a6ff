#include "workspace/reference.h"

#include "workspace/views.h"
#include "workspace/views_writer.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

const Actor kActor{ActorKind::kOperator, "test"};

class ReferenceTest : public WorkspaceFixture {
 protected:
  template <typename T>
  bool Upsert(T value) {
    bool changed = false;
    const auto done = workspace_->Apply([&](Turn& turn) -> Status {
      SB_ASSIGN(changed, UpsertRecord(turn, *workspace_, kActor, value));
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.error().message;
    return changed;
  }
  Event Last() {
    const Store& store = workspace_->store();
    return *DecodeEvent(*store.ReadEvent(store.next_position() - 1));
  }
};

Person Lena(std::string team) {
  Person person;
  person.id = "lena";
  person.team = std::move(team);
  return person;
}

TEST_F(ReferenceTest, ARecordKeepsItsEntityItsSubjectAndItsNumberOverItsChanges) {
  EXPECT_TRUE(Upsert(Lena("a")));
  const Event first = Last();
  EXPECT_TRUE(Upsert(Lena("b")));
  const Event second = Last();
  EXPECT_EQ(second.entity, first.entity);
  EXPECT_EQ(second.previous, first.position);
  EXPECT_EQ(second.sealed.front().subject, first.sealed.front().subject);
  EXPECT_EQ(DecodeBody<ev::Upserted>(second.clear)->number,
            DecodeBody<ev::Upserted>(first.clear)->number);
}

TEST_F(ReferenceTest, TheSameValueAgainMakesNoEvent) {
  EXPECT_TRUE(Upsert(Lena("a")));
  const int64_t size = workspace_->store().next_position();
  EXPECT_FALSE(Upsert(Lena("a")));
  EXPECT_EQ(workspace_->store().next_position(), size);
}

TEST_F(ReferenceTest, WhoIsRemovedAndComesBackHasTheSameNumber) {
  EXPECT_TRUE(Upsert(Lena("a")));
  const auto number = DecodeBody<ev::Upserted>(Last().clear)->number;
  for (const bool there : {true, false}) {
    bool removed = false;
    ASSERT_TRUE(workspace_
                    ->Apply([&](Turn& turn) -> Status {
                      SB_ASSIGN(removed, RemoveRecord<Person>(turn, *workspace_, kActor, "lena"));
                      return {};
                    })
                    .ok());
    EXPECT_EQ(removed, there);
  }
  Reopen();
  EXPECT_TRUE(Upsert(Lena("a")));
  EXPECT_EQ(DecodeBody<ev::Upserted>(Last().clear)->number, number);
}

TEST_F(ReferenceTest, AnEmptyOrOverlongIdIsRefused) {
  for (const std::string& id : {std::string(), std::string(kMaxReferenceIdBytes + 1, 'x')}) {
    const auto done = workspace_->Apply([&](Turn& turn) -> Status {
      SB_TRY(UpsertRecord(turn, *workspace_, kActor, Team{id, "", ""}));
      return {};
    });
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, Code::kInvalid);
  }
}

TEST_F(ReferenceTest, TheViewsFollowWhatIsCommitted) {
  auto views = Views::Open(options_.directory + "/views.db");
  ASSERT_TRUE(views.ok());
  {
    ViewsWriter writer(*workspace_, **views);
    EXPECT_TRUE(Upsert(Lena("a")));
    const int64_t position = workspace_->store().next_position() - 1;
    EXPECT_TRUE(writer.WaitFor(position, 60 * kSecondUs));
    EXPECT_EQ(writer.failure(), "");
    EXPECT_FALSE(writer.WaitFor(position + 1'000, 0));
    EXPECT_TRUE(Upsert(Lena("b")));
  }
  EXPECT_EQ((*views)->applied_position(), workspace_->store().next_position());
}

}  // namespace
}  // namespace signalbox
