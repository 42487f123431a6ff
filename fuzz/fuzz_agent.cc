// Agents from outside: any text as a specification is read or refused with words, and what is read
// is written and stored as the same; any bytes as an agent's answer are a result of the contract.
#include <cstddef>
#include <cstdint>

#include "agents/http_agent.h"
#include "agents/registry.h"
#include "agents/spec_codec.h"
#include "agents/spec_yaml.h"
#include "base/check.h"

namespace signalbox {
namespace {

void ReadSpec(std::string_view text) {
  const Result<AgentSpec> spec = ReadAgentSpec(text, "agent.yaml");
  if (!spec.ok()) {
    CHECK(!spec.error().message.empty());
    return;
  }
  CHECK(CheckSpec(*spec).ok());
  CHECK(!WriteAgentSpec(*spec).empty());
  Bytes stored;
  EncodeAgentSpec(*spec, &stored);
  CborReader reader(stored);
  AgentSpec read = DecodeAgentSpec(reader);
  read.secret = spec->secret;
  CHECK(reader.AtEnd() && read == *spec);
}

void ReadStoredSpec(BytesView bytes) {
  CborReader reader(bytes);
  const AgentSpec spec = DecodeAgentSpec(reader);
  if (!reader.AtEnd()) return;
  Bytes again;
  EncodeAgentSpec(spec, &again);
  CHECK(!again.empty());
}

void ReadAnswer(std::string_view body) {
  static const AgentSpec kSpec = [] {
    Result<AgentSpec> spec = ReadAgentSpec(
        "id: fuzzed_agent\nversion: 1.0.0\nkind: http\ncapabilities: [score]\nowner: ops\n"
        "url: http://127.0.0.1:1/\ninputs: [lead.country]\noutputs: [lead.score, lead.industry]\n",
        "");
    CHECK(spec.ok());
    return *spec;
  }();
  HttpReply reply;
  reply.status = 200;
  reply.body = body;
  reply.headers = {{"retry-after", std::string(body.substr(0, 24))}};
  const AgentResult result = ReadAgentAnswer(kSpec, reply);
  CHECK(result.confidence_e4 >= 0 && result.confidence_e4 <= 10'000);
  CHECK(result.outcome == Outcome::kError || !result.output.Has(Field::kEmail));
  reply.status = 429;
  const AgentResult busy = ReadAgentAnswer(kSpec, reply);
  CHECK(busy.outcome == Outcome::kError && busy.retry_after_us >= 0 &&
        busy.retry_after_us <= kDayUs);
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  signalbox::ReadSpec(text);
  signalbox::ReadStoredSpec(text);
  signalbox::ReadAnswer(text);
  return 0;
}
