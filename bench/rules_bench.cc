// Prints what a table decision costs at 100 to 100,000 rows, what compiling the table takes, and
// how many simple CEL expressions one core evaluates a second. One thread.
//
//   rules_bench
//
// The rows are country x segment x postal prefix x size band: all distinct and all reachable, which
// is checked, since every row is hit by a lead made for it before anything is measured.
#include <malloc.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "expr/program.h"
#include "policy/decision.h"

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

BundleFiles Bundle(const std::vector<GeneratedRow>& rows) {
  std::string csv = "id,country,segment,postal,size,to\n";
  int number = 0;
  for (const GeneratedRow& row : rows) {
    csv += "r" + std::to_string(number) + "," + row.country + "," + row.segment + "," + row.prefix +
           "*," + std::to_string(row.band.low) + ".." + std::to_string(row.band.high) +
           ",person:p" + std::to_string(number % 60) + "\n";
    ++number;
  }
  return {{"policy.yaml",
           "policy: bench\nrecord: lead\nrules:\n  - {name: t, assign: {table: t}}\n"
           "nothing_matched: {queue: unrouted}\n"
           "tables:\n  t: {file: tables/t.csv, match: {country: lead.country, segment: "
           "lead.segment, postal: lead.postal_code, size: lead.employees}, gives: {to: target}}\n"
           "queues: {unrouted: {owner: {team: revops}, empty_within: 4h}}\n"},
          {"tables/t.csv", std::move(csv)}};
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

void MeasureTable(const Size& size) {
  const std::vector<GeneratedRow> rows = Rows(size);
  const BundleFiles files = Bundle(rows);
  const size_t heap_before = HeapBytes();
  const double compile_start = CpuSeconds();
  std::shared_ptr<const Policy> policy;
  {
    CompileOutcome outcome = CompilePolicy(files, nullptr);
    if (outcome.policy == nullptr) Fail(outcome.findings.front().Text());
    policy = std::move(outcome.policy);
  }
  const double compile_s = CpuSeconds() - compile_start;
  malloc_trim(0);
  const size_t bytes = HeapBytes() - heap_before;

  Roster roster;
  for (int i = 0; i < 60; ++i) {
    Person person;
    person.id = "p" + std::to_string(i);
    roster.Upsert(std::move(person));
  }
  const PoolStates pools;
  SeededRandom random(7);
  for (size_t i = 0; i < rows.size(); ++i) {
    const Attributes lead = LeadFor(rows[i], random);
    const Decision decision = Decide(*policy, {lead, roster, pools, 0, {}});
    if (decision.row != "t/r" + std::to_string(i)) Fail("a row is not reached: " + decision.row);
  }
  std::vector<Attributes> leads;
  for (int i = 0; i < 20'000; ++i) {
    leads.push_back(LeadFor(rows[random.Below(rows.size())], random));
  }
  constexpr int kRounds = 20;
  const double start = CpuSeconds();
  size_t assigned = 0;
  for (int round = 0; round < kRounds; ++round) {
    for (const Attributes& lead : leads) {
      assigned += Decide(*policy, {lead, roster, pools, 0, {}}).owner.empty() ? 0 : 1;
    }
  }
  const double decided_s = CpuSeconds() - start;
  if (assigned != leads.size() * kRounds) Fail("a lead has no owner");
  std::printf("%7d rows: %6.0f ns a decision, %8.5f ms and %5.0f bytes a row to compile\n",
              size.rows, decided_s * 1e9 / static_cast<double>(assigned),
              compile_s * 1e3 / static_cast<double>(rows.size()),
              static_cast<double>(bytes) / static_cast<double>(rows.size()));
}

// The slots of one lead as CEL sees them.
class LeadSlots : public cel::SlotReader {
 public:
  bool Read(uint32_t slot, cel::Value* out) const override {
    switch (slot) {
      case 0:
        *out = cel::Value::Borrow("DE");
        return true;
      case 1:
        *out = cel::Value::Int(5'200);
        return true;
      case 2:
        *out = cel::Value::Int(85);
        return true;
      case 3:
        *out = cel::Value::Borrow("Head of Sales Operations");
        return true;
      default:
        return false;
    }
  }
};

void MeasureCel() {
  cel::TypeEnv env;
  env.Declare("lead.country", cel::Type::String(), 0);
  env.Declare("lead.employees", cel::Type::Int(), 1);
  env.Declare("lead.score", cel::Type::Int(), 2);
  env.Declare("lead.title", cel::Type::String(), 3);
  env.Declare("lead.email", cel::Type::String(), 4);
  for (const char* source :
       {"lead.country == \"DE\"", "lead.score >= 80 && lead.employees >= 5000",
        "lead.country in [\"AT\", \"CH\", \"DE\"]", "!has(lead.email) || lead.score > 90",
        "lead.title.startsWith(\"Head\") ? lead.score > 50 : lead.score > 70",
        "lead.employees * 2 + lead.score > 10000"}) {
    const Result<cel::Program> program = cel::Compile(source, env);
    if (!program.ok()) Fail(program.error().message);
    const LeadSlots slots;
    constexpr int kRounds = 2'000'000;
    int held = 0;
    const double start = CpuSeconds();
    for (int i = 0; i < kRounds; ++i) {
      cel::Budget budget{1'000};
      held += cel::Eval(*program, slots, budget).is_true() ? 1 : 0;
    }
    const double s = CpuSeconds() - start;
    if (held != kRounds) Fail(std::string("not true: ") + source);
    std::printf("%6.1f M/s  %s\n", kRounds / s / 1e6, source);
  }
}

int Run() {
  std::printf("table decisions (Decide: guards, rule, table, person)\n");
  for (const Size& size : kSizes) MeasureTable(size);
  std::printf("CEL on one core\n");
  MeasureCel();
  return 0;
}

}  // namespace
}  // namespace signalbox

int main() {
  return signalbox::Run();
}
