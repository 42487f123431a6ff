#include "agents/http_agent.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agents/reasons.h"
#include "agents/schema.h"
#include "agents/slot_check.h"
#include "base/bytes.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "ports/webhook_signature.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

// What an agent may add to a run's record besides its output.
constexpr size_t kMaxEvidence = 32;
constexpr size_t kMaxModels = 8;
constexpr size_t kMaxCode = 64;
// A `Retry-After` beyond a day is a mistake.
constexpr int64_t kLongestRetryAfterS = 86'400;

constexpr std::string_view kLeadPrefix = "lead.";

std::string_view MemberName(Field field) {
  const std::string_view name = SpecOf(field).name;
  return name.starts_with(kLeadPrefix) ? name.substr(kLeadPrefix.size()) : name;
}

void WriteInput(const AgentCall& call, JsonWriter* json) {
  json->BeginObject();
  for (const Field field : call.spec.inputs) {
    if (!call.record.Has(field)) continue;
    json->Key(MemberName(field));
    switch (SpecOf(field).type) {
      case FieldType::kText:
        json->String(call.record.Text(field));
        break;
      case FieldType::kInt:
        json->Int(call.record.Int(field));
        break;
      case FieldType::kBool:
        json->Bool(call.record.Bool(field));
        break;
    }
  }
  json->EndObject();
}

AgentResult Failed(std::string_view code, Field field = Field::kEmail) {
  AgentResult result;
  result.outcome = Outcome::kError;
  result.reason = code;
  result.confidence_e4 = 0;
  result.evidence.push_back(Evidence{std::string(code), field, 0});
  return result;
}

// Codes become part of the record and of screens: letters, digits, `.`, `_` and `-` only, so that
// nothing personal or crafted passes for one.
bool IsCode(const Json& value) {
  if (!value.is_string()) return false;
  const std::string& text = value.get_ref<const std::string&>();
  return !text.empty() && text.size() <= kMaxCode &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

const FieldSpec* FieldOfMember(std::string_view name) {
  std::optional<Field> field = FieldByName(name);
  if (!field) field = FieldByName(std::string(kLeadPrefix) + std::string(name));
  return field ? &SpecOf(*field) : nullptr;
}

bool ReadOutput(const Json& output, Attributes* out) {
  if (!output.is_object()) return false;
  for (const auto& [name, value] : output.items()) {
    const FieldSpec* spec = FieldOfMember(name);
    if (spec == nullptr || out->Has(spec->field)) return false;
    if (value.is_null()) continue;
    if (spec->type == FieldType::kText && value.is_string()) {
      out->SetText(spec->field, value.get_ref<const std::string&>());
    } else if (spec->type == FieldType::kInt && value.is_number_integer() &&
               !(value.is_number_unsigned() && value.get<uint64_t>() > INT64_MAX)) {
      out->SetInt(spec->field, value.get<int64_t>());
    } else if (spec->type == FieldType::kBool && value.is_boolean()) {
      out->SetBool(spec->field, value.get<bool>());
    } else {
      return false;
    }
  }
  return true;
}

bool ReadOutcome(const Json& answer, AgentResult* out) {
  const auto outcome = answer.find("outcome");
  if (outcome == answer.end() || !outcome->is_string()) return false;
  for (const Outcome each :
       {Outcome::kOk, Outcome::kAbstain, Outcome::kReject, Outcome::kNeedsHuman, Outcome::kError}) {
    if (*outcome != OutcomeName(each)) continue;
    out->outcome = each;
    if (const auto reason = answer.find("reason"); reason != answer.end() && !reason->is_null()) {
      if (!IsCode(*reason)) return false;
      out->reason = reason->get<std::string>();
    }
    return true;
  }
  return false;
}

bool ReadConfidence(const Json& answer, AgentResult* out) {
  const auto confidence = answer.find("confidence");
  if (confidence == answer.end()) return true;
  if (!confidence->is_number()) return false;
  const double value = confidence->get<double>();
  if (!(value >= 0 && value <= 1)) return false;
  out->confidence_e4 = static_cast<int32_t>(std::lround(value * 10000));
  return true;
}

bool ReadEvidence(const Json& answer, AgentResult* out) {
  const auto list = answer.find("evidence");
  if (list == answer.end()) return true;
  if (!list->is_array() || list->size() > kMaxEvidence) return false;
  for (const Json& each : *list) {
    if (!each.is_object() || !each.contains("code") || !IsCode(each["code"])) return false;
    Evidence evidence{each["code"].get<std::string>()};
    if (const auto field = each.find("field"); field != each.end()) {
      const FieldSpec* spec =
          field->is_string() ? FieldOfMember(field->get_ref<const std::string&>()) : nullptr;
      if (spec == nullptr) return false;
      evidence.field = spec->field;
    }
    if (const auto weight = each.find("weight"); weight != each.end()) {
      if (!weight->is_number_integer()) return false;
      evidence.weight =
          static_cast<int32_t>(std::clamp<int64_t>(weight->get<int64_t>(), -1'000'000, 1'000'000));
    }
    out->evidence.push_back(std::move(evidence));
  }
  return true;
}

bool ReadModels(const Json& answer, AgentResult* out) {
  const auto list = answer.find("model_ids");
  if (list == answer.end()) return true;
  if (!list->is_array() || list->size() > kMaxModels) return false;
  for (const Json& each : *list) {
    if (!each.is_string() || each.get_ref<const std::string&>().size() > kMaxCode) return false;
    out->model_ids.push_back(each.get<std::string>());
  }
  return true;
}

// Nullopt when it is no answer of the contract.
std::optional<AgentResult> ReadBody(const AgentSpec& spec, const std::string& body) {
  if (!IsCleanUtf8(body) || NestsDeeperThan(body, kMaxNesting)) return std::nullopt;
  const Json answer = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!answer.is_object()) return std::nullopt;
  AgentResult result;
  if (!ReadOutcome(answer, &result) || !ReadConfidence(answer, &result) ||
      !ReadEvidence(answer, &result) || !ReadModels(answer, &result)) {
    return std::nullopt;
  }
  const auto output = answer.find("output");
  if (output == answer.end() || output->is_null()) return result;
  if (!spec.output_schema.empty()) {
    const auto schema = JsonSchema::Compile(spec.output_schema);
    if (!schema.ok() || !schema->Check(output->dump()).ok()) return std::nullopt;
  }
  if (!ReadOutput(*output, &result.output)) return std::nullopt;
  return result;
}

