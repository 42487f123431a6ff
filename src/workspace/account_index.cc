#include "workspace/account_index.h"

#include "engine/directory.h"
#include "engine/records.h"

namespace signalbox {
namespace {

// Accounts put in one transaction.
constexpr size_t kPutAtOnce = 10'000;

}  // namespace

MatchRecord MatchRecordOf(const Account& account) {
  MatchRecord record;
  record[MatchField::kId] = account.id;
  record[MatchField::kName] = account.name;
  record[MatchField::kWebsite] = account.website;
  record[MatchField::kPhone] = account.phone;
  record[MatchField::kStreet] = account.street;
  record[MatchField::kPostalCode] = account.postal_code;
  record[MatchField::kCity] = account.city;
  record[MatchField::kCountry] = account.country;
  record[MatchField::kParent] = account.parent;
  record[MatchField::kOwner] = account.owner;
  return record;
}

MatchRecord MatchRecordOf(const Attributes& lead) {
  static constexpr std::pair<MatchField, Field> kFields[] = {
      {MatchField::kName, Field::kCompany},   {MatchField::kWebsite, Field::kWebsite},
      {MatchField::kEmail, Field::kEmail},    {MatchField::kPhone, Field::kPhone},
      {MatchField::kStreet, Field::kStreet},  {MatchField::kPostalCode, Field::kPostalCode},
      {MatchField::kCity, Field::kCity},      {MatchField::kState, Field::kState},
      {MatchField::kCountry, Field::kCountry}};
  MatchRecord record;
  for (const auto& [to, from] : kFields) record[to] = lead.Text(from);
  return record;
}

Status AccountIndex::Begin() {
  {
    const std::lock_guard lock(noted_mutex_);
    if (begun_) return {};
  }
  return read_([this](const Directory& directory) {
    const std::lock_guard lock(noted_mutex_);
    for (const auto& [id, account] : directory.accounts()) noted_.push_back({account, false});
    begun_ = true;
  });
}

void AccountIndex::Note(const std::vector<Emitted>& events) {
  for (const Emitted& one : events) {
    const auto type = static_cast<EventType>(one.event.type);
    const bool removed = type == EventType::kAccountRemoved;
    if ((type != EventType::kAccountUpserted && !removed) || one.sealed.empty()) continue;
    Result<Account> account = DecodeRecord<Account>(one.sealed);
    if (!account.ok()) continue;
    const std::lock_guard lock(noted_mutex_);
    if (begun_) noted_.push_back({std::move(*account), removed});
  }
}

Status AccountIndex::TakeIn() {
  std::vector<Change> changes;
  {
    const std::lock_guard lock(noted_mutex_);
    changes.swap(noted_);
  }
  if (store_ == nullptr) {
    SB_ASSIGN(store_, MatchStore::Open(":memory:"));
  }
  std::vector<MatchRecord> records;
  const auto put = [&]() -> Status {
    if (!records.empty()) SB_TRY(store_->Put(records));
    records.clear();
    return {};
  };
  for (const Change& change : changes) {
    if (!change.removed) records.push_back(MatchRecordOf(change.account));
    if (change.removed || records.size() >= kPutAtOnce) SB_TRY(put());
    if (!change.removed) continue;
    SB_ASSIGN([[maybe_unused]] const bool was_there, store_->Remove(change.account.id));
  }
  return put();
}

Result<MatchAnswer> AccountIndex::Match(const Attributes& lead, const MatchModel& model) {
  const std::lock_guard lock(store_mutex_);
  SB_TRY(Begin());
  SB_TRY(TakeIn());
  return MatchLead(ReadMatchProfile(MatchRecordOf(lead)), model.weights, model.thresholds,
                   store_.get());
}

}  // namespace signalbox
