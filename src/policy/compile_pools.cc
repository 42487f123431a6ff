#include "policy/compile_pools.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "policy/bundle_compiler.h"
#include "policy/decide_pool.h"
#include "policy/pool_members.h"

namespace signalbox {
namespace {

// A choice of a key that takes one of a few words.
template <typename T>
struct Word {
  std::string_view word;
  T value;
};

constexpr Word<PoolStrategy> kStrategies[] = {
    {"rotation", PoolStrategy::kRotation},    {"weighted", PoolStrategy::kWeighted},
    {"stride", PoolStrategy::kStride},        {"target", PoolStrategy::kTarget},
    {"least_open", PoolStrategy::kLeastOpen}, {"longest_idle", PoolStrategy::kLongestIdle},
    {"tiers", PoolStrategy::kTiers},
};
constexpr Word<CapPeriod> kPeriods[] = {{"hour", CapPeriod::kHour},
                                        {"day", CapPeriod::kDay},
                                        {"week", CapPeriod::kWeek},
                                        {"month", CapPeriod::kMonth}};
constexpr Word<OnReturn> kReturns[] = {{"keep_place", OnReturn::kKeepPlace},
                                       {"catch_up", OnReturn::kCatchUp},
                                       {"reset_to_level", OnReturn::kResetToLevel}};
constexpr Word<AllOut> kAllOut[] = {{"hold", AllOut::kHold},
                                    {"assign_anyway", AllOut::kAssignAnyway}};
constexpr Word<CreditOn> kCredits[] = {{"assigned", CreditOn::kAssigned},
                                       {"accepted", CreditOn::kAccepted},
                                       {"booked", CreditOn::kBooked},
                                       {"held", CreditOn::kHeld}};
constexpr Word<bool> kHandBacks[] = {{"credit", true}, {"none", false}};

// Bands and points are read top to bottom for every record.
constexpr size_t kMaxBands = 16;
constexpr size_t kMaxTiers = 16;

class PoolCompiler {
 public:
  PoolCompiler(Policy* policy, Findings* findings) : policy_(policy), findings_(findings) {}

  void One(const YamlNode& key, const YamlNode& spec) {
    pool_ = PoolSpec{};
    pool_.id = key.text;
    if (!spec.is_map()) {
      Error(spec, "a pool is a map: `key: value` pairs");
    } else {
      CheckKeys(spec, "a pool",
                {"members", "strategy", "turn", "caps", "on_return", "all_out", "skip", "hand_back",
                 "credit", "sticky", "lanes", "bands", "points", "calendar", "tiers", "target"},
                {}, kPolicyFile, findings_);
      Members(key, spec.Find("members"));
      Choose(spec.Find("strategy"), "strategy", kStrategies, &pool_.strategy);
      Turn(spec.Find("turn"));
      if (const YamlNode* node = spec.Find("calendar")) UseCalendar(*node);
      Absences(spec);
      Each(spec.Find("caps"), "caps", kMaxPoolCaps, [this](const YamlNode& one) { Cap(one); });
      Each(spec.Find("bands"), "bands", kMaxBands, [this](const YamlNode& one) { Band(one); });
      Each(spec.Find("points"), "points", kMaxBands, [this](const YamlNode& one) { Points(one); });
      if (const YamlNode* node = spec.Find("lanes")) Lanes(*node);
      Owners(spec);
      Tiers(spec);
      Target(spec);
    }
    policy_->pools[key.text] = pool_;
  }

 private:
  void Error(const YamlNode& at, std::string message) {
    findings_->Error(kPolicyFile, at.at, std::move(message));
  }

  template <typename T, size_t N>
  bool Choose(const YamlNode* node, std::string_view key, const Word<T> (&words)[N], T* value) {
    if (node == nullptr) return true;
    std::vector<std::string> known;
    for (const Word<T>& word : words) {
      known.emplace_back(word.word);
      if (!node->is_text() || node->text != word.word) continue;
      *value = word.value;
      return true;
    }
    Error(*node, fmt::format("`{}: {}` is not known; write one of `{}`{}", key, node->text,
                             fmt::join(known, "`, `"), DidYouMean(node->text, known)));
    return false;
  }

  template <typename Read>
  void Each(const YamlNode* node, std::string_view key, size_t most, Read read) {
    if (node == nullptr) return;
    if (!node->is_list()) return Error(*node, fmt::format("`{}` is a list", key));
    if (node->items.size() > most)
      return Error(*node, fmt::format("a pool has at most {} of `{}`", most, key));
    for (const YamlNode& item : node->items) {
      if (item.is_map())
        read(item);
      else
        Error(item, fmt::format("every item of `{}` is a map: `key: value` pairs", key));
    }
  }

