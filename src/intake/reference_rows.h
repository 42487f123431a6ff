// Reading and writing of `signalbox import|export KIND FILE`: the CSV forms of people, teams,
// accounts, contacts, opportunities and campaigns (columns: interfaces.md, "Command line").
//
// Headers compare as in intake/columns.h; columns that are not of the kind are passed over and
// noted. A bad row becomes a fault and the others are read. `|` separates lists. What is written
// reads back as the same values.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/byte_source.h"
#include "intake/lead_file.h"
#include "lead/account.h"
#include "lead/person.h"

namespace signalbox {

// What reading needs to know of time zones; given by the caller, who has the tables.
class ZoneRules {
 public:
  virtual ~ZoneRules() = default;
  // An IANA name; empty is UTC.
  virtual bool IsKnown(std::string_view zone) const = 0;
  // The offset from UTC in microseconds that the zone's clocks have at the UTC instant `at`.
  virtual TimeUs OffsetAt(std::string_view zone, TimeUs at) const = 0;
};

// Columns of a kind by the names that the forms below have them under.
using ColumnNames = std::set<std::string, std::less<>>;

template <typename T>
struct ReferenceRows {
  std::vector<T> rows;
  std::vector<RowFault> faults;
  std::vector<std::string> notes;
  ColumnNames columns;  // of the kind, that the file has
};

// What a file with the columns `said` leaves unsaid of a record is as in `there`, the same record
// before: an empty cell says that there is nothing, a missing column says nothing. Of a person the
// pause stays too, which no column says. T is one of the six.
template <typename T>
void KeepUnsaid(const ColumnNames& said, const T& there, T* row);
template <>
void KeepUnsaid(const ColumnNames& said, const Person& there, Person* row);
template <>
void KeepUnsaid(const ColumnNames& said, const Team& there, Team* row);
template <>
void KeepUnsaid(const ColumnNames& said, const Account& there, Account* row);
template <>
void KeepUnsaid(const ColumnNames& said, const Contact& there, Contact* row);
template <>
void KeepUnsaid(const ColumnNames& said, const Opportunity& there, Opportunity* row);
template <>
void KeepUnsaid(const ColumnNames& said, const Campaign& there, Campaign* row);

// Of a person's turns beside those of others; beyond this two people are no longer comparable.
inline constexpr int64_t kMostWeight = 1'000;

// People: `id,name,email,team,manager,zone,hours,weight,skills,active,away_from,away_to,delegate`.
// Hours as in lead/week_hours.h. Leave is from `away_from` to `away_to`: of dates both days are
// away, whole, in the person's zone; of times (`2026-11-20 13:00` local, or RFC 3339) the second is
// the first minute back. Several leaves are lists of equal length. Empty: weight 1, active, no
// leave. Limits: weight 0 to 1,000. Dates are of the zone in the same row.
// Each is kInvalid when the file is no CSV or has no `id` column. A missing or repeated id is a
// fault of its row.
Result<ReferenceRows<Person>> ReadPeople(ByteSource* source, const ZoneRules& zones);
Result<ReferenceRows<Team>> ReadTeams(ByteSource* source);
Result<ReferenceRows<Account>> ReadAccounts(ByteSource* source);
Result<ReferenceRows<Contact>> ReadContacts(ByteSource* source);
Result<ReferenceRows<Opportunity>> ReadOpportunities(ByteSource* source);
Result<ReferenceRows<Campaign>> ReadCampaigns(ByteSource* source);

// With their header. Pauses are not part of the form: they end by themselves.
std::string WritePeople(const std::vector<Person>& people, const ZoneRules& zones);
std::string WriteTeams(const std::vector<Team>& teams);
std::string WriteAccounts(const std::vector<Account>& accounts);
std::string WriteContacts(const std::vector<Contact>& contacts);
std::string WriteOpportunities(const std::vector<Opportunity>& opportunities);
std::string WriteCampaigns(const std::vector<Campaign>& campaigns);

}  // namespace signalbox
