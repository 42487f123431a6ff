// The rules behind insight/text/entities.h, by what they look for. Each adds what it finds in the
// tokens of a text; what overlaps is sorted out by FindEntities. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/text/date_words.h"
#include "insight/text/entities.h"

namespace signalbox {

void ReadAmounts(const std::vector<TextToken>& tokens, std::vector<TextEntity>* out);
void ReadDates(const std::vector<TextToken>& tokens, const WriterNow& now,
               std::vector<TextEntity>* out);
void ReadAddresses(std::string_view text, std::vector<TextEntity>* out);  // e-mail and phone
// Numbers that belong to one person or account: IBAN, cards, social security, IP addresses.
void ReadIdentities(std::string_view text, std::vector<TextEntity>* out);
void ReadStreets(std::string_view text, const std::vector<TextToken>& tokens,
                 std::vector<TextEntity>* out);
void ReadNames(std::string_view text, const std::vector<TextToken>& tokens,
               std::vector<TextEntity>* out);
// What the lists name: products, competitors, industries, countries.
void ReadLists(std::string_view text, const std::vector<TextToken>& tokens,
               const EntityContext& context, std::vector<TextEntity>* out);

}  // namespace signalbox
