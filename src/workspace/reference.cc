#include "workspace/reference.h"

#include <type_traits>
#include <utility>

#include "engine/records.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

template <typename T>
struct Kind;

template <EntityKind entity, EventType upserted, EventType removed>
struct KindNumbers {
  static constexpr EntityKind kEntity = entity;
  static constexpr EventType kUpserted = upserted;
  static constexpr EventType kRemoved = removed;
};

template <>
struct Kind<Person>
    : KindNumbers<EntityKind::kPerson, EventType::kPersonUpserted, EventType::kPersonRemoved> {
  static constexpr std::string_view kName = "person";
  static const Person* Find(const State& state, std::string_view id) {
    return state.roster.FindPerson(id);
  }
};
template <>
struct Kind<Team>
    : KindNumbers<EntityKind::kTeam, EventType::kTeamUpserted, EventType::kTeamRemoved> {
  static constexpr std::string_view kName = "team";
  static const Team* Find(const State& state, std::string_view id) {
    return state.roster.FindTeam(id);
  }
};

template <typename Map>
const typename Map::mapped_type* FindIn(const Map& map, std::string_view id) {
  const auto at = map.find(id);
  return at == map.end() ? nullptr : &at->second;
}

template <>
struct Kind<Account>
    : KindNumbers<EntityKind::kAccount, EventType::kAccountUpserted, EventType::kAccountRemoved> {
  static constexpr std::string_view kName = "account";
  static const Account* Find(const State& state, std::string_view id) {
    return FindIn(state.directory.accounts(), id);
  }
};
template <>
struct Kind<Contact>
    : KindNumbers<EntityKind::kContact, EventType::kContactUpserted, EventType::kContactRemoved> {
  static constexpr std::string_view kName = "contact";
  static const Contact* Find(const State& state, std::string_view id) {
    return FindIn(state.directory.contacts(), id);
  }
};
template <>
struct Kind<Opportunity> : KindNumbers<EntityKind::kOpportunity, EventType::kOpportunityUpserted,
                                       EventType::kOpportunityRemoved> {
  static constexpr std::string_view kName = "opportunity";
  static const Opportunity* Find(const State& state, std::string_view id) {
    return FindIn(state.directory.opportunities(), id);
  }
};
template <>
struct Kind<Campaign> : KindNumbers<EntityKind::kCampaign, EventType::kCampaignUpserted,
                                    EventType::kCampaignRemoved> {
  static constexpr std::string_view kName = "campaign";
  static const Campaign* Find(const State& state, std::string_view id) {
    return FindIn(state.directory.campaigns(), id);
  }
};

Id RecordEntity(const Keyring& keys, const Id& log_id, std::string_view kind, std::string_view id) {
  const Digest keyed = HmacSha256(keys.index_secret(), {kind, std::string_view("\0", 1), id});
  return DeriveId(0, log_id, 0, std::string(kind) + ":" + ToHex(View(keyed)));
}
Id RecordEntity(const Workspace& workspace, std::string_view kind, std::string_view id) {
  return RecordEntity(workspace.keys(), workspace.store().log_id(), kind, id);
}

// The subject that the record was last sealed for, so that one erasure reaches its whole history; a
// new one for a record that is new, was erased, or changed earlier in this same turn.
Result<int64_t> SubjectOf(Turn& turn, const Workspace& workspace, const Id& entity) {
  const auto tail = turn.state().tails.find(entity);
  if (tail != turn.state().tails.end() &&
      tail->second.last_position < workspace.store().next_position()) {
    SB_ASSIGN(const Bytes bytes, workspace.store().ReadEvent(tail->second.last_position));
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (!event.sealed.empty() && workspace.keys().SubjectKey(event.sealed.front().subject).ok()) {
      return event.sealed.front().subject;
    }
  }
  return turn.NewSubject();
}

Status CheckId(std::string_view kind, std::string_view id) {
  if (id.empty()) return Err(Code::kInvalid, "a " + std::string(kind) + " needs an `id`");
  if (id.size() <= kMaxReferenceIdBytes) return {};
  return Err(Code::kInvalid, "the id of a " + std::string(kind) + " is longer than " +
                                 std::to_string(kMaxReferenceIdBytes) + " bytes");
}

