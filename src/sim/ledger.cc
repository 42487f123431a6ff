#include "sim/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/record_events.h"
#include "sim/event_body.h"
#include "sim/world_policy.h"

namespace signalbox {
namespace {}  // namespace

void Ledger::Acknowledged(const LeadAnswer& answer) {
  LeadAnswer& last = answers_[answer.lead];
  if (answer.position >= last.position) last = answer;
}

void Ledger::Acknowledged(const CaseTold& told) {
  CaseTold& last = cases_[told.number];
  if (told.position >= last.position) last = told;
}

void Ledger::Published(const std::vector<Emitted>& events) {
  for (const Emitted& emitted : events) {
    if (emitted.event.position != std::ssize(leaves_))
      broken_ = "events are not published in order, each once";
    leaves_.push_back(LeafHash(EncodeEvent(emitted.event)));
    Note(emitted.event);
  }
  told_ = leaves_.size();
}

void Ledger::Note(const Event& event) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kTouchRecorded:
      return reached_->Mark(BodyOf<ev::TouchRecorded>(event).double_submit ? "double_submit"
                                                                           : "touch");
    case EventType::kStepRetried:
      return reached_->Mark(BodyOf<ev::StepRetried>(event).fallback ? "fallback" : "retry");
    case EventType::kRecordRouted:
      return reached_->Mark("routed_again_by_hand");
    case EventType::kResultRefused:
      return NoteRefused(event);
    case EventType::kRunCancelled:
      return reached_->Mark("run_cancelled");
    case EventType::kStepCancelled:
      return reached_->Mark("step_cancelled");
    case EventType::kOwnerNotified:
      return reached_->Mark("owner_told_of_a_touch");
    case EventType::kStepFinished: {
      const auto body = BodyOf<ev::StepFinished>(event);
      if (body.reason == "deadline_passed") reached_->Mark("deadline_fired");
      if (body.reason == "no_agent") reached_->Mark("agent_unavailable_by_breaker");
      return;
    }
    case EventType::kPolicyHalted:
      return reached_->Mark("canary_halted");
    case EventType::kShadowDecided:
      if (BodyOf<ev::ShadowDecided>(event).moved) reached_->Mark("shadow_decided_otherwise");
      return;
    case EventType::kTimerSet:
      if (BodyOf<ev::TimerSet>(event).purpose == ev::TimerPurpose::kWait)
        reached_->Mark("wait_step");
      return;
    case EventType::kRunStarted: {
      const auto body = BodyOf<ev::RunStarted>(event);
      record_of_[event.entity] = body.record;
      if (body.trigger == RunTrigger::kCameBack && held_for_data_.erase(body.record) > 0)
        reached_->Mark("held_for_data_then_decided_anew");
      if (body.canary) reached_->Mark("canary_decided");
      return NoteFollowUp(event);
    }
    case EventType::kRunFinished:
      return NoteRunFinished(event);
    case EventType::kClockSet:
    case EventType::kLeadActed:
    case EventType::kDecisionMade:
      return NoteFollowUp(event);
    default:
      return NoteRecord(event);
  }
}

void Ledger::NoteRecord(const Event& event) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kRecordMerged:
      return reached_->Mark("record_merged");
    case EventType::kRecordConverted:
      return reached_->Mark("record_converted");
    case EventType::kRecordDeleted:
      return reached_->Mark("record_deleted");
    case EventType::kOptedOut:
      return reached_->Mark(BodyOf<ev::OptedOut>(event).lifted ? "opted_in_again" : "opted_out");
    case EventType::kOwnerChangedOutside:
      return reached_->Mark("owner_changed_outside");
    case EventType::kForgotten:
      return reached_->Mark("forgotten");
    default:
      return;
  }
}

void Ledger::WentBack(int64_t events) {
  told_ = std::min(told_, static_cast<size_t>(events));
  leaves_.resize(told_);
  const auto given_up = [events](const auto& one) { return one.second.position >= events; };
  std::erase_if(answers_, given_up);
  std::erase_if(cases_, given_up);
}

void Ledger::NoteRefused(const Event& event) {
  const auto body = BodyOf<ev::ResultRefused>(event);
  if (event.entity_kind == EntityKind::kRun)
    reached_->Mark("late_answer_recorded_and_not_acted_on");
  if (event.entity_kind == EntityKind::kLead) reached_->Mark("late_answer_of_a_run_that_is_over");
  if (body.reason == "superseded_attempt") reached_->Mark("answer_of_an_attempt_that_was_replaced");
  if (body.reason == "unknown_run") reached_->Mark("answer_of_an_unknown_run");
  if (body.wrote) reached_->Mark("late_answer_may_have_written");
  if (body.last) reached_->Mark("repeats_no_longer_recorded");
}

