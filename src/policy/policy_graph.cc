#include "policy/policy_graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.h"
#include "base/markup.h"
#include "policy/escalation.h"
#include "policy/policy_words.h"

namespace signalbox {

namespace {

// Pixels.
constexpr int kMargin = 24;
constexpr int kHeader = 76;
constexpr int kStepWidth = 470;
constexpr int kTargetWidth = 350;
constexpr int kGap = 190;  // between the columns, for the lines
constexpr int kStepHeight = 46;
constexpr int kStepPitch = 66;
constexpr int kTargetPitch = 58;
constexpr int kTargetX = kMargin + kStepWidth + kGap;
// A table of a thousand people is no picture; the rest is one box.
constexpr size_t kMaxTargetsOfTable = 8;
// Generous widths of a letter, so that a text stays in its box with any font.
constexpr double kTitleLetter = 9.2;
constexpr double kSmallLetter = 6.6;

// As much of the text as fits; wide scripts count double.
std::string Fit(std::string_view text, double width, double letter) {
  double used = 0;
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const double wide = bytes >= 3 ? 2 * letter : letter;
    if (used + wide > width - letter && i + bytes < text.size()) return out + "…";
    used += wide;
    out += text.substr(i, bytes);
    i += bytes;
  }
  return out;
}

struct GraphBox {
  std::string title, note;
  std::string kind;  // class of the style sheet
  std::string key;   // of the counts
  int64_t count = 0;
  int y = 0;
};

class FlowPicture {
 public:
  FlowPicture(const Policy& policy, const FlowCounts& counts) : policy_(policy), counts_(counts) {}

  void WriteCount(std::string_view key, int64_t count, JsonWriter* json) const {
    json->Key(key);
    if (counts_.told)
      json->Int(count);
    else
      json->Null();
  }

  std::string Draw() {
    Collect();
    Place();
    return Svg();
  }

  std::string Json() {
    Collect();
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("policy", policy_.name);
    json.Member("policy_version", VersionName(policy_.hash));
    WriteCount("decisions", counts_.decisions, &json);
    for (const bool step : {true, false}) {
      json.Key(step ? "steps" : "targets").BeginArray();
      for (const GraphBox& box : step ? steps_ : targets_) {
        json.BeginObject().Member("name", box.title).Member("kind", box.kind);
        json.Member("words", box.note);
        if (step) WriteCount("count", box.count, &json);
        json.EndObject();
      }
      json.EndArray();
    }
    json.Key("lines").BeginArray();
    for (const auto& [step, target] : lines_) {
      json.BeginArray().Int(static_cast<int64_t>(step)).Int(static_cast<int64_t>(target));
      json.EndArray();
    }
    json.EndArray().EndObject();
    return text;
  }

 private:
  void Collect() {
    for (const Guard& guard : policy_.guards) {
      const size_t step = Step(guard.name, GuardNote(guard), "guard");
      if (guard.require) Leads(step, guard.otherwise);
    }
    for (const Rule& rule : policy_.rules) {
      Leads(Step(rule.name, RuleNote(rule), "rule"), rule.effect);
    }
    Leads(Step("nothing_matched", "no rule took it", "rule"), policy_.nothing_matched);
    if (const int64_t held = CountOf(counts_.targets, "held"); held > 0)
      TargetAt("held", "", "held");
  }

  static int64_t CountOf(const std::map<std::string, int64_t>& counts, const std::string& key) {
    auto it = counts.find(key);
    return it == counts.end() ? 0 : it->second;
  }
  static std::string GuardNote(const Guard& guard) {
    std::string note = guard.when ? "when " + InWords(guard.when->cel()) + ": " : "";
    return note + (guard.require ? "must be: " + InWords(guard.require->cel())
                                 : "takes out who: " + InWords(guard.forbid->cel()));
  }

  static std::string RuleNote(const Rule& rule) {
    const std::string when = rule.when ? InWords(rule.when->cel()) : "always";
    if (rule.effect.kind != Effect::Kind::kTable) return when;
    const std::string table = "if a row of table " + rule.effect.table->id() + " fits";
    return rule.when ? when + ", " + table : table;
  }

  size_t Step(const std::string& name, const std::string& note, const std::string& kind) {
    steps_.push_back({name, note, kind, name, CountOf(counts_.rules, name), 0});
    return steps_.size() - 1;
  }

  size_t TargetAt(const std::string& key, const std::string& note, const std::string& kind) {
    for (size_t i = 0; i < targets_.size(); ++i) {
      if (targets_[i].key == key) return i;
    }
    targets_.push_back({key, note, kind, key, CountOf(counts_.targets, key), 0});
    return targets_.size() - 1;
  }
  size_t Pool(const std::string& id) {
    return TargetAt("pool " + id, MembersInWords(policy_.pools.at(id)), "pool");
  }
  size_t Queue(const std::string& id) {
    const QueueSpec& queue = policy_.queues.at(id);
    const std::string owner =
        queue.owner_team.empty() ? queue.owner_person : "team " + queue.owner_team;
    return TargetAt("queue " + id, owner + ", within " + FormatDuration(queue.empty_within_us),
                    "queue");
  }

