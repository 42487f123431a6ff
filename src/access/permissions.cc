#include "access/permissions.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr std::string_view kRoleNames[kRoleCount] = {
    "admin",  "policy_author", "policy_approver", "table_owner", "operator", "manager",
    "seller", "approver",      "requester",       "auditor",     "service",
};

struct PermissionRow {
  Permission permission;
  std::string_view name;
  // A letter a role in the order of their numbers: `*` every record, `t` those of the own team, `o`
  // the own ones, `.` none.
  std::string_view reach;
};

//   columns: admin policy_author policy_approver table_owner operator manager seller approver
//            requester auditor service
constexpr PermissionRow kRows[kPermissionCount] = {
    {Permission::kAnyone, "anyone", "***********"},
    {Permission::kSignedIn, "signed_in", "***********"},
    {Permission::kReadLeads, "leads.read", "***.*to*.**"},
    {Permission::kReadPersonal, "personal.read", "*...*to..*."},
    {Permission::kExplainLeads, "leads.explain", "***.*to*.**"},
    {Permission::kSendLeads, "leads.send", "*...*.....*"},
    {Permission::kTryDecisions, "decisions.try", "***.*....**"},
    {Permission::kWorkLeads, "leads.work", "*...*to...."},
    {Permission::kClaimLeads, "leads.claim", "*...***...."},
    {Permission::kRecallLeads, "leads.recall", "*...*t....."},
    {Permission::kDecideLeads, "leads.decide", "*...*t.*..."},
    {Permission::kRouteAgain, "leads.route", "*...*t....."},
    {Permission::kChangeRecords, "records.change", "*...*.....*"},
    {Permission::kReassignMany, "leads.reassign_many", "*...*......"},
    {Permission::kApproveMoves, "moves.approve", "*......*..."},
    {Permission::kReadMoves, "moves.read", "***.*..*.*."},
    {Permission::kReadEvents, "events.read", "***.*to*.**"},
    {Permission::kReadRuns, "runs.read", "***.*to*.**"},
    {Permission::kCancelRuns, "runs.cancel", "*...*......"},
    {Permission::kReadPolicies, "policies.read", "******.*.**"},
    {Permission::kWritePolicies, "policies.write", "**........."},
    {Permission::kApprovePolicies, "policies.approve", "*.*........"},
    {Permission::kSetApproval, "policies.settings", "*.........."},
    {Permission::kSetFlags, "flags.set", "**..*......"},
    {Permission::kReadReference, "reference.read", "********.**"},
    {Permission::kWriteReference, "reference.write", "*...*......"},
    {Permission::kReadContacts, "contacts.read", "*...*....*."},
    {Permission::kReadSetup, "setup.read", "**..*....*."},
    {Permission::kWriteSources, "sources.write", "*...*......"},
    {Permission::kWriteAgents, "agents.write", "*...*......"},
    {Permission::kWriteEnvironment, "environment.write", "*.........."},
    {Permission::kReadReports, "reports.read", "***.*..*.*."},
    {Permission::kReadFigures, "figures.read", "***.*to*.*."},
    {Permission::kReadMetrics, "metrics.read", "*...*....**"},
    {Permission::kReadAudit, "audit.read", "*.*.*....*."},
    {Permission::kCheckLog, "audit.check", "*...*....*."},
    {Permission::kReadPersonFile, "person.read", "*...*....*."},
    {Permission::kForget, "person.forget", "*...*......"},
    {Permission::kReadHolds, "holds.read", "*...*....*."},
    {Permission::kWriteHolds, "holds.write", "*...*......"},
    {Permission::kMaintain, "maintain", "*...*......"},
    {Permission::kReadUsers, "users.read", "*........*."},
    {Permission::kWriteUsers, "users.write", "*.........."},
    {Permission::kOwnTokens, "tokens.own", "**********."},
    {Permission::kReadReadings, "readings.read", "*........*."},
    {Permission::kOpenCases, "cases.open", "*********.."},
    {Permission::kReadCases, "cases.read", "*ooo*oo*o*."},
    {Permission::kDecideCases, "cases.decide", "*...ot.*..."},
    {Permission::kReadDocuments, "documents.read", "**********."},
    {Permission::kWriteDocuments, "documents.write", "**........."},
    {Permission::kReadAvailability, "availability.read", "*ooo*tooo*."},
    {Permission::kSetAvailability, "availability.set", "*ooo*tooo.."},
    {Permission::kDeactivatePeople, "people.deactivate", "*...*t....."},
    {Permission::kReassignHoldings, "holdings.reassign", "*...*t....."},
    {Permission::kActOnMany, "leads.act_on_many", "*...*to...."},
    {Permission::kEditTables, "tables.edit", "**.o......."},
    {Permission::kWriteAccessRules, "access_rules.write", "*.........."},
    {Permission::kDeliverMail, "mail.deliver", "*...*.....*"},
    {Permission::kSetWeights, "people.weight", "*...*t....."},
};

