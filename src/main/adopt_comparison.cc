#include "main/adopt_comparison.h"

#include <algorithm>

#include "base/json_writer.h"
#include "main/csv_table.h"
#include "policy/decision.h"
#include "policy/own_fields.h"

namespace signalbox {
namespace {

constexpr std::string_view kUnrouted = "unrouted";

Status CheckAccounts(const std::string& path, const Organisation& org, Adoption* adoption) {
  SB_ASSIGN(const CsvTable table, ReadCsvTable(path));
  adoption->notes.insert(adoption->notes.end(), table.faults.begin(), table.faults.end());
  const int id = table.Find({"id", "accountid"}), name = table.Find({"name", "accountname"});
  const int owner = table.Find({"owner", "ownerid", "ownerusername", "accountowner"});
  if (owner < 0) return Err(Code::kInvalid, path + ": accounts need a column `owner`");
  for (const CsvTable::Row& row : table.rows) {
    const std::string account(CsvTable::Cell(row, id < 0 ? name : id));
    const std::string who(CsvTable::Cell(row, owner));
    if (who.empty()) {
      adoption->missing.push_back({"account", account, "account `" + account + "` has no owner"});
      continue;
    }
    const OrgMember* user = org.FindUser(who);
    if (user != nullptr && user->active) continue;
    const std::string state = user == nullptr ? "is no user" : "left: the user is inactive";
    adoption->stale.push_back(
        {"account", account, "the owner `" + who + "` of account `" + account + "` " + state});
  }
  return {};
}

class OwnerComparison {
 public:
  OwnerComparison(const AdoptedRules& rules, const Organisation& org, const OwnerHistory& history,
                  Adoption* adoption)
      : rules_(rules), org_(org), history_(history), adoption_(adoption) {}

  void Lead(const Attributes& lead) {
    ++adoption_->leads;
    for (const std::string& attribute : rules_.attributes) {
      if (HasAttribute(lead, attribute)) seen_.insert(attribute);
    }
    const Decision decision =
        Decide(*rules_.version->policy, {lead, rules_.people, no_pools_, ReceivedAt(lead), {}});
    used_.insert(decision.rule);
    const std::string id(lead.Text(Field::kExternalId));
    const OwnerChange* first = history_.FirstGiven(id, org_);
    if (first == nullptr) {
      ++without_history_;
      return;
    }
    ++adoption_->compared;
    const std::string& ours =
        decision.disposition == Disposition::kAssign ? decision.owner : decision.queue;
    if (org_.Same(ours, first->new_owner)) {
      ++adoption_->same;
      return;
    }
    ++adoption_->different;
    const bool moved = history_.MovedLater(id, *first, ours, org_);
    adoption_->moved_to_ours += moved ? 1 : 0;
    if (adoption_->differences.size() >= kMaxDifferences) return;
    adoption_->differences.push_back(
        {id, ours, first->new_owner, decision.rule, Why(decision, first->new_owner), moved});
  }

  void Finish() {
    for (const std::string& attribute : rules_.attributes) {
      if (seen_.contains(attribute)) continue;
      adoption_->missing.push_back(
          {"field", attribute, "the rules ask for `" + attribute + "` and no lead has it"});
    }
    if (without_history_ > 0) {
      adoption_->missing.push_back(
          {"history", "",
           std::to_string(without_history_) +
               " leads have no owner in the history and are not compared"});
    }
    for (const std::string& rule : rules_.rules) {
      if (!used_.contains(rule)) adoption_->unused_rules.push_back(rule);
    }
  }

 private:
  static TimeUs ReceivedAt(const Attributes& lead) { return lead.Int(Field::kReceivedAt); }

  static bool HasAttribute(const Attributes& lead, const std::string& attribute) {
    if (attribute == "lead.name" && lead.Has(Field::kLastName)) return true;
    if (const auto field = FieldByName(attribute)) return lead.Has(*field);
    return lead.FindExtra(attribute.substr(std::string_view("lead.").size())) != nullptr;
  }

