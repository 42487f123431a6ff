// Who may read a policy document: labels in its front matter, of which a reader needs one.
//
//   readers: team:revops, person:mona
//
// A document without them is for everybody. The labels stand before the text that is stored, in a
// block of their own, and so are part of what is hashed: nobody can be let in without another
// version. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/roster.h"

namespace signalbox {

// More than that is an organisation: make it a team.
inline constexpr size_t kMaxReaders = 20;

// `team:revops, person:mona` as labels, each once, in their order as text. kInvalid says what is
// none.
Result<std::vector<std::string>> ParseReaders(std::string_view list);

// The labels of somebody of the roster: themselves, the team that they are in and the teams that
// they lead. Nobody has none.
std::vector<std::string> ReaderLabels(const Roster& roster, std::string_view person);

// Whether one of `labels` is among `readers`, or everybody may read it.
bool MayRead(const std::vector<std::string>& readers, const std::vector<std::string>& labels);

// kInvalid names the label that is nobody, and no team, of the roster.
Status CheckReaders(const Roster& roster, const std::vector<std::string>& readers);

// A text as it is stored: with the labels before it, where there are any.
std::string WithReaders(const std::vector<std::string>& readers, std::string_view text);
// Of a text as it is stored. A block that cannot be read lets nobody in: a label that no reader
// has.
std::vector<std::string> ReadersOf(std::string_view stored);
// Where the labels end and the text begins; 0 where there are none.
size_t TextBegin(std::string_view stored);
// The text at the same bytes as it is stored, with line ends in the place of the labels.
std::string WithoutReaders(std::string_view stored);

}  // namespace signalbox
