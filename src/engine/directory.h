// The directory: accounts, contacts, opportunities and campaigns of the workspace, with the
// look-ups a lead needs. Folded from events; engine thread only.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lead/account.h"
#include "lead/attributes.h"

namespace signalbox {

class Directory {
 public:
  void Upsert(Account account);
  void Upsert(Contact contact);
  void Upsert(Opportunity opportunity);
  void Upsert(Campaign campaign);
  void RemoveAccount(std::string_view id);
  void RemoveContact(std::string_view id);
  void RemoveOpportunity(std::string_view id);
  void RemoveCampaign(std::string_view id);

  const std::map<std::string, Account, std::less<>>& accounts() const { return accounts_; }
  const std::map<std::string, Contact, std::less<>>& contacts() const { return contacts_; }
  const std::map<std::string, Opportunity, std::less<>>& opportunities() const {
    return opportunities_;
  }
  const std::map<std::string, Campaign, std::less<>>& campaigns() const { return campaigns_; }

  const Contact* ContactByEmail(std::string_view email) const;
  // Ids ascending; null for none.
  const std::vector<std::string>* ContactsByEmail(std::string_view email) const;
  const std::vector<std::string>* AccountsByDomain(std::string_view domain) const;
  const std::vector<std::string>* AccountsByName(std::string_view company_key) const;
  const Account* FindAccount(std::string_view id) const;
  // The open opportunity with the highest amount, lowest id among equals; nullptr when none is
  // open.
  const Opportunity* OpenOpportunity(std::string_view account) const;

 private:
  using Index = std::unordered_map<std::string, std::vector<std::string>>;

  std::map<std::string, Account, std::less<>> accounts_;
  std::map<std::string, Contact, std::less<>> contacts_;
  std::map<std::string, Opportunity, std::less<>> opportunities_;
  std::map<std::string, Campaign, std::less<>> campaigns_;
  Index by_email_, by_domain_, by_name_, by_account_;
};

}  // namespace signalbox
