#include "policy/model_watching_plan.h"

#include <algorithm>
#include <optional>

#include "policy/findings.h"
#include "policy/yaml_tree.h"

namespace signalbox {
namespace {

class WatchReader {
 public:
  explicit WatchReader(Findings* findings) : findings_(findings) {}

  void Read(std::string_view file, std::string_view text) {
    file_ = file;
    const std::optional<YamlNode> root = ParseYaml(file, text, findings_);
    if (!root) return;
    const YamlNode* list = root->is_map() ? root->Find("watch") : nullptr;
    if (list == nullptr || !list->is_list())
      return Error(*root, "write `watch:` and a list of `{agent, every}` under it");
    CheckKeys(*root, "a file of models", {"watch"}, {}, file_, findings_);
    for (const YamlNode& item : list->items) ReadEntry(item);
  }

  std::vector<ModelWatchEntry> Take() { return std::move(entries_); }

 private:
  void Error(const YamlNode& node, std::string message) {
    findings_->Error(file_, node.at, std::move(message));
  }

  void ReadEntry(const YamlNode& map) {
    if (!map.is_map())
      return Error(map, "a watch is a map such as `{agent: score_lead, every: 6h}`");
    CheckKeys(map, "a watch", {"agent", "every", "recalibrate"}, {}, file_, findings_);
    ModelWatchEntry entry;
    const YamlNode* agent = map.Find("agent");
    if (agent == nullptr || !agent->is_text() || agent->text.empty())
      return Error(map, "a watch names the `agent` whose model it is about");
    entry.agent = agent->text;
    const bool taken =
        std::any_of(entries_.begin(), entries_.end(),
                    [&](const ModelWatchEntry& one) { return one.agent == entry.agent; });
    if (taken) return Error(*agent, "`" + entry.agent + "` is watched by another line already");
    if (ReadEvery(map, &entry.every) && ReadRecalibrate(map, &entry.recalibrate))
      entries_.push_back(std::move(entry));
  }

  bool ReadEvery(const YamlNode& map, TimeUs* every) {
    const YamlNode* node = map.Find("every");
    if (node == nullptr || !node->is_text()) {
      Error(map, "say how often, such as `every: 6h`");
      return false;
    }
    const Result<TimeUs> read = ParseDuration(node->text);
    if (!read.ok()) {
      Error(*node, read.error().message);
      return false;
    }
    *every = *read;
    if (*every >= kShortestWatchUs && *every <= kLongestWatchUs) return true;
    Error(*node, "`every` is from ten minutes to a year: a watch reads every lead that was scored");
    return false;
  }

  bool ReadRecalibrate(const YamlNode& map, bool* recalibrate) {
    const YamlNode* node = map.Find("recalibrate");
    if (node == nullptr) return true;
    *recalibrate = node->text == "true";
    if (node->is_text() && (*recalibrate || node->text == "false")) return true;
    Error(*node, "`recalibrate` is `true` or `false`");
    return false;
  }

  Findings* const findings_;
  std::string_view file_;
  std::vector<ModelWatchEntry> entries_;
};

}  // namespace

std::vector<ModelWatchEntry> CompileModelWatches(const BundleFiles& files, Findings* findings) {
  WatchReader reader(findings);
  for (const auto& [path, text] : files) {
    if (path.starts_with("models/") && path.ends_with(".yaml")) reader.Read(path, text);
  }
  return reader.Take();
}

Result<std::vector<ModelWatchEntry>> ModelWatchesOfBundle(const BundleFiles& files) {
  Findings findings;
  std::vector<ModelWatchEntry> entries = CompileModelWatches(files, &findings);
  if (!findings.has_error()) return entries;
  return Err(Code::kInvalid, "the bundle does not compile: " + findings.Take().front().Text());
}

}  // namespace signalbox
