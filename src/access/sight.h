// What of the leads somebody sees: which records, and which personal fields of each.
//
// Made for each request from the principal and the roster of that moment, and asked by everything
// that shows leads: lists, search, single records, events and explanations. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/field_set.h"
#include "access/principal.h"
#include "lead/person.h"

namespace signalbox {

class PersonalRules;

class Sight {
 public:
  // Sees nothing.
  Sight() = default;
  // Everything; for what the program itself reads.
  static Sight Whole();

  // The team of a manager is whoever has them as manager, in any number of steps, whoever is in a
  // team that they manage, and themselves.
  Sight(const Principal& principal, const std::vector<Person>& people,
        const std::vector<Team>& teams);

  // By the id of the owner; empty for a record that nobody owns.
  bool SeesLead(std::string_view owner) const { return Covers(leads_, owner); }
  // The personal fields of a record that they may not see, by their roles or the rules of the
  // workspace.
  FieldSet HiddenOf(std::string_view owner) const {
    return Covers(personal_, owner) ? KeptOf(owner) : PersonalFields();
  }
  // All of them are seen.
  bool SeesPersonal(std::string_view owner) const { return HiddenOf(owner).none(); }
  // What the rules of the workspace keep from them of a record, whatever their roles give.
  FieldSet KeptOf(std::string_view owner) const {
    if (kept_anywhere_.none() || own_.contains(owner)) return {};
    const auto at = kept_.find(owner);
    // Of whom the roster does not have, nobody knows the team.
    return at == kept_.end() ? kept_anywhere_ : at->second;
  }
  bool KeepsPersonal(std::string_view owner) const { return KeptOf(owner).any(); }
  // What the rules keep from them of some record.
  const FieldSet& KeptAnywhere() const { return kept_anywhere_; }
  bool SeesAllLeads() const { return leads_ == Reach::kAll; }
  bool SeesAllPersonal() const { return personal_ == Reach::kAll && kept_anywhere_.none(); }
  // Of every record, this field.
  bool SeesEverywhere(Field field) const {
    return personal_ == Reach::kAll && !kept_anywhere_.test(PlaceOf(field));
  }
  // Whether an explanation may name this person among those who were considered.
  bool NamesColleague(std::string_view person) const { return Covers(leads_, person); }
  // Whose records are seen; of use where not all are.
  const std::set<std::string, std::less<>>& owners() const {
    return leads_ == Reach::kTeam ? team_ : own_;
  }

  // Takes away what the workspace's rules keep from this principal (access/personal_rules.h).
  // `people` is the whole roster.
  void Narrow(const PersonalRules& rules, const Principal& principal,
              const std::vector<Person>& people);

  // The same without personal fields: for when readings cannot be recorded.
  Sight Masked() const;
  // The same where the workspace's rules cannot be read: all personal fields are kept from them,
  // but those of their own records.
  Sight KeptWhole() const;

 private:
  bool Covers(Reach reach, std::string_view owner) const;

  Reach leads_ = Reach::kNone;
  Reach personal_ = Reach::kNone;
  std::set<std::string, std::less<>> own_, team_;
  FieldSet kept_anywhere_;  // by some rule
  // Where there are some: what is kept of the records of everybody whom the roster has; of those
  // that nobody owns under the empty text.
  std::map<std::string, FieldSet, std::less<>> kept_;
};

// Whether `permission` covers a record of `owner`; for what is done to one record.
bool MayActOn(const Principal& principal, Permission permission, std::string_view owner,
              const std::vector<Person>& people, const std::vector<Team>& teams);

}  // namespace signalbox
