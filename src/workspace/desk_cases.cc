#include "workspace/desk_cases.h"

#include "workspace/desk_facts.h"
#include "workspace/desk_library.h"

namespace signalbox {
namespace {

Result<CaseStory> ReadNumber(Workspace& workspace, int64_t number) {
  Result<CaseStory> story = Err(Code::kNotFound, "there is no request with this id");
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const CaseEntry* entry = engine.state().cases.Find(number);
    if (entry == nullptr) return;
    story = TellCase(
        engine.state(),
        [&](int64_t at) { return ReadOpened(workspace.store(), workspace.keys(), at); }, *entry);
  }));
  return story;
}

// One turn; what it refused is told once that is durable.
Result<DeskAct> ActInTurn(Workspace& workspace, const std::function<Result<DeskAct>(Turn&)>& feed) {
  DeskAct act;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(act, feed(turn));
    return {};
  }));
  if (act.refused.has_value()) return *act.refused;
  return act;
}

// Documents may change between what was read of them and the turn. After as many times they are
// searched in the turn, by words.
constexpr int kMostReadings = 3;

// With what the policy documents say to the question that `asked` gives, nothing for none.
Result<DeskAct> ActWithReading(
    Workspace& workspace, const DeskCaller& caller,
    const std::function<Result<std::optional<std::string>>()>& asked,
    const std::function<Result<DeskAct>(Turn&, const PolicyReading*)>& feed) {
  DeskAct act{0, false, {}, true};
  for (int i = 0; act.stale; ++i) {
    std::optional<PolicyReading> reading;
    if (caller.library != nullptr && i < kMostReadings) {
      SB_ASSIGN(const std::optional<std::string> question, asked());
      if (question.has_value()) reading = caller.library->Read(*question, caller.as);
    }
    SB_ASSIGN(act, ActInTurn(workspace, [&](Turn& turn) {
                return feed(turn, reading.has_value() ? &*reading : nullptr);
              }));
  }
  return act;
}

// What the documents are asked when `caller` answers in a case; nothing where that takes up
// nothing.
Result<std::optional<std::string>> AskedByAnswer(Workspace& workspace, const DeskCaller& caller,
                                                 std::string_view id) {
  SB_ASSIGN(const int64_t number, ParseCaseNumber(id));
  SB_ASSIGN(const CaseStory story, ReadNumber(workspace, number));
  const bool answers = story.entry.status == CaseStatus::kWaiting &&
                       story.PersonOf(story.entry.requester) == caller.as;
  return answers ? std::optional(
                       CaseSaid{"", story.words.summary, story.words.justification, {}}.Question())
                 : std::nullopt;
}

}  // namespace

Result<CaseStory> OpenCase(Workspace& workspace, const DeskCaller& caller,
                           const CaseRequest& request) {
  const auto asked = [&]() -> Result<std::optional<std::string>> {
    return CaseSaid{"", request.summary, request.justification, {}}.Question();
  };
  const auto feed = [&](Turn& turn, const PolicyReading* reading) {
    return FeedNewCase(turn, workspace.keys(), caller, request, reading);
  };
  SB_ASSIGN(const DeskAct act, ActWithReading(workspace, caller, asked, feed));
  return ReadNumber(workspace, act.number);
}

Result<CaseStory> SayInCase(Workspace& workspace, const DeskCaller& caller, std::string_view id,
                            const std::string& text, const std::vector<GivenFile>& files) {
  const auto asked = [&] { return AskedByAnswer(workspace, caller, id); };
  const auto feed = [&](Turn& turn, const PolicyReading* reading) {
    return FeedCaseMessage(turn, workspace.keys(), caller, id, text, files, reading);
  };
  SB_ASSIGN(const DeskAct act, ActWithReading(workspace, caller, asked, feed));
  return ReadNumber(workspace, act.number);
}

Result<RulingOutcome> RuleCase(Workspace& workspace, const DeskCaller& caller, std::string_view id,
                               const RulingRequest& request) {
  SB_ASSIGN(const DeskAct act, ActInTurn(workspace, [&](Turn& turn) {
              return FeedRuling(turn, caller, id, request);
            }));
  SB_ASSIGN(CaseStory story, ReadNumber(workspace, act.number));
  return RulingOutcome{std::move(story), act.lapsed};
}

Result<CaseStory> CancelCase(Workspace& workspace, const DeskCaller& caller, std::string_view id) {
  SB_ASSIGN(const DeskAct act,
            ActInTurn(workspace, [&](Turn& turn) { return FeedWithdrawal(turn, caller, id); }));
  return ReadNumber(workspace, act.number);
}

Result<CaseStory> ReadCase(Workspace& workspace, std::string_view id) {
  SB_ASSIGN(const int64_t number, ParseCaseNumber(id));
  return ReadNumber(workspace, number);
}

}  // namespace signalbox
