#include "policy/features.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "expr/program.h"
#include "policy/compiled.h"
#include "policy/findings.h"
#include "policy/slot_table.h"
#include "policy/yaml_tree.h"

namespace signalbox {
namespace {

// As a condition, and for each signal of a lead once.
constexpr int64_t kFeatureSteps = 100'000;
// A lead that is touched more often is a robot's; its oldest signals say least.
constexpr size_t kMostSignals = 10'000;
constexpr size_t kMaxFeatureName = 64;

// Slots of a signal stand behind those of any record.
constexpr uint32_t kSignalSlots = 1'000'000;
enum SignalSlot : uint32_t { kKind, kSource, kValue };

enum class Take : uint8_t { kValue, kCount, kSum, kDecay, kAge, kLast };

struct Expression {
  cel::Program program;
  std::vector<Slot> slots;
};

struct Feature {
  std::string name;
  Take take = Take::kValue;
  std::optional<Expression> value;  // of kValue, kSum, kLast
  std::optional<Expression> when;   // of signals
  TimeUs within = 0;                // 0: ever
  TimeUs half_life = 0;
};

class FeatureSlots : public cel::SlotReader {
 public:
  FeatureSlots(const SlotTable& table, const Attributes& record, const Expression& expression,
               const LeadSignal* signal)
      : values_(table, record), slots_(expression.slots), signal_(signal) {}

  bool Read(uint32_t number, cel::Value* out) const override {
    if (number >= kSignalSlots) return ReadSignal(number - kSignalSlots, out);
    const auto slot = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& each) {
      return each.number == static_cast<int>(number);
    });
    if (slot == slots_.end() || !values_.Has(*slot)) return false;
    if (slot->type == SlotType::kText) {
      *out = cel::Value::Borrow(values_.Text(*slot));
      return true;
    }
    const std::optional<int64_t> whole = values_.Int(*slot);
    if (!whole) return false;
    *out = slot->type == SlotType::kBool ? cel::Value::Bool(*whole != 0) : cel::Value::Int(*whole);
    return true;
  }

 private:
  bool ReadSignal(uint32_t number, cel::Value* out) const {
    if (signal_ == nullptr) return false;
    if (number == kKind) *out = cel::Value::Borrow(signal_->kind);
    if (number == kSource) *out = cel::Value::Borrow(signal_->source);
    if (number == kValue) *out = cel::Value::Int(signal_->value);
    return true;
  }

  SlotValues values_;
  const std::vector<Slot>& slots_;
  const LeadSignal* signal_;
};

std::string TextOf(const cel::Value& value) {
  if (value.is(cel::Kind::kBool)) return value.as_bool() ? "true" : "false";
  if (value.is(cel::Kind::kInt)) return std::to_string(value.as_int());
  if (value.is(cel::Kind::kString)) return std::string(value.as_text());
  return {};
}

std::string Thousandths(int64_t e3) {
  return fmt::format("{}.{:03}", e3 / 1'000, e3 % 1'000);
}

}  // namespace

int64_t DecayE6(TimeUs age, TimeUs half_life) {
  constexpr int64_t kWhole = 1'000'000;
  const int64_t halves = age / half_life;
  if (halves > 20) return 0;
  const int64_t here = kWhole >> halves;
  // Between two halvings down a straight line; the rest of a half life in thousandths.
  const int64_t rest_e3 = (age % half_life) * 1'000 / half_life;
  return here - here * rest_e3 / 2'000;
}

struct FeatureSet::Parts {
  SlotTable slots;
  std::vector<Feature> features;
};

FeatureSet::FeatureSet() : parts_(std::make_unique<Parts>()) {}
FeatureSet::~FeatureSet() = default;
FeatureSet::FeatureSet(FeatureSet&&) noexcept = default;
FeatureSet& FeatureSet::operator=(FeatureSet&&) noexcept = default;

bool FeatureSet::empty() const {
  return parts_->features.empty();
}

std::vector<std::string> FeatureSet::names() const {
  std::vector<std::string> names;
  for (const Feature& feature : parts_->features) names.push_back(feature.name);
  return names;
}

