#include "agents/source_kind.h"

#include <algorithm>

#include "base/ascii.h"

namespace signalbox::reference {
namespace {

struct SourceWord {
  std::string_view word;
  SourceKind kind;
};

// Tried in this order: `partner webinar` is an event, `purchased web list` is a list.
constexpr SourceWord kSourceWords[] = {
    {"purchased", SourceKind::kList},    {"bought", SourceKind::kList},
    {"list", SourceKind::kList},         {"import", SourceKind::kList},
    {"scrape", SourceKind::kList},       {"cold", SourceKind::kList},
    {"outbound", SourceKind::kList},     {"zoominfo", SourceKind::kList},
    {"webinar", SourceKind::kEvent},     {"event", SourceKind::kEvent},
    {"trade", SourceKind::kEvent},       {"conference", SourceKind::kEvent},
    {"show", SourceKind::kEvent},        {"seminar", SourceKind::kEvent},
    {"partner", SourceKind::kReferral},  {"referral", SourceKind::kReferral},
    {"referred", SourceKind::kReferral}, {"reseller", SourceKind::kReferral},
    {"form", SourceKind::kHandRaise},    {"web", SourceKind::kHandRaise},
    {"chat", SourceKind::kHandRaise},    {"demo", SourceKind::kHandRaise},
    {"contact", SourceKind::kHandRaise}, {"inbound", SourceKind::kHandRaise},
    {"trial", SourceKind::kHandRaise},   {"request", SourceKind::kHandRaise},
    {"phone", SourceKind::kHandRaise},   {"call", SourceKind::kHandRaise},
};

bool HasWord(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return LowerAscii(a) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

}  // namespace

SourceKind KindOfSource(std::string_view source) {
  // Sources are codes; a longer text is prose and its words mean little.
  constexpr size_t kMaxSource = 64;
  source = source.substr(0, kMaxSource);
  if (source.empty()) return SourceKind::kUnknown;
  for (const SourceWord& row : kSourceWords) {
    if (HasWord(source, row.word)) return row.kind;
  }
  return SourceKind::kUnknown;
}

bool AskedForContact(const Attributes& record) {
  const std::string_view lane = record.Text(Field::kLane);
  if (!lane.empty()) return lane == "asked_for";
  const SourceKind kind = KindOfSource(record.Text(Field::kSource));
  if (kind == SourceKind::kHandRaise) return true;
  return kind != SourceKind::kList && record.Has(Field::kMessage);
}

}  // namespace signalbox::reference
