#include "workspace/person_cases.h"

#include <algorithm>

#include "intake/identity.h"
#include "workspace/desk_facts.h"
#include "workspace/desk_story.h"
#include "workspace/lead_lookup.h"

namespace signalbox {
namespace {

// Somebody of the roster, by their id or address; 0 for nobody.
PersonRef RequesterNamed(const State& state, const std::string& subject) {
  const PersonRef by_id = state.RefOf(subject);
  const std::string email = NormalEmail(subject);
  if (by_id != 0 || email.empty()) return by_id;
  PersonRef person = 0;
  for (const auto& [id, one] : state.roster.people()) {
    if (person == 0 && NormalEmail(one.email) == email) person = state.RefOf(id);
  }
  return person;
}

// Everything that somebody wrote in an event of a request.
Result<std::vector<std::string>> TextsOfCaseEvent(Emitted event) {
  if (event.sealed.empty()) return std::vector<std::string>();
  switch (static_cast<EventType>(event.event.type)) {
    case EventType::kCaseOpened: {
      SB_ASSIGN(ev::CaseWords words, DecodeBody<ev::CaseWords>(event.sealed));
      return std::vector<std::string>{words.target, words.summary, words.justification};
    }
    case EventType::kCaseMessaged:
      return std::vector<std::string>{
          WordsOfMessage({std::move(event.event), std::move(event.sealed)}).text};
    case EventType::kCaseRuled: {
      SB_ASSIGN(ev::CaseRuling ruling, DecodeBody<ev::CaseRuling>(event.sealed));
      return std::vector<std::string>{ruling.comment};
    }
    default:
      return std::vector<std::string>();
  }
}

class CaseSearch {
 public:
  CaseSearch(const State& state, const Keyring& keys, const RecordRead& read,
             const PersonRecords& found)
      : state_(state), keys_(keys), read_(read), found_(found) {}

  bool IsAbout(const CaseEntry& entry) const {
    return std::any_of(found_.leads.begin(), found_.leads.end(),
                       [&](const PersonLead& lead) { return lead.entity == entry.record; });
  }

  // What was read by nobody when it was made: the record came later, a rule kept it from whoever
  // asked, or the words are about a contact.
  Result<bool> Names(const CaseEntry& entry) const {
    for (int64_t at = state_.tails.at(entry.id).last_position; at >= 0;) {
      SB_ASSIGN(Emitted event, read_(at));
      at = event.event.previous;
      SB_ASSIGN(const std::vector<std::string> texts, TextsOfCaseEvent(std::move(event)));
      const bool named = std::any_of(texts.begin(), texts.end(),
                                     [this](const std::string& text) { return NamedIn(text); });
      if (named) return true;
    }
    return false;
  }

 private:
  bool NamedIn(std::string_view text) const {
    if (IsTheirs(text)) return true;
    const std::vector<std::string_view> words = WordsThatMayName(text);
    return std::any_of(words.begin(), words.end(),
                       [this](std::string_view word) { return IsTheirs(word); });
  }
  bool IsTheirs(std::string_view word) const {
    if (found_.emails.contains(NormalEmail(word))) return true;
    const Result<uint32_t> lead = FindLead(state_, keys_, word);
    const bool is_lead =
        lead.ok() && std::any_of(found_.leads.begin(), found_.leads.end(),
                                 [&](const PersonLead& one) { return one.lead == *lead; });
    return is_lead ||
           std::any_of(found_.contacts.begin(), found_.contacts.end(),
                       [&](const PersonContact& one) { return one.id == word && !word.empty(); });
  }

  const State& state_;
  const Keyring& keys_;
  const RecordRead& read_;
  const PersonRecords& found_;
};

}  // namespace

Result<std::vector<PersonCase>> FindPersonCases(const State& state, const Keyring& keys,
                                                const RecordRead& read, const std::string& subject,
                                                const PersonRecords& found) {
  const PersonRef person = RequesterNamed(state, subject);
  const CaseSearch search(state, keys, read, found);
  std::vector<PersonCase> cases;
  std::set<int64_t> about;  // those of before, which a repeat names by its number
  for (const auto& [number, entry] : state.cases.by_number) {
    const bool asked = person != 0 && entry.requester == person;
    bool theirs = search.IsAbout(entry) || about.contains(entry.duplicate_of);
    if (entry.record.IsZero() && !entry.erased && !theirs && !asked) {
      SB_ASSIGN(theirs, search.Names(entry));
    }
    if (theirs) about.insert(number);
    if (entry.erased || !(theirs || asked)) continue;
    cases.push_back({number, entry.id, entry.subject, IsOpen(entry.status), asked});
  }
  return cases;
}

}  // namespace signalbox
