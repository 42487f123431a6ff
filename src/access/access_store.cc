#include "access/access_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/cbor.h"
#include "base/hash.h"

namespace signalbox {
namespace {

constexpr char kTables[] = R"(
CREATE TABLE IF NOT EXISTS users (
  id BLOB PRIMARY KEY, subject INTEGER NOT NULL, sealed BLOB NOT NULL, roles INTEGER NOT NULL,
  active INTEGER NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
  id BLOB PRIMARY KEY, hash BLOB NOT NULL, user BLOB NOT NULL, name BLOB NOT NULL,
  roles INTEGER NOT NULL, scopes BLOB NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
  hash BLOB PRIMARY KEY, user BLOB NOT NULL, created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setup (
  one INTEGER PRIMARY KEY CHECK (one = 1), hash BLOB NOT NULL, expires_at INTEGER NOT NULL);
)";

// What a user's sealed part is bound to beside the id.
constexpr BytesView kUserPurpose = "signalbox user 1";
constexpr unsigned kOwnerOnly = 0600;

Result<Digest> DigestOf(BytesView bytes) {
  Digest digest{};
  if (bytes.size() != digest.size())
    return Err(Code::kCorrupt, "access.db: a hash has another length");
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Bytes ScopeText(const std::vector<Permission>& scopes) {
  Bytes text;
  for (const Permission scope : scopes)
    text += (text.empty() ? "" : ",") + std::string(PermissionName(scope));
  return text;
}

// A scope that this build does not know gives nothing, so it is kept as no permission at all.
std::vector<Permission> ReadScopes(std::string_view text) {
  std::vector<Permission> scopes;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    scopes.push_back(PermissionByName(text.substr(0, end)).value_or(Permission::kAnyone));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return scopes;
}

// So that SQLite never makes it readable by others.
Status MakeFile(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (file < 0) return Err(Code::kIo, "cannot make `" + path + "`");
  close(file);
  return {};
}

}  // namespace

Result<std::unique_ptr<AccessStore>> AccessStore::Open(const std::string& path, Keyring& keys,
                                                       Random& random) {
  SB_TRY(MakeFile(path));
  SB_ASSIGN(Database database, Database::Open(path, {.create = true}));
  SB_TRY(database.Execute(
      "PRAGMA secure_delete = ON; PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;"));
  SB_TRY(database.Execute(kTables));
  return std::unique_ptr<AccessStore>(new AccessStore(std::move(database), keys, random));
}

Result<Bytes> AccessStore::SealUser(const User& user) {
  SB_ASSIGN(const Key key, keys_.SubjectKey(user.subject));
  Bytes plain;
  CborWriter cbor(&plain);
  cbor.Array(5);
  cbor.Text(user.login), cbor.Text(user.name), cbor.Text(user.email);
  cbor.Text(user.password_hash), cbor.Text(user.person);
  Nonce nonce;
  random_.Fill(nonce);
  Bytes sealed(View(nonce));
  GcmSeal(key, nonce, Bytes(kUserPurpose) + Bytes(user.id.View()), plain, &sealed);
  return sealed;
}

Status AccessStore::OpenUser(BytesView sealed, User* user) {
  const Error damaged = Err(Code::kCorrupt, "access.db: a user's row does not open");
  Nonce nonce;
  if (sealed.size() < nonce.size()) return damaged;
  std::copy(sealed.begin(), sealed.begin() + nonce.size(), nonce.begin());
  SB_ASSIGN(const Key key, keys_.SubjectKey(user->subject));
  const auto plain = GcmOpen(key, nonce, Bytes(kUserPurpose) + Bytes(user->id.View()),
                             sealed.substr(nonce.size()));
  if (!plain.ok()) return damaged;
  CborReader cbor(*plain);
  if (cbor.Array() != 5) return damaged;
  user->login = cbor.Text();
  user->name = cbor.Text();
  user->email = cbor.Text();
  user->password_hash = cbor.Text();
  user->person = cbor.Text();
  if (!cbor.AtEnd()) return damaged;
  return {};
}

Result<std::vector<User>> AccessStore::Users() {
  SB_ASSIGN(Statement rows, database_.Prepare("SELECT id, subject, sealed, roles, active, "
                                              "created_at FROM users ORDER BY id"));
  std::vector<User> users;
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return users;
    User user;
    SB_ASSIGN(user.id, IdFromBytes(rows.Blob(0)));
    user.subject = rows.Int(1);
    SB_TRY(OpenUser(rows.Blob(2), &user));
    user.roles = RoleSet::OfBits(rows.Int(3));
    user.active = rows.Int(4) != 0;
    user.created_at = rows.Int(5);
    users.push_back(std::move(user));
  }
}

Result<std::vector<ApiToken>> AccessStore::Tokens() {
  SB_ASSIGN(Statement rows,
            database_.Prepare("SELECT id, hash, user, name, roles, scopes, created_at, expires_at "
                              "FROM tokens ORDER BY id"));
  std::vector<ApiToken> tokens;
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return tokens;
    ApiToken token;
    SB_ASSIGN(token.id, IdFromBytes(rows.Blob(0)));
    SB_ASSIGN(token.hash, DigestOf(rows.Blob(1)));
    SB_ASSIGN(token.user, IdFromBytes(rows.Blob(2)));
    token.name = rows.Blob(3);
    token.roles = RoleSet::OfBits(rows.Int(4));
    token.scopes = ReadScopes(rows.Blob(5));
    token.created_at = rows.Int(6);
    token.expires_at = rows.Int(7);
    tokens.push_back(std::move(token));
  }
}