  std::string Why(const Decision& decision, const std::string& real) const {
    if (decision.rule == "nothing_matched") return "nothing_matched";
    for (const auto* named : {&rules_.users, &rules_.queues}) {
      const bool given = std::any_of(named->begin(), named->end(), [&](const std::string& one) {
        return one != kUnrouted && org_.Same(one, real);
      });
      if (given) return "other_rule";
    }
    return "not_in_rules";
  }

  const AdoptedRules& rules_;
  const Organisation& org_;
  const OwnerHistory& history_;
  Adoption* adoption_;
  const PoolStates no_pools_;
  std::set<std::string> seen_, used_;
  int64_t without_history_ = 0;
};

void WriteFindings(JsonWriter& json, const char* key, const std::vector<AdoptionFinding>& found) {
  json.Key(key).BeginArray();
  for (const AdoptionFinding& one : found) {
    json.BeginObject().Member("kind", one.kind).Member("id", one.id);
    json.Member("message", one.message).EndObject();
  }
  json.EndArray();
}

void WriteTexts(JsonWriter& json, const char* key, const std::vector<std::string>& texts) {
  json.Key(key).BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

}  // namespace

Status CheckExports(const AdoptedRules& rules, const Organisation& org,
                    const std::string& accounts_path, Adoption* adoption) {
  if (org.has_users()) {
    for (const std::string& id : rules.users) {
      const OrgMember* user = org.FindUser(id);
      if (user == nullptr) {
        adoption->missing.push_back(
            {"user", id, "the rules give leads to `" + id + "`, who is none of the users"});
      } else if (!user->active) {
        adoption->stale.push_back(
            {"user", id, "the rules give leads to `" + id + "`, who is inactive"});
      }
    }
  }
  if (org.has_queues()) {
    for (const std::string& id : rules.queues) {
      if (id == kUnrouted || org.FindQueue(id) != nullptr) continue;
      adoption->missing.push_back(
          {"queue", id, "the rules give leads to the queue `" + id + "`, which is none"});
    }
  }
  for (const std::string& text : rules.unsupported) {
    adoption->missing.push_back({"entry", "", text});
  }
  if (accounts_path.empty() || !org.has_users()) return {};
  return CheckAccounts(accounts_path, org, adoption);
}

Status CompareOwners(const AdoptedRules& rules, const Organisation& org,
                     const OwnerHistory& history, LeadFile& file, Adoption* adoption) {
  file.DeclareFields(OwnFieldsOf(*rules.version->policy));
  OwnerComparison comparison(rules, org, history, adoption);
  LeadRow row;
  for (;;) {
    row = LeadRow{};
    SB_ASSIGN(const bool more, file.Next(&row));
    if (!more) break;
    if (row.good)
      comparison.Lead(row.lead);
    else
      ++adoption->unreadable;
  }
  comparison.Finish();
  return {};
}

std::string AdoptionJson(const Adoption& adoption, const std::string& out) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  WriteFindings(json, "missing", adoption.missing);
  WriteFindings(json, "stale", adoption.stale);
  json.Member("leads", adoption.leads).Member("unreadable", adoption.unreadable);
  json.Member("compared", adoption.compared).Member("same", adoption.same);
  json.Member("different", adoption.different).Member("moved_to_ours", adoption.moved_to_ours);
  json.Key("differences").BeginArray();
  for (const OwnerDifference& one : adoption.differences) {
    json.BeginObject().Member("lead_id", one.lead).Member("ours", one.ours);
    json.Member("real", one.real).Member("rule", one.rule).Member("why", one.why);
    json.Member("moved_to_ours", one.moved_to_ours).EndObject();
  }
  json.EndArray();
  WriteTexts(json, "unused_rules", adoption.unused_rules);
  WriteTexts(json, "notes", adoption.notes);
  json.Member("out", out).EndObject();
  return text;
}

}  // namespace signalbox
