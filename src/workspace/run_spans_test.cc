#include "workspace/run_spans.h"

#include <gtest/gtest.h>

#include "workspace/otlp.h"

namespace signalbox {
namespace {

constexpr TimeUs kNoon = 1'790'000'000 * kSecondUs;

class RunSpansTest : public testing::Test {
 protected:
  RunSpansTest() {
    run_.bytes[15] = 7;
    lead_.bytes[15] = 9;
  }

  template <typename B>
  void Say(TimeUs after, const B& body) {
    Event event;
    event.entity_kind = EntityKind::kRun;
    event.entity = run_;
    event.type = static_cast<uint16_t>(B::kType);
    event.time = kNoon + after;
    event.clear = EncodeBody(body);
    event.pins.policy = "policy01";
    const Status taken = spans_.Take(event, &ended_);
    EXPECT_TRUE(taken.ok()) << taken.error().message;
  }
  ev::RunStarted Begun() const {
    ev::RunStarted body;
    body.record = lead_;
    body.plan = "route_lead";
    return body;
  }
  static ev::StepFinished Finished(int64_t step, Outcome outcome = Outcome::kOk,
                                   const std::string& reason = "") {
    ev::StepFinished body;
    body.step = step;
    body.outcome = outcome;
    body.reason = reason;
    return body;
  }
  static ev::RunFinished Rest(LeadStatus status, bool waits = false) {
    ev::RunFinished body;
    body.status = status;
    body.waits = waits;
    return body;
  }