// Feeds the change to the value, `sealed` when encoded; `body` has what else its event says.
template <typename T>
Status FeedUpsert(Turn& turn, const Workspace& workspace, const Actor& actor, const T& value,
                  const Bytes& sealed, ev::Upserted body) {
  using K = Kind<T>;
  const Id entity = RecordEntity(workspace, K::kName, value.id);
  SB_ASSIGN(body.subject, SubjectOf(turn, workspace, entity));
  if constexpr (std::is_same_v<T, Person>) {
    body.number = turn.state().RefOf(value.id);
    if (body.number == 0) body.number = static_cast<PersonRef>(turn.state().person_ids.size() + 1);
  }
  return turn.Input(K::kEntity, entity, K::kUpserted, actor, body, sealed, body.subject);
}

}  // namespace

Id AccountEntity(const Keyring& keys, const Id& log_id, std::string_view id) {
  return RecordEntity(keys, log_id, Kind<Account>::kName, id);
}

Id ContactEntity(const Keyring& keys, const Id& log_id, std::string_view id) {
  return RecordEntity(keys, log_id, Kind<Contact>::kName, id);
}

template <typename T>
Result<bool> UpsertRecord(Turn& turn, const Workspace& workspace, const Actor& actor, T value) {
  using K = Kind<T>;
  SB_TRY(CheckId(K::kName, value.id));
  const T* there = K::Find(turn.state(), value.id);
  if (there != nullptr && *there == value) return false;
  SB_TRY(FeedUpsert(turn, workspace, actor, value, EncodeRecord(value), ev::Upserted()));
  return true;
}

template <typename T>
Result<bool> UpsertColumns(Turn& turn, const Workspace& workspace, const Actor& actor,
                           const ColumnNames& said, T value) {
  if (const T* there = Kind<T>::Find(turn.state(), value.id); there != nullptr)
    KeepUnsaid(said, *there, &value);
  return UpsertRecord(turn, workspace, actor, std::move(value));
}

Result<bool> SetPersonWeight(Turn& turn, const Workspace& workspace, const Actor& actor,
                             std::string_view person, const WeightChange& change) {
  const Person* there = turn.state().roster.FindPerson(person);
  if (there == nullptr)
    return Err(Code::kNotFound, "the roster has nobody called `" + std::string(person) + "`");
  if (there->weight == change.weight) return false;
  ev::Upserted body;
  body.weight.push_back({there->weight, change.weight, change.by});
  Person changed = *there;
  changed.weight = change.weight;
  SB_TRY(FeedUpsert(turn, workspace, actor, changed, EncodeRecord(changed, change.reason),
                    std::move(body)));
  return true;
}

template <typename T>
Result<bool> RemoveRecord(Turn& turn, const Workspace& workspace, const Actor& actor,
                          std::string_view id) {
  using K = Kind<T>;
  if (K::Find(turn.state(), id) == nullptr) return false;
  T named;
  named.id = id;
  const Id entity = RecordEntity(workspace, K::kName, id);
  SB_ASSIGN(const int64_t subject, SubjectOf(turn, workspace, entity));
  ev::Removed body;
  if constexpr (std::is_same_v<T, Person>) body.number = turn.state().RefOf(id);
  SB_TRY(turn.Input(K::kEntity, entity, K::kRemoved, actor, body, EncodeRecord(named), subject));
  return true;
}

template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Person);
template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Team);
template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Account);
template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Contact);
template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Opportunity);
template Result<bool> UpsertRecord(Turn&, const Workspace&, const Actor&, Campaign);

template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&, const ColumnNames&,
                                    Person);
template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&, const ColumnNames&,
                                    Team);
template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&, const ColumnNames&,
                                    Account);
template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&, const ColumnNames&,
                                    Contact);
template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&, const ColumnNames&,
                                    Opportunity);
template Result<bool> UpsertColumns(Turn&, const Workspace&, const Actor&, const ColumnNames&,
                                    Campaign);

template Result<bool> RemoveRecord<Person>(Turn&, const Workspace&, const Actor&, std::string_view);
template Result<bool> RemoveRecord<Team>(Turn&, const Workspace&, const Actor&, std::string_view);
template Result<bool> RemoveRecord<Account>(Turn&, const Workspace&, const Actor&,
                                            std::string_view);
template Result<bool> RemoveRecord<Contact>(Turn&, const Workspace&, const Actor&,
                                            std::string_view);
template Result<bool> RemoveRecord<Opportunity>(Turn&, const Workspace&, const Actor&,
                                                std::string_view);
template Result<bool> RemoveRecord<Campaign>(Turn&, const Workspace&, const Actor&,
                                             std::string_view);

}  // namespace signalbox
