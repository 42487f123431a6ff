#include "agents/spec_codec.h"

namespace signalbox {
namespace {

// Keys of the map. Stored: append only.
enum SpecKey : int64_t {
  kId = 0,
  kVersion = 1,
  kKind = 2,
  kCapabilities = 3,
  kInputs = 4,
  kOutputs = 5,
  kInputSchema = 6,
  kOutputSchema = 7,
  kDeterminism = 8,
  kEffects = 9,
  kRegions = 10,
  kDataClasses = 11,
  kQuota = 12,
  kTimeout = 13,
  kRetry = 14,
  kBreaker = 15,
  kFallback = 16,
  kLifecycle = 17,
  kCanary = 18,
  kSunset = 19,
  kSuccessor = 20,
  kOwner = 21,
  kUrl = 22,
  kModelHash = 23,  // of kind kModel alone
};

constexpr size_t kKeysOfAll = 23;

size_t KeysOf(const AgentSpec& spec) {
  return spec.kind == AgentKind::kModel ? kKeysOfAll + 1 : kKeysOfAll;
}

void WriteTexts(CborWriter& writer, SpecKey key, const std::vector<std::string>& texts) {
  writer.Int(key);
  writer.Array(texts.size());
  for (const std::string& text : texts) writer.Text(text);
}

void WriteFields(CborWriter& writer, SpecKey key, const std::vector<Field>& fields) {
  writer.Int(key);
  writer.Array(fields.size());
  for (const Field field : fields) writer.Int(static_cast<int>(field));
}

void WriteText(CborWriter& writer, SpecKey key, std::string_view text) {
  writer.Int(key);
  writer.Text(text);
}

void WriteInts(CborWriter& writer, SpecKey key, std::initializer_list<int64_t> values) {
  writer.Int(key);
  writer.Array(values.size());
  for (const int64_t value : values) writer.Int(value);
}

void WriteInt(CborWriter& writer, SpecKey key, int64_t value) {
  writer.Int(key);
  writer.Int(value);
}

class Reading {
 public:
  explicit Reading(CborReader& reader) : reader_(reader) {}

  void Expect(SpecKey key) {
    if (reader_.Int() != key) reader_.Fail();
  }
  std::string Text(SpecKey key) {
    Expect(key);
    return std::string(reader_.Text());
  }
  std::vector<std::string> Texts(SpecKey key) {
    Expect(key);
    std::vector<std::string> out;
    for (size_t n = reader_.Array(); n > 0 && reader_.ok(); --n) out.emplace_back(reader_.Text());
    return out;
  }
  std::vector<Field> Fields(SpecKey key) {
    Expect(key);
    std::vector<Field> out;
    for (size_t n = reader_.Array(); n > 0 && reader_.ok(); --n) {
      const int64_t number = reader_.Int();
      if (number < 0 || number >= kFieldCount || FindField(static_cast<int>(number)) == nullptr) {
        reader_.Fail();
        break;
      }
      out.push_back(static_cast<Field>(number));
    }
    return out;
  }
  int64_t Int(SpecKey key) {
    Expect(key);
    return reader_.Int();
  }
  // A number of an enumeration whose last member is `last`.
  template <typename Enum>
  Enum Choice(SpecKey key, Enum last) {
    const int64_t number = Int(key);
    if (number < 0 || number > static_cast<int64_t>(last)) reader_.Fail();
    return static_cast<Enum>(number);
  }
  void Ints(SpecKey key, std::initializer_list<int64_t*> into) {
    Expect(key);
    if (reader_.Array() != into.size()) reader_.Fail();
    for (int64_t* value : into) *value = reader_.Int();
  }

 private:
  CborReader& reader_;
};

}  // namespace

void EncodeAgentSpec(const AgentSpec& spec, Bytes* out) {
  CborWriter writer(out);
  writer.Map(KeysOf(spec));
  WriteText(writer, kId, spec.id);
  WriteText(writer, kVersion, spec.version);
  WriteInt(writer, kKind, static_cast<int>(spec.kind));
  WriteTexts(writer, kCapabilities, spec.capabilities);
  WriteFields(writer, kInputs, spec.inputs);
  WriteFields(writer, kOutputs, spec.outputs);
  WriteText(writer, kInputSchema, spec.input_schema);
  WriteText(writer, kOutputSchema, spec.output_schema);
  WriteInt(writer, kDeterminism, static_cast<int>(spec.determinism));
  WriteInt(writer, kEffects, static_cast<int>(spec.effects));
  WriteTexts(writer, kRegions, spec.regions);
  WriteTexts(writer, kDataClasses, spec.data_classes);
  WriteInts(writer, kQuota, {spec.quota.concurrency, spec.quota.per_minute, spec.quota.per_day});
  WriteInt(writer, kTimeout, spec.timeout_us);
  WriteInts(writer, kRetry,
            {spec.retry.times, spec.retry.first_backoff_us, spec.retry.max_backoff_us});
  WriteInts(writer, kBreaker, {spec.breaker.failures, spec.breaker.open_for_us});
  WriteText(writer, kFallback, spec.fallback);
  WriteInt(writer, kLifecycle, static_cast<int>(spec.lifecycle));
  WriteInt(writer, kCanary, spec.canary_percent);
  WriteInt(writer, kSunset, spec.sunset);
  WriteText(writer, kSuccessor, spec.successor);
  WriteText(writer, kOwner, spec.owner);
  WriteText(writer, kUrl, spec.url);
  if (spec.kind == AgentKind::kModel) WriteText(writer, kModelHash, spec.model);
}

AgentSpec DecodeAgentSpec(CborReader& reader) {
  AgentSpec spec;
  const size_t keys = reader.Map();
  Reading in(reader);
  spec.id = in.Text(kId);
  spec.version = in.Text(kVersion);
  spec.kind = in.Choice(kKind, AgentKind::kModel);
  spec.capabilities = in.Texts(kCapabilities);
  spec.inputs = in.Fields(kInputs);
  spec.outputs = in.Fields(kOutputs);
  spec.input_schema = in.Text(kInputSchema);
  spec.output_schema = in.Text(kOutputSchema);
  spec.determinism = in.Choice(kDeterminism, Determinism::kExternal);
  spec.effects = in.Choice(kEffects, EffectClass::kBlind);
  spec.regions = in.Texts(kRegions);
  spec.data_classes = in.Texts(kDataClasses);
  int64_t concurrency = 0;
  in.Ints(kQuota, {&concurrency, &spec.quota.per_minute, &spec.quota.per_day});
  spec.quota.concurrency = static_cast<int>(concurrency);
  spec.timeout_us = in.Int(kTimeout);
  int64_t times = 0;
  in.Ints(kRetry, {&times, &spec.retry.first_backoff_us, &spec.retry.max_backoff_us});
  spec.retry.times = static_cast<int>(times);
  int64_t failures = 0;
  in.Ints(kBreaker, {&failures, &spec.breaker.open_for_us});
  spec.breaker.failures = static_cast<int>(failures);
  spec.fallback = in.Text(kFallback);
  spec.lifecycle = in.Choice(kLifecycle, Lifecycle::kRetired);
  spec.canary_percent = static_cast<int>(in.Int(kCanary));
  spec.sunset = in.Int(kSunset);
  spec.successor = in.Text(kSuccessor);
  spec.owner = in.Text(kOwner);
  spec.url = in.Text(kUrl);
  if (keys != KeysOf(spec)) {
    reader.Fail();
    return spec;
  }
  if (spec.kind == AgentKind::kModel) spec.model = in.Text(kModelHash);
  return spec;
}

}  // namespace signalbox