// RFC 9110 section 10.2.3 in its form in seconds; 0 for none, and for the form that names a date.
TimeUs RetryAfter(const HttpReply& reply) {
  const std::string_view text = reply.Header("retry-after");
  int64_t seconds = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  const bool whole = read.ec == std::errc() && read.ptr == end;
  return whole && seconds > 0 && seconds <= kLongestRetryAfterS ? seconds * kSecondUs : 0;
}

std::string_view CodeOfFailure(Code code) {
  switch (code) {
    case Code::kDeadline:
      return reason::kAgentTimeout;
    case Code::kExhausted:
      return reason::kAgentTooLarge;
    case Code::kInvalid:
      return reason::kAgentBadInput;
    default:
      return reason::kAgentUnreachable;
  }
}

}  // namespace

std::string SchemaOfFields(const std::vector<Field>& fields) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("type", "object").Key("properties").BeginObject();
  for (const Field field : fields) {
    const FieldType type = SpecOf(field).type;
    json.Key(MemberName(field)).BeginObject();
    json.Member("type", type == FieldType::kText  ? "string"
                        : type == FieldType::kInt ? "integer"
                                                  : "boolean");
    json.EndObject();
  }
  json.EndObject().Member("additionalProperties", false).EndObject();
  return text;
}

Result<OutgoingRequest> BuildAgentRequest(const AgentCall& call) {
  std::string input;
  JsonWriter input_json(&input);
  WriteInput(call, &input_json);
  if (!call.spec.input_schema.empty()) {
    SB_ASSIGN(const JsonSchema schema, JsonSchema::Compile(call.spec.input_schema));
    SB_TRY(schema.Check(input));
  }
  OutgoingRequest request;
  request.method = "POST";
  request.url = call.spec.url;
  request.timeout_us = call.spec.timeout_us;
  JsonWriter json(&request.body);
  json.BeginObject();
  json.Member("capability", call.capability);
  json.Member("run_id", call.run_id);
  json.Member("step", call.step);
  json.Key("input").Raw(input);
  json.Member("deadline_ms", call.spec.timeout_us / kMillisecondUs);
  json.EndObject();
  const int64_t seconds = call.now / kSecondUs;
  request.headers = {{"Content-Type", "application/json"},
                     {"Accept", "application/json"},
                     {"Idempotency-Key", call.idempotency_key},
                     {"webhook-id", call.idempotency_key},
                     {"webhook-timestamp", std::to_string(seconds)}};
  if (!call.spec.secret.empty()) {
    SB_ASSIGN(std::string signature,
              SignWebhook(call.spec.secret, call.idempotency_key, seconds, request.body));
    request.headers.push_back({"webhook-signature", std::move(signature)});
  }
  return request;
}

AgentResult ReadAgentAnswer(const AgentSpec& spec, const Result<HttpReply>& reply) {
  if (!reply.ok()) return Failed(CodeOfFailure(reply.error().code));
  if (reply->status == 429 || reply->status >= 500) {
    AgentResult busy = Failed(reply->status == 429 ? reason::kAgentBusy : reason::kAgentFailed);
    busy.retry_after_us = RetryAfter(*reply);
    return busy;
  }
  // A redirect is not followed: a URL that an agent chose is not one that an operator approved.
  if (reply->status < 200 || reply->status >= 300) return Failed(reason::kAgentRefused);
  std::optional<AgentResult> result = ReadBody(spec, reply->body);
  if (!result) return Failed(reason::kAgentBadAnswer);
  if (const auto fault = CheckOutput(spec, *result)) return Failed(fault->code, fault->field);
  return std::move(*result);
}

AgentResult CallHttpAgent(HttpTransport& transport, const AgentCall& call) {
  const Result<OutgoingRequest> request = BuildAgentRequest(call);
  if (!request.ok()) return Failed(reason::kAgentBadInput);
  return ReadAgentAnswer(call.spec, transport.Fetch(*request));
}

bool MayRetry(const AgentResult& failed) {
  return failed.outcome == Outcome::kError && failed.reason != reason::kAgentRefused &&
         failed.reason != reason::kAgentBadInput;
}

}  // namespace signalbox