  void Line(size_t step, size_t target) {
    if (std::find(lines_.begin(), lines_.end(), std::pair(step, target)) == lines_.end()) {
      lines_.emplace_back(step, target);
    }
  }

  void Leads(size_t step, const Effect& effect) {
    switch (effect.kind) {
      case Effect::Kind::kQueue:
        return Line(step, Queue(effect.name));
      case Effect::Kind::kHold:
        return Line(step, effect.name.empty() ? TargetAt("held", "", "held") : Queue(effect.name));
      case Effect::Kind::kReject:
        return Line(step, TargetAt("rejected", "", "rejected"));
      case Effect::Kind::kPool:
        return Line(step, Pool(effect.name));
      case Effect::Kind::kPerson:
        return Line(step, TargetAt(effect.name, "", "person"));
      case Effect::Kind::kOwnerOf:
        return Line(step, TargetAt("owner of the " + effect.source.name, "as recorded", "person"));
      case Effect::Kind::kTable:
        return Table(step, *effect.table);
      case Effect::Kind::kEscalate:
        return Escalation(step, effect.name);
    }
  }

  void Escalation(size_t step, const std::string& name) {
    const EscalationNode* node = FindEscalation(policy_, name);
    const std::string whom = node == nullptr ? name : node->ask.name;
    Line(step, TargetAt("asks " + whom, "decides or hands on", "held"));
  }

  void Table(size_t step, const DecisionTable& table) {
    std::map<std::string, std::pair<size_t, const Target*>> rows;  // by target
    for (const TableRow& row : table.rows()) {
      auto& [count, target] = rows[row.target.Text()];
      ++count;
      target = &row.target;
    }
    std::vector<std::pair<size_t, const Target*>> order;
    for (const auto& [text, entry] : rows) order.push_back(entry);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    const size_t shown = order.size() > kMaxTargetsOfTable ? kMaxTargetsOfTable - 1 : order.size();
    for (size_t i = 0; i < shown; ++i) {
      const Target& target = *order[i].second;
      Line(step, target.kind == TargetKind::kPool    ? Pool(target.name)
                 : target.kind == TargetKind::kQueue ? Queue(target.name)
                                                     : TargetAt(target.name, "", "person"));
    }
    if (shown == order.size()) return;
    const size_t rest = TargetAt(fmt::format("{} more of {}", order.size() - shown, table.id()),
                                 "see " + table.file(), "person");
    for (size_t i = shown; i < order.size(); ++i) {
      targets_[rest].count += CountOf(counts_.targets, BoxOf(*order[i].second));
    }
    Line(step, rest);
  }
  static std::string BoxOf(const Target& target) {
    if (target.kind == TargetKind::kPool) return "pool " + target.name;
    return target.kind == TargetKind::kQueue ? "queue " + target.name : target.name;
  }

  void Place() {
    int y = kHeader;
    for (size_t i = 0; i < steps_.size(); ++i) {
      if (i == 0 || steps_[i].kind != steps_[i - 1].kind) y += 26;  // a heading
      steps_[i].y = y;
      y += kStepPitch;
    }
    height_ = y;
    y = kHeader + 26;
    for (GraphBox& target : targets_) {
      target.y = y;
      y += kTargetPitch;
    }
    height_ = std::max(height_, y) + kMargin;
  }

  void DrawBox(const GraphBox& box, int x, int width) {
    const std::string count = counts_.decisions > 0 ? fmt::format("{}", box.count) : "";
    const double room = width - 24 - static_cast<double>(count.size()) * kTitleLetter - 8;
    svg_ += fmt::format(
        "<g class=\"{}\"><title>{}{}</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" "
        "rx=\"6\"/>",
        box.kind, EscapeMarkup(box.title), box.note.empty() ? "" : ": " + EscapeMarkup(box.note), x,
        box.y, width, kStepHeight);
    const int middle = box.note.empty() ? box.y + 28 : box.y + 19;
    svg_ += fmt::format("<text class=\"title\" x=\"{}\" y=\"{}\">{}</text>", x + 12, middle,
                        EscapeMarkup(Fit(box.title, room, kTitleLetter)));
    if (!box.note.empty()) {
      svg_ += fmt::format("<text class=\"note\" x=\"{}\" y=\"{}\">{}</text>", x + 12, box.y + 36,
                          EscapeMarkup(Fit(box.note, width - 24, kSmallLetter)));
    }
    if (!count.empty()) {
      svg_ += fmt::format("<text class=\"count\" x=\"{}\" y=\"{}\">{}</text>", x + width - 12,
                          middle, count);
    }
    svg_ += "</g>\n";
  }

