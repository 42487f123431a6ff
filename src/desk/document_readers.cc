#include "desk/document_readers.h"

#include <fmt/format.h>

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::string_view kOpen = "---\nreaders:";
constexpr std::string_view kClose = "\n---\n";
constexpr std::string_view kTeam = "team:", kPerson = "person:";
constexpr std::string_view kBlank = " \t\r";
// Has a byte that no id of the roster has.
constexpr std::string_view kNobody = "\n";

std::string_view TrimmedInLine(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

std::string Label(std::string_view kind, std::string_view id) {
  return std::string(kind) + std::string(id);
}

}  // namespace

Result<std::vector<std::string>> ParseReaders(std::string_view list) {
  std::vector<std::string> readers;
  for (size_t at = 0; at <= list.size();) {
    const size_t end = std::min(list.find(',', at), list.size());
    const std::string_view one = TrimmedInLine(list.substr(at, end - at));
    const std::string_view kind = one.starts_with(kTeam) ? kTeam : kPerson;
    if (!one.starts_with(kind) || one.size() == kind.size() ||
        one.find_first_of(" \t\n") != std::string_view::npos) {
      return Err(Code::kInvalid,
                 fmt::format("`readers`: `{}` is no reader; write team:ID or person:ID, with a "
                             "comma between two",
                             one));
    }
    readers.emplace_back(one);
    at = end + 1;
  }
  std::sort(readers.begin(), readers.end());
  readers.erase(std::unique(readers.begin(), readers.end()), readers.end());
  if (readers.size() > kMaxReaders)
    return Err(Code::kInvalid, fmt::format("`readers`: more than {}; name a team", kMaxReaders));
  return readers;
}

std::vector<std::string> ReaderLabels(const Roster& roster, std::string_view person) {
  std::vector<std::string> labels;
  const Person* found = roster.FindPerson(person);
  if (found == nullptr) return labels;
  labels.push_back(Label(kPerson, person));
  if (!found->team.empty()) labels.push_back(Label(kTeam, found->team));
  for (const auto& [id, team] : roster.teams()) {
    if (team.manager == person && id != found->team) labels.push_back(Label(kTeam, id));
  }
  return labels;
}

bool MayRead(const std::vector<std::string>& readers, const std::vector<std::string>& labels) {
  return readers.empty() || std::any_of(labels.begin(), labels.end(), [&](const auto& label) {
           return std::find(readers.begin(), readers.end(), label) != readers.end();
         });
}

Status CheckReaders(const Roster& roster, const std::vector<std::string>& readers) {
  for (const std::string_view reader : readers) {
    const bool is_team = reader.starts_with(kTeam);
    const std::string_view id = reader.substr((is_team ? kTeam : kPerson).size());
    const bool there = is_team ? roster.FindTeam(id) != nullptr || !roster.MembersOf(id).empty()
                               : roster.FindPerson(id) != nullptr;
    if (!there) {
      return Err(Code::kInvalid, fmt::format("`readers`: the roster has no {} `{}`",
                                             is_team ? "team" : "person", id));
    }
  }
  return {};
}

std::string WithReaders(const std::vector<std::string>& readers, std::string_view text) {
  if (readers.empty()) return std::string(text);
  std::string stored(kOpen);
  for (const std::string& reader : readers)
    stored += (&reader == &readers.front() ? " " : ", ") + reader;
  stored += kClose;
  stored += text;
  return stored;
}

std::vector<std::string> ReadersOf(std::string_view stored) {
  const size_t begin = TextBegin(stored);
  if (begin == 0) return {};
  const size_t length = begin - kOpen.size() - kClose.size();
  Result<std::vector<std::string>> readers = ParseReaders(stored.substr(kOpen.size(), length));
  return readers.ok() ? *std::move(readers) : std::vector{std::string(kNobody)};
}

size_t TextBegin(std::string_view stored) {
  if (!stored.starts_with(kOpen)) return 0;
  const size_t line = stored.find('\n', kOpen.size());
  const bool closed = line != std::string_view::npos && stored.substr(line).starts_with(kClose);
  return closed ? line + kClose.size() : 0;
}

std::string WithoutReaders(std::string_view stored) {
  const size_t begin = TextBegin(stored);
  return std::string(begin, '\n') + std::string(stored.substr(begin));
}

}  // namespace signalbox
