#include "sim/outside.h"

#include "engine/activity_report.h"

namespace signalbox {
namespace {

AgentSpec Agent(std::string id, std::string capability, EffectClass effects) {
  AgentSpec spec;
  spec.id = std::move(id);
  spec.version = "1.0.0";
  spec.kind = AgentKind::kHttp;
  spec.capabilities = {std::move(capability)};
  spec.inputs = {Field::kEmail, Field::kCountry};
  spec.outputs = {Field::kEmployees, Field::kSegment};
  spec.effects = effects;
  spec.determinism = Determinism::kExternal;
  spec.quota.concurrency = 4;
  spec.timeout_us = 10 * kSecondUs;
  spec.retry = {2, 2 * kSecondUs, 20 * kSecondUs};
  spec.breaker = {4, 30 * kSecondUs};
  spec.owner = "simulation";
  spec.url = "http://outside.example/" + spec.id;
  return spec;
}

// Times that a broken agent says the same: more than the engine records.
constexpr int kStutter = 40;

ActivityReport SureReportOn(const Activity& activity) {
  ActivityReport report = ReportOn(activity);
  report.body.confidence_e4 = 9000;
  return report;
}

}  // namespace

std::vector<AgentSpec> OutsideAgents() {
  return {Agent("enrich_first", "enrich_outside", EffectClass::kKeyed),
          Agent("enrich_second", "enrich_outside", EffectClass::kKeyed),
          Agent("book_visit", "book", EffectClass::kBlind)};
}

// One key for a step of a run over all its attempts and agents, and no key for two of them.
void Outside::Promise(const Activity& activity) {
  const StepOfRun step{activity.run, activity.step};
  const auto key = key_of_.emplace(step, activity.idempotency_key).first;
  const auto owner = step_of_.emplace(activity.idempotency_key, step).first;
  if (key->second != activity.idempotency_key) broken_ = "one step was asked for under two keys";
  if (owner->second != step) broken_ = "one key was used for two steps";
  if (activity.agent.effects == EffectClass::kBlind && blind_done_[step] > 0) {
    broken_ = "a blind write was asked for again after it may have been done";
  }
}

void Outside::Take(std::vector<Activity> activities, TimeUs now) {
  for (const Activity& activity : activities) {
    Promise(activity);
    const TimeUs soon = now + static_cast<TimeUs>(random_.Below(3 * kSecondUs));
    const uint64_t fate = well_ ? 99 : random_.Below(100);
    if (fate < 8) {
      reached_->Mark("never_answered");
      // A worker gives up after the agent's time; one that hangs is the step's deadline's to end.
      ++blind_done_[{activity.run, activity.step}];
      const bool hangs = activity.capability == "enrich_outside" && random_.Below(2) == 0;
      if (!hangs) Fail(activity, now + activity.agent.timeout_us, "agent_timeout", true);
    } else if (fate < (storm_ ? 85 : 20)) {
      Fail(activity, soon, "agent_http_5xx", false);
      // A gateway gave up on an agent that goes on, and answers while it is asked again.
      if (activity.agent.effects == EffectClass::kKeyed && random_.Below(4) == 0) {
        Answer(activity, soon + static_cast<TimeUs>(random_.Below(30 * kSecondUs)));
      }
    } else if (fate < 25) {
      reached_->Mark("agent_answers_nonsense");
      ActivityReport report = SureReportOn(activity);
      report.output.SetText(Field::kOwner, "mallory");
      // What it did is done, whatever it says.
      ++blind_done_[{activity.run, activity.step}];
      under_way_.emplace(soon, std::move(report));
    } else if (fate < 35) {
      Answer(activity, now + static_cast<TimeUs>(random_.Below(10 * kMinuteUs)));
    } else {
      Answer(activity, soon);
      if (fate < 42) {
        reached_->Mark("answer_twice");
        const int times = fate == 41 ? kStutter : 1;
        for (int i = 0; i < times; ++i)
          Answer(activity, soon + static_cast<TimeUs>(random_.Below(kMinuteUs)));
      }
    }
  }
}

void Outside::Answer(const Activity& activity, TimeUs at) {
  if (activity.agent.effects == EffectClass::kBlind) ++blind_done_[{activity.run, activity.step}];
  ActivityReport report = SureReportOn(activity);
  report.body.duration_us = kSecondUs;
  if (activity.capability == "enrich_outside") {
    report.output.SetInt(Field::kEmployees, static_cast<int64_t>(random_.Below(5000)));
    report.output.SetText(Field::kSegment, random_.Below(2) == 0 ? "smb" : "enterprise");
  }
  under_way_.emplace(at, std::move(report));
}

void Outside::Fail(const Activity& activity, TimeUs at, std::string reason, bool unknown) {
  ActivityReport report = SureReportOn(activity);
  report.body.outcome = Outcome::kError;
  report.body.reason = std::move(reason);
  report.body.unknown = unknown;
  under_way_.emplace(at, std::move(report));
}

std::vector<ActivityReport> Outside::Answers(TimeUs now) {
  std::vector<ActivityReport> come;
  while (!under_way_.empty() && under_way_.begin()->first <= now) {
    come.push_back(std::move(under_way_.begin()->second));
    under_way_.erase(under_way_.begin());
  }
  if (!well_ && random_.Below(100) == 0) {
    // Meant for another workspace, or made up.
    ActivityReport foreign;
    for (Id* id : {&foreign.run, &foreign.lead, &foreign.body.task}) random_.Fill(id->bytes);
    foreign.agent = "stranger@1.0.0";
    come.push_back(std::move(foreign));
  }
  return come;
}

void Outside::ProcessEnded() {
  if (!under_way_.empty()) reached_->Mark("answer_lost_by_crash");
  under_way_.clear();
}

void Outside::BeganAnew() {
  key_of_.clear();
  step_of_.clear();
  blind_done_.clear();
}

}  // namespace signalbox
