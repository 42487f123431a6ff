#include "access/access_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "access/access_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kPassword[] = "correct horse battery";

class AccessBookTest : public AccessFixture {
 protected:
  AccessBookTest() { Reopen(); }

  void Reopen() {
    book_.reset();
    auto book = AccessBook::Open(folder_ + "/keys", *keys_, clock_, random_, kTestPasswordCost);
    ASSERT_TRUE(book.ok()) << book.error().message;
    book_ = std::move(*book);
  }

  User Add(std::string login, RoleSet roles = {Role::kAdmin}, std::string person = "") {
    const auto user = book_->AddUser({.login = login,
                                      .name = "Name of " + login,
                                      .email = login + "@acme.example",
                                      .password = kPassword,
                                      .roles = roles,
                                      .person = person});
    EXPECT_TRUE(user.ok()) << user.error().message;
    return *user;
  }
  Result<AccessBook::SignedIn> SignIn(std::string_view login, std::string_view password = kPassword,
                                      std::string_view source = "10.0.0.1",
                                      std::string_view device = "") {
    return book_->SignIn(login, password, source, device);
  }
  static UserChange Inactive() {
    UserChange change;
    change.active = false;
    return change;
  }

  std::unique_ptr<AccessBook> book_;
};

TEST_F(AccessBookTest, AUserSignsInAndIsWhoTheyAre) {
  const User lena = Add("lena", {Role::kSeller}, "lena");
  const auto signed_in = SignIn("LENA");
  ASSERT_TRUE(signed_in.ok()) << signed_in.error().message;
  const auto view = book_->OfSession(signed_in->session);
  ASSERT_TRUE(view.ok());
  EXPECT_EQ(view->principal.name, FormatId("user", lena.id));
  EXPECT_EQ(view->principal.person, "lena");
  EXPECT_TRUE(view->principal.May(Permission::kWorkLeads));
  EXPECT_EQ(view->csrf, signed_in->csrf);
  EXPECT_NE(view->csrf, signed_in->session);
}

TEST_F(AccessBookTest, AWrongPasswordAndAnUnknownLoginCostTheSameAndSayTheSame) {
  Add("lena");
  const uint64_t before = book_->hashes_computed();
  const auto wrong = SignIn("lena", "not the password");
  const uint64_t of_wrong = book_->hashes_computed() - before;
  const auto unknown = SignIn("nobody", "not the password");
  const uint64_t of_unknown = book_->hashes_computed() - before - of_wrong;
  const auto no_login = SignIn("n\nbody", "not the password");
  ASSERT_FALSE(wrong.ok() || unknown.ok() || no_login.ok());
  EXPECT_EQ(wrong.error().message, unknown.error().message);
  EXPECT_EQ(wrong.error().message, no_login.error().message);
  EXPECT_EQ(of_wrong, 1u);
  EXPECT_EQ(of_unknown, 1u);
  EXPECT_EQ(book_->hashes_computed() - before, 3u);
}

TEST_F(AccessBookTest, SomebodyInactiveCostsAHashAndStaysOut) {
  Add("ann");
  const User lena = Add("lena", {Role::kSeller});
  ASSERT_TRUE(book_->ChangeUser(lena.id, Inactive()).ok());
  const uint64_t before = book_->hashes_computed();
  EXPECT_EQ(SignIn("lena").error().code, Code::kForbidden);
  EXPECT_EQ(book_->hashes_computed(), before + 1);
}

TEST_F(AccessBookTest, UsersTokensAndSessionsSurviveARestart) {
  Add("lena", {Role::kSeller}, "lena");
  const auto signed_in = SignIn("lena");
  const auto token = book_->AddToken({"ci", {Role::kSeller}, {}, kDayUs}, signed_in->user.id);
  Reopen();
  EXPECT_TRUE(book_->OfSession(signed_in->session).ok());
  EXPECT_EQ(book_->OfToken(token->second)->person, "lena");
  EXPECT_TRUE(SignIn("lena").ok());
}