Result<std::vector<SessionRow>> AccessStore::Sessions() {
  SB_ASSIGN(Statement rows,
            database_.Prepare("SELECT hash, user, created_at, seen_at FROM sessions"));
  std::vector<SessionRow> sessions;
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return sessions;
    SessionRow session;
    SB_ASSIGN(session.hash, DigestOf(rows.Blob(0)));
    SB_ASSIGN(session.user, IdFromBytes(rows.Blob(1)));
    session.created_at = rows.Int(2);
    session.seen_at = rows.Int(3);
    sessions.push_back(session);
  }
}

Status AccessStore::Put(User* user) {
  if (user->subject == 0) {
    SB_ASSIGN(user->subject, keys_.NewSubject());
  }
  SB_ASSIGN(const Bytes sealed, SealUser(*user));
  SB_ASSIGN(Statement put,
            database_.Prepare("INSERT OR REPLACE INTO users VALUES (?, ?, ?, ?, ?, ?)"));
  put.Bind(1, user->id.View()).Bind(2, user->subject).Bind(3, BytesView(sealed));
  put.Bind(4, user->roles.bits()).Bind(5, int64_t{user->active}).Bind(6, user->created_at);
  return put.Run();
}

Status AccessStore::Put(const ApiToken& token) {
  const Bytes scopes = ScopeText(token.scopes);
  SB_ASSIGN(Statement put,
            database_.Prepare("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  put.Bind(1, token.id.View()).Bind(2, View(token.hash)).Bind(3, token.user.View());
  put.Bind(4, BytesView(token.name)).Bind(5, token.roles.bits()).Bind(6, BytesView(scopes));
  put.Bind(7, token.created_at).Bind(8, token.expires_at);
  return put.Run();
}

Status AccessStore::Put(const SessionRow& session) {
  SB_ASSIGN(Statement put,
            database_.Prepare("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)"));
  put.Bind(1, View(session.hash)).Bind(2, session.user.View());
  put.Bind(3, session.created_at).Bind(4, session.seen_at);
  return put.Run();
}

Status AccessStore::RemoveToken(const Id& id) {
  SB_ASSIGN(Statement remove, database_.Prepare("DELETE FROM tokens WHERE id = ?"));
  return remove.Bind(1, id.View()).Run();
}

Status AccessStore::RemoveSession(const Digest& hash) {
  SB_ASSIGN(Statement remove, database_.Prepare("DELETE FROM sessions WHERE hash = ?"));
  return remove.Bind(1, View(hash)).Run();
}

Status AccessStore::RemoveSessionsOf(const Id& user) {
  SB_ASSIGN(Statement remove, database_.Prepare("DELETE FROM sessions WHERE user = ?"));
  return remove.Bind(1, user.View()).Run();
}

Result<std::optional<AccessStore::Setup>> AccessStore::ReadSetup() {
  SB_ASSIGN(Statement rows, database_.Prepare("SELECT hash, expires_at FROM setup"));
  SB_ASSIGN(const bool there, rows.Step());
  if (!there) return std::optional<Setup>();
  Setup setup;
  SB_ASSIGN(setup.hash, DigestOf(rows.Blob(0)));
  setup.expires_at = rows.Int(1);
  return std::optional<Setup>(setup);
}

Status AccessStore::PutSetup(const std::optional<Setup>& setup) {
  if (!setup) return database_.Execute("DELETE FROM setup");
  SB_ASSIGN(Statement put, database_.Prepare("INSERT OR REPLACE INTO setup VALUES (1, ?, ?)"));
  return put.Bind(1, View(setup->hash)).Bind(2, setup->expires_at).Run();
}

}  // namespace signalbox
