// `signalbox dedupe`: pairs of records of one file that are one company or one person.
#include <array>
#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "insight/match/duplicates.h"
#include "insight/match/match_evidence.h"
#include "intake/csv_writer.h"
#include "main/command.h"
#include "main/match_table.h"
#include "main/output_path.h"

namespace signalbox {
namespace {

struct DedupeOptions {
  std::string records, map, kind, out;
  bool json = false;
};

struct DedupeTally {
  size_t records = 0, match = 0, ambiguous = 0, left_out = 0;
};

Result<DedupeTally> Dedupe(const DedupeOptions& options) {
  SB_TRY(CheckOutput(options.out, {options.records, options.map}));
  SB_ASSIGN(const ColumnMap map, ReadMatchMap(options.map));
  SB_ASSIGN(const MatchTable table, ReadMatchTable(options.records, map, MatchTableKind::kRecords));
  PrintMatchTable(table);
  const std::array tables = {&table};
  SB_TRY(CheckMap(tables));
  MatchList list;
  for (const MatchRecord& record : table.records) list.Add(record);
  // A file of people may name their companies; colleagues are no duplicates.
  SB_ASSIGN(const PairWeights* weights, WeightsOf(options.kind, table.has_person));
  SB_ASSIGN(const std::vector<DuplicatePair> pairs,
            FindDuplicates(*weights, kDuplicateThresholds, &list));
  DedupeTally tally;
  tally.records = list.size();
  tally.left_out = table.faults.size();
  std::string text;
  CsvWriter writer(&text);
  writer.Row({"id_a", "id_b", "outcome", "confidence"});
  for (const DuplicatePair& pair : pairs) {
    ++(pair.outcome == MatchOutcome::kMatch ? tally.match : tally.ambiguous);
    writer.Row({list.at(pair.first).id, list.at(pair.second).id, MatchOutcomeName(pair.outcome),
                ChanceText(pair.chance_e4)});
  }
  SB_TRY(WriteWhole(options.out, text));
  return tally;
}

}  // namespace

void AddDedupe(CLI::App& app, int* exit) {
  auto options = std::make_shared<DedupeOptions>();
  CLI::App* command = app.add_subcommand(
      "dedupe", "find the records of a file that are one company or person; needs no workspace");
  command->add_option("--data", options->records, "records, CSV")->required();
  command->add_option("--map", options->map, "YAML that maps the file's columns");
  command->add_option("--kind", options->kind, "companies, places or people; default: by columns");
  command->add_option("--out", options->out, "where the pairs go, CSV")->required();
  command->add_flag("--json", options->json, "print the counts as JSON");
  command->callback([options, exit] {
    const Result<DedupeTally> tally = Dedupe(*options);
    if (!tally.ok()) {
      *exit = Fail(tally.error());
      return;
    }
    std::FILE* told = IsStandardOutput(options->out) ? stderr : stdout;
    if (options->json)
      std::fprintf(told, "{\"records\":%zu,\"match\":%zu,\"ambiguous\":%zu,\"left_out\":%zu}\n",
                   tally->records, tally->match, tally->ambiguous, tally->left_out);
    else
      std::fprintf(told, "%s, %s %s one, %zu ambiguous, %s left out\n",
                   Counted(static_cast<int64_t>(tally->records), "record").c_str(),
                   Counted(static_cast<int64_t>(tally->match), "pair").c_str(),
                   tally->match == 1 ? "is" : "are", tally->ambiguous,
                   Counted(static_cast<int64_t>(tally->left_out), "row").c_str());
    *exit = kExitDone;
  });
}

}  // namespace signalbox
