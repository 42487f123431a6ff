#include "access/access_book.h"

#include <algorithm>

#include "base/hash.h"

namespace signalbox {
namespace {

constexpr size_t kMaxLoginBytes = 100;
constexpr size_t kMaxNameBytes = 200;
constexpr std::string_view kTokenStart = "sbt_";

Bytes HashOf(std::string_view secret) {
  return Bytes(View(Sha256(secret)));
}

Status CheckName(std::string_view name, std::string_view what) {
  const bool clean = IsCleanUtf8(name) && std::none_of(name.begin(), name.end(), [](char c) {
                       return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                     });
  if (!name.empty() && name.size() <= kMaxNameBytes && clean) return {};
  return Err(Code::kInvalid, "`" + std::string(what) + "` is one line of text with 1 to 200 bytes");
}

bool IsAdmin(const User& user) {
  return user.active && user.roles.Has(Role::kAdmin);
}

}  // namespace

Result<std::string> NormalLogin(std::string_view text) {
  std::string login;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '_' || c == '-' || c == '@' || c == '+';
    if (!plain || login.size() == kMaxLoginBytes)
      return Err(Code::kInvalid, "a login has up to 100 letters, digits and `. _ - @ +`");
    login.push_back(upper ? static_cast<char>(c + 32) : c);
  }
  if (login.empty()) return Err(Code::kInvalid, "a login has at least one letter");
  return login;
}

AccessBook::AccessBook(std::unique_ptr<AccessStore> store, Keyring& keys, const Clock& clock,
                       Random& random, const PasswordCost& cost)
    : clock_(clock),
      random_(random),
      hasher_(cost, random),
      csrf_key_(HmacSha256(keys.index_secret(), {"signalbox csrf"})),
      device_key_(HmacSha256(keys.index_secret(), {"signalbox device mark"})),
      store_(std::move(store)),
      ids_(random) {}

Result<std::unique_ptr<AccessBook>> AccessBook::Open(const std::string& directory, Keyring& keys,
                                                     const Clock& clock, Random& random,
                                                     const PasswordCost& cost) {
  SB_ASSIGN(auto store, AccessStore::Open(directory + "/access.db", keys, random));
  std::unique_ptr<AccessBook> book(new AccessBook(std::move(store), keys, clock, random, cost));
  SB_TRY(book->Load());
  return book;
}

Status AccessBook::Load() {
  SB_ASSIGN(std::vector<User> users, store_->Users());
  for (User& user : users) users_.emplace(user.id, std::move(user));
  SB_ASSIGN(std::vector<ApiToken> tokens, store_->Tokens());
  for (ApiToken& token : tokens) tokens_.emplace(View(token.hash), std::move(token));
  SB_ASSIGN(const std::vector<SessionRow> sessions, store_->Sessions());
  for (const SessionRow& session : sessions) sessions_.emplace(View(session.hash), session);
  return {};
}

bool AccessBook::HasUsers() const {
  const std::lock_guard lock(mutex_);
  return !users_.empty();
}

std::vector<User> AccessBook::Users() const {
  const std::lock_guard lock(mutex_);
  std::vector<User> users;
  for (const auto& [id, user] : users_) users.push_back(user);
  return users;
}

RoleSet AccessBook::RolesOf(std::string_view person) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, user] : users_) {
    if (user.active && !person.empty() && user.person == person) return user.roles;
  }
  return {};
}

const User* AccessBook::ByLogin(std::string_view login) const {
  for (const auto& [id, user] : users_) {
    if (user.login == login) return &user;
  }
  return nullptr;
}

Status AccessBook::CheckUser(const User& user) const {
  SB_TRY(CheckName(user.name, "name"));
  if (!user.email.empty()) SB_TRY(CheckName(user.email, "email"));
  const User* same = ByLogin(user.login);
  if (same != nullptr && same->id != user.id)
    return Err(Code::kConflict, "there is a user with the login `" + user.login + "` already");
  if (user.person.empty() || !user.active) return {};
  for (const auto& [id, other] : users_) {
    // Or one person could approve as one what they did as the other.
    if (id != user.id && other.active && other.person == user.person)
      return Err(Code::kConflict, "the user `" + other.login + "` is `" + user.person +
                                      "` already; one person is one user");
  }
  return {};
}

Result<User> AccessBook::AddUser(const NewUser& wanted) {
  User user;
  SB_ASSIGN(user.login, NormalLogin(wanted.login));
  user.name = wanted.name;
  user.email = wanted.email;
  user.roles = wanted.roles;
  user.person = wanted.person;
  user.created_at = clock_.Now();
  {
    const std::lock_guard lock(mutex_);
    SB_TRY(CheckUser(user));
  }
  if (!wanted.password.empty()) {
    SB_ASSIGN(user.password_hash, hasher_.Hash(wanted.password));
  }
  const std::lock_guard lock(mutex_);
  SB_TRY(CheckUser(user));
  if (users_.size() >= kMaxUsers)
    return Err(Code::kExhausted, "a workspace has at most 10000 users");
  user.id = ids_.Make(user.created_at);
  SB_TRY(store_->Put(&user));
  users_.emplace(user.id, user);
  return user;
}