namespace {

// A lead at one moment: what was known of it then, and what had happened by then.
struct MomentOfLead {
  const SlotTable& table;
  const Attributes& record;
  std::vector<const LeadSignal*> signals;  // ascending
  TimeUs at = 0;
};

cel::Value Ask(const Expression& expression, const MomentOfLead& moment, const LeadSignal* signal) {
  cel::Budget budget{kFeatureSteps};
  return cel::Eval(expression.program,
                   FeatureSlots(moment.table, moment.record, expression, signal), budget)
      .Own();
}

std::vector<const LeadSignal*> Matching(const Feature& feature, const MomentOfLead& moment) {
  std::vector<const LeadSignal*> found;
  for (const LeadSignal* signal : moment.signals) {
    if (feature.within > 0 && moment.at - signal->at > feature.within) continue;
    if (!feature.when || Ask(*feature.when, moment, signal).is_true()) found.push_back(signal);
  }
  return found;
}

std::string SumOf(const Feature& feature, const MomentOfLead& moment,
                  const std::vector<const LeadSignal*>& signals) {
  int64_t sum = 0;
  for (const LeadSignal* signal : signals) {
    const cel::Value value = Ask(*feature.value, moment, signal);
    if (!value.is(cel::Kind::kInt)) continue;
    if (__builtin_add_overflow(sum, value.as_int(), &sum)) return {};
  }
  return std::to_string(sum);
}

std::string ValueOf(const Feature& feature, const MomentOfLead& moment) {
  if (feature.take == Take::kValue) return TextOf(Ask(*feature.value, moment, nullptr));
  const std::vector<const LeadSignal*> signals = Matching(feature, moment);
  switch (feature.take) {
    case Take::kCount:
      return std::to_string(signals.size());
    case Take::kSum:
      return SumOf(feature, moment, signals);
    case Take::kDecay: {
      int64_t sum_e6 = 0;
      for (const LeadSignal* signal : signals)
        sum_e6 += DecayE6(moment.at - signal->at, feature.half_life);
      return Thousandths(sum_e6 / 1'000);
    }
    case Take::kAge:
      return signals.empty() ? std::string()
                             : std::to_string((moment.at - signals.back()->at) / kDayUs);
    default:
      return signals.empty() ? std::string() : TextOf(Ask(*feature.value, moment, signals.back()));
  }
}

}  // namespace

std::vector<std::string> FeatureSet::Evaluate(const LeadPast& past, TimeUs at) const {
  static const Attributes kNothingKnown;
  const Attributes* record = &kNothingKnown;
  for (const LeadAsOf& known : past.records)
    if (known.since <= at) record = &known.record;
  MomentOfLead moment{parts_->slots, *record, {}, at};
  for (const LeadSignal& signal : past.signals)
    if (signal.at <= at) moment.signals.push_back(&signal);
  if (moment.signals.size() > kMostSignals)
    moment.signals.erase(moment.signals.begin(),
                         moment.signals.end() - static_cast<ptrdiff_t>(kMostSignals));
  std::vector<std::string> values;
  values.reserve(parts_->features.size());
  for (const Feature& feature : parts_->features) values.push_back(ValueOf(feature, moment));
  return values;
}

class FeatureCompiler {
 public:
  FeatureCompiler(const SlotTable& slots, Findings* findings) : findings_(findings) {
    set_.parts_->slots = slots;
    for (const std::string& name : slots.Names(false)) {
      const Slot slot = *slots.Find(name);
      if (slot.type == SlotType::kTextList) continue;
      env_.Declare(name,
                   slot.type == SlotType::kText  ? cel::Type::String()
                   : slot.type == SlotType::kInt ? cel::Type::Int()
                                                 : cel::Type::Bool(),
                   static_cast<uint32_t>(slot.number));
    }
    signal_env_ = env_;
    signal_env_.Declare("signal.kind", cel::Type::String(), kSignalSlots + kKind);
    signal_env_.Declare("signal.source", cel::Type::String(), kSignalSlots + kSource);
    signal_env_.Declare("signal.value", cel::Type::Int(), kSignalSlots + kValue);
  }

  void Read(std::string_view file, std::string_view text) {
    file_ = file;
    const std::optional<YamlNode> root = ParseYaml(file, text, findings_);
    if (!root) return;
    const YamlNode* list = root->is_map() ? root->Find("features") : nullptr;
    if (list == nullptr || !list->is_list())
      return Error(*root, "write `features:` and a list of `{name, value}` under it");
    CheckKeys(*root, "a file of features", {"features"}, {}, file_, findings_);
    for (const YamlNode& item : list->items) {
      if (set_.parts_->features.size() >= kMaxFeatures)
        return Error(item, fmt::format("a bundle has at most {} features", kMaxFeatures));
      ReadFeature(item);
    }
  }

  FeatureSet Done() { return findings_->has_error() ? FeatureSet() : std::move(set_); }

 private:
  void Error(const YamlNode& node, std::string message) {
    findings_->Error(file_, node.at, std::move(message));
  }

  bool ReadName(const YamlNode& map, Feature* feature) {
    const YamlNode* name = map.Find("name");
    if (name == nullptr || !name->is_text()) {
      Error(map, "a feature has a `name`");
      return false;
    }
    const bool good = !name->text.empty() && name->text.size() <= kMaxFeatureName &&
                      std::all_of(name->text.begin(), name->text.end(), [](char c) {
                        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                      });
    const bool taken = set_.parts_->slots.Find(name->text) ||
                       set_.parts_->slots.Find("lead." + name->text) ||
                       std::any_of(set_.parts_->features.begin(), set_.parts_->features.end(),
                                   [&](const Feature& one) { return one.name == name->text; });
    if (!good) Error(*name, "a feature's name has lower-case letters, digits and `_`");
    if (good && taken)
      Error(*name, fmt::format("`{}` is the name of a field or of another feature", name->text));
    feature->name = name->text;
    return good && !taken;
  }

