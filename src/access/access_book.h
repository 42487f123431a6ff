// The book of who may come in: users, their sessions, API tokens, and the one-time link that makes
// the first user.
//
// Read for every request from memory; every change is in access.db before it counts. A session, a
// token's secret and the setup link are 256 random bits each and kept as SHA-256 only. Signing in
// always makes a new session, so one that was planted before is worth nothing; changing a password
// or deactivating ends every session of the user. Thread safe. One process at a time: the holder of
// the workspace's lock.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/access_store.h"
#include "access/password.h"
#include "access/principal.h"
#include "access/sign_in_guard.h"
#include "access/user.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "store/keyring.h"

namespace signalbox {

// All users are in memory and lists are not paged.
inline constexpr size_t kMaxUsers = 10'000;
inline constexpr size_t kMaxApiTokens = 10'000;
// Without a request; a working day with its breaks.
inline constexpr TimeUs kSessionIdleUs = 12 * kHourUs;
inline constexpr TimeUs kSessionLastsUs = 7 * kDayUs;
// Browsers of one user; the one that was quiet longest is signed out for another.
inline constexpr size_t kMaxSessionsOfUser = 20;
inline constexpr TimeUs kSetupLastsUs = kHourUs;
inline constexpr TimeUs kDeviceMarkLastsUs = 90 * kDayUs;
inline constexpr TimeUs kMaxTokenLastsUs = 366 * kDayUs;

class AccessBook {
 public:
  // `directory` is the keys directory. Keyring, clock and random outlive the book.
  static Result<std::unique_ptr<AccessBook>> Open(const std::string& directory, Keyring& keys,
                                                  const Clock& clock, Random& random,
                                                  const PasswordCost& cost = {});

  bool HasUsers() const;
  std::vector<User> Users() const;
  // Of the active user who is this person of the roster; none where nobody is.
  RoleSet RolesOf(std::string_view person) const;
  // kConflict for a login, or a person, that another active user has. An empty password opens
  // nothing: such a user comes by OpenID Connect alone.
  Result<User> AddUser(const NewUser& wanted);
  // kConflict also where no active administrator would be left. kNotFound.
  Result<User> ChangeUser(const Id& id, const UserChange& change);
  // By the user: kForbidden when `current` is wrong. Guarded as a sign-in is.
  Status ChangePassword(const Id& id, std::string_view current, std::string_view next,
                        std::string_view source);

  struct SignedIn {
    User user;
    std::string session;  // what the cookie holds
    std::string csrf;     // what requests that change something must repeat
    std::string device;   // marks a browser that was here before (sign_in_guard.h)
  };
  // kForbidden for a wrong login or password, one message for both and one hash each; kExhausted.
  Result<SignedIn> SignIn(std::string_view login, std::string_view password,
                          std::string_view source, std::string_view device);
  // Somebody whom an identity provider vouches for, by e-mail. kForbidden when no active user, or
  // more than one, has it.
  Result<SignedIn> SignInByEmail(std::string_view email);
  Status SignOut(std::string_view session);

  // Of one request; kForbidden when the session or secret is not known, over, or its user inactive.
  struct SessionView {
    Principal principal;
    User user;
    std::string csrf;
  };
  Result<SessionView> OfSession(std::string_view session);
  Result<Principal> OfToken(std::string_view secret) const;

  // The secret beside; it is shown once.
  Result<std::pair<ApiToken, std::string>> AddToken(const NewToken& wanted, const Id& user);
  // All, or those of one user.
  std::vector<ApiToken> Tokens() const;
  Status RevokeToken(const Id& id);

  // A fresh token of the setup link, in place of any earlier; kConflict when there are users.
  Result<std::string> OfferSetup();
  // Makes the first user, an administrator, and signs them in; once. kForbidden.
  Result<SignedIn> TakeSetup(std::string_view token, NewUser first);

  uint64_t hashes_computed() const { return hasher_.computed(); }

 private:
  AccessBook(std::unique_ptr<AccessStore> store, Keyring& keys, const Clock& clock, Random& random,
             const PasswordCost& cost);
  Status Load();
  Status CheckUser(const User& user) const;
  std::string NewSecret();
  Result<SignedIn> NewSession(const User& user);
  Status EndSessionsOf(const Id& user);
  const User* ByLogin(std::string_view login) const;
  std::string CsrfOf(std::string_view session) const;
  std::string DeviceMark(const Id& user, TimeUs issued) const;
  bool IsKnownDevice(const User* user, std::string_view mark) const;

  const Clock& clock_;
  Random& random_;
  PasswordHasher hasher_;
  SignInGuard guard_;
  Key csrf_key_{}, device_key_{};
  mutable std::mutex mutex_;  // of all below
  std::unique_ptr<AccessStore> store_;
  IdMaker ids_;
  std::map<Id, User> users_;
  std::map<std::string, ApiToken> tokens_;                // by hash
  std::unordered_map<std::string, SessionRow> sessions_;  // by hash
};

// Trimmed and lower case, as logins compare; kInvalid for what is no login.
Result<std::string> NormalLogin(std::string_view text);

}  // namespace signalbox