  // Whole numbers from `low` to `high`; false, with a finding, for anything else.
  bool Number(const YamlNode& map, std::string_view key, std::string_view what, int64_t low,
              int64_t high, int64_t* value) {
    const YamlNode* node = map.Find(key);
    if (node == nullptr) {
      Error(map, fmt::format("{} needs `{}`", what, key));
      return false;
    }
    const std::optional<int64_t> number = ParseWholeNumber(node->text);
    if (!number || *number < low || *number > high) {
      Error(*node, fmt::format("`{}` of {} is a whole number from {} to {}, not `{}`", key, what,
                               low, high, node->text));
      return false;
    }
    *value = *number;
    return true;
  }

  // A condition over the record, in the short form or CEL; null with a finding.
  std::shared_ptr<const Condition> OverRecord(const YamlNode& node) {
    std::optional<Condition> condition =
        Condition::Compile(node, policy_->slots, false, kPolicyFile, findings_);
    if (!condition) return nullptr;
    return std::make_shared<const Condition>(*std::move(condition));
  }
  std::shared_ptr<const Condition> When(const YamlNode& map, std::string_view key,
                                        std::string_view what) {
    const YamlNode* node = map.Find(key);
    if (node != nullptr) return OverRecord(*node);
    Error(map, fmt::format("{} needs `{}`, a condition such as `{{lead.employees: 1000..}}`", what,
                           key));
    return nullptr;
  }

  void Members(const YamlNode& key, const YamlNode* node) {
    const YamlNode* team = node == nullptr ? nullptr : node->Find("team");
    const YamlNode* where = node == nullptr ? nullptr : node->Find("where");
    if (node == nullptr || !node->is_map() || node->keys.empty()) {
      return Error(key, fmt::format("pool `{}` needs `members: {{team: NAME}}` or `members: "
                                    "{{where: CONDITION}}`",
                                    key.text));
    }
    CheckKeys(*node, "`members`", {"team", "where"}, {}, kPolicyFile, findings_);
    if (team != nullptr && where != nullptr)
      return Error(*where,
                   "`members` has both `team` and `where`; write the team into the "
                   "condition: `where: 'person.team == \"...\"'`");
    if (where != nullptr) {
      pool_.where = MemberRule::Compile(*where, kPolicyFile, findings_);
    } else if (team != nullptr) {
      if (!team->is_text() || team->text.empty())
        Error(*team, "`members` needs `team`");
      else
        pool_.team = team->text;
    }
  }

  void Turn(const YamlNode* node) {
    if (node == nullptr || node->text == "own") return;
    const YamlNode* shared = node->is_map() ? node->Find("shared") : nullptr;
    if (shared == nullptr || node->keys.size() != 1 || !shared->is_text() || shared->text.empty()) {
      return Error(*node,
                   "`turn` is `own` or `{shared: NAME}`, the same name in every pool that "
                   "shares it");
    }
    pool_.shared_turn = shared->text;
  }

  void UseCalendar(const YamlNode& node) {
    const auto found = policy_->calendars.find(node.text);
    if (found != policy_->calendars.end()) {
      pool_.calendar = std::make_shared<const CalendarSpec>(found->second);
      return;
    }
    std::vector<std::string> known;
    for (const auto& [name, calendar] : policy_->calendars) known.push_back(name);
    Error(node, fmt::format("there is no calendar `{}`{}; declare it under `calendars:`", node.text,
                            DidYouMean(node.text, known)));
  }

  void Absences(const YamlNode& spec) {
    const YamlNode* on_return = spec.Find("on_return");
    if (Choose(on_return, "on_return", kReturns, &pool_.on_return) && on_return != nullptr)
      ReturnFits(*on_return);
    const YamlNode* all_out = spec.Find("all_out");
    if (all_out == nullptr || !all_out->is_map()) {
      Choose(all_out, "all_out", kAllOut, &pool_.all_out);
      return;
    }
    CheckKeys(*all_out, "`all_out`", {"fallback"}, {}, kPolicyFile, findings_);
    const YamlNode* fallback = all_out->Find("fallback");
    if (fallback == nullptr) return;
    pool_.all_out = AllOut::kFallback;
    pool_.fallback = fallback->text;
  }

