#include "api/sse.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

std::string Event(int64_t id, std::string_view event, std::string_view data) {
  std::string out;
  AppendServerSentEvent(id, event, data, &out);
  return out;
}

TEST(ServerSentEvents, OneEventHasIdTypeAndDataAndEndsWithAnEmptyLine) {
  EXPECT_EQ(Event(7, "LeadRouted", "{}"), "id: 7\nevent: LeadRouted\ndata: {}\n\n");
}

TEST(ServerSentEvents, EveryLineOfDataStandsOnItsOwn) {
  EXPECT_EQ(Event(1, "e", "a\nb\r\nc\rd"),
            "id: 1\nevent: e\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(Event(1, "e", ""), "id: 1\nevent: e\ndata: \n\n");
  EXPECT_EQ(Event(1, "e", "a\n"), "id: 1\nevent: e\ndata: a\ndata: \n\n");
}

TEST(ServerSentEvents, ATypeCannotStartALineOfItsOwn) {
  EXPECT_EQ(Event(1, "a\nid: 9\rx", "d"), "id: 1\nevent: a id: 9 x\ndata: d\n\n");
}

TEST(ServerSentEvents, TheLastEventIdIsAPositionOrAbsentOrRefused) {
  EXPECT_FALSE(ParseLastEventId("")->has_value());
  EXPECT_EQ(**ParseLastEventId("0"), 0);
  EXPECT_EQ(**ParseLastEventId("9223372036854775807"), INT64_MAX);
  for (const std::string_view bad : {"-1", "x", "1x", " 1", "1.0", "9223372036854775808"}) {
    EXPECT_FALSE(ParseLastEventId(bad).ok()) << bad;
  }
}

TEST(ServerSentEvents, TheHeadForbidsStoringAndBuffering) {
  const HttpResponse head = EventStreamHead();
  EXPECT_EQ(head.content_type, kEventStreamMediaType);
  EXPECT_EQ(head.Header("cache-control"), "no-store");
  EXPECT_EQ(head.Header("x-accel-buffering"), "no");
}

}  // namespace
}  // namespace signalbox
