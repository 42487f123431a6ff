// Of the AccessBook: signing in and out, sessions, and the setup link.
#include <algorithm>
#include <array>
#include <charconv>

#include "access/access_book.h"
#include "base/ascii.h"
#include "base/hash.h"

namespace signalbox {
namespace {

// One for all causes: that a login exists is nobody's business.
Error WrongSignIn() {
  return Err(Code::kForbidden, "the login or the password is wrong");
}

Error NoSession() {
  return Err(Code::kForbidden, "you are not signed in, or no longer; sign in again");
}

bool IsOver(const SessionRow& session, TimeUs now) {
  return now - session.seen_at > kSessionIdleUs || now - session.created_at > kSessionLastsUs;
}

}  // namespace

// URL-safe, so that it can stand in a cookie and after a `#`.
std::string AccessBook::NewSecret() {
  std::array<uint8_t, 32> bits;
  random_.Fill(bits);
  return ToHex(View(bits));
}

std::string AccessBook::CsrfOf(std::string_view session) const {
  return ToHex(View(HmacSha256(csrf_key_, {session})));
}

std::string AccessBook::DeviceMark(const Id& user, TimeUs issued) const {
  const std::string at = std::to_string(issued);
  return ToHex(user.View()) + "." + at + "." +
         ToHex(View(HmacSha256(device_key_, {user.View(), at})));
}

bool AccessBook::IsKnownDevice(const User* user, std::string_view mark) const {
  const size_t first = mark.find('.'), second = mark.find('.', first + 1);
  if (user == nullptr || second == std::string_view::npos) return false;
  const std::string_view at = mark.substr(first + 1, second - first - 1);
  TimeUs issued = 0;
  const auto read = std::from_chars(at.data(), at.data() + at.size(), issued);
  if (read.ec != std::errc() || read.ptr != at.data() + at.size()) return false;
  return ConstantTimeEqual(mark, DeviceMark(user->id, issued)) &&
         clock_.Now() - issued < kDeviceMarkLastsUs;
}

Result<AccessBook::SignedIn> AccessBook::NewSession(const User& user) {
  const TimeUs now = clock_.Now();
  SessionRow oldest;
  size_t count = 0;
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    if (IsOver(at->second, now)) {
      SB_TRY(store_->RemoveSession(at->second.hash));
      at = sessions_.erase(at);
      continue;
    }
    if (at->second.user == user.id && (count++ == 0 || at->second.seen_at < oldest.seen_at))
      oldest = at->second;
    ++at;
  }
  if (count >= kMaxSessionsOfUser) {
    SB_TRY(store_->RemoveSession(oldest.hash));
    sessions_.erase(Bytes(View(oldest.hash)));
  }
  SignedIn made{user, NewSecret(), {}, DeviceMark(user.id, now)};
  made.csrf = CsrfOf(made.session);
  const SessionRow row{Sha256(made.session), user.id, now, now};
  SB_TRY(store_->Put(row));
  sessions_.emplace(View(row.hash), row);
  return made;
}

Result<AccessBook::SignedIn> AccessBook::SignIn(std::string_view login, std::string_view password,
                                                std::string_view source, std::string_view device) {
  // What is no login is a login that nobody has: it costs a hash and says nothing else.
  const std::string name = NormalLogin(login).value_or(std::string());
  std::string hash;
  Id id;
  bool known_device = false;
  {
    const std::lock_guard lock(mutex_);
    const User* user = ByLogin(name);
    known_device = IsKnownDevice(user, device);
    if (user != nullptr && user->active) hash = user->password_hash, id = user->id;
  }
  const SignInTry attempt{name, source, known_device};
  SB_TRY(guard_.Begin(attempt, clock_.Now()));
  SB_ASSIGN(const bool right, hasher_.Verify(hash, password));
  if (!right) return WrongSignIn();
  guard_.Succeeded(attempt);
  const std::lock_guard lock(mutex_);
  const auto at = users_.find(id);
  // Changed while the hash was computed.
  if (at == users_.end() || !at->second.active || at->second.password_hash != hash)
    return WrongSignIn();
  return NewSession(at->second);
}

