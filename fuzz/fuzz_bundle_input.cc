#include "fuzz_bundle_input.h"

#include <algorithm>

#include "base/check.h"
#include "policy/format_bundle.h"

namespace signalbox {

namespace {

// Thursday, 2025-11-20T15:40 in Berlin.
constexpr TimeUs kNow = 1'763'649'600'000'000;

Attributes LeadOf(std::initializer_list<std::pair<Field, std::string_view>> texts,
                  std::initializer_list<std::pair<Field, int64_t>> numbers) {
  Attributes lead;
  for (const auto& [field, text] : texts) lead.SetText(field, text);
  for (const auto& [field, number] : numbers) lead.SetInt(field, number);
  return lead;
}

Person Colleague(std::string id, std::string team, std::string zone, int64_t weight) {
  Person person;
  person.id = std::move(id);
  person.team = std::move(team);
  person.zone = std::move(zone);
  person.weight = weight;
  return person;
}

void CheckDecision(const Decision& decision) {
  CHECK(!decision.rule.empty());
  switch (decision.disposition) {
    case Disposition::kAssign:
      CHECK(!decision.owner.empty());
      break;
    case Disposition::kQueue:
      CHECK(!decision.queue.empty());
      break;
    case Disposition::kEscalate:
      CHECK(!decision.node.empty());
      break;
    case Disposition::kHold:
    case Disposition::kReject:
      CHECK(!decision.reason.empty());
      break;
  }
  CHECK(decision.turn.has_value() <= !decision.pool.empty());
}

}  // namespace

BundleFiles SplitBundle(std::string_view input) {
  constexpr std::string_view kMark = "\n=== ";
  BundleFiles files;
  std::string path = "policy.yaml";
  while (true) {
    const size_t end = input.find(kMark);
    files[path] = std::string(input.substr(0, end));
    if (end == std::string_view::npos) return files;
    input.remove_prefix(end + kMark.size());
    const size_t line = std::min(input.find('\n'), input.size());
    path = std::string(input.substr(0, line));
    input.remove_prefix(std::min(line + 1, input.size()));
  }
}

const std::vector<Attributes>& LeadsToDecide() {
  static const std::vector<Attributes> leads = {
      {},
      LeadOf({{Field::kCountry, "DE"},
              {Field::kPostalCode, "80331"},
              {Field::kConsent, "given"},
              {Field::kDomain, "example.com"},
              {Field::kSegment, "enterprise"},
              {Field::kTitle, "VP Sales"}},
             {{Field::kEmployees, 1'200}, {Field::kScore, 90}}),
      LeadOf({{Field::kCountry, "US"},
              {Field::kState, "CA"},
              {Field::kPostalCode, "94105"},
              {Field::kConsent, "legitimate_interest"},
              {Field::kIndustry, "insurance"},
              {Field::kContactOwner, "ann@acme.example"}},
             {{Field::kEmployees, 49}, {Field::kContactOwnerActive, 1}}),
      LeadOf({{Field::kCountry, "at"}, {Field::kConsent, "refused"}, {Field::kCity, "New York"}},
             {{Field::kScore, 10}})};
  return leads;
}

const Roster& RosterToDecide() {
  static const Roster roster = [] {
    Roster made;
    for (const char* team : {"dach", "americas", "revops", "enterprise"}) {
      made.Upsert(Colleague(std::string("ann@") + team, team, "Europe/Berlin", 2));
      Person office = Colleague(std::string("bob@") + team, team, "America/New_York", 1);
      office.hours.always = false;
      office.hours.days[3].push_back({9 * 60, 17 * 60});
      office.skills = {"insurance"};
      made.Upsert(std::move(office));
      Person away = Colleague(std::string("cid@") + team, team, "", 1);
      away.active = false;
      made.Upsert(std::move(away));
    }
    made.Upsert(Colleague("ann@acme.example", "dach", "", 1));
    return made;
  }();
  return roster;
}

std::vector<Decision> DecideAll(const Policy& policy) {
  PoolStates pools;
  std::vector<Decision> decisions;
  for (const Attributes& lead : LeadsToDecide()) {
    for (int again = 0; again < 2; ++again) {
      const DecideInput input{
          .record = lead, .roster = RosterToDecide(), .pools = pools, .now = kNow};
      Decision decision = Decide(policy, input);
      CHECK(decision == Decide(policy, input));
      CheckDecision(decision);
      if (decision.turn) {
        CHECK(ApplyTurn(*decision.turn, kNow, &pools[decision.turn->pool]).ok());
      }
      decisions.push_back(std::move(decision));
    }
  }
  return decisions;
}

void FormatKeepsMeaning(const BundleFiles& files, const CompileOutcome& compiled) {
  Findings findings;
  BundleFiles formatted = files;
  for (auto& [path, text] : FormatBundle(files, &findings)) formatted[path] = text;
  Findings again;
  CHECK(FormatBundle(formatted, &again).empty());
  if (compiled.policy == nullptr) return;
  const CompileOutcome outcome = CompilePolicy(formatted, nullptr);
  CHECK(outcome.policy != nullptr);
  CHECK(DecideAll(*compiled.policy) == DecideAll(*outcome.policy));
}

}  // namespace signalbox
