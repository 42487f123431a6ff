#include "workspace/report_reader.h"

#include "workspace/few_told.h"

namespace signalbox {
namespace {

constexpr TimeUs kUnlessSaidUs = 7 * kDayUs;

Result<TimeUs> ReadBound(const char* name, const std::string& text) {
  const Result<TimeUs> time = ParseTime(text);
  if (!time.ok()) return Within(std::string("`") + name + "`", time.error());
  return *time;
}

KeptFromReader PeopleKeptFrom(const State& state, const Sight& sight) {
  KeptFromReader kept;
  if (sight.KeptAnywhere().none()) return kept;
  if (sight.KeepsPersonal("")) kept.people.push_back(0);
  for (size_t i = 0; i < state.person_ids.size(); ++i) {
    // Of who was forgotten nobody knows the team any more.
    const std::string& id = state.person_ids[i];
    if (id.empty() || sight.KeepsPersonal(id)) kept.people.push_back(static_cast<PersonRef>(i + 1));
  }
  kept.fewest = FewestToldIn(state);
  return kept;
}

}  // namespace

Result<ReportPeriod> ReadPeriod(const PeriodWords& words, TimeUs now) {
  if (!words.week.empty()) {
    if (!words.from.empty() || !words.to.empty())
      return Err(Code::kInvalid, "give `week`, or `from` and `to`");
    return PeriodOfWeek(words.week);
  }
  TimeUs to = now;
  if (!words.to.empty()) {
    SB_ASSIGN(to, ReadBound("to", words.to));
  }
  TimeUs from = to - kUnlessSaidUs;
  if (!words.from.empty()) {
    SB_ASSIGN(from, ReadBound("from", words.from));
  }
  return MakePeriod(from, to);
}

std::string ReportPeople::NameOf(PersonRef person) const {
  const auto place = static_cast<size_t>(person - 1);
  return person >= 1 && place < names.size() ? names[place] : std::string();
}

ReportPeople PeopleOf(const State& state, const Sight& sight) {
  ReportPeople people{std::nullopt, state.person_ids, PeopleKeptFrom(state, sight)};
  if (sight.SeesAllLeads()) return people;
  std::vector<PersonRef>& seen = people.seen.emplace();
  for (const std::string& owner : sight.owners()) {
    if (const PersonRef person = state.RefOf(owner); person != 0) seen.push_back(person);
  }
  return people;
}

ReportAsk AskFor(const ReportPeriod& period, const ReportPeople& people, TimeUs now) {
  return {period,      PeriodBefore(period),
          people.seen, [&people](PersonRef person) { return people.NameOf(person); },
          people.kept, now};
}

Result<ReportMessage> MondayMessage(const std::string& views_path, const ReportPeople& people,
                                    TimeUs now) {
  return WeekMessage(views_path, AskFor(LastWeek(now), people, now));
}

}  // namespace signalbox
