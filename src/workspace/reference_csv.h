// People and reference records of a workspace as the CSV that imports read.
#pragma once

#include <string>

#include "engine/state.h"
#include "lead/account.h"
#include "lead/person.h"

namespace signalbox {

// Every record of one of the six kinds, ascending by id. Where the state is: the engine's thread.
template <typename T>
std::string ReferenceCsv(const State& state);

template <>
std::string ReferenceCsv<Person>(const State& state);
template <>
std::string ReferenceCsv<Team>(const State& state);
template <>
std::string ReferenceCsv<Account>(const State& state);
template <>
std::string ReferenceCsv<Contact>(const State& state);
template <>
std::string ReferenceCsv<Opportunity>(const State& state);
template <>
std::string ReferenceCsv<Campaign>(const State& state);

}  // namespace signalbox
