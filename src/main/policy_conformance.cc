// `signalbox policy cel-test`: runs CEL conformance cases.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "expr/conformance.h"
#include "main/policy.h"

namespace signalbox {
namespace {

struct CelTestOptions {
  std::string cases;
  bool json = false;
};

int RunCelTest(const CelTestOptions& options) {
  const Result<std::string> cases = ReadWhole(options.cases);
  if (!cases.ok()) return Fail(cases.error());
  const Result<cel::ConformanceReport> report = cel::RunConformance(*cases);
  if (!report.ok()) return Fail(Within("`" + options.cases + "`", report.error()));
  if (report->passed + report->failed == 0)
    return Fail(Err(Code::kInvalid, "`" + options.cases + "` has no case; write one a line"));
  if (options.json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("passed", int64_t{report->passed});
    json.Member("failed", int64_t{report->failed}).Key("failures").BeginArray();
    for (const std::string& failure : report->failures) json.String(failure);
    json.EndArray().EndObject();
    std::printf("%s\n", text.c_str());
  } else {
    for (const std::string& failure : report->failures) std::printf("%s\n", failure.c_str());
    std::printf("%d passed, %d failed\n", report->passed, report->failed);
  }
  return report->failed > 0 ? kExitNotSo : kExitDone;
}

}  // namespace

void AddPolicyCelTest(CLI::App& policy, int* exit) {
  auto options = std::make_shared<CelTestOptions>();
  CLI::App* command = policy.add_subcommand("cel-test", "run CEL conformance cases");
  command->add_option("cases", options->cases, "a case a line, as JSON")->required();
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunCelTest(*options); });
}

}  // namespace signalbox