// One realignment of a team is a few hundred leads; an operator who needs more asks an admin, who
// is a second pair of eyes.
constexpr int64_t kOperatorMoves = 1'000;
// What the desks of one team hold, and what one seller looks through before they act on it.
constexpr int64_t kManagerAtOnce = 500;
constexpr int64_t kSellerAtOnce = 100;

constexpr bool InOrder() {
  for (int i = 0; i < kPermissionCount; ++i) {
    if (static_cast<int>(kRows[i].permission) != i || kRows[i].reach.size() != kRoleCount)
      return false;
  }
  return true;
}
static_assert(InOrder());

Reach ReachOfLetter(char letter) {
  switch (letter) {
    case '*':
      return Reach::kAll;
    case 't':
      return Reach::kTeam;
    case 'o':
      return Reach::kOwn;
    default:
      return Reach::kNone;
  }
}

}  // namespace

std::string_view RoleName(Role role) {
  return kRoleNames[static_cast<int>(role)];
}

std::optional<Role> RoleByName(std::string_view name) {
  const auto at = std::find(std::begin(kRoleNames), std::end(kRoleNames), name);
  if (at == std::end(kRoleNames)) return std::nullopt;
  return static_cast<Role>(at - std::begin(kRoleNames));
}

RoleSet RoleSet::OfBits(int64_t bits) {
  RoleSet set;
  set.bits_ = bits & ((int64_t{1} << kRoleCount) - 1);
  return set;
}

std::vector<Role> RoleSet::List() const {
  std::vector<Role> roles;
  for (int i = 0; i < kRoleCount; ++i) {
    if (Has(static_cast<Role>(i))) roles.push_back(static_cast<Role>(i));
  }
  return roles;
}

std::string_view PermissionName(Permission permission) {
  return kRows[static_cast<int>(permission)].name;
}

std::optional<Permission> PermissionByName(std::string_view name) {
  for (const PermissionRow& row : kRows) {
    if (row.name == name) return row.permission;
  }
  return std::nullopt;
}

Reach ReachOf(RoleSet roles, Permission permission) {
  const PermissionRow& row = kRows[static_cast<int>(permission)];
  Reach widest = Reach::kNone;
  for (const Role role : roles.List())
    widest = std::max(widest, ReachOfLetter(row.reach[static_cast<size_t>(role)]));
  return widest;
}

int64_t MostReassigned(RoleSet roles) {
  if (roles.Has(Role::kAdmin)) return INT64_MAX;
  return ReachOf(roles, Permission::kReassignMany) == Reach::kNone ? 0 : kOperatorMoves;
}

int64_t MostAtOnce(RoleSet roles) {
  if (roles.Has(Role::kAdmin)) return INT64_MAX;
  switch (std::max({ReachOf(roles, Permission::kActOnMany),
                    ReachOf(roles, Permission::kReassignHoldings),
                    ReachOf(roles, Permission::kSetAvailability)})) {
    case Reach::kAll:
      return kOperatorMoves;
    case Reach::kTeam:
      return kManagerAtOnce;
    case Reach::kOwn:
      return kSellerAtOnce;
    case Reach::kNone:
      return 0;
  }
  return 0;
}

Result<RoleSet> RolesFromNames(const std::vector<std::string>& names) {
  RoleSet roles;
  for (const std::string& name : names) {
    const auto role = RoleByName(name);
    if (!role) {
      std::string known;
      for (const std::string_view one : kRoleNames)
        known += (known.empty() ? "" : ", ") + std::string(one);
      return Err(Code::kInvalid, "`" + name + "` is no role; there are " + known);
    }
    roles.Add(*role);
  }
  return roles;
}

Result<std::vector<Permission>> ScopesFromNames(const std::vector<std::string>& names) {
  std::vector<Permission> scopes;
  for (const std::string& name : names) {
    const auto scope = PermissionByName(name);
    if (!scope || *scope == Permission::kAnyone || *scope == Permission::kSignedIn)
      return Err(Code::kInvalid,
                 "`" + name + "` is no scope; docs/security.md lists them, such as `leads.read`");
    scopes.push_back(*scope);
  }
  return scopes;
}

}  // namespace signalbox
