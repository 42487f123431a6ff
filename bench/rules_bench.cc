// Measures table decisions and CEL on one thread, and prints a JSON line for each figure.
//
//   rules_bench tables [ROWS]       tables of 100 to 100,000 rows (one size alone: for a profile)
//   rules_bench peers DIR           the peers' rules and leads, from bench/engines/peer_rules.js
//   rules_bench cel EXPRESSIONS     a file of expressions that are all true of the lead below
//
// The rows of `tables` are country x segment x postal prefix x size band: all distinct and all
// reachable, which is checked, since every row is hit by a lead made for it before anything is
// measured. Time is the thread's own, so that others on the machine disturb less.
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/random.h"
#include "policy/condition.h"
#include "policy/decision.h"
#include "policy/findings.h"

namespace signalbox {
namespace {

double CpuSeconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

size_t HeapBytes() {
  const struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

struct Size {
  int rows, countries, prefixes;
};
constexpr Size kSizes[] = {{100, 5, 1}, {1'000, 10, 5}, {10'000, 25, 20}, {100'000, 50, 100}};
constexpr const char* kSegments[] = {"public", "retail", "industry", "services"};
struct Band {
  int low, high;
};
constexpr Band kBands[] = {{1, 9}, {10, 49}, {50, 249}, {250, 999}, {1000, 1'000'000}};

struct GeneratedRow {
  std::string country, segment, prefix;
  Band band;
};

std::vector<GeneratedRow> Rows(const Size& size) {
  std::vector<GeneratedRow> rows;
  for (int country = 0; country < size.countries; ++country) {
    const std::string code = {static_cast<char>('A' + country / 26),
                              static_cast<char>('A' + country % 26)};
    for (const char* segment : kSegments) {
      for (int prefix = 0; prefix < size.prefixes; ++prefix) {
        for (const Band& band : kBands) {
          rows.push_back({code, segment, std::to_string(100 + prefix).substr(1), band});
        }
      }
    }
  }
  return rows;
}

BundleFiles Bundle(std::string csv, const std::string& match, const std::string& hit) {
  return {{"policy.yaml",
           "policy: bench\nrecord: lead\nrules:\n  - {name: t, assign: {table: t}}\n"
           "nothing_matched: {queue: unrouted}\n"
           "tables:\n  t: {file: tables/t.csv, match: {country: lead.country, segment: "
           "lead.segment, " +
               match + ", employees: lead.employees}, gives: {to: target}, hit: " + hit +
               "}\n"
               "queues: {unrouted: {owner: {team: revops}, empty_within: 4h}}\n"},
          {"tables/t.csv", std::move(csv)}};
}

std::string Csv(const std::vector<GeneratedRow>& rows) {
  std::string csv = "id,country,segment,postal,employees,to\n";
  for (size_t i = 0; i < rows.size(); ++i) {
    const GeneratedRow& row = rows[i];
    csv += "r" + std::to_string(i) + "," + row.country + "," + row.segment + "," + row.prefix +
           "*," + std::to_string(row.band.low) + ".." + std::to_string(row.band.high) +
           ",person:rep-" + std::to_string(i % 60) + "\n";
  }
  return csv;
}

Roster Reps(int count) {
  Roster roster;
  for (int i = 0; i < count; ++i) {
    Person person;
    person.id = "rep-" + std::to_string(i);
    roster.Upsert(std::move(person));
  }
  return roster;
}

Attributes LeadFor(const GeneratedRow& row, Random& random) {
  Attributes lead;
  lead.SetText(Field::kCountry, row.country);
  lead.SetText(Field::kSegment, row.segment);
  lead.SetText(Field::kPostalCode, row.prefix + std::to_string(100 + random.Below(900)));
  lead.SetInt(Field::kEmployees,
              row.band.low + static_cast<int64_t>(random.Below(
                                 static_cast<uint64_t>(row.band.high - row.band.low + 1))));
  return lead;
}

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "rules_bench: %s\n", what.c_str());
  std::exit(1);
}

std::shared_ptr<const Policy> Compile(const BundleFiles& files) {
  CompileOutcome outcome = CompilePolicy(files, nullptr);
  if (outcome.policy == nullptr) Fail(outcome.findings.front().Text());
  return std::move(outcome.policy);
}

// Nanoseconds a decision, the best of `tries` rounds over all leads: what others on the machine
// take away comes and goes.
double NsADecision(const Policy& policy, const Roster& roster, const std::vector<Attributes>& leads,
                   size_t tries) {
  const PoolStates pools;
  double best = 1e300;
  for (size_t i = 0; i < tries; ++i) {
    size_t assigned = 0;
    const double start = CpuSeconds();
    for (const Attributes& lead : leads)
      assigned += Decide(policy, {lead, roster, pools, 0, {}}).owner.empty() ? 0 : 1;
    best = std::min(best, (CpuSeconds() - start) * 1e9 / static_cast<double>(leads.size()));
    if (assigned != leads.size()) Fail("a lead has no owner");
  }
  return best;
}

void MeasureTable(const Size& size) {
  const std::vector<GeneratedRow> rows = Rows(size);
  const BundleFiles files = Bundle(Csv(rows), "postal: lead.postal_code", "priority");
  const size_t heap_before = HeapBytes();
  const double compile_start = CpuSeconds();
  const std::shared_ptr<const Policy> policy = Compile(files);
  const double compile_s = CpuSeconds() - compile_start;
  malloc_trim(0);
  const size_t bytes = HeapBytes() - heap_before;

  const Roster roster = Reps(60);
  const PoolStates pools;
  SeededRandom random(7);
  for (size_t i = 0; i < rows.size(); ++i) {
    const Attributes lead = LeadFor(rows[i], random);
    const Decision decision = Decide(*policy, {lead, roster, pools, 0, {}});
    if (decision.row != "t/r" + std::to_string(i)) Fail("a row is not reached: " + decision.row);
  }
  std::vector<Attributes> leads;
  for (int i = 0; i < 20'000; ++i)
    leads.push_back(LeadFor(rows[random.Below(rows.size())], random));
  std::printf("{\"rows\":%d,\"ns\":%.0f,\"compile_us_a_row\":%.2f,\"bytes_a_row\":%.0f}\n",
              size.rows, NsADecision(*policy, roster, leads, 20),
              compile_s * 1e6 / static_cast<double>(rows.size()),
              static_cast<double>(bytes) / static_cast<double>(rows.size()));
  std::fflush(stdout);
}

std::string FileText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) Fail("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void MeasurePeers(const std::string& folder, int count) {
  const std::string number = std::to_string(count);
  const auto policy = Compile(
      Bundle(FileText(folder + "/rules-" + number + ".csv"), "industry: lead.industry", "first"));
  const Roster roster = Reps(count);
  const PoolStates pools;
  std::vector<Attributes> leads;
  size_t wrong = 0;
  std::istringstream lines(FileText(folder + "/leads-" + number + ".tsv"));
  for (std::string country, segment, employees, industry, owner;
       lines >> country >> segment >> employees >> industry >> owner;) {
    Attributes& lead = leads.emplace_back();
    lead.SetText(Field::kCountry, country);
    lead.SetText(Field::kSegment, segment);
    lead.SetText(Field::kIndustry, industry);
    lead.SetInt(Field::kEmployees, std::strtoll(employees.c_str(), nullptr, 10));
    wrong += Decide(*policy, {lead, roster, pools, 0, {}}).owner != owner;
  }
  if (leads.empty()) Fail("no leads in " + folder);
  const double ns = NsADecision(*policy, roster, leads, 100);
  std::printf("{\"rules\":%d,\"eval_per_s\":%.0f,\"wrong\":%zu,\"of\":%zu}\n", count, 1e9 / ns,
              wrong, leads.size());
  std::fflush(stdout);
}

// As the condition of a rule, on a lead: what evaluates an expression in the program.
void MeasureExpression(const std::string& source) {
  YamlNode node;
  node.kind = YamlNode::Kind::kText;
  node.text = source;
  SlotTable slots;
  slots.Close();
  Findings findings;
  const auto condition = Condition::Compile(node, slots, false, "expressions", &findings);
  if (!condition.has_value()) Fail("does not compile: " + source);
  Attributes lead;
  lead.SetText(Field::kCountry, "DE");
  lead.SetText(Field::kTitle, "Head of Sales Operations");
  lead.SetInt(Field::kEmployees, 5'200);
  lead.SetInt(Field::kScore, 85);
  const SlotValues values(slots, lead);
  double best = 1e300;
  for (int round = 0; round < 20; ++round) {
    constexpr int kTimes = 100'000;
    int held = 0;
    const double start = CpuSeconds();
    for (int i = 0; i < kTimes; ++i)
      held += condition->Evaluate(values, nullptr) == Truth::kTrue ? 1 : 0;
    best = std::min(best, (CpuSeconds() - start) / kTimes);
    if (held != kTimes) Fail("not true: " + source);
  }
  std::printf("{\"per_s\":%.0f}\n", 1 / best);
}

void MeasureCel(const std::string& path) {
  std::istringstream lines(FileText(path));
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) MeasureExpression(line);
  }
}

int Run(const std::string& what, const std::string& with) {
  if (what == "tables") {
    for (const Size& size : kSizes) {
      if (with.empty() || with == std::to_string(size.rows)) MeasureTable(size);
    }
  } else if (what == "peers") {
    for (const int count : {100, 1'000}) MeasurePeers(with, count);
  } else if (what == "cel") {
    MeasureCel(with);
  } else {
    Fail("say tables, peers DIR or cel EXPRESSIONS");
  }
  return 0;
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  return signalbox::Run(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "");
}
