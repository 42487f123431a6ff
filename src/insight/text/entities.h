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
  kMoney,     // `EUR 20000.00`, `20000.00` where the text names no currency, or
              // `EUR 10000.00/15000.00` for `10-15k`
  kSeats,     // `250` or `100/200`: users, seats, licences, people
  kQuantity,  // `1000 contacts`
  kDate,      // `2026-11-27`, `2026-11-27T15:00` in the writer's zone, or `2026-11-23/2026-11-29`
              // for a week, month or quarter
  kDeadline,  // a date that something has to be done by
  kCompany,
  kPerson,
  kEmail,
  kPhone,       // digits, with `+` where it was written
  kProduct,     // as the catalogue spells it
  kCompetitor,  // as the list spells it
  kIndustry,
  kCountry,     // ISO 3166-1 alpha-2
  kIban,        // without blanks, its check digits right
  kCardNumber,  // digits, its check digit right
  kNationalId,  // a US social security number
  kIpAddress,
  kBirthDate,      // as kDate
  kStreetAddress,  // `12 Main Street`
};
std::string_view TextEntityKindName(TextEntityKind kind);
// Whether it points to a person, and is struck out of what is shown to others.
bool IsPersonal(TextEntityKind kind);

struct TextEntity {
  TextEntityKind kind = TextEntityKind::kMoney;
  TextSpan span;
  std::string value;
  // The other reading of a day such as `03/04/2026`, which is 3 April but in the United States;
  // else empty. `value` is as the writer's zone has it.
  std::string other;
};

struct EntityContext {
  TimeUs now = 0;
  std::string zone = "UTC";  // in which the writer's `tomorrow` is meant; IANA's name
  std::vector<std::string> products, competitors;
};

// In order of where they stand; spans do not overlap (of two the longer one stays). kInvalid for an
// unknown zone. Text beyond kMaxTokens words and signs is not read.
Result<std::vector<TextEntity>> FindEntities(std::string_view text, const EntityContext& context);

// The text with what is personal replaced by its kind: `[email]`, `[phone]`, `[person]`.
std::string Redact(std::string_view text, const std::vector<TextEntity>& entities);

}  // namespace signalbox
