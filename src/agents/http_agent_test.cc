// HTTP agents and the files they are added by: what goes out, what comes back, what is refused.
#include "agents/http_agent.h"

#include <gtest/gtest.h>

#include "agents/reasons.h"
#include "agents/schema.h"
#include "agents/spec_yaml.h"
#include "agents/test_leads.h"
#include "ports/webhook_signature.h"

namespace signalbox {
namespace {

using testing_leads::kFriday;
using testing_leads::Lead;

constexpr char kSpec[] = R"(id: acme_score
version: 1.2.0
kind: http
capabilities: [score]
owner: revops
url: https://agents.example.com/score
inputs: [lead.country, employees, account.type]
outputs: [lead.score, score_band]
timeout: 2s
retry: {times: 2, backoff: 100ms, max_backoff: 1s}
breaker: {failures: 3, open_for: 1m}
quota: {concurrency: 4, per_minute: 100}
regions: [emea]
secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
fallback: score_lead
output_schema:
  type: object
  additionalProperties: false
  properties:
    score: {type: integer, minimum: 0, maximum: 100}
    score_band: {enum: [hot, warm, cold]}
)";

AgentSpec Spec() {
  const Result<AgentSpec> spec = ReadAgentSpec(kSpec, "acme.yaml");
  EXPECT_TRUE(spec.ok()) << spec.error().message;
  return spec.value();
}

// Keeps the last request and gives the answer it was made with.
class FakeTransport : public HttpTransport {
 public:
  explicit FakeTransport(Result<HttpReply> reply) : reply_(std::move(reply)) {}
  Result<HttpReply> Fetch(const OutgoingRequest& request) override {
    last = request;
    return reply_;
  }
  OutgoingRequest last;

