// Escalations: a rule that asks by itself, and graphs.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/bundle_compiler.h"

namespace signalbox {

namespace {

std::string NodeName(const std::string& graph, const std::string& node) {
  return graph + "/" + node;
}

// Nodes that a node may go on to.
std::vector<std::string> NextNodes(const EscalationNode& node) {
  std::vector<std::string> next;
  if (node.otherwise.kind == Effect::Kind::kEscalate) next.push_back(node.otherwise.name);
  if (node.when && node.unless.kind == Effect::Kind::kEscalate) next.push_back(node.unless.name);
  return next;
}

}  // namespace

// Who is asked, as what, and for how long.
void BundleCompiler::Asks(const YamlNode& spec, EscalationNode* node) {
  YamlNode whom;
  whom.kind = YamlNode::Kind::kMap;
  whom.at = spec.at;
  for (std::string_view key : {"team", "person", "manager_of"}) {
    for (size_t i = 0; i < spec.keys.size(); ++i) {
      if (spec.keys[i].text != key) continue;
      whom.keys.push_back(spec.keys[i]);
      whom.items.push_back(spec.items[i]);
    }
  }
  Target(whom, false, &node->ask);
  if (const YamlNode* role = spec.Find("role")) node->role = role->text;
  if (const YamlNode* within = spec.Find("decide_within"))
    node->decide_within_us = Duration(*within);
  else
    Error(spec, "an escalation needs `decide_within`: how long it waits for a decision");
}

// The name of a node of the graph, or an end.
bool BundleCompiler::FollowsNode(const std::string& graph, const YamlNode& value, Effect* effect) {
  if (value.is_text() && !graph.empty()) {
    effect->kind = Effect::Kind::kEscalate;
    effect->name = NodeName(graph, value.text);
    effect->at = value.at;
    return true;
  }
  if (!IsMap(value, "what follows")) return false;
  CheckKeys(value, "what follows", {"assign", "queue", "hold", "reject", "reason"}, {}, kPolicyFile,
            findings_);
  return EffectOf(value, "", effect);
}

bool BundleCompiler::Escalate(const YamlNode& value, const std::string& rule, Effect* effect) {
  effect->kind = Effect::Kind::kEscalate;
  if (!IsMap(value, "`escalate`")) return false;
  if (const YamlNode* graph = value.Find("graph")) {
    CheckKeys(value, "`escalate` to a graph", {"graph"}, {}, kPolicyFile, findings_);
    effect->name = graph->text;
    // The node that a graph begins with stands under the graph's own name.
    const auto begins = graph_begins_.find(graph->text);
    if (begins != graph_begins_.end()) {
      effect->name = begins->second;
      return true;
    }
    std::vector<std::string> names;
    for (const auto& [name, node] : graph_begins_) names.push_back(name);
    Error(*graph, fmt::format("there is no escalation `{}`{}", graph->text,
                              DidYouMean(graph->text, names)));
    return false;
  }
  CheckKeys(value, "`escalate`",
            {"team", "person", "manager_of", "role", "decide_within", "otherwise", "graph"}, {},
            kPolicyFile, findings_);
  EscalationNode node;
  node.name = NodeName(rule, "");
  node.at = value.at;
  Asks(value, &node);
  const YamlNode* otherwise = value.Find("otherwise");
  if (otherwise == nullptr) {
    Error(value,
          "an escalation ends somewhere; say what happens when nobody decides: `otherwise: {queue: "
          "unrouted}`");
    return false;
  }
  if (!FollowsNode("", *otherwise, &node.otherwise)) return false;
  effect->name = node.name;
  policy_->escalations.insert_or_assign(node.name, std::move(node));
  return true;
}

void BundleCompiler::Escalations(const YamlNode& node) {
  if (!IsMap(node, "`escalations`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) Graph(node.keys[i], node.items[i]);
}

void BundleCompiler::Graph(const YamlNode& key, const YamlNode& spec) {
  if (!IsMap(spec, "an escalation graph")) return;
  CheckKeys(spec, "an escalation graph", {"begins", "nodes"}, {}, kPolicyFile, findings_);
  const std::string begins = RequiredText(spec, "begins", "an escalation graph");
  const YamlNode* nodes = spec.Find("nodes");
  if (nodes == nullptr || !nodes->is_map() || nodes->keys.empty()) {
    Error(key, fmt::format("escalation `{}` has no `nodes`", key.text));
    return;
  }
  if (nodes->keys.size() > kMaxEscalationNodes) {
    Error(*nodes, fmt::format("an escalation has at most {} nodes", kMaxEscalationNodes));
    return;
  }
  graph_begins_[key.text] = NodeName(key.text, begins);
  for (size_t i = 0; i < nodes->keys.size(); ++i) Node(key.text, nodes->keys[i], nodes->items[i]);
  CheckGraph(key.text, *spec.Find("nodes"), begins);
}

void BundleCompiler::Node(const std::string& graph, const YamlNode& key, const YamlNode& spec) {
  EscalationNode node;
  node.name = NodeName(graph, key.text);
  node.at = key.at;
  if (IsMap(spec, "a node")) {
    CheckKeys(
        spec, "a node",
        {"when", "else", "team", "person", "manager_of", "role", "decide_within", "otherwise"}, {},
        kPolicyFile, findings_);
    bool good = true;
    node.when = When(spec, &good);
    Asks(spec, &node);
    const YamlNode* unless = spec.Find("else");
    if ((unless != nullptr) != (spec.Find("when") != nullptr)) {
      Error(unless != nullptr ? *unless : key,
            "`when` and `else` go together: where it goes when the condition does not hold");
    } else if (unless != nullptr) {
      FollowsNode(graph, *unless, &node.unless);
    }
    if (const YamlNode* otherwise = spec.Find("otherwise")) {
      FollowsNode(graph, *otherwise, &node.otherwise);
    } else {
      Error(key, fmt::format("`{}` is a dead end: say what happens when nobody decides, "
                             "`otherwise:` with a node or an end such as `{{queue: unrouted}}`",
                             key.text));
    }
  }
  policy_->escalations.emplace(node.name, std::move(node));
}

void BundleCompiler::CheckGraph(const std::string& graph, const YamlNode& nodes,
                                const std::string& begins) {
  std::vector<std::string> names;
  for (const YamlNode& key : nodes.keys) names.push_back(key.text);
  const auto exists = [&](Mark at, const std::string& full) {
    if (policy_->escalations.contains(full)) return true;
    const std::string name = full.substr(graph.size() + 1);
    findings_->Error(
        kPolicyFile, at,
        fmt::format("escalation `{}` has no node `{}`{}", graph, name, DidYouMean(name, names)));
    return false;
  };
  if (!begins.empty() && !exists(nodes.at, NodeName(graph, begins))) return;
  bool whole = true;
  for (const std::string& name : names) {
    const EscalationNode& node = policy_->escalations.at(NodeName(graph, name));
    for (const Effect* effect : {&node.otherwise, &node.unless}) {
      if (effect->kind == Effect::Kind::kEscalate)
        whole = exists(effect->at, effect->name) && whole;
    }
  }
  if (!whole || begins.empty()) return;
  // Depth first: a node met again on the way that is being walked closes a cycle.
  std::set<std::string> reached, on_the_way;
  const auto walk = [&](const auto& self, const EscalationNode& node) -> void {
    if (!reached.insert(node.name).second) return;
    on_the_way.insert(node.name);
    for (const std::string& next : NextNodes(node)) {
      if (on_the_way.contains(next)) {
        Effect to = node.otherwise.name == next ? node.otherwise : node.unless;
        findings_->Error(
            kPolicyFile, to.at,
            fmt::format("`{}` leads back to `{}`: nobody would ever decide; end with a queue",
                        node.name.substr(graph.size() + 1), next.substr(graph.size() + 1)));
      } else {
        self(self, policy_->escalations.at(next));
      }
    }
    on_the_way.erase(node.name);
  };
  walk(walk, policy_->escalations.at(NodeName(graph, begins)));
  for (const YamlNode& key : nodes.keys) {
    if (reached.contains(NodeName(graph, key.text))) continue;
    Error(key, fmt::format("nothing leads to node `{}`; it is never asked", key.text));
  }
}

}  // namespace signalbox
