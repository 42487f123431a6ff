// People, teams, accounts, contacts, opportunities and campaigns as changes of the log: the one way
// that imports and the API write them.
//
// Called inside Workspace::Apply, on the engine's thread. A record keeps its entity and its subject
// over all its changes, so that one chain tells its history and one forgotten key erases it. The
// entity is derived from a keyed hash of the caller's id, because ids of the outside are personal
// data.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "engine/clock_body.h"
#include "intake/reference_rows.h"
#include "lead/account.h"
#include "lead/person.h"

namespace signalbox {

class Keyring;
class Turn;
class Workspace;
struct Actor;

// An outside id longer than this is a mistake; it is a key of every index.
inline constexpr size_t kMaxReferenceIdBytes = 256;

// The entity of an account by its id.
Id AccountEntity(const Keyring& keys, const Id& log_id, std::string_view id);

// The same of a contact.
Id ContactEntity(const Keyring& keys, const Id& log_id, std::string_view id);

// True when it changed something: a value that is there already makes no event. T is one of the
// six. kInvalid for an empty or overlong id.
template <typename T>
Result<bool> UpsertRecord(Turn& turn, const Workspace& workspace, const Actor& actor, T value);

// The same of a record that a file with the columns `said`, or the members of a request by those
// names, tells: what they do not say stays as it is there.
template <typename T>
Result<bool> UpsertColumns(Turn& turn, const Workspace& workspace, const Actor& actor,
                           const ColumnNames& said, T value);

// How many turns a person takes beside the others, set by itself.
struct WeightChange {
  int64_t weight = 0;
  PersonRef by = 0;    // 0: nobody is said to have done it
  std::string reason;  // in their own words, sealed with the person; empty for none
};
// The person with that weight; the event says who set it and why. False where they have it.
// kNotFound.
Result<bool> SetPersonWeight(Turn& turn, const Workspace& workspace, const Actor& actor,
                             std::string_view person, const WeightChange& change);

// False when there is no such record.
template <typename T>
Result<bool> RemoveRecord(Turn& turn, const Workspace& workspace, const Actor& actor,
                          std::string_view id);

extern template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Person);
extern template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Team);
extern template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Account);
extern template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Contact);
extern template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Opportunity);
extern template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Campaign);

extern template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&,
                                           const ColumnNames&, Person);
extern template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&,
                                           const ColumnNames&, Team);
extern template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&,
                                           const ColumnNames&, Account);
extern template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&,
                                           const ColumnNames&, Contact);
extern template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&,
                                           const ColumnNames&, Opportunity);
extern template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&,
                                           const ColumnNames&, Campaign);

extern template Result<bool> RemoveRecord<Person>(Turn&, const Workspace&, const Actor&,
                                                  std::string_view);
extern template Result<bool> RemoveRecord<Team>(Turn&, const Workspace&, const Actor&,
                                                std::string_view);
extern template Result<bool> RemoveRecord<Account>(Turn&, const Workspace&, const Actor&,
                                                   std::string_view);
extern template Result<bool> RemoveRecord<Contact>(Turn&, const Workspace&, const Actor&,
                                                   std::string_view);
extern template Result<bool> RemoveRecord<Opportunity>(Turn&, const Workspace&, const Actor&,
                                                       std::string_view);
extern template Result<bool> RemoveRecord<Campaign>(Turn&, const Workspace&, const Actor&,
                                                    std::string_view);

}  // namespace signalbox
