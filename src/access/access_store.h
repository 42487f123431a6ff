// DIR.keys/access.db: users, sessions and API tokens, as rows.
//
// It stands among the keys and not in the workspace, so no backup of the workspace holds a password
// hash. What is personal of a user (login, name, e-mail, who of the roster it is) and the
// password's hash are sealed with a subject key of the keyring: the file without the master key
// says nothing. Every change is synced when it returns. One thread at a time; owned by the
// AccessBook.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/user.h"
#include "base/random.h"
#include "base/result.h"
#include "store/keyring.h"
#include "store/sqlite/database.h"

namespace signalbox {

class AccessStore {
 public:
  // Makes the file where there is none. The keyring and `random` outlive the store.
  static Result<std::unique_ptr<AccessStore>> Open(const std::string& path, Keyring& keys,
                                                   Random& random);

  Result<std::vector<User>> Users();
  Result<std::vector<ApiToken>> Tokens();
  Result<std::vector<SessionRow>> Sessions();

  // In place of the row of the same id. A user without a subject gets one.
  Status Put(User* user);
  Status Put(const ApiToken& token);
  Status Put(const SessionRow& session);
  Status RemoveToken(const Id& id);
  Status RemoveSession(const Digest& hash);
  Status RemoveSessionsOf(const Id& user);

  // The one-time link of a workspace without users: the hash of its token, and until when.
  struct Setup {
    Digest hash{};
    TimeUs expires_at = 0;
  };
  Result<std::optional<Setup>> ReadSetup();
  Status PutSetup(const std::optional<Setup>& setup);

 private:
  AccessStore(Database database, Keyring& keys, Random& random)
      : database_(std::move(database)), keys_(keys), random_(random) {}
  Result<Bytes> SealUser(const User& user);
  Status OpenUser(BytesView sealed, User* user);

  Database database_;
  Keyring& keys_;
  Random& random_;
};

}  // namespace signalbox
