#include "workspace/desk_facts.h"

#include <algorithm>
#include <set>

#include "desk/document_readers.h"
#include "desk/document_search.h"
#include "engine/verbs.h"
#include "intake/identity.h"
#include "policy/decision_words.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

bool HasWord(std::string_view text, std::string_view word) {
  const std::vector<std::string> words = WordsOf(text);
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsActive(const State& state, std::string_view id) {
  const Person* person = state.roster.FindPerson(id);
  return person != nullptr && person->active;
}

// The accounts that the record may belong to.
std::vector<const Account*> AccountsOf(const Directory& directory, const Attributes& record) {
  std::vector<const Account*> accounts;
  const Contact* contact =
      record.Has(Field::kEmail) ? directory.ContactByEmail(record.Text(Field::kEmail)) : nullptr;
  if (contact != nullptr) {
    if (const Account* account = directory.FindAccount(contact->account); account != nullptr)
      return {account};
  }
  const auto* ids = record.Has(Field::kDomain) && !record.Bool(Field::kFreeMail)
                        ? directory.AccountsByDomain(record.Text(Field::kDomain))
                        : nullptr;
  if (ids == nullptr && record.Has(Field::kCompanyKey))
    ids = directory.AccountsByName(record.Text(Field::kCompanyKey));
  if (ids == nullptr) return accounts;
  for (const std::string& id : *ids) {
    if (const Account* account = directory.FindAccount(id); account != nullptr)
      accounts.push_back(account);
  }
  return accounts;
}

void LookAtAccounts(const State& state, const Attributes& record, TriageFacts* facts) {
  const Directory& directory = state.directory;
  std::set<std::string_view> owners;
  const auto name = [&owners](std::string_view owner) {
    if (!owner.empty()) owners.insert(owner);
  };
  if (const Contact* contact = directory.ContactByEmail(record.Text(Field::kEmail));
      contact != nullptr && record.Has(Field::kEmail))
    name(contact->owner);
  for (const Account* account : AccountsOf(directory, record)) {
    name(account->owner);
    if (const Opportunity* open = directory.OpenOpportunity(account->id); open != nullptr)
      name(open->owner);
    facts->strategic_account |= HasWord(account->type, "strategic");
    facts->named_account |= HasWord(account->type, "named");
    if (facts->account_owner.empty()) facts->account_owner = account->owner;
  }
  facts->strategic_account |= HasWord(record.Text(Field::kSegment), "strategic");
  facts->duplicate_ownership = owners.size() > 1;
}

void LookForFirmographics(const Attributes& record, TriageFacts* facts) {
  const auto any = [&record](std::initializer_list<Field> fields) {
    return std::any_of(fields.begin(), fields.end(), [&](Field f) { return record.Has(f); });
  };
  const bool own_domain = record.Has(Field::kDomain) && !record.Bool(Field::kFreeMail);
  if (!own_domain && !any({Field::kCompany, Field::kWebsite})) facts->missing.push_back("company");
  if (!record.Has(Field::kCountry)) facts->missing.push_back("country");
  if (!any({Field::kIndustry, Field::kIndustryCode, Field::kEmployees, Field::kSizeBand,
            Field::kSegment, Field::kAnnualRevenue}))
    facts->missing.push_back("industry");
}

void AskPolicy(const Turn& turn, const Attributes& record, CaseFindings* found) {
  const State& state = turn.state();
  TriageFacts& facts = found->facts;
  const Result<std::vector<Emitted>> events = turn.RouteWhatIf(found->lead, record);
  if (!events.ok()) return;
  for (const Emitted& emitted : *events) {
    if (static_cast<EventType>(emitted.event.type) != EventType::kDecisionMade) continue;
    Result<ev::DecisionMade> made = DecodeBody<ev::DecisionMade>(emitted.event.clear);
    if (!made.ok()) return;
    found->made = *std::move(made);
    facts.decided = true;
  }
  if (!facts.decided) return;
  const ev::DecisionMade& made = found->made;
  if (const auto version = state.VersionFor(state.leads[found->lead]); version != nullptr)
    found->policy = version->name;
  facts.assigns = made.disposition == Disposition::kAssign && made.owner != 0;
  facts.asks_a_person = made.disposition == Disposition::kEscalate;
  facts.holds = made.disposition == Disposition::kHold;
  facts.has_unknowns = !made.unknowns.empty();
  facts.matched = made.rule != kNothingMatched;
  facts.proposed = state.PersonOf(made.owner);
  facts.proposed_active = IsActive(state, facts.proposed);
  const LeadEntry& entry = state.leads[found->lead];
  const bool has_turn = std::any_of(
      made.considered.begin(), made.considered.end(), [&entry](const ev::ConsideredBody& one) {
        return one.owner == static_cast<PersonRef>(entry.owner) && one.lost == kNotInTurn;
      });
  const bool from_pool = !made.pool.empty() && state.words.Of(entry.pool) == made.pool;
  facts.same_pool = IsActive(state, facts.owner) && (has_turn || from_pool);
}

Status SearchPolicies(const Turn& turn, const CaseSaid& said, CaseFindings* found) {
  const auto& documents = turn.state().cases.documents;
  std::vector<Bytes> texts;
  std::vector<SearchedDocument> searched;
  const std::vector<std::string> labels = ReaderLabels(turn.state().roster, said.requester);
  texts.reserve(documents.size());
  for (const auto& [name, entry] : documents) {
    SB_ASSIGN(Bytes text, turn.ReadBlob(entry.text));
    if (!MayRead(ReadersOf(text), labels)) continue;
    texts.push_back(std::move(text));
    searched.push_back({name, texts.back()});
  }
  for (const DocumentHit& hit : SearchDocuments(searched, said.Question(), kMaxCitations)) {
    const auto& [name, entry] = *documents.find(searched[hit.document].name);
    found->citations.push_back({name, entry.version, hit.section.heading,
                                static_cast<int64_t>(hit.section.from),
                                static_cast<int64_t>(hit.section.to), entry.text});
  }
  return {};
}

uint32_t FindSaidRecord(const State& state, const Keyring& keys, const Sight& asker,
                        const CaseSaid& said) {
  for (const std::string& answer : said.answers) {
    const uint32_t lead = RecordNamed(state, keys, asker, answer);
    if (lead != KeyIndex::kNone) return lead;
  }
  const uint32_t lead = RecordNamed(state, keys, asker, said.target);
  return lead != KeyIndex::kNone ? lead : RecordNamed(state, keys, asker, said.summary);
}

}  // namespace