TEST_F(AccessBookTest, TheFileNamesNobodyAndHoldsNoSecret) {
  Add("lena", {Role::kSeller}, "roster-lena");
  const auto signed_in = SignIn("lena");
  const auto token = book_->AddToken({"ci", {Role::kSeller}, {}, kDayUs}, Id{});
  std::ifstream file(folder_ + "/keys/access.db", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  for (const std::string& secret :
       {std::string("lena"), std::string("acme.example"), std::string("argon2"), signed_in->session,
        signed_in->csrf, token->second}) {
    EXPECT_THAT(bytes.str(), Not(HasSubstr(secret))) << secret;
  }
}

TEST_F(AccessBookTest, EverySignInIsANewSession) {
  Add("lena");
  const auto first = SignIn("lena"), second = SignIn("lena");
  EXPECT_NE(first->session, second->session);
  EXPECT_NE(first->csrf, second->csrf);
  EXPECT_FALSE(book_->OfSession("planted").ok());
}

TEST_F(AccessBookTest, ASessionEndsWhenItIsIdleOldOrSignedOut) {
  Add("lena");
  const auto idle = SignIn("lena");
  clock_.Advance(kSessionIdleUs + 1);
  EXPECT_FALSE(book_->OfSession(idle->session).ok());
  const auto old = SignIn("lena");
  for (TimeUs at = 0; at <= kSessionLastsUs; at += kSessionIdleUs / 2) {
    EXPECT_TRUE(book_->OfSession(old->session).ok());
    clock_.Advance(kSessionIdleUs / 2);
  }
  EXPECT_FALSE(book_->OfSession(old->session).ok());
  const auto left = SignIn("lena");
  ASSERT_TRUE(book_->SignOut(left->session).ok());
  EXPECT_FALSE(book_->OfSession(left->session).ok());
}

TEST_F(AccessBookTest, ANewPasswordAndDeactivatingEndEverySession) {
  Add("ann");
  const User lena = Add("lena", {Role::kSeller});
  const auto before = SignIn("lena");
  EXPECT_EQ(book_->ChangePassword(lena.id, "wrong wrong wrong", "a new long one", "10.0.0.1")
                .error()
                .code,
            Code::kForbidden);
  ASSERT_TRUE(book_->ChangePassword(lena.id, kPassword, "a new long one", "10.0.0.1").ok());
  EXPECT_FALSE(book_->OfSession(before->session).ok());
  EXPECT_FALSE(SignIn("lena").ok());
  const auto after = SignIn("lena", "a new long one");
  ASSERT_TRUE(after.ok());
  ASSERT_TRUE(book_->ChangeUser(lena.id, Inactive()).ok());
  EXPECT_FALSE(book_->OfSession(after->session).ok());
}

TEST_F(AccessBookTest, TheOldestSessionOfManyGivesWay) {
  Add("lena");
  const auto first = SignIn("lena");
  for (size_t i = 0; i < kMaxSessionsOfUser; ++i) {
    clock_.Advance(kSecondUs);
    ASSERT_TRUE(SignIn("lena").ok());
  }
  EXPECT_FALSE(book_->OfSession(first->session).ok());
}

TEST_F(AccessBookTest, LoginsAndPeopleAreOneUserEach) {
  const User lena = Add("lena", {Role::kSeller}, "p-lena");
  EXPECT_EQ(book_->AddUser({.login = "Lena", .name = "x"}).error().code, Code::kConflict);
  EXPECT_EQ(book_->AddUser({.login = "eve", .name = "x", .person = "p-lena"}).error().code,
            Code::kConflict);
  Add("ann");
  ASSERT_TRUE(book_->ChangeUser(lena.id, Inactive()).ok());
  EXPECT_TRUE(book_->AddUser({.login = "eve", .name = "x", .person = "p-lena"}).ok());
}

TEST_F(AccessBookTest, TheLastAdministratorStays) {
  const User ann = Add("ann");
  UserChange demoted;
  demoted.roles = RoleSet{Role::kSeller};
  EXPECT_EQ(book_->ChangeUser(ann.id, demoted).error().code, Code::kConflict);
  EXPECT_EQ(book_->ChangeUser(ann.id, Inactive()).error().code, Code::kConflict);
  Add("bob");
  EXPECT_TRUE(book_->ChangeUser(ann.id, demoted).ok());
}

TEST_F(AccessBookTest, PasswordsHaveALength) {
  EXPECT_EQ(book_->AddUser({.login = "a", .name = "x", .password = "short"}).error().code,
            Code::kInvalid);
  EXPECT_EQ(
      book_->AddUser({.login = "a", .name = "x", .password = std::string(300, 'p')}).error().code,
      Code::kInvalid);
}

TEST_F(AccessBookTest, AUserWithoutAPasswordComesByEmailAlone) {
  ASSERT_TRUE(book_->AddUser({.login = "oda", .name = "x", .email = "Oda@acme.example"}).ok());
  EXPECT_FALSE(SignIn("oda", "").ok());
  EXPECT_TRUE(book_->SignInByEmail("oda@ACME.example").ok());
  EXPECT_FALSE(book_->SignInByEmail("").ok());
  ASSERT_TRUE(book_->AddUser({.login = "oda2", .name = "x", .email = "oda@acme.example"}).ok());
  EXPECT_FALSE(book_->SignInByEmail("oda@acme.example").ok());
}

TEST_F(AccessBookTest, ATokenIsNeverMoreThanItsUserIsNow) {
  Add("ann");
  const User lena = Add("lena", {Role::kSeller, Role::kPolicyAuthor}, "lena");
  const auto token =
      book_->AddToken({"ci", {Role::kSeller, Role::kPolicyAuthor}, {}, kDayUs}, lena.id);
  EXPECT_TRUE(book_->OfToken(token->second)->May(Permission::kWritePolicies));
  UserChange less;
  less.roles = RoleSet{Role::kSeller};
  ASSERT_TRUE(book_->ChangeUser(lena.id, less).ok());
  EXPECT_FALSE(book_->OfToken(token->second)->May(Permission::kWritePolicies));
  EXPECT_TRUE(book_->OfToken(token->second)->May(Permission::kReadLeads));
  ASSERT_TRUE(book_->ChangeUser(lena.id, Inactive()).ok());
  EXPECT_FALSE(book_->OfToken(token->second).ok());
}

TEST_F(AccessBookTest, ATokenExpiresIsRevokedAndIsNarrowedByItsScopes) {
  const auto token =
      book_->AddToken({"crm", {Role::kService}, {Permission::kSendLeads}, kDayUs}, Id{});
  const auto principal = book_->OfToken(token->second);
  EXPECT_TRUE(principal->May(Permission::kSendLeads));
  EXPECT_FALSE(principal->May(Permission::kReadLeads));
  clock_.Advance(kDayUs);
  EXPECT_FALSE(book_->OfToken(token->second).ok());
  const auto other = book_->AddToken({"crm", {Role::kService}, {}, kDayUs}, Id{});
  ASSERT_TRUE(book_->RevokeToken(other->first.id).ok());
  EXPECT_FALSE(book_->OfToken(other->second).ok());
  EXPECT_EQ(book_->RevokeToken(other->first.id).error().code, Code::kNotFound);
  EXPECT_FALSE(book_->AddToken({"x", {Role::kService}, {}, 2 * kMaxTokenLastsUs}, Id{}).ok());
  EXPECT_FALSE(book_->AddToken({"x", {}, {}, kDayUs}, Id{}).ok());
}

TEST_F(AccessBookTest, TheSetupLinkMakesOneAdministratorOnce) {
  const auto earlier = book_->OfferSetup();
  const auto link = book_->OfferSetup();
  const NewUser first{.login = "ann", .name = "Ann", .password = kPassword};
  EXPECT_FALSE(book_->TakeSetup(*earlier, first).ok());
  EXPECT_EQ(
      book_->TakeSetup(*link, {.login = "ann", .name = "", .password = kPassword}).error().code,
      Code::kInvalid);
  const auto made = book_->TakeSetup(*link, first);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_TRUE(book_->OfSession(made->session)->principal.May(Permission::kWriteUsers));
  EXPECT_FALSE(
      book_->TakeSetup(*link, {.login = "eve", .name = "Eve", .password = kPassword}).ok());
  EXPECT_EQ(book_->OfferSetup().error().code, Code::kConflict);
}

TEST_F(AccessBookTest, TheSetupLinkExpires) {
  const auto link = book_->OfferSetup();
  clock_.Advance(kSetupLastsUs);
  EXPECT_FALSE(
      book_->TakeSetup(*link, {.login = "ann", .name = "Ann", .password = kPassword}).ok());
}

TEST_F(AccessBookTest, AKnownBrowserComesInWhileOthersHammerItsLogin) {
  Add("lena");
  const auto here = SignIn("lena", kPassword, "10.0.0.1");
  for (int i = 0; i < 200; ++i)
    EXPECT_FALSE(SignIn("lena", "guess guess guess", "10.9.0." + std::to_string(i)).ok());
  EXPECT_EQ(SignIn("lena", kPassword, "10.0.0.2").error().code, Code::kExhausted);
  EXPECT_TRUE(SignIn("lena", kPassword, "10.0.0.2", here->device).ok());
  const std::string forged = here->device.substr(0, here->device.size() - 1) + "x";
  EXPECT_EQ(SignIn("lena", kPassword, "10.0.0.2", forged).error().code, Code::kExhausted);
  Add("jonas");
  EXPECT_TRUE(SignIn("jonas", kPassword, "10.0.0.2", here->device).ok()) << "no mark of his own";
}

}  // namespace
}  // namespace signalbox