  void DrawLines() {
    const int from = kMargin + kStepWidth, bend = kGap / 2;
    for (const auto& [step, target] : lines_) {
      const int y1 = steps_[step].y + kStepHeight / 2, y2 = targets_[target].y + kStepHeight / 2;
      svg_ += fmt::format(
          "<path class=\"line\" d=\"M{} {} C{} {} {} {} {} {}\" marker-end=\"url(#arrow)\"/>\n",
          from, y1, from + bend, y1, kTargetX - bend, y2, kTargetX - 3, y2);
    }
    const int x = kMargin + kStepWidth / 2;
    for (size_t i = 0; i + 1 < steps_.size(); ++i) {
      if (steps_[i].kind != steps_[i + 1].kind) continue;  // a heading stands between
      svg_ += fmt::format("<path class=\"line\" d=\"M{} {} V{}\" marker-end=\"url(#arrow)\"/>\n", x,
                          steps_[i].y + kStepHeight, steps_[i + 1].y - 3);
    }
  }

  void Heading(int x, int y, std::string_view text) {
    svg_ += fmt::format("<text class=\"heading\" x=\"{}\" y=\"{}\">{}</text>\n", x, y - 10, text);
  }

  std::string Svg() {
    const int width = kTargetX + kTargetWidth + kMargin;
    svg_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\">\n<style>text{{font-family:system-ui,sans-serif;fill:#1f2933}}"
        ".name{{font-size:20px;font-weight:600}}.heading{{font-size:12px;fill:#52606d}}"
        ".title{{font-size:14px;font-weight:600}}.note{{font-size:11.5px;fill:#3e4c59}}"
        ".count{{font-size:14px;text-anchor:end}}rect{{stroke-width:1.2}}"
        ".line{{fill:none;stroke:#9aa5b1;stroke-width:1.4}}"
        ".guard rect{{fill:#fff1f0;stroke:#e0908a}}.rule rect{{fill:#eef4ff;stroke:#8fb0e8}}"
        ".pool rect{{fill:#ecf9f1;stroke:#7fc79d}}.queue rect{{fill:#fff8e6;stroke:#dcbf72}}"
        ".person rect{{fill:#f5f7fa;stroke:#b5bfca}}.held rect{{fill:#fff8e6;stroke:#dcbf72}}"
        ".rejected rect{{fill:#fff1f0;stroke:#e0908a}}</style>\n"
        "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
        "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\" fill=\"#9aa5b1\"/>"
        "</marker></defs>\n<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
        width, height_);
    svg_ += fmt::format("<text class=\"name\" x=\"{}\" y=\"36\">{}</text>\n", kMargin,
                        EscapeMarkup(Fit(policy_.name, width - 2 * kMargin, 12)));
    const std::string version = VersionName(policy_.hash);
    svg_ += fmt::format(
        "<text class=\"heading\" x=\"{}\" y=\"58\">version {}{}</text>\n", kMargin, version,
        counts_.decisions == 0 ? std::string() : fmt::format(", {} decisions", counts_.decisions));
    for (size_t i = 0; i < steps_.size(); ++i) {
      if (i > 0 && steps_[i].kind == steps_[i - 1].kind) continue;
      Heading(kMargin, steps_[i].y,
              steps_[i].kind == "guard" ? "guards: all are checked first, and they win"
                                        : "rules: top to bottom, the first match decides");
    }
    Heading(kTargetX, kHeader + 26, "where leads go");
    DrawLines();
    for (const GraphBox& step : steps_) DrawBox(step, kMargin, kStepWidth);
    for (const GraphBox& target : targets_) DrawBox(target, kTargetX, kTargetWidth);
    return svg_ + "</svg>\n";
  }

  const Policy& policy_;
  const FlowCounts& counts_;
  std::vector<GraphBox> steps_, targets_;
  std::vector<std::pair<size_t, size_t>> lines_;
  int height_ = 0;
  std::string svg_;
};

}  // namespace

void CountFlow(Disposition disposition, const std::string& rule, const std::string& reason,
               const std::string& pool, const std::string& queue, const std::string& person,
               FlowCounts* counts) {
  ++counts->decisions;
  ++counts->rules[rule];
  std::string target = person;
  switch (disposition) {
    case Disposition::kAssign:
      if (!pool.empty()) target = "pool " + pool;
      if (reason.starts_with("owner_of_")) target = "owner of the " + reason.substr(9);
      break;
    case Disposition::kQueue:
      target = "queue " + queue;
      break;
    case Disposition::kHold:
      target = queue.empty() ? "held" : "queue " + queue;
      break;
    case Disposition::kEscalate:
      target = "asks " + queue;
      break;
    case Disposition::kReject:
      target = "rejected";
      break;
  }
  ++counts->targets[target];
}

std::string FlowSvg(const Policy& policy, const FlowCounts& counts) {
  return FlowPicture(policy, counts).Draw();
}

std::string FlowJson(const Policy& policy, const FlowCounts& counts) {
  return FlowPicture(policy, counts).Json();
}

}  // namespace signalbox
