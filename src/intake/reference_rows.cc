#include "intake/reference_rows.h"

#include "intake/reference_table.h"

namespace signalbox {
namespace {

constexpr ReferenceColumn<Team> kTeamColumns[] = {
    TextColumn<Team, &Team::id>("id", "teamid"),
    TextColumn<Team, &Team::name>("name"),
    TextColumn<Team, &Team::manager>("manager"),
};

constexpr ReferenceColumn<Account> kAccountColumns[] = {
    TextColumn<Account, &Account::id>("id", "accountid"),
    TextColumn<Account, &Account::name>("name", "accountname"),
    TextColumn<Account, &Account::website>("website", "domain"),
    TextColumn<Account, &Account::type>("type"),
    TextColumn<Account, &Account::owner>("owner", "ownerid"),
    TextColumn<Account, &Account::parent>("parent", "parentid"),
    TextColumn<Account, &Account::phone>("phone"),
    TextColumn<Account, &Account::street>("street", "billingstreet"),
    TextColumn<Account, &Account::postal_code>("postal_code", "billingpostalcode"),
    TextColumn<Account, &Account::city>("city", "billingcity"),
    TextColumn<Account, &Account::country>("country", "billingcountry"),
};

constexpr ReferenceColumn<Contact> kContactColumns[] = {
    TextColumn<Contact, &Contact::id>("id", "contactid"),
    TextColumn<Contact, &Contact::email>("email"),
    TextColumn<Contact, &Contact::name>("name", "fullname"),
    TextColumn<Contact, &Contact::account>("account", "accountid"),
    TextColumn<Contact, &Contact::owner>("owner", "ownerid"),
};

constexpr ReferenceColumn<Opportunity> kOpportunityColumns[] = {
    TextColumn<Opportunity, &Opportunity::id>("id", "opportunityid"),
    TextColumn<Opportunity, &Opportunity::account>("account", "accountid"),
    TextColumn<Opportunity, &Opportunity::stage>("stage", "stagename"),
    TextColumn<Opportunity, &Opportunity::owner>("owner", "ownerid"),
    {"amount", "",
     [](Opportunity* row, std::string_view text) -> std::optional<std::string> {
       const std::optional<int64_t> amount = ReadWrittenInteger(text, true);
       if (!amount) return "expected a number, got " + Quoted(text);
       row->amount = *amount;
       return std::nullopt;
     },
     [](const Opportunity& row) { return std::to_string(row.amount); }},
};

constexpr ReferenceColumn<Campaign> kCampaignColumns[] = {
    TextColumn<Campaign, &Campaign::id>("id", "campaignid"),
    TextColumn<Campaign, &Campaign::name>("name", "campaignname"),
};

template <typename T>
Result<ReferenceRows<T>> ReadEveryRow(ByteSource* source,
                                      std::span<const ReferenceColumn<T>> columns) {
  return ReferenceReader<T>(source, columns).Read([](const CsvRow&, T*, RowFault*) {});
}

}  // namespace

Result<ReferenceRows<Team>> ReadTeams(ByteSource* source) {
  return ReadEveryRow<Team>(source, kTeamColumns);
}

Result<ReferenceRows<Account>> ReadAccounts(ByteSource* source) {
  return ReadEveryRow<Account>(source, kAccountColumns);
}

Result<ReferenceRows<Contact>> ReadContacts(ByteSource* source) {
  return ReadEveryRow<Contact>(source, kContactColumns);
}

Result<ReferenceRows<Opportunity>> ReadOpportunities(ByteSource* source) {
  return ReadEveryRow<Opportunity>(source, kOpportunityColumns);
}

Result<ReferenceRows<Campaign>> ReadCampaigns(ByteSource* source) {
  return ReadEveryRow<Campaign>(source, kCampaignColumns);
}

template <>
void KeepUnsaid(const ColumnNames& said, const Team& there, Team* row) {
  KeepOtherColumns<Team>(kTeamColumns, said, there, row);
}

template <>
void KeepUnsaid(const ColumnNames& said, const Account& there, Account* row) {
  KeepOtherColumns<Account>(kAccountColumns, said, there, row);
}

template <>
void KeepUnsaid(const ColumnNames& said, const Contact& there, Contact* row) {
  KeepOtherColumns<Contact>(kContactColumns, said, there, row);
}

template <>
void KeepUnsaid(const ColumnNames& said, const Opportunity& there, Opportunity* row) {
  KeepOtherColumns<Opportunity>(kOpportunityColumns, said, there, row);
}

template <>
void KeepUnsaid(const ColumnNames& said, const Campaign& there, Campaign* row) {
  KeepOtherColumns<Campaign>(kCampaignColumns, said, there, row);
}

std::string WriteTeams(const std::vector<Team>& teams) {
  return WriteReferences<Team>(teams, kTeamColumns);
}

std::string WriteAccounts(const std::vector<Account>& accounts) {
  return WriteReferences<Account>(accounts, kAccountColumns);
}

std::string WriteContacts(const std::vector<Contact>& contacts) {
  return WriteReferences<Contact>(contacts, kContactColumns);
}

std::string WriteOpportunities(const std::vector<Opportunity>& opportunities) {
  return WriteReferences<Opportunity>(opportunities, kOpportunityColumns);
}

std::string WriteCampaigns(const std::vector<Campaign>& campaigns) {
  return WriteReferences<Campaign>(campaigns, kCampaignColumns);
}

}  // namespace signalbox