  std::optional<Expression> Compile(const YamlNode& node, bool of_signal, bool condition) {
    if (!node.is_text()) {
      Error(node, "write a CEL text");
      return std::nullopt;
    }
    cel::CompileOptions options;
    if (condition) options.result_type = cel::Type::Bool();
    auto program = cel::Compile(node.text, of_signal ? signal_env_ : env_, options);
    if (!program.ok()) {
      Error(node, "in this expression, " + program.error().message);
      return std::nullopt;
    }
    Expression expression{*std::move(program), {}};
    const SlotTable& slots = set_.parts_->slots;
    for (const uint32_t number : expression.program.slots_used())
      if (number < kSignalSlots)
        expression.slots.push_back(*slots.Find(slots.NameOf(static_cast<int>(number))));
    return expression;
  }

  TimeUs DurationOf(const YamlNode& map, std::string_view key) {
    const YamlNode* node = map.Find(key);
    if (node == nullptr) return 0;
    const Result<TimeUs> read = ParseDuration(node->text);
    if (!read.ok())
      Error(*node, read.error().message);
    else if (*read <= 0 || *read > kLongestWindowUs)
      Error(*node, fmt::format("`{}` is longer than nothing and at most ten years", key));
    return read.ok() ? *read : 0;
  }

  void ReadFeature(const YamlNode& map) {
    static constexpr std::pair<std::string_view, Take> kTakes[] = {
        {"value", Take::kValue}, {"count", Take::kCount}, {"sum", Take::kSum},
        {"decay", Take::kDecay}, {"age", Take::kAge},     {"last", Take::kLast}};
    if (!map.is_map()) return Error(map, "a feature is a map such as `{name: x, value: ...}`");
    CheckKeys(
        map, "a feature",
        {"name", "value", "count", "sum", "decay", "age", "last", "when", "within", "half_life"},
        {}, file_, findings_);
    Feature feature;
    bool good = ReadName(map, &feature);
    const YamlNode* said = nullptr;
    for (const auto& [key, take] : kTakes) {
      const YamlNode* node = map.Find(key);
      if (node == nullptr) continue;
      if (said != nullptr) return Error(*node, "a feature takes one thing; make it two features");
      said = node;
      feature.take = take;
    }
    if (said == nullptr)
      return Error(map, "say what it takes: `value`, `count`, `sum`, `decay`, `age` or `last`");
    good = ReadParts(map, *said, &feature) && good;
    if (good) set_.parts_->features.push_back(std::move(feature));
  }

  bool ReadParts(const YamlNode& map, const YamlNode& said, Feature* feature) {
    const bool of_signals = feature->take != Take::kValue;
    const bool has_value = feature->take == Take::kSum || feature->take == Take::kLast;
    const YamlNode* when = map.Find("when");
    if (!of_signals || has_value) feature->value = Compile(said, of_signals, false);
    if (of_signals && !has_value) feature->when = Compile(said, true, true);
    if (when != nullptr && !has_value) {
      Error(*when, "`when` belongs to `sum` and `last`; the others say it themselves");
      return false;
    }
    if (when != nullptr) feature->when = Compile(*when, true, true);
    feature->within = DurationOf(map, "within");
    feature->half_life = DurationOf(map, "half_life");
    if (!of_signals && feature->within > 0) Error(map, "`within` is about signals");
    if ((feature->take == Take::kDecay) != (feature->half_life > 0)) {
      Error(map, "`half_life` is what a `decay` halves in, and belongs to nothing else");
      return false;
    }
    return feature->value.has_value() || feature->when.has_value();
  }

  Findings* const findings_;
  std::string_view file_;
  cel::TypeEnv env_, signal_env_;
  FeatureSet set_;
};

FeatureSet CompileFeatures(const BundleFiles& files, const SlotTable& slots, Findings* findings) {
  FeatureCompiler compiler(slots, findings);
  for (const auto& [path, text] : files) {
    if (path.starts_with("features/") && path.ends_with(".yaml")) compiler.Read(path, text);
  }
  return compiler.Done();
}

Result<FeatureSet> FeaturesOfBundle(const BundleFiles& files) {
  const CompileOutcome outcome = CompilePolicy(files, nullptr);
  if (outcome.policy == nullptr) {
    return Err(Code::kInvalid,
               "the bundle does not compile: " +
                   (outcome.findings.empty() ? "" : outcome.findings.front().Text()));
  }
  Findings findings;
  return CompileFeatures(files, outcome.policy->slots, &findings);
}

}  // namespace signalbox
