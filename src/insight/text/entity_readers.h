// The rules behind insight/text/entities.h, by what they look for. Each adds what it finds in the
// tokens of a text; what overlaps is sorted out by FindEntities. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/text/entities.h"

namespace signalbox {

// Days since 1970-01-01 in the writer's zone.
using CivilDay = int64_t;
// `2026-11-27`.
std::string DayText(CivilDay day);

void ReadAmounts(const std::vector<TextToken>& tokens, std::vector<TextEntity>* out);
void ReadDates(const std::vector<TextToken>& tokens, CivilDay today, std::vector<TextEntity>* out);
void ReadAddresses(std::string_view text, std::vector<TextEntity>* out);  // e-mail and phone
void ReadNames(std::string_view text, const std::vector<TextToken>& tokens,
               std::vector<TextEntity>* out);
// What the lists name: products, competitors, industries, countries.
void ReadLists(std::string_view text, const std::vector<TextToken>& tokens,
               const EntityContext& context, std::vector<TextEntity>* out);

}  // namespace signalbox
