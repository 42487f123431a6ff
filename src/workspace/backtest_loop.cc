#include "workspace/backtest_loop.h"

#include <algorithm>

#include "engine/route_again.h"

namespace signalbox {

Status PolicyLoop::DecideNow(size_t lead, const Attributes& record, const Roster& roster,
                             TimeUs now) {
  DecideInput input{record, roster, pools_, now, {}};
  if (lead < placed_.size() && placed_[lead].owner != 0)
    input.previous_owners.push_back(words_.Of(placed_[lead].owner));
  decision_ = Decide(*version_->policy, input);
  if (decision_.turn.has_value()) {
    SB_TRY(ApplyTurn(*decision_.turn, now, &pools_[decision_.turn->pool]));
  }
  if (!decision_.pool.empty()) fairness_.Add(decision_, pools_[decision_.pool]);
  Put(lead, PlaceOfDecision(decision_));
  return {};
}

void PolicyLoop::Put(size_t lead, const BacktestPlace& place) {
  if (placed_.size() <= lead) placed_.resize(lead + 1);
  Placed& placed = placed_[lead];
  placed.target = words_.Intern(place.target);
  placed.rule = words_.Intern(place.rule);
  placed.row = words_.Intern(place.row);
  placed.reason = words_.Intern(place.reason);
  placed.disposition = place.disposition;
  placed.decided = true;
  if (place.disposition == Disposition::kAssign) placed.owner = placed.target;
}

Status PolicyLoop::Take(size_t lead, const Attributes& record, const Roster& roster, TimeUs now) {
  const Attributes* seen = &record;
  // Who came back finds the owner that this version gave it.
  if (lead < placed_.size() && placed_[lead].owner != 0 &&
      record.Text(Field::kPriorOwner) != words_.Of(placed_[lead].owner)) {
    const std::string& owner = words_.Of(placed_[lead].owner);
    const Person* person = roster.FindPerson(owner);
    changed_ = record;
    changed_.SetText(Field::kPriorOwner, owner);
    changed_.SetBool(Field::kPriorOwnerActive, person != nullptr && person->active);
    seen = &changed_;
  }
  held_.erase(lead);
  SB_TRY(DecideNow(lead, *seen, roster, now));
  if (decision_.disposition == Disposition::kHold && decision_.reason == "all_out") {
    ++held_count_;
    held_[lead] = {*seen, now, 0};
    due_.push({now + RouteAgainAfter(0), asked_++, lead});
  }
  return {};
}

Status PolicyLoop::AskAgain(const Roster& roster, TimeUs until) {
  while (!due_.empty() && due_.top().at <= until) {
    const Due due = due_.top();
    due_.pop();
    const auto at = held_.find(due.lead);
    // The lead came back meanwhile, and was decided anew.
    if (at == held_.end()) continue;
    Held held = std::move(at->second);
    held_.erase(at);
    SB_TRY(DecideNow(due.lead, held.record, roster, due.at));
    if (decision_.disposition == Disposition::kHold && decision_.reason == "all_out") {
      ++held.attempts;
      due_.push({due.at + RouteAgainAfter(held.attempts), asked_++, due.lead});
      held_[due.lead] = std::move(held);
    } else {
      waits_.push_back(due.at - held.since);
    }
  }
  return {};
}

void PolicyLoop::OwnerChanged(size_t lead, std::string_view from, std::string_view to) {
  if (lead >= placed_.size() || placed_[lead].owner == 0) return;
  // Somebody who never had the lead under this version cannot have given it away.
  if (words_.Of(placed_[lead].owner) == from) placed_[lead].owner = words_.Intern(to);
}

BacktestPlace PolicyLoop::PlaceOf(size_t lead) const {
  BacktestPlace place;
  if (lead >= placed_.size() || !placed_[lead].decided) return place;
  const Placed& placed = placed_[lead];
  place.decided = true;
  place.disposition = placed.disposition;
  place.target = words_.Of(placed.target);
  place.rule = words_.Of(placed.rule);
  place.row = words_.Of(placed.row);
  place.reason = words_.Of(placed.reason);
  return place;
}

BacktestLoop PolicyLoop::Summary() const {
  BacktestLoop loop;
  loop.jain_e4 = fairness_.JainE4OfAll();
  loop.pools = fairness_.Pools();
  loop.held = held_count_;
  loop.still_held = static_cast<int64_t>(held_.size());
  if (!waits_.empty()) {
    std::vector<TimeUs> sorted = waits_;
    std::sort(sorted.begin(), sorted.end());
    loop.median_wait_us = sorted[sorted.size() / 2];
    loop.longest_wait_us = sorted.back();
  }
  return loop;
}

}  // namespace signalbox
