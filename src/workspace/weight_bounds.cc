#include "workspace/weight_bounds.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "intake/reference_rows.h"
#include "workspace/bounds_list.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

// Of a name in a message: enough to recognise it.
constexpr size_t kShownMember = 60;

Status ReadBoundTeams(const Json& list, const std::string& what, WeightBounds* bounds) {
  if (!list.is_array() || list.empty())
    return Err(Code::kInvalid, what +
                                   ": `teams` is a list of teams, at least one; leave it out "
                                   "for all that no other entry names");
  for (const Json& one : list) {
    const auto* team = one.get_ptr<const std::string*>();
    if (team == nullptr || team->empty())
      return Err(Code::kInvalid, what + ": `teams` is a list of teams by their ids");
    if (!bounds->teams.insert(*team).second)
      return Err(Code::kInvalid, fmt::format("{}: team `{}` is there twice", what, *team));
  }
  return {};
}

Status ReadBoundEnd(const Json& object, const char* name, const std::string& what, int64_t* end) {
  const auto at = object.find(name);
  // Larger numbers are read as floating-point or as negative ones.
  const bool whole = at != object.end() && at->is_number_integer() &&
                     (!at->is_number_unsigned() || at->get<uint64_t>() <= uint64_t{kMostWeight});
  if (!whole || at->get<int64_t>() < 0 || at->get<int64_t>() > kMostWeight)
    return Err(Code::kInvalid,
               fmt::format("{}: `{}` is a whole number from 0 to {}", what, name, kMostWeight));
  *end = at->get<int64_t>();
  return {};
}

Result<WeightBounds> ReadWeightBounds(const Json& object, size_t number) {
  const std::string what = fmt::format("entry {} of `weights`", number);
  if (!object.is_object())
    return Err(Code::kInvalid,
               what + R"( is an object as {"teams": ["dach"], "from": 1, "to": 4})");
  WeightBounds bounds;
  for (const auto& [name, value] : object.items()) {
    if (name != "teams" && name != "from" && name != "to")
      return Err(Code::kInvalid, fmt::format("{}: `{}` is nothing that is known here; there are "
                                             "`teams`, `from` and `to`",
                                             what, name.substr(0, kShownMember)));
    if (name == "teams") SB_TRY(ReadBoundTeams(value, what, &bounds));
  }
  SB_TRY(ReadBoundEnd(object, "from", what, &bounds.from));
  SB_TRY(ReadBoundEnd(object, "to", what, &bounds.to));
  if (bounds.from > bounds.to)
    return Err(Code::kInvalid, fmt::format("{}: `from` is {}, above `to`, which is {}", what,
                                           bounds.from, bounds.to));
  return bounds;
}

// One entry says what holds for a team, so that nobody has to ask which of two.
Status CheckApart(const WeightBounds& bounds, const std::vector<WeightBounds>& earlier) {
  for (const WeightBounds& other : earlier) {
    if (bounds.teams.empty() && other.teams.empty())
      return Err(Code::kInvalid,
                 "two entries of `weights` have no `teams`; one may be about all "
                 "that the others do not name");
    for (const std::string& team : bounds.teams) {
      if (other.teams.contains(team))
        return Err(Code::kInvalid,
                   fmt::format("team `{}` has bounds in two entries of `weights`", team));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<WeightBounds>> ParseWeightBounds(std::string_view json) {
  std::vector<WeightBounds> all;
  if (json.empty()) return all;
  SB_ASSIGN(const Json list, ReadBoundsList(json, "weights", kMaxWeightBounds));
  for (const Json& object : list) {
    SB_ASSIGN(WeightBounds bounds, ReadWeightBounds(object, all.size() + 1));
    SB_TRY(CheckApart(bounds, all));
    all.push_back(std::move(bounds));
  }
  return all;
}

std::string WeightBoundsJson(const std::vector<WeightBounds>& all) {
  std::string text;
  JsonWriter json(&text);
  json.BeginArray();
  for (const WeightBounds& bounds : all) {
    json.BeginObject().Key("teams");
    if (bounds.teams.empty()) {
      json.Null();
    } else {
      json.BeginArray();
      for (const std::string& team : bounds.teams) json.String(team);
      json.EndArray();
    }
    json.Member("from", bounds.from).Member("to", bounds.to).EndObject();
  }
  json.EndArray();
  return text;
}

const WeightBounds* WeightBoundsOf(const std::vector<WeightBounds>& all, std::string_view team) {
  const WeightBounds* rest = nullptr;
  for (const WeightBounds& bounds : all) {
    if (bounds.teams.contains(std::string(team))) return &bounds;
    if (bounds.teams.empty()) rest = &bounds;
  }
  return rest;
}

Status CheckWeightBounds(const WeightBounds* bounds, std::string_view team, int64_t weight) {
  const std::string whose = team.empty() ? "people of no team" : fmt::format("team `{}`", team);
  if (bounds == nullptr)
    return Err(Code::kForbidden,
               fmt::format("managers may not set weights in {}, because no bounds are set for it; "
                           "an administrator sets them with `signalbox access-rules weights FILE`, "
                           "and an operator may set the weight itself",
                           whose));
  if (weight >= bounds->from && weight <= bounds->to) return {};
  return Err(Code::kForbidden,
             fmt::format("a weight of {} is outside what managers may set in {}, which is {} to "
                         "{}; an operator may set any, and an administrator other bounds",
                         weight, whose, bounds->from, bounds->to));
}

}  // namespace signalbox
