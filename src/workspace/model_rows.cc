#include "workspace/model_rows.h"

#include <algorithm>

#include "intake/csv_writer.h"
#include "policy/own_fields.h"
#include "workspace/score_cells.h"

namespace signalbox {
namespace {

struct LeadsAndColumns {
  std::vector<LeadEntry> leads;
  std::vector<std::string> known;
};

Result<LeadsAndColumns> ReadLeads(Workspace& workspace, const FeatureSet& features) {
  LeadsAndColumns out;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    if (const auto active = state.Active()) out.known = OwnFieldsOf(*active->policy);
    for (size_t i = 0; i < state.leads.size(); ++i) {
      if (!state.law.forgotten.contains(static_cast<uint32_t>(i)))
        out.leads.push_back(state.leads.At(i));
    }
  }));
  for (std::string& name : features.names()) out.known.push_back(std::move(name));
  return out;
}

}  // namespace

Result<FeatureSet> ActiveFeatures(Workspace& workspace) {
  std::optional<Digest> hash;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    if (const auto active = engine.state().Active()) hash = active->hash;
  }));
  if (!hash) return FeatureSet();
  SB_ASSIGN(const Bytes blob, workspace.store().ReadBlob(*hash));
  SB_ASSIGN(const BundleFiles files, UnpackBundle(blob));
  return FeaturesOfBundle(files);
}

std::map<std::string, std::string> FeatureCellsAt(const FeatureSet& features,
                                                  const LeadHistory& history,
                                                  const Attributes& record, TimeUs at) {
  std::map<std::string, std::string> cells;
  if (features.empty()) return cells;
  LeadPast past = PastOf(history);
  // What the agent sees has what earlier steps learned, the account's fields among it.
  std::erase_if(past.records, [&](const LeadAsOf& known) { return known.since > at; });
  past.records.push_back({at, record});
  const std::vector<std::string> names = features.names();
  std::vector<std::string> values = features.Evaluate(past, at);
  for (size_t i = 0; i < names.size(); ++i) cells[names[i]] = std::move(values[i]);
  return cells;
}

Result<std::vector<ScoredRow>> ReadScoredRows(Workspace& workspace, const ScoreSpec& spec) {
  SB_ASSIGN(const FeatureSet features, ActiveFeatures(workspace));
  SB_ASSIGN(const LeadsAndColumns read, ReadLeads(workspace, features));
  SB_ASSIGN(const std::vector<ScoreCell> columns, BindScoreCells(spec, read.known));
  std::vector<ScoredRow> rows;
  for (const LeadEntry& entry : read.leads) {
    SB_ASSIGN(const LeadHistory history,
              ReadLeadHistory(workspace.store(), workspace.keys(), entry));
    for (ScoredMoment& moment : ScoredMomentsOf(history)) {
      const auto extra = FeatureCellsAt(features, history, moment.record, moment.at);
      ScoredRow row;
      row.cells = CellsOf(moment.record, columns);
      for (size_t i = 0; i < columns.size(); ++i) {
        const auto found = columns[i].field ? extra.end() : extra.find(columns[i].column);
        if (found != extra.end()) row.cells[i] = found->second;
      }
      row.outcome = OutcomeAfter(history, moment.at);
      row.moment = std::move(moment);
      rows.push_back(std::move(row));
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const ScoredRow& a, const ScoredRow& b) {
    return a.moment.position < b.moment.position;
  });
  return rows;
}

Result<std::string> ModelRowsCsv(Workspace& workspace, const ScoreSpec& spec) {
  SB_ASSIGN(const std::vector<ScoredRow> rows, ReadScoredRows(workspace, spec));
  std::string text;
  CsvWriter writer(&text);
  std::vector<std::string> line = {"lead", std::string(kScoredAtColumn)};
  for (const ScoreFeature& feature : spec.features) line.push_back(feature.column);
  line.emplace_back(kOutcomeColumn);
  writer.Row(std::span<const std::string>(line));
  for (const ScoredRow& row : rows) {
    line = {FormatId("lead", row.moment.lead), FormatTime(row.moment.at)};
    line.insert(line.end(), row.cells.begin(), row.cells.end());
    line.emplace_back(!row.outcome ? "" : row.outcome->won ? "won" : "lost");
    writer.Row(std::span<const std::string>(line));
  }
  return text;
}

}  // namespace signalbox
