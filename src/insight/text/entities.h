// What a text names: money, amounts, days, people, companies and the like, each with where it
// stands and a form that programs can compare. Found by rules, not learned: what a rule says can be
// read and corrected, and there is no list of names to forget people from. English. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "insight/text/text_tokens.h"

namespace signalbox {

enum class TextEntityKind {
  kMoney,     // `EUR 20000.00`, or `20000.00` where the text names no currency
  kSeats,     // `250`: users, seats, licences, people
  kQuantity,  // `1000 contacts`
  kDate,      // `2026-11-27`, or `2026-11-23/2026-11-29` for a week, month or quarter
  kDeadline,  // a date that something has to be done by
  kCompany,
  kPerson,
  kEmail,
  kPhone,       // digits, with `+` where it was written
  kProduct,     // as the catalogue spells it
  kCompetitor,  // as the list spells it
  kIndustry,
  kCountry,  // ISO 3166-1 alpha-2
};
std::string_view TextEntityKindName(TextEntityKind kind);
// Whether it points to a person, and is struck out of what is shown to others.
bool IsPersonal(TextEntityKind kind);

struct TextEntity {
  TextEntityKind kind = TextEntityKind::kMoney;
  TextSpan span;
  std::string value;
};

struct EntityContext {
  TimeUs now = 0;
  std::string zone = "UTC";  // in which the writer's `tomorrow` is meant; IANA's name
  std::vector<std::string> products, competitors;
};

// In order of where they stand; spans do not overlap (of two the longer one stays). kInvalid for an
// unknown zone. Text beyond kMaxTokens words and signs is not read.
Result<std::vector<TextEntity>> FindEntities(std::string_view text, const EntityContext& context);

// The text with what is personal replaced by `[email]`, `[phone]` and `[person]`.
std::string Redact(std::string_view text, const std::vector<TextEntity>& entities);

}  // namespace signalbox