  Id run_, lead_;
  RunSpans spans_{[](const Bytes& pin, const std::string& plan) {
    EXPECT_EQ(pin, "policy01");
    EXPECT_EQ(plan, "route_lead");
    return std::vector<std::string>{"validate", "enrich"};
  }};
  std::vector<TraceSpan> ended_;
};

TEST_F(RunSpansTest, ARunIsATraceAndEachStepASpanBelowIt) {
  Say(0, Begun());
  Say(0, Finished(0));
  ev::StepScheduled out;
  out.step = 1;
  Say(0, out);
  ev::StepRetried again;
  again.step = 1;
  again.agent = "enrich_far@1.0.0";
  again.reason = "agent_timeout";
  Say(2 * kSecondUs, again);
  Say(5 * kSecondUs, Finished(1, Outcome::kError, "agent_timeout"));
  Say(5 * kSecondUs, Finished(7));
  Say(6 * kSecondUs, Rest(LeadStatus::kRouted));
  ASSERT_EQ(ended_.size(), 4u);
  const TraceSpan& root = ended_[3];
  EXPECT_EQ(root.name, "route_lead");
  EXPECT_EQ(root.parent, SpanId{});
  EXPECT_EQ(root.begin, kNoon);
  EXPECT_EQ(root.end, kNoon + 6 * kSecondUs);
  EXPECT_EQ(root.problem, "");
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(ended_[i].trace, run_);
    EXPECT_EQ(ended_[i].parent, root.id);
  }
  EXPECT_EQ(ended_[0].name, "validate");
  EXPECT_FALSE(ended_[0].outside);
  EXPECT_EQ(ended_[0].begin, ended_[0].end) << "a local step takes no time of the run";
  EXPECT_EQ(ended_[1].name, "enrich");
  EXPECT_TRUE(ended_[1].outside);
  EXPECT_EQ(ended_[1].end - ended_[1].begin, 5 * kSecondUs);
  EXPECT_EQ(ended_[1].problem, "agent_timeout");
  ASSERT_EQ(ended_[1].marks.size(), 1u);
  EXPECT_EQ(ended_[1].marks[0].name, "retry");
  EXPECT_EQ(ended_[2].name, "step 7") << "a step that nobody can name is numbered";
}

TEST_F(RunSpansTest, ARunThatWaitsEndsItsSpanAndWhatComesLaterIsAFurtherOneBelow) {
  Say(0, Begun());
  Say(kSecondUs, Rest(LeadStatus::kHeld, true));
  Say(kHourUs, Finished(1));
  Say(kHourUs, Rest(LeadStatus::kRouted));
  ASSERT_EQ(ended_.size(), 3u);
  EXPECT_EQ(ended_[0].end, kNoon + kSecondUs);
  EXPECT_EQ(ended_[1].parent, ended_[0].id);
  EXPECT_EQ(ended_[2].name, "route_lead continued");
  EXPECT_EQ(ended_[2].parent, ended_[0].id);
  EXPECT_EQ(ended_[2].begin, kNoon + kSecondUs);
  Say(2 * kHourUs, Finished(0));
  EXPECT_EQ(ended_.size(), 3u) << "a run that is over is forgotten";
}

TEST_F(RunSpansTest, TheSameEventsMakeTheSameSpans) {
  const auto tell = [this] {
    ended_.clear();
    Say(0, Begun());
    Say(1, Finished(0));
    Say(2, Rest(LeadStatus::kRouted));
    return ended_;
  };
  EXPECT_EQ(tell(), tell());
}

TEST_F(RunSpansTest, AnEventThatDoesNotReadIsAnError) {
  Event event;
  event.entity_kind = EntityKind::kRun;
  event.type = static_cast<uint16_t>(EventType::kRunStarted);
  event.clear = "\xff";
  EXPECT_FALSE(spans_.Take(event, &ended_).ok());
}

// Byte for byte, worked out by hand from the .proto files' field numbers.
TEST(Otlp, ASpanIsTheseBytes) {
  TraceSpan span;
  span.trace.bytes.fill(0x11);
  span.id.fill(0x22);
  span.parent.fill(0x33);
  span.name = "score";
  span.outside = true;
  span.begin = 1;
  span.end = 300;
  span.attributes = {{"n", int64_t{300}}, {"w", true}};
  span.problem = "no";
  const Bytes got = EncodeTraces({"s", "b", "i"}, {span});
  std::string want_span;
  want_span += "\x0a\x10" + std::string(16, '\x11');
  want_span += "\x12\x08" + std::string(8, '\x22');
  want_span += "\x22\x08" + std::string(8, '\x33');
  want_span += std::string("\x2a\x05score\x30\x03", 9);
  want_span += std::string("\x39\xe8\x03\0\0\0\0\0\0", 9);    // 1,000 ns
  want_span += std::string("\x41\xe0\x93\x04\0\0\0\0\0", 9);  // 300,000 ns
  want_span += std::string("\x4a\x08\x0a\x01n\x12\x03\x18\xac\x02", 10);
  want_span += std::string("\x4a\x07\x0a\x01w\x12\x02\x10\x01", 9);
  want_span += std::string("\x7a\x06\x12\x02no\x18\x02", 8);
  const auto attribute = [](const std::string& name, const std::string& value) {
    const std::string text = std::string("\x0a") + static_cast<char>(value.size()) + value;
    const std::string pair = std::string("\x0a") + static_cast<char>(name.size()) + name + "\x12" +
                             static_cast<char>(text.size()) + text;
    return std::string("\x0a") + static_cast<char>(pair.size()) + pair;
  };
  const std::string resource = attribute("service.name", "s") + attribute("service.version", "b") +
                               attribute("service.instance.id", "i");
  const std::string scope = std::string("\x0a\x10\x0a\x0esignalbox.runs");
  const auto sized = [](char tag, const std::string& bytes) {
    std::string text(1, tag);
    if (bytes.size() >= 128) {
      text.push_back(static_cast<char>((bytes.size() & 0x7f) | 0x80));
      text.push_back(static_cast<char>(bytes.size() >> 7));
    } else {
      text.push_back(static_cast<char>(bytes.size()));
    }
    return text + bytes;
  };
  const std::string of_scope = sized('\x12', scope + sized('\x12', want_span));
  EXPECT_EQ(got, sized('\x0a', sized('\x0a', resource) + of_scope));
}

}  // namespace
}  // namespace signalbox
