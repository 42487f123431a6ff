#include "access/permissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
