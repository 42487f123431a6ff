#include "access/permissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "access/principal.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

Principal With(RoleSet roles) {
  return {.kind = Principal::Kind::kUser, .name = "user_x", .roles = roles};
}

TEST(Permissions, EveryNameLeadsBackToItsNumber) {
  for (int i = 0; i < kRoleCount; ++i)
    EXPECT_EQ(RoleByName(RoleName(static_cast<Role>(i))), static_cast<Role>(i));
  for (int i = 0; i < kPermissionCount; ++i) {
    const auto permission = static_cast<Permission>(i);
    EXPECT_EQ(PermissionByName(PermissionName(permission)), permission);
  }
  EXPECT_EQ(RoleByName("root"), std::nullopt);
}

TEST(Permissions, AnAdministratorMayEverything) {
  for (int i = 0; i < kPermissionCount; ++i)
    EXPECT_EQ(ReachOf({Role::kAdmin}, static_cast<Permission>(i)), Reach::kAll) << i;
}

TEST(Permissions, AnAuditorReadsEverythingAndChangesNothing) {
  for (int i = 0; i < kPermissionCount; ++i) {
    const auto permission = static_cast<Permission>(i);
    const std::string_view name = PermissionName(permission);
    const bool reads = name.ends_with(".read") || name == "leads.explain" ||
                       name == "audit.check" || name == "decisions.try" || name == "anyone" ||
                       name == "signed_in" || name == "tokens.own";
    EXPECT_EQ(ReachOf({Role::kAuditor}, permission) == Reach::kAll, reads) << name;
  }
}

// So what work lists and metrics count tells nobody what they may not list (docs/security.md,
// "Numbers about few").
TEST(Permissions, WhoeverReadsCountsOfWorkOrMetricsMayListEveryLead) {
  for (int i = 0; i < kRoleCount; ++i) {
    const Role role = static_cast<Role>(i);
    for (const Permission counts : {Permission::kReadReports, Permission::kReadMetrics}) {
      if (ReachOf({role}, counts) == Reach::kNone) continue;
      EXPECT_EQ(ReachOf({role}, counts), Reach::kAll) << RoleName(role);
      EXPECT_EQ(ReachOf({role}, Permission::kReadLeads), Reach::kAll) << RoleName(role);
    }
  }
}

TEST(Permissions, TheWidestReachOfSeveralRolesHolds) {
  EXPECT_EQ(ReachOf({Role::kSeller}, Permission::kReadLeads), Reach::kOwn);
  EXPECT_EQ(ReachOf({Role::kSeller, Role::kManager}, Permission::kReadLeads), Reach::kTeam);
  EXPECT_EQ(ReachOf({Role::kSeller, Role::kAuditor}, Permission::kReadLeads), Reach::kAll);
  EXPECT_EQ(ReachOf({}, Permission::kReadLeads), Reach::kNone);
}

TEST(Permissions, AuthorAndApproverOfAPolicyAreTwoRoles) {
  EXPECT_FALSE(With({Role::kPolicyAuthor}).May(Permission::kApprovePolicies));
  EXPECT_FALSE(With({Role::kPolicyApprover}).May(Permission::kWritePolicies));
}

