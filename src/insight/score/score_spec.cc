#include "insight/score/score_spec.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "base/ascii.h"

namespace signalbox {
namespace {

constexpr size_t kMaxSpecBytes = size_t{1} << 20;
constexpr std::string_view kTypes[] = {"number", "category", "boolean", "text", "date"};

// Columns are found without regard to case.
bool SameColumn(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

class SpecReader {
 public:
  explicit SpecReader(std::string_view where) : where_(where) {}

  Result<ScoreSpec> Read(const YAML::Node& root) {
    ScoreSpec spec;
    SB_TRY(Object(
        root, "the spec",
        {{"name", [&](const YAML::Node& n) { return Into(n, "name", &spec.name); }},
         {"purpose", [&](const YAML::Node& n) { return Into(n, "purpose", &spec.purpose); }},
         {"label", [&](const YAML::Node& n) { return Label(n, &spec); }},
         {"time", [&](const YAML::Node& n) { return Time(n, &spec); }},
         {"groups", [&](const YAML::Node& n) { return Texts(n, "groups", &spec.group_columns); }},
         {"features", [&](const YAML::Node& n) { return Features(n, &spec); }}}));
    if (spec.label_column.empty())
      return At(root, "the spec has no `label`; write `label: {column: NAME, positive: VALUE}`");
    if (spec.features.empty())
      return At(root,
                "the spec has no `features`; write a list of `{column, type, "
                "known_at_routing}`");
    for (const ScoreFeature& feature : spec.features) {
      if (SameColumn(feature.column, spec.label_column))
        return At(root, "`" + feature.column + "` is the label; it cannot be a feature too");
    }
    return spec;
  }

  Error At(const YAML::Node& node, const std::string& message) const {
    const int line = node.Mark().line;
    return Err(Code::kInvalid,
               where_ + (line >= 0 ? ":" + std::to_string(line + 1) : "") + ": " + message);
  }

 private:
  using Members = std::map<std::string, std::function<Status(const YAML::Node&)>>;

  Status Object(const YAML::Node& node, const std::string& what, const Members& members) const {
    if (!node.IsMap()) return At(node, what + " is an object of keys and values");
    std::vector<std::string> seen;
    for (const auto& pair : node) {
      const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
      const auto member = members.find(key);
      if (member == members.end()) {
        std::string all;
        for (const auto& [name, read] : members) all += (all.empty() ? "" : ", ") + name;
        return At(pair.first, "`" + key + "` is no key of " + what + "; there are " + all);
      }
      if (std::find(seen.begin(), seen.end(), key) != seen.end())
        return At(pair.first, "`" + key + "` stands there twice");
      seen.push_back(key);
      SB_TRY(member->second(pair.second));
    }
    return {};
  }

  Status Into(const YAML::Node& node, const std::string& key, std::string* out) const {
    if (!node.IsScalar() || node.Scalar().empty()) return At(node, "`" + key + "` is one text");
    *out = node.Scalar();
    return {};
  }

  // One text, or a list of them.
  Status Texts(const YAML::Node& node, const std::string& key,
               std::vector<std::string>* out) const {
    if (!node.IsSequence()) return Into(node, key, &out->emplace_back());
    for (const YAML::Node& each : node) SB_TRY(Into(each, key, &out->emplace_back()));
    return {};
  }

  Status Label(const YAML::Node& node, ScoreSpec* spec) const {
    SB_TRY(Object(
        node, "`label`",
        {{"column", [&](const YAML::Node& n) { return Into(n, "column", &spec->label_column); }},
         {"positive", [&](const YAML::Node& n) { return Texts(n, "positive", &spec->positive); }},
         {"negative",
          [&](const YAML::Node& n) { return Texts(n, "negative", &spec->negative); }}}));
    if (spec->label_column.empty()) return At(node, "`label` has no `column`");
    if (spec->positive.empty())
      return At(node, "`label` has no `positive`; write the value that means success");
    for (const std::string& value : spec->negative) {
      if (std::find(spec->positive.begin(), spec->positive.end(), value) != spec->positive.end())
        return At(node, "`" + value + "` is positive and negative");
    }
    return {};
  }

  Status Time(const YAML::Node& node, ScoreSpec* spec) const {
    SB_TRY(Into(node, "time", &spec->time_column));
    spec->rows_in_time_order = spec->time_column == "row";
    if (spec->rows_in_time_order) spec->time_column.clear();
    return {};
  }

  Result<bool> YesNo(const YAML::Node& node, const std::string& key) const {
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    if (SameColumn(text, "true")) return true;
    if (SameColumn(text, "false")) return false;
    return At(node, "`" + key + "` is true or false");
  }

  Status Features(const YAML::Node& node, ScoreSpec* spec) const {
    if (!node.IsSequence()) return At(node, "`features` is a list");
    if (node.size() > kMaxScoreFeatures) {
      return At(node, "more than " + std::to_string(kMaxScoreFeatures) + " features");
    }
    for (const YAML::Node& each : node) {
      SB_ASSIGN(ScoreFeature feature, Feature(each));
      for (const ScoreFeature& other : spec->features) {
        if (SameColumn(other.column, feature.column))
          return At(each, "`" + feature.column + "` stands there twice");
      }
      spec->features.push_back(std::move(feature));
    }
    return {};
  }

  Result<ScoreFeature> Feature(const YAML::Node& node) const {
    ScoreFeature feature;
    std::string type, monotone, dates;
    std::optional<bool> known;
    const auto know = [&](const YAML::Node& n) -> Status {
      SB_ASSIGN(known, YesNo(n, "known_at_routing"));
      return {};
    };
    SB_TRY(
        Object(node, "a feature",
               {{"column", [&](const YAML::Node& n) { return Into(n, "column", &feature.column); }},
                {"type", [&](const YAML::Node& n) { return Into(n, "type", &type); }},
                {"known_at_routing", know},
                {"monotone", [&](const YAML::Node& n) { return Into(n, "monotone", &monotone); }},
                {"dates", [&](const YAML::Node& n) { return Into(n, "dates", &dates); }}}));
    if (feature.column.empty()) return At(node, "a feature has no `column`");
    const std::string named = "`" + feature.column + "`";
    const auto* found = std::find(std::begin(kTypes), std::end(kTypes), type);
    if (found == std::end(kTypes)) {
      return At(node, named + " has the type `" + type +
                          "`; use one of number, category, boolean, text, date");
    }
    feature.type = static_cast<FeatureType>(found - std::begin(kTypes));
    if (!known.has_value()) {
      return At(node, named +
                          " does not say `known_at_routing`; write true when the value is there "
                          "before the lead is routed");
    }
    if (!*known) {
      return At(node, named +
                          " is not known at routing, so a score cannot use it; take it out of "
                          "`features`");
    }
    if (!monotone.empty() && monotone != "up" && monotone != "down")
      return At(node, "`monotone` of " + named + " is up or down");
    if (!monotone.empty() && feature.type != FeatureType::kNumber &&
        feature.type != FeatureType::kBoolean) {
      return At(node, "`monotone` is for a number or a boolean, and " + named + " is a " + type);
    }
    if (!monotone.empty()) feature.monotone = monotone == "up" ? Monotone::kUp : Monotone::kDown;
    if (!dates.empty() && dates != "day_first" && dates != "month_first")
      return At(node, "`dates` of " + named + " is day_first or month_first");
    feature.day_first = dates != "month_first";
    return feature;
  }

  std::string where_;
};

}  // namespace

std::string_view FeatureTypeName(FeatureType type) {
  return kTypes[static_cast<size_t>(type)];
}

Result<ScoreSpec> ParseScoreSpec(std::string_view text, std::string_view where) {
  if (text.size() > kMaxSpecBytes)
    return Err(Code::kInvalid, std::string(where) + ": a spec of more than 1 MB");
  try {
    const std::vector<YAML::Node> roots = YAML::LoadAll(std::string(text));
    SpecReader reader(where);
    if (roots.size() > 1)
      return reader.At(roots[1], "a spec is one document; `---` begins another");
    return reader.Read(roots.empty() ? YAML::Node() : roots[0]);
  } catch (const YAML::Exception& error) {
    const int line = error.mark.line;
    return Err(Code::kInvalid, std::string(where) +
                                   (line >= 0 ? ":" + std::to_string(line + 1) : "") +
                                   ": this is no YAML: " + error.msg);
  }
}

}  // namespace signalbox
