#include "engine/directory.h"

#include <algorithm>

#include "base/ascii.h"
#include "reference/company_name.h"
#include "reference/domain.h"

namespace signalbox {
namespace {

void Add(std::unordered_map<std::string, std::vector<std::string>>* index, const std::string& key,
         const std::string& id) {
  if (key.empty()) return;
  std::vector<std::string>& ids = (*index)[key];
  const auto at = std::lower_bound(ids.begin(), ids.end(), id);
  if (at == ids.end() || *at != id) ids.insert(at, id);
}

void DropId(std::unordered_map<std::string, std::vector<std::string>>* index,
            const std::string& key, const std::string& id) {
  const auto found = index->find(key);
  if (found == index->end()) return;
  std::erase(found->second, id);
  if (found->second.empty()) index->erase(found);
}

std::string DomainOf(const Account& account) {
  const std::string host = LowerAscii(reference::HostOf(account.website));
  return std::string(reference::RegistrableDomain(host));
}

}  // namespace

void Directory::Upsert(Account account) {
  RemoveAccount(account.id);
  Add(&by_domain_, DomainOf(account), account.id);
  Add(&by_name_, reference::CompanyKey(account.name), account.id);
  std::string id = account.id;
  accounts_.insert_or_assign(std::move(id), std::move(account));
}

void Directory::Upsert(Contact contact) {
  RemoveContact(contact.id);
  Add(&by_email_, LowerAscii(contact.email), contact.id);
  std::string id = contact.id;
  contacts_.insert_or_assign(std::move(id), std::move(contact));
}

void Directory::Upsert(Opportunity opportunity) {
  RemoveOpportunity(opportunity.id);
  Add(&by_account_, opportunity.account, opportunity.id);
  std::string id = opportunity.id;
  opportunities_.insert_or_assign(std::move(id), std::move(opportunity));
}

void Directory::Upsert(Campaign campaign) {
  std::string id = campaign.id;
  campaigns_.insert_or_assign(std::move(id), std::move(campaign));
}

void Directory::RemoveAccount(std::string_view id) {
  const auto at = accounts_.find(id);
  if (at == accounts_.end()) return;
  DropId(&by_domain_, DomainOf(at->second), at->first);
  DropId(&by_name_, reference::CompanyKey(at->second.name), at->first);
  accounts_.erase(at);
}

void Directory::RemoveContact(std::string_view id) {
  const auto at = contacts_.find(id);
  if (at == contacts_.end()) return;
  DropId(&by_email_, LowerAscii(at->second.email), at->first);
  contacts_.erase(at);
}

void Directory::RemoveOpportunity(std::string_view id) {
  const auto at = opportunities_.find(id);
  if (at == opportunities_.end()) return;
  DropId(&by_account_, at->second.account, at->first);
  opportunities_.erase(at);
}

void Directory::RemoveCampaign(std::string_view id) {
  const auto at = campaigns_.find(id);
  if (at != campaigns_.end()) campaigns_.erase(at);
}

const Contact* Directory::ContactByEmail(std::string_view email) const {
  const std::vector<std::string>* ids = ContactsByEmail(email);
  return ids == nullptr ? nullptr : &contacts_.find(ids->front())->second;
}

const std::vector<std::string>* Directory::ContactsByEmail(std::string_view email) const {
  const auto ids = by_email_.find(LowerAscii(email));
  return ids == by_email_.end() ? nullptr : &ids->second;
}

const std::vector<std::string>* Directory::AccountsByDomain(std::string_view domain) const {
  const auto ids = by_domain_.find(std::string(domain));
  return ids == by_domain_.end() ? nullptr : &ids->second;
}

const std::vector<std::string>* Directory::AccountsByName(std::string_view company_key) const {
  const auto ids = by_name_.find(std::string(company_key));
  return ids == by_name_.end() ? nullptr : &ids->second;
}

const Account* Directory::FindAccount(std::string_view id) const {
  const auto at = accounts_.find(id);
  return at == accounts_.end() ? nullptr : &at->second;
}

const Opportunity* Directory::OpenOpportunity(std::string_view account) const {
  const auto ids = by_account_.find(std::string(account));
  if (ids == by_account_.end()) return nullptr;
  const Opportunity* best = nullptr;
  for (const std::string& id : ids->second) {
    const Opportunity& one = opportunities_.find(id)->second;
    if (one.open() && (best == nullptr || one.amount > best->amount)) best = &one;
  }
  return best;
}

}  // namespace signalbox