TEST(Permissions, MovingManyLeadsIsItsOwnRightWithASize) {
  EXPECT_EQ(MostReassigned({Role::kAdmin}), INT64_MAX);
  EXPECT_EQ(MostReassigned({Role::kOperator}), 1'000);
  EXPECT_EQ(MostReassigned({Role::kManager, Role::kSeller}), 0);
}

TEST(Permissions, ActingOnManyHasASizeByTheWidestReach) {
  EXPECT_EQ(MostAtOnce({Role::kAdmin}), INT64_MAX);
  EXPECT_EQ(MostAtOnce({Role::kOperator}), 1'000);
  EXPECT_EQ(MostAtOnce({Role::kManager, Role::kSeller}), 500);
  EXPECT_EQ(MostAtOnce({Role::kSeller}), 100);
  EXPECT_EQ(MostAtOnce({Role::kAuditor}), 0);
}

TEST(Permissions, EverybodySetsTheirOwnAvailabilityAndNobodyDeactivatesThemselves) {
  for (const Role role : {Role::kSeller, Role::kApprover, Role::kRequester, Role::kPolicyAuthor}) {
    EXPECT_EQ(ReachOf({role}, Permission::kSetAvailability), Reach::kOwn) << RoleName(role);
    EXPECT_EQ(ReachOf({role}, Permission::kDeactivatePeople), Reach::kNone) << RoleName(role);
  }
}

TEST(Permissions, ScopesNarrowAndNeverWiden) {
  Principal token = With({Role::kSeller});
  token.scopes = {Permission::kReadLeads, Permission::kWritePolicies};
  EXPECT_EQ(token.ReachFor(Permission::kReadLeads), Reach::kOwn);
  EXPECT_FALSE(token.May(Permission::kWritePolicies));
  EXPECT_FALSE(token.May(Permission::kWorkLeads));
}

TEST(Permissions, NobodyMayOnlyWhatIsOpen) {
  EXPECT_TRUE(Principal().May(Permission::kAnyone));
  EXPECT_FALSE(Principal().May(Permission::kSignedIn));
  EXPECT_FALSE(Principal().May(Permission::kReadLeads));
}

TEST(Permissions, WhatIsNoRoleOrScopeIsNamed) {
  EXPECT_THAT(RolesFromNames({"seller", "king"}).error().message, HasSubstr("`king`"));
  EXPECT_EQ(*RolesFromNames({"seller", "admin"}), (RoleSet{Role::kAdmin, Role::kSeller}));
  EXPECT_FALSE(ScopesFromNames({"anyone"}).ok());
  EXPECT_EQ(ScopesFromNames({"leads.read"})->front(), Permission::kReadLeads);
}

// One row of the page for people: `| `leads.read` | what | all | ... |`.
std::vector<std::string> CellsOf(const std::string& page, std::string_view name) {
  std::vector<std::string> cells;
  const size_t at = page.find("\n| `" + std::string(name) + "` |");
  if (at == std::string::npos) return cells;
  std::istringstream row(page.substr(at + 1, page.find('\n', at + 1) - at - 1));
  for (std::string cell; std::getline(row, cell, '|');) {
    while (cell.starts_with(' ')) cell.erase(0, 1);
    while (cell.ends_with(' ')) cell.pop_back();
    cells.push_back(cell);
  }
  return cells;
}

TEST(Permissions, ThePageForPeopleShowsThisTable) {
  std::ifstream file(SB_SOURCE_DIR "/docs/security.md");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  constexpr std::string_view kWords[] = {"", "own", "team", "all"};
  for (int i = static_cast<int>(Permission::kReadLeads); i < kPermissionCount; ++i) {
    const auto permission = static_cast<Permission>(i);
    const std::vector<std::string> cells = CellsOf(page, PermissionName(permission));
    ASSERT_EQ(cells.size(), 3u + kRoleCount) << PermissionName(permission);
    for (int role = 0; role < kRoleCount; ++role) {
      const Reach reach = ReachOf({static_cast<Role>(role)}, permission);
      EXPECT_EQ(cells[static_cast<size_t>(role) + 3], kWords[static_cast<size_t>(reach)])
          << PermissionName(permission) << " " << RoleName(static_cast<Role>(role));
    }
  }
}

TEST(WhoDid, TheOperatorsTokenIsBelievedAndASignedInPersonIsThemselves) {
  const Principal owner = OperatorPrincipal("owner");
  EXPECT_EQ(*WhoDid(owner, "lena", true), "lena");
  EXPECT_EQ(*WhoDid(owner, "", false), "");
  Principal lena = With({Role::kSeller});
  lena.person = "lena";
  EXPECT_EQ(*WhoDid(lena, "", true), "lena");
  EXPECT_EQ(*WhoDid(lena, "lena", false), "lena");
  EXPECT_EQ(WhoDid(lena, "jonas", false).error().code, Code::kForbidden);
}

TEST(WhoDid, WhoIsNobodyOfTheRosterIsAskedWhereItMatters) {
  const Principal stranger = With({Role::kAdmin});
  EXPECT_EQ(*WhoDid(stranger, "", false), "");
  EXPECT_FALSE(WhoDid(stranger, "", true).ok());
  EXPECT_FALSE(WhoDid(stranger, "lena", false).ok());
}

}  // namespace
}  // namespace signalbox
