#include "intake/lead_builder.h"

#include "base/ascii.h"
#include "base/clock.h"
#include "base/limits.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

// A message goes where the lead itself may not: it does not repeat what somebody wrote.
constexpr std::string_view kSomeText = "a text";

// Digits that are no number of ours are too many.
std::string_view WhatIsWritten(std::string_view text) {
  std::string_view digits = TrimBlanks(text);
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  const bool number =
      !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  return number ? "a number that is too large" : kSomeText;
}

std::string Expected(const ColumnTarget& target, std::string_view got) {
  switch (target.kind) {
    case ColumnKind::kInteger:
      return "expected an integer, got " + std::string(got);
    case ColumnKind::kMoney:
      return "expected a number, got " + std::string(got);
    case ColumnKind::kTime:
      return "expected a time such as 2026-11-20T16:40:00Z, got " + std::string(got);
    case ColumnKind::kFlag:
    case ColumnKind::kOptOut:
      return "expected true or false, got " + std::string(got);
    case ColumnKind::kConsent:
      return "expected given, legitimate_interest, refused or unknown, got " + std::string(got);
    case ColumnKind::kText:
    case ColumnKind::kDigitsText:
      break;
  }
  return "expected a text, got " + std::string(got);
}

}  // namespace

LeadBuilder::Fault LeadBuilder::AddText(std::string_view name, const ColumnTarget* target,
                                        std::string_view text, Strictness strictness) {
  if (text.size() > kMaxFieldBytes) {
    return "longer than " + std::to_string(kMaxFieldBytes) + " bytes";
  }
  if (text.find('\0') != std::string_view::npos) return "contains a NUL character";
  if (TrimBlanks(text).empty()) return std::nullopt;
  if (target == nullptr) {
    if (name.size() > kMaxExtraNameBytes) return "the name is too long";
    if (out_->extras().size() >= kMaxExtraFields) {
      return "more than " + std::to_string(kMaxExtraFields) + " fields are not known to us";
    }
    AddExtra(name, text);
    return std::nullopt;
  }
  const bool typed = strictness == Strictness::kTyped && target->rank == 0;
  switch (target->kind) {
    case ColumnKind::kText:
    case ColumnKind::kDigitsText:
      if (Claim(name, *target, text)) out_->SetText(target->field, text);
      return std::nullopt;
    case ColumnKind::kInteger:
    case ColumnKind::kMoney:
    case ColumnKind::kFlag:
      if (typed) return Expected(*target, kSomeText);
      break;
    default:
      break;
  }
  return AddConverted(name, *target, text);
}

LeadBuilder::Fault LeadBuilder::AddConverted(std::string_view name, const ColumnTarget& target,
                                             std::string_view text) {
  std::optional<int64_t> number;
  switch (target.kind) {
    case ColumnKind::kInteger:
      number = ReadWrittenInteger(text, false);
      break;
    case ColumnKind::kMoney:
      number = ReadWrittenInteger(text, true);
      break;
    case ColumnKind::kTime:
      if (const Result<TimeUs> time = ParseTime(TrimBlanks(text)); time.ok()) number = *time;
      break;
    case ColumnKind::kFlag:
    case ColumnKind::kOptOut:
      if (const std::optional<bool> flag = ReadWrittenBool(text)) {
        number = *flag != (target.kind == ColumnKind::kOptOut);
      }
      break;
    default: {
      // The field stands in the clear part of events, so that only its four words may enter it;
      // other words are kept beside it.
      const std::optional<std::string_view> consent = ReadConsent(text);
      if (Claim(name, target, text)) out_->SetText(target.field, consent.value_or("unknown"));
      if (!consent) AddExtra(name, text);
      return std::nullopt;
    }
  }
  if (number) {
    if (Claim(name, target, text)) out_->SetInt(target.field, *number);
    return std::nullopt;
  }
  if (!target.loose) {
    const bool number_wanted =
        target.kind == ColumnKind::kInteger || target.kind == ColumnKind::kMoney;
    return Expected(target, number_wanted ? WhatIsWritten(text) : kSomeText);
  }
  AddExtra(name, text);
  return std::nullopt;
}

LeadBuilder::Fault LeadBuilder::AddNumber(std::string_view name, const ColumnTarget* target,
                                          std::string_view written) {
  if (target == nullptr || target->kind == ColumnKind::kDigitsText) {
    return AddText(name, target, written, Strictness::kText);
  }
  if (target->kind == ColumnKind::kInteger || target->kind == ColumnKind::kMoney) {
    const auto number = ReadPlainInteger(written, target->kind == ColumnKind::kMoney);
    if (!number) return Expected(*target, "a number that is none");
    if (Claim(name, *target, written)) out_->SetInt(target->field, *number);
    return std::nullopt;
  }
  if (target->loose) {
    AddExtra(name, written);
    return std::nullopt;
  }
  return Expected(*target, "a number");
}

LeadBuilder::Fault LeadBuilder::AddBool(std::string_view name, const ColumnTarget* target,
                                        bool value) {
  const std::string_view written = value ? "true" : "false";
  if (target == nullptr) return AddText(name, nullptr, written, Strictness::kText);
  switch (target->kind) {
    case ColumnKind::kFlag:
    case ColumnKind::kOptOut:
    case ColumnKind::kConsent:
      return AddText(name, target, written, Strictness::kText);
    default:
      break;
  }
  if (target->loose) {
    AddExtra(name, written);
    return std::nullopt;
  }
  return Expected(*target, written);
}

LeadBuilder::Fault LeadBuilder::AppendExtra(std::string_view name, std::string_view text) {
  const std::string* earlier = out_->FindExtra(name);
  if (earlier == nullptr) return AddText(name, nullptr, text, Strictness::kText);
  if (earlier->size() + 1 + text.size() > kMaxFieldBytes) {
    return "longer than " + std::to_string(kMaxFieldBytes) + " bytes";
  }
  if (text.find('\0') != std::string_view::npos) return "contains a NUL character";
  if (TrimBlanks(text).empty()) return std::nullopt;
  out_->SetExtra(name, *earlier + '|' + std::string(text));
  return std::nullopt;
}

bool LeadBuilder::Claim(std::string_view name, const ColumnTarget& target, std::string_view text) {
  uint8_t& holder = rank_[static_cast<size_t>(target.field)];
  const auto wanted = static_cast<uint8_t>(target.rank + 1);
  if (holder != 0 && holder <= wanted) {
    AddExtra(name, text);
    return false;
  }
  if (holder != 0) {
    for (const AliasUse& alias : aliases_) {
      if (alias.field == target.field) AddExtra(alias.name, ValueAsText(target.field));
    }
    std::erase_if(aliases_, [&](const AliasUse& use) { return use.field == target.field; });
  }
  holder = wanted;
  if (target.rank > 0) aliases_.push_back({target.field, std::string(name)});
  return true;
}

void LeadBuilder::AddExtra(std::string_view name, std::string_view text) {
  if (out_->FindExtra(name) == nullptr) out_->SetExtra(name, text);
}

std::string LeadBuilder::ValueAsText(Field field) const {
  switch (SpecOf(field).type) {
    case FieldType::kText:
      return std::string(out_->Text(field));
    case FieldType::kBool:
      return out_->Bool(field) ? "true" : "false";
    case FieldType::kInt:
      break;
  }
  const bool time = field == Field::kReceivedAt || field == Field::kConsentAt;
  return time ? FormatTime(out_->Int(field)) : std::to_string(out_->Int(field));
}

}  // namespace signalbox
