// Who may do what: roles, permissions, and the one table that joins them.
//
// A route names the permission that it needs where it is registered; rows and fields are narrowed
// by the reach that the same table gives (access/sight.h). Pure; thread safe.
// docs/security.md shows the table to people, held to this one by a test.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

// Stored as numbers: never renumber, never reuse.
enum class Role : uint8_t {
  kAdmin = 0,
  kPolicyAuthor = 1,
  kPolicyApprover = 2,
  kTableOwner = 3,
  kOperator = 4,
  kManager = 5,
  kSeller = 6,
  kApprover = 7,
  kRequester = 8,
  kAuditor = 9,
  kService = 10,
};
inline constexpr int kRoleCount = 11;

std::string_view RoleName(Role role);
std::optional<Role> RoleByName(std::string_view name);

// The roles of one principal; what any of them may, the principal may.
class RoleSet {
 public:
  RoleSet() = default;
  RoleSet(std::initializer_list<Role> roles) {
    for (const Role role : roles) Add(role);
  }
  // Bits that are no role are dropped.
  static RoleSet OfBits(int64_t bits);

  void Add(Role role) { bits_ |= int64_t{1} << static_cast<int>(role); }
  bool Has(Role role) const { return (bits_ >> static_cast<int>(role) & 1) != 0; }
  bool empty() const { return bits_ == 0; }
  int64_t bits() const { return bits_; }
  RoleSet operator&(RoleSet other) const { return OfBits(bits_ & other.bits_); }
  std::vector<Role> List() const;
  bool operator==(const RoleSet&) const = default;

 private:
  int64_t bits_ = 0;
};

// What a route needs. Names are scopes of API tokens, so they are kept for ever; numbers are not
// stored.
enum class Permission : uint8_t {
  kAnyone,    // even without signing in
  kSignedIn,  // whoever is known, for what is their own
  kReadLeads,
  kReadPersonal,  // the personal fields of the leads that are read
  kExplainLeads,
  kSendLeads,
  kTryDecisions,
  kWorkLeads,
  kClaimLeads,
  kRecallLeads,
  kDecideLeads,
  kRouteAgain,
  kChangeRecords,
  kReassignMany,
  kApproveMoves,
  kReadMoves,
  kReadEvents,
  kReadRuns,
  kCancelRuns,
  kReadPolicies,
  kWritePolicies,
  kApprovePolicies,
  kSetApproval,
  kSetFlags,
  kReadReference,
  kWriteReference,
  kReadContacts,  // people of customers, as the CRM has them
  kReadSetup,     // sources, agents, the environment
  kWriteSources,
  kWriteAgents,
  kWriteEnvironment,
  kReadReports,
  kReadFigures,  // reports of the records within reach
  kReadMetrics,
  kReadAudit,
  kCheckLog,
  kReadPersonFile,
  kForget,
  kReadHolds,
  kWriteHolds,
  kMaintain,  // backup, keys, derived lists
  kReadUsers,
  kWriteUsers,
  kOwnTokens,
  kReadReadings,
  kOpenCases,
  kReadCases,  // the own ones: those that one made, or is asked to decide
  kDecideCases,
  kReadDocuments,
  kWriteDocuments,
  kReadAvailability,  // when people are there, and who stands in for them
  kSetAvailability,
  kDeactivatePeople,
  kReassignHoldings,  // what somebody has in hand, given to others
  kActOnMany,         // one action on many leads
  kEditTables,        // policy tables; own: those that the access rules name, within their bounds
  kWriteAccessRules,  // who edits which tables, whose personal fields are seen by whom
  kDeliverMail,       // hand over messages that people wrote to the desk
  kSetWeights,        // of people; team: within the bounds that the access rules name
};
inline constexpr int kPermissionCount = static_cast<int>(Permission::kSetWeights) + 1;

std::string_view PermissionName(Permission permission);
std::optional<Permission> PermissionByName(std::string_view name);

// Whose records a permission covers, in ascending order.
enum class Reach : uint8_t { kNone, kOwn, kTeam, kAll };

// The widest that any of the roles gives.
Reach ReachOf(RoleSet roles, Permission permission);

// How many leads one repair or realignment may move for these roles; a wider one is an
// administrator's. INT64_MAX without a limit, 0 without the right.
int64_t MostReassigned(RoleSet roles);
// How many leads these roles may act on at once: in one action on many, or by giving on what
// somebody has in hand. INT64_MAX without a limit, 0 without either right.
int64_t MostAtOnce(RoleSet roles);

// `["admin","seller"]` as text by its names, sorted by number. kInvalid names what is no role, and
// says which there are.
Result<RoleSet> RolesFromNames(const std::vector<std::string>& names);
// kInvalid names what is no permission that a token can be narrowed to.
Result<std::vector<Permission>> ScopesFromNames(const std::vector<std::string>& names);

}  // namespace signalbox