  // Only levels and targets know what somebody missed.
  void ReturnFits(const YamlNode& at) {
    const PoolStrategy strategy = pool_.strategy;
    const bool has_level = strategy == PoolStrategy::kWeighted || strategy == PoolStrategy::kStride;
    if (pool_.on_return == OnReturn::kKeepPlace || has_level) return;
    if (strategy == PoolStrategy::kTarget && pool_.on_return == OnReturn::kCatchUp) return;
    pool_.on_return = OnReturn::kKeepPlace;
    Error(at, fmt::format("`on_return: {}` does not go with `strategy: {}`, which does not count "
                          "what somebody missed; leave it out, or write `strategy: weighted`",
                          at.text, StrategyName(strategy)));
  }

  void Cap(const YamlNode& node) {
    CheckKeys(node, "a cap", {"per", "limit", "each", "only"}, {}, kPolicyFile, findings_);
    PoolCap cap;
    static constexpr Word<bool> kPer[] = {{"member", false}, {"pool", true}};
    if (node.Find("per") == nullptr) Error(node, "a cap needs `per`: `member` or `pool`");
    if (node.Find("each") == nullptr)
      Error(node, "a cap needs `each`: `hour`, `day`, `week` or `month`");
    Choose(node.Find("per"), "per", kPer, &cap.of_pool);
    Choose(node.Find("each"), "each", kPeriods, &cap.each);
    if (const YamlNode* limit = node.Find("limit"); limit != nullptr && limit->text == "0") {
      Error(*limit,
            "a cap of zero lets nobody take anything; leave it out, or set a member's "
            "weight to 0 to keep them from taking turns");
    } else {
      Number(node, "limit", "a cap", 1, 1'000'000, &cap.limit);
    }
    std::string digest;
    if (const YamlNode* only = node.Find("only")) {
      cap.only = OverRecord(*only);
      if (cap.only == nullptr) return;
      digest = "/" + ToHex(View(Sha256(cap.only->cel()))).substr(0, 8);
    }
    const auto is_it = [&](const auto& word) { return word.value == cap.each; };
    const std::string_view each =
        std::find_if(std::begin(kPeriods), std::end(kPeriods), is_it)->word;
    cap.counter = fmt::format("{}/{}{}", pool_.id, each, digest);
    const auto same = [&](const PoolCap& other) {
      return other.of_pool == cap.of_pool && other.counter == cap.counter;
    };
    if (std::any_of(pool_.caps.begin(), pool_.caps.end(), same)) {
      return Error(node, fmt::format("pool `{}` has two caps per {} for each {} of the same "
                                     "records; keep the one with the lower limit",
                                     pool_.id, cap.of_pool ? "pool" : "member", each));
    }
    pool_.caps.push_back(std::move(cap));
  }

  void Band(const YamlNode& node) {
    CheckKeys(node, "a band", {"name", "when"}, {}, kPolicyFile, findings_);
    const YamlNode* name = node.Find("name");
    if (name == nullptr || !name->is_text() || name->text.empty())
      return Error(node, "a band needs `name`");
    const auto same = [&](const PoolBand& band) { return band.name == name->text; };
    if (std::any_of(pool_.bands.begin(), pool_.bands.end(), same))
      return Error(*name, fmt::format("pool `{}` has two bands `{}`", pool_.id, name->text));
    if (auto when = When(node, "when", "a band")) pool_.bands.push_back({name->text, when});
  }

  void Points(const YamlNode& node) {
    CheckKeys(node, "an item of `points`", {"when", "count"}, {}, kPolicyFile, findings_);
    PoolPoints points;
    const bool good = Number(node, "count", "an item of `points`", 1, kMaxPoints, &points.count);
    points.when = When(node, "when", "an item of `points`");
    if (good && points.when != nullptr) pool_.points.push_back(std::move(points));
  }

  void Lanes(const YamlNode& node) {
    if (!node.is_map()) return Error(node, "`lanes` is a map: `{list: CONDITION, reserve: 2}`");
    CheckKeys(node, "`lanes`", {"list", "reserve"}, {}, kPolicyFile, findings_);
    pool_.list_lane = When(node, "list", "`lanes`");
    const YamlNode* reserve = node.Find("reserve");
    if (reserve == nullptr) return;
    if (!Number(node, "reserve", "`lanes`", 0, 1'000'000, &pool_.reserve)) return;
    const auto per_member = [](const PoolCap& cap) { return !cap.of_pool; };
    if (std::none_of(pool_.caps.begin(), pool_.caps.end(), per_member))
      Error(*reserve,
            "`reserve` keeps room under a member's cap, and this pool has none; add "
            "`caps: [{per: member, limit: 8, each: day}]`");
  }

