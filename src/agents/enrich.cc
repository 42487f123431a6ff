#include "agents/country_facts.h"
#include "agents/industry.h"
#include "agents/local_agents.h"
#include "agents/reasons.h"
#include "agents/title_level.h"
#include "reference/countries.h"

namespace signalbox::local {
namespace {

struct Band {
  int64_t from;
  std::string_view name;
};

// Employees; the first two bounds are the European Union's (recommendation 2003/361/EC).
constexpr Band kBands[] = {
    {5000, "enterprise"}, {500, "large"}, {50, "mid"}, {10, "small"}, {1, "micro"}};

// A sector read from a company's name is a guess, from an industry field it is not.
constexpr int32_t kSectorByName = 6000;

void AddPlace(const Attributes& record, AgentResult* out) {
  const std::string_view country = reference::CountryCode(record.Text(Field::kCountry));
  const std::string_view region = reference::RegionOf(country);
  if (region.empty()) return;
  out->output.SetText(Field::kRegion, region);
  Note(out, reason::kByCountry, Field::kRegion);
  const std::string_view state = reference::StateCode(country, record.Text(Field::kState));
  const reference::ZoneFinding zone = reference::ZoneOf(country, state);
  if (zone.zone.empty()) return;
  out->output.SetText(Field::kTimeZone, zone.zone);
  Note(out, zone.by_state ? reason::kByState : reason::kByCountry, Field::kTimeZone);
}

void AddSector(const Attributes& record, AgentResult* out) {
  std::string_view sector = reference::SectorOf(record.Text(Field::kIndustry));
  if (sector.empty() && !record.Has(Field::kIndustry)) {
    sector = reference::SectorOf(record.Text(Field::kCompany));
    if (!sector.empty()) out->confidence_e4 = kSectorByName;
  }
  if (sector.empty()) return;
  out->output.SetText(Field::kIndustryCode, sector);
  Note(out, reason::kByKeyword, Field::kIndustryCode);
}

}  // namespace

AgentResult Enrich(const AgentInput& input) {
  const Attributes& record = input.record;
  AgentResult out;
  out.evidence.reserve(5);
  AddPlace(record, &out);
  for (const Band& band : kBands) {
    if (record.Int(Field::kEmployees) < band.from) continue;
    out.output.SetText(Field::kSizeBand, band.name);
    Note(&out, reason::kByEmployees, Field::kSizeBand);
    break;
  }
  AddSector(record, &out);
  const std::string_view level = reference::TitleLevel(record.Text(Field::kTitle));
  if (!level.empty()) {
    out.output.SetText(Field::kTitleLevel, level);
    Note(&out, reason::kByTitle, Field::kTitleLevel);
  }
  return out;
}

}  // namespace signalbox::local
