#include "insight/match/account_codec.h"

#include <algorithm>

namespace signalbox {
namespace {

// A text is its length in two bytes, the lower first, and its bytes; a list is a count and texts.
constexpr size_t kMaxText = 0xffff;

void PutNumber(uint64_t value, int bytes, Bytes* out) {
  for (int i = 0; i < bytes; ++i) out->push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

void PutText(std::string_view text, Bytes* out) {
  text = text.substr(0, kMaxText);
  PutNumber(text.size(), 2, out);
  out->append(text);
}

void PutList(const std::vector<std::string>& texts, Bytes* out) {
  PutNumber(texts.size(), 1, out);
  for (const std::string& text : texts) PutText(text, out);
}

class AccountReader {
 public:
  explicit AccountReader(BytesView bytes) : rest_(bytes) {}

  uint64_t Number(size_t bytes) {
    if (rest_.size() < bytes) {
      broken_ = true;
      return 0;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; ++i) {
      value |= uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(bytes);
    return value;
  }
  void Text(std::string* out) {
    const size_t size = Number(2);
    broken_ |= rest_.size() < size;
    if (broken_) return;
    out->assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }
  void List(std::vector<std::string>* out) {
    out->resize(Number(1));
    for (std::string& text : *out) Text(&text);
  }
  bool whole() const { return !broken_ && rest_.empty(); }

 private:
  BytesView rest_;
  bool broken_ = false;
};

// Every text of an account, in the order of its bytes.
template <typename Account, typename Each>
void ForTexts(Account& account, Each each) {
  auto& p = account.profile;
  for (auto* text :
       {&account.id,      &account.parent, &account.owner, &p.name.key,   &p.name.core,
        &p.name.initials, &p.domain,       &p.label,       &p.email,      &p.phone,
        &p.house,         &p.postal_code,  &p.city,        &p.state,      &p.district,
        &p.country,       &p.given_name,   &p.surname,     &p.birth_date, &p.national_id}) {
    each(*text);
  }
}

// Above the bits of words, of which a name has at most kMaxNameWords.
constexpr uint64_t kHidesSound = uint64_t{1} << 63;
static_assert(kMaxNameWords < 63);

}  // namespace

Bytes EncodeAccount(const MatchAccount& account) {
  Bytes out;
  PutNumber(static_cast<uint64_t>(account.given), 1, &out);
  const MatchName& name = account.profile.name;
  PutNumber(name.generic | (name.hides_sound ? kHidesSound : 0), 8, &out);
  ForTexts(account, [&](const std::string& text) { PutText(text, &out); });
  PutList(account.profile.name.words, &out);
  PutList(account.profile.name.aliases, &out);
  PutList(account.profile.street, &out);
  return out;
}

Status DecodeAccount(BytesView bytes, MatchAccount* account) {
  AccountReader reader(bytes);
  account->given = static_cast<int32_t>(reader.Number(1));
  const uint64_t bits = reader.Number(8);
  account->profile.name.generic = bits & ~kHidesSound;
  account->profile.name.hides_sound = (bits & kHidesSound) != 0;
  ForTexts(*account, [&](std::string& text) { reader.Text(&text); });
  reader.List(&account->profile.name.words);
  reader.List(&account->profile.name.aliases);
  reader.List(&account->profile.street);
  if (!reader.whole()) return Err(Code::kCorrupt, "an account of the match store is damaged");
  return {};
}

}  // namespace signalbox
