// `signalbox model promote|rollback|history|watch|rows --workspace`: learned models of a workspace,
// which its log remembers. Where it is being served, the server is asked.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/counted.h"
#include "base/json_writer.h"
#include "base/markup.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/csv_table.h"
#include "main/model_command.h"
#include "main/operator.h"
#include "main/output_path.h"
#include "main/workspace_flags.h"
#include "workspace/model_changes.h"
#include "workspace/model_rows.h"
#include "workspace/model_trials.h"
#include "workspace/model_watching.h"

namespace signalbox {
namespace {

Result<ModelOffer> ReadOffered(const ShelfOptions& options) {
  ModelOffer offer;
  SB_TRY(ReadModelFile(options.model));
  Result<std::string> file = ReadWhole(options.model);
  if (!file.ok()) return file.error();
  offer.file = std::move(*file);
  if (!options.rows.empty()) {
    Result<std::string> rows = ReadWhole(options.rows);
    if (!rows.ok()) return rows.error();
    offer.rows = std::move(*rows);
  }
  offer.because = options.because;
  offer.challenger = options.challenger;
  offer.by = options.by;
  return offer;
}

Result<ModelVerdict> OfferToServer(const WorkspaceOptions& workspace, const ModelOffer& offer) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Member("file", ToBase64(offer.file)).Member("rows", offer.rows);
  json.Member("because", offer.because).Member("challenger", offer.challenger);
  json.Member("by", offer.by).EndObject();
  SB_ASSIGN(const std::string answer, AskServer(workspace, Method::kPost, "/v1/models", body));
  return ReadModelVerdict(answer);
}

Result<TrialOrder> ReadOrder(const ShelfOptions& options) {
  if (!options.model.empty())
    return Err(Code::kInvalid, "name the model file or `--version`, and not both");
  if (options.challenger)
    return Err(Code::kInvalid, "a version is in the shadow already; leave `--challenger` out");
  TrialOrder order{options.agent, options.version, "", options.because, options.by};
  if (options.rows.empty()) return order;
  Result<std::string> rows = ReadWhole(options.rows);
  if (!rows.ok()) return rows.error();
  order.rows = std::move(*rows);
  return order;
}

Result<ModelVerdict> OrderFromServer(const WorkspaceOptions& workspace, const TrialOrder& order) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Member("version", order.version).Member("rows", order.rows);
  json.Member("because", order.because).Member("by", order.by).EndObject();
  SB_ASSIGN(const std::string answer,
            AskServer(workspace, Method::kPost, "/v1/models/" + UrlEscape(order.agent) + "/promote",
                      body));
  return ReadModelVerdict(answer);
}

// By the version in the shadow where one is named, else by a file.
Result<ModelVerdict> PromoteAsAsked(const ShelfOptions& options) {
  // The workspace first: that there is none is what its reader has to know.
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, OpenUnlessServed(options.workspace));
  if (!options.version.empty()) {
    SB_ASSIGN(const TrialOrder order, ReadOrder(options));
    return workspace != nullptr ? PromoteTrial(*workspace, kOperator, order)
                                : OrderFromServer(options.workspace, order);
  }
  if (options.model.empty())
    return Err(Code::kInvalid, "name the model file, or the `--version` in the shadow");
  SB_ASSIGN(const ModelOffer offer, ReadOffered(options));
  return workspace != nullptr ? PromoteModel(*workspace, kOperator, offer)
                              : OfferToServer(options.workspace, offer);
}

}  // namespace

Result<int> PromoteInWorkspace(const ShelfOptions& options) {
  SB_ASSIGN(const ModelVerdict verdict, PromoteAsAsked(options));
  if (options.json) {
    std::printf("%s\n", ModelVerdictJson(verdict).c_str());
    return verdict.promoted ? kExitDone : kExitNotSo;
  }
  if (!verdict.promoted) {
    std::fprintf(stderr, "signalbox: not promoted: %s\n", verdict.why.c_str());
    return kExitNotSo;
  }
  std::printf("promoted %s as %s@%s%s: %s\n", verdict.model.c_str(), verdict.agent.c_str(),
              verdict.version.c_str(), options.challenger ? ", in the shadow" : "",
              verdict.why.c_str());
  return kExitDone;
}

Result<int> ApproveInWorkspace(const ShelfOptions& options) {
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, OpenUnlessServed(options.workspace));
  if (workspace != nullptr) {
    SB_TRY(ApproveTrial(*workspace, kOperator, options.agent, options.version, options.by));
  } else {
    std::string body;
    JsonWriter json(&body);
    json.BeginObject().Member("version", options.version).Member("by", options.by).EndObject();
    SB_TRY(AskServer(options.workspace, Method::kPost,
                     "/v1/models/" + UrlEscape(options.agent) + "/approve", body));
  }
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("agent", options.agent).Member("version", options.version);
    json.Member("approved_by", options.by).EndObject();
    std::printf("%s\n", text.c_str());
    return kExitDone;
  }
  std::printf("%s approves of %s@%s\n", options.by.c_str(), options.agent.c_str(),
              options.version.c_str());
  return kExitDone;
}

