#include "workspace/reference_csv.h"

#include "intake/reference_rows.h"
#include "workspace/system_zones.h"

namespace signalbox {
namespace {

template <typename Map>
auto ValuesOf(const Map& map) {
  std::vector<typename Map::mapped_type> values;
  values.reserve(map.size());
  for (const auto& [id, value] : map) values.push_back(value);
  return values;
}

}  // namespace

template <>
std::string ReferenceCsv<Person>(const State& state) {
  return WritePeople(ValuesOf(state.roster.people()), SystemZones());
}

template <>
std::string ReferenceCsv<Team>(const State& state) {
  return WriteTeams(ValuesOf(state.roster.teams()));
}

template <>
std::string ReferenceCsv<Account>(const State& state) {
  return WriteAccounts(ValuesOf(state.directory.accounts()));
}

template <>
std::string ReferenceCsv<Contact>(const State& state) {
  return WriteContacts(ValuesOf(state.directory.contacts()));
}

template <>
std::string ReferenceCsv<Opportunity>(const State& state) {
  return WriteOpportunities(ValuesOf(state.directory.opportunities()));
}

template <>
std::string ReferenceCsv<Campaign>(const State& state) {
  return WriteCampaigns(ValuesOf(state.directory.campaigns()));
}

}  // namespace signalbox
