// What of the leads somebody sees: which records, and of which of them the personal fields.
//
// Made for each request from the principal and the roster of that moment, and asked by everything
// that shows leads: lists, search, single records, events and explanations. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

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
  bool SeesPersonal(std::string_view owner) const {
    return Covers(personal_, owner) && !KeepsPersonal(owner);
  }
  // Whether a rule of the workspace keeps the personal fields of a record from them, whatever their
  // roles give.
  bool KeepsPersonal(std::string_view owner) const {
    return narrowed_ && !own_.contains(owner) && !shown_.contains(owner);
  }
  bool SeesAllLeads() const { return leads_ == Reach::kAll; }
  bool SeesAllPersonal() const { return personal_ == Reach::kAll && !narrowed_; }
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

 private:
  bool Covers(Reach reach, std::string_view owner) const;

  Reach leads_ = Reach::kNone;
  Reach personal_ = Reach::kNone;
  std::set<std::string, std::less<>> own_, team_;
  bool narrowed_ = false;  // some rule keeps something from them
  // Where narrowed: owners of records whose personal fields no rule hides; empty text for records
  // that nobody owns. Whom the roster does not have is not among them.
  std::set<std::string, std::less<>> shown_;
};

// Whether `permission` covers a record of `owner`; for what is done to one record.
bool MayActOn(const Principal& principal, Permission permission, std::string_view owner,
              const std::vector<Person>& people, const std::vector<Team>& teams);

}  // namespace signalbox