Result<int> RollBackInWorkspace(const ShelfOptions& options) {
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, OpenUnlessServed(options.workspace));
  ModelVerdict verdict;
  if (workspace != nullptr) {
    SB_ASSIGN(verdict, RollBackModel(*workspace, kOperator, options.agent, options.because,
                                     options.to_none));
  } else {
    std::string body;
    JsonWriter json(&body);
    json.BeginObject().Member("because", options.because).Member("to_none", options.to_none);
    json.EndObject();
    SB_ASSIGN(const std::string answer,
              AskServer(options.workspace, Method::kPost,
                        "/v1/models/" + UrlEscape(options.agent) + "/rollback", body));
    SB_ASSIGN(verdict, ReadModelVerdict(answer));
  }
  if (options.json)
    std::printf("%s\n", ModelVerdictJson(verdict).c_str());
  else if (verdict.version.empty())
    std::printf("%s has no model any more\n", verdict.agent.c_str());
  else
    std::printf("rolled back to %s@%s, %s\n", verdict.agent.c_str(), verdict.version.c_str(),
                verdict.model.c_str());
  return kExitDone;
}

Result<int> ShowWorkspaceModels(const ShelfOptions& options) {
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, OpenUnlessServed(options.workspace));
  std::string text;
  if (workspace != nullptr) {
    SB_ASSIGN(text, ModelHistoryJson(*workspace, options.agent));
  } else {
    SB_ASSIGN(text, AskServer(options.workspace, Method::kGet,
                              "/v1/models/" + UrlEscape(options.agent) + "/history", ""));
  }
  if (options.json) {
    std::printf("%s\n", text.c_str());
    return kExitDone;
  }
  const nlohmann::ordered_json history = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!history.is_object()) return Err(Code::kCorrupt, "the server's answer is no history");
  // Oldest first, as a journal is read.
  const auto& items = history["items"];
  for (auto item = items.rbegin(); item != items.rend(); ++item)
    std::printf("%s\n", item->dump().c_str());
  return kExitDone;
}

Result<int> WatchInWorkspace(const ShelfOptions& options, bool recalibrate) {
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, OpenUnlessServed(options.workspace));
  ModelWatchReport report;
  if (workspace != nullptr) {
    SB_ASSIGN(report, WatchModelInUse(*workspace, kOperator, options.agent, recalibrate));
  } else {
    SB_ASSIGN(const std::string answer,
              AskServer(options.workspace, Method::kPost,
                        "/v1/models/" + UrlEscape(options.agent) + "/watch",
                        recalibrate ? R"({"recalibrate":true})" : "{}"));
    SB_ASSIGN(report, ReadModelWatchReport(answer));
  }
  std::printf("%s@%s scored %s, of %ld the outcome is known\n", report.agent.c_str(),
              report.version.c_str(), Counted(report.scored, "lead").c_str(), report.decided);
  for (const std::string& line : report.told) std::printf("%s\n", line.c_str());
  if (report.told.empty()) std::printf("nothing new\n");
  return kExitDone;
}

void AddModelRows(CLI::App* model, int* exit) {
  struct RowsOptions {
    WorkspaceOptions workspace;
    std::string spec, out;
    bool json = false;
  };
  auto options = std::make_shared<RowsOptions>();
  CLI::App* rows = model->add_subcommand(
      "rows", "training rows out of a workspace: what was known when each lead was scored");
  AddWorkspaceFlags(*rows, &options->workspace, &options->json);
  rows->add_option("--spec", options->spec, "whose columns the rows have")->required();
  rows->add_option("--out", options->out, "where the rows go, CSV")->required();
  rows->callback([options, exit] {
    const auto write = [&]() -> Status {
      SB_ASSIGN(const std::unique_ptr<Workspace> workspace, Workspace::Open(options->workspace));
      const Result<std::string> text = ReadWhole(options->spec);
      if (!text.ok()) return text.error();
      SB_ASSIGN(const ScoreSpec spec, ParseScoreSpec(*text, options->spec));
      SB_ASSIGN(const std::string csv, ModelRowsCsv(*workspace, spec));
      SB_TRY(WriteWhole(options->out, csv));
      if (!options->json) return {};
      std::fprintf(IsStandardOutput(options->out) ? stderr : stdout, "{\"rows\":%ld}\n",
                   RowsOfCsv(csv));
      return {};
    };
    const Status done = write();
    *exit = done.ok() ? kExitDone : Fail(done.error());
  });
}

}  // namespace signalbox