 private:
  Result<HttpReply> reply_;
};

HttpReply Reply(int status, std::string body) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

AgentResult Answer(const std::string& body) {
  return ReadAgentAnswer(Spec(), Reply(200, body));
}

TEST(SpecYaml, AFileBecomesASpecWithItsDefaults) {
  const AgentSpec spec = Spec();
  EXPECT_EQ(spec.id, "acme_score");
  EXPECT_EQ(spec.inputs,
            (std::vector<Field>{Field::kCountry, Field::kEmployees, Field::kAccountType}));
  EXPECT_EQ(spec.timeout_us, 2 * kSecondUs);
  EXPECT_EQ(spec.retry, (RetryRule{2, 100 * kMillisecondUs, kSecondUs}));
  EXPECT_EQ(spec.breaker, (BreakerRule{3, kMinuteUs}));
  EXPECT_EQ(spec.quota, (Quota{4, 100, 0}));
  EXPECT_EQ(spec.determinism, Determinism::kExternal);
  EXPECT_EQ(spec.lifecycle, Lifecycle::kActive);
  EXPECT_TRUE(JsonSchema::Compile(spec.input_schema).ok());
}

TEST(SpecYaml, WhatIsWrittenReadsBackTheSameWithoutItsSecret) {
  AgentSpec spec = Spec();
  const std::string json = WriteAgentSpec(spec);
  EXPECT_EQ(json.find("MfKQ9r8G"), std::string::npos);
  spec.secret.clear();
  std::string without_nulls = json;
  for (const char* null : {",\"sunset\":null", ",\"successor\":null"}) {
    without_nulls.erase(without_nulls.find(null), std::string(null).size());
  }
  const Result<AgentSpec> again = ReadAgentSpec(without_nulls, "");
  ASSERT_TRUE(again.ok()) << again.error().message << without_nulls;
  EXPECT_EQ(again->inputs, spec.inputs);
  EXPECT_EQ(WriteAgentSpec(*again), json);
}

TEST(SpecYaml, MistakesAreNamedWithTheirLine) {
  const auto message = [](const std::string& text) {
    return ReadAgentSpec(text, "a.yaml").error().message;
  };
  EXPECT_EQ(message("id: a\ntimeout: soon\n"),
            "a.yaml:2: `timeout` is `soon`; write a duration such as `200ms` or `5s`");
  EXPECT_EQ(message("id: a\noutputs: [lead.colour]\n"),
            "a.yaml:2: `lead.colour` is no field; write one such as `lead.country`");
  EXPECT_EQ(message("kind: robot\n"),
            "a.yaml:1: `robot` is no kind; use one of local, http, mcp, llm, human, model");
  EXPECT_TRUE(
      message("id: a\nspeed: fast\n").starts_with("a.yaml:2: `speed` is no key of an agent"));
  EXPECT_TRUE(message("id: a\nid: b\n").starts_with("a.yaml:2: `id` stands there twice"));
  EXPECT_TRUE(message("a: [").starts_with("a.yaml:"));
  EXPECT_TRUE(message("- a\n").starts_with("a.yaml:1: an agent is an object"));
  EXPECT_NE(message("id: acme_score\nversion: 1.0.0\ncapabilities: [score]\nurl: http://x\n")
                .find("`owner` is missing"),
            std::string::npos);
  EXPECT_NE(message("input_schema: {$ref: 'http://x/y'}\n").find("leaves the document"),
            std::string::npos);
  EXPECT_FALSE(ReadAgentSpec(std::string(5000, '['), "").ok());
  EXPECT_FALSE(ReadAgentSpec("\xff", "").ok());
  EXPECT_FALSE(ReadAgentSpec("", "").ok());
}

TEST(SpecYaml, AliasesThatMultiplyAreRefused) {
  std::string text = "input_schema:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string n = std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    text += "  a" + n + ": &a" + n + " [" + before;
    for (int k = 0; k < 9; ++k) text += ", " + before;
    text += "]\n";
  }
  EXPECT_NE(ReadAgentSpec(text, "").error().message.find("too long"), std::string::npos);
}

TEST(HttpAgent, TheRequestHoldsTheDeclaredInputsAndNothingElse) {
  const AgentSpec spec = Spec();
  Attributes lead = Lead({{Field::kCountry, "DE"},
                          {Field::kEmail, "jane@acme.com"},
                          {Field::kAccountType, "customer"}});
  lead.SetInt(Field::kEmployees, 70);
  FakeTransport transport(Reply(200, R"({"outcome":"ok","output":{"score":7}})"));
  const AgentCall call{spec, "score", "run_1", "score", lead, "key-1", kFriday};
  EXPECT_EQ(CallHttpAgent(transport, call).output.Int(Field::kScore), 7);
  const OutgoingRequest& request = transport.last;
  EXPECT_EQ(request.body,
            R"({"capability":"score","run_id":"run_1","step":"score","input":{"country":"DE",)"
            R"("employees":70,"account.type":"customer"},"deadline_ms":2000})");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.timeout_us, 2 * kSecondUs);
  const auto header = [&](std::string_view name) -> std::string {
    for (const HttpHeader& each : request.headers) {
      if (each.name == name) return each.value;
    }
    return {};
  };
  EXPECT_EQ(header("Idempotency-Key"), "key-1");
  EXPECT_EQ(header("webhook-id"), "key-1");
  EXPECT_TRUE(CheckWebhook(spec.secret, "key-1", kFriday / kSecondUs, request.body,
                           header("webhook-signature"), kFriday)
                  .ok());
}

TEST(HttpAgent, AnAnswerBecomesAResult) {
  const AgentResult result = Answer(
      R"({"outcome":"ok","output":{"lead.score":42,"score_band":"warm"},"confidence":0.87,
          "evidence":[{"code":"acme.size","field":"lead.employees","weight":12}],
          "model_ids":["acme-7"]})");
  EXPECT_EQ(result.outcome, Outcome::kError) << "the schema allows `score`, not `lead.score`";
  const AgentResult good = Answer(
      R"({"outcome":"ok","output":{"score":42,"score_band":"warm"},"confidence":0.87,
          "evidence":[{"code":"acme.size","field":"lead.employees","weight":12}],
          "model_ids":["acme-7"]})");
  EXPECT_EQ(good.outcome, Outcome::kOk) << good.reason;
  EXPECT_EQ(good.output.Int(Field::kScore), 42);
  EXPECT_EQ(good.output.Text(Field::kScoreBand), "warm");
  EXPECT_EQ(good.confidence_e4, 8700);
  ASSERT_EQ(good.evidence.size(), 1u);
  EXPECT_EQ(good.evidence[0], (Evidence{"acme.size", Field::kEmployees, 12}));
  EXPECT_EQ(good.model_ids, std::vector<std::string>{"acme-7"});
  EXPECT_EQ(Answer(R"({"outcome":"abstain","reason":"too_small"})").outcome, Outcome::kAbstain);
}