  void Owners(const YamlNode& spec) {
    static constexpr Word<bool> kSkip[] = {{"previous_owners", true}, {"none", false}};
    Choose(spec.Find("skip"), "skip", kSkip, &pool_.skip_previous_owners);
    Choose(spec.Find("hand_back"), "hand_back", kHandBacks, &pool_.credit_hand_backs);
    Choose(spec.Find("credit"), "credit", kCredits, &pool_.credit_on);
    const YamlNode* sticky = spec.Find("sticky");
    if (sticky == nullptr) return;
    std::vector<const YamlNode*> sources;
    if (sticky->is_list()) {
      for (const YamlNode& item : sticky->items) sources.push_back(&item);
    } else {
      sources.push_back(sticky);
    }
    for (const YamlNode* source : sources) {
      const std::optional<OwnerSource> known = OwnerSourceByName(source->text);
      if (known)
        pool_.sticky.push_back(known->owner);
      else
        Error(*source, fmt::format("`sticky` names whose owner keeps a record: `contact`, "
                                   "`account`, `opportunity` or `prior`, not `{}`",
                                   source->text));
    }
    if (pool_.skip_previous_owners && std::find(pool_.sticky.begin(), pool_.sticky.end(),
                                                Field::kPriorOwner) != pool_.sticky.end()) {
      Error(*sticky,
            "`sticky: prior` gives a record to its owner and `skip: previous_owners` keeps "
            "it from them; leave one out");
    }
  }

  void Tiers(const YamlNode& spec) {
    const YamlNode* node = spec.Find("tiers");
    if (pool_.strategy != PoolStrategy::kTiers) {
      if (node != nullptr) Error(*node, "`tiers` goes with `strategy: tiers`");
      return;
    }
    if (node == nullptr || !node->is_map()) {
      const YamlNode* strategy = spec.Find("strategy");
      return Error(*strategy,
                   "`strategy: tiers` needs `tiers`: `{by: weight}`, or `{in_order: "
                   "[CONDITION, ...]}` over people");
    }
    CheckKeys(*node, "`tiers`", {"by", "in_order", "then"}, {}, kPolicyFile, findings_);
    const YamlNode* by = node->Find("by");
    const YamlNode* in_order = node->Find("in_order");
    if ((by == nullptr) == (in_order == nullptr))
      return Error(*node, "`tiers` has either `by: weight` or `in_order`");
    static constexpr Word<bool> kBy[] = {{"weight", true}};
    Choose(by, "by", kBy, &pool_.tiers_by_weight);
    if (in_order != nullptr) InOrder(*in_order);
    const YamlNode* then = node->Find("then");
    if (then == nullptr) return;
    Choose(then, "then", kStrategies, &pool_.within_tier);
    if (pool_.within_tier == PoolStrategy::kTiers || pool_.within_tier == PoolStrategy::kTarget) {
      pool_.within_tier = PoolStrategy::kWeighted;
      Error(*then, fmt::format("inside a tier turns cannot go by `{}`; write `weighted`, "
                               "`rotation`, `stride`, `least_open` or `longest_idle`",
                               then->text));
    }
  }

  void InOrder(const YamlNode& node) {
    if (!node.is_list() || node.items.empty() || node.items.size() > kMaxTiers) {
      return Error(
          node, fmt::format("`in_order` is a list of 1 to {} conditions over people", kMaxTiers));
    }
    for (const YamlNode& item : node.items) {
      if (auto rule = MemberRule::Compile(item, kPolicyFile, findings_))
        pool_.tiers.push_back(std::move(rule));
    }
  }

  void Target(const YamlNode& spec) {
    const YamlNode* node = spec.Find("target");
    if (node == nullptr) return;
    if (pool_.strategy != PoolStrategy::kTarget || !node->is_map())
      return Error(*node, "`target` goes with `strategy: target` and is a map: `{each: month}`");
    CheckKeys(*node, "`target`", {"each"}, {}, kPolicyFile, findings_);
    Choose(node->Find("each"), "each", kPeriods, &pool_.target_each);
  }

  Policy* policy_;
  Findings* findings_;
  PoolSpec pool_;
};

}  // namespace

void CompilePools(const YamlNode& node, Policy* policy, Findings* findings) {
  if (!node.is_map()) {
    return findings->Error(kPolicyFile, node.at, "`pools` is a map: `key: value` pairs");
  }
  PoolCompiler compiler(policy, findings);
  for (size_t i = 0; i < node.keys.size(); ++i) compiler.One(node.keys[i], node.items[i]);
  CheckPoolsTogether(node, *policy, findings);
}

}  // namespace signalbox
