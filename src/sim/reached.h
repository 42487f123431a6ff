// Rare branches: what a simulation must have met somewhere over its seeds, or it proves less than
// it seems to.
//
// One thread. A name that is not in the list is a broken invariant, so that a typing error cannot
// hide a branch.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"

namespace signalbox {

inline constexpr std::string_view kRareBranches[] = {
    "agent_answers_nonsense",
    "agent_registered_twice_with_another_content",
    "agent_unavailable_by_breaker",
    "answer_lost_by_crash",
    "answer_twice",
    "blind_answer_unknown_goes_to_a_person",
    "claimed",
    "clock_jumps_back",
    "clock_jumps_forward",
    "crash_during_a_commit",
    "crash_during_a_save",
    "crash_during_recovery",
    "deadline_fired",
    "decided_by_person",
    "disk_full",
    "double_submit",
    "escalated_to_the_next",
    "fallback",
    "handed_back",
    "held_all_out",
    "held_then_routed_by_timer",
    "killed_without_power_loss",
    "late_answer_recorded_and_not_acted_on",
    "late_answer_of_a_run_that_is_over",
    "late_answer_may_have_written",
    "answer_of_an_attempt_that_was_replaced",
    "answer_of_an_unknown_run",
    "repeats_no_longer_recorded",
    "owner_told_of_a_touch",
    "held_for_data_then_decided_anew",
    "commit_survives_though_nobody_was_told",
    "key_reused_with_another_body",
    "key_used_again_after_it_expired",
    "key_repeated_and_replayed",
    "never_answered",
    "person_left",
    "canary_decided",
    "canary_halted",
    "policy_rolled_back",
    "shadow_decided_otherwise",
    "reassigned_by_sla",
    "recycled",
    "retry",
    "routed_again_by_hand",
    "run_cancelled",
    "run_replaced_by_a_later_one",
    "step_cancelled",
    "save_failed",
    "started_from_a_saved_state",
    "state_saved",
    "stopped_in_order",
    "sla_moved_with_hours",
    "sla_stopped",
    "sync_failed",
    "touch",
    "torn_write",
    "unsynced_write_lost",
    "wait_step",
    "case_answered",
    "case_approved",
    "case_approver_spoke",
    "case_asked",
    "case_corrected",
    "case_decided_for_another",
    "case_declined",
    "case_duplicate",
    "case_escalated",
    "case_forgotten",
    "case_given_up",
    "case_kept",
    "case_mail_came_twice",
    "case_opened",
    "case_put_away",
    "case_refused",
    "case_reminded",
    "case_returned",
    "case_ruling_lapsed",
    "case_went_up_the_chain",
    "case_with_a_file",
    "case_withdrawn",
    "case_wrong_move_refused",
    "document_changed",
    "document_removed",
    "backup_taken",
    "erasure_cut_short",
    "erasure_reapplied",
    "forgotten",
    "opted_in_again",
    "purged",
    "purge_cut_short",
    "answers_of_agents_purged",
    "opted_out",
    "owner_changed_outside",
    "record_converted",
    "record_deleted",
    "record_merged",
    "restored_from_a_backup",
    "stale_writer_refused",
};

class Reached {
 public:
  void Mark(std::string_view branch) {
    const auto at = counts_.find(branch);
    CHECK(at != counts_.end());
    ++at->second;
  }
  void Add(const Reached& other) {
    for (const auto& [branch, count] : other.counts_) counts_.find(branch)->second += count;
  }
  std::vector<std::string> Missing() const {
    std::vector<std::string> missing;
    for (const auto& [branch, count] : counts_) {
      if (count == 0) missing.push_back(branch);
    }
    return missing;
  }

  Reached() {
    for (const std::string_view branch : kRareBranches) counts_[std::string(branch)] = 0;
  }
  const std::map<std::string, int64_t, std::less<>>& counts() const { return counts_; }

 private:
  std::map<std::string, int64_t, std::less<>> counts_;
};

}  // namespace signalbox