Result<User> AccessBook::ChangeUser(const Id& id, const UserChange& change) {
  std::string password_hash;
  if (change.password) {
    SB_ASSIGN(password_hash, hasher_.Hash(*change.password));
  }
  const std::lock_guard lock(mutex_);
  const auto at = users_.find(id);
  if (at == users_.end()) return Err(Code::kNotFound, "there is no user with this id");
  User user = at->second;
  if (change.name) user.name = *change.name;
  if (change.email) user.email = *change.email;
  if (change.person) user.person = *change.person;
  if (change.roles) user.roles = *change.roles;
  if (change.active) user.active = *change.active;
  if (change.password) user.password_hash = password_hash;
  SB_TRY(CheckUser(user));
  const auto admins = std::count_if(users_.begin(), users_.end(), [&](const auto& entry) {
    return IsAdmin(entry.first == id ? user : entry.second);
  });
  if (admins == 0 && IsAdmin(at->second))
    return Err(Code::kConflict, "this is the last active administrator; make another one first");
  SB_TRY(store_->Put(&user));
  at->second = user;
  if (change.password || !user.active) SB_TRY(EndSessionsOf(id));
  return user;
}

Result<std::pair<ApiToken, std::string>> AccessBook::AddToken(const NewToken& wanted,
                                                              const Id& user) {
  SB_TRY(CheckName(wanted.name, "name"));
  if (wanted.roles.empty()) return Err(Code::kInvalid, "a token needs a role at least");
  if (wanted.lasts_us <= 0 || wanted.lasts_us > kMaxTokenLastsUs)
    return Err(Code::kInvalid, "a token lasts up to 366 days; say when it expires");
  const std::lock_guard lock(mutex_);
  if (tokens_.size() >= kMaxApiTokens)
    return Err(Code::kExhausted, "a workspace has at most 10000 API tokens; revoke some");
  const std::string secret = std::string(kTokenStart) + NewSecret();
  ApiToken token;
  token.created_at = clock_.Now();
  token.id = ids_.Make(token.created_at);
  token.name = wanted.name;
  token.user = user;
  token.roles = wanted.roles;
  token.scopes = wanted.scopes;
  token.expires_at = token.created_at + wanted.lasts_us;
  token.hash = Sha256(secret);
  SB_TRY(store_->Put(token));
  tokens_.emplace(View(token.hash), token);
  return std::pair(token, secret);
}

std::vector<ApiToken> AccessBook::Tokens() const {
  const std::lock_guard lock(mutex_);
  std::vector<ApiToken> tokens;
  for (const auto& [hash, token] : tokens_) tokens.push_back(token);
  std::sort(tokens.begin(), tokens.end(),
            [](const ApiToken& a, const ApiToken& b) { return a.id < b.id; });
  return tokens;
}

Status AccessBook::RevokeToken(const Id& id) {
  const std::lock_guard lock(mutex_);
  const auto at = std::find_if(tokens_.begin(), tokens_.end(),
                               [&](const auto& entry) { return entry.second.id == id; });
  if (at == tokens_.end()) return Err(Code::kNotFound, "there is no API token with this id");
  SB_TRY(store_->RemoveToken(id));
  tokens_.erase(at);
  return {};
}

Result<Principal> AccessBook::OfToken(std::string_view secret) const {
  const Error unknown = Err(Code::kForbidden, "this token is not one of the workspace's");
  if (!secret.starts_with(kTokenStart)) return unknown;
  const Bytes hash = HashOf(secret);
  const std::lock_guard lock(mutex_);
  const auto at = tokens_.find(hash);
  if (at == tokens_.end()) return unknown;
  const ApiToken& token = at->second;
  if (token.expires_at <= clock_.Now())
    return Err(Code::kForbidden, "this API token has expired; make a new one");
  Principal principal{
      .kind = Principal::Kind::kToken, .name = FormatId("token", token.id), .roles = token.roles};
  if (!token.scopes.empty()) principal.scopes = token.scopes;
  if (token.user.IsZero()) return principal;
  const auto user = users_.find(token.user);
  if (user == users_.end() || !user->second.active)
    return Err(Code::kForbidden, "the user of this API token is not active");
  // A token never gives more than its user has now.
  principal.roles = principal.roles & user->second.roles;
  principal.user = FormatId("user", user->first);
  principal.person = user->second.person;
  return principal;
}

}  // namespace signalbox