void Ledger::NoteFollowUp(const Event& event) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kRunStarted: {
      const RunTrigger trigger = BodyOf<ev::RunStarted>(event).trigger;
      if (trigger == RunTrigger::kReassigned) reached_->Mark("reassigned_by_sla");
      if (trigger == RunTrigger::kRecycled) reached_->Mark("recycled");
      return;
    }
    case EventType::kClockSet: {
      const auto body = BodyOf<ev::ClockSet>(event);
      if (body.why == "moved") reached_->Mark("sla_moved_with_hours");
      if (body.clock.phase == ClockPhase::kStopped) reached_->Mark("sla_stopped");
      return;
    }
    case EventType::kLeadActed: {
      const Verb verb = BodyOf<ev::LeadActed>(event).verb;
      if (verb == Verb::kClaim) reached_->Mark("claimed");
      if (verb == Verb::kHandBack) reached_->Mark("handed_back");
      return;
    }
    default: {
      const auto body = BodyOf<ev::DecisionMade>(event);
      if (body.reason == "decided_by_person") reached_->Mark("decided_by_person");
      if (body.node == "desk/boss") reached_->Mark("escalated_to_the_next");
    }
  }
}

void Ledger::NoteRunFinished(const Event& event) {
  const auto body = BodyOf<ev::RunFinished>(event);
  if (body.reason == "replaced_by_a_later_run") reached_->Mark("run_replaced_by_a_later_one");
  if (body.reason == "agent_failed: answer_unknown")
    reached_->Mark("blind_answer_unknown_goes_to_a_person");
  const Id record = record_of_[event.entity];
  if (body.reason == kNoConsent)
    held_for_data_.insert(record);
  else if (body.reason != "replaced_by_a_later_run")
    held_for_data_.erase(record);
  if (body.reason == "all_out") {
    reached_->Mark("held_all_out");
    held_all_out_.insert(event.entity);
  } else if (body.status == LeadStatus::kRouted && held_all_out_.contains(event.entity)) {
    reached_->Mark("held_then_routed_by_timer");
  }
}

std::string Ledger::TakeOver(const Store& store) {
  leaves_.resize(told_);
  std::vector<Digest> stored;
  Status read = store.ReadLeaves(0, store.next_position(), &stored);
  const size_t seen = stored.size();
  for (size_t i = 0; read.ok() && i < std::min(seen, told_); ++i) {
    if (leaves_[i] != stored[i])
      read = Err(Code::kCorrupt, fmt::format("published event {} was changed", i));
  }
  const auto next = static_cast<int64_t>(told_);
  if (read.ok() && seen > told_)
    read = store.ReadEvents(next, -1, [&](int64_t, BytesView bytes) -> Status {
      leaves_.push_back(LeafHash(bytes));
      SB_ASSIGN(const Event event, DecodeEvent(bytes));
      Note(event);
      return {};
    });
  if (!read.ok()) return "the log does not read: " + read.error().message;
  if (seen < told_)
    return fmt::format("{} events were published, and only {} are stored", told_, seen);
  if (seen > told_ && told_ > 0) reached_->Mark("commit_survives_though_nobody_was_told");
  return broken_;
}

std::string Ledger::CheckAnswers(const Engine& engine) const {
  for (const auto& [id, told] : answers_) {
    const auto at = engine.state().lead_by_id.find(id);
    if (at == engine.state().lead_by_id.end())
      return "an acknowledged lead is lost: " + FormatId("lead", id);
    const LeadAnswer now = engine.AnswerOf(at->second);
    if (now.position < told.position)
      return "an acknowledged lead went back: " + FormatId("lead", id);
    // A duplicate's answer speaks of the submission, not of the record.
    if (now.position > told.position || told.status == LeadStatus::kDuplicate) continue;
    if (now.status != told.status || now.owner != told.owner || now.queue != told.queue ||
        now.rule != told.rule || now.reason != told.reason || now.run != told.run) {
      return fmt::format(
          "{} was `{}` of `{}` when answered and is `{}` of `{}`, though nothing happened to it",
          FormatId("lead", id), StatusName(told.status), told.owner, StatusName(now.status),
          now.owner);
    }
  }
  return {};
}

std::string Ledger::CheckCaseAnswers(const State& state) const {
  for (const auto& [number, told] : cases_) {
    const std::string name = CaseNumberText(number);
    const CaseEntry* entry = state.cases.Find(number);
    if (entry == nullptr) return "an acknowledged request is lost: " + name;
    const int64_t last = state.tails.at(entry->id).last_position;
    if (last < told.position) return "an acknowledged request went back: " + name;
    if (last == told.position && entry->status != told.status) {
      return fmt::format(
          "{} was {} when somebody was told and is {}, though nothing happened to it", name,
          CaseStatusName(told.status), CaseStatusName(entry->status));
    }
  }
  return {};
}

}  // namespace signalbox