uint32_t RecordNamed(const State& state, const Keyring& keys, const Sight& writer,
                     std::string_view text) {
  if (const auto whole = FindLeadFor(state, keys, writer, text); whole.ok()) return *whole;
  std::set<uint32_t> named;
  for (const std::string_view token : WordsThatMayName(text)) {
    if (const auto lead = FindLeadFor(state, keys, writer, token); lead.ok()) named.insert(*lead);
  }
  return named.size() == 1 ? *named.begin() : KeyIndex::kNone;
}

std::vector<std::string_view> WordsThatMayName(std::string_view text) {
  // Ids and addresses have none of these; whatever stands around them does.
  constexpr std::string_view kBetween = " \t\r\n,;()<>[]\"'|/?=&#";
  std::vector<std::string_view> tokens;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find_first_not_of(kBetween, at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(kBetween, begin), text.size());
    std::string_view token = text.substr(begin, at - begin);
    while (!token.empty() && (token.back() == '.' || token.back() == ':')) token.remove_suffix(1);
    if (!token.empty()) tokens.push_back(token);
  }
  return tokens;
}

bool IsCurrent(const State& state, const CaseSaid& said, const PolicyReading& reading) {
  const auto& documents = state.cases.documents;
  return reading.question == said.Question() &&
         reading.labels == ReaderLabels(state.roster, said.requester) &&
         reading.documents.size() == documents.size() &&
         std::equal(documents.begin(), documents.end(), reading.documents.begin(),
                    [](const auto& now, const auto& read) {
                      return now.first == read.first && now.second.text == read.second;
                    });
}

Result<ev::LeadActed> HowToGive(const State& state, uint32_t lead, PersonRef to, TimeUs now) {
  const LeadEntry& entry = state.leads[lead];
  ev::LeadActed give;
  give.to = to;
  give.verb = entry.status == LeadStatus::kRouted   ? Verb::kHandOver
              : entry.status == LeadStatus::kQueued ? Verb::kClaim
                                                    : Verb::kDecide;
  if (give.verb == Verb::kClaim) give.by = to;
  SB_TRY(CheckVerb(state, lead, give, now));
  return give;
}

Result<CaseFindings> FindCaseFacts(const Turn& turn, const Keyring& keys, const Sight& asker,
                                   const CaseSaid& said, int64_t questions,
                                   const PolicyReading* reading) {
  const State& state = turn.state();
  CaseFindings found;
  found.facts.questions = questions;
  found.by_meaning = reading != nullptr;
  if (reading == nullptr)
    SB_TRY(SearchPolicies(turn, said, &found));
  else
    found.citations = reading->citations;
  found.facts.has_citation = !found.citations.empty();
  uint32_t lead = FindSaidRecord(state, keys, asker, said);
  if (lead == KeyIndex::kNone) return found;
  // What it was merged into stands for it.
  if (const uint32_t current = CurrentRecord(state, lead); current != KeyIndex::kNone)
    lead = current;
  found.lead = lead;
  TriageFacts& facts = found.facts;
  facts.record_found = true;
  facts.owner = state.PersonOf(static_cast<PersonRef>(state.leads[lead].owner));
  const Result<Attributes> record = turn.RecordOf(lead);
  facts.record_ended =
      !record.ok() || EndOf(state, lead) != nullptr || state.law.forgotten.contains(lead);
  if (facts.record_ended) return found;
  LookAtAccounts(state, *record, &facts);
  LookForFirmographics(*record, &facts);
  AskPolicy(turn, *record, &found);
  const bool stays = facts.assigns && facts.proposed == facts.owner;
  facts.can_be_given = true;
  if (!facts.assigns || stays) return found;
  Result<ev::LeadActed> give = HowToGive(state, lead, found.made.owner, turn.now());
  // Somebody inactive is told as that.
  facts.can_be_given = give.ok() || !facts.proposed_active;
  if (give.ok()) found.give = *std::move(give);
  return found;
}

}  // namespace signalbox
