// `signalbox match`: which account each lead of a file belongs to, without a workspace.
#include <array>
#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "insight/match/match_evidence.h"
#include "insight/match/match_list.h"
#include "insight/match/matcher.h"
#include "intake/csv_writer.h"
#include "main/command.h"
#include "main/match_table.h"
#include "main/output_path.h"

namespace signalbox {
namespace {

struct MatchOptions {
  std::string accounts, leads, map, kind, out;
  bool json = false;
};

struct MatchTally {
  std::array<size_t, 3> outcomes{};  // by MatchOutcome
  size_t left_out = 0;
};

void WriteRow(const MatchRecord& lead, const MatchAnswer& answer, const PairWeights& weights,
              CsvWriter* writer) {
  const bool match = answer.outcome == MatchOutcome::kMatch;
  writer->Row({lead[MatchField::kId], match ? answer.candidates.front().id : std::string_view{},
               MatchOutcomeName(answer.outcome), ChanceText(answer.confidence_e4),
               AnswerEvidence(answer, weights)});
}

Result<MatchTally> Match(const MatchOptions& options) {
  SB_TRY(CheckOutput(options.out, {options.accounts, options.leads, options.map}));
  SB_ASSIGN(const PairWeights* weights, WeightsOf(options.kind, false));
  SB_ASSIGN(const ColumnMap map, ReadMatchMap(options.map));
  SB_ASSIGN(const MatchTable accounts,
            ReadMatchTable(options.accounts, map, MatchTableKind::kAccounts));
  PrintMatchTable(accounts);
  SB_ASSIGN(const MatchTable leads, ReadMatchTable(options.leads, map, MatchTableKind::kLeads));
  PrintMatchTable(leads);
  const std::array tables = {&accounts, &leads};
  SB_TRY(CheckMap(tables));
  MatchList list;
  for (const MatchRecord& account : accounts.records) list.Add(account);
  MatchTally tally;
  tally.left_out = accounts.faults.size() + leads.faults.size();
  std::string text;
  CsvWriter writer(&text);
  writer.Row({"lead_id", "account_id", "outcome", "confidence", "evidence"});
  for (const MatchRecord& lead : leads.records) {
    SB_ASSIGN(const MatchAnswer answer,
              MatchLead(ReadMatchProfile(lead), *weights, MatchThresholds{}, &list));
    ++tally.outcomes[static_cast<size_t>(answer.outcome)];
    WriteRow(lead, answer, *weights, &writer);
  }
  SB_TRY(WriteWhole(options.out, text));
  return tally;
}

}  // namespace

void AddMatch(CLI::App& app, int* exit) {
  auto options = std::make_shared<MatchOptions>();
  CLI::App* command =
      app.add_subcommand("match", "find the account of each lead of a file; needs no workspace");
  command->add_option("--accounts", options->accounts, "accounts, CSV")->required();
  command->add_option("--leads", options->leads, "leads, CSV")->required();
  command->add_option("--map", options->map, "YAML that maps the columns of both files");
  command->add_option("--kind", options->kind, "companies (default) or places");
  command->add_option("--out", options->out, "where the pairs go, CSV")->required();
  command->add_flag("--json", options->json, "print the counts as JSON");
  command->callback([options, exit] {
    const Result<MatchTally> tally = Match(*options);
    if (!tally.ok()) {
      *exit = Fail(tally.error());
      return;
    }
    const auto& [match, none, ambiguous] = tally->outcomes;
    std::FILE* told = IsStandardOutput(options->out) ? stderr : stdout;
    if (options->json)
      std::fprintf(told, "{\"match\":%zu,\"none\":%zu,\"ambiguous\":%zu,\"left_out\":%zu}\n", match,
                   none, ambiguous, tally->left_out);
    else
      std::fprintf(told, "%zu matched, %zu without an account, %zu ambiguous, %s left out\n", match,
                   none, ambiguous, Counted(static_cast<int64_t>(tally->left_out), "row").c_str());
    *exit = kExitDone;
  });
}

}  // namespace signalbox