Result<AccessBook::SignedIn> AccessBook::SignInByEmail(std::string_view email) {
  const std::string wanted = LowerAscii(email);
  const std::lock_guard lock(mutex_);
  const User* found = nullptr;
  int count = 0;
  for (const auto& [id, user] : users_) {
    if (!user.active || wanted.empty() || LowerAscii(user.email) != wanted) continue;
    found = &user;
    ++count;
  }
  if (count != 1)
    return Err(Code::kForbidden,
               "your account there is no user here; an administrator adds one with its e-mail");
  return NewSession(*found);
}

Status AccessBook::ChangePassword(const Id& id, std::string_view current, std::string_view next,
                                  std::string_view source) {
  std::string login, hash;
  {
    const std::lock_guard lock(mutex_);
    const auto at = users_.find(id);
    if (at == users_.end()) return Err(Code::kNotFound, "there is no user with this id");
    login = at->second.login;
    hash = at->second.password_hash;
  }
  const SignInTry attempt{login, source, false};
  SB_TRY(guard_.Begin(attempt, clock_.Now()));
  SB_ASSIGN(const bool right, hasher_.Verify(hash, current));
  if (!right) return Err(Code::kForbidden, "`current` is not your password");
  guard_.Succeeded(attempt);
  UserChange change;
  change.password = std::string(next);
  SB_TRY(ChangeUser(id, change));
  return {};
}

Status AccessBook::SignOut(std::string_view session) {
  const Digest hash = Sha256(session);
  const std::lock_guard lock(mutex_);
  if (sessions_.erase(Bytes(View(hash))) == 0) return {};
  return store_->RemoveSession(hash);
}

Status AccessBook::EndSessionsOf(const Id& user) {
  std::erase_if(sessions_, [&](const auto& entry) { return entry.second.user == user; });
  return store_->RemoveSessionsOf(user);
}

Result<AccessBook::SessionView> AccessBook::OfSession(std::string_view session) {
  const Bytes hash(View(Sha256(session)));
  const TimeUs now = clock_.Now();
  const std::lock_guard lock(mutex_);
  const auto at = sessions_.find(hash);
  if (at == sessions_.end() || IsOver(at->second, now)) return NoSession();
  const auto user = users_.find(at->second.user);
  if (user == users_.end() || !user->second.active) return NoSession();
  // In memory only: after a restart a session counts as idle since it began.
  at->second.seen_at = now;
  return SessionView{{.kind = Principal::Kind::kUser,
                      .name = FormatId("user", user->first),
                      .roles = user->second.roles,
                      .user = FormatId("user", user->first),
                      .person = user->second.person},
                     user->second,
                     CsrfOf(session)};
}

Result<std::string> AccessBook::OfferSetup() {
  const std::lock_guard lock(mutex_);
  if (!users_.empty()) return Err(Code::kConflict, "there are users already");
  const std::string token = NewSecret();
  SB_TRY(store_->PutSetup(AccessStore::Setup{Sha256(token), clock_.Now() + kSetupLastsUs}));
  return token;
}

Result<AccessBook::SignedIn> AccessBook::TakeSetup(std::string_view token, NewUser first) {
  if (first.password.empty()) return Err(Code::kInvalid, "the first user needs a password");
  const Digest hash = Sha256(token);
  std::optional<AccessStore::Setup> setup;
  {
    const std::lock_guard lock(mutex_);
    SB_ASSIGN(setup, store_->ReadSetup());
    const bool right = setup && ConstantTimeEqual(View(setup->hash), View(hash));
    if (!right || !users_.empty() || setup->expires_at <= clock_.Now())
      return Err(Code::kForbidden,
                 "this link was used or has expired; the next start of `signalbox serve` prints "
                 "another one while there are no users");
    // Taken before the user is made, so that of two at once one is refused.
    SB_TRY(store_->PutSetup({}));
  }
  first.roles = {Role::kAdmin};
  const Result<User> user = AddUser(first);
  const std::lock_guard lock(mutex_);
  if (!user.ok()) {
    SB_TRY(store_->PutSetup(setup));
    return user.error();
  }
  return NewSession(*user);
}

}  // namespace signalbox
