// Searching the log: what is found is what every event says, however it is found.
#include "workspace/event_search.h"

#include <gmock/gmock.h>

#include "engine/follow_up_events.h"
#include "workspace/engine_fixture.h"
#include "workspace/event_index.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

class EventSearchTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    for (const char* seller : {"anna", "bert"}) AddPerson(seller, seller, "dach");
    Publish({{"policy.yaml", FixturePolicy()}});
    for (int i = 1; i <= 4; ++i) {
      Advance(kMinuteUs);
      leads_.push_back(SendFrom("DE", i).lead);
    }
    ev::LeadActed body;
    body.verb = Verb::kAccept;
    Apply([&](Turn& turn) {
      return turn.Act(leads_[0], body, {ActorKind::kOperator, "the desk"});
    });
  }
  std::string ViewsPath() const { return root_ + "/views.db"; }
  void CatchUp(int64_t until) {
    const auto views = Views::Open(ViewsPath());
    ASSERT_TRUE(views.ok()) << views.error().message;
    ASSERT_TRUE((*views)->CatchUp(*store_, until).ok());
  }
  // `position type`, over all pages.
  std::vector<std::string> Find(EventSearch search) {
    std::vector<std::string> found;
    for (int pages = 0; pages < 1'000; ++pages) {
      const auto page = SearchEvents(*store_, *keys_, ViewsPath(), search);
      EXPECT_TRUE(page.ok()) << page.error().message;
      if (!page.ok()) return found;
      for (const OpenedEvent& opened : page->events)
        found.push_back(std::to_string(opened.event.position) + " " +
                        std::string(EventTypeName(static_cast<EventType>(opened.event.type))));
      if (page->next < 0) return found;
      EXPECT_LT(page->next, search.before) << "a page goes on below the one before";
      search.before = page->next;
    }
    ADD_FAILURE() << "the pages do not end";
    return found;
  }
  // The same, by reading everything.
  std::vector<std::string> All(const std::function<bool(const Event&)>& fits) {
    std::vector<std::string> found;
    EXPECT_TRUE(store_
                    ->ReadEvents(0, -1,
                                 [&](int64_t, BytesView bytes) -> Status {
                                   SB_ASSIGN(const Event event, DecodeEvent(bytes));
                                   if (fits(event))
                                     found.push_back(std::to_string(event.position) + " " +
                                                     std::string(EventTypeName(
                                                         static_cast<EventType>(event.type))));
                                   return {};
                                 })
                    .ok());
    std::reverse(found.begin(), found.end());
    return found;
  }
  std::vector<Id> leads_;
};

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(EventSearchTest, ARareTypeAndAnEverydayOneAreBothFoundWhole) {
  CatchUp(store_->next_position());
  for (const EventType type : {EventType::kLeadActed, EventType::kPersonUpserted,
                               EventType::kLeadReceived, EventType::kOwnerAssigned}) {
    EventSearch search;
    search.type = type;
    search.limit = 2;
    const auto wanted =
        All([&](const Event& event) { return static_cast<EventType>(event.type) == type; });
    EXPECT_FALSE(wanted.empty());
    EXPECT_EQ(Find(search), wanted) << EventTypeName(type);
  }
}

TEST_F(EventSearchTest, WhatTheIndexHasNotReachedIsFoundInTheLog) {
  EventSearch search;
  search.person = engine_->state().RefOf("anna");
  CatchUp(store_->next_position());
  const std::vector<std::string> wanted = Find(search);
  EXPECT_THAT(wanted, SizeIs(testing::Ge(3u)));
  for (const int64_t until : {int64_t{5}, store_->next_position() - 7}) {
    const auto views = Views::Open(ViewsPath());
    ASSERT_TRUE((*views)->Reset().ok());
    CatchUp(until);
    EXPECT_EQ(Find(search), wanted) << until;
  }
}

TEST_F(EventSearchTest, WhoCausedItAndWhomItNamesMustBothHold) {
  CatchUp(store_->next_position());
  EventSearch search;
  search.actor = "the desk";
  EXPECT_THAT(Find(search), ElementsAre(testing::HasSubstr("LeadActed")));
  search.type = EventType::kLeadReceived;
  EXPECT_THAT(Find(search), IsEmpty());
  search.type = {};
  search.actor = "nobody we know";
  EXPECT_THAT(Find(search), IsEmpty());
}

TEST_F(EventSearchTest, AStretchOfTimeBeginsWithItsFirstEventAndEndsBeforeItsEnd) {
  CatchUp(store_->next_position());
  EventSearch search;
  search.from = kStart + 2 * kMinuteUs;
  search.to = kStart + 3 * kMinuteUs;
  EXPECT_EQ(Find(search), All([&](const Event& event) {
              return event.time >= search.from && event.time < search.to;
            }));
  search.from = kStart + 100 * kDayUs;
  search.to = INT64_MAX;
  EXPECT_THAT(Find(search), IsEmpty());
}

TEST_F(EventSearchTest, OfARecordOnlyItsOwnPositionsAreLookedAt) {
  CatchUp(store_->next_position());
  EventSearch search;
  search.positions = {1, 3, 5};
  search.limit = 2;
  EXPECT_THAT(Find(search), SizeIs(3));
  const auto page = SearchEvents(*store_, *keys_, ViewsPath(), search);
  EXPECT_EQ(page->looked_at, 2);
  EXPECT_EQ(page->next, 2);
}

TEST_F(EventSearchTest, AnIndexThatSaysSomethingElseThanTheLogIsFound) {
  CatchUp(store_->next_position());
  EXPECT_EQ(CompareWithLog(ViewsPath(), *store_).value(), "");
  auto database = Database::Open(ViewsPath(), {});
  ASSERT_TRUE(database->Execute("DELETE FROM event_marks WHERE kind = 1").ok());
  EXPECT_THAT(CompareWithLog(ViewsPath(), *store_).value(), testing::HasSubstr("index of events"));
}

TEST(EventTypeNames, EveryTypeIsFoundByItsName) {
  EXPECT_EQ(EventTypeByName("LeadReceived"), EventType::kLeadReceived);
  EXPECT_EQ(EventTypeByName("CaseRuled"), EventType::kCaseRuled);
  EXPECT_EQ(EventTypeByName("Unknown"), std::nullopt);
  EXPECT_EQ(EventTypeByName(""), std::nullopt);
}

}  // namespace
}  // namespace signalbox
