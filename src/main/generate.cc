// `signalbox generate leads`: made-up leads for load and tests, the same for the same seed.
#include "intake/generate.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "intake/csv_writer.h"
#include "intake/lead_json.h"
#include "main/command.h"
#include "main/whole_number.h"

namespace signalbox {
namespace {

constexpr int64_t kMostLeads = 100'000'000;  // about 40 GB of NDJSON

struct GenerateOptions {
  int64_t count = 0;
  uint64_t seed = 1;
  std::string profile = "clean";
  std::string out = "-";
};

// A CSV has one header, so its columns are the fields that a lead may arrive with.
constexpr Field kGeneratedColumns[] = {
    Field::kExternalId, Field::kSource,    Field::kCampaign,      Field::kReceivedAt,
    Field::kFirstName,  Field::kLastName,  Field::kName,          Field::kEmail,
    Field::kPhone,      Field::kTitle,     Field::kCompany,       Field::kWebsite,
    Field::kIndustry,   Field::kEmployees, Field::kAnnualRevenue, Field::kCountry,
    Field::kState,      Field::kCity,      Field::kStreet,        Field::kPostalCode,
    Field::kSegment,    Field::kMessage,   Field::kConsent,
};

std::string_view ColumnName(Field field) {
  return SpecOf(field).name.substr(std::string_view("lead.").size());
}

enum class Form { kNdjson, kJson, kCsv };

// By the ending of the file's name; nothing where it is none that we write.
std::optional<Form> FormOf(std::string_view out) {
  if (out.ends_with(".csv")) return Form::kCsv;
  if (out.ends_with(".json")) return Form::kJson;
  const bool lines = out == "-" || out.ends_with(".ndjson") || out.ends_with(".jsonl");
  return lines ? std::optional(Form::kNdjson) : std::nullopt;
}

void WriteHeader(Form form, std::string* text) {
  if (form == Form::kJson) *text += "[\n";
  if (form != Form::kCsv) return;
  CsvWriter csv(text);
  for (const Field field : kGeneratedColumns) csv.Field(ColumnName(field));
  csv.EndRow();
}

Status WriteLead(Form form, const std::string& lead, bool first, std::string* text) {
  if (form != Form::kCsv) {
    if (form == Form::kJson && !first) *text += ",\n";
    *text += lead;
    if (form == Form::kNdjson) text->push_back('\n');
    return {};
  }
  const LeadOrFault read = ParseLeadJson(lead);
  if (!read)
    return Err(Code::kInvalid, "this profile has leads that no table can hold; write NDJSON");
  CsvWriter csv(text);
  for (const Field field : kGeneratedColumns) {
    if (!read->Has(field))
      csv.Field("");
    else if (SpecOf(field).type == FieldType::kText)
      csv.Field(read->Text(field));
    else if (field == Field::kReceivedAt)
      csv.Field(FormatTime(read->Int(field)));
    else
      csv.Field(std::to_string(read->Int(field)));
  }
  csv.EndRow();
  return {};
}

Error CannotWrite(const GenerateOptions& options) {
  return Err(Code::kIo, "cannot write `" + options.out + "`: " + std::strerror(errno));
}

Status Generate(const GenerateOptions& options, LeadProfile profile, Form form, FILE* file) {
  std::string text;
  WriteHeader(form, &text);
  for (int64_t i = 0; i < options.count; ++i) {
    const std::string lead = GenerateLead(options.seed, static_cast<uint64_t>(i), profile);
    SB_TRY(WriteLead(form, lead, i == 0, &text));
    if (text.size() < (size_t{64} << 10) && i + 1 < options.count) continue;
    if (form == Form::kJson && i + 1 == options.count) text += "\n]\n";
    if (std::fwrite(text.data(), 1, text.size(), file) != text.size()) return CannotWrite(options);
    text.clear();
  }
  return {};
}

int RunGenerate(const GenerateOptions& options) {
  const std::optional<LeadProfile> profile = LeadProfileByName(options.profile);
  if (!profile) {
    return Fail(Err(Code::kInvalid, "`--profile " + options.profile +
                                        "` is not known; write clean, messy, hostile or peers"));
  }
  const std::optional<Form> named = FormOf(options.out);
  if (!named) {
    return Fail(Err(Code::kInvalid, "`--out " + options.out +
                                        "` ends in no known format; write to .ndjson, .jsonl, "
                                        ".json or .csv, or `-` for NDJSON to standard output"));
  }
  const Form form = *named;
  if (form != Form::kNdjson && *profile == LeadProfile::kHostile) {
    return Fail(Err(Code::kInvalid,
                    "hostile leads are lines that need not be JSON; write them to .ndjson"));
  }
  const auto close = [](FILE* file) { return file == stdout ? 0 : std::fclose(file); };
  const std::unique_ptr<FILE, decltype(close)> file(
      options.out == "-" ? stdout : std::fopen(options.out.c_str(), "we"), close);
  if (file == nullptr) return Fail(CannotWrite(options));
  const Status done = Generate(options, *profile, form, file.get());
  // The program itself says what became of standard output.
  if (file.get() == stdout && (done.ok() || done.error().code == Code::kIo)) return kExitDone;
  if (!done.ok()) return Fail(done.error());
  if (std::fflush(file.get()) != 0) return Fail(CannotWrite(options));
  return kExitDone;
}

}  // namespace

void AddGenerate(CLI::App& app, int* exit) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App* command = app.add_subcommand("generate", "make up leads for load and tests");
  command->require_subcommand(1);
  CLI::App* leads = command->add_subcommand("leads", "leads, the same for the same seed");
  leads->add_option("--count", options->count, "how many")
      ->required()
      ->check(WholeNumber())
      ->check(CLI::Range(int64_t{1}, kMostLeads));
  leads->add_option("--seed", options->seed, "what they are made from (default: 1)")
      ->check(WholeNumber());
  leads->add_option("--profile", options->profile,
                    "clean (default), messy, hostile or peers (the peers' benchmark)");
  leads->add_option("--out", options->out,
                    ".ndjson, .jsonl, .json or .csv (default: NDJSON to stdout)");
  leads->callback([options, exit] { *exit = RunGenerate(*options); });
}

}  // namespace signalbox