TEST(HttpAgent, NonsenseIsAnErrorWithItsCodeAndNeverACrash) {
  for (const char* body :
       {"", "null", "[]", "{", "{}", R"({"outcome":"maybe"})", R"({"outcome":"ok","output":7})",
        R"({"outcome":"ok","output":{"score":101}})", R"({"outcome":"ok","output":{"score":"9"}})",
        R"({"outcome":"ok","output":{"owner.id":"eve"}})", R"({"outcome":"ok","confidence":1.5})",
        R"({"outcome":"ok","confidence":-0.1})", R"({"outcome":"reject","reason":"Jane Roe!"})",
        R"({"outcome":"ok","evidence":[{"code":"a","field":"x"}]})",
        R"({"outcome":"ok","model_ids":[7]})", "{\"outcome\":\"ok\xff\"}"}) {
    const AgentResult result = Answer(body);
    EXPECT_EQ(result.outcome, Outcome::kError) << body;
    EXPECT_EQ(result.reason, reason::kAgentBadAnswer) << body;
    EXPECT_TRUE(result.output.empty()) << body;
  }
  EXPECT_EQ(Answer(std::string(100'000, '[')).reason, reason::kAgentBadAnswer);
  EXPECT_EQ(Answer(R"({"outcome":"reject"})").reason, reason::kReasonMissing);
}

TEST(HttpAgent, WithoutASchemaTheDeclaredOutputsAreStillTheBoundary) {
  AgentSpec spec = Spec();
  spec.output_schema.clear();
  const AgentResult result =
      ReadAgentAnswer(spec, Reply(200, R"({"outcome":"ok","output":{"owner.id":"eve"}})"));
  EXPECT_EQ(result.outcome, Outcome::kError);
  EXPECT_EQ(result.reason, reason::kUndeclaredOutput);
  EXPECT_EQ(result.evidence.at(0).field, Field::kOwner);
}

TEST(HttpAgent, EveryFailureOfTheWayHasItsReason) {
  const AgentSpec spec = Spec();
  const auto after = [&](Result<HttpReply> reply) { return ReadAgentAnswer(spec, reply); };
  const std::pair<AgentResult, std::string_view> cases[] = {
      {after(Err(Code::kDeadline, "x")), reason::kAgentTimeout},
      {after(Err(Code::kUnavailable, "x")), reason::kAgentUnreachable},
      {after(Err(Code::kExhausted, "x")), reason::kAgentTooLarge},
      {after(Reply(500, "")), reason::kAgentFailed},
      {after(Reply(429, "")), reason::kAgentBusy},
      {after(Reply(404, "")), reason::kAgentRefused},
      {after(Reply(302, "")), reason::kAgentRefused}};
  for (const auto& [result, code] : cases) {
    EXPECT_EQ(result.outcome, Outcome::kError);
    EXPECT_EQ(result.reason, code);
    EXPECT_EQ(MayRetry(result), code != reason::kAgentRefused) << code;
    EXPECT_TRUE(RenderReason(code, Field::kEmail));
  }
}

TEST(HttpAgent, AnInputThatTheAgentDoesNotAcceptIsNotSent) {
  AgentSpec spec = Spec();
  spec.input_schema = R"({"required":["country"]})";
  const Attributes lead = Lead({{Field::kEmail, "a@b.com"}});
  FakeTransport transport(Reply(200, "{}"));
  const AgentResult result =
      CallHttpAgent(transport, AgentCall{spec, "score", "run_1", "score", lead, "k", kFriday});
  EXPECT_EQ(result.reason, reason::kAgentBadInput);
  EXPECT_TRUE(transport.last.url.empty());
  EXPECT_FALSE(MayRetry(result));
}

}  // namespace
}  // namespace signalbox
