#include "engine/records.h"

#include "engine/body_codec.h"

namespace signalbox {
namespace {

struct SpanBody {
  int64_t day = 0, from = 0, to = 0;
  bool operator==(const SpanBody&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.day), v(1, s.from), v(2, s.to);
  }
};
struct LeaveBody {
  int64_t from = 0, to = 0;
  bool operator==(const LeaveBody&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.from), v(1, s.to);
  }
};

struct PersonBody {
  std::string id, name, email, team, manager, zone, delegate;
  bool scheduled = false;  // hours were given
  std::vector<SpanBody> spans;
  int64_t weight = 0;
  std::vector<std::string> skills;
  bool active = false;
  std::vector<LeaveBody> leaves;
  int64_t paused_until = 0;
  std::string reason;  // of the change, not of the person
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.id), v(1, s.name), v(2, s.email), v(3, s.team), v(4, s.manager), v(5, s.zone),
        v(6, s.delegate);
    v(7, s.scheduled), v(8, s.spans), v(9, s.weight), v(10, s.skills), v(11, s.active),
        v(12, s.leaves);
    v(13, s.paused_until), v(14, s.reason);
  }
};

// The plain records are lists of texts.
struct TextsBody {
  std::vector<std::string> texts;
  int64_t amount = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.texts), v(1, s.amount);
  }
};

Bytes EncodeTexts(std::vector<std::string> texts, int64_t amount = 0) {
  return EncodeBody(TextsBody{std::move(texts), amount});
}

Result<TextsBody> DecodeTexts(BytesView bytes, size_t count) {
  Result<TextsBody> body = DecodeBody<TextsBody>(bytes);
  if (body.ok() && body->texts.size() != count) {
    return Err(Code::kCorrupt, "a stored reference record has the wrong number of fields");
  }
  return body;
}

}  // namespace

Bytes EncodeRecord(const Person& p, std::string_view reason) {
  PersonBody body{p.id,       p.name,          p.email,
                  p.team,     p.manager,       p.zone,
                  p.delegate, !p.hours.always, {},
                  p.weight,   p.skills,        p.active,
                  {},         p.paused_until,  std::string(reason)};
  for (int day = 0; day < 7; ++day) {
    for (const DayHours& hours : p.hours.days[day])
      body.spans.push_back({day, hours.from_minute, hours.to_minute});
  }
  for (const Leave& leave : p.leaves) body.leaves.push_back({leave.from, leave.to});
  return EncodeBody(body);
}

Bytes EncodeRecord(const Team& t) {
  return EncodeTexts({t.id, t.name, t.manager});
}
Bytes EncodeRecord(const Account& a) {
  return EncodeTexts({a.id, a.name, a.website, a.type, a.owner, a.parent, a.phone, a.street,
                      a.postal_code, a.city, a.country});
}
Bytes EncodeRecord(const Contact& c) {
  return EncodeTexts({c.id, c.email, c.name, c.account, c.owner});
}
Bytes EncodeRecord(const Opportunity& o) {
  return EncodeTexts({o.id, o.account, o.stage, o.owner}, o.amount);
}
Bytes EncodeRecord(const Campaign& c) {
  return EncodeTexts({c.id, c.name});
}

template <>
Result<Person> DecodeRecord<Person>(BytesView bytes) {
  SB_ASSIGN(PersonBody body, DecodeBody<PersonBody>(bytes));
  Person p{body.id,     body.name,   body.email,  body.team, body.manager,      body.zone,    {},
           body.weight, body.skills, body.active, {},        body.paused_until, body.delegate};
  p.hours.always = !body.scheduled;
  for (const SpanBody& span : body.spans) {
    if (span.day < 0 || span.day > 6)
      return Err(Code::kCorrupt, "a stored working day is no day of the week");
    p.hours.days[span.day].push_back({static_cast<int>(span.from), static_cast<int>(span.to)});
  }
  for (const LeaveBody& leave : body.leaves) p.leaves.push_back({leave.from, leave.to});
  return p;
}

Result<std::string> ReasonInRecord(BytesView person) {
  SB_ASSIGN(PersonBody body, DecodeBody<PersonBody>(person));
  return std::move(body.reason);
}

template <>
Result<Team> DecodeRecord<Team>(BytesView bytes) {
  SB_ASSIGN(TextsBody b, DecodeTexts(bytes, 3));
  return Team{b.texts[0], b.texts[1], b.texts[2]};
}

template <>
Result<Account> DecodeRecord<Account>(BytesView bytes) {
  SB_ASSIGN(TextsBody b, DecodeTexts(bytes, 11));
  auto& t = b.texts;
  return Account{t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10]};
}

template <>
Result<Contact> DecodeRecord<Contact>(BytesView bytes) {
  SB_ASSIGN(TextsBody b, DecodeTexts(bytes, 5));
  return Contact{b.texts[0], b.texts[1], b.texts[2], b.texts[3], b.texts[4]};
}

template <>
Result<Opportunity> DecodeRecord<Opportunity>(BytesView bytes) {
  SB_ASSIGN(TextsBody b, DecodeTexts(bytes, 4));
  return Opportunity{b.texts[0], b.texts[1], b.texts[2], b.texts[3], b.amount};
}

template <>
Result<Campaign> DecodeRecord<Campaign>(BytesView bytes) {
  SB_ASSIGN(TextsBody b, DecodeTexts(bytes, 2));
  return Campaign{b.texts[0], b.texts[1]};
}

}  // namespace signalbox
